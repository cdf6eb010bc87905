//! A session that ended while somebody was at work: they are told so, sign in on the same page, and what they typed is there.

use crate::app::App;
use crate::error::Problem;
use crate::web::page::{Site, Wants};
use crate::web::token;
use crate::web::typed::Typed;
use crate::web::who::{self, Who};
use askama::Template;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, Method, StatusCode};

/// Marks the answer of a page that is for whoever signed in, to somebody who did not.
#[derive(Debug, Clone)]
struct SignInFirst;

/// Where somebody is sent who has to sign in: the form, which leads back to the page afterwards; to where they begin, when
/// it is none.
pub(super) fn to_sign_in(path: &str) -> Response {
    let next = if path.is_empty() { String::new() } else { format!("?next={path}") };
    let location = HeaderValue::from_str(&format!("/entrar{next}"));
    let location = location.unwrap_or(HeaderValue::from_static("/entrar"));
    let mut answer = (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response();
    answer.extensions_mut().insert(SignInFirst);
    answer
}

/// The page that a form is on which is not carried, as far as its path tells: a path of one segment is a page too. Others may
/// hold the secret of a mailed link, and are in no address but their own.
fn page_of_form(target: &str) -> &str {
    let path = target.split('?').next().unwrap_or_default();
    if path.matches('/').count() == 1 { path } else { "" }
}

/// Whether a request came with a session, or a visitor's pass, that counts no more. Where nobody is known it is so.
pub(super) fn had_session(headers: &HeaderMap, who: &Who) -> bool {
    matches!(who, Who::Anonymous) && token::token(headers).is_some_and(|token| !token.is_empty())
}

/// The page for what was sent after the session ended.
#[derive(Template)]
#[template(path = "ended.html")]
struct EndedPage {
    site: Site,
    /// Where it was sent, with its query.
    target: String,
    /// What was sent, for a hidden field.
    carried: String,
    /// Whether somebody typed or chose something in it.
    has_typed: bool,
    had_file: bool,
}

/// Where whoever has a mailed link sends files, signed in or not: nobody is asked to sign in first, so nothing is set aside.
pub const OPEN_WITH_FILES: [&str; 1] = ["/acesso/pedidos/"];

/// Keeps what a browser sends to a page that is for whoever signed in, when nobody did: the answer has it. Who asks is
/// found out here once and goes on with the request.
pub(super) async fn keep_typed(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let is_for_everybody = OPEN_WITH_FILES.iter().any(|path| request.uri().path().starts_with(path));
    if *request.method() != Method::POST || is_for_everybody || Wants::of(request.headers()) == Wants::Json {
        return next.run(request).await;
    }
    let headers = request.headers().clone();
    let who = match who::who(&headers, &app, app.clock.now()).await {
        Ok(who) => who,
        Err(problem) => return problem.into_response(),
    };
    request.extensions_mut().insert(who.clone());
    if matches!(who, Who::SignedIn(_)) {
        return next.run(request).await;
    }
    let target = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let (request, aside) = Typed::aside(request).await;
    let answer = next.run(request).await;
    if answer.extensions().get::<SignInFirst>().is_none() {
        return answer;
    }
    match aside.typed().await {
        Some(carried) if had_session(&headers, &who) || !carried.is_empty() => page(&app, target, &carried),
        _ => to_sign_in(page_of_form(&target)),
    }
}

fn page(app: &App, target: String, carried: &Typed) -> Response {
    let page = EndedPage {
        site: Site { brand: app.config.brand.clone(), ..Site::default() },
        target,
        carried: carried.text(),
        has_typed: !carried.is_empty(),
        had_file: carried.had_file,
    };
    match page.render() {
        Ok(html) => (StatusCode::UNAUTHORIZED, Html(html)).into_response(),
        Err(error) => Problem::internal(error).into_response(),
    }
}
