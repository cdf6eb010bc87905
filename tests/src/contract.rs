//! Holds each answer against the OpenAPI document: its status and its media type stand there, and JSON is as its schema says.

use http::{HeaderMap, Method, StatusCode, header};
use jsonschema::{Draft, Validator};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

/// As it is committed: another test compares it with the code.
const DOCUMENT: &str = include_str!("../../functions/serve-site/openapi.json");

static CONTRACT: LazyLock<Contract> = LazyLock::new(Contract::read);

/// An answer, as far as the document speaks of it.
#[derive(Clone, Copy)]
pub(crate) struct Answered<'a> {
    pub(crate) method: &'a Method,
    /// With its query.
    pub(crate) path: &'a str,
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// Ends the test when an answer is not as the document says.
///
/// # Panics
/// Then.
pub(crate) fn hold(answered: Answered<'_>) {
    if let Err(fault) = CONTRACT.check(answered) {
        panic!("the OpenAPI document and an answer differ: {fault}");
    }
}

struct Contract {
    document: Value,
    /// The paths, by their segments.
    paths: Vec<(Vec<String>, String)>,
    /// The schemas that were asked for, ready to be used.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Contract {
    fn read() -> Self {
        let document: Value = serde_json::from_str(DOCUMENT).expect("the document is JSON");
        let names = document["paths"].as_object().expect("paths").keys();
        let segments = |path: &String| path.split('/').map(str::to_owned).collect();
        let mut paths: Vec<(Vec<String>, String)> =
            names.map(|path| (segments(path), path.clone())).collect();
        // A path that is named to the letter is asked before one with a name in its place, as the router does.
        paths.sort_by_key(|(segments, _)| segments.iter().filter(|one| one.starts_with('{')).count());
        Self { document, paths, validators: Mutex::default() }
    }

    /// What of an answer the document does not say. Of what it does not know, it says nothing.
    fn check(&self, answered: Answered<'_>) -> Result<(), String> {
        let Some((path, operation)) = self.operation(answered.method, answered.path) else { return Ok(()) };
        let at = format!("{} {path} answers {}", answered.method, answered.status.as_u16());
        let responses = &operation["responses"];
        let named = responses.get(answered.status.as_str());
        // Any answer may be a fault of ours.
        let fault = responses.get("default").filter(|_| answered.status.is_server_error());
        let Some(response) = named.or(fault) else { return Err(format!("{at}, which is not there")) };
        let Some(content) = self.resolved(response).get("content") else {
            let says_nothing = answered.body.is_empty();
            return if says_nothing { Ok(()) } else { Err(format!("{at} with a body")) };
        };
        let kind = answered.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        let Some(media) = content.get(kind) else { return Err(format!("{at} with {kind:?}")) };
        if kind.ends_with("json") { self.check_json(&media["schema"], &at, answered.body) } else { Ok(()) }
    }

    fn operation(&self, method: &Method, path: &str) -> Option<(&str, &Value)> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let asked: Vec<&str> = path.split('/').collect();
        let is_it = |segments: &[String]| {
            segments.len() == asked.len()
                && segments
                    .iter()
                    .zip(&asked)
                    .all(|(one, other)| if one.starts_with('{') { !other.is_empty() } else { one == other })
        };
        let (_, name) = self.paths.iter().find(|(segments, _)| is_it(segments))?;
        let operation = self.document["paths"][name].get(method.as_str().to_lowercase())?;
        Some((name, operation))
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        let to = value.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix('#'));
        to.and_then(|to| self.document.pointer(to)).unwrap_or(value)
    }

    fn check_json(&self, schema: &Value, at: &str, body: &[u8]) -> Result<(), String> {
        let json: Value =
            serde_json::from_slice(body).map_err(|error| format!("{at} with no JSON: {error}"))?;
        let errors: Vec<String> = self
            .validator(schema)
            .iter_errors(&json)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        if errors.is_empty() { Ok(()) } else { Err(format!("{at} with {}: {json}", errors.join("; "))) }
    }

    fn validator(&self, schema: &Value) -> Arc<Validator> {
        let mut validators = self.validators.lock().expect("nobody panics meanwhile");
        let ready = validators.entry(schema.to_string()).or_insert_with(|| {
            let mut whole = schema.clone();
            whole["components"] = json!({ "schemas": self.document["components"]["schemas"] });
            let built = jsonschema::options().with_draft(Draft::Draft202012).build(&whole);
            Arc::new(built.expect("a schema of the document"))
        });
        ready.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(method: &Method, path: &str, status: u16, kind: &str, body: &str) -> Option<String> {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().expect("a media type"))]);
        let status = StatusCode::from_u16(status).expect("a status");
        CONTRACT.check(Answered { method, path, status, headers: &headers, body: body.as_bytes() }).err()
    }

    #[test]
    fn what_the_document_does_not_say_is_noticed() {
        let problem = r#"{"type":"/problemas/x","title":"Não","status":404,"detail":"Não há."}"#;
        let (get, post) = (&Method::GET, &Method::POST);
        for (method, path, status, kind, body, said) in [
            (get, "/v/7Q2K?x=y", 404, "application/problem+json", problem, None),
            (get, "/v/7Q2K", 404, "application/json", problem, Some("\"application/json\"")),
            (get, "/v/7Q2K", 418, "application/problem+json", problem, Some("not there")),
            (get, "/v/7Q2K", 500, "application/problem+json", problem, None),
            (get, "/v/7Q2K", 404, "application/problem+json", r#"{"type":"/x"}"#, Some("title")),
            (get, "/v/7Q2K", 404, "application/problem+json", "não", Some("no JSON")),
            (get, "/v/7Q2K", 200, "application/json", "{}", Some("required")),
            (post, "/sair", 303, "text/plain", "", None),
            (post, "/sair", 303, "text/plain", "algo", Some("with a body")),
            (get, "/de/ninguem", 418, "text/plain", "", None),
        ] {
            let fault = fault(method, path, status, kind, body);
            match said {
                None => assert_eq!(fault, None, "{method} {path} {status} {kind}"),
                Some(said) => {
                    assert!(fault.as_ref().is_some_and(|fault| fault.contains(said)), "{said}: {fault:?}")
                }
            }
        }
    }

    #[test]
    fn a_path_is_that_of_the_most_letters() {
        let named = |path: &str| CONTRACT.operation(&Method::GET, path).map(|(name, _)| name.to_owned());
        assert_eq!(named("/organizador/eventos/novo").as_deref(), Some("/organizador/eventos/novo"));
        assert_eq!(named("/organizador/eventos/0123").as_deref(), Some("/organizador/eventos/{event}"));
        assert_eq!(named("/organizador/eventos/"), None);
    }
}
