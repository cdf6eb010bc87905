//! A form with files, parsed once, with its idempotency key.

use crate::app::App;
use crate::error::Problem;
use crate::web::input::{Input, repeated, take_key, unreadable};
use crate::web::once::Once;
use crate::web::visit::Visit;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A file that came with a form.
pub struct UploadedFile {
    /// Its name as given, for people's eyes: one line, at most 120 characters, without folders. Never part of a key.
    pub name: String,
    /// Its bytes: never more than the limit of the upload.
    pub bytes: Bytes,
}

/// A form with files (`multipart/form-data`) of at most `MAX` bytes in all. Without files it may also come as a form or
/// as JSON, like an [`Input`].
pub struct Upload<const MAX: usize> {
    /// The text fields.
    pub fields: Map<String, Value>,
    /// The files, by the name of their field; empty file fields are left out.
    pub files: Vec<(String, UploadedFile)>,
    key: Option<String>,
    digest_of: Vec<u8>,
}

impl<const MAX: usize> Upload<MAX> {
    /// The text fields as a type.
    ///
    /// # Errors
    /// 400 when they do not fit.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_value(Value::Object(self.fields.clone())).map_err(unreadable)
    }

    /// Refuses files in fields that the form does not have.
    ///
    /// # Errors
    /// 400 when there is one.
    pub fn only_files(&self, fields: &[&str]) -> Result<(), Problem> {
        match self.files.iter().find(|(name, _)| !fields.contains(&name.as_str())) {
            None => Ok(()),
            Some(_) => Err(Problem::malformed("O formulário traz um arquivo num campo que não existe.")),
        }
    }

    /// The file of a field.
    pub fn file(&self, field: &str) -> Option<&UploadedFile> {
        self.files.iter().find(|(name, _)| name == field).map(|(_, file)| file)
    }

    /// As [`Input::once`].
    ///
    /// # Errors
    /// 422 when the key was used with another body.
    pub async fn once(&self, visit: &Visit, subject: &str, route: &'static str) -> Result<Once, Problem> {
        Once::of(visit, subject, route, self.key.as_deref(), &self.digest_of).await
    }
}

impl<const MAX: usize> FromRequest<App> for Upload<MAX> {
    type Rejection = Problem;

    async fn from_request(mut request: Request, app: &App) -> Result<Self, Problem> {
        let headers = request.headers().clone();
        if !is_multipart(&headers) {
            let Input { body: fields, key, digest_of } =
                Input::<Map<String, Value>>::from_request(request, app).await?;
            return Ok(Self { fields, files: Vec::new(), key, digest_of });
        }
        DefaultBodyLimit::max(MAX).apply(&mut request);
        let parts = Multipart::from_request(request, app)
            .await
            .map_err(|_| Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE))?;
        let (mut fields, files) = received(parts).await?;
        let key = take_key(&mut fields, &headers);
        let digest_of = digest_of(&fields, &files)?;
        Ok(Self { fields, files, key, digest_of })
    }
}

type Files = Vec<(String, UploadedFile)>;

/// The fields and files of a form. As in a form without files, a field that comes twice is refused.
async fn received(mut parts: Multipart) -> Result<(Map<String, Value>, Files), Problem> {
    let (mut fields, mut files, mut names) = (Map::new(), Vec::new(), BTreeSet::new());
    while let Some(part) = parts.next_field().await.map_err(unreadable_part)? {
        let name = part.name().unwrap_or("").to_owned();
        if !names.insert(name.clone()) {
            return Err(repeated());
        }
        let file_name = part.file_name().map(sanitised);
        let bytes = part.bytes().await.map_err(unreadable_part)?;
        match file_name {
            Some(_) if bytes.is_empty() => {}
            Some(file_name) => files.push((name, UploadedFile { name: file_name, bytes })),
            None => {
                let text = String::from_utf8(bytes.to_vec())
                    .map_err(|_| Problem::malformed("Um campo não é texto."))?;
                fields.insert(name, Value::String(text));
            }
        }
    }
    Ok((fields, files))
}

/// What tells one sending from another. Every part has its length before it, so that no two sendings read the same.
fn digest_of(fields: &Map<String, Value>, files: &Files) -> Result<Vec<u8>, Problem> {
    let mut all = Vec::new();
    let mut part = |bytes: &[u8]| {
        all.extend((bytes.len() as u64).to_be_bytes());
        all.extend(bytes);
    };
    part(&serde_json::to_vec(fields).map_err(Problem::internal)?);
    for (field, file) in files {
        part(field.as_bytes());
        part(file.name.as_bytes());
        part(platform::digest::sha256_hex(&file.bytes).as_bytes());
    }
    Ok(all)
}

fn is_multipart(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data")
}

fn unreadable_part(error: axum::extract::multipart::MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::too_large("O arquivo passa do tamanho aceito. Divida-o ou envie um menor.")
    } else {
        Problem::malformed("O envio foi interrompido ou está incompleto. Envie de novo.")
    }
}

/// A file's name as it may be shown: the last part of its path, one line, without controls, at most 120 characters.
fn sanitised(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or("");
    let line: String = domain::value::name::plain_line(last).chars().take(120).collect();
    if line.is_empty() { "arquivo".to_owned() } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    /// A form with files: field, file name where it is a file, and content.
    async fn sent(parts: &[(&str, Option<&str>, &str)]) -> Result<(Map<String, Value>, Files), StatusCode> {
        let mut body = String::new();
        for (field, file, content) in parts {
            let file = file.map(|name| format!("; filename=\"{name}\"")).unwrap_or_default();
            body += &format!(
                "--b\r\nContent-Disposition: form-data; name=\"{field}\"{file}\r\n\r\n{content}\r\n"
            );
        }
        let request = Request::post("/")
            .header(CONTENT_TYPE, "multipart/form-data; boundary=b")
            .body(Body::from(body + "--b--\r\n"))
            .expect("a request");
        let parts = Multipart::from_request(request, &()).await.expect("a form with files");
        received(parts).await.map_err(|problem| problem.status)
    }

    async fn digest(parts: &[(&str, Option<&str>, &str)]) -> Vec<u8> {
        let (fields, files) = sent(parts).await.expect("a form");
        digest_of(&fields, &files).expect("a digest")
    }

    #[tokio::test]
    async fn a_field_that_comes_twice_in_a_form_with_files_is_refused() {
        for twice in [
            [("a", None, "1"), ("a", None, "1")],
            [("a", Some("f.csv"), "1"), ("a", Some("g.csv"), "2")],
            [("a", Some("f.csv"), "1"), ("a", None, "1")],
            [("a", Some(""), ""), ("a", Some("f.csv"), "1")],
        ] {
            assert_eq!(sent(&twice).await.err(), Some(StatusCode::BAD_REQUEST), "{twice:?}");
        }
        let (fields, files) = sent(&[("a", None, "1"), ("b", Some("f.csv"), "2")]).await.expect("a form");
        assert_eq!((fields.len(), files.len()), (1, 1));
    }

    #[tokio::test]
    async fn the_same_bytes_under_another_field_or_name_are_another_sending() {
        let first = digest(&[("t", None, "x"), ("logo", Some("a.png"), "bytes")]).await;
        assert_eq!(first, digest(&[("t", None, "x"), ("logo", Some("a.png"), "bytes")]).await);
        for other in [
            [("t", None, "x"), ("seal", Some("a.png"), "bytes")],
            [("t", None, "x"), ("logo", Some("b.png"), "bytes")],
            [("t", None, "x"), ("logo", Some("a.png"), "other")],
            [("t", None, "y"), ("logo", Some("a.png"), "bytes")],
            [("t", None, "x"), ("logoa", Some(".png"), "bytes")],
        ] {
            assert_ne!(first, digest(&other).await, "{other:?}");
        }
    }

    #[test]
    fn a_file_name_is_one_harmless_line() {
        for (given, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\pasta\\lista.csv", "lista.csv"),
            ("a\r\nSet-Cookie: x.csv", "a Set-Cookie: x.csv"),
            ("\u{202e}fdp.csv", "fdp.csv"),
            ("", "arquivo"),
        ] {
            assert_eq!(sanitised(given), kept);
        }
        assert_eq!(sanitised(&"é".repeat(5000)).chars().count(), 120);
    }
}
