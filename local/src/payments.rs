//! The page of the payment provider of this machine: `/_local/pagamentos`. Pay, pay another amount, refuse, let it become
//! overdue, give back, dispute; and send its webhooks once, again, late, or in another order.

use crate::engines::asaas::{Entry, Event, PaymentService, Status};
use crate::mailbox::near;
use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::{Form, Path, State};
use axum::http::{Method, Request, StatusCode, header};
use axum::middleware::{from_fn, map_response};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use common::web::secure;
use domain::value::money::Cents;
use serde::Deserialize;
use tower::ServiceExt as _;

/// Nothing but the stylesheet and our own forms.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

#[derive(Clone)]
struct Desk {
    service: PaymentService,
    /// The house, which hears the webhooks.
    house: Router,
}

#[derive(Template)]
#[template(path = "pagamentos.html")]
struct DeskPage {
    payments: Vec<Entry>,
    events: Vec<Event>,
}

#[derive(Template)]
#[template(path = "pagamento.html")]
struct PaymentPage {
    payment: Entry,
    events: Vec<Event>,
}

/// What is done with a payment.
#[derive(Deserialize)]
struct Doing {
    what: String,
    #[serde(default)]
    amount: String,
    /// Whether the webhook is kept back.
    #[serde(default)]
    quiet: Option<String>,
}

/// The pages, for this machine alone as the mails are.
pub fn router(service: PaymentService, house: Router) -> Router {
    Router::new()
        .route("/_local/pagamentos", get(list))
        .route("/_local/pagamentos/{id}", get(show).post(act))
        .route("/_local/pagamentos/avisos/{id}", post(send))
        .route_layer(from_fn(near::only))
        .route_layer(map_response(secure))
        .with_state(Desk { service, house })
}

fn html(page: &impl Template) -> Response {
    let headers = [(header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, "no-store")];
    (headers, Html(page.render().unwrap_or_default())).into_response()
}

async fn list(State(desk): State<Desk>) -> Response {
    let events = desk.service.events().into_iter().rev().collect();
    html(&DeskPage { payments: desk.service.entries(), events })
}

async fn show(State(desk): State<Desk>, Path(id): Path<String>) -> Response {
    let found = desk.service.entries().into_iter().find(|entry| entry.id == id);
    let Some(payment) = found else { return StatusCode::NOT_FOUND.into_response() };
    let is_its = |event: &Event| event.body["payment"]["id"] == payment.id.as_str();
    let events = desk.service.events().into_iter().filter(is_its).collect();
    html(&PaymentPage { payment, events })
}

async fn act(State(desk): State<Desk>, Path(id): Path<String>, Form(doing): Form<Doing>) -> Response {
    let amount = Cents::parse(&doing.amount).ok();
    let event = match doing.what.as_str() {
        "pagar" => desk.service.pay(&id, amount),
        "receber" => desk.service.change(&id, Status::Received, None),
        "recusar" => desk.service.change(&id, Status::Refused, None),
        "vencer" => desk.service.change(&id, Status::Overdue, None),
        "devolver" => desk.service.change(&id, Status::Refunded, None),
        "contestar" => desk.service.change(&id, Status::ChargebackRequested, None),
        _ => return StatusCode::UNPROCESSABLE_ENTITY.into_response(),
    };
    if let Some(event) = event.filter(|_| doing.quiet.is_none()) {
        deliver(&desk, &event).await;
    }
    Redirect::to(&format!("/_local/pagamentos/{id}")).into_response()
}

async fn send(State(desk): State<Desk>, Path(id): Path<String>) -> Response {
    if let Some(event) = desk.service.events().into_iter().find(|event| event.id == id) {
        deliver(&desk, &event).await;
    }
    Redirect::to("/_local/pagamentos").into_response()
}

/// Sends a webhook as the provider does.
async fn deliver(desk: &Desk, event: &Event) {
    let request = Request::builder()
        .method(Method::POST)
        .uri("/webhooks/pagamentos")
        .header(header::CONTENT_TYPE, "application/json")
        .header("asaas-access-token", desk.service.webhook_token())
        .body(Body::from(event.body.to_string()));
    let Ok(request) = request else { return };
    match desk.house.clone().oneshot(request).await {
        Ok(answer) if answer.status() == StatusCode::OK => {}
        Ok(answer) => tracing::warn!(status = answer.status().as_u16(), "a webhook was not taken"),
        Err(never) => match never {},
    }
}
