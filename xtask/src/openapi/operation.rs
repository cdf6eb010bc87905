//! One operation: parameters, body, answers, who may.

use super::schemas::Schemas;
use common::web::{Access, Body, Operation};
use serde_json::{Map, Value, json};

/// The operation object.
pub fn describe(step: &str, operation: &Operation, schemas: &Schemas) -> Value {
    let op = &operation.op;
    let mut object = Map::from_iter([
        ("operationId".to_owned(), json!(name(operation))),
        ("tags".to_owned(), json!([step])),
        ("summary".to_owned(), json!(op.summary)),
        ("security".to_owned(), security(op.access)),
        ("responses".to_owned(), responses(operation, step, schemas)),
    ]);
    let parameters = parameters(operation);
    if !parameters.is_empty() {
        object.insert("parameters".to_owned(), Value::Array(parameters));
    }
    if let Some((body, schema)) = op.input {
        object.insert("requestBody".to_owned(), request_body(body, &schemas.reference(step, &schema())));
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
            "schema": { "type": "string", "minLength": 8, "maxLength": 128 },
        })
    });
    in_path.chain(query(operation)).chain(key).collect()
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

fn request_body(body: Body, schema: &Value) -> Value {
    let content = match body {
        Body::Form => json!({
            "application/json": { "schema": schema },
            "application/x-www-form-urlencoded": { "schema": schema },
        }),
        Body::Files => json!({ "multipart/form-data": { "schema": schema } }),
    };
    json!({ "required": true, "content": content })
}

fn responses(operation: &Operation, step: &str, schemas: &Schemas) -> Value {
    let op = &operation.op;
    let mut all = Map::new();
    if let Some(schema) = op.output {
        let content = json!({
            "application/json": { "schema": schemas.reference(step, &schema()) },
            "text/html": { "schema": { "type": "string" } },
        });
        all.insert(
            "200".to_owned(),
            json!({ "description": "A página, ou o mesmo como JSON.", "content": content }),
        );
    }
    if let Some(media_type) = op.file {
        let content = json!({ media_type: {} });
        all.insert("200".to_owned(), json!({ "description": "O arquivo.", "content": content }));
    }
    if op.output.is_none() && op.file.is_none() {
        let status = if op.creates { "201" } else { "200" };
        all.insert(status.to_owned(), json!({ "$ref": "#/components/responses/Done" }));
    }
    if op.file.is_none() && (op.output.is_none() || operation.method == "POST") {
        all.insert("303".to_owned(), json!({ "$ref": "#/components/responses/Elsewhere" }));
    }
    all.insert("default".to_owned(), json!({ "$ref": "#/components/responses/Problem" }));
    Value::Object(all)
}

/// Answers that many operations have.
pub fn shared_responses() -> Value {
    let location = json!({ "Location": { "description": "O caminho.", "schema": { "type": "string" } } });
    let problem = json!({ "$ref": "#/components/schemas/Problem" });
    let done = json!({ "$ref": "#/components/schemas/Done" });
    json!({
        "Done": {
            "description": "Feito; onde ver o resultado.",
            "headers": location,
            "content": { "application/json": { "schema": done } },
        },
        "Elsewhere": { "description": "Feito; navegadores são levados ao resultado.", "headers": location },
        "Problem": {
            "description": "O que deu errado e o que fazer. Sem acesso, navegadores são levados a `/entrar`.",
            "content": {
                "application/problem+json": { "schema": problem },
                "text/html": { "schema": { "type": "string" } },
            },
        },
    })
}

fn security(access: Access) -> Value {
    match access {
        Access::Public => json!([]),
        Access::Visitor | Access::Only(_) => json!([{ "bearer": [] }, { "cookie": [] }]),
    }
}
