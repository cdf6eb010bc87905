//! Who may look at a list of certificates.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use common::app::App;
use common::web::{Holder, Visit, Who};
use domain::participation::certificate::Certificate;
use domain::value::id::AccountId;
use http::request::Parts;

/// Somebody who may look at the certificates of one account.
pub enum Reader {
    /// Its holder: all of them.
    Holder(Box<Holder>),
    /// A visitor with a pass: the public ones of an account that may not exist.
    Visitor(Box<Visit>, AccountId),
}

impl Reader {
    /// The request.
    pub fn visit(&self) -> &Visit {
        match self {
            Self::Holder(holder) => &holder.visit,
            Self::Visitor(visit, _) => visit,
        }
    }

    /// Whose certificates they are.
    pub fn account(&self) -> &AccountId {
        match self {
            Self::Holder(holder) => holder.account(),
            Self::Visitor(_, account) => account,
        }
    }

    /// Whether a certificate, as it is now, is one of theirs that they may see.
    pub fn may_see(&self, certificate: &Certificate) -> bool {
        certificate.snapshot().account == *self.account()
            && certificate.is_in_account()
            && (self.is_holder() || certificate.is_listed())
    }

    /// Whether they are their own.
    pub fn is_holder(&self) -> bool {
        matches!(self, Self::Holder(_))
    }
}

impl FromRequestParts<App> for Reader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        if let Who::Visitor(account) = visit.who.clone() {
            return Ok(Self::Visitor(Box::new(visit), account));
        }
        Holder::of(visit).map(|holder| Self::Holder(Box::new(holder))).map_err(IntoResponse::into_response)
    }
}
