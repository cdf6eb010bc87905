//! A page struct is its HTML and its JSON.

use crate::web::who::Who;
use askama::Template;
use domain::role::{Role, Roles};
use domain::value::name::PersonName;
use http::HeaderMap;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName};
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
    /// What `Accept` names: JSON, when it names JSON and not HTML. When it names neither, because a program left it out or
    /// takes anything, whoever sends JSON or a bearer's token, which no form of a page does, is answered in JSON.
    pub fn of(headers: &HeaderMap) -> Self {
        let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or("");
        let accept = text(ACCEPT);
        let is_program =
            text(CONTENT_TYPE).starts_with("application/json") || headers.contains_key(AUTHORIZATION);
        let takes_anything = accept.is_empty() || accept.contains("*/*");
        match (accept.contains("text/html"), accept.contains("json")) {
            (true, _) => Self::Html,
            (false, true) => Self::Json,
            (false, false) if is_program && takes_anything => Self::Json,
            (false, false) => Self::Html,
        }
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
    /// Where each of their roles works, the first being where they begin.
    pub areas: Vec<Area>,
    /// Whether they sign in with a second factor, which has a page of its own.
    pub has_second_factor: bool,
}

/// The pages of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Where it begins.
    pub path: &'static str,
    /// What the menu at the top calls it, where there is little room.
    pub short: &'static str,
    /// What the list of pages calls it.
    pub label: &'static str,
}

/// Where somebody in a role begins; none, where nobody signs in as it.
fn area_of(role: Role) -> Option<Area> {
    match role {
        Role::Organiser => Some(Area { path: "/organizador", short: "Organizador", label: "Organizador" }),
        Role::Holder => {
            Some(Area { path: "/certificados", short: "Certificados", label: "Meus certificados" })
        }
        Role::Approver => Some(Area { path: "/aprovacao", short: "Aprovação", label: "Pedidos de acesso" }),
        Role::Requester => {
            Some(Area { path: "/acesso/meus-pedidos", short: "Pedidos", label: "Os meus pedidos e cartões" })
        }
        Role::Supervisor => {
            Some(Area { path: "/supervisao/catalogo", short: "Supervisão", label: "Supervisão: catálogo" })
        }
        // Areas of the second line come with their first page.
        Role::Administrator | Role::Agent | Role::Bearer | Role::Step => None,
    }
}

/// The areas of somebody's roles, the first being where they begin.
pub fn areas(roles: &Roles) -> Vec<Area> {
    roles.iter().filter_map(area_of).collect()
}

/// Where somebody who signed in begins.
pub fn home(roles: &Roles) -> &'static str {
    areas(roles).first().map_or("/", |area| area.path)
}

impl SignedIn {
    /// Whoever is signed in, has a password of their own, and has typed the code of their first sign-in. Until the second factor is
    /// proved that is needed, they see the holder's pages alone.
    pub fn of(who: &Who) -> Option<Self> {
        match who {
            Who::SignedIn(session) if session.row.is_settled() && session.row.awaits_second_factor() => {
                Some(Self::new(&session.row.name, &Roles::holder()))
            }
            Who::SignedIn(session) if session.row.is_settled() => {
                Some(Self::new(&session.row.name, &session.row.roles))
            }
            _ => None,
        }
    }

    /// From a session's values.
    pub fn new(name: &PersonName, roles: &Roles) -> Self {
        Self {
            name: name.to_string(),
            first_name: name.first().to_owned(),
            areas: areas(roles),
            has_second_factor: roles.need_second_factor(),
        }
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
        let areas = self.signed_in.as_ref().map(|signed_in| signed_in.areas.as_slice());
        areas.and_then(<[Area]>::first).map_or("/", |area| area.path)
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

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn wants(pairs: &[(HeaderName, &'static str)]) -> Wants {
        let headers = pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
        Wants::of(&headers.collect())
    }

    #[test]
    fn whoever_sends_json_or_a_token_is_a_program_until_it_asks_for_a_page() {
        let (json, token) = ((CONTENT_TYPE, "application/json"), (AUTHORIZATION, "Bearer x"));
        for program in [
            [json.clone()].as_slice(),
            std::slice::from_ref(&token),
            &[json.clone(), (ACCEPT, "*/*")],
            &[(ACCEPT, "application/json")],
            &[(ACCEPT, "application/problem+json, */*")],
        ] {
            assert_eq!(wants(program), Wants::Json, "{program:?}");
        }
        for browser in [
            [].as_slice(),
            &[(ACCEPT, "*/*")],
            &[(CONTENT_TYPE, "application/x-www-form-urlencoded"), (ACCEPT, "*/*")],
            &[json, (ACCEPT, "text/html,application/json;q=0.9,*/*;q=0.8")],
            &[token, (ACCEPT, "text/html")],
        ] {
            assert_eq!(wants(browser), Wants::Html, "{browser:?}");
        }
    }
}
