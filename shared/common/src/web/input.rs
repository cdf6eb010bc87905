//! The body of a request: a form or JSON, parsed once, with its idempotency key.

use crate::app::App;
use crate::error::Problem;
use crate::web::once::Once;
use crate::web::visit::Visit;
use axum::extract::{FromRequest, Request};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The longest form that is read, in bytes.
pub const MAX_FORM_BYTES: usize = 64 * 1024;
/// The field of a form that holds its idempotency key; programs send the header `Idempotency-Key`.
const KEY_FIELD: &str = "idempotency_key";

/// A body, as a form (`application/x-www-form-urlencoded`) or as JSON.
pub struct Input<T> {
    /// What was sent. Unknown fields are refused by its type.
    pub body: T,
    pub(super) key: Option<String>,
    pub(super) digest_of: Vec<u8>,
}

impl<T> Input<T> {
    /// What is known of this request by its idempotency key, and where its answer is to be written.
    ///
    /// # Errors
    /// 422 when the key was used with another body.
    pub async fn once(&self, visit: &Visit, subject: &str, route: &'static str) -> Result<Once, Problem> {
        Once::of(visit, subject, route, self.key.as_deref(), &self.digest_of).await
    }

    /// The idempotency key, if one came.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Input<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        let headers = request.headers().clone();
        let bytes = axum::body::to_bytes(request.into_body(), MAX_FORM_BYTES).await;
        let bytes = bytes.map_err(|_| {
            Problem::too_large("O formulário passa de 64 kB. Encurte os textos e envie de novo.")
        })?;
        let mut fields = fields(&headers, &bytes)?;
        let key = take_key(&mut fields, &headers);
        let digest_of = serde_json::to_vec(&fields).map_err(Problem::internal)?;
        let body = serde_json::from_value(Value::Object(fields)).map_err(unreadable)?;
        Ok(Self { body, key, digest_of })
    }
}

pub(super) fn take_key(fields: &mut Map<String, Value>, headers: &HeaderMap) -> Option<String> {
    let field = fields.remove(KEY_FIELD).and_then(|v| v.as_str().map(str::to_owned));
    let header = headers.get("idempotency-key").and_then(|v| v.to_str().ok()).map(str::to_owned);
    header.or(field).filter(|key| !key.is_empty())
}

/// The text of serde names the field; it may hold a value, so the person is told the field's name at most.
pub(super) fn unreadable(error: serde_json::Error) -> Problem {
    let text = error.to_string();
    let field = text
        .split('`')
        .nth(1)
        .filter(|_| text.starts_with("missing field") || text.starts_with("unknown field"));
    match (field, text.starts_with("missing")) {
        (Some(field), true) => Problem::malformed(format!("Falta o campo “{field}”.")),
        (Some(field), false) => Problem::malformed(format!(
            "O campo “{}” não existe neste formulário.",
            field.chars().take(40).collect::<String>()
        )),
        _ => Problem::malformed("Os dados enviados não têm o formato esperado."),
    }
}

/// The fields of a form or of a JSON object. A field that comes twice in a form is refused: nobody's page sends that.
fn fields(headers: &HeaderMap, bytes: &[u8]) -> Result<Map<String, Value>, Problem> {
    let kind = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    let kind = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    match kind.as_str() {
        "application/json" => {
            serde_json::from_slice(bytes).map_err(|_| Problem::malformed("O corpo não é um objeto JSON."))
        }
        "application/x-www-form-urlencoded" => {
            let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(bytes)
                .map_err(|_| Problem::malformed("O formulário não pôde ser lido."))?;
            let mut fields = Map::new();
            for (name, value) in pairs {
                if fields.insert(name, Value::String(value)).is_some() {
                    return Err(repeated());
                }
            }
            Ok(fields)
        }
        "" if bytes.is_empty() => Ok(Map::new()),
        _ => Err(Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)),
    }
}

pub(super) fn repeated() -> Problem {
    Problem::malformed("O formulário traz um campo repetido.")
}
