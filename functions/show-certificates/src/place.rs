//! Where somebody is in the list: what they searched for, and after which certificate the page begins.

use crate::done::Done;
use common::web::{Site, Visit};
use domain::value::id::CertificateId;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Cursor;

/// The longest search text that is used, in characters.
const LONGEST: usize = 100;

/// What the address says when files were asked for and none was chosen.
pub const NOTHING_CHOSEN: &str = "nenhum";

/// A place in the list, as the address of a page says it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Place {
    /// Words of an event's title or of an issuer's name.
    #[serde(default)]
    busca: String,
    /// Where the page begins.
    #[serde(default)]
    depois: String,
    /// `sim` where a search goes on with what its words are found in beside the title.
    #[serde(default)]
    resto: String,
    /// The certificate whose options are open.
    #[serde(default)]
    aberto: String,
    /// What was just done to it.
    #[serde(default)]
    feito: String,
}

/// Where a page of the list begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    /// Behind which certificate; nothing, at the beginning.
    pub after: Option<Cursor>,
    /// Whether a search is past the titles.
    pub is_rest: bool,
}

impl Place {
    /// What is searched for, on one line.
    pub fn search(&self) -> String {
        domain::value::name::plain_line(&self.busca).chars().take(LONGEST).collect()
    }

    /// Where the page begins.
    pub fn start(&self) -> Start {
        Start { after: Cursor::parse(&self.depois), is_rest: self.resto == "sim" }
    }

    /// The frame of the page, with what it has to say.
    pub fn site(&self, visit: &Visit) -> Site {
        if self.feito != NOTHING_CHOSEN {
            return visit.site();
        }
        visit.site_saying("warning", "Marque os certificados que quer baixar e tente de novo.")
    }

    /// What was just done to a certificate, if it is this one.
    pub fn done_to(&self, certificate: &CertificateId) -> Option<Done> {
        Done::of_word(&self.feito).filter(|_| self.aberto == certificate.as_str())
    }

    /// The page that begins elsewhere, for the same search.
    pub fn path_from(&self, start: &Start) -> String {
        format!("/certificados{}", self.query_with(start, []))
    }

    /// The page itself, with what was just done to a certificate.
    pub fn path_after_doing(&self, certificate: &CertificateId, done: &'static str) -> String {
        let more = [("aberto", Some(certificate.as_str())), ("feito", Some(done))];
        format!("/certificados{}", self.query_with(&self.start(), more))
    }

    /// The query of this page, so that an action leads back to it.
    pub fn query(&self) -> String {
        self.query_with(&self.start(), [])
    }

    fn query_with<const N: usize>(&self, start: &Start, more: [(&str, Option<&str>); N]) -> String {
        let search = self.search();
        let encoded = |value: &str| utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
        let place = [
            ("busca", Some(search.as_str()).filter(|s| !s.is_empty())),
            ("depois", start.after.as_ref().map(Cursor::as_str)),
            ("resto", start.is_rest.then_some("sim")),
        ];
        let pairs = place.into_iter().chain(more);
        let pairs: Vec<String> =
            pairs.filter_map(|(name, value)| value.map(|v| format!("{name}={}", encoded(v)))).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_leads_back_to_itself_and_nowhere_else() {
        let place = Place {
            busca: " Educação\r\n & paz ".into(),
            depois: "2026~CERT#A~CERT".into(),
            ..Place::default()
        };
        let path = |place: &Place| place.path_from(&place.start());
        assert_eq!(
            path(&place),
            "/certificados?busca=Educa%C3%A7%C3%A3o%20%26%20paz&depois=2026%7ECERT%23A%7ECERT"
        );
        let hostile = Place {
            busca: "//evil.org\\@".into(),
            depois: "https://evil.org\r\nSet-Cookie: a".into(),
            resto: "x".into(),
            ..Place::default()
        };
        assert_eq!(path(&hostile), "/certificados?busca=%2F%2Fevil%2Eorg%5C%40");
        assert_eq!(path(&Place::default()), "/certificados");
    }
}
