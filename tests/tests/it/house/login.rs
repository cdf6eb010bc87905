//! Signing in and out, passwords, and what strangers learn from the answers: nothing.

use crate::house::people::{
    NOBODYS_CPF, PASSWORD, begin_window, enter, invited, is_in, seen, settled_in, signed_in,
};
use axum::body::Body;
use common::web::{COOKIE, end_of_session, new_session};
use domain::role::Roles;
use domain::value::name::PersonName;
use http::Method;
use http::header::{LOCATION, RETRY_AFTER, SET_COOKIE};
use journeys::{TestApp, cpf};
use platform::config::Limits;
use serde_json::json;
use store::people::sessions::SessionRow;

const MARIA: &str = "529.982.247-25";
const JOAO: &str = "111.444.777-35";

#[tokio::test]
async fn the_initial_password_opens_the_door_once_and_only_to_choose_another() {
    let app = TestApp::start().await;
    let maria = invited(&app, MARIA, "maria@exemplo.com.br").await;
    let mut browser = app.browser();
    let answer = enter(&mut browser, &maria.token, &maria.initial.to_lowercase()).await;
    assert_eq!(answer.headers[LOCATION], "/primeiro-acesso");
    assert_eq!(browser.get("/perfil").await.path, "/primeiro-acesso", "nothing else is open yet");

    let form = browser.get("/primeiro-acesso").await.form("/primeiro-acesso");
    let same = form.clone().fill("new_password", &maria.initial).fill("repeated", &maria.initial);
    assert!(browser.submit_only(same).await.text().contains("diferente da que veio por e-mail"));
    let planted = browser.cookie(COOKIE).expect("a session");
    let page = browser.submit(form.fill("new_password", PASSWORD).fill("repeated", PASSWORD)).await;
    assert_eq!(page.path, "/certificados");
    assert_ne!(browser.cookie(COOKIE).expect("a session"), planted, "a new identifier with the new rights");

    assert_eq!(enter(&mut app.browser(), MARIA, &maria.initial).await.status, 401, "it served once");
    assert_eq!(enter(&mut app.browser(), MARIA, PASSWORD).await.status, 303);
    app.settle().await;
    app.mail_to("maria@exemplo.com.br", "A sua senha");
}

#[tokio::test]
async fn of_two_sessions_with_the_initial_password_the_first_to_choose_ends_the_other() {
    let app = TestApp::start().await;
    let maria = invited(&app, MARIA, "maria@exemplo.com.br").await;
    let (mut hers, mut theirs) = (app.browser(), app.browser());
    enter(&mut hers, MARIA, &maria.initial).await;
    enter(&mut theirs, MARIA, &maria.initial).await;
    let form = theirs.get("/primeiro-acesso").await.form("/primeiro-acesso");
    let mine = hers.get("/primeiro-acesso").await.form("/primeiro-acesso");
    hers.submit(mine.fill("new_password", PASSWORD).fill("repeated", PASSWORD)).await;
    let other = "quatro araras jogando xadrez";
    let late = theirs.submit(form.fill("new_password", other).fill("repeated", other)).await;
    assert_eq!(late.path, "/entrar", "its session has ended");
    assert!(!is_in(&theirs).await);
    assert_eq!(enter(&mut app.browser(), MARIA, other).await.status, 401);
    assert_eq!(enter(&mut app.browser(), MARIA, PASSWORD).await.status, 303);
}

/// As of a request that was let in a moment before another one ended all sessions.
#[tokio::test]
async fn a_session_of_the_initial_password_that_outlives_it_chooses_nothing() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    let now = app.app.clock.now();
    let row = SessionRow {
        account: maria.id.clone(),
        name: PersonName::parse("Maria Aparecida").expect("a name"),
        roles: Roles::holder(),
        must_choose_password: true,
        must_confirm: false,
        signed_in_at: now,
        ends_at: end_of_session(now),
        reached_at: None,
        proved_at: None,
    };
    let (token, _) = new_session(&app.app, &row, now).await.expect("a session");
    let mut theirs = app.browser();
    theirs.plant_cookie(COOKIE, &token);
    let other = "quatro araras jogando xadrez";
    let form = theirs.get("/primeiro-acesso").await.form("/primeiro-acesso");
    let late = theirs.submit_only(form.fill("new_password", other).fill("repeated", other)).await;
    assert_eq!(late.status, 409, "{}", late.text());
    assert_eq!(enter(&mut app.browser(), MARIA, other).await.status, 401);
    assert_eq!(enter(&mut app.browser(), MARIA, PASSWORD).await.status, 303);
}

/// What says who somebody is comes from the row alone: a field that no form has is refused at every door.
#[tokio::test]
async fn a_field_that_would_make_somebody_more_is_refused() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    let mut hers = signed_in(&app, &maria, PASSWORD).await;
    let joao = invited(&app, JOAO, "joao@exemplo.com.br").await;
    let mut his = app.browser();
    enter(&mut his, JOAO, &joao.initial).await;
    for field in ["role", "roles", "issuer", "account", "must_choose_password"] {
        for door in ["/entrar", "/visitante", "/reenviar", "/senha", "/sair"] {
            let answer = hers.post(door, &[(field, "x")]).await;
            assert_eq!(
                (answer.status.as_u16(), answer.headers.get(SET_COOKIE)),
                (400, None),
                "{door} {field}"
            );
        }
        assert_eq!(his.post("/primeiro-acesso", &[(field, "x")]).await.status, 400, "{field}");
    }
    assert!(is_in(&hers).await);
}

#[tokio::test]
async fn an_expired_initial_password_opens_nothing() {
    let app = TestApp::start().await;
    let maria = invited(&app, MARIA, "maria@exemplo.com.br").await;
    app.advance(30 * 24 * 3600 + 1);
    assert_eq!(enter(&mut app.browser(), MARIA, &maria.initial).await.status, 401);
}

#[tokio::test]
async fn who_exists_cannot_be_told_from_who_does_not() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    let joao = invited(&app, JOAO, "joao@exemplo.com.br").await;
    let cases = [NOBODYS_CPF, MARIA, JOAO, &maria.token, &joao.token, "7Q2K-9XBM-4T8R-0"];
    for program in [false, true] {
        let mut answers = Vec::new();
        for typed in cases {
            let mut browser = app.browser();
            let reply = if program {
                let body = json!({ "identifier": typed, "password": "não é esta" });
                browser.program(None).post_json("/entrar", &body).await
            } else {
                enter(&mut browser, typed, "não é esta").await
            };
            assert_eq!(reply.status, 401);
            assert!(!reply.headers.contains_key(SET_COOKIE));
            answers.push(seen(&reply, &[typed]));
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:#?}");
    }
}

#[tokio::test]
async fn the_limit_of_an_account_comes_before_the_password_and_counts_nobodys_too() {
    let app = TestApp::start().await;
    settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    begin_window(&app, 600);
    for typed in [MARIA, NOBODYS_CPF] {
        let mut browser = app.browser();
        for _ in 0..10 {
            assert_eq!(enter(&mut browser, typed, "não é esta").await.status, 401);
        }
        let late = enter(&mut browser, typed, PASSWORD).await;
        assert_eq!(late.status, 429);
        let wait: i64 = late.headers[RETRY_AFTER].to_str().expect("text").parse().expect("seconds");
        assert!((1..=600).contains(&wait));
    }
    app.advance(600);
    assert_eq!(enter(&mut app.browser(), MARIA, PASSWORD).await.status, 303, "slowed down, never locked");
}

#[tokio::test]
async fn ten_wrong_tries_from_elsewhere_do_not_keep_the_holder_out() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    begin_window(&app, 600);
    let (mut stranger, hers) = (app.browser(), app.browser());
    for _ in 0..10 {
        assert_eq!(enter(&mut stranger, MARIA, "não é esta").await.status, 401);
    }
    assert_eq!(enter(&mut stranger, MARIA, "não é esta").await.status, 429);
    for typed in [MARIA, &maria.token] {
        assert_eq!(enter(&mut hers.clone(), typed, PASSWORD).await.status, 303);
        assert_eq!(enter(&mut stranger, typed, PASSWORD).await.status, 429, "the stranger's stays closed");
    }
}

#[tokio::test]
async fn guessing_from_many_addresses_reaches_the_ceiling_of_the_account_and_costs_work_from_there_on() {
    let app = TestApp::with_limits(Limits { login_account_hour: 12, ..Limits::default() }).await;
    settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    begin_window(&app, 3600);
    let mut one = app.browser();
    for _ in 0..10 {
        assert_eq!(enter(&mut one, MARIA, "não é esta").await.status, 401);
    }
    assert_eq!(
        enter(&mut one, MARIA, "não é esta").await.status,
        429,
        "refused before it counts for the account"
    );
    for _ in 0..2 {
        assert_eq!(enter(&mut app.browser(), MARIA, "não é esta").await.status, 401);
    }
    let late = enter(&mut app.browser(), MARIA, PASSWORD).await;
    assert_eq!(late.status, 429);
    let mut program = app.browser().program(None);
    let mut wrong = json!({ "identifier": MARIA, "password": "não é esta" });
    for _ in 0..5 {
        wrong["altcha"] = json!("");
        let task = program.post_json("/entrar", &wrong).await.json()["challenge"].clone();
        wrong["altcha"] = json!(crate::house::visitor::solve(&task));
        assert_eq!(program.post_json("/entrar", &wrong).await.status, 401);
    }
    let refused = program.post_json("/entrar", &wrong).await;
    assert_eq!(refused.status, 429);
    assert!(refused.json()["challenge"].is_null(), "whoever works reaches the limit of their own address");
    app.advance(3600);
    assert_eq!(enter(&mut app.browser(), MARIA, PASSWORD).await.status, 303);
}

#[tokio::test]
async fn a_cpf_and_its_token_share_one_limit() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    begin_window(&app, 600);
    let mut browser = app.browser();
    for typed in [MARIA, &maria.token].repeat(5) {
        assert_eq!(enter(&mut browser, typed, "não é esta").await.status, 401);
    }
    for typed in [MARIA, &maria.token] {
        assert_eq!(enter(&mut browser, typed, "não é esta").await.status, 429);
    }
}

#[tokio::test]
async fn a_made_up_address_does_not_dodge_the_limit_of_the_source() {
    let app = TestApp::start().await;
    begin_window(&app, 60);
    let mut refused = 0;
    for i in 0..30_u32 {
        let made_up = format!("198.51.100.{i}");
        let mut program = app
            .browser_from("203.0.113.250")
            .with_header("x-forwarded-for", &made_up)
            .with_header("forwarded", &format!("for={made_up}"))
            .with_header("x-real-ip", &made_up)
            .program(None);
        let body = json!({ "identifier": cpf(i), "password": "não é esta" });
        let status = program.post_json("/entrar", &body).await.status;
        refused += u32::from(status == 429);
        assert!(status == 401 || status == 429, "{status}");
    }
    assert_eq!(refused, 10, "at most twenty in a minute");
}

#[tokio::test]
async fn a_planted_session_never_becomes_one_that_is_signed_in() {
    let app = TestApp::start().await;
    let (maria, joao) = (
        settled_in(&app, MARIA, "maria@exemplo.com.br").await,
        settled_in(&app, JOAO, "joao@exemplo.com.br").await,
    );
    for planted in
        ["abc".to_owned(), signed_in(&app, &joao, PASSWORD).await.cookie(COOKIE).expect("a session")]
    {
        let mut browser = app.browser();
        browser.plant_cookie(COOKIE, &planted);
        let program = json!({ "identifier": maria.cpf, "password": PASSWORD });
        let answer = browser.post_json("/entrar", &program).await;
        assert_eq!(answer.status, 303);
        assert_ne!(browser.cookie(COOKIE).expect("a session"), planted);
        let mut attacker = app.browser();
        attacker.plant_cookie(COOKIE, &planted);
        assert!(!is_in(&attacker).await, "the planted one stays anonymous");
    }
}

#[tokio::test]
async fn signing_out_ends_this_session_and_no_other() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    let (mut here, there) =
        (signed_in(&app, &maria, PASSWORD).await, signed_in(&app, &maria, PASSWORD).await);
    let kept = here.clone();
    let form = here.get("/perfil").await.form("/sair");
    let answer = here.submit_only(form).await;
    assert_eq!(answer.headers[LOCATION], "/entrar");
    assert_eq!(answer.headers["clear-site-data"], r#""cache","cookies","storage""#);
    assert!(here.cookie(COOKIE).is_none());
    assert!(!is_in(&kept).await);
    assert!(is_in(&there).await);
}

#[tokio::test]
async fn signing_out_everywhere_ends_them_all() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    let (mut here, there) =
        (signed_in(&app, &maria, PASSWORD).await, signed_in(&app, &maria, PASSWORD).await);
    let kept = here.clone();
    let page = here.get("/senha").await;
    let form = page.form("/sair").fill("everywhere", "true");
    here.submit(form).await;
    assert!(!is_in(&kept).await);
    assert!(!is_in(&there).await);
}

#[tokio::test]
async fn nobody_is_led_to_another_site_after_signing_in() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    let foreign = [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/certificados\r\nSet-Cookie: a=b",
        "/certificados%0d%0aSet-Cookie:a=b",
        "/certificados/../../evil",
        "/certificados@evil.example",
        "/certificados.evil.example",
        "/%2f/evil.example",
        "/certificados/\u{2024}\u{2024}/evil",
        "\u{ff0f}\u{ff0f}evil.example",
        "data:text/html,x",
        " //evil.example",
    ];
    for next in foreign {
        let mut browser = app.browser();
        let page = browser
            .get(&format!("/entrar?{}", serde_urlencoded::to_string([("next", next)]).expect("a query")))
            .await;
        assert!(!page.html().contains("evil.example"), "{next:?}");
        let answer =
            browser.post("/entrar", &[("identifier", MARIA), ("password", PASSWORD), ("next", next)]).await;
        assert_eq!(answer.status, 303, "{next:?}: {}", answer.text());
        assert_eq!(answer.headers[LOCATION], "/certificados", "{next:?}");
        assert_eq!(answer.headers.get_all(SET_COOKIE).iter().count(), 1);
        app.advance(600);
    }
    let mut browser = app.browser();
    let form = browser.get("/entrar?next=/perfil").await.form("/entrar");
    let page = browser.submit(form.fill("identifier", &maria.cpf).fill("password", PASSWORD)).await;
    assert_eq!(page.path, "/perfil");
}

#[tokio::test]
async fn other_sites_and_other_formats_change_nothing() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    let mut browser = signed_in(&app, &maria, PASSWORD).await;
    for path in ["/sair", "/senha", "/entrar", "/visitante", "/reenviar", "/primeiro-acesso"] {
        let mut evil = browser.clone().with_header("origin", "https://evil.example");
        assert_eq!(evil.post(path, &[("everywhere", "true")]).await.status, 403, "{path}");
        let mut evil = browser.clone().with_header("sec-fetch-site", "cross-site");
        assert_eq!(evil.post(path, &[("everywhere", "true")]).await.status, 403, "{path}");
        let body = Body::from("everywhere=true");
        assert_eq!(browser.send(Method::POST, path, Some("text/plain"), body).await.status, 415, "{path}");
    }
    for method in [Method::GET, Method::HEAD] {
        assert_eq!(browser.send(method, "/sair", None, Body::empty()).await.status, 405);
    }
    assert!(is_in(&browser).await, "nothing of that signed her out");
}

#[tokio::test]
async fn programs_get_a_token_and_problems_as_json() {
    let app = TestApp::start().await;
    let maria = invited(&app, MARIA, "maria@exemplo.com.br").await;
    let mut program = app.browser().program(None);
    let begun =
        program.post_json("/entrar", &json!({ "identifier": MARIA, "password": maria.initial })).await.json();
    assert_eq!(
        (&begun["must_choose_password"], &begun["location"]),
        (&json!(true), &json!("/primeiro-acesso"))
    );
    let mut program = program.program(begun["token"].as_str());
    assert_eq!(program.get("/perfil").await.status, 403);
    let chosen = json!({ "new_password": PASSWORD, "repeated": PASSWORD });
    let begun = program.post_json("/primeiro-acesso", &chosen).await.json();
    assert_eq!(
        (&begun["must_choose_password"], &begun["location"]),
        (&json!(false), &json!("/certificados"))
    );
    assert_eq!(program.get("/perfil").await.status, 401, "the first token ended");
    let mut program = program.program(begun["token"].as_str());
    assert_eq!(program.get("/perfil").await.status, 200);
    let left = program.post_json("/sair", &json!({ "everywhere": true })).await;
    assert_eq!(left.json()["location"], "/entrar");
    assert_eq!(program.get("/perfil").await.status, 401);
    let wrong =
        program.program(None).post_json("/entrar", &json!({ "identifier": "123", "password": "" })).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.headers["content-type"], "application/problem+json");
    assert_eq!(wrong.json()["errors"].as_array().map(Vec::len), Some(2));
}
