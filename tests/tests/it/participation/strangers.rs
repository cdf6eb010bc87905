//! What nobody may do with somebody else's certificate, and what no form takes.

use crate::participation::issued::{DAVI_CPF, Issued, as_json, header, only_card, text};
use http::StatusCode;
use serde_json::json;
use std::collections::BTreeSet;

#[tokio::test]
async fn what_belongs_to_somebody_else_does_not_exist() {
    let mut house = Issued::house().await;
    house.event("Encontro reservado", &[("public_by_default", "")]).await;
    let (ana, davi) = (house.ana().await, house.davi().await);
    let (card, own) = (only_card(&ana).await, only_card(&davi).await);
    let id = text(&card, "id");
    let mut unknown = String::from(id);
    unknown.replace_range(..1, if id.starts_with('0') { "1" } else { "0" });
    let mut visitor = house.visitor(DAVI_CPF).await;
    let mut stranger = house.app.browser();
    let mut organiser = house.organiser.clone();
    for mut browser in [davi.clone(), davi.clone().with_header("accept", "application/json")] {
        for what in ["pdf", "previa.png", "linkedin", "correcoes", "correcoes/conferir"] {
            let foreign = browser.get(&format!("/certificados/{id}/{what}")).await;
            let missing = browser.get(&format!("/certificados/{unknown}/{what}")).await;
            assert_eq!((foreign.status, foreign.body), (StatusCode::NOT_FOUND, missing.body), "{what}");
        }
        for (what, body) in [
            ("publico", json!({ "public": true })),
            ("link", json!({ "action": "renew" })),
            ("link", json!({ "action": "drop" })),
            ("correcoes", json!({ "name": "Anna Lua", "version": 1 })),
            ("correcoes/conferir", json!({ "name": "Anna Lua", "version": 1 })),
            ("correcoes/desistir", json!({})),
        ] {
            let foreign = browser.post_json(&format!("/certificados/{id}/{what}"), &body).await;
            assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{what} {body}");
        }
    }
    for browser in [&mut visitor, &mut stranger, &mut organiser] {
        for what in ["pdf", "previa.png"] {
            assert_eq!(
                browser.get(&format!("/certificados/{id}/{what}")).await.status,
                StatusCode::NOT_FOUND,
                "{what}"
            );
        }
        let answer = browser.post(&format!("/certificados/{id}/publico"), &[("public", "true")]).await;
        // Who did not sign in is asked to.
        let refused = [StatusCode::NOT_FOUND, StatusCode::UNAUTHORIZED];
        assert!(refused.contains(&answer.status), "{}", answer.status);
    }
    assert_eq!(only_card(&ana).await, card, "nothing of Ana's has changed");
    assert_eq!(only_card(&davi).await, own);
}

#[tokio::test]
async fn fields_that_a_form_does_not_have_are_refused_and_change_nothing() {
    let mut house = Issued::house().await;
    house.event("Encontro reservado", &[("public_by_default", "")]).await;
    let ana = house.ana().await;
    let before = only_card(&ana).await;
    let path = |what: &str| format!("/certificados/{}/{what}", text(&before, "id"));
    let hostile = [
        "account",
        "role",
        "issuer",
        "status",
        "state",
        "version",
        "link",
        "past",
        "available_until",
        "id",
        "pdf",
        "event",
    ];
    for name in hostile {
        for (what, own, value) in [("publico", "public", json!(true)), ("link", "action", json!("renew"))] {
            let body = json!({ own: value, name: "x" });
            let answer = as_json(&ana).post_json(&path(what), &body).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what} with {name}");
        }
    }
    assert_eq!(only_card(&ana).await, before);
}

#[tokio::test]
async fn no_address_leads_out_of_the_house() {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[]).await;
    let ana = house.ana().await;
    let card = only_card(&ana).await;
    let path = format!("/certificados/{}/publico", text(&card, "id"));
    for payload in [
        "//evil.org",
        "/\\evil.org",
        "https:evil.org",
        "https://evil.org",
        "javascript:alert(1)",
        "%0d%0aSet-Cookie:a=b",
        "\u{2025}/evil.org",
        "..//evil.org",
        "\u{3002}evil.org",
        "/%2Fevil.org",
        "data:text/html,x",
        "\tevil.org",
    ] {
        let query: String = payload.bytes().map(|b| format!("%{b:02x}")).collect();
        for name in ["busca", "depois"] {
            let target = format!("{path}?{name}={query}");
            let answer = ana.clone().post(&target, &[("public", "false")]).await;
            let location = header(&answer, "location").to_owned();
            let (place, _) = location.split_once(['?', '#']).unwrap_or((&location, ""));
            assert_eq!(place, "/certificados", "{name}={payload}: {location}");
            assert!(location.ends_with(&format!("#publico-{}", text(&card, "id"))), "{location}");
            assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 0);
        }
    }
}

#[test]
fn every_operation_on_a_certificate_is_tried_with_somebody_elses() {
    let tried = [
        "GET correcoes",
        "GET correcoes/conferir",
        "GET linkedin",
        "GET pdf",
        "GET previa.png",
        "POST correcoes",
        "POST correcoes/conferir",
        "POST correcoes/desistir",
        "POST link",
        "POST publico",
    ];
    let routes = local::routes();
    let operations = routes.iter().flat_map(|routes| routes.operations());
    let offered: BTreeSet<String> = operations
        .filter_map(|o| Some(format!("{} {}", o.method, o.path.strip_prefix("/certificados/{id}/")?)))
        .collect();
    assert_eq!(offered, tried.map(str::to_owned).into(), "a new operation belongs into the test above");
}
