//! The letters: one template as text and one as HTML each.

use crate::SendError;
use crate::ways_in::{WayIn, invite_again};
use askama::Template;
use common::App;
use common::mail::Letter;
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
}

/// The button of a mail.
pub(crate) struct Action {
    pub(crate) label: String,
    pub(crate) url: String,
}

impl Frame {
    pub(crate) fn new(app: &App, subject: String, preheader: String, reason: String) -> Self {
        let site_url = app.config.public_url.as_str().to_owned();
        Self { brand: app.config.brand.clone(), site_url, subject, preheader, reason, action: None }
    }

    pub(crate) fn leading_to(self, app: &App, label: &str, path: &str) -> Self {
        Self {
            action: Some(Action { label: label.to_owned(), url: app.config.public_url.join(path) }),
            ..self
        }
    }
}

#[derive(Template)]
#[template(path = "resend.txt", escape = "none")]
struct ResendText<'a> {
    mail: &'a Frame,
    ways_in: &'a [WayIn],
}

#[derive(Template)]
#[template(path = "resend.html")]
struct ResendHtml<'a> {
    mail: &'a Frame,
    ways_in: &'a [WayIn],
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
    Letter { id: id.clone(), to: to.clone(), subject: mail.subject.clone(), text, html }
}

/// The way in again, for every account of an address. None when the address is not known: nobody learns that. What leads
/// from an address to an account may be older than the account, in a table that was restored: the account says whose it is.
pub(crate) async fn resend(app: &App, mail: &MailId, to: &EmailAddress) -> Result<Option<Letter>, SendError> {
    let keys = app.secrets.keys().await?;
    let mut ways_in = Vec::new();
    let mut own_address = None;
    let found = app.store.list_accounts_of_email(&keys, to).await?;
    for account in found.into_iter().filter(|account| account.snapshot().email.folded() == to.folded()) {
        let account = invite_again(app, account, mail).await?;
        ways_in.push(WayIn::of(app, &keys, &account, app.clock.now()));
        own_address.get_or_insert_with(|| account.snapshot().email.clone());
    }
    // To the address as the account has it: what was typed may differ in the case of its letters.
    let Some(to) = own_address else { return Ok(None) };
    let subject = "O seu acesso aos certificados".to_owned();
    let preheader = "Token e senha para ver os seus certificados.".to_owned();
    let reason = "Você recebeu esta mensagem porque o reenvio foi pedido para este endereço. Se não foi você, guarde-a ou peça outra: só a senha inicial ou o endereço da mensagem mais recente vale.".to_owned();
    let frame = Frame::new(app, subject, preheader, reason).leading_to(app, "Entrar", "/entrar");
    let text = ResendText { mail: &frame, ways_in: &ways_in }.render()?;
    let html = ResendHtml { mail: &frame, ways_in: &ways_in }.render()?;
    Ok(Some(letter(mail, &to, &frame, text, html)))
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
    let frame = Frame::new(app, subject, preheader, reason).leading_to(app, "Entrar", "/entrar");
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
