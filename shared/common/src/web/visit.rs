//! One request: who asks, from where, in which form; and the ways to answer.

use crate::app::App;
use crate::error::Problem;
use crate::web::ended::had_session;
use crate::web::page::{Notice, Page, SignedIn, Site, Wants};
use crate::web::who::{self, Who};
use axum::Json;
use axum::extract::FromRequestParts;
use axum::response::{Html, IntoResponse, Response};
use http::header::{CONTENT_TYPE, LOCATION};
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use jiff::Timestamp;
use platform::digest::sha256_hex;
use platform::secrets::Indexed;
use serde::Serialize;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// The internet address of the caller as the gateway saw it. `X-Forwarded-For` and its like are not read: anybody can
/// write them.
#[derive(Clone, PartialEq, Eq)]
pub struct Source(String);

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source(•••)")
    }
}

impl Source {
    /// The source of an address. Whoever has one address of IPv6 has the other 2⁶⁴ of its network too, so that a limit
    /// per address would limit nobody: such a caller is told by the network.
    pub fn of(address: &str) -> Self {
        Self(match address.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
            Ok(IpAddr::V6(ip)) => {
                let [a, b, c, d, ..] = ip.segments();
                format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            Ok(IpAddr::V4(ip)) => ip.to_string(),
            Err(_) => "unknown".to_owned(),
        })
    }

    /// The address, or the network: for whoever hands a request on, never for a row or a log.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it is counted under: a keyed hash, so that no row names an internet address.
    ///
    /// # Errors
    /// When the keys cannot be loaded.
    pub async fn key(&self, app: &App) -> Result<String, Problem> {
        Ok(app.secrets.keys().await?.index(Indexed::Source(&self.0)))
    }

    /// What it is counted under by a step that loads no key: one of a million drawers, each of which thousands of addresses
    /// share, so that a drawer names none of them. Whoever shares one with a stranger shares their limit.
    pub fn drawer(&self) -> String {
        sha256_hex(self.0.as_bytes())[..5].to_owned()
    }
}

/// One request.
#[derive(Debug, Clone)]
pub struct Visit {
    /// What to work with.
    pub app: App,
    /// Who asks.
    pub who: Who,
    /// Whether they came with a session or a pass that counts no more.
    pub had_session: bool,
    /// In which form they want the answer.
    pub wants: Wants,
    /// From where.
    pub source: Source,
    /// The path asked for.
    pub path: String,
    /// The instant at which the request is decided.
    pub now: Timestamp,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let now = app.clock.now();
        let who = match parts.extensions.get::<Who>() {
            Some(known) => known.clone(),
            None => who::who(&parts.headers, app, now).await?,
        };
        let had_session = had_session(&parts.headers, &who);
        let source = parts.extensions.get::<Source>().cloned().unwrap_or(Source("unknown".to_owned()));
        let path = parts.uri.path().to_owned();
        Ok(Self { app: app.clone(), who, had_session, wants: Wants::of(&parts.headers), source, path, now })
    }
}

impl Visit {
    /// The frame of a page.
    pub fn site(&self) -> Site {
        let signed_in = SignedIn::of(&self.who);
        Site { brand: self.app.config.brand.clone(), path: self.path.clone(), signed_in, notice: None }
    }

    /// The frame of a page with a sentence above it.
    pub fn site_saying(&self, kind: &'static str, text: impl Into<String>) -> Site {
        Site { notice: Some(Notice { kind, text: text.into() }), ..self.site() }
    }

    /// Shows a page.
    pub fn show(&self, page: &impl Page) -> Response {
        self.show_with(StatusCode::OK, page)
    }

    /// Shows a page with a status.
    pub fn show_with(&self, status: StatusCode, page: &impl Page) -> Response {
        match self.wants {
            Wants::Json => (status, Json(page)).into_response(),
            Wants::Html => match page.render() {
                Ok(html) => (status, Html(html)).into_response(),
                Err(error) => Problem::internal(error).into_response(),
            },
        }
    }

    /// Shows a form again with what was typed and what is wrong with it; a program gets the problem itself.
    pub fn again(&self, page: &impl Page, problem: Problem) -> Response {
        match self.wants {
            Wants::Json => problem.into_response(),
            Wants::Html => {
                let retry = problem.retry_after_s;
                let mut answer = self.show_with(problem.status, page);
                if let Some(value) = retry.and_then(|s| HeaderValue::from_str(&s.to_string()).ok()) {
                    answer.headers_mut().insert(http::header::RETRY_AFTER, value);
                }
                answer
            }
        }
    }

    /// Leads to another page after something was done: 303 for browsers; for programs 200 with where to look.
    /// `path` is one of ours and begins with a single slash.
    pub fn see(&self, path: &str) -> Response {
        self.lead(StatusCode::OK, path)
    }

    /// Leads to what was made: 303 for browsers, 201 for programs.
    pub fn created(&self, path: &str) -> Response {
        self.lead(StatusCode::CREATED, path)
    }

    fn lead(&self, json_status: StatusCode, path: &str) -> Response {
        #[derive(Serialize)]
        struct Done<'a> {
            location: &'a str,
        }
        let Ok(location) = HeaderValue::from_str(path) else {
            return Problem::internal("a path is no header").into_response();
        };
        match self.wants {
            Wants::Html => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
            Wants::Json => {
                (json_status, [(LOCATION, location)], Json(Done { location: path })).into_response()
            }
        }
    }

    /// Hands out a file under a name. The name is ours or was sanitised; both header forms of RFC 6266 are written.
    pub fn file(&self, bytes: Vec<u8>, media_type: &'static str, name: &str, inline: bool) -> Response {
        let ascii: String = name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || "._- ".contains(c) { c } else { '_' })
            .collect();
        let utf8 = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        let how = if inline { "inline" } else { "attachment" };
        let disposition = format!("{how}; filename=\"{ascii}\"; filename*=UTF-8''{utf8}");
        let mut answer = (StatusCode::OK, [(CONTENT_TYPE, media_type)], bytes).into_response();
        if let Ok(value) = HeaderValue::from_str(&disposition) {
            answer.headers_mut().insert(http::header::CONTENT_DISPOSITION, value);
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_by_ipv6_is_counted_by_the_network() {
        for (address, source) in [
            ("203.0.113.7", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
            ("nonsense", "unknown"),
        ] {
            assert_eq!(Source::of(address).0, source, "{address}");
        }
    }
}
