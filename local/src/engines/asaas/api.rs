//! The REST API.

use super::ledger::{Entry, NewPayment, Status};
use super::{Mood, PaymentService};
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::value::money::Cents;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) fn router(service: PaymentService) -> Router {
    Router::new()
        .route("/v3/customers", get(customers).post(customer))
        .route("/v3/payments", get(payments).post(create))
        .route("/v3/payments/{id}", get(show).delete(take_back))
        .route("/v3/payments/{id}/identificationField", get(line))
        .route("/v3/payments/{id}/pixQrCode", get(code))
        .route("/v3/payments/{id}/refund", post(refund))
        .route_layer(from_fn_with_state(service.clone(), guard))
        .with_state(service)
}

/// The key, and the mood.
async fn guard(State(service): State<PaymentService>, request: Request, next: Next) -> Response {
    let key = request.headers().get("access_token").map(HeaderValue::as_bytes);
    if key != Some(service.0.api_key.as_bytes()) {
        return refused(StatusCode::UNAUTHORIZED, "invalid_access_token");
    }
    match service.mood() {
        Mood::Down => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Mood::Mute if request.method() != Method::GET => {
            next.run(request).await;
            StatusCode::GATEWAY_TIMEOUT.into_response()
        }
        Mood::Mute | Mood::Well => next.run(request).await,
    }
}

fn refused(status: StatusCode, code: &str) -> Response {
    (status, Json(json!({ "errors": [{ "code": code, "description": code }] }))).into_response()
}

#[derive(Deserialize)]
struct Filter {
    #[serde(rename = "externalReference")]
    reference: Option<String>,
    installment: Option<String>,
}

fn listed(data: Vec<Value>) -> Response {
    Json(json!({ "object": "list", "hasMore": false, "totalCount": data.len(), "data": data }))
        .into_response()
}

async fn customers(State(service): State<PaymentService>, Query(filter): Query<Filter>) -> Response {
    let ledger = service.ledger();
    let found = ledger.customers.iter().filter(|known| Some(&known.reference) == filter.reference.as_ref());
    listed(found.map(|known| json!({ "object": "customer", "id": known.id })).collect())
}

async fn customer(State(service): State<PaymentService>, Json(body): Json<Value>) -> Response {
    let (Some(reference), Some(_), Some(_)) =
        (body["externalReference"].as_str(), body["name"].as_str(), body["cpfCnpj"].as_str())
    else {
        return refused(StatusCode::BAD_REQUEST, "invalid_object");
    };
    let known = service.with(|ledger, _| ledger.customer(reference));
    Json(json!({ "object": "customer", "id": known.id })).into_response()
}

async fn payments(State(service): State<PaymentService>, Query(filter): Query<Filter>) -> Response {
    let ledger = service.ledger();
    let is_it = |entry: &&Entry| {
        filter.reference.as_ref().is_none_or(|reference| *reference == entry.reference)
            && filter.installment.as_ref().is_none_or(|plan| entry.plan.as_ref() == Some(plan))
    };
    listed(ledger.payments.iter().filter(is_it).map(Entry::json).collect())
}

async fn create(State(service): State<PaymentService>, Json(body): Json<Value>) -> Response {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let amount = body["totalValue"].as_f64().or(body["value"].as_f64());
    let total = amount.and_then(|amount| Cents::of_decimal(&format!("{amount:.2}")).ok());
    let due = text("dueDate").and_then(|due| due.parse::<Date>().ok());
    let is_known = |id: &String| service.ledger().customers.iter().any(|known| known.id == *id);
    let (Some(customer), Some(kind), Some(total), Some(due)) =
        (text("customer").filter(is_known), text("billingType"), total.filter(|total| total.get() > 0), due)
    else {
        return refused(StatusCode::BAD_REQUEST, "invalid_object");
    };
    let instalments = body["installmentCount"].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
    let (reference, what) =
        (text("externalReference").unwrap_or_default(), text("description").unwrap_or_default());
    let new = NewPayment { customer, reference, kind, total, instalments, due, what };
    match service.with(|ledger, _| ledger.create(&new)) {
        Some(entry) => Json(entry.json()).into_response(),
        None => refused(StatusCode::BAD_REQUEST, "invalid_object"),
    }
}

fn found(service: &PaymentService, id: &str) -> Option<Entry> {
    service.ledger().payments.iter().find(|entry| entry.id == id).cloned()
}

async fn show(State(service): State<PaymentService>, Path(id): Path<String>) -> Response {
    match found(&service, &id) {
        Some(entry) => Json(entry.json()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn line(State(service): State<PaymentService>, Path(id): Path<String>) -> Response {
    let barcode =
        found(&service, &id).filter(|entry| entry.kind == "BOLETO").and_then(|entry| entry.barcode());
    match barcode {
        Some(barcode) => {
            let line = barcode.line().replace(['.', ' '], "");
            Json(json!({ "identificationField": line, "barCode": barcode.digits() })).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn code(State(service): State<PaymentService>, Path(id): Path<String>) -> Response {
    match found(&service, &id).filter(|entry| entry.kind == "PIX").and_then(|entry| entry.pix()) {
        Some(payload) => Json(json!({ "payload": payload, "encodedImage": "" })).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What somebody paid is not taken back any more.
async fn take_back(State(service): State<PaymentService>, Path(id): Path<String>) -> Response {
    match found(&service, &id).map(|entry| entry.status) {
        None | Some(Status::Deleted) => StatusCode::NOT_FOUND.into_response(),
        Some(Status::Pending | Status::Overdue | Status::Refused) => {
            service.change(&id, Status::Deleted, None);
            Json(json!({ "deleted": true, "id": id })).into_response()
        }
        Some(_) => refused(StatusCode::BAD_REQUEST, "invalid_action"),
    }
}

async fn refund(State(service): State<PaymentService>, Path(id): Path<String>) -> Response {
    match found(&service, &id).map(|entry| entry.status) {
        Some(Status::Received | Status::Confirmed) => {
            service.change(&id, Status::Refunded, None);
            show(State(service), Path(id)).await
        }
        Some(_) => refused(StatusCode::BAD_REQUEST, "invalid_action"),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
