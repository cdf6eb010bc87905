//! An account changes in the very moment in which a session of it begins.

use crate::house::people::enter;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use common::{App, Clients};
use domain::people::account::{Command, PasswordHash};
use domain::transition::Actor;
use domain::value::cpf::Cpf;
use domain::value::id::AccountId;
use http::header::SET_COOKIE;
use journeys::{ORGANISER_CPF, ORGANISER_PASSWORD, TestApp, wire};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tower::ServiceExt;

/// A way to the database on which an account changes just before the first session of it is written.
#[derive(Clone)]
struct Detour {
    database: Router,
    app: App,
    change: Change,
    done: Arc<AtomicBool>,
}

#[derive(Clone)]
enum Change {
    Password(AccountId),
    Administered(Value),
}

async fn pass(State(detour): State<Detour>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 16 << 20).await.expect("a body");
    // The row of a session is the only write that says it.
    let begins = String::from_utf8_lossy(&body).contains("must_choose_password");
    if begins && !detour.done.swap(true, Ordering::SeqCst) {
        detour.change.happen(&detour.app).await;
    }
    let onward = Request::from_parts(head, Body::from(body));
    detour.database.clone().oneshot(onward).await.expect("the engine answers")
}

impl Change {
    async fn happen(&self, app: &App) {
        match self {
            Self::Password(id) => {
                let account = app.store.get_account(id).await.expect("the account");
                let command = Command::ChoosePassword(PasswordHash::new("p1$argon2id$nobody".to_owned()));
                let changed =
                    account.apply(command, Actor::Holder(id.clone()), app.clock.now()).expect("legal");
                app.store.commit(store::Change::of(changed)).await.expect("changed");
                app.store.end_sessions(id, None).await.expect("ended");
            }
            Self::Administered(event) => {
                let request = serde_json::from_value(event.clone()).expect("an event");
                administer::handle(app.clone(), request).await.expect("done");
            }
        }
    }
}

/// Every step, with this detour on its way to the database.
async fn by_a_detour(house: &TestApp, change: Change) -> (Router, Arc<AtomicBool>) {
    let done = Arc::new(AtomicBool::new(false));
    let (database, app) = (house.house.engines.database(), house.app.clone());
    let detour = Detour { database, app, change, done: done.clone() };
    let url = wire::serve(Router::new().fallback(pass).with_state(detour)).await;
    let aws = house.house.engines.aws();
    let dynamodb = aws.dynamodb.config().to_builder().endpoint_url(url).http_client(wire::http());
    let dynamodb =
        aws_sdk_dynamodb::Client::from_conf(dynamodb.credentials_provider(wire::credentials()).build());
    let clients = Clients { dynamodb, s3: aws.s3, ses: aws.ses, sns: aws.sns, secrets: None };
    let App { config, clock, chance, .. } = house.app.clone();
    let app = App::new((*config).clone(), clients, clock, chance);
    let steps = local::routes().into_iter().fold(Router::new(), |all, step| all.merge(step.into_router()));
    (common::web::finish(steps, app), done)
}

#[tokio::test]
async fn a_session_that_begins_in_the_moment_of_a_change_is_refused() {
    let dismissed = json!({ "action": "dismiss_organiser", "cpf": ORGANISER_CPF });
    let email = "outra@exemplo.com.br";
    let taken_back =
        json!({ "action": "correct_email", "cpf": ORGANISER_CPF, "email": email, "even_if_used": true });
    for change in [None, Some(dismissed), Some(taken_back)] {
        let house = TestApp::with_organiser().await;
        house.organiser().await;
        let keys = house.app.secrets.keys().await.expect("keys");
        let id = keys.account_of_cpf(&Cpf::parse(ORGANISER_CPF).expect("a CPF"));
        house.app.store.end_sessions(&id, None).await.expect("ended");
        let change = change.map_or_else(|| Change::Password(id.clone()), Change::Administered);
        let (router, done) = by_a_detour(&house, change).await;
        let answer = enter(&mut house.browser_by(router), ORGANISER_CPF, ORGANISER_PASSWORD).await;
        assert_eq!(answer.status, 409, "{}", answer.text());
        assert!(done.load(Ordering::SeqCst) && !answer.headers.contains_key(SET_COOKIE));
        let rows = crate::house::restore::rows(&house, &house.app.config.tables.access).await;
        let is_session = |row: &&store::row::Item| {
            row.get("type").and_then(|t| t.as_s().ok()).is_some_and(|t| t == "session")
        };
        assert_eq!(rows.iter().filter(is_session).count(), 0, "no session is left");
    }
}
