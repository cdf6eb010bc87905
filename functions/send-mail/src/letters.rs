//! The letters: one template as text and one as HTML each.

use crate::SendError;
use crate::ways_in::{WayIn, invite_again};
use askama::Template;
use common::App;
use common::mail::Letter;
use domain::participation::certificate::{Certificate, State};
use domain::participation::record::Printed;
use domain::value::calendar;
use domain::value::email::EmailAddress;
use domain::value::id::{AccountId, CertificateId, MailId};
use jiff::Timestamp;

/// What the frame of every mail needs.
pub(crate) struct Frame {
    brand: String,
    site_url: String,
    subject: String,
    preheader: String,
    reason: String,
    action: Option<Action>,
}

/// The button of a mail.
pub(crate) struct Action {
    label: String,
    url: String,
}

impl Frame {
    fn new(app: &App, subject: String, preheader: String, reason: String) -> Self {
        let site_url = app.config.public_url.as_str().to_owned();
        Self { brand: app.config.brand.clone(), site_url, subject, preheader, reason, action: None }
    }

    fn leading_to(self, app: &App, label: &str, path: &str) -> Self {
        Self {
            action: Some(Action { label: label.to_owned(), url: app.config.public_url.join(path) }),
            ..self
        }
    }
}

#[derive(Template)]
#[template(path = "available.txt", escape = "none")]
struct AvailableText<'a> {
    mail: &'a Frame,
    printed: &'a Printed,
    code: String,
    verify_url: String,
    until: String,
    way_in: Option<&'a WayIn>,
}

#[derive(Template)]
#[template(path = "available.html")]
struct AvailableHtml<'a> {
    mail: &'a Frame,
    printed: &'a Printed,
    code: String,
    verify_url: String,
    until: String,
    way_in: Option<&'a WayIn>,
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

fn letter(id: &MailId, to: &EmailAddress, mail: &Frame, text: String, html: String) -> Letter {
    Letter { id: id.clone(), to: to.clone(), subject: mail.subject.clone(), text, html }
}

/// A certificate, or a new version of it, is there. None when it was replaced or revoked before
/// its mail went out.
pub(crate) async fn available(
    app: &App,
    mail: &MailId,
    certificate: &CertificateId,
    version: u32,
    to: &EmailAddress,
) -> Result<Option<Letter>, SendError> {
    let certificate = app.store.get_certificate(certificate).await?;
    let current = certificate.current();
    let is_there =
        current.number == version && matches!(certificate.snapshot().state, State::Available { .. });
    let (Some(record), true) = (app.store.find_record(&current.code).await?, is_there) else {
        return Ok(None);
    };
    let account = app.store.get_account(&certificate.snapshot().account).await?;
    let keys = app.secrets.keys().await?;
    // Whoever reads another address than the account's own is told of the certificate, and given no key to it.
    let is_own = account.snapshot().email.folded() == to.folded();
    let way_in = is_own.then(|| WayIn::of(app, &keys, &account, app.clock.now()));
    let printed = &record.printed;
    let subject = match version {
        1 => format!("Seu certificado está disponível: {}", printed.title),
        n => format!("Seu certificado tem uma nova versão ({n}ª): {}", printed.title),
    };
    let preheader = format!("{} emitiu o seu certificado de {}.", printed.issuer_name, printed.title);
    let reason = format!("Você recebeu esta mensagem porque concluiu um evento de {}.", printed.issuer_name);
    let frame = Frame::new(app, subject, preheader, reason).leading_to(app, "Ver certificado", "/entrar");
    let (code, verify_url, until) =
        (current.code.grouped(), app.config.public_url.verify(&current.code), until(&certificate));
    let text = AvailableText {
        mail: &frame,
        printed,
        code: code.clone(),
        verify_url: verify_url.clone(),
        until: until.clone(),
        way_in: way_in.as_ref(),
    };
    let html = AvailableHtml { mail: &frame, printed, code, verify_url, until, way_in: way_in.as_ref() };
    Ok(Some(letter(mail, to, &frame, text.render()?, html.render()?)))
}

fn until(certificate: &Certificate) -> String {
    certificate.snapshot().available_until.map(calendar::day).unwrap_or_default()
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
    let text = PasswordChangedText { mail: &frame, first_name, at: at.clone() }.render()?;
    let html = PasswordChangedHtml { mail: &frame, first_name, at }.render()?;
    Ok(Some(letter(mail, &account.snapshot().email, &frame, text, html)))
}
