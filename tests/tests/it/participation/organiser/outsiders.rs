//! Another issuer, a holder, a dismissed organiser and anybody get nowhere.

use super::{PNG, TWO, event, new_event, people, program, publish, upload};
use axum::body::Body;
use common::web::Operation;
use http::Method;
use journeys::{Browser, Reply, TestApp};
use serde_json::json;

/// A second house that issues, with its organiser.
const RIVAL_CPF: &str = "111.444.777-35";
const RIVAL_EMAIL: &str = "rival@exemplo.com.br";
const RIVAL_PASSWORD: &str = "outro portão azul 12";

/// The organiser of another issuer, signed in.
async fn rival(app: &TestApp) -> Browser {
    app.administer(json!({
        "action": "create_issuer_with_organiser",
        "issuer_name": "Outra Casa", "name": "Rui Rival", "email": RIVAL_EMAIL, "cpf": RIVAL_CPF,
    }))
    .await;
    app.settle().await;
    let mut browser = app.browser();
    let mail = app.mail_to(RIVAL_EMAIL, "O seu acesso de organizador");
    app.first_access(&mut browser, RIVAL_CPF, &mail.after("Senha inicial:"), RIVAL_PASSWORD).await;
    browser
}

/// Every operation of the step, with the ids of these things in its path.
fn operations(event: &str, import: &str, certificate: &str) -> Vec<(Operation, String)> {
    let id = |path: &str| path.rsplit('/').next().expect("an id").to_owned();
    let step = local::routes().into_iter().find(|r| r.step() == "issue-certificates").expect("the step");
    let fill = |path: &str| {
        path.replace("{event}", &id(event))
            .replace("{import}", &id(import))
            .replace("{certificate}", &id(certificate))
            .replace("{which}", "logo")
    };
    step.operations().iter().map(|o| (o.clone(), fill(o.path))).collect()
}

async fn attempt(browser: &mut Browser, operation: &Operation, path: &str) -> Reply {
    match operation.method {
        Method::GET => browser.send(Method::GET, path, None, Body::empty()).await,
        _ => browser.post_json(path, &json!({})).await,
    }
}

#[tokio::test]
async fn another_issuers_things_are_not_found_and_do_not_change() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let form =
        new_event(&mut organiser).await.fill("title", "De outrem").attach("logo", "l.png", PNG.to_vec());
    let event = organiser.submit(form).await.path;
    let published = upload(&app, &mut organiser, &event, TWO.to_vec()).await;
    publish(&app, &mut organiser, &published).await;
    let certificate =
        people(&organiser, &published).await[0]["certificate"].as_str().expect("a path").to_owned();
    let three = [TWO, b"Eva Sol;eva@exemplo.com.br;\n"].concat();
    let import = upload(&app, &mut organiser, &event, three).await;
    let look = |mut browser: Browser| {
        let (event, import, certificate) = (event.clone(), import.clone(), certificate.clone());
        async move {
            [
                browser.get(&event).await.body,
                browser.get(&import).await.body,
                browser.get(&certificate).await.body,
            ]
        }
    };
    let before = look(program(&organiser)).await;
    let mut rival = program(&rival(&app).await);
    let mut foreign = 0;
    for (operation, path) in operations(&event, &import, &certificate) {
        if operation.path.contains('{') {
            let answer = attempt(&mut rival, &operation, &path).await;
            assert_eq!(answer.status, 404, "{} {path}: {}", operation.method, answer.html());
            foreign += 1;
        }
    }
    assert!(foreign >= 12, "{foreign} operations were tried");
    assert_eq!(before, look(program(&organiser)).await);
    assert_eq!(rival.get("/organizador").await.json()["events"], json!([]));
}

#[tokio::test]
async fn only_an_organiser_gets_in_and_a_dismissed_one_is_out_at_once() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Porta").await;
    let import = upload(&app, &mut organiser, &event, TWO.to_vec()).await;
    publish(&app, &mut organiser, &import).await;
    let certificate =
        people(&organiser, &import).await[0]["certificate"].as_str().expect("a path").to_owned();
    let mut holder = app.browser();
    let mail = app.mails_to("ana.lua@exemplo.com.br").remove(0);
    app.first_access(&mut holder, "184.207.635-35", &mail.after("Senha inicial:"), RIVAL_PASSWORD).await;
    let (mut holder, mut anybody, mut dismissed) =
        (program(&holder), app.browser().program(None), program(&organiser));
    app.administer(json!({ "action": "dismiss_organiser", "cpf": journeys::ORGANISER_CPF })).await;
    for (operation, path) in operations(&event, &import, &certificate) {
        assert_eq!(attempt(&mut anybody, &operation, &path).await.status, 401, "{path}");
        assert_eq!(attempt(&mut holder, &operation, &path).await.status, 403, "{path}");
        assert_eq!(attempt(&mut dismissed, &operation, &path).await.status, 401, "{path}");
    }
}
