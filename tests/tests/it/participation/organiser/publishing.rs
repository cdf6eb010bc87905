//! Publishing an import, revoking what was issued, and messages that were given up.

use super::{TWO, event, people, program, publish, upload};
use journeys::{TestApp, URL};
use serde_json::json;

#[tokio::test]
async fn nothing_is_published_before_the_public_address_is_confirmed() {
    let app = TestApp::start().await;
    app.administer(json!({
        "action": "create_issuer_with_organiser",
        "issuer_name": "Instituto Horizonte", "name": "Otília Amaral",
        "email": journeys::ORGANISER_EMAIL, "cpf": journeys::ORGANISER_CPF,
    }))
    .await;
    app.settle().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Cedo demais").await;
    let import = upload(&app, &mut organiser, &event, TWO.to_vec()).await;
    let page = organiser.get(&import).await;
    assert!(
        page.find_form("/publicar").is_none() && page.text().contains("ainda não foi confirmado"),
        "{}",
        page.text()
    );
    let decision = json!({ "confirm": true, "number": 2 });
    let answer = program(&organiser).post_json(&format!("{import}/publicar"), &decision).await;
    assert_eq!(answer.status, 409, "{}", answer.html());
    let status = app.administer(json!({ "action": "status" })).await;
    assert_eq!(status["can_publish"], false);
    app.administer(json!({ "action": "confirm_public_url", "url": URL })).await;
    publish(&app, &mut organiser, &import).await;
    assert_eq!(people(&organiser, &import).await.iter().filter(|p| p["code"] != "").count(), 2);
}

#[tokio::test]
async fn of_two_who_publish_at_once_one_wins_and_the_other_is_told() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Corrida").await;
    let import = upload(&app, &mut organiser, &event, TWO.to_vec()).await;
    let path = format!("{import}/publicar");
    let decision = json!({ "confirm": true, "number": 2 });
    let (mut one, mut other) = (program(&organiser), program(&organiser));
    let (first, second) = tokio::join!(one.post_json(&path, &decision), other.post_json(&path, &decision));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "{} {}", first.html(), second.html());
    app.settle().await;
    assert_eq!(app.mails_to("ana.lua@exemplo.com.br").len(), 1);
    let page = program(&organiser).get(&import).await.json();
    assert_eq!(
        (&page["state"], &page["finished"], &page["progress"]["mailed"]),
        (&json!("done"), &json!(true), &json!(2))
    );
}

#[tokio::test]
async fn publishing_asks_for_the_number_and_for_a_look() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Confirmação").await;
    let import = upload(&app, &mut organiser, &event, TWO.to_vec()).await;
    let form = organiser.get(&import).await.form("/publicar");
    let page = organiser.submit_only(form.clone()).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("marque que conferiu"), "{}", page.text());
    let page = organiser.submit_only(form.clone().fill("confirm", "true").fill("number", "3")).await;
    assert!(page.status == 422 && page.text().contains("Serão emitidos 2 certificados"), "{}", page.text());
    app.settle().await;
    assert_eq!(app.mails_to("davi@exemplo.com.br").len(), 0);
    let discarded = organiser.submit(organiser.clone().get(&import).await.form("/descartar")).await;
    assert!(discarded.text().contains("Descartado"), "{}", discarded.text());
    assert_eq!(organiser.submit_only(form.fill("confirm", "true")).await.status, 409);
}

#[tokio::test]
async fn a_revocation_is_visible_with_its_public_reason() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Engano").await;
    let import = upload(&app, &mut organiser, &event, TWO.to_vec()).await;
    publish(&app, &mut organiser, &import).await;
    let ana = people(&organiser, &import).await.remove(0);
    let (certificate, verify) =
        (ana["certificate"].as_str().expect("a path"), ana["verify"].as_str().expect("a path"));
    let page = organiser.get(certificate).await;
    assert!(
        page.text().contains("Entregue") && page.text().contains("ana.lua@exemplo.com.br"),
        "{}",
        page.text()
    );
    let form = page.form("/revogar");
    let empty = organiser.submit_only(form.clone()).await;
    assert!(empty.status == 422 && empty.text().contains("Informe o motivo"), "{}", empty.text());
    let page = organiser.submit(form.clone().fill("reason", "Não concluiu a formação")).await;
    assert!(
        page.text().contains("Não concluiu a formação") && page.find_form("/revogar").is_none(),
        "{}",
        page.text()
    );
    let again = organiser.submit_only(form.clone().fill("reason", "Não concluiu a formação")).await;
    assert_eq!(again.status, 303, "the same request again has the same answer");
    assert_eq!(
        program(&organiser)
            .post_json(&format!("{certificate}/revogar"), &json!({ "reason": "outro" }))
            .await
            .status,
        409
    );
    let shown = app.browser().get(verify).await.text();
    assert!(shown.contains("Revogado") && shown.contains("Não concluiu a formação"), "{shown}");
    assert_eq!(people(&organiser, &import).await[0]["state"]["label"], "Revogado");
}

#[tokio::test]
async fn messages_that_were_given_up_are_told_and_can_be_sent_after_all() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Correio parado").await;
    let import = upload(&app, &mut organiser, &event, TWO.to_vec()).await;
    app.house.engines.ses_refuse(true);
    publish(&app, &mut organiser, &import).await;
    let page = program(&organiser).get(&import).await.json();
    assert_eq!(
        (&page["finished"], &page["progress"]["stuck"]),
        (&json!(false), &json!(0)),
        "still being tried"
    );
    for _ in 0..3 {
        app.advance(25 * 60 * 60);
        app.settle().await;
    }
    let mut later = app.browser();
    let form = later.get("/entrar").await.form("/entrar");
    let form =
        form.fill("identifier", journeys::ORGANISER_CPF).fill("password", journeys::ORGANISER_PASSWORD);
    assert!(later.submit(form).await.status.is_success());
    let page = later.get(&import).await;
    assert!(page.text().contains("2 certificados ficaram sem mensagem"), "{}", page.text());
    assert_eq!(program(&later).get(&import).await.json()["finished"], true);
    app.house.engines.ses_refuse(false);
    let stuck = app.administer(json!({ "action": "list_stuck" })).await["works"].clone();
    for work in stuck.as_array().expect("works") {
        app.administer(json!({ "action": "revive_work", "pk": work["pk"], "sk": work["sk"] })).await;
    }
    app.settle().await;
    assert_eq!(app.mails_to("ana.lua@exemplo.com.br").len(), 1);
    let page = later.get(&import).await;
    assert!(page.text().contains("todas as mensagens foram enviadas"), "{}", page.text());
}
