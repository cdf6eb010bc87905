//! A page struct is its HTML and its JSON.

use crate::web::session::Who;
use askama::Template;
use domain::value::name::PersonName;
use http::HeaderMap;
use http::header::ACCEPT;
use schemars::JsonSchema;
use serde::Serialize;

/// What can be answered: a template, and the same values as JSON with a schema.
pub trait Page: Template + Serialize + JsonSchema {}
impl<P: Template + Serialize + JsonSchema> Page for P {}

/// Which form the caller wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// A page.
    Html,
    /// JSON.
    Json,
}

impl Wants {
    /// What `Accept` says: JSON when it names JSON and not HTML.
    pub fn of(headers: &HeaderMap) -> Self {
        let accept = headers.get(ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or("");
        if accept.contains("json") && !accept.contains("text/html") { Self::Json } else { Self::Html }
    }
}

/// What the frame around every page needs.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Name of the house.
    pub brand: String,
    /// Path of this page.
    pub path: String,
    /// Who is signed in.
    pub signed_in: Option<SignedIn>,
    /// Something to say above the page.
    pub notice: Option<Notice>,
}

/// Who is signed in, for the page's head.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Full name.
    pub name: String,
    /// First word of it.
    pub first_name: String,
    /// Whether the organiser's pages are open.
    pub is_organiser: bool,
}

impl SignedIn {
    /// Whoever is signed in and has a password of their own.
    pub fn of(who: &Who) -> Option<Self> {
        match who {
            Who::SignedIn(session) if !session.row.must_choose_password => {
                Some(Self::new(&session.row.name, session.row.issuer.is_some()))
            }
            _ => None,
        }
    }

    /// From a session's values.
    pub fn new(name: &PersonName, is_organiser: bool) -> Self {
        Self { name: name.to_string(), first_name: name.first().to_owned(), is_organiser }
    }
}

/// A sentence above the page.
#[derive(Debug, Clone)]
pub struct Notice {
    /// `ok`, `info` or `error`.
    pub kind: &'static str,
    /// The sentence.
    pub text: String,
}

impl Site {
    /// Where whoever is signed in begins, or a stranger.
    pub fn home(&self) -> &'static str {
        match &self.signed_in {
            Some(signed_in) if signed_in.is_organiser => "/organizador",
            Some(_) => "/certificados",
            None => "/",
        }
    }

    /// The address of a file of the site: it changes with its content, so a browser may keep it.
    pub fn asset(&self, file: &str) -> String {
        format!("/estatico/{}/{file}", site::HASH)
    }

    /// The hash in addresses of files.
    pub fn assets_hash() -> &'static str {
        site::HASH
    }
}
