//! Schemas under one roof: each type once, under its own name. Two types of one name, in different steps, get numbers.

use common::web::Routes;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

type Definitions = Map<String, Value>;

/// Every schema that an operation names.
pub struct Schemas {
    /// Name of a schema by its type's name and its whole meaning, with everything it refers to written out.
    names: BTreeMap<(String, String), String>,
    components: Definitions,
}

impl Schemas {
    /// The schemas of all steps, in the order of their routes.
    pub fn of(steps: &[Routes]) -> Self {
        let mut schemas = Self { names: BTreeMap::new(), components: shared() };
        for operation in steps.iter().flat_map(Routes::operations) {
            let sent = operation.op.input.into_iter();
            for schema in sent.flat_map(|sent| std::iter::once(sent.fields).chain(sent.with_files)) {
                schemas.add(schema().to_value(), "Sent");
            }
            if let Some(schema) = operation.op.output {
                schemas.add(schema().to_value(), "");
            }
        }
        schemas
    }

    /// Under `#/components/schemas`.
    pub fn components(&self) -> &Definitions {
        &self.components
    }

    /// The reference to a type's schema.
    pub fn reference(&self, schema: &schemars::Schema) -> Value {
        let (title, root, definitions) = taken_apart(schema.clone().to_value());
        let name = self.names.get(&(title.clone(), written_out(&root, &definitions)));
        let name = name.unwrap_or_else(|| panic!("{title} was not collected"));
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    /// A type's schema itself, with references to what it is made of.
    pub fn in_place(&self, schema: &schemars::Schema) -> Value {
        let (_, mut root, definitions) = taken_apart(schema.clone().to_value());
        self.redirect(&mut root, &definitions);
        root
    }

    fn add(&mut self, schema: Value, suffix: &str) {
        let (title, root, definitions) = taken_apart(schema);
        for (name, value) in &definitions {
            self.name(name, suffix, value, &definitions);
        }
        self.name(&title, suffix, &root, &definitions);
        for (name, value) in definitions.iter().chain([(&title, &root)]) {
            let key = (name.clone(), written_out(value, &definitions));
            let mut value = value.clone();
            self.redirect(&mut value, &definitions);
            self.components.insert(self.names[&key].clone(), value);
        }
    }

    /// What is sent and is not quite what is answered under the same name has the suffix; others of one name, numbers.
    fn name(&mut self, name: &str, suffix: &str, value: &Value, definitions: &Definitions) {
        let key = (name.to_owned(), written_out(value, definitions));
        if self.names.contains_key(&key) {
            return;
        }
        let is_taken =
            |name: &str| shared().contains_key(name) || self.names.values().any(|taken| taken == name);
        let plain = [name.to_owned(), format!("{name}{suffix}")].into_iter();
        let free = plain.chain((2..).map(|n| format!("{name}{n}"))).find(|name| !is_taken(name));
        self.names.insert(key, free.unwrap_or_default());
    }

    /// Makes references lead to the components.
    fn redirect(&self, value: &mut Value, definitions: &Definitions) {
        match value {
            Value::Object(members) => {
                // A field that may be left out has no value then: `null` would not be of its type.
                members.retain(|key, member| key != "default" || !member.is_null());
                for (key, member) in members.iter_mut() {
                    match definition(member).filter(|_| key == "$ref") {
                        Some(name) => {
                            let meaning = written_out(&definitions[&name], definitions);
                            *member = json!(format!("#/components/schemas/{}", self.names[&(name, meaning)]));
                        }
                        None => self.redirect(member, definitions),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.redirect(item, definitions)),
            _ => {}
        }
    }
}

fn definition(reference: &Value) -> Option<String> {
    reference.as_str()?.strip_prefix("#/$defs/").map(str::to_owned)
}

/// Title, schema without its definitions, definitions.
fn taken_apart(mut schema: Value) -> (String, Value, Definitions) {
    let members = schema.as_object_mut();
    let take = |name: &str| members.as_ref().and_then(|m| m.get(name)).cloned();
    let title = take("title").and_then(|t| t.as_str().map(str::to_owned)).unwrap_or_default();
    let definitions = take("$defs").and_then(|d| d.as_object().cloned()).unwrap_or_default();
    if let Some(members) = schema.as_object_mut() {
        for name in ["$schema", "$defs", "title"] {
            members.shift_remove(name);
        }
    }
    (title, schema, definitions)
}

/// A schema with everything that it refers to in its place: two schemas mean the same when these texts are equal.
fn written_out(value: &Value, definitions: &Definitions) -> String {
    fn expand(value: &mut Value, definitions: &Definitions, within: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                let name = members.get("$ref").and_then(definition).filter(|name| !within.contains(name));
                for member in members.values_mut() {
                    expand(member, definitions, within);
                }
                if let Some(name) = name {
                    within.push(name.clone());
                    let mut meaning = definitions.get(&name).cloned().unwrap_or_default();
                    expand(&mut meaning, definitions, within);
                    within.pop();
                    members.insert("$ref".to_owned(), meaning);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| expand(item, definitions, within)),
            _ => {}
        }
    }
    let mut whole = value.clone();
    expand(&mut whole, definitions, &mut Vec::new());
    whole.to_string()
}

/// What the web layer itself answers.
fn shared() -> Definitions {
    let text = |about: &str| json!({ "type": "string", "description": about });
    let field_error = json!({
        "type": "object",
        "properties": { "field": text("Nome do campo."), "message": text("O que fazer.") },
        "required": ["field", "message"],
    });
    let problem = json!({
        "type": "object",
        "description": "O que deu errado (RFC 9457).",
        "properties": {
            "type": text("O tipo do problema, estável para programas."),
            "title": text("O título."),
            "status": { "type": "integer" },
            "detail": text("O que fazer."),
            "errors": { "type": "array", "items": field_error },
            "challenge": { "$ref": "#/components/schemas/Challenge" },
            "support_code": text("O código para o suporte, quando o erro é nosso."),
        },
        "required": ["type", "title", "status", "detail"],
    });
    let done = json!({
        "type": "object",
        "description": "Feito.",
        "properties": { "location": text("Onde ver o resultado.") },
        "required": ["location"],
    });
    Map::from_iter([("Done".to_owned(), done), ("Problem".to_owned(), problem)])
}
