//! A payment provider in this process: the REST API of Asaas v3, as far as it is used, over a ledger in one file.
//!
//! Nobody's bank stands behind it: whoever works on this machine pays, refuses and gives back by hand
//! (`/_local/pagamentos`), and decides when its webhooks come, how often, and in which order.

mod api;
mod ledger;

use super::EngineError;
use domain::value::money::Cents;
use ledger::Ledger;
pub use ledger::{Entry, Event, Status};
use platform::chance::Chance;
use platform::clock::Clock;
use platform::digest::hex;
use platform::payments::{PaymentSecret, PaymentSecretSource, Payments};
use platform::wire::Wire;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tower::ServiceExt as _;

/// How long a call may take.
const IN_TIME: Duration = Duration::from_secs(5);

/// How the provider misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Mood {
    /// It does what it is asked.
    Well,
    /// It answers that it is down, and does nothing.
    Down,
    /// It does what it is asked, and the answer to whatever changes something is lost.
    Mute,
}

/// The provider.
#[derive(Clone)]
pub struct PaymentService(Arc<Inner>);

struct Inner {
    ledger: Mutex<Ledger>,
    file: PathBuf,
    clock: Clock,
    api_key: String,
    webhook_token: String,
    mood: AtomicU8,
}

impl PaymentService {
    /// Opens the ledger of a data folder. What is agreed on with it is made anew with each start: nothing else knows it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(file: PathBuf, clock: Clock, chance: &Chance) -> Result<Self, EngineError> {
        let ledger = Mutex::new(Ledger::read(&file).map_err(EngineError::Folder)?);
        let secret = || hex(&chance.bytes::<32>());
        let (api_key, webhook_token, mood) = (secret(), secret(), AtomicU8::new(0));
        Ok(Self(Arc::new(Inner { ledger, file, clock, api_key, webhook_token, mood })))
    }

    /// A client of it.
    #[must_use]
    pub fn client(&self) -> Payments {
        let service = self.clone();
        let wire = Wire::here(move |request| {
            let router = api::router(service.clone());
            Box::pin(async move {
                let request = request.map(axum::body::Body::from);
                let answer = match router.oneshot(request).await {
                    Ok(answer) => answer,
                    Err(never) => match never {},
                };
                let (head, body) = answer.into_parts();
                let body = axum::body::to_bytes(body, usize::MAX).await;
                let body = body.map_err(|error| platform::wire::WireError::Unreachable(Box::new(error)))?;
                Ok(http::Response::from_parts(head, body.to_vec()))
            })
        });
        let agreed =
            serde_json::json!({ "api_key": self.0.api_key, "webhook_tokens": [self.0.webhook_token] });
        let secret = PaymentSecret::new(PaymentSecretSource::Given(agreed.to_string()));
        Payments::over(wire, "http://pagamentos.localhost/v3", secret, IN_TIME)
    }

    /// The token that its webhooks carry.
    #[must_use]
    pub fn webhook_token(&self) -> &str {
        &self.0.webhook_token
    }

    /// Makes it misbehave, or behave again.
    pub fn set_mood(&self, mood: Mood) {
        self.0.mood.store(mood as u8, Ordering::SeqCst);
    }

    fn mood(&self) -> Mood {
        match self.0.mood.load(Ordering::SeqCst) {
            1 => Mood::Down,
            2 => Mood::Mute,
            _ => Mood::Well,
        }
    }

    /// Everything that it has, the newest first.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.ledger().payments.iter().rev().cloned().collect()
    }

    /// Its events, the oldest first.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.ledger().events.clone()
    }

    /// Somebody pays, another amount than was asked for if one is given; a card's money is certain first. Answers the event.
    pub fn pay(&self, payment: &str, amount: Option<Cents>) -> Option<Event> {
        let is_card = self.entries().iter().any(|entry| entry.id == payment && entry.kind == "CREDIT_CARD");
        let status = if is_card { Status::Confirmed } else { Status::Received };
        self.change(payment, status, amount)
    }

    /// A payment is in another status from now on. Answers the event; nothing, when there is no such payment.
    pub fn change(&self, payment: &str, status: Status, amount: Option<Cents>) -> Option<Event> {
        self.with(|ledger, now| ledger.change(payment, status, amount, now))
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.0.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the ledger and keeps it.
    fn with<T>(&self, change: impl FnOnce(&mut Ledger, jiff::Timestamp) -> T) -> T {
        let mut ledger = self.ledger();
        let answer = change(&mut ledger, self.0.clock.now());
        if let Err(error) = ledger.write(&self.0.file) {
            tracing::error!(%error, "the ledger of the local payment provider cannot be kept");
        }
        answer
    }
}
