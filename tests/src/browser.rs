//! A browser that has no screen: it keeps cookies, follows redirects, and fills in the forms that a page really has.

use crate::contract::{self, Answered};
use axum::Router;
use axum::body::Body;
use common::web::Source;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use scraper::{Html, Selector};
use serde_json::Value;
use tower::ServiceExt;

/// A browser.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    address: String,
    cookies: Vec<(String, String)>,
    bearer: Option<String>,
    accept: &'static str,
    extra: HeaderMap,
}

/// What came back.
pub struct Reply {
    /// Status of the last answer.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
    /// Path and query where the browser ended.
    pub path: String,
}

/// A form of a page, with the values that it came with.
#[derive(Clone)]
pub struct Form {
    action: String,
    multipart: bool,
    fields: Vec<(String, String)>,
    files: Vec<(String, String, Vec<u8>)>,
}

impl Browser {
    pub(crate) fn new(router: Router, address: &str) -> Self {
        let (cookies, extra) = (Vec::new(), HeaderMap::new());
        Self { router, address: address.to_owned(), cookies, bearer: None, accept: "text/html", extra }
    }

    /// The same, as a program that wants JSON and sends a token instead of a cookie.
    pub fn program(mut self, token: Option<&str>) -> Self {
        self.accept = "application/json";
        self.bearer = token.map(str::to_owned);
        self.cookies.clear();
        self
    }

    /// The same with one more header in every request.
    pub fn with_header(mut self, name: &'static str, value: &str) -> Self {
        self.extra.insert(name, value.parse().expect("a header value"));
        self
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone())
    }

    /// Plants a cookie, as an attacker would.
    pub fn plant_cookie(&mut self, name: &str, value: &str) {
        self.cookies.retain(|(n, _)| n != name);
        self.cookies.push((name.to_owned(), value.to_owned()));
    }

    /// Opens a page and follows redirects.
    pub async fn get(&mut self, path: &str) -> Reply {
        let reply = self.send(Method::GET, path, None, Body::empty()).await;
        self.follow(reply).await
    }

    /// Sends a filled-in form and follows redirects.
    pub async fn submit(&mut self, form: Form) -> Reply {
        let reply = self.submit_only(form).await;
        self.follow(reply).await
    }

    /// Sends a filled-in form and stays at the answer.
    pub async fn submit_only(&mut self, form: Form) -> Reply {
        let (kind, body) = form.encode();
        self.send(Method::POST, &form.action, Some(&kind), Body::from(body)).await
    }

    /// Sends a JSON document and stays at the answer.
    pub async fn post_json(&mut self, path: &str, json: &Value) -> Reply {
        self.send(Method::POST, path, Some("application/json"), Body::from(json.to_string())).await
    }

    /// Sends fields as a form that no page needs to have, and stays at the answer.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = serde_urlencoded::to_string(fields).expect("fields");
        self.send(Method::POST, path, Some("application/x-www-form-urlencoded"), Body::from(body)).await
    }

    /// Sends any request and stays at the answer.
    pub async fn send(&mut self, method: Method, path: &str, kind: Option<&str>, body: Body) -> Reply {
        let host = crate::URL.trim_start_matches("https://");
        let mut request =
            Request::builder().method(&method).uri(path).header(HOST, host).header(ACCEPT, self.accept);
        if let Some(kind) = kind {
            request = request.header(CONTENT_TYPE, kind);
        }
        if let Some(token) = &self.bearer {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        } else if method == Method::POST && !self.extra.contains_key(ORIGIN) {
            request = request.header(ORIGIN, crate::URL).header("sec-fetch-site", "same-origin");
        }
        if !self.cookies.is_empty() {
            let line: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            request = request.header(COOKIE, line.join("; "));
        }
        let mut request = request.body(body).expect("a request");
        for (name, value) in &self.extra {
            request.headers_mut().insert(name, value.clone());
        }
        request.extensions_mut().insert(Source::of(&self.address));
        let answer = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = answer.into_parts();
        self.keep_cookies(&parts.headers);
        let body = axum::body::to_bytes(body, 32 * 1024 * 1024).await.expect("a body").to_vec();
        let (status, headers) = (parts.status, &parts.headers);
        contract::hold(Answered { method: &method, path, status, headers, body: &body });
        Reply { status: parts.status, headers: parts.headers, body, path: path.to_owned() }
    }

    async fn follow(&mut self, mut reply: Reply) -> Reply {
        for _ in 0..5 {
            let Some(location) = reply.headers.get(LOCATION).and_then(|v| v.to_str().ok()) else { break };
            if !reply.status.is_redirection() {
                break;
            }
            assert!(
                location.starts_with('/') && !location.starts_with("//"),
                "a redirect leads elsewhere: {location}"
            );
            let path = location.to_owned();
            reply = self.send(Method::GET, &path, None, Body::empty()).await;
        }
        reply
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(SET_COOKIE).iter().filter_map(|v| v.to_str().ok()) {
            let pair = line.split(';').next().unwrap_or("");
            let Some((name, value)) = pair.split_once('=') else { continue };
            self.cookies.retain(|(n, _)| n != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

impl Reply {
    /// The body as text.
    pub fn html(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.html()))
    }

    /// What a person reads of the page's main part, with single blanks.
    pub fn text(&self) -> String {
        let page = Html::parse_document(&self.html());
        let main = page.select(&css("main")).next().unwrap_or_else(|| page.root_element());
        main.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The values of an attribute of all elements that a selector finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let page = Html::parse_document(&self.html());
        page.select(&css(selector)).filter_map(|e| e.attr(name)).map(str::to_owned).collect()
    }

    /// The texts of all elements that a selector finds.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let page = Html::parse_document(&self.html());
        let text = |e: scraper::ElementRef<'_>| {
            e.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
        };
        page.select(&css(selector)).map(text).collect()
    }

    /// The address of the first link whose text holds these words.
    ///
    /// # Panics
    /// When there is none.
    pub fn link(&self, words: &str) -> String {
        let page = Html::parse_document(&self.html());
        let found = page.select(&css("a[href]")).find(|e| e.text().collect::<String>().contains(words));
        found
            .and_then(|e| e.attr("href"))
            .unwrap_or_else(|| panic!("no link {words:?} on {}: {}", self.path, self.text()))
            .to_owned()
    }

    /// The form whose action ends so, with the values that it came with.
    ///
    /// # Panics
    /// When the page has none.
    pub fn form(&self, action: &str) -> Form {
        self.find_form(action).unwrap_or_else(|| {
            panic!("no form to {action} on {} ({}): {}", self.path, self.status, self.text())
        })
    }

    /// The form whose action ends so, if the page has one.
    pub fn find_form(&self, action: &str) -> Option<Form> {
        let page = Html::parse_document(&self.html());
        let own = self.path.split('?').next().unwrap_or("").to_owned();
        let target = |e: &scraper::ElementRef<'_>| {
            e.attr("action").filter(|a| !a.is_empty()).map_or(own.clone(), str::to_owned)
        };
        let form = page.select(&css("form")).find(|e| {
            target(e).ends_with(action) && e.attr("method").is_some_and(|m| m.eq_ignore_ascii_case("post"))
        })?;
        let mut fields = Vec::new();
        for field in form.select(&css("input[name], textarea[name], select[name]")) {
            let (name, kind) = (field.attr("name")?.to_owned(), field.attr("type").unwrap_or("text"));
            match field.value().name() {
                "textarea" => fields.push((name, field.text().collect())),
                "select" => {
                    let chosen = field
                        .select(&css("option[selected]"))
                        .next()
                        .or_else(|| field.select(&css("option")).next());
                    fields.push((name, chosen.and_then(|o| o.attr("value")).unwrap_or("").to_owned()));
                }
                _ if kind == "file" || kind == "submit" => {}
                _ if kind == "checkbox" || kind == "radio" => {
                    if field.attr("checked").is_some() {
                        fields.push((name, field.attr("value").unwrap_or("on").to_owned()));
                    }
                }
                _ => fields.push((name, field.attr("value").unwrap_or("").to_owned())),
            }
        }
        let multipart = form.attr("enctype") == Some("multipart/form-data");
        Some(Form { action: target(&form), multipart, fields, files: Vec::new() })
    }
}

impl Form {
    /// Types into a field (which a checkbox or the script may have added).
    pub fn fill(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(n, _)| n != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Empties a field, or unticks a box.
    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(n, _)| n != name);
        self
    }

    /// Chooses a file.
    pub fn attach(mut self, name: &str, file_name: &str, bytes: Vec<u8>) -> Self {
        self.files.push((name.to_owned(), file_name.to_owned(), bytes));
        self
    }

    /// The same form by a button that sends it elsewhere (`formaction`).
    pub fn to(mut self, action: &str) -> Self {
        action.clone_into(&mut self.action);
        self
    }

    /// The value of a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Where it is sent.
    pub fn action(&self) -> &str {
        &self.action
    }

    fn encode(&self) -> (String, Vec<u8>) {
        if !self.multipart {
            let body = serde_urlencoded::to_string(&self.fields).expect("fields");
            return ("application/x-www-form-urlencoded".to_owned(), body.into_bytes());
        }
        let boundary = "----selo-test-boundary";
        let mut body = Vec::new();
        for (name, value) in &self.fields {
            body.extend(
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .bytes(),
            );
        }
        for (name, file, bytes) in &self.files {
            let head = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            );
            body.extend(head.bytes());
            body.extend(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{boundary}--\r\n").bytes());
        (format!("multipart/form-data; boundary={boundary}"), body)
    }
}

fn css(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|e| panic!("{selector}: {e}"))
}
