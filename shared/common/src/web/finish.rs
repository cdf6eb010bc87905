//! What every answer has in common: headers, the origin check, problems as pages or JSON, one log event per request.

use crate::app::App;
use crate::error::{FieldError, Problem};
use crate::web::challenge::Challenge;
use crate::web::deadline::{Deadline, within};
use crate::web::ended::keep_typed;
use crate::web::page::{SignedIn, Site, Wants};
use crate::web::who::{self, Who};
use crate::web::{token, unknown::unknown};
use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use platform::chain;
use platform::digest::hex;
use platform::metrics::Metric;
use platform::telemetry::{Invocation, duration_ms};
use serde::Serialize;
use std::sync::{Arc, Mutex};

/// Names a request in the log and, for people, on the page of a fault.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Nothing is loaded from elsewhere, nothing inline runs, nobody frames us (OWASP ASVS 5.0, 3.4).
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
    connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; \
    require-trusted-types-for 'script'; trusted-types selo-worker";

const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CSP),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Wraps the router of a step, or of all steps, with what every answer has in common.
pub fn finish(router: Router<App>, app: App) -> Router {
    router
        .fallback(unknown)
        .method_not_allowed_fallback(|| async { Problem::of_status(StatusCode::METHOD_NOT_ALLOWED) })
        .layer(from_fn_with_state(app.clone(), keep_typed))
        .layer(from_fn(check_origin))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), complete))
        .with_state(app)
}

/// A problem on its way out: the page is made where the request is known.
#[derive(Clone)]
struct Carried(Arc<Mutex<Option<Problem>>>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut answer = self.status.into_response();
        answer.extensions_mut().insert(Carried(Arc::new(Mutex::new(Some(self)))));
        answer
    }
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Problem::internal("a handler panicked").into_response()
}

/// Refuses what another site sent in somebody's name (ASVS 3.5.1): by `Sec-Fetch-Site` where the browser sends it, by
/// `Origin` otherwise. A request with neither comes from no browser.
async fn check_origin(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) || is_ours(request.headers()) {
        return next.run(request).await;
    }
    Problem::forbidden("O pedido veio de outro site e não foi aceito. Abra a página aqui e envie de novo.")
        .into_response()
}

fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    match (text(&HeaderName::from_static("sec-fetch-site")), text(&header::ORIGIN)) {
        // Our pages send no referrer, so a browser writes `Origin: null` on their forms: what it says here decides.
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text(&header::HOST)
        }
        (None, None) => true,
    }
}

async fn complete(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = RequestId(hex(&app.chance.bytes::<8>()));
    request.extensions_mut().insert(id.clone());
    let (wants, method) = (Wants::of(request.headers()), request.method().clone());
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let headers = request.headers().clone();
    let invocation = request.extensions_mut().remove::<Invocation>();
    let deadline = request.extensions_mut().remove::<Deadline>();
    let before = app.clock.now();
    let answered = async { (who::renewal(&headers, &app).await, next.run(request).await) };
    let (renewal, mut answer) = within(deadline, &app, answered)
        .await
        .unwrap_or_else(|late| (None, Problem::busy(late).into_response()));
    if let Some(problem) = problem_of(&mut answer) {
        let site = match wants {
            Wants::Html => within(deadline, &app, site_of(&headers, &app)).await.unwrap_or_default(),
            Wants::Json => Site::default(),
        };
        answer = render(problem, wants, site, &id);
    }
    decorate(&mut answer, &id, renewal);
    let duration_ms = duration_ms(before, app.clock.now());
    let (method, status) = (known(&method), answer.status().as_u16());
    Answered { request_id: &id.0, invocation, method, route: &route, status, duration_ms }.tell(&app);
    answer
}

/// The one event of a request. The route is the pattern, because a path may hold a code or a link.
#[derive(Serialize)]
struct Answered<'a> {
    request_id: &'a str,
    #[serde(flatten)]
    invocation: Option<Invocation>,
    method: &'static str,
    route: &'a str,
    status: u16,
    duration_ms: i64,
}

impl Answered<'_> {
    fn tell(&self, app: &App) {
        let failed = i64::from(self.status >= 500);
        let measured =
            [(Metric::Requests, 1), (Metric::ServerErrors, failed), (Metric::DurationMs, self.duration_ms)];
        app.meter.tell(app.clock.now(), self, &measured);
    }
}

/// A method that anybody may have made up is not logged.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

/// The problem that an answer carries, or the one that a bare error of the web framework means.
fn problem_of(answer: &mut Response) -> Option<Problem> {
    if let Some(Carried(slot)) = answer.extensions_mut().remove::<Carried>() {
        return slot.lock().ok()?.take();
    }
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    let ours = kind.starts_with("text/html") || kind.contains("json");
    let status = answer.status();
    ((status.is_client_error() || status.is_server_error()) && !ours).then(|| Problem::of_status(status))
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    site: Site,
    /// Where whoever reads it begins.
    home: &'static str,
    title: String,
    sentence: String,
    advice: String,
    /// Where to see how it is now.
    way_on: Option<(&'static str, String)>,
    support_code: String,
}

#[derive(Serialize)]
struct ProblemJson<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<&'a Challenge>,
    #[serde(skip_serializing_if = "str::is_empty")]
    support_code: &'a str,
}

/// The frame of a problem's page: whoever is signed in sees that they still are. When that cannot be found out, because
/// the store is what failed, the page is a stranger's.
async fn site_of(headers: &HeaderMap, app: &App) -> Site {
    let who = who::who(headers, app, app.clock.now()).await.unwrap_or(Who::Anonymous);
    Site { brand: app.config.brand.clone(), signed_in: SignedIn::of(&who), ..Site::default() }
}

fn render(problem: Problem, wants: Wants, site: Site, id: &RequestId) -> Response {
    let support_code = if problem.status.is_server_error() { id.0.as_str() } else { "" };
    if let Some(source) = &problem.source {
        let source: &(dyn std::error::Error + 'static) = source.as_ref();
        tracing::error!(request_id = %id.0, problem = problem.kind, error = %chain(source), "request {} failed", id.0);
    }
    let mut answer = match wants {
        Wants::Json => as_json(&problem, support_code),
        Wants::Html => as_page(&problem, site, support_code),
    };
    *answer.status_mut() = problem.status;
    if let Some(value) = problem.retry_after_s.and_then(|s| HeaderValue::from_str(&s.to_string()).ok()) {
        answer.headers_mut().insert(header::RETRY_AFTER, value);
    }
    answer
}

fn as_json(problem: &Problem, support_code: &str) -> Response {
    let json = ProblemJson {
        r#type: format!("/problemas/{}", problem.kind),
        title: &problem.title,
        status: problem.status.as_u16(),
        detail: &problem.detail,
        errors: &problem.errors,
        challenge: problem.challenge.as_deref(),
        support_code,
    };
    let body = serde_json::to_vec(&json).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
}

fn as_page(problem: &Problem, site: Site, support_code: &str) -> Response {
    let mut advice: Vec<&str> = problem.errors.iter().map(|e| e.message.as_str()).collect();
    advice.dedup();
    let page = ProblemPage {
        home: site.home(),
        site,
        title: problem.title.clone(),
        sentence: problem.detail.clone(),
        advice: advice.join(" "),
        way_on: problem.way_on.clone(),
        support_code: support_code.to_owned(),
    };
    page.render()
        .map_or_else(|_| Response::new(Body::from(problem.detail.clone())), |html| Html(html).into_response())
}

/// Gives an answer the headers that every answer has; one that is there already stays. For routes that no step has and
/// that are not wrapped by [`finish`].
pub async fn secure(mut answer: Response) -> Response {
    insert_headers(answer.headers_mut());
    answer
}

fn insert_headers(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

fn decorate(answer: &mut Response, id: &RequestId, renewal: Option<String>) {
    let headers = answer.headers_mut();
    insert_headers(headers);
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    let renewed = renewal.and_then(|token| HeaderValue::from_str(&token::cookie(&token)).ok());
    if let Some(cookie) = renewed.filter(|_| !headers.contains_key(header::SET_COOKIE)) {
        headers.insert(header::SET_COOKIE, cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn only_our_own_pages_may_send_forms() {
        assert!(is_ours(&headers(&[
            ("host", "selo.org"),
            ("origin", "https://selo.org"),
            ("sec-fetch-site", "same-origin")
        ])));
        assert!(is_ours(&headers(&[
            ("host", "selo.org"),
            ("origin", "null"),
            ("sec-fetch-site", "same-origin")
        ])));
        assert!(is_ours(&headers(&[("host", "selo.org")])));
        assert!(!is_ours(&headers(&[("host", "selo.org"), ("origin", "https://evil.org")])));
        assert!(!is_ours(&headers(&[("host", "selo.org"), ("origin", "null")])));
        assert!(!is_ours(&headers(&[("host", "selo.org"), ("sec-fetch-site", "cross-site")])));
        assert!(!is_ours(&headers(&[("host", "selo.org"), ("sec-fetch-site", "same-site")])));
    }
}
