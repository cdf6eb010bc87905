//! Who may ask what: every operation of every step, by everybody. What is not listed as public is closed.

use crate::house::people;
use crate::participation::issued::{ANA_CPF, ANA_EMAIL, DAVI_CPF, DAVI_EMAIL, as_json};
use axum::body::Body;
use common::web::{Access, Operation};
use domain::role::{Duty, Role, Roles};
use domain::value::id::IssuerId;
use http::{Method, StatusCode};
use journeys::{Browser, COLLEAGUE_PASSWORD, ORGANISER_CPF, TestApp};
use serde_json::json;
use std::collections::BTreeSet;

/// What is open to everybody. A new route is closed until it stands here.
const PUBLIC: [&str; 70] = [
    "GET /",
    "GET /acesso",
    "GET /acesso/confirmar/{link}",
    "GET /acesso/pedidos/{link}",
    "GET /acesso/pedidos/{link}/declaracao",
    "GET /acesso/pedidos/{link}/documento",
    "GET /acesso/protocolo",
    "GET /ajuda",
    "GET /ajuda/pedidos",
    "GET /ajuda/pedidos/{link}",
    "GET /c/{link}",
    "GET /c/{link}/pdf",
    "GET /c/{link}/previa.png",
    "GET /certificados/{id}/pdf",
    "GET /certificados/{id}/previa.png",
    "GET /confirmar/{link}",
    "GET /confirmar/{link}/pdf",
    "GET /confirmar/{link}/previa.png",
    "GET /entrar",
    "GET /entrar/autenticacao-gov",
    "GET /entrar/autenticacao-gov/retorno",
    "GET /entrar/govbr",
    "GET /entrar/govbr/retorno",
    "GET /entrar/codigo",
    "GET /estatico/{hash}/{file}",
    "GET /favicon.ico",
    "GET /health",
    "GET /loja",
    "GET /openapi.json",
    "GET /primeiro-acesso",
    "GET /privacidade",
    "GET /reenviar",
    "GET /robots.txt",
    "GET /senha/nova/{account}/{secret}",
    "GET /v/{code}",
    "GET /v/{code}/contato",
    "GET /v/{code}/previa.png",
    "GET /verificar",
    "GET /visitante",
    "POST /acesso",
    "POST /acesso/confirmar/{link}",
    "POST /acesso/pedidos/{link}",
    "POST /acesso/pedidos/{link}/corrigir",
    "POST /acesso/pedidos/{link}/enviar",
    "POST /acesso/pedidos/{link}/reenviar",
    "POST /acesso/pedidos/{link}/retirar",
    "POST /acesso/protocolo",
    "POST /ajuda/pedidos",
    "POST /ajuda/pedidos/{link}",
    "POST /entrar",
    "POST /entrar/autenticacao-gov/retorno",
    "POST /entrar/codigo",
    "POST /entrar/codigo/enviar",
    "POST /primeiro-acesso",
    "POST /reenviar",
    "POST /sair",
    "POST /senha/nova/{account}/{secret}",
    "POST /verificar",
    "POST /webhooks/pagamentos",
    "GET /certificado-digital/encerrado",
    "GET /certificado-digital/{link}",
    "GET /certificado-digital/{link}/dados",
    "GET /certificado-digital/{link}/termo",
    "GET /certificado-digital/{link}/termo-aceito.pdf",
    "GET /certificado-digital/{link}/termo.pdf",
    "POST /certificado-digital/{link}",
    "POST /certificado-digital/{link}/conferir",
    "POST /certificado-digital/{link}/desistir",
    "POST /certificado-digital/{link}/enviar",
    "GET /certificado-digital/{link}/solicitacao",
];
/// Open too: it makes the visitor's pass.
const PASS: &str = "POST /visitante";

fn operations() -> Vec<Operation> {
    local::routes().iter().flat_map(|routes| routes.operations().to_vec()).collect()
}

fn name(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

/// The operation with identifiers that name nothing, and an empty body.
async fn ask(browser: &Browser, operation: &Operation) -> StatusCode {
    let mut path = String::new();
    for (i, part) in operation.path.split(['{', '}']).enumerate() {
        path.push_str(if i % 2 == 0 { part } else { "00000000000000000000000000" });
    }
    let (kind, body) = match operation.method {
        Method::POST => (Some("application/json"), Body::from("{}")),
        _ => (None, Body::empty()),
    };
    as_json(browser).send(operation.method.clone(), &path, kind, body).await.status
}

/// Whether an open operation answered at all: with what it is for, with what is wrong in an empty body, or that an
/// identifier names nothing.
fn answers(operation: &Operation, status: StatusCode) -> bool {
    let names_something = operation.path.contains('{');
    status.is_success()
        || status.is_redirection()
        || operation.method == Method::POST && status.is_client_error()
        || names_something && status == StatusCode::NOT_FOUND
}

fn is_closed(status: StatusCode) -> bool {
    status == StatusCode::UNAUTHORIZED || status == StatusCode::FORBIDDEN
}

#[test]
fn what_is_public_is_listed_by_name() {
    let public = operations().into_iter().filter(|o| o.op.access == Access::Public).map(|o| name(&o));
    let listed = PUBLIC.iter().copied().chain([PASS]).map(str::to_owned);
    assert_eq!(public.collect::<BTreeSet<_>>(), listed.collect::<BTreeSet<_>>());
}

#[tokio::test]
async fn every_operation_is_open_to_its_role_and_closed_to_all_others() {
    let app = TestApp::with_organiser().await;
    let ana = people::settled_in(&app, ANA_CPF, ANA_EMAIL).await;
    let davi = people::invited(&app, DAVI_CPF, DAVI_EMAIL).await;
    let (stranger, organiser) = (app.browser(), app.organiser().await);
    let holder = people::signed_in(&app, &ana, people::PASSWORD).await;
    let (holds, organises) = (Roles::holder(), Roles::holder().organising(IssuerId::from_bytes([1; 17])));
    let mut newcomer = app.browser();
    people::enter(&mut newcomer, &davi.cpf, &davi.initial).await;
    let mut visitor = app.browser();
    let page = visitor.get("/visitante").await;
    visitor.submit(page.form("/visitante").fill("identifier", ANA_CPF)).await;
    let (colleagues, half_in) = colleagues(&app).await;
    for operation in operations().iter().filter(|o| o.op.access != Access::Public) {
        let (name, access) = (name(operation), operation.op.access);
        assert_eq!(ask(&stranger, operation).await, StatusCode::UNAUTHORIZED, "{name} by a stranger");
        let by_visitor = ask(&visitor, operation).await;
        assert_eq!(is_closed(by_visitor), access != Access::Visitor, "{name} by a visitor: {by_visitor}");
        assert_eq!(ask(&newcomer, operation).await, StatusCode::FORBIDDEN, "{name} with an initial password");
        assert!(
            is_closed(ask(&half_in, operation).await)
                || [Access::Visitor, Access::Only(Role::Holder)].contains(&access),
            "{name} before the second factor"
        );
        let own = [(&holds, &holder), (&organises, &organiser)];
        for (roles, browser) in
            own.into_iter().chain(colleagues.iter().map(|(roles, browser)| (roles, browser)))
        {
            let status = ask(browser, operation).await;
            let is_open = match access {
                Access::Only(role) => roles.has(role),
                Access::Public | Access::Visitor => true,
            };
            assert_eq!(status == StatusCode::FORBIDDEN, !is_open, "{name} by {roles:?}: {status}");
            assert!(!is_open || answers(operation, status), "{name} by {roles:?}: {status}");
        }
    }
}

/// Somebody with each duty, and an organiser who has a duty too and has not proved their second factor.
async fn colleagues(app: &TestApp) -> (Vec<(Roles, Browser)>, Browser) {
    let mut all = Vec::new();
    for duty in Duty::ALL {
        all.push((Roles::holder().with_duty(duty), app.colleague(duty).await.browser));
    }
    let (cpf, email) = ("183.025.467-71", "rute@exemplo.com.br");
    app.administer(
        json!({ "action": "create_issuer_with_organiser", "issuer_name": "Outra Casa", "name": "Rute Lua",
        "email": email, "cpf": cpf }),
    )
    .await;
    app.appoint(Duty::Agent, cpf, email).await;
    let mut half_in = app.browser();
    let initial = app.mail_to(email, "O seu acesso de agente").after("Senha inicial:");
    app.first_access(&mut half_in, cpf, &initial, COLLEAGUE_PASSWORD).await;
    (all, half_in)
}

#[tokio::test]
async fn a_dismissed_organiser_is_out_at_the_next_request() {
    let app = TestApp::with_organiser().await;
    let mut program = as_json(&app.organiser().await);
    assert_eq!(program.get("/organizador").await.status, StatusCode::OK);
    app.administer(json!({ "action": "dismiss_organiser", "cpf": ORGANISER_CPF })).await;
    assert!(is_closed(program.get("/organizador").await.status), "the role was taken away");
}

#[tokio::test]
async fn no_write_of_any_step_is_taken_from_another_site() {
    let app = TestApp::with_organiser().await;
    let organiser = app.organiser().await;
    let foreign = [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ];
    for operation in operations().iter().filter(|o| o.method == Method::POST) {
        for (header, value) in foreign {
            let evil = organiser.clone().with_header(header, value);
            let status = ask(&evil, operation).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{} {header}: {value}", name(operation));
        }
    }
    assert!(people::is_in(&organiser).await);
}
