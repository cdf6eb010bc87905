//! R16: the indexes stand still. What is decided is decided by base keys.

use super::{AT_ONCE, GATEWAY};
use crate::scene::Scene;
use common::web::COOKIE;
use domain::value::id::CertificateId;
use journeys::Fault;
use journeys::lambda::Gateway;
use platform::documents::pdf_key;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn old_indexes_delay_lists_and_decide_nothing() {
    let scene = Scene::published(3).await;
    let gateway = Gateway::before(&scene.lambda, AT_ONCE, GATEWAY);
    scene.proxy.fail_all(Fault::Stale, 100);
    for step in ["issue-batch", "render-pdf", "send-mail"] {
        scene.drain(step).await;
    }
    let mail = scene.app.mails_to("pessoa0@exemplo.com.br").remove(0);
    let mut holder = scene.app.browser_by(gateway.router());
    let initial = mail.after("Senha inicial:");
    scene.app.first_access(&mut holder, &journeys::cpf(0), &initial, "três jabutis lendo jornal").await;
    let person = scene.certificates().await.remove(0);
    let verify = person["verify"].as_str().expect("a path").to_owned();
    let page = scene.app.browser_by(gateway.router()).program(None).get(&verify).await.json();
    assert_eq!(page["status"], "valid", "a verification reads no index");
    let path = person["certificate"].as_str().expect("a path");
    let id = CertificateId::parse(path.rsplit('/').next().expect("an id")).expect("a certificate");
    let pdf = holder.get(&format!("/certificados/{}/pdf", id.as_str().to_lowercase())).await;
    assert_eq!(pdf.body, scene.app.app.documents.get(&pdf_key(&id, 1)).await.expect("the PDF"));
    let program = holder.clone().program(holder.cookie(COOKIE).as_deref());
    assert_eq!(program.clone().get("/certificados").await.json()["cards"], json!([]), "the index is behind");
    scene.proxy.fail(Fault::None);
    assert_eq!(program.clone().get("/certificados").await.json()["cards"].as_array().map(Vec::len), Some(1));
    // The mail that says that the password was chosen.
    scene.finish().await;
    scene.expect_all_issued_once().await;
    println!(
        "R16 indexes that stand still: issue, first access, download and verification pass; the list follows"
    );
}
