//! What is wrong on a certificate is reported and corrected: by rule, by the team, by the issuer, and by an organiser unasked.

mod lists;
mod meanwhile;

use crate::participation::claims::{REAL, certificate, link, two_institutions};
use crate::participation::issued::{ANA_EMAIL, Issued, as_json, only_card, people, text};
use crate::participation::organiser;
use http::StatusCode;
use journeys::{Browser, Reply, TestApp};
use serde_json::{Value, json};

const TEAM: &str = "suporte@selo.example";
const SECRETARY: &str = "secretaria@horizonte.example";

/// A house in which Ana has a certificate, and the path of the event.
async fn issued() -> (Issued, String) {
    let mut house = Issued::house().await;
    let event = house.event("Oficina de Gravura", &[]).await;
    (house, event)
}

async fn path_of(browser: &Browser) -> String {
    format!("/certificados/{}/correcoes", text(&only_card(browser).await, "id"))
}

/// What somebody sees before they send what they have typed.
async fn reviewed(browser: &mut Browser, fields: &[(&str, &str)]) -> Reply {
    let path = path_of(browser).await;
    let page = browser.get(&path).await;
    let form = fields.iter().fold(page.form("/conferir"), |form, (name, value)| form.fill(name, value));
    browser.submit(form).await
}

/// Sends what was typed, and waits for all that follows.
async fn asked(house: &Issued, browser: &mut Browser, fields: &[(&str, &str)]) -> Reply {
    let review = reviewed(browser, fields).await;
    assert_eq!(review.status, StatusCode::OK, "{}", review.text());
    let page = browser.submit(review.form("/correcoes")).await;
    house.app.settle().await;
    page
}

/// Texts without their blanks: what differs in them is marked, which parts them here.
fn whole(page: &Reply, selector: &str) -> Vec<String> {
    page.texts(selector).into_iter().map(|text| text.replace(' ', "")).collect()
}

/// The number of the request that a page shows.
fn number(page: &Reply) -> String {
    page.texts(".facts .code").remove(0)
}

async fn team(app: &TestApp, action: &str, number: &str) -> Value {
    app.administer(json!({ "action": action, "number": number })).await
}

/// What the team is told that it may not do.
async fn refused(app: &TestApp, action: &str, number: &str) -> String {
    let request = serde_json::from_value(json!({ "action": action, "number": number })).expect("an event");
    administer::handle(app.of_step("administer"), request).await.expect_err("refused").to_string()
}

/// The list of before, with somebody who was not on it.
fn and_caio(ana: &str) -> Vec<u8> {
    [people(ana), b"Caio Rio;caio@exemplo.com.br;\n".to_vec()].concat()
}

async fn with_secretary(house: &mut Issued) {
    let form = house.organiser.get("/organizador/emissor").await.form("/organizador/emissor");
    house.organiser.submit(form.fill("email", SECRETARY)).await;
}

#[tokio::test]
async fn a_small_mistake_of_spelling_is_corrected_at_once_and_once() {
    let (house, _) = issued().await;
    let mut ana = house.ana().await;
    let before = only_card(&ana).await;
    let review = reviewed(&mut ana, &[("name", "Anna Lua")]).await;
    assert!(
        review.html().contains("Corrigir agora") && review.text().contains("uma vez só"),
        "{}",
        review.text()
    );
    assert_eq!((review.texts("del"), review.texts("ins mark")), (vec!["Ana Lua".into()], vec!["n".into()]));
    house.app.settle().await;
    assert_eq!(only_card(&ana).await["code"], before["code"], "looking at it changes nothing");

    let form = review.form("/correcoes");
    let page = ana.submit(form.clone()).await;
    assert!(
        page.text().contains("Corrigido") && page.text().contains("a própria pessoa corrigiu"),
        "{}",
        page.text()
    );
    assert_eq!(ana.submit(form).await.path, page.path, "the same form twice corrects once");
    house.app.settle().await;
    let after = only_card(&ana).await;
    assert_eq!((text(&after, "name"), after["code"] == before["code"]), ("Anna Lua", false));
    let old = house.app.browser().get(text(&before, "verify_path")).await;
    assert!(old.text().contains("substituíd"), "{}", old.text());
    assert!(house.app.browser().get(text(&after, "verify_path")).await.text().contains("Anna Lua"));
    let mail = house.app.mail_to(ANA_EMAIL, "Seu certificado foi corrigido");
    assert!(mail.text.contains("antes:  Ana Lua") && mail.text.contains("depois: Anna Lua"), "{}", mail.text);
    assert!(ana.get("/perfil").await.text().contains("Anna Lua"), "the account and its session follow");

    // A second one waits for the team.
    let again = reviewed(&mut ana, &[("name", "Anna Luá")]).await;
    assert!(
        again.text().contains("já foi usada") && again.html().contains("Enviar o pedido"),
        "{}",
        again.text()
    );
    let page = ana.submit(again.form("/correcoes")).await;
    assert!(page.text().contains("Com a equipe"), "{}", page.text());
    let waiting = house.organiser.clone().get("/organizador/correcoes").await;
    assert!(
        waiting.text().contains("Nenhum pedido espera") && whole(&waiting, "td ins") == ["AnnaLua"],
        "{}",
        waiting.text()
    );
}

#[tokio::test]
async fn a_name_that_is_nearly_the_same_is_corrected_by_the_team() {
    let (house, _) = issued().await;
    let mut ana = house.ana().await;
    let review = reviewed(&mut ana, &[("name", "Ana Luna")]).await;
    assert!(review.text().contains("A equipe de atendimento compara"), "{}", review.text());
    let page = asked(&house, &mut ana, &[("name", "Ana Luna")]).await;
    let number = number(&page);
    assert!(number.starts_with("20") && number.len() == 19, "{number}");
    let told = house.app.mail_to(ANA_EMAIL, "Recebemos o seu pedido de correção");
    assert!(told.text.contains(&number) && told.text.contains("depois: Ana Luna"), "{}", told.text);
    assert_eq!(told.links("/certificados/"), [page.path.split('?').next().expect("a path")]);
    let arrived = house.app.mail_to(TEAM, "Pedido de correção");
    assert!(arrived.text.contains("make_correction") && arrived.reply_to == [ANA_EMAIL], "{}", arrived.text);
    assert!(!arrived.subject.contains("Ana"), "{}", arrived.subject);

    let listed = house.app.administer(json!({ "action": "list_corrections" })).await;
    assert_eq!(listed["waiting"][0]["number"], number);
    let shown = team(&house.app, "show_correction", &number).await;
    assert_eq!((&shown["decides"], &shown["unchanged"]), (&json!("team"), &json!(true)));
    assert_eq!(shown["changes"], json!([["Nome", "Ana Lua", "Ana Luna"]]));
    assert_eq!(team(&house.app, "make_correction", &number).await["version"], 2);
    house.app.settle().await;
    assert_eq!(text(&only_card(&ana).await, "name"), "Ana Luna");
    let mail = house.app.mail_to(ANA_EMAIL, "Seu certificado foi corrigido");
    assert!(mail.text.contains("depois: Ana Luna"), "{}", mail.text);
    assert!(ana.get(&page.path).await.text().contains("Corrigido em"));
    assert_eq!(house.app.administer(json!({ "action": "list_corrections" })).await["waiting"], json!([]));
    assert!(refused(&house.app, "make_correction", &number).await.contains("since it was asked"));
}

#[tokio::test]
async fn what_changes_what_is_attested_goes_through_the_team_to_the_issuer() {
    let (mut house, event) = issued().await;
    with_secretary(&mut house).await;
    let mut ana = house.ana().await;
    let review = reviewed(&mut ana, &[("role", "Monitora"), ("workload", "12")]).await;
    assert!(
        review.text().contains("só a instituição que o emitiu (Instituto Horizonte da Educação) decide"),
        "{}",
        review.text()
    );
    let page = asked(&house, &mut ana, &[("role", "Monitora"), ("workload", "12")]).await;
    let number = number(&page);
    assert!(refused(&house.app, "make_correction", &number).await.contains("only the issuer decides"));
    assert!(
        house.organiser.get("/organizador/correcoes").await.text().contains("Nenhum pedido espera"),
        "the team has it first"
    );

    team(&house.app, "pass_on_correction", &number).await;
    house.app.settle().await;
    let passed = house.app.mail_to(ANA_EMAIL, "O seu pedido de correção foi encaminhado");
    assert!(passed.text.contains(SECRETARY), "{}", passed.text);
    assert!(ana.get(&page.path).await.text().contains("Com a instituição"));
    let handed = house.app.mail_to(SECRETARY, "Pedido de quem recebeu um certificado");
    let decide = handed.links("/organizador/certificados/").remove(0);
    assert!(house.organiser.get("/organizador").await.text().contains("(1 espera)"));
    let queue = house.organiser.get("/organizador/correcoes").await;
    assert!(
        queue.text().contains("Ana Lua") && queue.texts("td ins") == ["Monitora", "12 horas"],
        "{}",
        queue.text()
    );
    assert_eq!(queue.attributes("td a", "href"), [decide.as_str()]);

    let form = house.organiser.get(&decide).await.form("/conferir");
    assert_eq!(
        (form.value("role"), form.value("workload")),
        (Some("Monitora"), Some("12 horas")),
        "what is asked stands there"
    );
    let silent = house.organiser.submit(form.clone().fill("workload", "10")).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.text().contains("Diga-lhe em uma frase o que houve com o resto"), "{}", silent.text());
    let form = silent.form("/conferir").fill("words", "A lista de presença diz 10 horas.");
    let review = house.organiser.submit(form).await;
    assert_eq!(review.texts("ins"), ["Monitora", "10 horas"]);
    let done = house.organiser.submit(review.form("/correcao")).await;
    assert!(done.html().contains("Corrigido. A nova versão"), "{}", done.text());
    house.app.settle().await;
    let card = only_card(&ana).await;
    assert_eq!((text(&card, "role"), text(&card, "name")), ("Monitora", "Ana Lua"));
    let mail = house.app.mail_to(ANA_EMAIL, "Seu certificado foi corrigido");
    assert!(mail.text.contains("depois: 10 horas") && mail.text.contains(&number), "{}", mail.text);
    assert!(mail.text.contains("A lista de presença diz 10 horas."), "{}", mail.text);
    let told = ana.get(&page.path).await;
    assert!(
        told.text().contains("pela instituição") && told.text().contains("A lista de presença diz 10 horas.")
    );
    assert_eq!(
        told.texts("ins"),
        ["Monitora", "12 horas", "Monitora", "10 horas"],
        "what was asked, and what was made"
    );
    assert!(house.organiser.get("/organizador/correcoes").await.text().contains("Nenhum pedido espera"));
    assert!(!house.organiser.get("/organizador").await.text().contains("espera)"));

    // A program that names only the name keeps the rest.
    let mut program = as_json(&ana).with_header("idempotency-key", "uma letra a mais");
    let wish = json!({ "name": "Anna Lua", "version": 2 });
    assert_eq!(program.post_json(&path_of(&ana).await, &wish).await.status, StatusCode::CREATED);
    house.app.settle().await;
    let card = only_card(&ana).await;
    assert_eq!(
        (text(&card, "name"), text(&card, "role"), text(&card, "workload")),
        ("Anna Lua", "Monitora", "10 horas")
    );

    // The list still says what was mistaken: nothing is undone, and the organiser sees why.
    let import = organiser::upload(&house.app, &mut house.organiser, &event, and_caio("Ana Lua")).await;
    let preview = house.organiser.get(&import).await;
    assert!(preview.text().contains("foi corrigido depois"), "{}", preview.text());
    organiser::publish(&house.app, &mut house.organiser, &import).await;
    assert_eq!(only_card(&ana).await["code"], card["code"], "nothing was issued");
}

#[tokio::test]
async fn what_is_told_in_words_is_answered_in_words() {
    let (mut house, _) = issued().await;
    let mut ana = house.ana().await;
    let wish = "O título está errado:\né “Oficina de Gravura em metal”.";
    let page = asked(&house, &mut ana, &[("words", wish)]).await;
    let number = number(&page);
    assert!(page.text().contains("em metal"), "{}", page.text());
    team(&house.app, "pass_on_correction", &number).await;
    house.app.settle().await;
    let path = house.organiser.get("/organizador/correcoes").await.attributes("td a", "href").remove(0);
    let form = house.organiser.get(&path).await.form("/resposta");
    let again = house.organiser.submit(form.clone().fill("text", " ")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = again.form("/resposta").fill("text", "Reemitimos a turma toda\ncom o título certo.");
    let done = house.organiser.submit(form.clone()).await;
    assert!(done.html().contains("Respondido. A resposta vai"), "{}", done.text());
    assert_eq!(house.organiser.submit(form).await.path, done.path);
    house.app.settle().await;
    let mail = house.app.mail_to(ANA_EMAIL, "Resposta ao seu pedido de correção");
    assert!(mail.text.contains("com o título certo.") && mail.text.contains(&number), "{}", mail.text);
    let page = ana.get(&path_of(&ana).await).await;
    assert!(
        page.text().contains("Respondido") && page.text().contains("com o título certo."),
        "{}",
        page.text()
    );
    assert!(page.find_form("/conferir").is_some(), "the next request may be made");

    // The team answers too, while it has the request.
    let page = asked(&house, &mut ana, &[("words", "O local está errado.")]).await;
    let text = "O local é o da sede.";
    let number = self::number(&page);
    house.app.administer(json!({ "action": "answer_correction", "number": number, "text": text })).await;
    house.app.settle().await;
    let answers = house.app.mails_to(ANA_EMAIL);
    assert!(answers.iter().any(|mail| mail.text.contains(text)));
    assert!(refused(&house.app, "pass_on_correction", &number).await.contains("state"));
}

#[tokio::test]
async fn a_request_is_taken_back_and_one_waits_at_a_time() {
    let (house, _) = issued().await;
    let mut ana = house.ana().await;
    let review = reviewed(&mut ana, &[("words", "O local está errado.")]).await;
    let page = asked(&house, &mut ana, &[("words", "A data está errada.")]).await;
    assert!(page.find_form("/conferir").is_none(), "the form is away while a request waits");
    let second = ana.submit(review.form("/correcoes")).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.html().contains("Já há um pedido aberto"), "{}", second.html());
    assert!(second.text().contains("O local está errado."), "what was typed is still there");
    let form = page.form("/desistir");
    let back = ana.submit(form.clone()).await;
    assert!(back.text().contains("Retirado") && back.find_form("/conferir").is_some(), "{}", back.text());
    assert!(ana.submit(form).await.text().contains("Retirado"), "twice is once");
    let number = number(&page);
    assert!(refused(&house.app, "pass_on_correction", &number).await.contains("state"));
    assert_eq!(house.app.administer(json!({ "action": "list_corrections" })).await["waiting"], json!([]));
}
