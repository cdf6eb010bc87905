//! What an operation answers: with which status, in which form, for browsers and for programs.

use super::schemas::Schemas;
use common::web::{Access, Op, Operation};
use http::{Method, StatusCode};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What every refusal is called under `#/components/responses`, and what it means.
const REFUSALS: [(StatusCode, &str, &str); 11] = [
    (StatusCode::BAD_REQUEST, "Malformed", "O pedido não pôde ser lido."),
    (
        StatusCode::UNAUTHORIZED,
        "SignIn",
        "É preciso entrar, ou o que foi dado para entrar não confere. Navegadores são levados a `/entrar`.",
    ),
    (
        StatusCode::FORBIDDEN,
        "Forbidden",
        "Quem entrou não pode isto, ou o pedido veio da página de outro site.",
    ),
    (StatusCode::NOT_FOUND, "NotFound", "Não existe, ou é de outra pessoa."),
    (StatusCode::CONFLICT, "Conflict", "O estado não permite isto, ou mudou no mesmo instante."),
    (StatusCode::PRECONDITION_FAILED, "PreconditionFailed", "Mudou desde a versão que o envio nomeia."),
    (StatusCode::GONE, "Gone", "Existiu e não está mais disponível."),
    (StatusCode::PAYLOAD_TOO_LARGE, "TooLarge", "O que foi enviado, ou pedido, passa do tamanho aceito."),
    (StatusCode::UNSUPPORTED_MEDIA_TYPE, "UnknownFormat", "O corpo não é nem formulário nem JSON."),
    (StatusCode::UNPROCESSABLE_ENTITY, "Fields", "Há campos a corrigir, cada um com a sua frase."),
    (
        StatusCode::TOO_MANY_REQUESTS,
        "TooMany",
        "Foram tentativas demais. Com `challenge`, a resposta ao desafio no campo `altcha` permite mais uma.",
    ),
];

/// The answers of an operation.
pub fn of(operation: &Operation, schemas: &Schemas) -> Value {
    let op = &operation.op;
    let mut all = Map::new();
    let (status, good) = good(op, schemas);
    all.insert(status.as_str().to_owned(), good);
    if leads(operation) {
        all.insert("303".to_owned(), shared("Elsewhere"));
    }
    let refusals = refusals(operation);
    for (status, name, _) in REFUSALS.iter().filter(|(status, ..)| refusals.contains(&status.as_u16())) {
        all.insert(status.as_str().to_owned(), shared(name));
    }
    all.insert("503".to_owned(), shared("Busy"));
    all.insert("default".to_owned(), shared("Problem"));
    all.sort_keys();
    Value::Object(all)
}

fn shared(name: &str) -> Value {
    json!({ "$ref": format!("#/components/responses/{name}") })
}

fn good(op: &Op, schemas: &Schemas) -> (StatusCode, Value) {
    let usual = op.status.unwrap_or(StatusCode::OK);
    if let Some(schema) = op.output {
        let content = json!({
            "application/json": { "schema": json_of(op, schemas.reference(&schema())) },
            "text/html": { "schema": { "type": "string" } },
        });
        return (usual, json!({ "description": "A página, ou o mesmo como JSON.", "content": content }));
    }
    if !op.files.is_empty() {
        let types = op.files.iter().map(|media_type| ((*media_type).to_owned(), file(media_type)));
        let mut content: Map<String, Value> = types.collect();
        if op.leads {
            content.insert("application/json".to_owned(), json!({ "schema": done() }));
        }
        return (usual, json!({ "description": "O arquivo.", "content": content }));
    }
    let status = op.status.unwrap_or(if op.creates { StatusCode::CREATED } else { StatusCode::OK });
    if status.is_redirection() { (status, shared("Elsewhere")) } else { (status, shared("Done")) }
}

fn done() -> Value {
    json!({ "$ref": "#/components/schemas/Done" })
}

/// What a page is as JSON, or where a program is led instead.
fn json_of(op: &Op, page: Value) -> Value {
    if op.leads { json!({ "anyOf": [page, done()] }) } else { page }
}

fn file(media_type: &str) -> Value {
    match media_type.split_once('/') {
        Some(("text", _)) => json!({ "schema": { "type": "string" } }),
        Some((_, "json")) => json!({ "schema": {} }),
        _ => json!({ "schema": { "type": "string", "format": "binary" } }),
    }
}

/// Whether browsers may be led elsewhere: after something was done, or to sign in first.
fn leads(operation: &Operation) -> bool {
    let op = &operation.op;
    let is_page = op.output.is_some() || !op.files.is_empty();
    op.leads || op.access != Access::Public || !is_page || op.input.is_some() && op.files.is_empty()
}

/// The refusals that follow from who may ask, from what it takes and where it is, and those that its step names.
fn refusals(operation: &Operation) -> BTreeSet<u16> {
    let op = &operation.op;
    let (posts, is_closed) = (operation.method == Method::POST, op.access != Access::Public);
    let has_names = operation.path.contains('{');
    let following = [
        (op.input.is_some() || op.query.is_some() || op.creates || has_names, StatusCode::BAD_REQUEST),
        (is_closed, StatusCode::UNAUTHORIZED),
        // Whoever still has the initial password chooses their own first, wherever they want to go.
        (posts || is_closed, StatusCode::FORBIDDEN),
        (has_names, StatusCode::NOT_FOUND),
        (posts && is_closed && op.files.is_empty(), StatusCode::CONFLICT),
        (op.input.is_some(), StatusCode::PAYLOAD_TOO_LARGE),
        (op.input.is_some(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (op.input.is_some(), StatusCode::UNPROCESSABLE_ENTITY),
    ];
    let following = following.into_iter().filter_map(|(follows, status)| follows.then_some(status));
    following.chain(op.refusals.iter().copied()).map(|status| status.as_u16()).collect()
}

/// Answers that many operations have.
pub fn components() -> Value {
    let location = json!({ "Location": { "description": "O caminho.", "schema": { "type": "string" } } });
    let mut all = Map::from_iter([
        (
            "Done".to_owned(),
            json!({
                "description": "Feito; onde ver o resultado.",
                "headers": location,
                "content": { "application/json": { "schema": done() } },
            }),
        ),
        (
            "Elsewhere".to_owned(),
            json!({
                "description": "Navegadores são levados ao resultado, ou primeiro a `/entrar`.",
                "headers": location,
            }),
        ),
    ]);
    for (status, name, about) in REFUSALS {
        all.insert(name.to_owned(), problem(about, status == StatusCode::TOO_MANY_REQUESTS));
    }
    all.insert("Busy".to_owned(), problem("O serviço está ocupado; nada foi perdido.", true));
    all.insert("Problem".to_owned(), problem("O que deu errado e o que fazer.", false));
    Value::Object(all)
}

fn problem(about: &str, waits: bool) -> Value {
    let mut answer = json!({
        "description": about,
        "content": {
            "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } },
            "text/html": { "schema": { "type": "string" } },
        },
    });
    if waits {
        let after =
            json!({ "description": "Em quantos segundos tentar de novo.", "schema": { "type": "integer" } });
        answer["headers"] = json!({ "Retry-After": after });
    }
    answer
}
