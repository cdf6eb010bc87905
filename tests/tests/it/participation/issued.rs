//! An event with certificates, made as an organiser makes it, and the people who hold them.

use common::App;
use futures::future::join_all;
use journeys::{Browser, Reply, TestApp};
use serde_json::Value;
use store::works::{DUE_SHARDS, Kind, WorkKey};

/// CPF of Ana, who has a certificate of every event here.
pub const ANA_CPF: &str = "184.207.635-35";
/// Her address.
pub const ANA_EMAIL: &str = "ana.lua@exemplo.com.br";
/// CPF of Davi, who has one too.
pub const DAVI_CPF: &str = "390.446.158-31";
/// His address.
pub const DAVI_EMAIL: &str = "davi.sa@exemplo.com.br";
/// The password that both choose.
pub const PASSWORD: &str = "rede varanda domingo 3";

/// A house with an organiser and their events.
pub struct Issued {
    /// The house.
    pub app: TestApp,
    /// The organiser's browser.
    pub organiser: Browser,
}

/// A CSV with Ana and Davi; Ana's name may be corrected.
pub fn people(ana: &str) -> Vec<u8> {
    format!("Nome;E-mail;CPF\n{ana};{ANA_EMAIL};{ANA_CPF}\nDavi Sá;{DAVI_EMAIL};{DAVI_CPF}\n").into_bytes()
}

/// The mails that are due.
pub async fn due_mails(app: &App) -> Vec<WorkKey> {
    let due = |shard| app.store.list_due_work(Kind::Mail, shard, app.clock.now(), 100);
    let shards = join_all((0..DUE_SHARDS).map(due)).await;
    shards.into_iter().flat_map(|shard| shard.expect("a list")).map(|waiting| waiting.what).collect()
}

impl Issued {
    /// A house in which the mails of an event, Ana's and Davi's, are due: the mail service would not take them.
    pub async fn with_due_mails() -> (Self, Vec<WorkKey>) {
        let mut house = Self::house().await;
        house.app.settle().await;
        house.app.house.engines.ses_refuse(true);
        house.event("Oficina de Gravura", &[]).await;
        house.app.house.engines.ses_refuse(false);
        house.app.advance(120);
        let due = due_mails(&house.app.app).await;
        (house, due)
    }

    /// Opens a house in which nothing was issued yet.
    pub async fn house() -> Self {
        Self::within(TestApp::with_organiser().await).await
    }

    /// The same in a house that is open already.
    pub async fn within(app: TestApp) -> Self {
        let organiser = app.organiser().await;
        Self { app, organiser }
    }

    /// Creates an event, and issues for Ana and Davi. Returns the path of the event.
    pub async fn event(&mut self, title: &str, more: &[(&str, &str)]) -> String {
        let page = self.organiser.get("/organizador/eventos/novo").await;
        let mut form = page.form("/organizador/eventos").fill("title", title).fill("first_day", "2026-10-05");
        for (name, value) in more {
            form = form.fill(name, value);
        }
        let page = self.organiser.submit(form).await;
        assert!(page.status.is_success(), "{}", page.text());
        let event = page.path.clone();
        self.upload(&event, people("Ana Lua")).await;
        event
    }

    /// Uploads a CSV to an event, publishes it, and waits until everything is drawn and sent.
    pub async fn upload(&mut self, event: &str, csv: Vec<u8>) {
        let page = self.organiser.get(event).await;
        let form = page.form("/importacoes").attach("file", "lista.csv", csv);
        let import = self.organiser.submit(form).await.path;
        self.app.settle().await;
        let page = self.organiser.get(&import).await;
        let form = page.form("/publicar").fill("confirm", "true");
        let page = self.organiser.submit(form).await;
        assert!(page.status.is_success(), "{}", page.text());
        self.app.settle().await;
    }

    /// Revokes a certificate with a public reason.
    pub async fn revoke(&mut self, id: &str, reason: &str) {
        let page = self.organiser.get(&format!("/organizador/certificados/{id}")).await;
        let page = self.organiser.submit(page.form("/revogar").fill("reason", reason)).await;
        assert!(page.status.is_success(), "{}", page.text());
    }

    /// Ana's browser, after her first access.
    pub async fn ana(&self) -> Browser {
        self.holder(ANA_CPF, ANA_EMAIL).await
    }

    /// Ana's browser, once she has chosen her password.
    pub async fn ana_again(&self) -> Browser {
        self.again(ANA_CPF).await
    }

    /// Davi's browser, after his first access.
    pub async fn davi(&self) -> Browser {
        self.holder(DAVI_CPF, DAVI_EMAIL).await
    }

    async fn holder(&self, cpf: &str, email: &str) -> Browser {
        let mut browser = self.app.browser();
        let mails = self.app.mails_to(email);
        let mail = mails.iter().find(|m| m.text.contains("Senha inicial:")).expect("a mail with a way in");
        self.app.first_access(&mut browser, cpf, &mail.after("Senha inicial:"), PASSWORD).await;
        browser
    }

    /// A browser in which somebody signed in who has chosen [`PASSWORD`].
    pub async fn again(&self, cpf: &str) -> Browser {
        let mut browser = self.app.browser();
        let form = browser.get("/entrar").await.form("/entrar");
        browser.submit(form.fill("identifier", cpf).fill("password", PASSWORD)).await;
        browser
    }

    /// A browser with a visitor's pass for a CPF.
    pub async fn visitor(&self, cpf: &str) -> Browser {
        let mut browser = self.app.browser();
        let page = browser.get("/visitante").await;
        browser.submit(page.form("/visitante").fill("identifier", cpf)).await;
        browser
    }
}

/// The cards of whoever sits at a browser, as JSON.
pub async fn cards(browser: &Browser) -> Vec<Value> {
    let page = as_json(browser).get("/certificados").await.json();
    page["cards"].as_array().expect("cards").clone()
}

/// The same browser, asking for JSON.
pub fn as_json(browser: &Browser) -> Browser {
    browser.clone().with_header("accept", "application/json")
}

/// The text of a member.
pub fn text<'a>(card: &'a Value, name: &str) -> &'a str {
    card[name].as_str().unwrap_or_else(|| panic!("no text {name} in {card}"))
}

/// The only card of whoever sits at a browser.
pub async fn only_card(browser: &Browser) -> Value {
    let mut cards = cards(browser).await;
    assert_eq!(cards.len(), 1, "one card: {cards:?}");
    cards.remove(0)
}

/// The text of a header; empty when there is none.
pub fn header<'a>(reply: &'a Reply, name: &str) -> &'a str {
    reply.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or("")
}
