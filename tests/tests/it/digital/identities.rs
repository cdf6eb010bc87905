//! Signing in by gov.br and by Autenticação.gov: by the CPF or NIF that was verified, and by nothing else.

use crate::house::people::{PASSWORD, invited, is_in, settled_in};
use axum::body::Body;
use domain::role::Duty;
use http::Method;
use http::StatusCode;
use http::header::LOCATION;
use journeys::colleague::named;
use journeys::provider::{AUTENTICACAO, Autenticacao, GovBr, Says, query};
use journeys::{Browser, Reply, TestApp};
use platform::clock::Clock;
use platform::identity::Identities;
use serde_json::json;

const MARIA: &str = "529.982.247-25";
const JOAO: &str = "111.444.777-35";
/// Somebody whom no list and no administrator named.
const NOBODY: &str = "016.727.808-88";

async fn house(govbr: &GovBr) -> TestApp {
    TestApp::identified(Identities { govbr: Some(govbr.provider()), autenticacao: None }).await
}

fn now() -> i64 {
    // The clock of a test begins with the machine's.
    Clock::System.now().as_second()
}

/// A browser leaves for gov.br: where it arrives.
async fn leaves(browser: &mut Browser, path: &str) -> String {
    let answer = browser.send(Method::GET, path, None, Body::empty()).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.headers[LOCATION].to_str().expect("an address").to_owned()
}

/// And comes back with a code.
async fn comes_back(browser: &mut Browser, state: &str) -> Reply {
    let path = format!("/entrar/govbr/retorno?code=codigo&state={state}");
    browser.send(Method::GET, &path, None, Body::empty()).await
}

async fn signs_in(browser: &mut Browser, govbr: &GovBr) -> Reply {
    let state = govbr.visited(&leaves(browser, "/entrar/govbr").await);
    comes_back(browser, &state).await
}

#[tokio::test]
async fn whoever_is_vouched_for_gets_into_the_account_of_their_cpf() {
    let govbr = GovBr::of(MARIA, now());
    let app = house(&govbr).await;
    settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    // The address that gov.br tells is somebody else's here: it decides nothing.
    settled_in(&app, JOAO, "outra.pessoa@exemplo.com.br").await;
    let mut browser = app.browser();
    assert!(browser.get("/entrar").await.link("gov.br").starts_with("/entrar/govbr"));
    let state = govbr.visited(&leaves(&mut browser, "/entrar/govbr?next=/perfil").await);
    let answer = comes_back(&mut browser, &state).await;
    assert_eq!((answer.status.as_u16(), answer.headers[LOCATION].to_str().expect("text")), (303, "/perfil"));
    let profile = browser.get("/perfil").await;
    assert!(profile.text().contains("maria@exemplo.com.br"), "{}", profile.text());
    let again = comes_back(&mut app.browser(), &state).await;
    assert_eq!(again.status, 409, "the answer is of one browser");
    assert_eq!(comes_back(&mut browser, &state).await.status, 409, "and serves it once");
}

/// What is wrong with an answer of gov.br.
type Wrong = (&'static str, fn(&mut Says));

const WRONG: [Wrong; 16] = [
    ("another issuer", |says| says.claims["iss"] = "https://sso.evil.example/".into()),
    ("the issuer without its slash", |says| says.claims["iss"] = "https://sso.gov.example".into()),
    ("for another house", |says| says.claims["aud"] = "outra-casa".into()),
    ("for several", |says| says.claims["aud"] = json!(["selo-teste", "outra-casa"])),
    ("another nonce", |says| says.nonce = Some("outro".to_owned())),
    ("no nonce", |says| says.claims["nonce"] = json!(null)),
    ("another key", |says| says.has_right_key = false),
    ("a key that it does not show", |says| says.header["kid"] = "two".into()),
    ("no key named", |says| says.header = json!({ "alg": "RS256" })),
    ("signed with nothing", |says| {
        says.header["alg"] = "none".into();
        says.is_unsigned = true;
    }),
    ("a signature that was cut off", |says| says.is_unsigned = true),
    ("signed with the shown key as a secret", |says| says.header["alg"] = "HS256".into()),
    ("it has ended", |says| says.claims["exp"] = json!(now() - 1)),
    ("an end that is a text", |says| says.claims["exp"] = json!((now() + 600).to_string())),
    ("of tomorrow", |says| {
        says.claims["iat"] = json!(now() + 86_400);
        says.claims["exp"] = json!(now() + 87_000);
    }),
    ("a subject that is no CPF", |says| says.claims["sub"] = "52998224726".into()),
];

#[tokio::test]
async fn a_token_that_does_not_count_lets_nobody_in() {
    let govbr = GovBr::of(MARIA, now());
    let app = house(&govbr).await;
    settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    let right = govbr.says().clone();
    for (what, change) in WRONG {
        *govbr.says() = right.clone();
        change(&mut govbr.says());
        let mut browser = app.browser();
        let answer = signs_in(&mut browser, &govbr).await;
        assert_eq!(answer.status, 409, "{what}: {}", answer.text());
        assert!(!is_in(&browser).await, "{what}");
    }
    for (status, expected) in [(StatusCode::BAD_REQUEST, 409), (StatusCode::INTERNAL_SERVER_ERROR, 503)] {
        *govbr.says() = Says { status, ..right.clone() };
        assert_eq!(signs_in(&mut app.browser(), &govbr).await.status, expected, "{status}");
    }
    *govbr.says() = right;
    assert_eq!(signs_in(&mut app.browser(), &govbr).await.status, 303);
}

#[tokio::test]
async fn an_answer_to_another_browser_or_to_none_is_not_taken() {
    let govbr = GovBr::of(MARIA, now());
    let app = house(&govbr).await;
    settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    // Somebody has another person's browser open the address that came back to themselves.
    let (mut theirs, mut hers) = (app.browser(), app.browser());
    let state = govbr.visited(&leaves(&mut theirs, "/entrar/govbr").await);
    leaves(&mut hers, "/entrar/govbr").await;
    for state in [state.as_str(), "", "AAAA"] {
        assert_eq!(comes_back(&mut hers, state).await.status, 409, "{state}");
    }
    assert_eq!(comes_back(&mut app.browser(), &state).await.status, 409, "a browser that never left");
    app.advance(601);
    assert_eq!(comes_back(&mut theirs, &state).await.status, 409, "too long away");
    let cancelled = "/entrar/govbr/retorno?error=access_denied";
    assert_eq!(app.browser().send(Method::GET, cancelled, None, Body::empty()).await.status, 409);
}

#[tokio::test]
async fn without_an_account_nobody_gets_in_and_a_weak_identity_opens_no_unused_one() {
    let govbr = GovBr::of(NOBODY, now());
    let app = house(&govbr).await;
    let answer = signs_in(&mut app.browser(), &govbr).await;
    assert_eq!(answer.status, 403, "{}", answer.text());
    invited(&app, JOAO, "joao@exemplo.com.br").await;
    govbr.says().claims["sub"] = "11144477735".into();
    govbr.says().claims["reliability_info"]["level"] = "bronze".into();
    assert_eq!(signs_in(&mut app.browser(), &govbr).await.status, 403);
    govbr.says().claims["reliability_info"]["level"] = "silver".into();
    let mut browser = app.browser();
    let answer = signs_in(&mut browser, &govbr).await;
    assert_eq!(
        answer.headers[LOCATION], "/primeiro-acesso",
        "a password of their own comes first all the same"
    );
}

/// Who vouches for the person is no second factor of the duty.
#[tokio::test]
async fn a_duty_asks_for_its_second_factor_all_the_same() {
    let (cpf, _) = named(Duty::Approver);
    let govbr = GovBr::of(cpf, now());
    let app = house(&govbr).await;
    app.colleague(Duty::Approver).await;
    let answer = signs_in(&mut app.browser(), &govbr).await;
    assert_eq!(answer.headers[LOCATION], "/duas-etapas");
}

#[tokio::test]
async fn a_house_without_providers_has_no_doors_to_them() {
    let app = TestApp::start().await;
    assert!(!app.browser().get("/entrar").await.html().contains("gov.br"));
    for door in ["/entrar/govbr", "/entrar/govbr/retorno?code=a&state=b", "/entrar/autenticacao-gov"] {
        let answer = app.browser().send(Method::GET, door, None, Body::empty()).await;
        assert_eq!(answer.status, 404, "{door}");
    }
}

#[tokio::test]
async fn autenticacao_gov_lets_in_whose_nif_its_manager_tells() {
    let autenticacao = Autenticacao { nif: "123456789" };
    let app =
        TestApp::identified(Identities { govbr: None, autenticacao: Some(autenticacao.provider()) }).await;
    app.appoint(Duty::Agent, "123456789", "ines@exemplo.pt").await;
    let initial = app.mail_to("ines@exemplo.pt", "O seu acesso de").after("Senha inicial:");
    app.first_access(&mut app.browser(), "123456789", &initial, PASSWORD).await;
    let mut browser = app.browser();
    let address = leaves(&mut browser, "/entrar/autenticacao-gov").await;
    assert!(address.starts_with(&format!("{AUTENTICACAO}/oauth/askauthorization?")), "{address}");
    assert_eq!(query(&address, "response_type"), "token");
    let state = query(&address, "state");
    let form = browser.get("/entrar/autenticacao-gov/retorno").await.form("/entrar/autenticacao-gov/retorno");
    for (token, state, what) in [
        ("ficha", "AAAA", "another state"),
        ("outra", state.as_str(), "a token of nobody"),
        ("", state.as_str(), "none"),
    ] {
        let sent = form.clone().fill("access_token", token).fill("state", state);
        assert_eq!(browser.submit_only(sent).await.status, 409, "{what}");
    }
    let sent = form.clone().fill("access_token", "ficha").fill("state", &state);
    assert_eq!(app.browser().submit_only(sent.clone()).await.status, 409, "another browser");
    assert_eq!(browser.submit_only(sent).await.headers[LOCATION], "/duas-etapas");
}
