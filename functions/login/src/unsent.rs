//! A form that was sent after its session had ended: once its sender has signed in, they send it again.

use crate::begin::{self, Begun};
use crate::factor::ask::AskPage;
use crate::next;
use askama::Template;
use axum::response::{Html, Response};
use common::error::Problem;
use common::web::{Answer, SignedIn, Site, Typed, Visit, Wants};
use domain::people::account::{Account, State};
use domain::people::second_factor::SecondFactor;
use schemars::JsonSchema;
use serde::Serialize;

/// What goes through the sign-in: both empty, nothing.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub(crate) struct Unsent {
    /// Where the form goes.
    pub(crate) target: String,
    /// What is in it, as Base64 of a form.
    pub(crate) carried: String,
}

/// The page after the sign-in: what was typed, ready to be sent.
#[derive(Template)]
#[template(path = "resume.html")]
struct ResumePage<'a> {
    site: Site,
    target: &'a str,
    fields: &'a [(String, String)],
    /// What of it somebody wrote, to be read before it is sent, or copied.
    texts: Vec<&'a str>,
    /// The page that the form was on.
    back: &'a str,
}

impl Unsent {
    /// What a page sent along, if it is a form for a place of ours.
    pub(crate) fn of(target: &str, carried: &str) -> Self {
        match (next::target(target), Typed::parse(carried)) {
            (Some(target), Some(_)) => Self { target: target.to_owned(), carried: carried.to_owned() },
            _ => Self::default(),
        }
    }

    /// The page that the form was on.
    pub(crate) fn page(&self) -> Option<&str> {
        next::page_of(&self.target)
    }

    /// The answer to whoever signed in: with a form under way, a page to send it from; the cookie of the session goes with
    /// it. It is never sent by itself, because somebody else may have signed in. While the second factor is to be proved, its
    /// page carries the form on.
    ///
    /// # Errors
    /// When the store or the keys fail.
    pub(crate) async fn resume(&self, visit: &Visit, account: &Account, begun: Begun) -> Answer {
        let person = account.snapshot();
        let (must_prove, session) = (begun.must_prove_second_factor, begun.session.clone());
        let may_go_on = matches!(person.state, State::Active { .. }) && visit.wants == Wants::Html;
        let carried = Typed::parse(&self.carried).filter(|carried| may_go_on && !carried.is_empty());
        let begun = begin::lead(visit, begun);
        let Some(carried) = carried else { return Ok(begun) };
        if must_prove {
            let factor = visit.app.store.find_second_factor(account.id()).await?;
            let Some(factor) = factor.filter(SecondFactor::is_active) else { return Ok(begun) };
            let page = AskPage::of(visit, &factor, &session).await?.carrying(self.clone());
            return Ok(shown(begun, page.render().map_err(Problem::internal)?));
        }
        let signed_in = Some(SignedIn::new(&person.name, &person.roles));
        let page = ResumePage {
            site: Site { signed_in, ..visit.site() },
            target: &self.target,
            fields: carried.fields(),
            texts: texts(carried.fields()),
            back: self.page().unwrap_or("/"),
        };
        Ok(shown(begun, page.render().map_err(Problem::internal)?))
    }
}

/// A page in place of the way on, with the cookie of the session that begins.
fn shown(begun: Response, html: String) -> Response {
    let (mut head, _) = begun.into_parts();
    head.headers.remove(http::header::LOCATION);
    head.headers.remove(http::header::CONTENT_LENGTH);
    head.status = http::StatusCode::OK;
    let (typed, body) = axum::response::IntoResponse::into_response(Html(html)).into_parts();
    head.headers.extend(typed.headers);
    Response::from_parts(head, body)
}

/// The values that are words of somebody, and no choice or key of the page.
fn texts(fields: &[(String, String)]) -> Vec<&str> {
    let written = |(name, value): &&(String, String)| {
        name != "idempotency_key"
            && value.trim().chars().count() > 3
            && !["true", "false"].contains(&value.as_str())
    };
    fields.iter().filter(written).map(|(_, value)| value.as_str()).collect()
}
