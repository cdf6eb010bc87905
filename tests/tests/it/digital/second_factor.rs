//! The second step of a sign-in: set up at the first one, asked for at each other, and never skipped.

use crate::house::people::{begin_window, enter};
use axum::body::Body;
use common::web::COOKIE;
use domain::role::Duty;
use http::Method;
use http::header::{LOCATION, RETRY_AFTER};
use journeys::colleague::{COLLEAGUE_PASSWORD, named, phone};
use journeys::{Browser, ORGANISER_CPF, ORGANISER_EMAIL, ORGANISER_PASSWORD, TestApp};
use serde_json::json;

/// Where a page leads without being followed; empty, where it is shown.
async fn leads(browser: &Browser, path: &str) -> String {
    let answer = browser.clone().send(Method::GET, path, None, Body::empty()).await;
    answer.headers.get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_first_sign_in_sets_it_up_and_nothing_of_the_duty_opens_before() {
    let app = TestApp::with_organiser().await;
    app.appoint(Duty::Supervisor, ORGANISER_CPF, ORGANISER_EMAIL).await;
    let mut browser = app.browser();
    let initial = app.mail_to(ORGANISER_EMAIL, "O seu acesso de organizador").after("Senha inicial:");
    app.first_access(&mut browser, ORGANISER_CPF, &initial, ORGANISER_PASSWORD).await;
    for closed in ["/organizador", "/duas-etapas/meios", "/duas-etapas", "/duas-etapas/recuperar", "/"] {
        assert!(leads(&browser, closed).await.starts_with("/duas-etapas"), "{closed}");
    }
    for open in ["/certificados", "/perfil", "/senha", "/duas-etapas/ativar"] {
        assert_eq!(leads(&browser, open).await, "", "{open} is a holder's page, or the set-up itself");
    }
    let page = browser.get("/duas-etapas/ativar").await;
    let phone = phone(&page);
    assert!(page.html().contains("otpauth://totp/") && page.html().contains("<svg"));
    let form = page.form("/duas-etapas/ativar");
    let wrong = browser.submit_only(form.clone().fill("code", "000000")).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(journeys::colleague::phone(&wrong), phone, "the picture that was read is still the right one");
    let before = browser.cookie(COOKIE).expect("a session");
    let code = phone.code(app.app.clock.now());
    let shown = browser.submit_only(form.fill("code", &code)).await;
    assert_eq!((shown.status.as_u16(), shown.texts("code").len()), (200, 10), "{}", shown.text());
    assert_ne!(browser.cookie(COOKIE).expect("a session"), before, "a new identifier with the new rights");
    let mut planted = app.browser();
    planted.plant_cookie(COOKIE, &before);
    assert!(leads(&planted, "/perfil").await.starts_with("/entrar"), "the earlier one has ended");
    assert_eq!(leads(&browser, "/organizador").await, "");
    app.settle().await;
    let mail = app.mail_to(ORGANISER_EMAIL, "Verificação em duas etapas ativada");
    assert!(!mail.text.contains(&shown.texts("code")[0]), "no code travels by mail");
}

#[tokio::test]
async fn each_sign_in_asks_for_a_code_that_serves_once() {
    let app = TestApp::start().await;
    let colleague = app.colleague(Duty::Approver).await;
    let (mut browser, page) = colleague.half_in(&app).await;
    let (mut other, other_page) = colleague.half_in(&app).await;
    let before = browser.cookie(COOKIE).expect("a session");
    let code = colleague.code(&app);
    let answer = browser.submit_only(page.form("/duas-etapas").fill("code", &code)).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_ne!(browser.cookie(COOKIE).expect("a session"), before, "a new identifier with the new rights");
    assert_eq!(leads(&browser, "/duas-etapas/meios").await, "");
    let replayed = other.submit_only(other_page.form("/duas-etapas").fill("code", &code)).await;
    assert_eq!(replayed.status, 422);
    assert!(replayed.text().contains("já foi usado"), "{}", replayed.text());
    assert_eq!(leads(&other, "/duas-etapas/meios").await, "/duas-etapas");
    app.advance(30);
    let next = other.submit_only(other_page.form("/duas-etapas").fill("code", &colleague.code(&app))).await;
    assert_eq!(next.status, 303);
}

#[tokio::test]
async fn of_two_who_bring_the_same_code_at_once_one_gets_in() {
    let app = TestApp::start().await;
    let colleague = app.colleague(Duty::Approver).await;
    let ((mut one, page), (mut two, _)) = (colleague.half_in(&app).await, colleague.half_in(&app).await);
    let form = page.form("/duas-etapas").fill("code", &colleague.code(&app));
    let (a, b) = tokio::join!(one.submit_only(form.clone()), two.submit_only(form));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
}

#[tokio::test]
async fn five_refusals_in_ten_minutes_close_it_and_right_ones_do_not_count() {
    let app = TestApp::start().await;
    let colleague = app.colleague(Duty::Agent).await;
    begin_window(&app, 86_400);
    for _ in 0..6 {
        colleague.again(&app).await;
    }
    begin_window(&app, 600);
    let (mut browser, page) = colleague.half_in(&app).await;
    let form = page.form("/duas-etapas");
    for wrong in ["000000", "", "12345", "abcdef", "0000-0000-0000"] {
        let answer = browser.submit_only(form.clone().fill("code", wrong)).await;
        assert_eq!(answer.status, 422, "{wrong}: {}", answer.text());
    }
    let right = form.clone().fill("code", &colleague.code(&app));
    let late = browser.submit_only(right).await;
    assert_eq!(late.status, 429, "{}", late.text());
    assert!(late.headers.contains_key(RETRY_AFTER));
    let recovering = browser.get("/duas-etapas/recuperar").await.form("/duas-etapas/recuperar");
    let answer = browser.submit_only(recovering.fill("code", &colleague.recovery[0])).await;
    assert_eq!(answer.status, 429, "codes to recover are counted with them");
    app.advance(600);
    let answer = browser.submit_only(form.fill("code", &colleague.code(&app))).await;
    assert_eq!(answer.status, 303, "slowed down, never locked: {}", answer.text());
}

#[tokio::test]
async fn a_code_to_recover_opens_once_and_its_owner_is_told() {
    let app = TestApp::start().await;
    let colleague = app.colleague(Duty::Supervisor).await;
    let typed = colleague.recovery[4].to_lowercase().replace('-', " ");
    let (mut browser, _) = colleague.half_in(&app).await;
    let form = browser.get("/duas-etapas/recuperar").await.form("/duas-etapas/recuperar");
    let page = browser.submit(form.clone().fill("code", &typed)).await;
    assert_eq!(page.path, "/duas-etapas/meios");
    assert!(page.text().contains("Restam 9 códigos"), "{}", page.text());
    app.settle().await;
    app.mail_to(&colleague.email, "Entrada com um código de recuperação");
    let (mut again, _) = colleague.half_in(&app).await;
    assert_eq!(again.submit_only(form.fill("code", &typed)).await.status, 422, "it served once");

    let renew = page.form("/duas-etapas/codigos");
    let wrong = browser.submit_only(renew.clone().fill("current_password", "não é esta")).await;
    assert_eq!(wrong.status, 422, "an open session is not enough");
    let shown = browser.submit_only(renew.fill("current_password", COLLEAGUE_PASSWORD)).await;
    assert_eq!(shown.texts("code").len(), 10, "{}", shown.text());
    let file = browser.submit_only(shown.form("/duas-etapas/codigos/arquivo")).await;
    assert_eq!(file.status, 200);
    assert!(file.html().contains(&shown.texts("code")[9]));
    let foreign = shown.form("/duas-etapas/codigos/arquivo").fill("codes", &colleague.recovery[0]);
    assert_eq!(browser.submit_only(foreign).await.status, 409, "a code that ended");
    let (mut late, _) = colleague.half_in(&app).await;
    let form = late.get("/duas-etapas/recuperar").await.form("/duas-etapas/recuperar");
    let old = late.submit_only(form.fill("code", &colleague.recovery[5])).await;
    assert_eq!(old.status, 422, "those of before ended with it");
}

#[tokio::test]
async fn another_application_takes_the_password_too_and_ends_the_one_before() {
    let app = TestApp::start().await;
    let colleague = app.colleague(Duty::Approver).await;
    let (mut browser, other) = (colleague.again(&app).await, colleague.again(&app).await);
    let page = browser.get("/duas-etapas/ativar").await;
    let new = phone(&page);
    let code = new.code(app.app.clock.now());
    let form = page.form("/duas-etapas/ativar").fill("code", &code);
    for password in ["", "não é esta"] {
        let refused = browser.submit_only(form.clone().fill("current_password", password)).await;
        assert_eq!(refused.status, 422, "{password:?}: {}", refused.text());
    }
    let shown = browser.submit_only(form.fill("current_password", COLLEAGUE_PASSWORD)).await;
    assert_eq!(shown.texts("code").len(), 10, "{}", shown.text());
    assert!(leads(&other, "/perfil").await.starts_with("/entrar"), "every other session has ended");
    app.advance(30);
    let (mut again, page) = colleague.half_in(&app).await;
    let form = page.form("/duas-etapas");
    assert_eq!(again.submit_only(form.clone().fill("code", &colleague.code(&app))).await.status, 422);
    let answer = again.submit_only(form.fill("code", &new.code(app.app.clock.now()))).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
}

#[tokio::test]
async fn whoever_lost_everything_sets_it_up_again_after_a_reset() {
    let app = TestApp::start().await;
    let colleague = app.colleague(Duty::Agent).await;
    let reset = json!({ "action": "reset_second_factor", "identifier": colleague.cpf });
    assert_eq!(app.administer(reset).await["done"], "second_factor_reset");
    assert!(leads(&colleague.browser, "/duas-etapas/meios").await.starts_with("/entrar"), "at once");
    app.settle().await;
    app.mail_to(&colleague.email, "Verificação em duas etapas redefinida");
    let (mut browser, page) = colleague.half_in(&app).await;
    assert_eq!(page.path, "/duas-etapas/ativar", "{}", page.text());
    let new = phone(&page);
    assert!(new != colleague.phone);
    let old = page.form("/duas-etapas/ativar").fill("code", &colleague.code(&app));
    assert_eq!(browser.submit_only(old).await.status, 422);
    let form = page.form("/duas-etapas/ativar").fill("code", &new.code(app.app.clock.now()));
    assert_eq!(browser.submit_only(form).await.texts("code").len(), 10);
}

/// A session that somebody finds open a while after the sign-in sets nothing up without the password.
#[tokio::test]
async fn a_session_of_a_while_ago_asks_for_the_password_before_it_sets_it_up() {
    let app = TestApp::start().await;
    let (cpf, email) = named(Duty::Agent);
    app.appoint(Duty::Agent, cpf, email).await;
    let mut browser = app.browser();
    let initial = app.mail_to(email, "O seu acesso de").after("Senha inicial:");
    app.first_access(&mut browser, cpf, &initial, COLLEAGUE_PASSWORD).await;
    app.advance(601);
    let page = browser.get("/duas-etapas/ativar").await;
    let code = phone(&page).code(app.app.clock.now());
    let form = page.form("/duas-etapas/ativar").fill("code", &code);
    assert_eq!(browser.submit_only(form.clone()).await.status, 422);
    let shown = browser.submit_only(form.fill("current_password", COLLEAGUE_PASSWORD)).await;
    assert_eq!(shown.texts("code").len(), 10, "{}", shown.text());
}

#[tokio::test]
async fn whoever_has_no_duty_is_asked_for_nothing() {
    let app = TestApp::with_organiser().await;
    let browser = app.organiser().await;
    for page in ["/duas-etapas", "/duas-etapas/ativar", "/duas-etapas/recuperar", "/duas-etapas/meios"] {
        assert_eq!(leads(&browser, page).await, "/organizador", "{page}");
    }
}

/// What was typed in a form whose session had ended goes through both steps.
#[tokio::test]
async fn a_form_that_was_sent_too_late_goes_through_the_second_step_too() {
    let app = TestApp::with_organiser().await;
    let colleague = app.colleague(Duty::Approver).await;
    app.administer(json!({ "action": "create_issuer_with_organiser", "issuer_name": "Outra Casa",
        "name": "Paula Sofia Alencar", "email": colleague.email, "cpf": colleague.cpf }))
        .await;
    let mut browser = colleague.again(&app).await;
    let form = browser.get("/organizador/eventos/novo").await.form("/organizador/eventos");
    app.advance(13 * 3600);
    let page = browser.submit_only(form.fill("title", "Oficina de Gravura")).await;
    let form = page.form("/entrar").fill("identifier", &colleague.cpf).fill("password", COLLEAGUE_PASSWORD);
    let asked = browser.submit_only(form).await;
    assert_eq!(asked.status, 200, "{}", asked.text());
    let wrong = browser.submit_only(asked.form("/duas-etapas").fill("code", "000000")).await;
    let form = wrong.form("/duas-etapas").fill("code", &colleague.code(&app));
    let resumed = browser.submit_only(form).await;
    let kept = resumed.form("/organizador/eventos");
    assert_eq!(kept.value("title"), Some("Oficina de Gravura"), "{}", resumed.text());
}

/// The key never lies in the table as it is, and a program goes the same way as a browser.
#[tokio::test]
async fn a_program_goes_the_same_way_and_the_key_is_stored_sealed() {
    let app = TestApp::start().await;
    let colleague = app.colleague(Duty::Supervisor).await;
    let mut program = app.browser().program(None);
    let typed = json!({ "identifier": colleague.cpf, "password": COLLEAGUE_PASSWORD });
    let begun = program.post_json("/entrar", &typed).await.json();
    assert_eq!(
        (&begun["must_prove_second_factor"], &begun["location"]),
        (&json!(true), &json!("/duas-etapas"))
    );
    let mut half_in = app.browser().program(begun["token"].as_str());
    let proved = half_in.post_json("/duas-etapas", &json!({ "code": colleague.code(&app) })).await.json();
    let mut program = app.browser().program(proved["token"].as_str());
    let means = program.get("/duas-etapas/meios").await.json();
    assert_eq!(means["recovery_left"], 10);
    assert_eq!(half_in.get("/duas-etapas/meios").await.status, 401, "the half session has ended");

    let keys = app.app.secrets.keys().await.expect("keys");
    let cpf = domain::value::cpf::Cpf::parse(&colleague.cpf).expect("a CPF");
    let factor =
        app.app.store.find_second_factor(&keys.account_of_cpf(&cpf)).await.expect("read").expect("a factor");
    let stored = format!("{:?}{}", factor, serde_json::to_string(factor.snapshot()).expect("JSON"));
    let secret = colleague.phone.as_bytes().iter().map(|b| format!("{b:02x}")).collect::<String>();
    assert!(!stored.contains(&secret) && !stored.contains(&*colleague.phone.base_32()));
    assert!(colleague.recovery.iter().all(|code| !stored.contains(&code.replace('-', ""))));
}

/// The initial password alone sets nothing up, and `enter` leads to the choice of another first.
#[tokio::test]
async fn the_initial_password_sets_nothing_up() {
    let app = TestApp::start().await;
    let (cpf, email) = named(Duty::Agent);
    app.appoint(Duty::Agent, cpf, email).await;
    let initial = app.mail_to(email, "O seu acesso de").after("Senha inicial:");
    let mut browser = app.browser();
    enter(&mut browser, cpf, &initial).await;
    assert_eq!(leads(&browser, "/duas-etapas/ativar").await, "/primeiro-acesso");
}
