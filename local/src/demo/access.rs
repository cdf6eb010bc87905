//! Requests for access in the demo: a draft, one whose address is not proved, and two that wait for an approver.

use super::{Demo, DemoError, text};
use axum::http::StatusCode;
use common::digital::access_link::{AccessLink, confirmation_path};
use serde_json::{Value, json};

/// What the people of the demo send in: the smallest file that is a PDF by its beginning and opens as an empty sheet.
const PROOF: &[u8] = include_bytes!("../../demo/declaracao.pdf");
/// The entities of the list.
const ENTITIES: [(&str, &str); 3] = [
    ("Câmara Municipal de Horizonte", "501234560"),
    ("Direção Regional da Educação do Vale", "600000001"),
    ("Instituto Horizonte da Educação", "11222333000181"),
];

/// Somebody who asks.
struct Asks {
    email: &'static str,
    name: &'static str,
    person: &'static str,
    mobile: &'static str,
    entity: usize,
    post: &'static str,
    service: &'static str,
}

const PEOPLE: [Asks; 3] = [
    Asks {
        email: "ines@camara.example",
        name: "Inês Duarte Sol",
        person: "123456789",
        mobile: "912345678",
        entity: 0,
        post: "Chefe de Divisão",
        service: "signature",
    },
    Asks {
        email: "rui@vale.example",
        name: "Rui Salgueiro",
        person: "299999998",
        mobile: "961234567",
        entity: 1,
        post: "Diretor de Serviços",
        service: "seal",
    },
    Asks {
        email: "tania@horizonte.example",
        name: "Tânia Moura",
        person: "016.727.808-88",
        mobile: "11912345678",
        entity: 2,
        post: "Coordenadora",
        service: "for_others",
    },
];

impl Demo<'_> {
    /// Entities, and requests as far as those who ask bring them; gives where the draft is.
    pub(super) async fn requests_for_access(&self) -> Result<Value, DemoError> {
        for (name, number) in ENTITIES {
            self.administer(json!({ "action": "keep_entity", "name": name, "number": number })).await?;
        }
        let draft = self.begin("joana@camara.example").await?;
        let typed =
            json!({ "name": "Joana Prado", "motive": "Pedido de certificados de assinatura qualificada" });
        self.post(&draft, None, &typed).await?;
        for (place, asks) in PEOPLE.iter().enumerate() {
            let path = self.begin(asks.email).await?;
            self.send_in(&path, asks).await?;
            if place > 0 {
                self.confirm(&path).await?;
            }
        }
        Ok(json!({ "draft": draft }))
    }

    async fn begin(&self, email: &str) -> Result<String, DemoError> {
        text(&self.post("/acesso", None, &json!({ "email": email })).await?, "location")
    }

    async fn send_in(&self, path: &str, asks: &Asks) -> Result<(), DemoError> {
        let fields = [
            ("motive", "Pedido de certificados de assinatura qualificada"),
            ("name", asks.name),
            ("person", asks.person),
            ("email", asks.email),
            ("mobile", asks.mobile),
            ("entity", ENTITIES[asks.entity].0),
            ("post", asks.post),
            ("service", asks.service),
        ];
        let files = [("proof", "declaracao.pdf", PROOF)];
        self.upload(&format!("{path}/enviar"), "", &fields, &files).await.map(drop)
    }

    /// Proves the address as the mailed link does.
    async fn confirm(&self, path: &str) -> Result<(), DemoError> {
        let keys = self.app.secrets.keys().await.map_err(|_| DemoError::Unexpected("no keys"))?;
        let link = path.rsplit('/').next().unwrap_or_default();
        let link = AccessLink::open(&keys, link).ok_or(DemoError::Unexpected("no link"))?;
        let refused =
            |_| DemoError::Refused { path: path.to_owned(), status: StatusCode::INTERNAL_SERVER_ERROR };
        let request = self.app.store.find_access_request(link.request(), self.app.clock.now()).await;
        let request = request.map_err(refused)?.ok_or(DemoError::Unexpected("no request"))?;
        let path = confirmation_path(&keys, &request).ok_or(DemoError::Unexpected("nothing to confirm"))?;
        self.post(&path, None, &json!({})).await.map(drop)
    }
}
