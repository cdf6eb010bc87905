//! What an approver decides, and what comes of it.

use super::{ENTITY, INES, INES_NIF, PDF, begun, confirmed, filled, house, sending, sent, waiting};
use crate::digital::approvers::{SECOND_CPF, approver, approver_named};
use crate::participation::issued::as_json;
use http::StatusCode;
use journeys::TestApp;
use serde_json::json;

/// A house in which a request of Inês waits.
async fn with_one_waiting() -> TestApp {
    let app = house().await;
    sent(&mut app.browser()).await;
    confirmed(&app, INES).await;
    app
}

#[tokio::test]
async fn the_queue_has_what_waits_and_the_case_shows_everything_beside_its_document() {
    let app = with_one_waiting().await;
    let mut teresa = approver(&app).await;
    assert_eq!(teresa.get("/").await.path, "/aprovacao", "that is where an approver begins");
    let queue = teresa.get("/aprovacao").await;
    assert!(
        queue.text().contains("Um pedido de acesso espera") && queue.text().contains(ENTITY),
        "{}",
        queue.text()
    );
    let case = waiting(&mut teresa).await;
    let page = teresa.get(&case).await;
    for part in
        ["NIF 123456789", INES, "+351912345678", "Chefe de Divisão", "NIF 501234560", "aprovar abre uma"]
    {
        assert!(page.text().contains(part), "{part}: {}", page.text());
    }
    let file = teresa.get(&format!("{case}/documento")).await;
    assert_eq!((file.status, file.body.as_slice()), (StatusCode::OK, PDF));
    assert!(file.headers["content-disposition"].to_str().expect("text").starts_with("attachment;"));
}

#[tokio::test]
async fn approved_the_mail_defines_the_password_once_and_the_first_sign_in_asks_for_a_code() {
    let app = with_one_waiting().await;
    let mut teresa = approver(&app).await;
    let case = waiting(&mut teresa).await;
    let page = teresa.get(&case).await;
    let done = teresa.submit(page.form(&case)).await;
    assert!(done.text().contains("Aprovado por Teresa Aprovadora"), "{}", done.text());
    app.settle().await;
    let mail = app.mail_to(INES, "O seu pedido foi aprovado");
    let link = mail.links("/senha/nova/").remove(0);
    let mut ines = app.browser();
    let page = ines.get(&link).await;
    let form = page
        .form(&link)
        .fill("new_password", "sete andorinhas azuis")
        .fill("repeated", "sete andorinhas azuis");
    let page = ines.submit(form.clone()).await;
    assert_eq!(page.path, "/entrar/codigo", "{}", page.text());
    assert_eq!(app.browser().submit_only(form).await.status, StatusCode::GONE, "the link serves once");
    assert_eq!(ines.get("/certificados").await.path, "/entrar/codigo", "nothing else is open");
    ines.submit(page.form("/entrar/codigo/enviar").fill("channel", "mail")).await;
    app.settle().await;
    let code = app.mail_to(INES, "O seu código").after("Código:");
    let page = ines.get("/entrar/codigo").await;
    let page = ines.submit(page.form("/entrar/codigo").fill("code", &code)).await;
    assert_eq!(page.path, "/acesso/meus-pedidos", "{}", page.text());
    let mut later = app.browser();
    let form = later.get("/entrar").await.form("/entrar");
    let page =
        later.submit(form.fill("identifier", INES_NIF).fill("password", "sete andorinhas azuis")).await;
    assert_eq!(page.path, "/acesso/meus-pedidos", "the next sign-in asks for no code");
}

#[tokio::test]
async fn returned_it_says_what_to_mend_and_keeps_the_rest() {
    let app = with_one_waiting().await;
    let mut teresa = approver(&app).await;
    let case = waiting(&mut teresa).await;
    let page = teresa.get(&case).await;
    let returning = || page.form(&case).fill("decision", "return");
    let empty = teresa.submit_only(returning()).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("pelo menos um campo"), "{}", empty.text());
    teresa.submit(returning().fill("note_post", "O cargo não é o do documento.")).await;
    app.settle().await;
    let mail = app.mail_to(INES, "O que corrigir no seu pedido");
    assert!(
        mail.text.contains("Cargo:") && mail.text.contains("O cargo não é o do documento."),
        "{}",
        mail.text
    );
    let link = mail.links("/acesso/pedidos/").remove(0);
    let mut ines = app.browser();
    let page = ines.get(&link).await;
    assert!(page.text().contains("O cargo não é o do documento."), "{}", page.text());
    assert_eq!(page.attributes("#name", "value"), ["Inês Duarte Sol"], "the rest is as it was");
    let page = ines.submit(sending(&page).fill("post", "Diretora de Serviços")).await;
    assert!(page.text().contains("Em análise"), "the address was proved before: {}", page.text());
    assert!(teresa.get(&case).await.text().contains("Diretora de Serviços"));
}

#[tokio::test]
async fn refused_it_says_why_and_that_is_the_end() {
    let app = with_one_waiting().await;
    let mut teresa = approver(&app).await;
    let case = waiting(&mut teresa).await;
    let page = teresa.get(&case).await;
    let without = teresa.submit_only(page.form(&case).fill("decision", "refuse")).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    teresa
        .submit(page.form(&case).fill("decision", "refuse").fill("reason", "Não é da administração."))
        .await;
    app.settle().await;
    let mail = app.mail_to(INES, "O seu pedido foi recusado");
    assert!(mail.text.contains("Não é da administração."), "{}", mail.text);
    let link = mail.links("/acesso/pedidos/").remove(0);
    let page = app.browser().get(&link).await;
    assert!(
        page.text().contains("Não é da administração.") && page.find_form("/enviar").is_none(),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn of_two_approvers_one_wins_and_the_other_hears_who_and_when() {
    let app = with_one_waiting().await;
    let mut teresa = approver(&app).await;
    let mut rui = approver_named(&app, SECOND_CPF, "Rui Segundo", "rui@ecce.example").await;
    let case = waiting(&mut teresa).await;
    let (first, second) = (teresa.get(&case).await.form(&case), rui.get(&case).await.form(&case));
    let second = second.fill("decision", "refuse").fill("reason", "Falta o carimbo.");
    let (approved, refused) = tokio::join!(teresa.submit_only(first), rui.submit_only(second));
    let statuses = [approved.status, refused.status];
    assert!(
        statuses.contains(&StatusCode::SEE_OTHER) && statuses.contains(&StatusCode::CONFLICT),
        "{statuses:?}"
    );
    let late = if approved.status == StatusCode::CONFLICT { approved } else { refused };
    let text = late.text();
    assert!(
        text.contains("Outra pessoa decidiu antes") && text.contains(" em ") && text.contains("às"),
        "{text}"
    );
    assert!(text.contains("Teresa Aprovadora") || text.contains("Rui Segundo"), "{text}");
}

#[tokio::test]
async fn nobody_decides_about_their_own_request() {
    let app = house().await;
    let mut rui = approver_named(&app, SECOND_CPF, "Rui Segundo", "rui@ecce.example").await;
    for (email, person) in [("outro@camara.example", SECOND_CPF), ("rui@ecce.example", INES_NIF)] {
        let mut browser = app.browser();
        let page = begun(&mut browser, email).await;
        let form = filled(sending(&page)).fill("person", person).attach("proof", "a.pdf", PDF.to_vec());
        browser.submit(form).await;
        confirmed(&app, email).await;
    }
    let queue = as_json(&rui).get("/aprovacao").await.json();
    for line in queue["waiting"].as_array().expect("what waits") {
        let case = line["path"].as_str().expect("a path");
        let page = rui.get(case).await;
        assert!(page.find_form(case).is_none() && page.text().contains("Ninguém decide"), "{}", page.text());
        for decision in [json!({ "decision": "approve" }), json!({ "decision": "refuse", "reason": "x" })] {
            let answer = as_json(&rui).post_json(case, &decision).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text());
        }
        assert_eq!(as_json(&rui).get(case).await.json()["state"], "validated", "nothing has changed");
    }
}

#[tokio::test]
async fn a_proposed_entity_joins_the_list_with_the_approval_and_an_account_that_is_there_gets_access() {
    let app = house().await;
    let mut browser = app.browser();
    let page = begun(&mut browser, "rita@exemplo.com.br").await;
    let form = filled(sending(&page))
        .fill("name", "Rita Lua")
        .fill("person", "529.982.247-25")
        .fill("entity", "")
        .fill("entity_name", "Junta de Freguesia do Vale")
        .fill("entity_number", "600000001")
        .attach("proof", "a.png", b"\x89PNG\r\n\x1a\nx".to_vec());
    let rita = crate::house::people::settled_in(&app, "529.982.247-25", "rita@exemplo.com.br").await;
    browser.submit(form).await;
    confirmed(&app, "rita@exemplo.com.br").await;
    let mut teresa = approver(&app).await;
    let case = teresa.get("/aprovacao").await.link("Rita Lua");
    let page = teresa.get(&case).await;
    assert!(
        page.text().contains("aprovar acrescenta-a") && page.text().contains("Já há uma conta"),
        "{}",
        page.text()
    );
    teresa.submit(page.form(&case)).await;
    app.settle().await;
    let mail = app.mail_to("rita@exemplo.com.br", "O seu pedido foi aprovado");
    assert!(
        mail.links("/senha/nova/").is_empty() && mail.text.contains("a palavra-passe que já tem"),
        "{}",
        mail.text
    );
    let account = app.app.store.get_account(&rita.id).await.expect("an account");
    assert_eq!(account.snapshot().roles.entities().count(), 1);
    let offered =
        as_json(&app.browser()).get(&begun(&mut browser, "x@exemplo.com.br").await.path).await.json();
    assert!(offered["entities"].as_array().expect("names").contains(&json!("Junta de Freguesia do Vale")));
}

#[tokio::test]
async fn an_account_with_another_address_gets_no_access() {
    let app = house().await;
    crate::house::people::settled_in(&app, "529.982.247-25", "verdadeira@exemplo.com.br").await;
    let mut browser = app.browser();
    let page = begun(&mut browser, "outra@exemplo.com.br").await;
    let form = filled(sending(&page)).fill("person", "529.982.247-25").attach("proof", "a.pdf", PDF.to_vec());
    browser.submit(form).await;
    confirmed(&app, "outra@exemplo.com.br").await;
    let mut teresa = approver(&app).await;
    let case = waiting(&mut teresa).await;
    let page = teresa.get(&case).await;
    assert!(page.text().contains("outro e-mail") && !page.text().contains("verdadeira@"), "{}", page.text());
    let refused = teresa.submit_only(page.form(&case)).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
    app.settle().await;
    assert!(app.mails_to("outra@exemplo.com.br").iter().all(|mail| mail.links("/senha/").is_empty()));
}
