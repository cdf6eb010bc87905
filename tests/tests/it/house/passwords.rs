//! Choosing, changing and replacing passwords.

use crate::house::people::{PASSWORD, begin_window, enter, is_in, seen, settled_in, signed_in};
use axum::body::Body;
use domain::people::account::State;
use http::Method;
use journeys::TestApp;
use serde_json::json;

const MARIA: &str = "529.982.247-25";

#[tokio::test]
async fn a_changed_password_ends_every_other_session_and_tells_the_owner() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    let mut here = signed_in(&app, &maria, PASSWORD).await;
    let others =
        [here.clone(), signed_in(&app, &maria, PASSWORD).await, signed_in(&app, &maria, PASSWORD).await];
    let form = here.get("/senha").await.form("/senha");
    let other = "quatro araras jogando xadrez";
    let wrong = form
        .clone()
        .fill("current_password", "não é esta")
        .fill("new_password", other)
        .fill("repeated", other);
    let answer = here.submit_only(wrong).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("A senha atual não confere."));
    let right = form.fill("current_password", PASSWORD).fill("new_password", other).fill("repeated", other);
    let page = here.submit(right).await;
    assert!(page.html().contains("Senha alterada."), "{}", page.text());
    assert!(is_in(&here).await);
    for browser in &others {
        assert!(!is_in(browser).await);
    }
    app.settle().await;
    assert_eq!(
        app.mails_to("maria@exemplo.com.br").iter().filter(|m| m.subject.starts_with("A sua senha")).count(),
        2
    );
    assert_eq!(enter(&mut app.browser(), MARIA, PASSWORD).await.status, 401);
    assert_eq!(enter(&mut app.browser(), MARIA, other).await.status, 303);
}

#[tokio::test]
async fn tries_at_the_present_password_are_counted_apart_from_the_door() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    begin_window(&app, 600);
    let (mut here, mut door) = (app.browser_from("198.51.100.7"), app.browser_from("198.51.100.7"));
    assert_eq!(enter(&mut here, MARIA, PASSWORD).await.status, 303);
    for _ in 0..10 {
        assert_eq!(
            enter(&mut door, MARIA, "não é esta").await.status,
            401,
            "a right password is no wrong try"
        );
    }
    assert_eq!(enter(&mut door, MARIA, "não é esta").await.status, 429, "the door is closed from here");
    let other = "quatro araras jogando xadrez";
    let form = here.get("/senha").await.form("/senha").fill("new_password", other).fill("repeated", other);
    let wrong = form.clone().fill("current_password", "não é esta");
    for _ in 0..10 {
        assert_eq!(here.submit_only(wrong.clone()).await.status, 422);
    }
    let right = form.fill("current_password", PASSWORD);
    assert_eq!(here.submit_only(right.clone()).await.status, 429);
    assert_eq!(
        signed_in(&app, &maria, PASSWORD).await.submit_only(right).await.status,
        303,
        "not from elsewhere"
    );
}

#[tokio::test]
async fn weak_passwords_are_refused_with_a_sentence() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    let mut browser = signed_in(&app, &maria, PASSWORD).await;
    let form = browser.get("/senha").await.form("/senha").fill("current_password", PASSWORD);
    for (weak, sentence) in [
        ("", "12 caracteres"),
        ("onze letras", "12 caracteres"),
        ("123456789012", "fácil de adivinhar"),
        ("mariadaconceicaoaparecida", "o seu nome"),
        ("52998224725", "12 caracteres"),
        (PASSWORD, "igual à atual"),
    ] {
        let answer =
            browser.submit_only(form.clone().fill("new_password", weak).fill("repeated", weak)).await;
        assert_eq!(answer.status, 422, "{weak}");
        assert!(answer.text().contains(sentence), "{weak}: {}", answer.text());
        assert!(!answer.html().contains(PASSWORD), "no password is sent back");
    }
    let answer = browser
        .submit_only(form.fill("new_password", "quatro araras jogando xadrez").fill("repeated", "outra"))
        .await;
    assert!(answer.text().contains("As duas senhas são diferentes."));
}

#[tokio::test]
async fn a_password_over_512_bytes_is_no_password() {
    let app = TestApp::start().await;
    settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    for length in [513, 60_000, 1_000_000] {
        let mut program = app.browser().program(None);
        let body = json!({ "identifier": MARIA, "password": "a".repeat(length) });
        let answer = program.post_json("/entrar", &body).await;
        assert_eq!(answer.status, 400, "{length}");
        assert!(answer.json()["detail"].as_str().expect("a sentence").contains("512"));
    }
}

#[tokio::test]
async fn a_mailed_link_sets_a_password_once_and_opening_it_changes_nothing() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    let mut hers = signed_in(&app, &maria, PASSWORD).await;
    let link = mailed_link(&app, &maria.email).await;
    let mut browser = app.browser();
    for method in [Method::HEAD, Method::GET, Method::GET] {
        assert_eq!(browser.send(method, &link, None, Body::empty()).await.status, 200);
    }
    let other = "quatro araras jogando xadrez";
    let form = browser.get(&link).await.form(&link).fill("new_password", other).fill("repeated", other);
    let page = browser.submit(form.clone()).await;
    assert_eq!(page.path, "/certificados");
    assert!(!is_in(&hers).await, "every other session ended");
    assert_eq!(hers.submit_only(form).await.status, 410);
    assert_eq!(enter(&mut app.browser(), MARIA, other).await.status, 303);
}

#[tokio::test]
async fn used_expired_and_made_up_links_look_alike() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    let link = mailed_link(&app, &maria.email).await;
    let (place, secret) = link.rsplit_once('/').expect("a link");
    let flipped = if secret.starts_with('A') { "B" } else { "A" };
    let nobody = format!("/senha/nova/{}/{secret}", "0".repeat(26));
    let wrong = [
        format!("{place}/{flipped}{}", &secret[1..]),
        format!("{place}/{}", &secret[..42]),
        format!("{place}/{secret}A"),
        nobody,
        format!("/senha/nova/x/{secret}"),
    ];
    let mut answers = Vec::new();
    for path in &wrong {
        answers.push(seen(&app.browser().get(path).await, &[]));
    }
    app.advance(30 * 60 + 1);
    answers.push(seen(&app.browser().get(&link).await, &[]));
    assert_eq!(answers[0].0, 410);
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:#?}");
}

async fn mailed_link(app: &TestApp, email: &str) -> String {
    let mut browser = app.browser();
    let form = browser.get("/reenviar").await.form("/reenviar").fill("email", email);
    browser.submit(form).await;
    app.settle().await;
    let mails = app.mails_to(email);
    let links: Vec<String> = mails.iter().flat_map(|mail| mail.links("/senha/nova/")).collect();
    assert_eq!(links.len(), 1, "one link to set a new password");
    links[0].clone()
}

#[tokio::test]
async fn a_hash_with_older_costs_is_renewed_while_the_password_is_at_hand() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    crate::house::old_hash::plant(&app, &maria.id, PASSWORD).await;
    let stored = |state: &State| match state {
        State::Active { password, .. } => password.as_str().to_owned(),
        State::Invited { .. } => panic!("she chose a password"),
    };
    let read =
        async || stored(&app.app.store.get_account(&maria.id).await.expect("her account").snapshot().state);
    assert!(read().await.contains("m=64,t=1,p=1"));
    assert_eq!(enter(&mut app.browser(), MARIA, "não é esta").await.status, 401);
    assert!(read().await.contains("m=64,t=1,p=1"));
    assert_eq!(enter(&mut app.browser(), MARIA, PASSWORD).await.status, 303);
    assert!(read().await.starts_with("p1$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_eq!(enter(&mut app.browser(), MARIA, PASSWORD).await.status, 303);
}
