//! The letter that a certificate, or a new version of it, is there.

use crate::SendError;
use crate::letters::{Frame, letter};
use crate::ways_in::{WayIn, has_no_way_in, invite_again};
use askama::Template;
use common::App;
use common::mail::Letter;
use common::participation::changes::{self, Change};
use common::participation::claim_link::ClaimLink;
use common::participation::contact;
use domain::participation::certificate::{Certificate, OtherAddress, State};
use domain::participation::contact::Contact;
use domain::participation::correction::{Made, State as RequestState};
use domain::participation::record::Printed;
use domain::value::calendar;
use domain::value::email::EmailAddress;
use domain::value::id::{CertificateId, MailId};
use platform::secrets::{Indexed, Keys};

#[derive(Template)]
#[template(path = "available.txt", escape = "none")]
struct AvailableText<'a> {
    mail: &'a Frame,
    told: &'a Told,
}

#[derive(Template)]
#[template(path = "available.html")]
struct AvailableHtml<'a> {
    mail: &'a Frame,
    told: &'a Told,
}

/// What both forms of the letter tell.
pub(crate) struct Told {
    pub(crate) printed: Printed,
    pub(crate) code: String,
    pub(crate) verify_url: String,
    /// The last day of its term; empty, without one.
    pub(crate) until: String,
    pub(crate) reader: Reader,
    /// What the version before says from now on.
    pub(crate) before: &'static str,
    /// What it prints otherwise than the version before, when somebody corrected that one.
    pub(crate) changes: Vec<Change>,
    /// The number of the request that asked for it; empty, none did.
    pub(crate) request: String,
    /// What whoever decided about the request says, line by line.
    pub(crate) words: Vec<String>,
}

/// Whoever reads the letter.
pub(crate) enum Reader {
    /// The account's owner, at its own address: how they get in.
    Owner(WayIn),
    /// Somebody at another address, for which the certificate stands apart: the path where it is shown and claimed.
    Apart(String),
    /// Somebody at another address than that of the account which the certificate is in: they are told of it, and given
    /// no key to it.
    Elsewhere,
    /// The organiser who asked what it looks like: a way in that opens nothing, and the path where the sample is shown.
    Sample(WayIn, String),
}

/// A certificate, or a new version of it, is there. None when it was replaced or revoked before its mail went out.
pub(crate) async fn available(
    app: &App,
    mail: &MailId,
    id: &CertificateId,
    version: u32,
    to: &EmailAddress,
) -> Result<Option<Letter>, SendError> {
    let certificate = app.store.get_certificate(id).await?;
    let current = certificate.current();
    let is_there =
        current.number == version && matches!(certificate.snapshot().state, State::Available { .. });
    let (Some(record), true) = (app.store.find_record(&current.code).await?, is_there) else {
        return Ok(None);
    };
    let Some(reader) = reader(app, mail, &certificate, to).await? else { return Ok(None) };
    let made = made(app, &certificate).await?;
    let told = Told {
        request: made.as_ref().map(|(number, _)| number.clone()).unwrap_or_default(),
        words: made.map(|(_, words)| words).unwrap_or_default(),
        changes: corrected(app, &certificate, &record.printed).await?,
        printed: record.printed,
        code: current.code.grouped(),
        verify_url: app.config.public_url.verify(&current.code),
        until: certificate.snapshot().available_until.map(calendar::day).unwrap_or_default(),
        reader,
        before: match certificate.snapshot().past.last() {
            Some(before) if before.revoked.is_some() => "A anterior continua revogada.",
            _ => "A anterior passa a constar como substituída.",
        },
    };
    let contact = contact::of_event(app, &certificate.snapshot().event).await?;
    Ok(Some(told.letter(app, mail, to, contact.as_ref())?))
}

/// What a correction prints otherwise than the version before.
async fn corrected(app: &App, certificate: &Certificate, now: &Printed) -> Result<Vec<Change>, SendError> {
    let before = certificate.snapshot().past.last().filter(|_| certificate.current().corrects);
    let Some(before) = before else { return Ok(Vec::new()) };
    let record = app.store.find_record(&before.version.code).await?;
    Ok(record.map(|record| changes::of_printed(&record.printed, now)).unwrap_or_default())
}

/// The request that the current version carries out: its number, and what whoever decided says about it.
async fn made(app: &App, certificate: &Certificate) -> Result<Option<(String, Vec<String>)>, SendError> {
    let number = certificate.snapshot().correction.as_ref().filter(|_| certificate.current().corrects);
    let Some(number) = number else { return Ok(None) };
    let request = app.store.find_correction(number, app.clock.now()).await?;
    let made = request.as_ref().and_then(|request| match &request.snapshot().state {
        RequestState::Made { made, .. } => Some(made),
        _ => None,
    });
    let lines = |made: &Made| made.words.iter().flat_map(|words| words.lines()).map(str::to_owned).collect();
    let made = made.filter(|made| made.version == certificate.current().number);
    Ok(made.map(|made| (number.grouped(), lines(made))))
}

/// Who reads mails at an address. What stands apart for one address is told to no other: none then.
async fn reader(
    app: &App,
    mail: &MailId,
    certificate: &Certificate,
    to: &EmailAddress,
) -> Result<Option<Reader>, SendError> {
    let (keys, now) = (app.secrets.keys().await?, app.clock.now());
    if let Some(address) = &certificate.snapshot().apart {
        let link = ClaimLink::new(&keys, certificate, now).filter(|_| is_for(&keys, address, to));
        return Ok(link.map(|link| Reader::Apart(link.path())));
    }
    let account = app.store.get_account(&certificate.snapshot().account).await?;
    if account.snapshot().email.folded() != to.folded() {
        return Ok(Some(Reader::Elsewhere));
    }
    let account =
        if has_no_way_in(&account, now) { invite_again(app, account, mail).await? } else { account };
    Ok(Some(Reader::Owner(WayIn::of(app, &keys, &account, now))))
}

pub(crate) fn is_for(keys: &Keys, address: &OtherAddress, to: &EmailAddress) -> bool {
    keys.index(Indexed::Email(to)) == address.0
}

impl Told {
    pub(crate) fn letter(
        &self,
        app: &App,
        mail: &MailId,
        to: &EmailAddress,
        contact: Option<&Contact>,
    ) -> Result<Letter, SendError> {
        let frame = self.frame(app, contact);
        let text = AvailableText { mail: &frame, told: self }.render()?;
        let html = AvailableHtml { mail: &frame, told: self }.render()?;
        Ok(letter(mail, to, &frame, text, html))
    }

    fn frame(&self, app: &App, contact: Option<&Contact>) -> Frame {
        let Printed { title, issuer_name, role, version, .. } = &self.printed;
        // Of two certificates of one event the mailbox shows which is which.
        let role = role.as_ref().map(|role| format!(" ({role})")).unwrap_or_default();
        let subject = match *version {
            1 => format!("Seu certificado está disponível: {title}{role}"),
            _ if !self.changes.is_empty() => format!("Seu certificado foi corrigido: {title}{role}"),
            n => format!("Seu certificado tem uma nova versão ({n}ª): {title}{role}"),
        };
        let subject = if self.is_sample() { format!("TESTE · {subject}") } else { subject };
        let preheader = format!("{issuer_name} emitiu o seu certificado de {title}.");
        let reason = match &self.reader {
            Reader::Sample(..) => format!(
                "Você recebeu este teste porque o pediu em {}, com a sua conta de organizador.",
                app.config.brand
            ),
            _ => format!("Você recebeu esta mensagem porque concluiu um evento de {issuer_name}."),
        };
        let path = match &self.reader {
            Reader::Apart(path) | Reader::Sample(_, path) => path.clone(),
            Reader::Owner(way_in) => way_in.path(),
            Reader::Elsewhere => "/entrar".to_owned(),
        };
        let frame = Frame::new(app, subject, preheader, reason).of_issuer(issuer_name.as_str(), contact);
        frame.leading_to(app, "Ver certificado", &path)
    }

    fn way_in(&self) -> Option<&WayIn> {
        match &self.reader {
            Reader::Owner(way_in) | Reader::Sample(way_in, _) => Some(way_in),
            Reader::Apart(_) | Reader::Elsewhere => None,
        }
    }

    fn is_sample(&self) -> bool {
        matches!(self.reader, Reader::Sample(..))
    }

    fn is_apart(&self) -> bool {
        matches!(self.reader, Reader::Apart(_))
    }
}
