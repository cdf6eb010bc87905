//! Telling the provider of a charge: once, whatever is interrupted.

use super::{AskError, commit, moved};
use crate::app::App;
use domain::digital::charge::{Charge, Command, Method, Registered, State};
use domain::digital::order::Order;
use domain::digital::payment::{Barcode, pix};
use platform::payments::{Bill, Customer, Kind, Payment, PaymentError};
use platform::secrets::Indexed;
use store::Change;

/// Has the provider take a charge, or finds that it did before. Nothing, when there is nothing more to ask about.
pub(super) async fn register(app: &App, charge: Charge) -> Result<Option<Charge>, AskError> {
    let known = app.payments.find(charge.id().as_str()).await?;
    let payment = match (known, &charge.snapshot().state) {
        (Some(known), _) => known,
        (None, State::Created) => create(app, &charge).await?,
        // It was called off before the provider heard of it.
        (None, _) => {
            let withdrawn = moved(app, charge, Command::Withdrawn)?;
            app.store.commit_unless_overtaken(Change::of(withdrawn)).await?;
            return Ok(None);
        }
    };
    let registered = Box::new(registered(app, &charge, payment).await?);
    let change = Change::of(moved(app, charge, Command::Register(registered))?);
    Ok(Some(commit(app, change).await?))
}

async fn create(app: &App, charge: &Charge) -> Result<Payment, AskError> {
    let snapshot = charge.snapshot();
    let order = app.store.find_order(&snapshot.order).await?.ok_or(PaymentError::Shape)?;
    let customer = app.payments.customer(&customer(app, &order).await?).await?;
    let kind = match snapshot.method {
        Method::Pix => Kind::Pix,
        Method::Boleto => Kind::Boleto,
        Method::Card { instalments } => Kind::Card(instalments),
        Method::Debit | Method::Outside => Kind::Chosen,
    };
    let bill = Bill {
        reference: snapshot.id.as_str().to_owned(),
        customer,
        kind,
        amount: snapshot.amount,
        due: snapshot.due,
        what: format!("Pedido {}", snapshot.protocol.as_str()),
    };
    Ok(app.payments.create(&bill).await?)
}

async fn customer(app: &App, order: &Order) -> Result<Customer, AskError> {
    let billing = &order.snapshot().billing;
    let number = billing.payer.plain();
    Ok(Customer {
        reference: app.secrets.keys().await?.index(Indexed::Payer(number)),
        name: billing.name.to_string(),
        number: number.to_owned(),
        email: billing.email.as_str().to_owned(),
    })
}

/// What the provider has, with the codes that people pay by. A code that is damaged, or of another amount, is shown to nobody.
async fn registered(app: &App, charge: &Charge, payment: Payment) -> Result<Registered, AskError> {
    let amount = charge.snapshot().amount;
    let (mut barcode, mut code) = (None, None);
    match charge.snapshot().method {
        Method::Boleto => {
            let read = Barcode::parse(&app.payments.barcode(&payment.id).await?);
            let read = read.ok().filter(|barcode| barcode.amount() == amount).ok_or(PaymentError::Shape)?;
            barcode = Some(read.digits());
        }
        Method::Pix => {
            let text = app.payments.pix(&payment.id).await?;
            let read = pix::read(&text).ok().filter(|code| code.amount.is_none_or(|asked| asked == amount));
            code = Some(read.map(|_| text).ok_or(PaymentError::Shape)?);
        }
        Method::Card { .. } | Method::Debit | Method::Outside => {}
    }
    Ok(Registered {
        payment: payment.id,
        instalments: payment.installment,
        customer: payment.customer,
        page: payment.page.filter(|page| page.starts_with("https://") || page.starts_with('/')),
        barcode,
        pix: code,
    })
}
