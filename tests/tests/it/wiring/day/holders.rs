//! What a buyer does with what they have paid, and whoever they assign it to.

use crate::participation::issued::{DAVI_CPF, DAVI_EMAIL};
use http::StatusCode;
use journeys::{Browser, TestApp};
use serde_json::json;

/// A unit is assigned, taken back and assigned again; its holder asks for the certificate, corrects the request, and gives up.
pub(super) async fn holders_request(app: &TestApp, buyer: &mut Browser, order: &str) {
    let units = format!("{order}/certificados");
    let unit = buyer.get(&units).await.json()["units"][0]["path"].as_str().expect("a unit").to_owned();
    let to = json!({ "cpf": DAVI_CPF, "email": DAVI_EMAIL });
    assert_eq!(buyer.get(&unit).await.status, StatusCode::OK);
    for (path, body) in [("", &to), ("/reenviar", &json!({})), ("/retomar", &json!({})), ("", &to)] {
        let answer = buyer.post_json(&format!("{unit}{path}"), body).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.html());
    }
    app.settle().await;
    let mails = app.mails_to(DAVI_EMAIL);
    let mail = mails.iter().rfind(|mail| mail.subject.contains("atribuído a você")).expect("a mail");
    let link = mail.links("/certificado-digital/").remove(0);
    let mut davi = app.browser().program(None);
    let typed =
        json!({ "name": "Davi Sá", "birth": "1980-03-25", "email": DAVI_EMAIL, "acts": "themselves" });
    assert!(davi.post_json(&link, &json!({ "name": "Davi" })).await.status.is_success());
    sent(&mut davi, &link, &typed, "first request").await;
    let case = buyer.get(&units).await.json()["units"][0]["case"].as_str().expect("a case").to_owned();
    assert_eq!(buyer.get(&case).await.status, StatusCode::OK);
    for place in ["", "/solicitacao", "/dados", "/termo-aceito.pdf"] {
        assert_eq!(davi.get(&format!("{link}{place}")).await.status, StatusCode::OK, "{place}");
    }
    sent(
        &mut davi,
        &link,
        &json!({ "name": "Davi de Sá", "birth": "1980-03-25", "email": DAVI_EMAIL, "acts": "themselves" }),
        "its correction",
    )
    .await;
    assert!(davi.post_json(&format!("{link}/desistir"), &json!({})).await.status.is_success());
    app.settle().await;
}

/// The form is completed, the deed read and agreed to.
async fn sent(holder: &mut Browser, link: &str, typed: &serde_json::Value, key: &str) {
    let checked = holder.post_json(&format!("{link}/conferir"), typed).await;
    assert!(checked.status.is_success(), "{}", checked.html());
    let deed = holder.get(&format!("{link}/termo")).await.json();
    assert_eq!(holder.get(&format!("{link}/termo.pdf")).await.status, StatusCode::OK);
    let agreed = json!({ "version": deed["version"], "sha256": deed["sha256"], "agree": true });
    let mut once = holder.clone().with_header("idempotency-key", key);
    let answer = once.post_json(&format!("{link}/enviar"), &agreed).await;
    assert!(answer.status.is_success(), "{}", answer.html());
}
