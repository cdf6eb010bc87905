//! A house with a shop: a supervisor who keeps the catalogue, and somebody who buys.

use axum::body::Body;
use domain::role::{Duty, Roles};
use domain::value::id::{AccountId, ChargeId, OrderId};
use domain::value::name::PersonName;
use http::{Method, StatusCode};
use jiff::SignedDuration;
use journeys::{Browser, Reply, TestApp};
use local::engines::asaas::{Entry, Event};
use store::people::sessions::SessionRow;

/// CPF of whoever pays.
pub const PAYER_CPF: &str = "184.207.635-35";
/// Their address.
pub const PAYER_EMAIL: &str = "financeiro@exemplo.com.br";

/// A shop.
pub struct Shop {
    /// The house.
    pub app: TestApp,
    /// Somebody who buys.
    pub buyer: Browser,
    /// Who keeps the catalogue.
    pub supervisor: Browser,
}

/// A browser of somebody with these roles, whose sign-in is another journey.
pub async fn signed_in(app: &TestApp, account: AccountId, roles: Roles) -> Browser {
    let now = app.app.clock.now();
    let row = SessionRow {
        account,
        name: PersonName::parse("Sofia Prado").expect("a name"),
        roles,
        must_choose_password: false,
        must_confirm: false,
        reached_at: None,
        proved_at: Some(now),
        signed_in_at: now,
        ends_at: now.saturating_add(SignedDuration::from_hours(12)).expect("an instant"),
    };
    let (token, _) = common::web::new_session(&app.app, &row, now).await.expect("a session");
    let mut browser = app.browser();
    browser.plant_cookie(common::web::COOKIE, &token);
    browser
}

impl Shop {
    /// A house with one product in its shop.
    pub async fn open() -> Self {
        let app = TestApp::with_organiser().await;
        let buyer = app.organiser().await;
        let roles = Roles::holder().with_duty(Duty::Supervisor);
        let supervisor = signed_in(&app, AccountId::from_bytes([7; 17]), roles).await;
        let mut shop = Self { app, buyer, supervisor };
        shop.product("e-cpf-a1-1-ano", "e-CPF A1, 1 ano", "189,90", "aberta").await;
        shop
    }

    /// Puts a product into the catalogue, through the preview.
    pub async fn product(&mut self, code: &str, title: &str, price: &str, sale: &str) {
        let page = self.supervisor.get("/supervisao/catalogo/novo").await;
        let form = page
            .form("/conferir")
            .fill("code", code)
            .fill("title", title)
            .fill("price", price)
            .fill("sale", sale);
        let form = form.fill("about", "Certificado em arquivo, para assinar e entrar em sistemas.");
        let form = form.fill("holder", "pessoa").fill("storage", "arquivo").fill("first", "documentos");
        let page = self.supervisor.submit(form).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        assert!(page.text().contains("Nada foi guardado ainda"), "{}", page.text());
        let page = self.supervisor.submit(page.form("/supervisao/catalogo")).await;
        assert!(page.text().contains(title), "{}", page.text());
    }

    /// The form of an order, filled in.
    pub async fn form(&mut self, units: &str) -> journeys::Form {
        let page = self.buyer.get("/pedidos/novo?produto=e-cpf-a1-1-ano").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        let form =
            page.form("/pedidos").fill("units", units).fill("for_whom", "outros").fill("identifiable", "sim");
        form.fill("number", PAYER_CPF).fill("name", "Ana Lua").fill("email", PAYER_EMAIL)
    }

    /// An order, and its page.
    pub async fn order(&mut self, units: &str) -> Reply {
        let form = self.form(units).await;
        let page = self.buyer.submit(form).await;
        assert!(page.text().contains("Escolha como pagar"), "{}", page.text());
        page
    }

    /// The same with a way to pay chosen; the page, and what the provider has.
    pub async fn charged(&mut self, units: &str, method: &str) -> (Reply, Entry) {
        let page = self.order(units).await;
        let page = self.choose(&page, method).await;
        (page, self.app.house.payments.entries().remove(0))
    }

    /// Chooses a way to pay.
    pub async fn choose(&mut self, page: &Reply, method: &str) -> Reply {
        let path = bare(page);
        let form = page
            .form("/pagamento")
            .fill("method", method)
            .fill("idempotency_key", &format!("chave-{method}-{path}"));
        self.buyer.submit(form).await
    }

    /// The page of an order as it is now.
    pub async fn look(&mut self, page: &Reply) -> Reply {
        self.buyer.get(&bare(page)).await
    }

    /// Sends an event of the provider, as it does.
    pub async fn tell(&self, event: &Event) -> StatusCode {
        self.tell_with(&event.body.to_string(), self.app.house.payments.webhook_token()).await
    }

    /// Sends any webhook with any token.
    pub async fn tell_with(&self, body: &str, token: &str) -> StatusCode {
        let mut provider = self.app.browser().program(None).with_header("asaas-access-token", token);
        let body = Body::from(body.to_owned());
        provider.send(Method::POST, "/webhooks/pagamentos", Some("application/json"), body).await.status
    }

    /// An order as it is stored.
    pub async fn stored(&self, page: &Reply) -> domain::digital::order::Order {
        let path = bare(page);
        let id = OrderId::parse(path.rsplit('/').next().expect("an identifier")).expect("an identifier");
        self.app.app.store.find_order(&id).await.expect("the store").expect("an order")
    }

    /// A charge as it is stored.
    pub async fn charge(&self, entry: &Entry) -> domain::digital::charge::Charge {
        let id = ChargeId::parse(&entry.reference).expect("an identifier");
        self.app.app.store.find_charge(&id).await.expect("the store").expect("a charge")
    }
}

/// The path of a page without what stands behind it.
pub fn bare(page: &Reply) -> String {
    page.path.split('?').next().unwrap_or_default().to_owned()
}
