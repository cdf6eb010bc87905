//! Once and no more: a request that comes again with its idempotency key has the answer of the first time.

use crate::error::Problem;
use crate::web::visit::Visit;
use axum::response::Response;
use store::answers::{Place, Seen};
use store::{Change, Guard, StoreError, Stored};

/// Whether a request is to be carried out.
#[derive(Debug)]
pub enum Once {
    /// It is new. With a key, its answer is remembered at the place.
    New(Option<Place>),
    /// It was carried out: the same answer again.
    Done(String),
}

impl Once {
    /// What is known of a request by its idempotency key.
    pub(super) async fn of(
        visit: &Visit,
        subject: &str,
        route: &'static str,
        key: Option<&str>,
        body: &[u8],
    ) -> Result<Self, Problem> {
        let Some(key) = key else { return Ok(Self::New(None)) };
        if !(8..=128).contains(&key.len()) {
            return Err(Problem::malformed("A chave de idempotência deve ter de 8 a 128 caracteres."));
        }
        let place = Place::new(subject, route, key, body);
        match visit.app.store.seen(&place, visit.now).await? {
            Seen::Never => Ok(Self::New(Some(place))),
            Seen::Before { location } => Ok(Self::Done(location)),
            Seen::Otherwise => Err(Problem::key_reused()),
        }
    }

    /// The answer of a repeated request.
    pub fn replay(&self, visit: &Visit) -> Option<Response> {
        match self {
            Self::New(_) => None,
            Self::Done(location) => Some(visit.created(location)),
        }
    }

    /// What is to be written with the effect, so that the key is remembered.
    pub fn answer(&self, location: &str, visit: &Visit) -> Option<store::answers::Answered> {
        match self {
            Self::New(Some(place)) => Some(place.answer(location, visit.now)),
            _ => None,
        }
    }

    /// Commits what a new request asks for, and answers that it was made at `location`. Whoever was overtaken by the same
    /// request gets its answer; by another, the sentence `overtaken`.
    ///
    /// # Errors
    /// 409 with the sentence; or when the store fails.
    pub async fn commit<A: Stored>(
        self,
        visit: &Visit,
        location: &str,
        change: Change<A>,
        overtaken: &'static str,
    ) -> Result<Response, Problem> {
        let store = &visit.app.store;
        let error = match store.commit(change.answering(self.answer(location, visit))).await {
            Ok(_) => return Ok(visit.created(location)),
            Err(error) => error,
        };
        match self.again(visit, &error).await? {
            Some(first) => Ok(visit.created(&first)),
            None if error.is(Guard::Unchanged) || error.is(Guard::EditionFree) => {
                Err(Problem::conflict(overtaken))
            }
            None => Err(error.into()),
        }
    }

    /// Where the same request led that was faster than this one, after a guard refused this one's commit.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn again(&self, visit: &Visit, error: &StoreError) -> Result<Option<String>, Problem> {
        let (Self::New(Some(place)), StoreError::Guard(_)) = (self, error) else { return Ok(None) };
        Ok(match visit.app.store.seen(place, visit.now).await? {
            Seen::Before { location } => Some(location),
            Seen::Never | Seen::Otherwise => None,
        })
    }
}
