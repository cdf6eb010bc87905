//! Rows as they are stored: key, type, version of the shape, indexed attributes, and the body.

use crate::error::StoreError;
use crate::key::Key;
use crate::row_type::RowType;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// Attributes of an item.
pub type Item = HashMap<String, AttributeValue>;

/// An item about to be written.
#[derive(Debug, Clone)]
pub struct Row {
    pub(crate) key: Key,
    pub(crate) item: Item,
}

/// The attribute with the end of a row, in seconds since 1970: the tables' time to live.
pub(crate) const EXPIRES_AT: &str = "expires_at";

/// A string attribute.
pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A number attribute.
pub(crate) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

impl Row {
    /// A row of a type, whose body is `body`. `v` is the version of the body's shape: a change of meaning raises it,
    /// and readers accept both.
    ///
    /// # Errors
    /// When the body cannot be serialised, which no stored type does.
    pub fn new(key: Key, row_type: RowType, body: &impl Serialize) -> Result<Self, StoreError> {
        let body: AttributeValue = serde_dynamo::to_attribute_value(body).map_err(|e| {
            StoreError::Corrupt { row_type: row_type.name(), sort_key: key.sk.clone(), source: Box::new(e) }
        })?;
        let item = HashMap::from([
            ("pk".to_owned(), text(&key.pk)),
            ("sk".to_owned(), text(&key.sk)),
            ("type".to_owned(), text(row_type.name())),
            ("v".to_owned(), number(1)),
            ("body".to_owned(), body),
        ]);
        Ok(Self { key, item })
    }

    /// The row with one more attribute beside the body: an index key, a version, an expiry.
    pub fn with(mut self, name: &str, value: AttributeValue) -> Self {
        self.item.insert(name.to_owned(), value);
        self
    }

    /// The row without an attribute beside the body.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.item.remove(name);
        self
    }

    /// The row with its end, which the engine may use to clean up; readers compare it with the clock themselves.
    pub fn expiring(self, at: jiff::Timestamp) -> Self {
        self.with(EXPIRES_AT, number(at.as_second()))
    }

    /// The row in another shape of its body than the first: whoever knows only earlier ones fails on it, where they would lose
    /// what it says.
    pub(crate) fn shaped(self, shape: u8) -> Self {
        self.with("v", number(shape))
    }

    /// The row with the version of its aggregate, which conditions the next write.
    pub fn versioned(self, version: u64) -> Self {
        self.with("version", number(version))
    }
}

/// The body of an item that was read.
///
/// # Errors
/// With coordinates, when the item is of another type, of a shape from the future, or unreadable.
pub fn body<T: DeserializeOwned>(row_type: RowType, mut item: Item) -> Result<T, StoreError> {
    let (row_type, shapes) = (row_type.name(), row_type.shapes());
    let sort_key = item.get("sk").and_then(|v| v.as_s().ok()).cloned().unwrap_or_default();
    let corrupt = |source: Box<dyn std::error::Error + Send + Sync>| StoreError::Corrupt {
        row_type,
        sort_key: sort_key.clone(),
        source,
    };
    let stored_type = item.get("type").and_then(|v| v.as_s().ok()).map_or("", String::as_str);
    let stored_v = item.get("v").and_then(|v| v.as_n().ok()).map_or("", String::as_str);
    let is_known = stored_v.parse().is_ok_and(|shape: u8| (1..=shapes).contains(&shape));
    if stored_type != row_type || !is_known {
        return Err(corrupt(format!("type {stored_type:?} in shape {stored_v:?}").into()));
    }
    let body = item.remove("body").ok_or_else(|| corrupt("no body".into()))?;
    serde_dynamo::from_attribute_value(body).map_err(|error| corrupt(unreadable(&error)))
}

/// Why a value cannot be read, for the log: serde quotes a value that is wrong, and rows hold personal ones, so only the
/// name of a member that is missing is kept.
pub(crate) fn unreadable(error: &serde_dynamo::Error) -> Box<dyn std::error::Error + Send + Sync> {
    let text = error.to_string();
    if text.starts_with("missing field `") { text.into() } else { "a member has another shape".into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::chain;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case", tag = "is")]
    #[expect(dead_code, reason = "only whether it is read is looked at")]
    enum Shown {
        Person { name: String },
    }

    fn why(person: &[(&str, AttributeValue)]) -> String {
        let body = person.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let row = [
            ("sk", text("ACC")),
            ("type", text("account")),
            ("v", number(1)),
            ("body", AttributeValue::M(body)),
        ];
        let item = row.map(|(name, value)| (name.to_owned(), value)).into();
        chain(&super::body::<Shown>(RowType::Account, item).expect_err("another shape"))
    }

    #[test]
    fn a_shape_is_read_that_is_known_of_its_type_and_no_later_one() {
        let read = |row_type: RowType, shape: u8| {
            let row = [("type", text(row_type.name())), ("v", number(shape)), ("body", number(7))];
            let item = row.map(|(name, value)| (name.to_owned(), value)).into();
            body::<u8>(row_type, item).is_ok()
        };
        assert_eq!([2, 3, 4].map(|shape| read(RowType::Account, shape)), [true, true, false]);
        assert_eq!([0, 1, 2].map(|shape| read(RowType::Issuer, shape)), [false, true, false]);
    }

    #[test]
    fn a_damaged_row_is_told_of_without_what_is_in_it() {
        let missing = why(&[("is", text("person"))]);
        assert!(missing.contains("under ACC") && missing.contains("missing field `name`"), "{missing}");
        for wrong in [
            [("is", text("person")), ("name", number(18_420_763_535_i64))],
            [("is", text("184.207.635-35")), ("name", text("Ana"))],
        ] {
            let why = why(&wrong);
            assert!(why.contains("another shape") && !why.contains("184"), "{why}");
        }
    }
}
