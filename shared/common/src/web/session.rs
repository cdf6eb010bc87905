//! Who may come in: extractors that a handler asks for, and where to go first when they refuse.

use crate::app::App;
use crate::error::Problem;
use crate::web::ended::to_sign_in;
use crate::web::page::Wants;
use crate::web::visit::Visit;
use crate::web::who::{Session, Who};
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use domain::role::Role;
use domain::transition::Actor;
use domain::value::id::{AccountId, IssuerId};
use http::StatusCode;
use http::header::LOCATION;
use http::request::Parts;

/// Where to sign in, or the choice of a first password; programs get a problem.
pub struct Elsewhere(Box<Response>);

impl IntoResponse for Elsewhere {
    fn into_response(self) -> Response {
        *self.0
    }
}

fn first(path: &'static str, wants: Wants, problem: Problem) -> Elsewhere {
    Elsewhere(Box::new(match wants {
        Wants::Html => (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response(),
        Wants::Json => problem.into_response(),
    }))
}

/// Where the second factor is asked for, or set up.
pub const SECOND_FACTOR: &str = "/duas-etapas";

/// The same holder, when no second factor is to be proved before they go on to what needs a duty.
///
/// # Errors
/// Where to prove it.
fn proved(holder: Holder) -> Result<Holder, Elsewhere> {
    if !holder.session.row.awaits_second_factor() {
        return Ok(holder);
    }
    let detail = "Confirme a segunda etapa da entrada antes de continuar, em /duas-etapas.";
    Err(Elsewhere(Box::new(match holder.visit.wants {
        Wants::Html => {
            let to = format!("{SECOND_FACTOR}?next={}", holder.visit.path);
            (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
        }
        Wants::Json => Problem::forbidden(detail).into_response(),
    })))
}

/// Somebody who signed in and has a password of their own.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The request.
    pub visit: Visit,
    /// The session.
    pub session: Session,
}

impl Holder {
    /// Whose session it is.
    pub fn account(&self) -> &AccountId {
        &self.session.row.account
    }

    /// The holder who makes a request, or where to go first.
    ///
    /// # Errors
    /// When nobody signed in, or an initial password is still to be replaced.
    pub fn of(visit: Visit) -> Result<Self, Elsewhere> {
        match visit.who.clone() {
            Who::SignedIn(session) if session.row.must_choose_password => {
                let problem =
                    Problem::forbidden("Troque a senha inicial antes de continuar, em /primeiro-acesso.");
                Err(first("/primeiro-acesso", visit.wants, problem))
            }
            Who::SignedIn(session) if session.row.must_confirm => {
                let problem =
                    Problem::forbidden("Confirme a primeira entrada com o código, em /entrar/codigo.");
                Err(first("/entrar/codigo", visit.wants, problem))
            }
            Who::SignedIn(session) => Ok(Self { visit, session }),
            Who::Anonymous | Who::Visitor(_) => Err(match visit.wants {
                Wants::Html => Elsewhere(Box::new(to_sign_in(&visit.path))),
                Wants::Json => Elsewhere(Box::new(Problem::sign_in().into_response())),
            }),
        }
    }

    /// The actor of what is done in it.
    pub fn actor(&self) -> Actor {
        Actor::Holder(self.account().clone())
    }
}

impl FromRequestParts<App> for Holder {
    type Rejection = Elsewhere;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Elsewhere> {
        let visit = Visit::from_request_parts(parts, app)
            .await
            .map_err(|p| Elsewhere(Box::new(p.into_response())))?;
        Self::of(visit)
    }
}

/// Somebody who signed in and may issue for an issuer.
#[derive(Debug, Clone)]
pub struct Organiser {
    /// The request.
    pub visit: Visit,
    /// Whose session it is.
    pub account: AccountId,
    /// For whom they issue.
    pub issuer: IssuerId,
}

impl Organiser {
    /// The actor of what is done.
    pub fn actor(&self) -> Actor {
        Actor::Organiser(self.account.clone())
    }
}

impl FromRequestParts<App> for Organiser {
    type Rejection = Elsewhere;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Elsewhere> {
        let Holder { visit, session } = proved(Holder::from_request_parts(parts, app).await?)?;
        match session.row.roles.issuer().cloned() {
            Some(issuer) => Ok(Self { visit, account: session.row.account, issuer }),
            None => {
                let problem = Problem::forbidden(
                    "Esta área é de quem emite certificados. Os seus certificados estão em “Meus certificados”.",
                );
                Err(Elsewhere(Box::new(problem.into_response())))
            }
        }
    }
}

/// Somebody who signed in and may ask for an entity.
#[derive(Debug, Clone)]
pub struct Requester {
    /// The request.
    pub visit: Visit,
    /// Whose session it is.
    pub account: AccountId,
}

impl FromRequestParts<App> for Requester {
    type Rejection = Elsewhere;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Elsewhere> {
        let holder = Holder::from_request_parts(parts, app).await?;
        let sentence = "Esta área é de quem tem acesso para pedir por uma entidade. Peça acesso em /acesso.";
        let Holder { visit, session } = in_role(holder, Role::Requester, sentence)?;
        Ok(Self { visit, account: session.row.account })
    }
}

/// Defines an extractor of whoever has a role that reaches everything of its kind.
macro_rules! duties {
    ($($(#[$doc:meta])* $name:ident says $sentence:literal),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name {
            /// The request.
            pub visit: Visit,
            /// Whose session it is.
            pub account: AccountId,
        }

        impl $name {
            /// The actor of what is done.
            pub fn actor(&self) -> Actor {
                Actor::$name(self.account.clone())
            }
        }

        impl FromRequestParts<App> for $name {
            type Rejection = Elsewhere;

            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Elsewhere> {
                let holder = Holder::from_request_parts(parts, app).await?;
                let Holder { visit, session } = in_role(holder, Role::$name, $sentence)?;
                Ok(Self { visit, account: session.row.account })
            }
        }
    )+};
}

duties! {
    /// Somebody who signed in and keeps catalogue and calendar.
    Supervisor says "Esta área é da supervisão.",
    /// Somebody who signed in and decides requests for access.
    Approver says "Esta área é de quem decide pedidos de acesso.",
    /// A registration agent who signed in.
    Agent says "Esta área é dos agentes de registro.",
}

/// A holder who has a further role, once they proved their second factor, or a sentence that says whose area it is.
fn in_role(holder: Holder, role: Role, sentence: &'static str) -> Result<Holder, Elsewhere> {
    if holder.session.row.roles.has(role) {
        return proved(holder);
    }
    Err(Elsewhere(Box::new(Problem::forbidden(sentence).into_response())))
}
