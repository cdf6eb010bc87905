//! The letter that a certificate is there, as an organiser sees it before there is one: the same text, of which nothing
//! opens anything.

use crate::SendError;
use crate::available::{Reader, Told};
use crate::ways_in::WayIn;
use common::App;
use common::mail::Letter;
use common::participation::contact;
use common::participation::sample::{path_of_event, path_of_line, somebody};
use domain::participation::certificate::{Version, person_lines};
use domain::participation::event::Event;
use domain::participation::line::Line;
use domain::participation::record::Printed;
use domain::value::calendar;
use domain::value::code::VerifyCode;
use domain::value::id::{AccountId, EventId, MailId};
use domain::work::SampledLine;
use store::StoreError;

/// What stands in place of a token and of a password: nobody can take it for one.
const NO_SECRET: &str = "AMOSTRA-SEM-VALOR";

/// What people will get of an event. None when the line that was chosen is not there any more: its list was read again,
/// discarded, or has ended.
pub(crate) async fn sample(
    app: &App,
    mail: &MailId,
    account: &AccountId,
    event: &EventId,
    chosen: Option<&SampledLine>,
) -> Result<Option<Letter>, SendError> {
    let Some((line, path)) = line_of(app, event, chosen).await? else { return Ok(None) };
    let event = app.store.get_event(event).await?;
    let account = app.store.get_account(account).await?;
    // Whoever does not organise any more sees nothing of a list.
    if account.snapshot().roles.issuer() != Some(&event.snapshot().issuer) {
        return Ok(None);
    }
    let to = account.snapshot().email.clone();
    let contact = contact::of_event(app, event.id()).await?;
    Ok(Some(told(app, &event, &line, path).letter(app, mail, &to, contact.as_ref())?))
}

/// Whose certificate is shown, and where.
async fn line_of(
    app: &App,
    event: &EventId,
    chosen: Option<&SampledLine>,
) -> Result<Option<(Line, String)>, SendError> {
    let Some(SampledLine { import, chunk, row }) = chosen else {
        return Ok(Some((somebody()?, path_of_event(event))));
    };
    let lines = match app.store.get_lines(import, *chunk).await {
        Ok(lines) => lines,
        Err(StoreError::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let line = lines.into_iter().find(|line| line.number == *row);
    Ok(line.map(|line| (line, path_of_line(import, *row))))
}

fn told(app: &App, event: &Event, line: &Line, path: String) -> Told {
    let (sheet, code) = (&event.snapshot().sheet, VerifyCode::of_sample());
    let version = Version {
        number: 1,
        edition: 0,
        code: code.clone(),
        issued_at: app.clock.now(),
        person: person_lines(line, sheet, None),
        publication: 0,
        corrects: false,
    };
    let way_in = WayIn {
        first_name: line.name.first(),
        cpf: line.cpf.as_ref().map(|cpf| cpf.masked().as_str().to_owned()).unwrap_or_default(),
        token: NO_SECRET.to_owned(),
        initial_password: NO_SECRET.to_owned(),
        reset_url: String::new(),
    };
    Told {
        printed: Printed::of(sheet, &version),
        code: code.grouped(),
        verify_url: app.config.public_url.verify(&code),
        until: event.snapshot().settings.available_until.map(calendar::day).unwrap_or_default(),
        reader: Reader::Sample(way_in, path),
        before: "",
        changes: Vec::new(),
        request: String::new(),
        words: Vec::new(),
    }
}
