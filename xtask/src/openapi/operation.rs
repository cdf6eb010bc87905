//! One operation: parameters, body, who may.

use super::answers;
use super::schemas::Schemas;
use common::web::{Access, Operation, Sent};
use serde_json::{Map, Value, json};

/// The operation object.
pub fn describe(step: &str, operation: &Operation, schemas: &Schemas) -> Value {
    let op = &operation.op;
    let mut object = Map::from_iter([
        ("operationId".to_owned(), json!(name(operation))),
        ("tags".to_owned(), json!([step])),
        ("summary".to_owned(), json!(op.summary)),
        ("security".to_owned(), security(op.access)),
        ("responses".to_owned(), answers::of(operation, schemas)),
    ]);
    let parameters = parameters(operation);
    if !parameters.is_empty() {
        object.insert("parameters".to_owned(), Value::Array(parameters));
    }
    if let Some(sent) = op.input {
        object.insert("requestBody".to_owned(), request_body(sent, op.creates, schemas));
    }
    Value::Object(object)
}

/// `post_certificados_id_publico`.
fn name(operation: &Operation) -> String {
    let words = operation.path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = operation.method.as_str().to_lowercase();
    for word in words {
        name.push('_');
        name.push_str(word);
    }
    name
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let in_path = operation.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).map(|name| {
        let name = name.trim_start_matches('*');
        json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
    });
    let key = operation.op.creates.then(|| {
        json!({
            "name": "Idempotency-Key",
            "in": "header",
            "required": false,
            "description": "De 8 a 128 caracteres, novos a cada envio. Repetir o envio com a mesma chave dá a mesma resposta e não faz nada de novo.",
            "schema": key(),
        })
    });
    in_path.chain(query(operation)).chain(key).collect()
}

fn key() -> Value {
    json!({ "type": "string", "minLength": 8, "maxLength": 128 })
}

fn query(operation: &Operation) -> Vec<Value> {
    let Some(schema) = operation.op.query else { return Vec::new() };
    let schema = schema().to_value();
    let members = schema["properties"].as_object().cloned().unwrap_or_default();
    let parameter = |(name, mut schema): (String, Value)| {
        let description = schema.as_object_mut().and_then(|s| s.remove("description")).unwrap_or_default();
        json!({ "name": name, "in": "query", "required": false, "description": description, "schema": schema })
    };
    members.into_iter().map(parameter).collect()
}

/// A form has texts only, and may carry the idempotency key in a field: it is a schema of its own, so that generators tell
/// it from the JSON.
fn request_body(sent: Sent, creates: bool, schemas: &Schemas) -> Value {
    let fields = (sent.fields)();
    let mut form = schemas.in_place(&fields);
    if creates && form["properties"].is_object() {
        form["properties"]["idempotency_key"] = key();
    }
    let mut content = Map::from_iter([
        ("application/json".to_owned(), json!({ "schema": schemas.reference(&fields) })),
        ("application/x-www-form-urlencoded".to_owned(), json!({ "schema": form })),
    ]);
    if let Some(with_files) = sent.with_files {
        let schema = schemas.reference(&with_files());
        content.insert("multipart/form-data".to_owned(), json!({ "schema": schema }));
    }
    json!({ "required": true, "content": content })
}

fn security(access: Access) -> Value {
    match access {
        Access::Public => json!([]),
        Access::Visitor | Access::Only(_) => json!([{ "bearer": [] }, { "cookie": [] }]),
    }
}
