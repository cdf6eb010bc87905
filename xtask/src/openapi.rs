//! The OpenAPI 3.1 document, from what the steps say of their routes.

mod answers;
mod operation;
mod schemas;

use common::web::Routes;
use schemas::Schemas;
use serde_json::{Map, Value, json};

const ABOUT: &str = "Certificados de participação: emissão, entrega e verificação. Toda página também é JSON: peça `Accept: application/json`. \
    Os formulários aceitam os mesmos campos como `application/x-www-form-urlencoded` ou `application/json`, e os erros \
    vêm como `application/problem+json` (RFC 9457), com um erro por campo. Programas enviam o token de `POST /entrar` \
    em `Authorization: Bearer`.";

/// The document as text, always the same for the same code.
pub fn document() -> String {
    let steps = steps::routes();
    let schemas = Schemas::of(&steps);
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Selo",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": steps.iter().map(|step| json!({ "name": step.step() })).collect::<Vec<_>>(),
        "paths": paths(&steps, &schemas),
        "components": {
            "schemas": schemas.components(),
            "responses": answers::components(),
            "securitySchemes": security_schemes(),
        },
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn paths(steps: &[Routes], schemas: &Schemas) -> Value {
    let mut paths = Map::new();
    for step in steps {
        for operation in step.operations() {
            let item = paths.entry(operation.path).or_insert_with(|| json!({}));
            item[operation.method.as_str().to_lowercase()] =
                operation::describe(step.step(), operation, schemas);
        }
    }
    Value::Object(paths)
}

fn security_schemes() -> Value {
    json!({
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "O token que `POST /entrar` ou `POST /visitante` devolve a quem pede JSON.",
        },
        "cookie": {
            "type": "apiKey",
            "in": "cookie",
            "name": common::web::COOKIE,
            "description": "O mesmo token, como os navegadores o guardam.",
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn parsed() -> Value {
        serde_json::from_str(&document()).expect("JSON")
    }

    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
                members.values().for_each(|member| references(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = parsed();
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        assert!(found.len() > 10, "a document of this size refers to its schemas");
        for reference in found {
            let pointer = reference.strip_prefix('#').expect("a local reference");
            assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
        }
    }

    /// What is sent there may be empty: nothing is asked, or one of several things is.
    const NOTHING_REQUIRED: [&str; 24] = [
        "/acesso/confirmar/{link}",
        "/acesso/pedidos/{link}",
        "/acesso/pedidos/{link}/corrigir",
        "/acesso/pedidos/{link}/enviar",
        "/acesso/pedidos/{link}/reenviar",
        "/acesso/pedidos/{link}/retirar",
        "/ajuda/pedidos/{link}",
        "/certificado-digital/{link}",
        "/certificado-digital/{link}/conferir",
        "/certificado-digital/{link}/desistir",
        "/certificado-digital/{link}/enviar",
        "/certificados/{id}/correcoes/desistir",
        "/organizador/emissor",
        "/organizador/eventos/{event}/importacoes",
        "/organizador/eventos/{event}/pessoas",
        "/organizador/eventos/{event}/reemissao",
        "/organizador/eventos/{event}/teste",
        "/organizador/importacoes/{import}/amostra/teste",
        "/organizador/importacoes/{import}/conferir",
        "/organizador/importacoes/{import}/descartar",
        "/pedidos/{id}/certificados/{unit}/reenviar",
        "/pedidos/{id}/certificados/{unit}/retomar",
        "/sair",
        "/verificar",
    ];

    #[test]
    fn every_body_says_what_is_required_in_each_of_its_forms() {
        let document = parsed();
        let mut empty = BTreeSet::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            let Some(content) = item["post"]["requestBody"]["content"].as_object() else { continue };
            for (kind, media) in content {
                let to = media["schema"]["$ref"].as_str();
                let schema = to.map_or(Some(&media["schema"]), |to| document.pointer(&to[1..]));
                let schema = schema.unwrap_or_else(|| panic!("{path} {kind} has a schema"));
                let required: Vec<_> = schema["required"].as_array().into_iter().flatten().collect();
                for field in &required {
                    let field = field.as_str().expect("a name");
                    assert!(schema["properties"][field].is_object(), "{path} {kind}: no field {field}");
                    assert!(schema["properties"][field].get("default").is_none(), "{path}: {field}");
                }
                if required.is_empty() {
                    empty.insert(path.as_str());
                }
            }
        }
        assert_eq!(empty, NOTHING_REQUIRED.into_iter().collect());
    }

    #[test]
    fn every_operation_says_which_refusals_it_has() {
        let document = parsed();
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("operations") {
                let has = |status: &str| operation["responses"][status].is_object();
                let is_closed = operation["security"].as_array().is_some_and(|s| !s.is_empty());
                assert!(has("503") && has("default"), "{method} {path}");
                assert!(!is_closed || has("401") && has("303"), "{method} {path} is closed");
                assert!(
                    operation.get("requestBody").is_none() || has("415") && has("422"),
                    "{method} {path}"
                );
                assert!(!path.contains('{') || has("404"), "{method} {path} may lead nowhere");
            }
        }
    }

    #[test]
    fn every_route_of_every_step_is_described_once() {
        let document = parsed();
        let mut names = BTreeSet::new();
        let mut routes = 0;
        for step in steps::routes() {
            for operation in step.operations() {
                routes += 1;
                let method = operation.method.as_str().to_lowercase();
                let described = &document["paths"][operation.path][&method];
                assert_eq!(described["tags"][0], step.step(), "{method} {}", operation.path);
                names.insert(described["operationId"].as_str().expect("an operationId").to_owned());
                let needed = operation.path.matches('{').count();
                let parameters = described["parameters"].as_array().map_or(0, |all| {
                    all.iter().filter(|p| p["in"] == "path" && p["required"] == true).count()
                });
                assert_eq!(parameters, needed, "{}", operation.path);
            }
        }
        assert_eq!(names.len(), routes, "two operations share a path, or a name");
    }
}
