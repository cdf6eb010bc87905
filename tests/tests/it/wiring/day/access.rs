//! Somebody asks for access, an approver decides, and a first sign-in is confirmed.

use crate::digital::access::{INES, PDF, begun, confirmed, filled, sending, waiting};
use crate::digital::approvers::{APPROVER_EMAIL, SECOND_CPF, approver_named};
use crate::house::lock_out::worked;
use crate::participation::issued::as_json;
use domain::digital::access::{AccessRequest, Begin, Command, Proof};
use domain::digital::protocol::Protocol;
use domain::transition::Actor;
use domain::value::email::EmailAddress;
use domain::value::id::AccessRequestId;
use jiff::SignedDuration;
use journeys::{Browser, TestApp};
use platform::documents::proof_key;
use serde_json::json;
use store::Change;

/// Everything that becomes of requests: each is looked at from both sides.
pub(super) async fn requesters_day(app: &TestApp) {
    let entity =
        json!({ "action": "keep_entity", "name": "Câmara Municipal de Horizonte", "number": "501234560" });
    app.administer(entity).await;
    let mut ines = app.browser();
    let page = begun(&mut ines, INES).await;
    let path = page.path.clone();
    let form = filled(sending(&page)).attach("proof", "nomeacao.pdf", PDF.to_vec());
    let proposed =
        form.fill("entity", "").fill("entity_name", "Junta do Vale").fill("entity_number", "600000001");
    ines.submit(proposed).await;
    for end in ["/documento", "/declaracao"] {
        assert_eq!(ines.get(&format!("{path}{end}")).await.status, 200);
    }
    again_and_back(app, &mut ines, &path).await;
    confirmed(app, INES).await;
    // Somebody else of that CPF organises in this house.
    let mut teresa = approver_named(app, SECOND_CPF, "Teresa Aprovadora", APPROVER_EMAIL).await;
    let case = waiting(&mut teresa).await;
    teresa.get(&format!("{case}/documento")).await;
    let page = teresa.get(&case).await;
    teresa.submit(page.form(&case).fill("decision", "return").fill("note_post", "Confira o cargo.")).await;
    let page = ines.get(&path).await;
    ines.submit(sending(&page)).await;
    let page = teresa.get(&case).await;
    teresa.submit(page.form(&case)).await;
    app.settle().await;
    first_sign_in(app).await;
    another_entity(app, &mut teresa).await;
    given_up(app).await;
    by_number(app).await;
    app.administer(json!({ "action": "take_out_entity", "number": "501234560" })).await;
}

/// Taken back, sent in again, and its mail once more.
async fn again_and_back(app: &TestApp, ines: &mut Browser, path: &str) {
    let form = ines.get(path).await.form(&format!("{path}/corrigir"));
    let page = ines.submit(form).await;
    ines.submit(sending(&page)).await;
    let form = ines.get(path).await.form(&format!("{path}/reenviar"));
    ines.submit(form).await;
    app.settle().await;
}

async fn first_sign_in(app: &TestApp) {
    let link = app.mail_to(INES, "O seu pedido foi aprovado").links("/senha/nova/").remove(0);
    let mut ines = app.browser();
    let password = "sete andorinhas azuis";
    let form = ines.get(&link).await.form(&link);
    ines.submit(form.fill("new_password", password).fill("repeated", password)).await;
    for channel in ["mail", "sms"] {
        let form = ines.get("/entrar/codigo").await.form("/entrar/codigo/enviar");
        ines.submit(form.fill("channel", channel)).await;
        app.settle().await;
    }
    let text = app
        .mails()
        .into_iter()
        .find(|mail| mail.to == ["+351912345678@sms.selo.example"])
        .expect("a message");
    let code = text.after("código").trim_end_matches('.').to_owned();
    let form = ines.get("/entrar/codigo").await.form("/entrar/codigo");
    let page = ines.submit(form.fill("code", &code)).await;
    assert_eq!(page.path, "/acesso/meus-pedidos", "{}", page.text());
}

/// Whoever has access asks for another entity while they are signed in, which ends with the approval.
async fn another_entity(app: &TestApp, teresa: &mut Browser) {
    let mut ines = app.browser();
    let page = begun(&mut ines, INES).await;
    let form =
        filled(sending(&page)).fill("name", "Inês Outra").attach("proof", "nomeacao.pdf", PDF.to_vec());
    ines.submit(form).await;
    confirmed(app, INES).await;
    let case = teresa.get("/aprovacao").await.link("Inês Outra");
    let form = teresa.get(&case).await.form(&case);
    teresa.submit(form).await;
    app.settle().await;
}

/// A draft with a document that somebody gives up, and one that is refused.
async fn given_up(app: &TestApp) {
    let mut rui = app.browser();
    let page = begun(&mut rui, "bounce+access@simulator.amazonses.com").await;
    let path = page.path.clone();
    rui.submit(page.form(&path).attach("proof", "a.pdf", PDF.to_vec())).await;
    let form = rui.get(&path).await.form(&format!("{path}/retirar"));
    rui.submit(form).await;
    app.settle().await;
}

/// The link once more, for whoever knows the number.
async fn by_number(app: &TestApp) {
    let mut rita = app.browser();
    let path = begun(&mut rita, "rita@camara.example").await.path;
    let number = as_json(&rita).get(&path).await.json()["protocol"].as_str().expect("a number").to_owned();
    let page = rita.get("/acesso/protocolo").await;
    rita.submit(worked(&page, "/acesso/protocolo").fill("protocol", &number)).await;
    app.settle().await;
}

/// A draft with a document that nobody touched for a month.
pub(super) async fn forgotten(app: &TestApp) {
    let app = &app.app;
    let month = SignedDuration::from_hours(31 * 24);
    let past = app.clock.now().saturating_sub(month).expect("an instant");
    let (id, protocol) = (AccessRequestId::from_bytes([42; 17]), Protocol::from_chance([42; 8]));
    let email = EmailAddress::parse("esquecido@camara.example").expect("an address");
    let begun = AccessRequest::begin(Begin { id: id.clone(), protocol, email }, past);
    let request = app.store.commit(Change::of(begun).numbered()).await.expect("begun");
    let proof = Proof::of("a.pdf", PDF, platform::digest::sha256_hex(PDF)).expect("a document");
    app.documents.put(&proof_key(&id, &proof.sha256), "application/pdf", PDF.to_vec()).await.expect("kept");
    let attached = request.apply(Command::Attach(proof), Actor::Bearer, past).expect("attached");
    app.store.commit(Change::of(attached)).await.expect("committed");
}
