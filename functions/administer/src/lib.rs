//! Step `administer`: what no page does. It is invoked directly, with one of the documents in `events/`.
//!
//! Everything here can be done again: a repeated event finds what the first one made.

mod answer;
mod check;
mod contacts;
mod corrections;
mod duties;
mod entities;
mod error;
mod export;
mod job;
mod keys;
mod organisers;
mod passwords;
mod people;
mod request;
mod restore;
mod tickets;
mod works;

pub use answer::{Answer, Stuck};
pub use check::{Fault, Findings};
pub use corrections::{Asked, Waiting};
pub use error::AdministerError;
pub use export::{Counted, ExportName};
pub use request::{Pace, Request};
pub use restore::Restorable;

use common::App;
use platform::config::PublicUrl;
use store::Guard;

/// Carries out one request.
///
/// # Errors
/// When the request contradicts what is there, or the store fails.
pub async fn handle(app: App, request: Request) -> Result<Answer, AdministerError> {
    match request {
        Request::CreateIssuerWithOrganiser { issuer_name, name, email, cpf, contact } => {
            let issuer = organisers::issuer(&app, issuer_name).await?;
            if contact.is_some() {
                contacts::set(&app, issuer.clone(), contact).await?;
            }
            organisers::appoint(&app, issuer, organisers::Person { name, email, cpf }).await
        }
        Request::AppointOrganiser { issuer, name, email, cpf } => {
            let issuer = app.store.get_issuer(&issuer).await?.id;
            organisers::appoint(&app, issuer, organisers::Person { name, email, cpf }).await
        }
        Request::DismissOrganiser { cpf } => organisers::dismiss(&app, &cpf).await,
        Request::AppointToDuty { duty, name, email, identifier } => {
            duties::appoint(&app, duty, duties::Person { name, email, identifier }).await
        }
        Request::DismissFromDuty { duty, identifier } => duties::dismiss(&app, duty, &identifier).await,
        Request::DismissRequester { entity, identifier } => duties::exclude(&app, entity, &identifier).await,
        Request::ResetSecondFactor { identifier } => duties::reset_factor(&app, &identifier).await,
        Request::CorrectEmail { cpf, email, even_if_used } => {
            people::correct_email(&app, &cpf, email, even_if_used).await
        }
        Request::ReopenMailbox { email } => people::reopen_mailbox(&app, &email).await,
        Request::SetIssuerContact { issuer, contact } => {
            contacts::set(&app, app.store.get_issuer(&issuer).await?.id, contact).await
        }
        Request::KeepEntity { name, number } => entities::keep(&app, name, number).await,
        Request::TakeOutEntity { number } => entities::take_out(&app, &number).await,
        Request::ShowTicket { number } => tickets::show(&app, &number).await,
        Request::AnswerTicket { number, text } => tickets::answer(&app, &number, text).await,
        Request::PassOnTicket { number, issuer } => tickets::pass_on(&app, &number, issuer).await,
        Request::CloseTicket { number } => tickets::close(&app, &number).await,
        Request::ListCorrections => corrections::list(&app).await,
        Request::ShowCorrection { number } => corrections::show(&app, &number).await,
        Request::MakeCorrection { number } => corrections::make(&app, &number).await,
        Request::PassOnCorrection { number } => corrections::pass_on(&app, &number).await,
        Request::AnswerCorrection { number, text } => corrections::answer(&app, &number, text).await,
        Request::ConfirmPublicUrl { url } => confirm_public_url(&app, &url).await,
        Request::ListStuck => works::list_stuck(&app).await,
        Request::ReviveWork { pk, sk } => works::revive(&app, &pk, &sk).await,
        Request::ReviveAll { pace } => works::revive_all(&app, pace).await,
        Request::RotateKeys { follows } => keys::rotate(&app, follows).await,
        Request::RetireKeys { generation, even_if_used } => {
            keys::retire(&app, generation, even_if_used).await
        }
        Request::CountPasswords { pace } => passwords::count(&app, pace).await,
        Request::ExportArchive { name, pace } => export::archive(&app, &name, pace).await,
        Request::Check { repair, pace } => check::check(&app, repair, pace).await,
        Request::RestoreRows { table, overwrite, pace } => restore::rows(&app, table, overwrite, pace).await,
        Request::Status => status(&app).await,
    }
}

/// Confirms the address that QR codes carry. It is typed by a person and must be the one that the deployment uses, so
/// that a slip confirms nothing.
async fn confirm_public_url(app: &App, url: &str) -> Result<Answer, AdministerError> {
    let configured = &app.config.public_url;
    if PublicUrl::parse(url).as_ref() != Some(configured) {
        return Err(AdministerError::AnotherUrl { configured: configured.as_str().to_owned() });
    }
    match app.store.confirm_url(configured, app.clock.now()).await {
        Err(error) if error.is(Guard::FirstTime) => {
            let found = app.store.find_confirmed_url().await?;
            match found.filter(|confirmed| !confirmed.is_of(configured)) {
                Some(confirmed) => Err(AdministerError::ConfirmedBefore { url: confirmed.url }),
                None => Ok(Answer::PublicUrlConfirmed { url: configured.as_str().to_owned() }),
            }
        }
        done => Ok(done.map(|()| Answer::PublicUrlConfirmed { url: configured.as_str().to_owned() })?),
    }
}

async fn status(app: &App) -> Result<Answer, AdministerError> {
    let confirmed = app.store.find_confirmed_url().await?;
    let configured = &app.config.public_url;
    Ok(Answer::Status {
        public_url: configured.as_str().to_owned(),
        can_publish: confirmed.as_ref().is_some_and(|c| c.is_of(configured)),
        confirmed_url: confirmed.map(|c| c.url),
        stuck: works::count_stuck(app).await?,
        key_generation: app.secrets.keys().await?.current(),
    })
}
