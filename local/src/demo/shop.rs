//! The demo's shop: a catalogue, and an order in every state. What is sold is written as a supervisor would have left it; orders are
//! placed by the requests that a buyer sends, and paid at the desk of this machine.

use super::{Demo, DemoError, text};
use axum::body::Body;
use common::digital::product::id_of;
use domain::digital::product::{First, HolderKind, Product, ProductCode, Sale, Storage, Terms};
use domain::participation::edition::Line;
use domain::transition::Actor;
use domain::value::money::Cents;
use http::Request;
use http::header::{CONTENT_TYPE, LOCATION};
use jiff::civil::date;
use serde_json::{Value, json};
use store::Change;
use tower::ServiceExt as _;

/// Code, title, what it is, price in cents, months.
type Sold = (&'static str, &'static str, &'static str, HolderKind, Storage, u64, u8, Sale, First);

const SOLD: [Sold; 6] = [
    (
        "e-cpf-a1-1-ano",
        "e-CPF A1, 1 ano",
        "Certificado de pessoa física, num arquivo do seu computador: assina documentos e entra em sistemas do governo.",
        HolderKind::Person,
        Storage::File,
        15_900,
        12,
        Sale::Open,
        First::Booking,
    ),
    (
        "e-cpf-a3-3-anos",
        "e-CPF A3 em token, 3 anos",
        "Certificado de pessoa física num token USB, que você leva consigo.",
        HolderKind::Person,
        Storage::Token,
        28_990,
        36,
        Sale::Open,
        First::Booking,
    ),
    (
        "e-cnpj-a1-1-ano",
        "e-CNPJ A1, 1 ano",
        "Certificado de empresa num arquivo: notas fiscais, e-CAC, eSocial.",
        HolderKind::Company,
        Storage::File,
        21_900,
        12,
        Sale::Open,
        First::Documents,
    ),
    (
        "e-cnpj-a3-3-anos",
        "e-CNPJ A3 em cartão, 3 anos",
        "Certificado de empresa num cartão inteligente, para quem assina com a chave à mão.",
        HolderKind::Company,
        Storage::Card,
        38_990,
        36,
        Sale::Open,
        First::Documents,
    ),
    (
        "orgao-publico-cartao",
        "Certificado de órgão público, 3 anos",
        "Assinatura qualificada em cartão, para quem trabalha num órgão ou entidade credenciada.",
        HolderKind::Person,
        Storage::Card,
        0,
        36,
        Sale::Vetted,
        First::Documents,
    ),
    (
        "selo-de-entidade",
        "Selo eletrônico de entidade, 3 anos",
        "Selo em nome da entidade, para documentos que saem em série.",
        HolderKind::Company,
        Storage::Token,
        0,
        36,
        Sale::Vetted,
        First::Documents,
    ),
];

impl Demo<'_> {
    /// The catalogue, and orders of the holder.
    pub(super) async fn shop(&self, token: &str) -> Result<(), DemoError> {
        for sold in SOLD {
            self.sell(sold).await?;
        }
        let paid = self.order(token, "e-cpf-a1-1-ano", 2, "pix").await?;
        self.pay(token, &paid, "pagar").await?;
        self.order(token, "e-cpf-a3-3-anos", 1, "pix").await?;
        self.order(token, "e-cnpj-a1-1-ano", 3, "boleto").await?;
        let overdue = self.order(token, "e-cnpj-a3-3-anos", 1, "boleto").await?;
        self.pay(token, &overdue, "vencer").await?;
        let cancelled = self.order(token, "e-cpf-a1-1-ano", 1, "boleto").await?;
        self.post(&format!("{cancelled}/cancelar"), Some(token), &json!({})).await?;
        let refunded = self.order(token, "e-cpf-a1-1-ano", 1, "cartao").await?;
        self.pay(token, &refunded, "pagar").await?;
        self.pay(token, &refunded, "devolver").await?;
        self.order(token, "e-cnpj-a1-1-ano", 1, "").await?;
        Ok(())
    }

    async fn sell(&self, sold: Sold) -> Result<(), DemoError> {
        let (code, title, about, holder, storage, cents, validity_months, sale, first) = sold;
        let wrong = || DemoError::Unexpected("a product");
        let terms = Terms {
            title: Line::parse(title).map_err(|_| wrong())?,
            about: Line::parse(about).map_err(|_| wrong())?,
            holder,
            storage,
            validity_months,
            price: Cents::new(cents).map_err(|_| wrong())?,
            from: date(2026, 1, 2),
            until: None,
            sale,
            first,
        };
        let code = ProductCode::parse(code).map_err(|_| wrong())?;
        let made = Product::introduce(id_of(&code), code, terms, Actor::Administrator, self.app.clock.now());
        self.app.store.commit(Change::of(made)).await.map_err(|_| DemoError::Unexpected("the catalogue"))?;
        Ok(())
    }

    /// An order, with a way to pay unless that is empty: its path.
    async fn order(&self, token: &str, product: &str, units: u32, method: &str) -> Result<String, DemoError> {
        let order = json!({ "product": product, "units": units, "for_whom": "outros", "identifiable": "sim",
            "number": "529.982.247-25", "name": "Ana Lua Ferreira", "email": "ana.lua@exemplo.com.br" });
        let path = text(&self.post("/pedidos", Some(token), &order).await?, "location")?;
        let path = path.split('?').next().unwrap_or_default().to_owned();
        if !method.is_empty() {
            let chosen = json!({ "method": method, "instalments": 3 });
            self.post(&format!("{path}/pagamento"), Some(token), &chosen).await?;
        }
        Ok(path)
    }

    /// Something happens to the money of an order, at the desk.
    async fn pay(&self, token: &str, order: &str, what: &str) -> Result<(), DemoError> {
        let page = self.get(order, token).await?;
        let desk =
            page.pointer("/charge/page").and_then(Value::as_str).ok_or(DemoError::Unexpected("a charge"))?;
        let request = Request::post(desk).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request
            .body(Body::from(format!("what={what}")))
            .map_err(|_| DemoError::Unexpected("a request"))?;
        let answer =
            self.router.clone().oneshot(request).await.map_err(|_| DemoError::Unexpected("no answer"))?;
        if answer.headers().contains_key(LOCATION) { Ok(()) } else { Err(DemoError::Unexpected("the desk")) }
    }
}
