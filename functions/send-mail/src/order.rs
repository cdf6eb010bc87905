//! Letters about an order, to whoever pays: its number, that it was paid, that the money went back.

use crate::SendError;
use crate::letters::{Frame, letter};
use askama::Template;
use common::App;
use common::mail::Letter;
use domain::digital::order::Order;
use domain::value::id::{MailId, OrderId};
use domain::value::money::Cents;
use domain::work::OrderNews;

#[derive(Template)]
#[template(path = "order.txt", escape = "none")]
struct OrderText<'a> {
    mail: &'a Frame,
    told: &'a Told,
}

#[derive(Template)]
#[template(path = "order.html")]
struct OrderHtml<'a> {
    mail: &'a Frame,
    told: &'a Told,
}

/// What both forms of the letter tell.
struct Told {
    title: &'static str,
    sentence: &'static str,
    number: String,
    lines: Vec<String>,
    total: String,
}

/// Something happened to an order. None when there is no such order.
pub(crate) async fn order(
    app: &App,
    mail: &MailId,
    id: &OrderId,
    news: OrderNews,
) -> Result<Option<Letter>, SendError> {
    let Some(order) = app.store.find_order(id).await? else { return Ok(None) };
    let told = told(&order, news);
    let subject = format!("{}: {}", told.title, told.number);
    let reason =
        "Você recebeu esta mensagem porque este e-mail está nos dados de faturamento do pedido.".to_owned();
    let frame = Frame::new(app, subject, told.sentence.to_owned(), reason);
    let frame = frame.leading_to(app, "Ver o pedido", &format!("/pedidos/{id}"));
    let text = OrderText { mail: &frame, told: &told }.render()?;
    let html = OrderHtml { mail: &frame, told: &told }.render()?;
    Ok(Some(letter(mail, &order.snapshot().billing.email, &frame, text, html)))
}

fn told(order: &Order, news: OrderNews) -> Told {
    let is_free = order.snapshot().total == Cents::ZERO;
    let (title, sentence) = match (news, is_free) {
        (OrderNews::Placed, true) => (
            "Recebemos o seu pedido",
            "Guarde o número: ele identifica o pedido em tudo o que vem depois. O pedido segue assim que a supervisão o confirmar.",
        ),
        (OrderNews::Placed, false) => (
            "Recebemos o seu pedido",
            "Guarde o número: ele identifica o pedido em tudo o que vem depois. O pedido só segue depois de pago.",
        ),
        (OrderNews::Paid, true) => (
            "Pedido confirmado",
            "Agora atribua cada certificado à pessoa que vai usá-lo. Ela recebe um link para preencher a solicitação.",
        ),
        (OrderNews::Paid, false) => (
            "Pagamento confirmado",
            "Agora atribua cada certificado à pessoa que vai usá-lo. Ela recebe um link para preencher a solicitação.",
        ),
        (OrderNews::Refunded, _) => (
            "O dinheiro do pedido foi devolvido",
            "Os certificados deste pedido que ninguém usou não valem mais.",
        ),
    };
    let snapshot = order.snapshot();
    let line = |line: &domain::digital::order::OrderLine| format!("{} × {}", line.units, line.title);
    Told {
        title,
        sentence,
        number: snapshot.protocol.to_string(),
        lines: snapshot.lines.iter().map(line).collect(),
        total: snapshot.total.to_string(),
    }
}
