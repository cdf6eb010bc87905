//! Asking the payment provider, and what follows from its answer.
//!
//! This is the only way in which money becomes something: the page that made a charge asks, a webhook makes us ask, and
//! `run-clock` asks again about what is due. Whoever asks, the answer is compared with what was charged, and everything that
//! follows is one transaction; so it does not matter how often, in which order and by whom it is asked, or where it is
//! interrupted.

mod registering;
mod settling;

pub use settling::granted;

use crate::app::App;
use crate::fault::Fault;
use domain::digital::charge::{Charge, Command, Registered, Report, Standing, State, Trouble};
use domain::transition::{Actor, Illegal, Transition};
use domain::value::id::{ChargeId, MailId, OrderId};
use domain::work::{Message, OrderNews, Task, Work};
use platform::chain;
use platform::payments::{Payment, PaymentError};
use store::{Change, StoreError};

/// Why it could not be asked, or its answer not be kept.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A rule refused.
    #[error(transparent)]
    Illegal(#[from] Illegal),
    /// The keys cannot be had.
    #[error(transparent)]
    Secret(#[from] platform::secrets::SecretError),
    /// The provider did not answer or refused.
    #[error(transparent)]
    Provider(#[from] PaymentError),
}

impl From<AskError> for Fault {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Store(error) => error.into(),
            AskError::Illegal(error) => error.into(),
            AskError::Secret(error) => error.into(),
            AskError::Provider(error) => StoreError::Busy(Box::new(error)).into(),
        }
    }
}

/// Who asks, in the audit trail.
fn actor() -> Actor {
    Actor::Step("place-order".to_owned())
}

/// Asks about a charge, and does what follows. When the provider cannot be asked, it is asked again later.
///
/// # Errors
/// When the store fails. That the provider did not answer is none: the charge says when it is asked next.
pub async fn ask(app: &App, id: &ChargeId) -> Result<(), AskError> {
    let Some(charge) = app.store.find_charge(id).await? else { return Ok(()) };
    match asked(app, charge).await {
        Err(AskError::Provider(error)) => {
            tracing::warn!(error = %chain(&error), charge = id.as_str(), "charge {id}: the payment provider could not be asked");
            postpone(app, id).await
        }
        // Somebody else asked at the same time: what they heard counts as much.
        Err(AskError::Store(StoreError::Guard(_))) => Ok(()),
        done => done,
    }
}

async fn postpone(app: &App, id: &ChargeId) -> Result<(), AskError> {
    let Some(charge) = app.store.find_charge(id).await? else { return Ok(()) };
    let later = charge.apply(Command::Postpone, actor(), app.clock.now())?;
    app.store.commit_unless_overtaken(Change::of(later)).await?;
    Ok(())
}

async fn asked(app: &App, charge: Charge) -> Result<(), AskError> {
    let charge = match charge.snapshot().registered {
        Some(_) => charge,
        None => match registering::register(app, charge).await? {
            Some(charge) => charge,
            None => return Ok(()),
        },
    };
    let snapshot = charge.snapshot();
    let Some(registered) = snapshot.registered.clone() else { return Ok(()) };
    if let (Some(_), State::Confirmed { .. } | State::Received { .. }) = (&snapshot.refund, &snapshot.state) {
        give_back(app, &charge, &registered).await?;
    }
    let report = report(app, &charge, &registered).await?;
    let charge = settling::settle(app, charge, report).await?;
    withdraw(app, charge, &registered, report.standing).await
}

/// Asks for the money to go back. That it is refused because it went back before is what the next answer says.
async fn give_back(app: &App, charge: &Charge, registered: &Registered) -> Result<(), AskError> {
    match app.payments.refund(&registered.payment, charge.snapshot().amount).await {
        Err(error @ PaymentError::Refused { .. }) => {
            tracing::warn!(error = %chain(&error), "charge {}: the refund was refused", charge.id());
            Ok(())
        }
        done => Ok(done?),
    }
}

/// Takes a charge back at the provider that was called off here. Somebody may be faster and pay it: the next answer says so.
async fn withdraw(
    app: &App,
    charge: Charge,
    registered: &Registered,
    standing: Standing,
) -> Result<(), AskError> {
    let is_open = matches!(standing, Standing::Pending | Standing::Overdue);
    let is_over =
        matches!(charge.snapshot().state, State::Cancelled { .. }) && !charge.snapshot().is_withdrawn;
    if !is_open || !is_over {
        return Ok(());
    }
    match app.payments.delete(&registered.payment).await {
        Ok(()) => {}
        Err(error) if error.is_missing() => {}
        Err(error) => return Err(error.into()),
    }
    let withdrawn = charge.apply(Command::Withdrawn, actor(), app.clock.now())?;
    app.store.commit_unless_overtaken(Change::of(withdrawn)).await?;
    Ok(())
}

/// What the provider says of a charge. What it says of something else, flags it.
async fn report(app: &App, charge: &Charge, registered: &Registered) -> Result<Report, AskError> {
    let payment = match app.payments.get(&registered.payment).await {
        Err(error) if error.is_missing() => {
            return Ok(Report {
                standing: Standing::Deleted,
                amount: charge.snapshot().amount,
                trouble: None,
            });
        }
        payment => payment?,
    };
    let parts = match &registered.instalments {
        Some(plan) => app.payments.instalments(plan).await?,
        None => vec![payment],
    };
    together(charge, registered, &parts)
}

/// What the parts of a charge come to: it stands as the part that is furthest back.
fn together(charge: &Charge, registered: &Registered, parts: &[Payment]) -> Result<Report, AskError> {
    let amount =
        parts.iter().try_fold(domain::value::money::Cents::ZERO, |sum, part| sum.plus(part.amount()?).ok());
    let amount = amount.ok_or(PaymentError::Shape)?;
    let standing = parts.iter().map(standing).min_by_key(|standing| progress(*standing));
    let standing = standing.ok_or(PaymentError::Shape)?;
    let is_ours = |part: &Payment| {
        part.reference.as_deref() == Some(charge.id().as_str()) && part.customer == registered.customer
    };
    if parts.iter().all(is_ours) {
        return Ok(Report { standing, amount, trouble: None });
    }
    // Somebody else's money does not pay this.
    Ok(Report { standing: Standing::Pending, amount, trouble: Some(Trouble::Foreign) })
}

/// How a part stands, by the words of the provider ("Status das cobranças"). A word that is not known says nothing.
fn standing(payment: &Payment) -> Standing {
    match payment.status.as_str() {
        _ if payment.deleted => Standing::Deleted,
        "RECEIVED" | "RECEIVED_IN_CASH" | "DUNNING_RECEIVED" => Standing::Received,
        "CONFIRMED" => Standing::Confirmed,
        "OVERDUE" | "DUNNING_REQUESTED" => Standing::Overdue,
        "REFUNDED" => Standing::Refunded,
        "CHARGEBACK_REQUESTED" | "CHARGEBACK_DISPUTE" | "AWAITING_CHARGEBACK_REVERSAL" => Standing::Disputed,
        _ => Standing::Pending,
    }
}

/// How far a part is, for the least of several.
fn progress(standing: Standing) -> u8 {
    match standing {
        Standing::Disputed => 0,
        Standing::Refunded => 1,
        Standing::Deleted => 2,
        Standing::Pending => 3,
        Standing::Overdue => 4,
        Standing::Confirmed => 5,
        Standing::Received => 6,
    }
}

/// A mail about an order, to whoever pays.
pub fn mail_about(app: &App, order: &OrderId, news: OrderNews) -> Transition<Work> {
    let mail = MailId::from_bytes(app.chance.bytes());
    Work::new(
        Task::Mail { mail, message: Message::Order { order: order.clone(), news } },
        None,
        app.clock.now(),
    )
}

/// Commits a change of a charge with what follows from it.
async fn commit(app: &App, change: Change<Charge>) -> Result<Charge, AskError> {
    Ok(app.store.commit(change).await?)
}

/// A transition of a charge, by the step.
fn moved(app: &App, charge: Charge, command: Command) -> Result<Transition<Charge>, AskError> {
    Ok(charge.apply(command, actor(), app.clock.now())?)
}
