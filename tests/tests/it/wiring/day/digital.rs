//! What a buyer, a supervisor and the payment provider do.

use super::holders::holders_request;
use crate::digital::shop::signed_in;
use crate::participation::issued::Issued;
use axum::body::Body;
use domain::role::{Duty, Roles};
use domain::value::cpf::Cpf;
use domain::value::id::{AccountId, EntityId};
use http::{Method, StatusCode};
use journeys::{Browser, TestApp};
use local::engines::asaas::{Event, Mood, Status};
use serde_json::{Value, json};

/// The catalogue is kept, orders are placed and paid, looked for, called off and given back.
pub(super) async fn buyers_day(house: &Issued) {
    let app = &house.app;
    let roles = Roles::holder().with_duty(Duty::Supervisor);
    let mut supervisor = program(app, AccountId::from_bytes([7; 17]), roles).await;
    catalogue(&mut supervisor).await;
    let keys = app.app.secrets.keys().await.expect("keys");
    let ana = keys.account_of_cpf(&Cpf::parse(crate::participation::issued::ANA_CPF).expect("a CPF"));
    let mut ana = program(app, ana, Roles::holder()).await;
    for path in ["/loja", "/pedidos", "/pedidos/novo?produto=e-cpf-a1"] {
        assert_eq!(ana.get(path).await.status, StatusCode::OK, "{path}");
    }
    let paid = order(&mut ana, "pix").await;
    let entry = app.house.payments.entries().remove(0);
    let event = app.house.payments.pay(&entry.id, None).expect("an event");
    tell(app, &event).await;
    tell(app, &event).await;
    assert_eq!(ana.get(&paid).await.json()["state"], "paid");
    ana.get(&format!("{paid}/recibo.pdf")).await;
    Box::pin(holders_request(app, &mut ana, &paid)).await;
    ana.post_json("/pedidos/busca", &json!({ "text": "ana.lua@exemplo.com.br" })).await;
    let protocol = ana.get(&paid).await.json()["protocol"].clone();
    ana.post_json("/pedidos/busca", &json!({ "text": protocol })).await;
    let boleto = order(&mut ana, "boleto").await;
    ana.get(&format!("{boleto}/boleto.pdf")).await;
    ana.post_json(&format!("{boleto}/verificar"), &json!({})).await;
    let due = ana.get(&boleto).await.json()["charge"]["second_from"].clone();
    ana.post_json(&format!("{boleto}/segunda-via"), &json!({ "due": due, "accepts": true })).await;
    ana.post_json(&format!("{boleto}/cancelar"), &json!({})).await;
    let held = order(&mut ana, "pix").await;
    ana.get(&format!("{held}/pix.png")).await;
    looked_at(app, &mut supervisor).await;
    free(app, &mut supervisor).await;
    app.settle().await;
}

/// A requester's order that costs nothing is confirmed.
async fn free(app: &TestApp, supervisor: &mut Browser) {
    let product = json!({ "code": "orgao-publico", "title": "Órgão público", "about": "Em cartão.", "holder": "pessoa", "storage": "cartao",
        "months": 36, "price": "0,00", "from": "2020-01-01", "sale": "credenciada", "first": "documentos" });
    made(supervisor, "/supervisao/catalogo", &product, "outro produto novo").await;
    let roles = Roles::holder().requesting(EntityId::from_bytes([5; 17]));
    let mut requester = program(app, AccountId::from_bytes([8; 17]), roles).await;
    let order = json!({ "product": "orgao-publico", "units": 1, "for_whom": "outros", "identifiable": "sim", "number": "184.207.635-35",
        "name": "Prefeitura", "email": "prefeitura@exemplo.com.br" });
    let path = made(&mut requester, "/pedidos", &order, "pedido sem custo").await;
    let id = path.as_str().expect("a path").split(['?', '/']).nth(2).unwrap_or_default().to_owned();
    supervisor.get("/supervisao/pedidos").await;
    let confirmed =
        supervisor.post_json(&format!("/supervisao/pedidos/{id}"), &json!({ "reason": "Convênio" })).await;
    assert!(confirmed.status.is_success(), "{}", confirmed.html());
}

/// The clock asks about what nobody told of, and gives back what a supervisor wants given back.
async fn looked_at(app: &TestApp, supervisor: &mut Browser) {
    let entry = app.house.payments.entries().remove(0);
    app.house.payments.pay(&entry.id, None);
    app.advance(200);
    app.settle().await;
    let disputed = app.house.payments.change(&entry.id, Status::ChargebackRequested, None).expect("an event");
    tell(app, &disputed).await;
    supervisor.get("/supervisao/pagamentos").await;
    let won = app.house.payments.change(&entry.id, Status::Received, None).expect("an event");
    tell(app, &won).await;
    app.house.payments.set_mood(Mood::Down);
    let path = format!("/supervisao/pagamentos/{}", entry.reference);
    supervisor.post_json(&path, &json!({ "what": "devolver", "words": "Pedido da compradora" })).await;
    app.house.payments.set_mood(Mood::Well);
    app.advance(300);
    app.settle().await;
    supervisor.post_json(&path, &json!({ "what": "resolvido", "words": "Devolvido" })).await;
}

async fn catalogue(supervisor: &mut Browser) {
    let product = json!({ "code": "e-cpf-a1", "title": "e-CPF A1", "about": "Em arquivo.", "holder": "pessoa", "storage": "arquivo",
        "months": 12, "price": "189,90", "from": "2020-01-01", "sale": "aberta", "first": "documentos" });
    supervisor.post_json("/supervisao/catalogo/conferir", &product).await;
    let made = made(supervisor, "/supervisao/catalogo", &product, "um produto novo").await;
    assert!(made.as_str().is_some(), "{made}");
    for path in ["/supervisao/catalogo", "/supervisao/catalogo/novo", "/supervisao/catalogo/e-cpf-a1"] {
        assert_eq!(supervisor.get(path).await.status, StatusCode::OK, "{path}");
    }
    for offered in [false, true] {
        supervisor.post_json("/supervisao/catalogo/e-cpf-a1/venda", &json!({ "offered": offered })).await;
    }
}

/// An order with a way to pay chosen: its path.
async fn order(buyer: &mut Browser, method: &str) -> String {
    let order = json!({ "product": "e-cpf-a1", "units": 1, "for_whom": "outros", "identifiable": "sim", "number": "184.207.635-35",
        "name": "Ana Lua", "email": "ana.lua@exemplo.com.br" });
    let key = format!(
        "pedido {method} {}",
        buyer.get("/pedidos").await.json()["orders"].as_array().map_or(0, Vec::len)
    );
    let path = made(buyer, "/pedidos", &order, &key).await;
    let path = path.as_str().expect("a path").split('?').next().unwrap_or_default().to_owned();
    made(buyer, &format!("{path}/pagamento"), &json!({ "method": method }), &key).await;
    path
}

async fn made(browser: &mut Browser, path: &str, body: &Value, key: &str) -> Value {
    let mut once = browser.clone().with_header("idempotency-key", key);
    let answer = once.post_json(path, body).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.html());
    answer.json()["location"].clone()
}

async fn program(app: &TestApp, account: AccountId, roles: Roles) -> Browser {
    let browser = signed_in(app, account, roles).await;
    let token = browser.cookie(common::web::COOKIE).expect("a session");
    browser.program(Some(&token))
}

async fn tell(app: &TestApp, event: &Event) {
    let token = app.house.payments.webhook_token();
    let mut provider = app.browser().program(None).with_header("asaas-access-token", token);
    let body = Body::from(event.body.to_string());
    let answer = provider.send(Method::POST, "/webhooks/pagamentos", Some("application/json"), body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.html());
}
