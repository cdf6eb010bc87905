//! Autenticação.gov, by Chave Móvel Digital or Cartão de Cidadão: OAuth 2 with the token in the fragment of the address (RFC 6749, 4.2), which a
//! page's script sends on, and then the manager of attributes, which says whose token it is. It is no OpenID Connect: nothing is signed, so
//! only what the manager answers us counts.

use super::{Asking, Identity, Issuer, Left, Level, Refused, call};
use domain::people::identifier::Identifier;
use domain::value::document::Document;
use http::Request;
use http::header::CONTENT_TYPE;
use platform::identity::Provider;
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;

/// The tax number.
const NIF: &str = "http://interop.gov.pt/MDC/Cidadao/NIF";
/// The whole name: asked for so that the person sees what is asked.
const NAME: &str = "http://interop.gov.pt/MDC/Cidadao/NomeCompleto";
/// How often the manager is asked until it has the values.
const ASKED: u32 = 6;
/// The pause between.
const PAUSE: Duration = Duration::from_millis(500);

/// Where the browser goes.
pub(crate) fn departure(provider: &Provider, left: &Left, way_back: &str) -> String {
    let text = |text: &str| percent_encoding::utf8_percent_encode(text, super::KEPT).to_string();
    format!(
        "{}/oauth/askauthorization?redirect_uri={}&client_id={}&response_type=token&scope={}%20{}&state={}",
        provider.url,
        text(way_back),
        text(&provider.client_id),
        text(NIF),
        text(NAME),
        text(&left.state),
    )
}

/// Asks the manager of attributes whose token it is.
///
/// # Errors
/// Why nobody is vouched for.
pub(crate) async fn identity(asking: &Asking<'_>, token: &str) -> Result<Identity, Refused> {
    let base = format!("{}/oauthresourceserver/api/AttributeManager", asking.provider.url);
    let body = json!({ "token": token, "attributesName": [NIF, NAME] }).to_string();
    let request = Request::post(&base).header(CONTENT_TYPE, "application/json");
    let begun: Begun = call(asking, request, body.into_bytes()).await?;
    let text = |text: &str| percent_encoding::utf8_percent_encode(text, super::KEPT).to_string();
    let query = format!(
        "{base}?token={}&authenticationContextId={}",
        text(&begun.token),
        text(&begun.authentication_context_id)
    );
    for _ in 0..ASKED {
        let attributes: Vec<Attribute> = call(asking, Request::get(&query), Vec::new()).await?;
        if let Some(nif) = value(&attributes, NIF) {
            let nif = Document::nif(nif).map_err(|_| Refused::Token("its subject is no NIF"))?;
            let (issuer, level) = (Issuer::Autenticacao, Level::Confirmed);
            return Ok(Identity { issuer, subject: Identifier::Document(nif), level });
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(Refused::Provider("no value in time"))
}

/// The value of an attribute, once it is there.
fn value<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|attribute| attribute.name == name)?;
    found.value.as_deref().filter(|value| !value.is_empty())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Begun {
    token: String,
    authentication_context_id: String,
}

#[derive(Deserialize)]
struct Attribute {
    name: String,
    #[serde(default)]
    value: Option<String>,
}
