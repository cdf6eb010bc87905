//! The tables as `template.yaml` describes them: never a second definition.

use serde_norway::Value;

use crate::template::{Resource, Template, TemplateError};

/// The shape of one DynamoDB table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSpec {
    /// Logical id in the template, such as `RegistryTable`.
    pub logical_id: String,
    /// Name of the local table, such as `selo-registry`.
    pub name: String,
    /// The table's own key.
    pub key: KeySpec,
    /// Every attribute that is part of a key, with its type.
    pub attributes: Vec<AttributeSpec>,
    /// The global secondary indexes, in the order of the template.
    pub indexes: Vec<IndexSpec>,
    /// The attribute that holds the second (Unix time) after which a row may be forgotten.
    pub expiry: Option<String>,
}

/// One global secondary index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexSpec {
    /// Name of the index, such as `due`.
    pub name: String,
    /// The index's key.
    pub key: KeySpec,
    /// `ALL` or `KEYS_ONLY`.
    pub projection: String,
}

/// A hash key and the range key that orders within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySpec {
    /// Attribute of the partition.
    pub hash: String,
    /// Attribute of the order within a partition.
    pub range: Option<String>,
}

/// An attribute of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeSpec {
    /// Name of the attribute.
    pub name: String,
    /// `S`, `N` or `B`.
    pub kind: String,
}

/// Reads the tables of a template and of those nested in it.
///
/// # Errors
/// When the template is not YAML, or a table has a property that this reader does not understand.
pub fn table_specs(template: &str) -> Result<Vec<TableSpec>, TemplateError> {
    let templates = Template::with_nested(template)?;
    let tables = templates.iter().flat_map(|template| template.resources("AWS::DynamoDB::Table"));
    tables.map(|table| read_table(&table)).collect()
}

fn read_table(table: &Resource<'_>) -> Result<TableSpec, TemplateError> {
    let indexes = table.list(&["GlobalSecondaryIndexes"]).iter();
    let attributes = table.list(&["AttributeDefinitions"]).iter();
    let expiry = table.property(&["TimeToLiveSpecification", "AttributeName"]).and_then(Value::as_str);
    Ok(TableSpec {
        logical_id: table.id().to_owned(),
        name: table.text("TableName")?,
        key: read_key(table.list(&["KeySchema"])).ok_or_else(|| table.misses("KeySchema"))?,
        attributes: attributes
            .map(|attribute| read_attribute(attribute).ok_or_else(|| table.misses("AttributeDefinitions")))
            .collect::<Result<_, _>>()?,
        indexes: indexes
            .map(|index| read_index(index).ok_or_else(|| table.misses("GlobalSecondaryIndexes")))
            .collect::<Result<_, _>>()?,
        expiry: expiry.map(str::to_owned),
    })
}

fn read_attribute(attribute: &Value) -> Option<AttributeSpec> {
    let name = attribute.get("AttributeName")?.as_str()?.to_owned();
    let kind = attribute.get("AttributeType")?.as_str()?.to_owned();
    Some(AttributeSpec { name, kind })
}

fn read_index(index: &Value) -> Option<IndexSpec> {
    Some(IndexSpec {
        name: index.get("IndexName")?.as_str()?.to_owned(),
        key: read_key(index.get("KeySchema")?.as_sequence()?)?,
        projection: index.get("Projection")?.get("ProjectionType")?.as_str()?.to_owned(),
    })
}

fn read_key(schema: &[Value]) -> Option<KeySpec> {
    let part = |kind: &str| {
        let element =
            schema.iter().find(|element| element.get("KeyType").and_then(Value::as_str) == Some(kind));
        element.and_then(|element| element.get("AttributeName")).and_then(Value::as_str).map(str::to_owned)
    };
    Some(KeySpec { hash: part("HASH")?, range: part("RANGE") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::TEMPLATE;

    #[test]
    fn the_template_has_three_tables_with_one_key_shape() {
        let tables = table_specs(TEMPLATE).unwrap();
        let names: Vec<_> = tables.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["selo-registry", "selo-outbox", "selo-access"]);
        for table in &tables {
            assert_eq!(table.key, KeySpec { hash: "pk".into(), range: Some("sk".into()) }, "{}", table.name);
            assert_eq!(table.expiry.as_deref(), Some("expires_at"), "{}", table.name);
        }
    }

    #[test]
    fn every_key_attribute_is_defined_and_every_definition_is_a_key() {
        for table in table_specs(TEMPLATE).unwrap() {
            let keys = std::iter::once(&table.key).chain(table.indexes.iter().map(|index| &index.key));
            let mut used: Vec<_> =
                keys.flat_map(|key| [Some(key.hash.clone()), key.range.clone()]).flatten().collect();
            used.sort();
            used.dedup();
            let mut defined: Vec<_> =
                table.attributes.iter().map(|attribute| attribute.name.clone()).collect();
            defined.sort();
            assert_eq!(used, defined, "{}", table.name);
        }
    }

    #[test]
    fn a_table_without_a_hash_key_is_refused() {
        let error = table_specs(
            "Resources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: t\n      KeySchema: []\n",
        )
        .unwrap_err();
        assert_eq!(error.to_string(), "T: KeySchema is missing or not understood");
    }
}
