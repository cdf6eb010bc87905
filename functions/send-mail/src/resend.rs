//! The letter that somebody asked for: the way in again, and what it leads to.

use crate::SendError;
use crate::letters::{Frame, letter};
use crate::ways_in::{WayIn, invite_again};
use askama::Template;
use common::App;
use common::mail::Letter;
use domain::participation::certificate::{Certificate, State};
use domain::participation::record::Record;
use domain::people::account::Account;
use domain::value::calendar;
use domain::value::email::EmailAddress;
use domain::value::id::{AccountId, MailId};

/// Certificates that are named, and those that are looked at to say how many more there are.
const NAMED: usize = 8;
const LOOKED_AT: i32 = 50;

#[derive(Template)]
#[template(path = "resend.txt", escape = "none")]
struct ResendText<'a> {
    mail: &'a Frame,
    doors: &'a [Entry],
}

#[derive(Template)]
#[template(path = "resend.html")]
struct ResendHtml<'a> {
    mail: &'a Frame,
    doors: &'a [Entry],
}

/// One account of the address: how it is entered, and what is in it.
struct Entry {
    way_in: WayIn,
    /// Its newest certificates.
    certificates: Vec<Named>,
    /// `e mais 3`, or nothing.
    more: String,
}

/// One certificate in the list.
struct Named {
    title: String,
    issuer: String,
    year: i16,
    is_revoked: bool,
}

/// The way in again, for every account of an address. None when the address is not known: nobody learns that. What leads
/// from an address to an account may be older than the account, in a table that was restored: the account says whose it is.
pub(crate) async fn resend(app: &App, mail: &MailId, to: &EmailAddress) -> Result<Option<Letter>, SendError> {
    let found = app.store.list_accounts_of_email(&app.secrets.keys().await?, to).await?;
    let mut doors = Vec::new();
    let mut own_address = None;
    for account in found.into_iter().filter(|account| account.snapshot().email.folded() == to.folded()) {
        own_address.get_or_insert_with(|| account.snapshot().email.clone());
        doors.push(Entry::of(app, account, mail).await?);
    }
    // To the address as the account has it: what was typed may differ in the case of its letters.
    let Some(to) = own_address else { return Ok(None) };
    let frame = frame(app, &doors);
    let text = ResendText { mail: &frame, doors: &doors }.render()?;
    let html = ResendHtml { mail: &frame, doors: &doors }.render()?;
    Ok(Some(letter(mail, &to, &frame, text, html)))
}

/// The button fills the token in where there is one account; of several the reader chooses.
fn frame(app: &App, doors: &[Entry]) -> Frame {
    let subject = "O seu acesso aos certificados".to_owned();
    let preheader = "Token e senha para ver os seus certificados.".to_owned();
    let reason = "Você recebeu esta mensagem porque o reenvio foi pedido para este endereço. Se não foi você, guarde-a ou peça outra: só a senha inicial ou o endereço da mensagem mais recente vale.".to_owned();
    let path = if let [only] = doors { only.way_in.path() } else { "/entrar".to_owned() };
    Frame::new(app, subject, preheader, reason).leading_to(app, "Entrar", &path)
}

impl Entry {
    async fn of(app: &App, account: Account, mail: &MailId) -> Result<Self, SendError> {
        let account = invite_again(app, account, mail).await?;
        let way_in = WayIn::of(app, &app.secrets.keys().await?, &account, app.clock.now());
        let (certificates, more) = certificates(app, account.id()).await?;
        Ok(Self { way_in, certificates, more })
    }
}

/// The newest certificates of an account, and how many more there are.
async fn certificates(app: &App, of: &AccountId) -> Result<(Vec<Named>, String), SendError> {
    let listed = app.store.list_certificates(of, LOOKED_AT, None).await?;
    let mut named = Vec::new();
    for certificate in listed.items.iter().take(NAMED) {
        let record = app.store.find_record(&certificate.current().code).await?;
        named.extend(record.map(|record| Named::of(certificate, &record)));
    }
    let more = match (listed.items.len().saturating_sub(NAMED), listed.next) {
        (0, _) => String::new(),
        (n, None) => format!("e mais {n}"),
        (n, Some(_)) => format!("e mais de {n}"),
    };
    Ok((named, more))
}

impl Named {
    fn of(certificate: &Certificate, record: &Record) -> Self {
        Self {
            title: record.printed.title.to_string(),
            issuer: record.printed.issuer_name.to_string(),
            year: calendar::brasilia(record.printed.issued_at).year(),
            is_revoked: matches!(certificate.snapshot().state, State::Revoked { .. }),
        }
    }
}
