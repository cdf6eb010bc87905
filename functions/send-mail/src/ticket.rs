//! The letters about a request for help: to whoever asked, to the team, and to the issuer that it was handed to.
//!
//! Whoever asked typed their address themselves, and it may be somebody else's: the first letter to it repeats nothing of what
//! was written, so that nobody makes us carry a message to a stranger. It is behind the link.

use crate::SendError;
use crate::letters::{Frame, letter};
use askama::Template;
use common::App;
use common::mail::Letter;
use common::participation::changes::Change;
use common::participation::contact::{self, ContactShown};
use common::ticket_link::TicketLink;
use domain::participation::contact::Contact;
use domain::people::ticket::{Named, State, Subject, Ticket};
use domain::value::code::TicketNumber;
use domain::value::email::EmailAddress;
use domain::value::id::{IssuerId, MailId};
use domain::work::TicketNews;

/// To whoever asked.
#[derive(Template)]
#[template(path = "ticket_told.txt", escape = "none")]
pub(crate) struct ToldText<'a> {
    pub(crate) mail: &'a Frame,
    pub(crate) told: &'a Told,
}

#[derive(Template)]
#[template(path = "ticket_told.html")]
pub(crate) struct ToldHtml<'a> {
    pub(crate) mail: &'a Frame,
    pub(crate) told: &'a Told,
}

/// What whoever asked is told.
pub(crate) struct Told {
    pub(crate) number: String,
    pub(crate) title: &'static str,
    pub(crate) sentences: Vec<String>,
    /// What is asked to be printed otherwise.
    pub(crate) changes: Vec<Change>,
    /// What whoever asked wrote, line by line, where it may be repeated.
    pub(crate) words: Vec<String>,
    /// The answer, line by line; none, when there is none to tell.
    pub(crate) answer: Vec<String>,
    /// Who decides about it, once they have it.
    pub(crate) decides: Option<ContactShown>,
}

/// To the team, or to the issuer.
#[derive(Template)]
#[template(path = "ticket_asked.txt", escape = "none")]
struct AskedText<'a> {
    mail: &'a Frame,
    asked: &'a Asked,
}

#[derive(Template)]
#[template(path = "ticket_asked.html")]
struct AskedHtml<'a> {
    mail: &'a Frame,
    asked: &'a Asked,
}

/// What somebody asks.
struct Asked {
    number: String,
    /// What to do with it, in a sentence.
    opening: String,
    subject: &'static str,
    name: String,
    email: String,
    named: String,
    code: String,
    lines: Vec<String>,
    answer: Vec<String>,
}

/// What a request is about, in words.
fn subject(subject: Subject) -> &'static str {
    common::ticket_words::subject(subject)
}

/// The mail that something happened to a request. None when the request has ended, or has gone on since.
pub(crate) async fn ticket(
    app: &App,
    mail: &MailId,
    number: &TicketNumber,
    news: TicketNews,
) -> Result<Option<Letter>, SendError> {
    let Some(ticket) = app.store.find_ticket(number, app.clock.now()).await? else { return Ok(None) };
    match news {
        TicketNews::Opened => to_requester(app, mail, &ticket, opened(&ticket)).await.map(Some),
        TicketNews::Answered => to_requester(app, mail, &ticket, answered(&ticket)).await.map(Some),
        TicketNews::Arrived => to_team(app, mail, &ticket).await.map(Some),
        TicketNews::PassedOn | TicketNews::Handed => {
            let State::PassedOn { issuer, .. } = &ticket.snapshot().state else { return Ok(None) };
            let name = app.store.get_issuer(issuer).await?.name.to_string();
            let contact = app.store.find_contact(issuer).await?.contact;
            if news == TicketNews::PassedOn {
                return to_requester(app, mail, &ticket, passed_on(&ticket, &name, contact.as_ref()))
                    .await
                    .map(Some);
            }
            to_issuer(app, mail, &ticket, &name, contact.as_ref())
        }
    }
}

fn told(ticket: &Ticket, title: &'static str, sentences: Vec<String>) -> Told {
    let (changes, words, answer) = (Vec::new(), Vec::new(), Vec::new());
    Told { number: ticket.number().grouped(), title, sentences, changes, words, answer, decides: None }
}

fn opened(ticket: &Ticket) -> Told {
    let about = subject(ticket.snapshot().subject);
    let sentences = vec![
        format!("Recebemos o seu pedido de ajuda sobre “{about}”. A resposta chega por e-mail, neste mesmo endereço."),
        "Guarde o número do pedido. No endereço abaixo você vê o que escreveu e como o pedido está; ele é só seu: não o repasse.".to_owned(),
        "Se não foi você quem escreveu, ignore esta mensagem.".to_owned(),
    ];
    told(ticket, "Recebemos o seu pedido", sentences)
}

fn answered(ticket: &Ticket) -> Told {
    let sentence = "A equipe respondeu ao seu pedido de ajuda:".to_owned();
    let last = ticket.snapshot().answers.last();
    let answer = last.map(|reply| reply.text.lines().map(str::to_owned).collect()).unwrap_or_default();
    Told { answer, ..told(ticket, "Resposta ao seu pedido", vec![sentence]) }
}

fn passed_on(ticket: &Ticket, issuer: &str, contact: Option<&Contact>) -> Told {
    let sentences = vec![
        format!(
            "O seu pedido é sobre o que está no certificado, e quem decide isso é {issuer}, que o emitiu. Enviamos o pedido para lá, com o que você escreveu, o seu nome e o seu e-mail."
        ),
        "A resposta vem diretamente de lá.".to_owned(),
    ];
    let decides = contact.map(|contact| ContactShown::new(contact, issuer));
    Told { decides, ..told(ticket, "O seu pedido foi encaminhado", sentences) }
}

async fn to_requester(app: &App, mail: &MailId, ticket: &Ticket, told: Told) -> Result<Letter, SendError> {
    let subject = format!("{} ({})", told.title, told.number);
    let preheader = format!("Pedido {} em {}.", told.number, app.config.brand);
    let reason =
        "Você recebeu esta mensagem porque um pedido de ajuda foi aberto com este endereço.".to_owned();
    let path = TicketLink::new(&app.secrets.keys().await?, ticket.number()).path();
    let frame = Frame::new(app, subject, preheader, reason).answered_by(app.config.support.clone());
    let frame = frame.leading_to(app, "Ver o pedido", &path);
    let text = ToldText { mail: &frame, told: &told }.render()?;
    let html = ToldHtml { mail: &frame, told: &told }.render()?;
    Ok(letter(mail, &ticket.snapshot().requester.email, &frame, text, html))
}

/// Answers go to whoever asked, from the team's own mailbox.
async fn to_team(app: &App, mail: &MailId, ticket: &Ticket) -> Result<Letter, SendError> {
    let issuer = match &ticket.snapshot().issuer {
        Some(issuer) => issuer_of(app, issuer).await?,
        None => String::new(),
    };
    let opening = format!(
        "Responda a esta mensagem para escrever a quem perguntou, ou registre a resposta no pedido com answer_ticket.{issuer}"
    );
    asked(app, mail, ticket, &app.config.support.clone(), opening, "Pedido de ajuda")
}

async fn issuer_of(app: &App, issuer: &IssuerId) -> Result<String, SendError> {
    let name = app.store.get_issuer(issuer).await?.name;
    Ok(format!(" O certificado é de {name}: sobre o que está nele, encaminhe com pass_on_ticket."))
}

/// None when the issuer has taken its mailbox away meanwhile.
fn to_issuer(
    app: &App,
    mail: &MailId,
    ticket: &Ticket,
    issuer: &str,
    contact: Option<&Contact>,
) -> Result<Option<Letter>, SendError> {
    let Some(to) = contact::reply_to(contact) else { return Ok(None) };
    let opening = format!(
        "Este pedido é sobre o que está em um certificado de {issuer}, e só {issuer} decide sobre isso. Responda a esta mensagem: a resposta vai diretamente a quem perguntou."
    );
    asked(app, mail, ticket, &to, opening, "Pedido de quem recebeu um certificado").map(Some)
}

fn asked(
    app: &App,
    mail: &MailId,
    ticket: &Ticket,
    to: &EmailAddress,
    opening: String,
    title: &str,
) -> Result<Letter, SendError> {
    let snapshot = ticket.snapshot();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let asked = Asked {
        number: ticket.number().grouped(),
        opening,
        subject: subject(snapshot.subject),
        name: snapshot.requester.name.to_string(),
        email: snapshot.requester.email.as_str().to_owned(),
        named: named(snapshot.requester.named.as_ref()),
        code: snapshot.certificate.as_ref().map(|code| code.grouped()).unwrap_or_default(),
        lines: lines(snapshot.text.as_str()),
        answer: snapshot.answers.last().map(|reply| lines(reply.text.as_str())).unwrap_or_default(),
    };
    // Neither name nor message in the subject: subjects are shown on locked telephones.
    let subject = format!("{title} {}: {}", asked.number, asked.subject);
    let preheader = format!("Pedido {} em {}.", asked.number, app.config.brand);
    let reason = format!(
        "Você recebeu esta mensagem porque este endereço atende pedidos de ajuda em {}.",
        app.config.brand
    );
    let frame = Frame::new(app, subject, preheader, reason).answered_by(snapshot.requester.email.clone());
    let text = AskedText { mail: &frame, asked: &asked }.render()?;
    let html = AskedHtml { mail: &frame, asked: &asked }.render()?;
    Ok(letter(mail, to, &frame, text, html))
}

/// A CPF is not mailed as a whole: three of its digits tell people of one name apart, and `show_ticket` has the others.
fn named(named: Option<&Named>) -> String {
    match named {
        Some(Named::Cpf(cpf)) => format!("CPF {}", cpf.masked()),
        Some(Named::Token(token)) => format!("Token {}", token.grouped()),
        None => String::new(),
    }
}
