//! The letters: one template as text and one as HTML each.

use crate::SendError;
use crate::ways_in::WayIn;
use askama::Template;
use common::App;
use common::mail::Letter;
use common::participation::contact::{self, ContactShown};
use domain::participation::contact::Contact;
use domain::value::calendar;
use domain::value::email::EmailAddress;
use domain::value::id::{AccountId, MailId};
use jiff::Timestamp;

/// What the frame of every mail needs.
pub(crate) struct Frame {
    pub(crate) brand: String,
    pub(crate) site_url: String,
    pub(crate) subject: String,
    pub(crate) preheader: String,
    pub(crate) reason: String,
    pub(crate) action: Option<Action>,
    /// How the institution is reached that issued what the mail is about.
    pub(crate) contact: Option<ContactShown>,
    /// The institution in whose name it is sent.
    on_behalf_of: Option<String>,
    reply_to: Option<EmailAddress>,
}

/// The button of a mail.
pub(crate) struct Action {
    pub(crate) label: String,
    pub(crate) url: String,
}

impl Frame {
    pub(crate) fn new(app: &App, subject: String, preheader: String, reason: String) -> Self {
        let site_url = app.config.public_url.as_str().to_owned();
        let brand = app.config.brand.clone();
        let (action, contact, on_behalf_of, reply_to) = (None, None, None, None);
        Self { brand, site_url, subject, preheader, reason, action, contact, on_behalf_of, reply_to }
    }

    /// The mail comes from an institution, which answers for what its certificates say.
    pub(crate) fn of_issuer(self, issuer: &str, contact: Option<&Contact>) -> Self {
        Self {
            contact: contact.map(|contact| ContactShown::new(contact, issuer)),
            on_behalf_of: Some(issuer.to_owned()),
            reply_to: contact::reply_to(contact),
            ..self
        }
    }

    /// How a code or a token is set in the HTML: in one line even on the narrowest telephone.
    pub(crate) fn code_style(&self) -> &'static str {
        "font-family:Consolas,Menlo,monospace;font-size:15px;white-space:nowrap;"
    }

    /// Answers to the mail go to somebody.
    pub(crate) fn answered_by(self, address: EmailAddress) -> Self {
        Self { reply_to: Some(address), ..self }
    }

    pub(crate) fn leading_to(self, app: &App, label: &str, path: &str) -> Self {
        Self {
            action: Some(Action { label: label.to_owned(), url: app.config.public_url.join(path) }),
            ..self
        }
    }
}

#[derive(Template)]
#[template(path = "welcome.txt", escape = "none")]
struct WelcomeText<'a> {
    mail: &'a Frame,
    way_in: &'a WayIn,
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct WelcomeHtml<'a> {
    mail: &'a Frame,
    way_in: &'a WayIn,
}

#[derive(Template)]
#[template(path = "password_changed.txt", escape = "none")]
struct PasswordChangedText<'a> {
    mail: &'a Frame,
    first_name: &'a str,
    at: String,
}

#[derive(Template)]
#[template(path = "password_changed.html")]
struct PasswordChangedHtml<'a> {
    mail: &'a Frame,
    first_name: &'a str,
    at: String,
}

pub(crate) fn letter(id: &MailId, to: &EmailAddress, mail: &Frame, text: String, html: String) -> Letter {
    let (on_behalf_of, reply_to) = (mail.on_behalf_of.clone(), mail.reply_to.clone());
    Letter {
        id: id.clone(),
        to: to.clone(),
        on_behalf_of,
        reply_to,
        subject: mail.subject.clone(),
        text,
        html,
    }
}

/// An account was opened for somebody who issues.
pub(crate) async fn welcome(
    app: &App,
    mail: &MailId,
    account: &AccountId,
) -> Result<Option<Letter>, SendError> {
    let account = app.store.get_account(account).await?;
    let way_in = WayIn::of(app, &app.secrets.keys().await?, &account, app.clock.now());
    let subject = format!("O seu acesso de organizador em {}", app.config.brand);
    let preheader = "Token e senha inicial para emitir certificados.".to_owned();
    let reason = "Você recebeu esta mensagem porque um administrador abriu este acesso para você.".to_owned();
    let frame = Frame::new(app, subject, preheader, reason).leading_to(app, "Entrar", &way_in.path());
    let text = WelcomeText { mail: &frame, way_in: &way_in }.render()?;
    let html = WelcomeHtml { mail: &frame, way_in: &way_in }.render()?;
    Ok(Some(letter(mail, &account.snapshot().email, &frame, text, html)))
}

/// A password was changed: its owner should know.
pub(crate) async fn password_changed(
    app: &App,
    mail: &MailId,
    account: &AccountId,
    at: Timestamp,
) -> Result<Option<Letter>, SendError> {
    let account = app.store.get_account(account).await?;
    let subject = "A sua senha foi alterada".to_owned();
    let preheader = "Se não foi você, peça um novo acesso.".to_owned();
    let reason = "Você recebeu esta mensagem porque a senha da sua conta mudou.".to_owned();
    let frame = Frame::new(app, subject, preheader, reason).leading_to(
        app,
        "Não fui eu: pedir novo acesso",
        "/reenviar",
    );
    let at = calendar::moment(at);
    let first_name = account.snapshot().name.first();
    let text = PasswordChangedText { mail: &frame, first_name: &first_name, at: at.clone() }.render()?;
    let html = PasswordChangedHtml { mail: &frame, first_name: &first_name, at }.render()?;
    Ok(Some(letter(mail, &account.snapshot().email, &frame, text, html)))
}
