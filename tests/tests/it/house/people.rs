//! People with accounts, and answers that are compared.

use axum::body::Body;
use domain::people::account::{Account, Open};
use domain::role::Roles;
use domain::transition::Actor;
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use domain::value::id::{AccountId, MailId};
use domain::value::name::PersonName;
use domain::work::{Message, Task, Work};
use http::Method;
use http::header::LOCATION;
use jiff::SignedDuration;
use journeys::{Browser, Reply, TestApp};
use store::Change;
use store::people::accounts::Indexes;

/// A password that anybody may choose.
pub const PASSWORD: &str = "três jabutis lendo jornal";
/// A CPF that no test gives to anybody.
pub const NOBODYS_CPF: &str = "016.727.808-88";

/// Moves the clock to the beginning of a window of limits, so that none ends while a test counts.
pub fn begin_window(app: &TestApp, length_s: i64) {
    let into = app.app.clock.now().as_second().rem_euclid(length_s);
    app.advance(length_s - into);
}

/// Somebody with an account.
pub struct Person {
    pub id: AccountId,
    pub cpf: String,
    pub token: String,
    pub email: String,
    pub initial: String,
}

/// Somebody who was invited and never signed in.
pub async fn invited(app: &TestApp, cpf: &str, email: &str) -> Person {
    let (app, keys) = (&app.app, app.app.secrets.keys().await.expect("keys"));
    let now = app.clock.now();
    let number = Cpf::parse(cpf).expect("a CPF");
    let id = keys.account_of_cpf(&number);
    let open = Open {
        id: id.clone(),
        cpf: Some(number),
        document: None,
        token: keys.participant_token(&id),
        name: PersonName::parse("Maria da Conceição Aparecida").expect("a name"),
        email: EmailAddress::parse(email).expect("an address"),
        roles: Roles::holder(),
        initial_until: now.saturating_add(SignedDuration::from_hours(30 * 24)).expect("an instant"),
    };
    let opened = Account::open(open, Actor::Administrator, now);
    let indexes = Indexes::of(&keys, opened.after());
    let message = Message::Welcome { account: id.clone() };
    let mail = MailId::from_bytes(app.chance.bytes());
    let work = Work::new(Task::Mail { mail, message }, None, now);
    let account = app.store.commit(Change::of(opened).found_by(&indexes).then(&work)).await.expect("opened");
    Person {
        cpf: cpf.to_owned(),
        token: account.snapshot().token.grouped(),
        email: email.to_owned(),
        initial: keys.initial_password(&id, 1).to_string(),
        id,
    }
}

/// Somebody who chose [`PASSWORD`].
pub async fn settled_in(app: &TestApp, cpf: &str, email: &str) -> Person {
    let person = invited(app, cpf, email).await;
    app.first_access(&mut app.browser(), &person.cpf, &person.initial, PASSWORD).await;
    person
}

/// Fills in the form of `/entrar` and stays at the answer.
pub async fn enter(browser: &mut Browser, identifier: &str, password: &str) -> Reply {
    let form = browser.get("/entrar").await.form("/entrar");
    browser.submit_only(form.fill("identifier", identifier).fill("password", password)).await
}

/// A browser in which somebody is signed in.
pub async fn signed_in(app: &TestApp, person: &Person, password: &str) -> Browser {
    let mut browser = app.browser();
    let answer = enter(&mut browser, &person.cpf, password).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    browser
}

/// Whether somebody is signed in in a browser: a page of theirs opens, or leads to the door.
pub async fn is_in(browser: &Browser) -> bool {
    let answer = browser.clone().send(Method::GET, "/perfil", None, Body::empty()).await;
    match answer.status.as_u16() {
        200 => true,
        303 if answer.headers[LOCATION] == "/entrar?next=/perfil" => false,
        other => panic!("{other}: {}", answer.text()),
    }
}

/// Everything of an answer that a stranger could compare: status, headers and body, without the request's own name and
/// with what was typed blotted out (which is why the length is left out).
pub fn seen(reply: &Reply, typed: &[&str]) -> (u16, Vec<String>, String) {
    let blot = |text: String| typed.iter().fold(text, |text, typed| text.replace(typed, "·"));
    let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        let value = value.to_str().unwrap_or("?");
        let value = if name == "set-cookie" { length_of_token(value) } else { value.to_owned() };
        (!["x-request-id", "content-length"].contains(&name.as_str())).then(|| format!("{name}: {value}"))
    };
    let mut headers: Vec<String> = reply.headers.iter().filter_map(header).collect();
    headers.sort();
    (reply.status.as_u16(), headers, blot(reply.html()))
}

/// A cookie with the length of its value instead of the value.
fn length_of_token(cookie: &str) -> String {
    let (pair, rest) = cookie.split_once(';').unwrap_or((cookie, ""));
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    format!("{name}=({} symbols);{rest}", value.len())
}
