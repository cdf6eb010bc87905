//! People who work for the house: appointed and dismissed at the console, and out at the next request.

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use common::web::{Agent, Approver, Source, Supervisor};
use domain::role::Duty;
use domain::value::id::EntityId;
use http::header::{ACCEPT, COOKIE, LOCATION};
use http::{Request, StatusCode};
use journeys::colleague::named;
use journeys::{Browser, TestApp};
use serde_json::json;
use tower::ServiceExt;

/// Pages behind the three doors, as a step has them.
fn doors(app: &TestApp) -> Router {
    Router::new()
        .route("/supervisor", get(async |_: Supervisor| "open"))
        .route("/approver", get(async |_: Approver| "open"))
        .route("/agent", get(async |_: Agent| "open"))
        .with_state(app.app.clone())
}

/// What a door answers: its status, and where it leads.
async fn knock(app: &TestApp, browser: &Browser, door: &str) -> (StatusCode, String) {
    let cookie = browser.cookie(common::web::COOKIE).unwrap_or_default();
    let request = Request::get(door)
        .header(ACCEPT, "text/html")
        .header(COOKIE, format!("{}={cookie}", common::web::COOKIE))
        .extension(Source::of("203.0.113.77"))
        .body(Body::empty())
        .expect("a request");
    let answer = doors(app).oneshot(request).await.expect("an answer");
    let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned();
    (answer.status(), to)
}

fn door(duty: Duty) -> &'static str {
    match duty {
        Duty::Supervisor => "/supervisor",
        Duty::Approver => "/approver",
        Duty::Agent => "/agent",
    }
}

#[tokio::test]
async fn each_duty_opens_its_own_door_and_no_other_until_it_is_taken_away() {
    let app = TestApp::start().await;
    for duty in Duty::ALL {
        let colleague = app.colleague(duty).await;
        for other in Duty::ALL {
            let expected = if other == duty { StatusCode::OK } else { StatusCode::FORBIDDEN };
            assert_eq!(
                knock(&app, &colleague.browser, door(other)).await.0,
                expected,
                "{duty:?} at {other:?}"
            );
        }
        let dismiss = json!({ "action": "dismiss_from_duty", "duty": duty, "identifier": colleague.cpf });
        assert_eq!(app.administer(dismiss).await["done"], "dismissed_from_duty");
        let (status, to) = knock(&app, &colleague.browser, door(duty)).await;
        assert_eq!(
            (status, to.starts_with("/entrar")),
            (StatusCode::SEE_OTHER, true),
            "the next request is refused"
        );
        let (again, page) = colleague.half_in(&app).await;
        assert_eq!(page.path, "/certificados", "nobody asks them for a second factor any more");
        assert_eq!(knock(&app, &again, door(duty)).await.0, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn the_password_alone_opens_no_door_of_a_duty() {
    let app = TestApp::start().await;
    let colleague = app.colleague(Duty::Approver).await;
    let (half_in, page) = colleague.half_in(&app).await;
    assert_eq!(page.path, "/duas-etapas");
    assert_eq!(
        knock(&app, &half_in, "/approver").await,
        (StatusCode::SEE_OTHER, "/duas-etapas?next=/approver".to_owned())
    );
    assert_eq!(knock(&app, &app.browser(), "/approver").await.0, StatusCode::SEE_OTHER);
}

/// Portuguese people have no CPF.
#[tokio::test]
async fn somebody_with_a_nif_is_appointed_and_signs_in_with_it() {
    let app = TestApp::start().await;
    app.appoint(Duty::Agent, "PT 123 456 789", "ines@exemplo.pt").await;
    let mail = app.mail_to("ines@exemplo.pt", "O seu acesso de agente de registro");
    let mut browser = app.browser();
    let password = "sete ondas na nazaré";
    app.first_access(&mut browser, "123456789", &mail.after("Senha inicial:"), password).await;
    assert_eq!(browser.get("/duas-etapas").await.path, "/duas-etapas/ativar");
    let token = mail.after("Token:");
    let dismiss = json!({ "action": "dismiss_from_duty", "duty": "agent", "identifier": token });
    assert_eq!(app.administer(dismiss).await["done"], "dismissed_from_duty", "the token names them too");
}

#[tokio::test]
async fn a_second_duty_needs_the_same_address_and_a_token_opens_no_account() {
    let app = TestApp::start().await;
    let (cpf, email) = named(Duty::Agent);
    app.appoint(Duty::Agent, cpf, email).await;
    let appoint = |email: &str, identifier: &str| {
        json!({ "action": "appoint_to_duty", "duty": "supervisor", "name": "Outra Pessoa", "email": email,
            "identifier": identifier })
    };
    for (event, says) in [
        (appoint("outra@exemplo.com.br", cpf), "another address"),
        (appoint(email, "7Q2K-9XBM-4T8R-0"), "nobody has an account with that token"),
        (json!({ "action": "reset_second_factor", "identifier": cpf }), "no second factor"),
        (
            json!({ "action": "dismiss_from_duty", "duty": "agent", "identifier": "529.982.247-25" }),
            "nobody has",
        ),
    ] {
        let request = serde_json::from_value(event).expect("an event");
        let error = administer::handle(app.app.clone(), request).await.expect_err(says).to_string();
        assert!(error.contains(says) && !error.contains("529"), "{error}");
    }
    let both = app.administer(appoint(email, cpf)).await;
    assert_eq!((&both["done"], &both["new_account"]), (&json!("appointed_to_duty"), &json!(false)));
}

#[tokio::test]
async fn whoever_may_not_ask_for_an_entity_any_more_is_signed_out() {
    let app = TestApp::start().await;
    let colleague = app.colleague(Duty::Agent).await;
    let entity = EntityId::from_bytes([5; 17]);
    let event = json!({ "action": "dismiss_requester", "entity": entity, "identifier": colleague.cpf });
    assert_eq!(app.administer(event).await["done"], "requester_dismissed");
    assert_eq!(
        knock(&app, &colleague.browser, "/agent").await.0,
        StatusCode::SEE_OTHER,
        "its sessions ended"
    );
}
