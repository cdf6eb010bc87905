//! Keys that rotate while processes run: what one process makes every other one understands, at every minute.

use crate::participation::issued::{
    ANA_CPF, DAVI_CPF, DAVI_EMAIL, Issued, PASSWORD, as_json, only_card, text,
};
use common::web::COOKIE;
use domain::people::account::{Account, Open, Snapshot};
use domain::role::Roles;
use domain::transition::Actor;
use domain::value::code::ParticipantToken;
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use domain::value::id::{AccountId, CertificateId};
use domain::value::name::PersonName;
use jiff::Timestamp;
use journeys::{Browser, TestApp};
use platform::clock::Clock;
use platform::config::SecretSource;
use platform::secrets::{Keys, RootSecret, Secrets, USED_AFTER, replace_file};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const MINUTE: i64 = 60;

/// A process: its keys, and its clock, which may be wrong.
struct Process {
    secrets: Secrets,
    moved_s: Arc<AtomicI64>,
    wrong_by_s: i64,
}

impl Process {
    fn over(file: &Path, wrong_by_s: i64) -> Self {
        let moved_s = Arc::new(AtomicI64::new(wrong_by_s));
        let clock = Clock::Moved(moved_s.clone());
        Self { secrets: Secrets::new(SecretSource::File(file.to_owned()), None, clock), moved_s, wrong_by_s }
    }

    async fn keys_at(&self, minute: i64) -> Keys {
        self.moved_s.store(minute * MINUTE + self.wrong_by_s, Ordering::Relaxed);
        self.secrets.keys().await.expect("keys")
    }
}

fn somebody() -> Snapshot {
    let open = Open {
        id: AccountId::from_bytes([1; 17]),
        cpf: None,
        document: None,
        token: ParticipantToken::from_bytes([1; 9]),
        name: PersonName::parse("Ana Lua").expect("a name"),
        email: EmailAddress::parse("ana@exemplo.com.br").expect("an address"),
        roles: Roles::holder(),
        initial_until: Timestamp::UNIX_EPOCH,
    };
    Account::open(open, Actor::Administrator, Timestamp::UNIX_EPOCH).after().snapshot().clone()
}

/// Everything that one process makes with its keys, and whether another understands it.
fn understands(reader: &Keys, maker: &Keys, account: &Snapshot) -> bool {
    let certificate = CertificateId::from_bytes([2; 17]);
    let (kid, signing) = maker.signing_key();
    let (pepper, peppered) = maker.pepper(None).expect("a pepper");
    let signature = platform::digest::hex(&maker.challenge_signature("a door", "task"));
    reader.verifying_key(kid) == Some(signing)
        && reader.pepper(Some(pepper)) == Some((pepper, peppered))
        && reader.is_initial_password(account, 3, &maker.initial_password(&account.id, 3))
        && reader.is_reset_secret(&account.id, 3, &maker.reset_secret(&account.id, 3))
        && reader.is_challenge_signature("a door", "task", &signature)
        && reader.direct_links(&certificate, 2).contains(&maker.direct_links(&certificate, 2)[0])
        && reader.participant_token(&account.id) == maker.participant_token(&account.id)
}

#[tokio::test]
async fn whatever_a_process_makes_during_a_rotation_every_other_process_understands() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, account) = (folder.path().join("root.json"), somebody());
    for read_before in 0..10 {
        for (wrong_a, wrong_b) in [(0, 0), (300, -300), (-300, 300)] {
            let chance = platform::chance::Chance::System;
            replace_file(&file, &RootSecret::fresh(&chance).to_json()).expect("written");
            let (a, b, admin) =
                (Process::over(&file, wrong_a), Process::over(&file, wrong_b), Process::over(&file, 0));
            a.keys_at(-read_before).await;
            admin.keys_at(0).await;
            let from = Clock::Moved(admin.moved_s.clone()).now().saturating_add(USED_AFTER).expect("later");
            admin.secrets.change(|root| root.followed(1, from, &chance)).await.expect("rotated");
            for minute in 0..60 {
                // Every third minute, so that their readings fall between one another's in every way.
                let keys_b = if minute % 3 == 0 { b.keys_at(minute).await } else { a.keys_at(minute).await };
                let keys_a = a.keys_at(minute).await;
                assert!(understands(&keys_a, &keys_b, &account), "a, {read_before}, {minute}, {wrong_a}");
                assert!(understands(&keys_b, &keys_a, &account), "b, {read_before}, {minute}, {wrong_a}");
            }
            assert_eq!(a.keys_at(60).await.current(), 2, "and in the end the new one is used");
        }
    }
}

async fn refused(app: &TestApp, event: Value) -> String {
    let request = serde_json::from_value(event).expect("an event of administer");
    let error = administer::handle(app.app.clone(), request).await.expect_err("refused");
    platform::chain(&error)
}

/// Rotates, and waits until the new generation is used.
async fn rotated(app: &TestApp) {
    app.administer(json!({ "action": "rotate_keys", "follows": 1 })).await;
    app.advance(30 * MINUTE + 1);
}

/// The same person at another process: they carry their cookie there.
fn moved(app: &TestApp, browser: &Browser) -> Browser {
    let mut other = app.browser_of_another_process();
    other.plant_cookie(COOKIE, &browser.cookie(COOKIE).expect("a session"));
    other
}

#[tokio::test]
async fn a_rotation_asked_for_twice_adds_one_generation() {
    let app = TestApp::start().await;
    let event = json!({ "action": "rotate_keys", "follows": 1 });
    let (one, two) = tokio::join!(app.administer(event.clone()), app.administer(event.clone()));
    assert_eq!(one, two, "at once");
    assert_eq!(one["generation"], 2);
    app.advance(MINUTE);
    assert_eq!(app.administer(event.clone()).await, one, "and after a lost answer");
    assert_eq!(app.administer(json!({ "action": "status" })).await["key_generation"], 1, "not used yet");
    app.advance(30 * MINUTE);
    assert_eq!(app.administer(json!({ "action": "status" })).await["key_generation"], 2);
    assert!(
        refused(&app, json!({ "action": "rotate_keys", "follows": 3 })).await.contains("no generation 3")
    );
    let file = app.folder().join("root-secret.json");
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().expect("a file").permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn nobody_who_clicks_is_signed_out_by_a_rotation() {
    let mut house = Issued::house().await;
    house.event("Rotação", &[]).await;
    let mut ana = house.ana().await;
    for minute in 0..60 {
        if minute == 3 {
            house.app.administer(json!({ "action": "rotate_keys", "follows": 1 })).await;
        }
        if minute % 7 == 0 {
            ana = moved(&house.app, &ana);
        }
        assert_eq!(ana.get("/certificados").await.path, "/certificados", "minute {minute}");
        house.app.advance(MINUTE);
    }
    let header = ana.cookie(COOKIE).expect("a session").split('.').next().expect("a header").to_owned();
    let header = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, header);
    let header: Value = serde_json::from_slice(&header.expect("base64")).expect("JSON");
    assert_eq!(header["kid"], "2", "the session goes on with the new key");
}

/// The generation of the pepper that somebody's password is hashed with.
async fn pepper_of(app: &TestApp, cpf: &str) -> u32 {
    let keys = app.app.secrets.keys().await.expect("keys");
    let id = keys.account_of_cpf(&Cpf::parse(cpf).expect("a CPF"));
    let account = app.app.store.get_account(&id).await.expect("an account");
    match &account.snapshot().state {
        domain::people::account::State::Active { password, .. } => password.pepper_generation(),
        domain::people::account::State::Invited { .. } => 0,
    }
}

#[tokio::test]
async fn a_password_is_hashed_with_the_new_pepper_at_the_next_sign_in_and_the_count_says_who_is_left() {
    let mut house = Issued::house().await;
    house.event("Rotação", &[]).await;
    house.ana().await;
    house.davi().await;
    rotated(&house.app).await;
    let count = json!({ "action": "count_passwords" });
    let counted = house.app.administer(count.clone()).await;
    assert_eq!(counted["by_generation"], json!({ "1": 3 }), "Ana, Davi and the organiser: {counted}");
    assert_eq!(pepper_of(&house.app, ANA_CPF).await, 1);
    assert_eq!(house.again(ANA_CPF).await.get("/certificados").await.path, "/certificados");
    assert_eq!(pepper_of(&house.app, ANA_CPF).await, 2);
    let mut elsewhere = house.app.browser_of_another_process();
    let form = elsewhere.get("/entrar").await.form("/entrar").fill("identifier", ANA_CPF);
    assert_eq!(elsewhere.submit(form.fill("password", PASSWORD)).await.path, "/certificados");
    let mut pages = 0;
    let counted = loop {
        pages += 1;
        let answer = house
            .app
            .administer(json!({ "action": "count_passwords", "pace": { "pages": 1, "rows": 20 } }))
            .await;
        if answer["finished"] == true {
            break answer;
        }
    };
    assert_eq!(counted["by_generation"], json!({ "1": 2, "2": 1 }), "{counted}");
    assert!(pages > 1, "in {pages} pages");
}

#[tokio::test]
async fn what_was_mailed_before_a_rotation_opens_after_it() {
    let mut house = Issued::house().await;
    house.event("Rotação", &[]).await;
    house.davi().await;
    house.app.administer(json!({ "action": "rotate_keys", "follows": 1 })).await;
    house.app.advance(20 * MINUTE);
    let form = house.app.browser().get("/reenviar").await.form("/reenviar").fill("email", DAVI_EMAIL);
    house.app.browser().submit(form).await;
    house.app.settle().await;
    house.app.advance(15 * MINUTE);
    let link = house.app.mails_to(DAVI_EMAIL).iter().flat_map(|mail| mail.links("/senha/nova/")).next();
    let link = link.expect("a link to set a new password");
    let mut davi = house.app.browser_of_another_process();
    let form = davi.get(&link).await.form(&link);
    let other = "quatro araras jogando xadrez";
    assert_eq!(
        davi.submit(form.fill("new_password", other).fill("repeated", other)).await.path,
        "/certificados"
    );
    // Ana's initial password is older still.
    assert_eq!(house.ana().await.get("/certificados").await.path, "/certificados");
}

#[tokio::test]
async fn a_direct_link_asked_for_again_after_a_rotation_is_the_same_link() {
    let mut house = Issued::house().await;
    house.event("Rotação", &[]).await;
    let ana = house.ana().await;
    let id = text(&only_card(&ana).await, "id").to_owned();
    let again = |browser: &Browser| {
        as_json(browser).with_header("idempotency-key", "8e03978e-40d5-43dd-bc93-6894a57f9324")
    };
    let path = format!("/certificados/{id}/link");
    let body = json!({ "action": "renew" });
    let mut before = again(&ana);
    let link = before.post_json(&path, &body).await.json()["url"].clone();
    assert!(link.is_string(), "{link}");
    rotated(&house.app).await;
    let after = again(&house.again(ANA_CPF).await).post_json(&path, &body).await.json()["url"].clone();
    assert_eq!(link, after);
}

#[tokio::test]
async fn a_secret_that_leaked_is_retired_at_once() {
    let mut house = Issued::house().await;
    house.event("Rotação", &[]).await;
    let mut davi = house.davi().await;
    let leaked = json!({ "action": "retire_keys", "generation": 1, "even_if_used": true });
    assert!(refused(&house.app, leaked.clone()).await.contains("in use"), "nothing follows it");
    house.app.administer(json!({ "action": "rotate_keys", "follows": 1 })).await;
    let patient = json!({ "action": "retire_keys", "generation": 1 });
    assert!(refused(&house.app, patient).await.contains("in use"), "its follower is not used yet");
    for _ in 0..2 {
        assert_eq!(house.app.administer(leaked.clone()).await["done"], "keys_retired");
    }
    assert_eq!(house.app.administer(json!({ "action": "status" })).await["key_generation"], 2);
    assert_eq!(
        davi.get("/certificados").await.path,
        "/entrar?next=/certificados",
        "what it signed counts no more"
    );
    let initial = house.app.mails_to(crate::participation::issued::ANA_EMAIL)[0].after("Senha inicial:");
    for (cpf, password) in [(ANA_CPF, initial.as_str()), (DAVI_CPF, PASSWORD)] {
        let mut browser = house.app.browser_of_another_process();
        let form = browser.get("/entrar").await.form("/entrar").fill("identifier", cpf);
        assert_eq!(browser.submit(form.fill("password", password)).await.status, 401, "{cpf}");
    }
}

#[tokio::test]
async fn a_retired_generation_opens_nothing_and_whoever_depended_on_it_asks_for_a_link() {
    let mut house = Issued::house().await;
    house.event("Rotação", &[]).await;
    house.davi().await;
    let retire = json!({ "action": "retire_keys", "generation": 1 });
    assert!(refused(&house.app, retire.clone()).await.contains("in use"), "nothing follows it");
    rotated(&house.app).await;
    assert!(refused(&house.app, retire.clone()).await.contains("counts until"), "initial passwords count");
    let initial = house.app.mails_to(crate::participation::issued::ANA_EMAIL)[0].after("Senha inicial:");
    let leaked = json!({ "action": "retire_keys", "generation": 1, "even_if_used": true });
    for _ in 0..2 {
        assert_eq!(house.app.administer(leaked.clone()).await["done"], "keys_retired");
    }
    for (cpf, password) in [(ANA_CPF, initial.as_str()), (DAVI_CPF, PASSWORD)] {
        let mut browser = house.app.browser_of_another_process();
        let form = browser.get("/entrar").await.form("/entrar").fill("identifier", cpf);
        assert_eq!(browser.submit(form.fill("password", password)).await.status, 401, "{cpf}");
    }
    let form = house.app.browser().get("/reenviar").await.form("/reenviar").fill("email", DAVI_EMAIL);
    house.app.browser().submit(form).await;
    house.app.settle().await;
    let link = house.app.mails_to(DAVI_EMAIL).iter().flat_map(|mail| mail.links("/senha/nova/")).next();
    let link = link.expect("a link to set a new password");
    let mut davi = house.app.browser_of_another_process();
    let form = davi.get(&link).await.form(&link).fill("new_password", PASSWORD).fill("repeated", PASSWORD);
    assert_eq!(davi.submit(form).await.path, "/certificados");
    assert_eq!(pepper_of(&house.app, DAVI_CPF).await, 2);
    assert_eq!(only_card(&davi).await["title"], "Rotação", "and finds the certificates under the same keys");
}
