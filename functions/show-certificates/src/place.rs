//! Where somebody is in the list: what they searched for, and after which certificate the page begins.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Cursor;

/// The longest search text that is used, in characters.
const LONGEST: usize = 100;

/// A place in the list, as the address of a page says it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Place {
    /// Words of an event's title or of an issuer's name.
    #[serde(default)]
    busca: String,
    /// Where the page begins.
    #[serde(default)]
    depois: String,
}

impl Place {
    /// What is searched for, on one line.
    pub fn search(&self) -> String {
        domain::value::name::plain_line(&self.busca).chars().take(LONGEST).collect()
    }

    /// Where the page begins; nothing, at the beginning.
    pub fn after(&self) -> Option<Cursor> {
        Cursor::parse(&self.depois)
    }

    /// The page that begins after a cursor, for the same search.
    pub fn path_after(&self, cursor: Option<&Cursor>) -> String {
        format!("/certificados{}", self.query_with(cursor.map(Cursor::as_str)))
    }

    /// The page itself.
    pub fn path(&self) -> String {
        self.path_after(self.after().as_ref())
    }

    /// The query of this page, so that an action leads back to it.
    pub fn query(&self) -> String {
        self.query_with(self.after().as_ref().map(Cursor::as_str))
    }

    fn query_with(&self, after: Option<&str>) -> String {
        let search = self.search();
        let encoded = |value: &str| utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
        let pairs = [("busca", Some(search.as_str()).filter(|s| !s.is_empty())), ("depois", after)];
        let pairs: Vec<String> = pairs
            .iter()
            .filter_map(|(name, value)| value.map(|v| format!("{name}={}", encoded(v))))
            .collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_leads_back_to_itself_and_nowhere_else() {
        let place = Place { busca: " Educação\r\n & paz ".into(), depois: "2026~CERT#A~CERT".into() };
        assert_eq!(
            place.path(),
            "/certificados?busca=Educa%C3%A7%C3%A3o%20%26%20paz&depois=2026%7ECERT%23A%7ECERT"
        );
        let hostile =
            Place { busca: "//evil.org\\@".into(), depois: "https://evil.org\r\nSet-Cookie: a".into() };
        assert_eq!(hostile.path(), "/certificados?busca=%2F%2Fevil%2Eorg%5C%40");
        assert_eq!(Place::default().path(), "/certificados");
    }
}
