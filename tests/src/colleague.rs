//! People who work for the house, with a telephone that shows codes.

use crate::{Browser, Reply, TestApp};
use domain::people::second_factor::totp::SharedKey;
use domain::role::Duty;
use serde_json::json;

/// What all of them choose.
pub const COLLEAGUE_PASSWORD: &str = "lanterna verde no cais 8";
/// What they are called, where it does not matter.
const NAME: &str = "Paula Sofia Alencar";

/// Somebody with a duty.
pub struct Colleague {
    /// Their CPF.
    pub cpf: String,
    /// Their address.
    pub email: String,
    /// What their telephone shares with the house.
    pub phone: SharedKey,
    /// Codes to recover, as they were shown.
    pub recovery: Vec<String>,
    /// A browser in which both steps of the sign-in were taken.
    pub browser: Browser,
}

/// CPF and address of the first one with a duty.
pub fn named(duty: Duty) -> (&'static str, &'static str) {
    match duty {
        Duty::Supervisor => ("295.379.955-93", "sofia@exemplo.com.br"),
        Duty::Approver => ("142.836.790-03", "paulo@exemplo.com.br"),
        Duty::Agent => ("746.824.890-70", "alice@exemplo.com.br"),
    }
}

impl TestApp {
    /// Somebody who was appointed to a duty, chose a password and set up an application.
    pub async fn colleague(&self, duty: Duty) -> Colleague {
        let (cpf, email) = named(duty);
        self.colleague_named(duty, cpf, email, NAME).await
    }

    /// The same for somebody of this CPF, address and name.
    pub async fn colleague_named(&self, duty: Duty, cpf: &str, email: &str, name: &str) -> Colleague {
        self.appoint_named(duty, cpf, email, name).await;
        let mut browser = self.browser();
        let initial = self.mail_to(email, "O seu acesso de").after("Senha inicial:");
        self.first_access(&mut browser, cpf, &initial, COLLEAGUE_PASSWORD).await;
        let page = browser.get("/duas-etapas").await;
        assert_eq!(page.path, "/duas-etapas/ativar", "{}", page.text());
        let phone = phone(&page);
        let code = phone.code(self.app.clock.now());
        let shown = browser.submit(page.form("/duas-etapas/ativar").fill("code", &code)).await;
        let recovery = shown.texts("code");
        assert_eq!(recovery.len(), 10, "{}", shown.text());
        // A code serves once: the next sign-in needs that of the next half minute.
        self.advance(30);
        Colleague { cpf: cpf.to_owned(), email: email.to_owned(), phone, recovery, browser }
    }

    /// Appoints somebody to a duty and has the mail sent.
    pub async fn appoint(&self, duty: Duty, cpf: &str, email: &str) {
        self.appoint_named(duty, cpf, email, NAME).await;
    }

    async fn appoint_named(&self, duty: Duty, cpf: &str, email: &str, name: &str) {
        let event = json!({
            "action": "appoint_to_duty", "duty": duty, "name": name, "email": email, "identifier": cpf,
        });
        self.administer(event).await;
        self.settle().await;
    }
}

impl Colleague {
    /// The code that their telephone shows.
    pub fn code(&self, app: &TestApp) -> String {
        self.phone.code(app.app.clock.now())
    }

    /// A new browser after the first step of a sign-in.
    pub async fn half_in(&self, app: &TestApp) -> (Browser, Reply) {
        let mut browser = app.browser();
        let form = browser.get("/entrar").await.form("/entrar");
        let form = form.fill("identifier", &self.cpf).fill("password", COLLEAGUE_PASSWORD);
        let page = browser.submit(form).await;
        (browser, page)
    }

    /// A new browser after both.
    pub async fn again(&self, app: &TestApp) -> Browser {
        let (mut browser, page) = self.half_in(app).await;
        let form = page.form("/duas-etapas").fill("code", &self.code(app));
        let page = browser.submit(form).await;
        assert!(page.status.is_success(), "{}", page.text());
        app.advance(30);
        browser
    }
}

/// The key that a page offers, as an application takes it that cannot read the picture.
pub fn phone(page: &Reply) -> SharedKey {
    let typed = page.attributes("#chave", "value").pop().unwrap_or_else(|| panic!("no key: {}", page.text()));
    SharedKey::parse(&typed).unwrap_or_else(|| panic!("no key: {typed}"))
}
