//! What no step has: the page for what does not exist, and the way to what was meant.

use crate::error::Problem;
use axum::response::{IntoResponse, Response};
use http::header::LOCATION;
use http::{HeaderValue, Method, StatusCode, Uri};

/// Leads from an address that ends with a slash to the same without it, because people and programs add one; anything else
/// does not exist.
pub(super) async fn unknown(method: Method, uri: Uri) -> Response {
    let meant = without_slash(&uri).filter(|_| matches!(method, Method::GET | Method::HEAD));
    match meant.and_then(|path| HeaderValue::from_str(&path).ok()) {
        Some(path) => (StatusCode::PERMANENT_REDIRECT, [(LOCATION, path)]).into_response(),
        None => Problem::not_found().into_response(),
    }
}

/// The path without slashes at its end, with its query. A path that a browser could read as another host has none.
fn without_slash(uri: &Uri) -> Option<String> {
    let path = uri.path();
    let meant = path.trim_end_matches('/');
    let is_ours = meant.starts_with('/') && !meant.starts_with("//") && !meant.contains('\\');
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    (is_ours && meant.len() < path.len()).then(|| format!("{meant}{query}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_the_end_leads_to_the_same_place_and_to_no_other_host() {
        let meant = |address: &str| without_slash(&address.parse().expect("an address"));
        assert_eq!(meant("/v/7Q2K/"), Some("/v/7Q2K".to_owned()));
        assert_eq!(meant("/ajuda//?busca=a/"), Some("/ajuda?busca=a/".to_owned()));
        for other in ["/", "//", "//evil.org/", "/ajuda", "/ajuda?busca=/"] {
            assert_eq!(meant(other), None, "{other}");
        }
    }
}
