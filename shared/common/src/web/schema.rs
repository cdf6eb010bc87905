//! Schemas as they are true on the wire: of what is sent, and of what is answered.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

/// The schema of what a form or a program sends.
///
/// Every field of a form may be absent for serde, so that whoever left one out reads a sentence about it and not an error of
/// the parser. Whether it must be given is told by its values: a field whose value when it is left out is not one of
/// them (an empty text where at least one character is asked for, `false` where only `true` is) is required.
pub fn sent<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().for_deserialize();
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    let members = schema.ensure_object();
    let Some(properties) = members.get_mut("properties").and_then(Value::as_object_mut) else {
        return schema;
    };
    let mut needed = Vec::new();
    for (name, property) in properties.iter_mut() {
        let Some(default) = property.get("default") else { continue };
        let is_needed = !is_value_of(default, property);
        let is_empty = matches!(default, Value::Null | Value::Bool(false)) || default == "";
        if is_needed {
            needed.push(Value::from(name.as_str()));
        }
        // Generators take a field with a default for one that is always there.
        if let Some(property) = property.as_object_mut().filter(|_| is_needed || is_empty) {
            property.shift_remove("default");
        }
    }
    if let Some(Value::Array(required)) = members.get_mut("required") {
        needed.append(required);
    }
    if !needed.is_empty() {
        members.insert("required".to_owned(), Value::Array(needed));
    }
    schema
}

/// The schema of what is answered: a field that is written always is required. A form that is shown again has what was typed,
/// which may be nothing where something is asked for.
pub fn answered<T: JsonSchema>() -> Schema {
    let settings =
        SchemaSettings::draft2020_12().for_serialize().with_transform(RecursiveTransform(as_shown));
    settings.into_generator().into_root_schema_for::<T>()
}

fn as_shown(schema: &mut Schema) {
    schema.remove("minLength");
}

/// Whether a field may have a value, as far as its own schema says.
fn is_value_of(value: &Value, property: &Value) -> bool {
    let fits = match (value, &property["type"]) {
        (Value::Null, Value::String(only)) => only == "null",
        (Value::Null, Value::Array(several)) => several.iter().any(|one| one == "null"),
        _ => true,
    };
    let length = value.as_str().map_or(u64::MAX, |text| text.chars().count() as u64);
    let is_short = property["minLength"].as_u64().is_some_and(|least| length < least);
    let is_other = property.get("const").is_some_and(|only| only != value);
    let is_unlisted = property["enum"].as_array().is_some_and(|listed| !listed.contains(value));
    fits && !is_short && !is_other && !is_unlisted
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    #[derive(Deserialize, Serialize, JsonSchema)]
    struct Form {
        #[serde(default)]
        #[schemars(length(min = 1))]
        name: String,
        #[serde(default)]
        note: String,
        #[serde(default)]
        #[schemars(extend("const" = true))]
        confirm: bool,
        #[serde(default)]
        #[schemars(with = "u32")]
        number: Option<u64>,
        #[serde(default)]
        version: Option<u64>,
        #[serde(default = "ten")]
        lines: u32,
        kind: String,
    }

    fn ten() -> u32 {
        10
    }

    #[test]
    fn a_field_that_may_not_be_empty_must_be_given() {
        let schema = sent::<Form>().to_value();
        assert_eq!(schema["required"], json!(["name", "confirm", "number", "kind"]));
        for field in ["name", "note", "confirm", "number", "version"] {
            assert!(
                schema["properties"][field].get("default").is_none(),
                "{field} has none that says anything"
            );
        }
        assert_eq!(schema["properties"]["lines"]["default"], 10);
    }

    #[test]
    fn what_is_always_written_is_always_there() {
        let schema = answered::<Form>().to_value();
        assert_eq!(schema["required"].as_array().map(Vec::len), Some(7));
        assert!(schema["properties"]["name"].get("minLength").is_none(), "a form is shown empty first");
    }
}
