//! Passkeys as the second step: made, signed with, refused in every way in which one can be wrong, and taken away.

use domain::role::Duty;
use journeys::authenticator::{Authenticator, Says};
use journeys::colleague::named;
use journeys::{Browser, COLLEAGUE_PASSWORD, Colleague, Reply, TestApp};
use serde_json::Value;

/// What a page asks of the browser's authenticator.
fn options(page: &Reply) -> Value {
    let options = page.attributes("form[data-passkey]", "data-options").pop();
    let options = options.unwrap_or_else(|| panic!("no passkey is asked for: {}", page.text()));
    serde_json::from_str(&options).expect("options as JSON")
}

/// A colleague who has the application and this passkey.
async fn with_passkey(app: &TestApp, passkey: &Authenticator) -> Colleague {
    let mut colleague = app.colleague(Duty::Agent).await;
    let page = colleague.browser.get("/duas-etapas/chaves").await;
    let form = page.form("/duas-etapas/chaves").fill("name", "Telefone");
    let form =
        form.fill("credential", &passkey.make(&options(&page))).fill("current_password", COLLEAGUE_PASSWORD);
    let means = colleague.browser.submit(form).await;
    assert_eq!(means.path, "/duas-etapas/meios", "{}", means.text());
    assert!(means.text().contains("Telefone"), "{}", means.text());
    colleague
}

/// The answer to a signature, sent from the page that asked for it.
async fn sign_in(browser: &mut Browser, page: &Reply, credential: &str) -> u16 {
    browser.submit_only(page.form("/duas-etapas/chave").fill("credential", credential)).await.status.as_u16()
}

#[tokio::test]
async fn a_passkey_of_each_kind_opens_and_its_owner_is_told() {
    for mut passkey in [Authenticator::es256(), Authenticator::rs256()] {
        let app = TestApp::start().await;
        let colleague = with_passkey(&app, &passkey).await;
        app.settle().await;
        app.mail_to(&colleague.email, "Chave de acesso adicionada");
        let (mut browser, page) = colleague.half_in(&app).await;
        let credential = passkey.sign(&options(&page));
        assert_eq!(sign_in(&mut browser, &page, &credential).await, 303);
        assert_eq!(browser.get("/duas-etapas/meios").await.path, "/duas-etapas/meios");
        let (mut again, page) = colleague.half_in(&app).await;
        assert_eq!(sign_in(&mut again, &page, &credential).await, 422, "a signature serves once");
    }
}

/// What is wrong with an authenticator, its browser or its page.
type Wrong = (&'static str, fn(&mut Says));

const WRONG: [Wrong; 8] = [
    ("another site's page", |says| says.origin = "https://selo.example.evil".to_owned()),
    ("another scheme", |says| says.origin = "http://selo.example".to_owned()),
    ("another port", |says| says.origin = "https://selo.example:8443".to_owned()),
    ("a page within a page", |says| says.cross_origin = true),
    ("another site's passkey", |says| says.site = "evil.example".to_owned()),
    ("a site above ours", |says| says.site = "example".to_owned()),
    ("nobody was there", |says| says.flags = 0),
    ("verified and nobody there", |says| says.flags = 0x04),
];

#[tokio::test]
async fn what_was_made_elsewhere_or_is_of_another_kind_is_not_added() {
    let app = TestApp::start().await;
    let mut colleague = app.colleague(Duty::Agent).await;
    let page = colleague.browser.get("/duas-etapas/chaves").await;
    let asked = options(&page);
    let form = page.form("/duas-etapas/chaves").fill("name", "Telefone");
    let form = form.fill("current_password", COLLEAGUE_PASSWORD);
    let of_a_kind: [Wrong; 3] = [
        ("an attestation", |says| says.format = "packed"),
        ("an algorithm that nobody asked for", |says| says.algorithm = Some(-8)),
        ("another algorithm than the key", |says| says.algorithm = Some(-257)),
    ];
    // The password is typed with each try, and so often counts as guessing.
    for (what, change) in WRONG.into_iter().chain(of_a_kind) {
        let mut passkey = Authenticator::es256();
        change(&mut passkey.says);
        app.advance(120);
        let answer =
            colleague.browser.submit_only(form.clone().fill("credential", &passkey.make(&asked))).await;
        assert_eq!(answer.status, 422, "{what}: {}", answer.text());
    }
    let passkey = Authenticator::es256();
    let mut other = asked.clone();
    other["challenge"] = "AAAA".into();
    let cut_off = passkey.make(&asked).replace("attestationObject\":\"", "attestationObject\":\"AA");
    for wrong in
        [passkey.make(&other), passkey.sign_as(&asked, "webauthn.create"), cut_off, "{}".into(), "".into()]
    {
        let answer = colleague.browser.submit_only(form.clone().fill("credential", &wrong)).await;
        app.advance(120);
        assert_eq!(answer.status, 422, "{wrong}");
    }
    app.advance(600);
    for name in ["", &"a".repeat(41)] {
        let unnamed = form.clone().fill("name", name).fill("credential", &passkey.make(&asked));
        assert_eq!(colleague.browser.submit_only(unnamed).await.status, 422, "{name:?}");
    }
    let no_password = form.clone().without("current_password").fill("credential", &passkey.make(&asked));
    assert_eq!(colleague.browser.submit_only(no_password).await.status, 422, "an open session is not enough");
    let added = colleague.browser.submit_only(form.clone().fill("credential", &passkey.make(&asked))).await;
    assert_eq!(added.status, 303, "{}", added.text());
    let twice = colleague.browser.submit_only(form.fill("credential", &passkey.make(&asked))).await;
    assert_eq!(twice.status, 422, "its challenge ended with what it changed");
}

#[tokio::test]
async fn what_was_signed_elsewhere_or_by_another_key_does_not_open() {
    let app = TestApp::start().await;
    let mut passkey = Authenticator::es256();
    let colleague = with_passkey(&app, &passkey).await;
    let honest = passkey.says.clone();
    for (what, change) in WRONG {
        let (mut browser, page) = colleague.half_in(&app).await;
        change(&mut passkey.says);
        let credential = passkey.sign(&options(&page));
        assert_eq!(sign_in(&mut browser, &page, &credential).await, 422, "{what}");
        passkey.says = Says { counter: passkey.says.counter, ..honest.clone() };
        app.advance(600);
    }
    let (mut browser, page) = colleague.half_in(&app).await;
    let (_, elsewhere) = colleague.half_in(&app).await;
    let asked = options(&page);
    let (mut stranger, mut unknown) = (Authenticator::es256(), Authenticator::rs256());
    let as_made = passkey.sign_as(&asked, "webauthn.create");
    let of_another_session = passkey.sign(&options(&elsewhere));
    for (what, wrong) in [
        ("another key under its name", stranger.sign(&asked)),
        ("nobody's passkey", unknown.sign(&asked)),
        ("the answer to another question", as_made),
        ("a challenge of another session", of_another_session),
    ] {
        assert_eq!(sign_in(&mut browser, &page, &wrong).await, 422, "{what}");
    }
    app.advance(600);
    let right = passkey.sign(&asked);
    let mut forged: Value = serde_json::from_str(&right).expect("JSON");
    let mut signature = forged["response"]["signature"].as_str().expect("a signature").to_owned();
    let other = if &signature[30..31] == "A" { "B" } else { "A" };
    signature.replace_range(30..31, other);
    forged["response"]["signature"] = signature.into();
    assert_eq!(sign_in(&mut browser, &page, &forged.to_string()).await, 422, "a signature that was changed");
    assert_eq!(sign_in(&mut browser, &page, &right).await, 303);
}

#[tokio::test]
async fn a_passkey_that_counts_back_was_copied() {
    let app = TestApp::start().await;
    let mut passkey = Authenticator::es256();
    let colleague = with_passkey(&app, &passkey).await;
    let (mut browser, page) = colleague.half_in(&app).await;
    passkey.says.counter = 40;
    let credential = passkey.sign(&options(&page));
    assert_eq!(sign_in(&mut browser, &page, &credential).await, 303);
    let (mut copy, page) = colleague.half_in(&app).await;
    passkey.says.counter = 39;
    let form =
        page.form("/duas-etapas/chave").fill("credential", &passkey.sign_as(&options(&page), "webauthn.get"));
    let answer = copy.submit_only(form).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("copiada"), "{}", answer.text());
}

#[tokio::test]
async fn refusals_of_passkeys_and_codes_share_one_limit() {
    let app = TestApp::start().await;
    let mut passkey = Authenticator::es256();
    let colleague = with_passkey(&app, &passkey).await;
    crate::house::people::begin_window(&app, 600);
    let (mut browser, page) = colleague.half_in(&app).await;
    for _ in 0..3 {
        assert_eq!(sign_in(&mut browser, &page, "{}").await, 422);
    }
    for _ in 0..2 {
        assert_eq!(browser.submit_only(page.form("/duas-etapas").fill("code", "000000")).await.status, 422);
    }
    let right = passkey.sign(&options(&page));
    assert_eq!(sign_in(&mut browser, &page, &right).await, 429);
}

/// Somebody may do without an application, and is never left without anything.
#[tokio::test]
async fn a_passkey_alone_is_set_up_first_and_the_last_one_stays() {
    let app = TestApp::start().await;
    let (cpf, email) = named(Duty::Approver);
    app.appoint(Duty::Approver, cpf, email).await;
    let mut browser = app.browser();
    let initial = app.mail_to(email, "O seu acesso de").after("Senha inicial:");
    app.first_access(&mut browser, cpf, &initial, COLLEAGUE_PASSWORD).await;
    let mut passkey = Authenticator::es256();
    let page = browser.get("/duas-etapas/chaves").await;
    let form = page.form("/duas-etapas/chaves").fill("name", "Notebook");
    let shown = browser.submit_only(form.fill("credential", &passkey.make(&options(&page)))).await;
    let recovery = shown.texts("code");
    assert_eq!(recovery.len(), 10, "{}", shown.text());

    let mut half_in = app.browser();
    let form = half_in.get("/entrar").await.form("/entrar");
    let page = half_in.submit(form.fill("identifier", cpf).fill("password", COLLEAGUE_PASSWORD)).await;
    assert!(page.find_form("/duas-etapas").is_none(), "there is no application to ask");
    let credential = passkey.sign(&options(&page));
    assert_eq!(sign_in(&mut half_in, &page, &credential).await, 303);

    let remove = |passkey: &str| {
        vec![("passkey", passkey.to_owned()), ("current_password", COLLEAGUE_PASSWORD.to_owned())]
    };
    let pairs = remove(&passkey.id());
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(half_in.post("/duas-etapas/meios/remover", &pairs).await.status, 422, "nothing else is left");
    let page = half_in.get("/duas-etapas/ativar").await;
    let code = journeys::colleague::phone(&page).code(app.app.clock.now());
    let form =
        page.form("/duas-etapas/ativar").fill("code", &code).fill("current_password", COLLEAGUE_PASSWORD);
    assert_eq!(half_in.submit_only(form).await.status, 200);
    assert_eq!(
        half_in.post("/duas-etapas/meios/remover", &[("passkey", &passkey.id())]).await.status,
        422,
        "the password"
    );
    assert_eq!(half_in.post("/duas-etapas/meios/remover", &pairs).await.status, 303);
    app.settle().await;
    app.mail_to(email, "Verificação em duas etapas alterada");
    let mut late = app.browser();
    let form = late.get("/entrar").await.form("/entrar");
    let page = late.submit(form.fill("identifier", cpf).fill("password", COLLEAGUE_PASSWORD)).await;
    assert!(page.find_form("/duas-etapas/chave").is_none(), "it counts no more");
}
