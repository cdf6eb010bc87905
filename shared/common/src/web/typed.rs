//! What somebody typed into a form while their session ended: it goes with them through the sign-in, in fields of the pages
//! themselves. Nothing of it is stored here, and nothing stands in an address.

use crate::web::input::MAX_FORM_BYTES;
use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};

/// The most that is carried, in bytes of a form: with the sign-in around it, it still is one.
const MOST: usize = MAX_FORM_BYTES / 2;

/// The longest form with files that is read past, in bytes: more than any page takes.
const LONGEST: usize = 32 * 1024 * 1024;

/// The fields of a form on their way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    fields: Vec<(String, String)>,
    /// Whether a file came with them, which cannot be carried.
    pub had_file: bool,
}

impl Typed {
    /// Fields that a page sent on. What is no form is nothing.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() <= MOST)?;
        Self::of_form(&bytes)
    }

    /// The text that a hidden field of the sign-in takes.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_urlencoded::to_string(&self.fields).unwrap_or_default())
    }

    /// The fields: name and value, in their order.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// A form as it was sent. One with a password is not carried: that is typed again.
    fn of_form(bytes: &[u8]) -> Option<Self> {
        let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(bytes).ok()?;
        Self::of(fields, false)
    }

    fn of(fields: Vec<(String, String)>, had_file: bool) -> Option<Self> {
        let is_secret = fields.iter().any(|(name, _)| name.contains("password"));
        let typed = Self { fields, had_file };
        (!is_secret && typed.text().len() <= MOST * 4 / 3 + 2).then_some(typed)
    }

    /// Whether there is anything that somebody typed or chose: a key that the page itself had is not.
    pub fn is_empty(&self) -> bool {
        self.fields.iter().all(|(name, _)| name == "idempotency_key")
    }

    /// Takes the fields of a request along, which goes on unchanged. A form with files goes on empty: it is for a handler that
    /// refuses whoever did not sign in, before it reads anything.
    pub(super) async fn aside(request: Request) -> (Request, Aside) {
        let headers = request.headers();
        if kind(headers).starts_with("multipart/form-data") {
            let (parts, body) = request.into_parts();
            let goes_on = Request::from_parts(parts.clone(), Body::empty());
            return (goes_on, Aside::Unread(Box::new(Request::from_parts(parts, body))));
        }
        let is_form = kind(headers).starts_with("application/x-www-form-urlencoded");
        let length = length(&request);
        if !is_form || length.is_none_or(|length| length > MOST) {
            let is_bare = length == Some(0) && kind(headers).is_empty();
            return (request, Aside::Read(is_bare.then(Self::default)));
        }
        let (parts, body) = request.into_parts();
        let bytes = to_bytes(body, MOST).await.unwrap_or_default();
        let typed = Self::of_form(&bytes);
        (Request::from_parts(parts, Body::from(bytes)), Aside::Read(typed))
    }

    /// The texts of a form with files. The files are read past: whoever sends one hears the answer only then.
    async fn of_parts(mut request: Request) -> Option<Self> {
        DefaultBodyLimit::max(LONGEST).apply(&mut request);
        let mut parts = Multipart::from_request(request, &()).await.ok()?;
        let (mut fields, mut had_file, mut room) = (Vec::new(), false, MOST);
        while let Some(mut part) = parts.next_field().await.ok()? {
            let name = part.name().unwrap_or_default().to_owned();
            let is_file = part.file_name().is_some();
            had_file |= part.file_name().is_some_and(|file| !file.is_empty());
            let mut text = Vec::new();
            while let Some(chunk) = part.chunk().await.ok()? {
                if !is_file {
                    room = room.checked_sub(chunk.len())?;
                    text.extend_from_slice(&chunk);
                }
            }
            if !is_file {
                fields.push((name, String::from_utf8(text).ok()?));
            }
        }
        Self::of(fields, had_file)
    }
}

/// What was taken along of a request.
pub(super) enum Aside {
    /// A form; nothing, when there is none that can be carried.
    Read(Option<Typed>),
    /// A form with files, which is read only when its handler refused it.
    Unread(Box<Request>),
}

impl Aside {
    /// The form, if it can be carried.
    pub(super) async fn typed(self) -> Option<Typed> {
        match self {
            Self::Read(typed) => typed,
            Self::Unread(request) => Typed::of_parts(*request).await,
        }
    }
}

fn kind(headers: &HeaderMap) -> String {
    headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default().trim().to_ascii_lowercase()
}

/// How long a body is, as far as it says so.
fn length(request: &Request) -> Option<usize> {
    let said = || request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok();
    request.body().size_hint().upper().and_then(|length| usize::try_from(length).ok()).or_else(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_comes_back_as_it_was_typed_and_a_password_does_not() {
        let form = "title=Avalia%C3%A7%C3%A3o+%26+paz&programme=a%0D%0Ab&empty=";
        let typed = Typed::of_form(form.as_bytes()).expect("a form");
        assert_eq!(typed.fields()[0], ("title".to_owned(), "Avaliação & paz".to_owned()));
        assert_eq!(Typed::parse(&typed.text()), Some(typed));
        assert_eq!(Typed::of_form(b"current_password=x&new_password=y"), None);
        for wrong in ["%", "a b", &"A".repeat(MAX_FORM_BYTES)] {
            assert_eq!(Typed::parse(wrong), None);
        }
    }

    #[test]
    fn a_key_alone_is_nothing_typed() {
        assert!(Typed::of_form(b"idempotency_key=0123").expect("a form").is_empty());
        assert!(!Typed::of_form(b"idempotency_key=0123&public=true").expect("a form").is_empty());
    }
}
