//! Asking for access: from an address that is typed to the first sign-in.

pub mod codes;
pub mod deciding;
pub mod drafts;
pub mod strangers;

use http::StatusCode;
use journeys::{Browser, Form, Reply, TestApp};
use serde_json::json;

/// Who asks, in most tests.
pub const INES: &str = "ines@camara.example";
/// Her NIF.
pub const INES_NIF: &str = "123456789";
/// The entity of the list.
pub const ENTITY: &str = "Câmara Municipal de Horizonte";
/// A document, as far as its first bytes tell.
pub const PDF: &[u8] = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

/// A house with an entity on its list.
pub async fn house() -> TestApp {
    let app = TestApp::start().await;
    app.administer(json!({ "action": "keep_entity", "name": ENTITY, "number": "501234560" })).await;
    app
}

/// Begins a request with an address; gives the page of its form.
pub async fn begun(browser: &mut Browser, email: &str) -> Reply {
    let form = browser.get("/acesso").await.form("/acesso");
    let page = browser.submit(form.fill("email", email)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    page
}

/// Where a form goes that sends the request in, instead of only keeping it.
pub fn sending(page: &Reply) -> Form {
    let path = page.path.split('?').next().expect("a path");
    page.form(path).to(&format!("{path}/enviar"))
}

/// The form of a page, filled in by Inês, but for the document.
pub fn filled(form: Form) -> Form {
    form.fill("motive", "Pedido de certificados de assinatura qualificada")
        .fill("service", "signature")
        .fill("name", "Inês Duarte Sol")
        .fill("person", INES_NIF)
        .fill("mobile", "912 345 678")
        .fill("entity", ENTITY)
        .fill("post", "Chefe de Divisão")
}

/// A request that Inês sent in; gives its page.
pub async fn sent(browser: &mut Browser) -> Reply {
    let page = begun(browser, INES).await;
    let form = filled(sending(&page)).attach("proof", "nomeação da Inês.pdf", PDF.to_vec());
    let page = browser.submit(form).await;
    assert!(page.text().contains("À espera do seu e-mail"), "{}", page.text());
    page
}

/// Proves the address of the last request that was sent in to it.
pub async fn confirmed(app: &TestApp, email: &str) -> Reply {
    app.settle().await;
    let mails = app.mails_to(email);
    let links: Vec<String> = mails.iter().flat_map(|mail| mail.links("/acesso/confirmar/")).collect();
    let mut browser = app.browser();
    for link in links {
        let page = browser.get(&link).await;
        if page.status == StatusCode::OK && page.text().contains("Confirme só se foi quem fez") {
            return browser.submit(page.form(&link)).await;
        }
    }
    panic!("no link to confirm {email}");
}

/// The path of the only request that waits, for an approver.
pub async fn waiting(approver: &mut Browser) -> String {
    approver.get("/aprovacao").await.link("Inês Duarte Sol")
}
