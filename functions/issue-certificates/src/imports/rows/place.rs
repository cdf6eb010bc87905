//! Where among the rows of a list somebody is: what its pages' addresses say, and whoever goes on from there takes along.

use super::search::Kind;
use crate::owned::import_path;
use domain::value::id::{ImportId, SearchId};

/// A page of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::imports) struct Place {
    /// Under what the search is kept: what is looked for stands in no address.
    pub(super) search: Option<SearchId>,
    pub(super) kind: Kind,
    /// The row after which they are looked for; 0 from the beginning.
    pub(super) after: u32,
}

impl Place {
    /// What an address or a form says; nonsense is all rows from the beginning.
    pub(in crate::imports) fn parse(search: &str, kind: &str, after: &str) -> Self {
        Self {
            search: SearchId::parse(search.trim()).ok(),
            kind: Kind::named(kind),
            after: after.trim().replace('.', "").parse().unwrap_or(0),
        }
    }

    /// The address of the page.
    pub(in crate::imports) fn path(&self, import: &ImportId) -> String {
        import_path(import) + &self.beside()
    }

    /// What follows the address of the list's page.
    pub(in crate::imports) fn beside(&self) -> String {
        format!("/conferir{}", self.query())
    }

    /// What follows the address of all rows.
    pub(super) fn query(&self) -> String {
        let said = self
            .fields()
            .into_iter()
            .filter(|(name, value)| !value.is_empty() && (*name, value.as_str()) != ("depois", "0"));
        let said: Vec<String> = said.map(|(name, value)| format!("{name}={value}")).collect();
        if said.is_empty() { String::new() } else { format!("?{}", said.join("&")) }
    }

    /// The same as the end of another page's address, which leads back here. That it comes from here says `depois`.
    pub(super) fn taken_along(&self) -> String {
        let said = self.fields().into_iter().filter(|(_, value)| !value.is_empty());
        said.map(|(name, value)| format!("&{name}={value}")).collect()
    }

    /// What a form takes along.
    pub(in crate::imports) fn fields(&self) -> [(&'static str, String); 3] {
        let search = self.search.as_ref().map(|id| id.as_str().to_lowercase());
        [
            ("procura", search.unwrap_or_default()),
            ("estado", self.kind.name().to_owned()),
            ("depois", self.after.to_string()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written_and_nothing_else_gets_into_an_address() {
        let (import, search) = (ImportId::from_bytes([1; 17]), SearchId::from_bytes([2; 17]));
        let id = search.as_str().to_lowercase();
        let place = Place::parse(&id, "com-erro", "1.250");
        assert_eq!(place, Place { search: Some(search), kind: Kind::Bad, after: 1250 });
        let path = place.path(&import);
        assert!(path.ends_with(&format!("/conferir?procura={id}&estado=com-erro&depois=1250")), "{path}");
        assert_eq!(place.taken_along(), format!("&procura={id}&estado=com-erro&depois=1250"));
        let all = Place::parse("Ana Sá", "//exemplo.com", "x");
        assert!(all.path(&import).ends_with("/conferir"), "{}", all.path(&import));
        assert_eq!(all.taken_along(), "&depois=0");
    }
}
