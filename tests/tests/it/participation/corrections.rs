//! What is wrong on a certificate is reported and corrected: by rule, by the team, by the issuer, and by an organiser unasked.

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
    assert!(page.text().contains("Corrigido") && page.text().contains("2ª versão"), "{}", page.text());
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
    assert!(ana.get(&page.path).await.text().contains("é a 2ª versão"));
    assert_eq!(house.app.administer(json!({ "action": "list_corrections" })).await["waiting"], json!([]));
    assert!(refused(&house.app, "make_correction", &number).await.contains("since it was asked"));
}

#[tokio::test]
async fn what_changes_what_is_attested_goes_through_the_team_to_the_issuer() {
    let (mut house, event) = issued().await;
    with_secretary(&mut house).await;
    let mut ana = house.ana().await;
    let review = reviewed(&mut ana, &[("role", "Monitora"), ("workload", "12")]).await;
    assert!(review.text().contains("só Instituto Horizonte da Educação decide"), "{}", review.text());
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
    let review = house.organiser.submit(form.fill("workload", "10")).await;
    assert_eq!(review.texts("ins"), ["Monitora", "10 horas"]);
    let done = house.organiser.submit(review.form("/correcao")).await;
    assert!(done.html().contains("Corrigido. A nova versão"), "{}", done.text());
    house.app.settle().await;
    let card = only_card(&ana).await;
    assert_eq!((text(&card, "role"), text(&card, "name")), ("Monitora", "Ana Lua"));
    let mail = house.app.mail_to(ANA_EMAIL, "Seu certificado foi corrigido");
    assert!(mail.text.contains("depois: 10 horas"), "{}", mail.text);
    assert!(ana.get(&page.path).await.text().contains("Corrigido em"));
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
    assert!(second.text().contains("Já há um pedido aberto"), "{}", second.text());
    let form = page.form("/desistir");
    let back = ana.submit(form.clone()).await;
    assert!(back.text().contains("Retirado") && back.find_form("/conferir").is_some(), "{}", back.text());
    assert!(ana.submit(form).await.text().contains("Retirado"), "twice is once");
    let number = number(&page);
    assert!(refused(&house.app, "pass_on_correction", &number).await.contains("state"));
    assert_eq!(house.app.administer(json!({ "action": "list_corrections" })).await["waiting"], json!([]));
}

#[tokio::test]
async fn an_organiser_corrects_one_person_and_no_list_and_no_reissue_undoes_it() {
    let (mut house, event) = issued().await;
    let mut ana = house.ana().await;
    // A list that was read before the correction, and is published after it.
    let early = organiser::upload(&house.app, &mut house.organiser, &event, and_caio("Ana Lua")).await;
    let id = text(&only_card(&ana).await, "id").to_lowercase();
    let page = house.organiser.get(&format!("/organizador/certificados/{id}")).await;
    let path = page.link("Corrigir nome");
    let form = house.organiser.get(&path).await.form("/conferir");
    let same = house.organiser.submit(form.clone()).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(same.text().contains("o certificado já diz isto"), "{}", same.text());
    let wrong = house.organiser.submit(form.fill("name", "Eva 🎓 Sol").fill("workload", "muitas")).await;
    assert_eq!(
        (wrong.texts(".summary li").len(), wrong.attributes("#workload", "value")),
        (2, vec!["muitas".to_owned()])
    );
    let review =
        house.organiser.submit(wrong.form("/conferir").fill("name", "Eva Sol").fill("workload", "")).await;
    assert_eq!(whole(&review, "ins"), ["EvaSol"]);
    let form = review.form("/correcao");
    house.organiser.submit(form.clone()).await;
    house.organiser.submit(form).await;
    house.app.settle().await;
    let card = only_card(&ana).await;
    assert_eq!(text(&card, "name"), "Eva Sol");
    assert!(house.app.mail_to(ANA_EMAIL, "Seu certificado foi corrigido").text.contains("depois: Eva Sol"));
    let told = house.app.mails_to(ANA_EMAIL);
    assert_eq!(told.iter().filter(|mail| mail.subject.contains("corrigido")).count(), 1, "once");

    organiser::publish(&house.app, &mut house.organiser, &early).await;
    assert_eq!(only_card(&ana).await["code"], card["code"], "the list that was mistaken changes nothing");
    let form = house.organiser.get(&format!("{event}/editar")).await.form("/editar");
    house.organiser.submit(form.fill("title", "Oficina de Xilogravura")).await;
    let form = house.organiser.get(&event).await.form("/reemissao");
    let reissue = house.organiser.submit(form).await.path;
    house.app.settle().await;
    let form = house.organiser.get(&reissue).await.form("/publicar").fill("confirm", "true");
    house.organiser.submit(form).await;
    house.app.settle().await;
    let again = only_card(&ana).await;
    assert_eq!((text(&again, "name"), text(&again, "title")), ("Eva Sol", "Oficina de Xilogravura"));
    let import = organiser::upload(&house.app, &mut house.organiser, &event, people("Ana Lua")).await;
    let preview = house.organiser.get(&import).await;
    assert!(
        preview.text().contains("Nada novo a publicar"),
        "nor after it was printed anew: {}",
        preview.text()
    );
    // What nobody said before counts.
    let import = organiser::upload(&house.app, &mut house.organiser, &event, people("Eva Sá")).await;
    organiser::publish(&house.app, &mut house.organiser, &import).await;
    assert_eq!(text(&only_card(&ana).await, "name"), "Eva Sá");
    assert!(ana.get("/perfil").await.text().contains("Eva Sá"));
}

#[tokio::test]
async fn what_stands_apart_is_corrected_by_its_issuer_and_told_at_its_own_address() {
    let (mut house, _, mail) = two_institutions().await;
    let id = certificate(&link(&mail)).to_lowercase();
    let path = format!("/organizador/certificados/{id}/correcao");
    let form = house.organiser.get(&path).await.form("/conferir").fill("role", "Monitora");
    let review = house.organiser.submit(form).await;
    house.organiser.submit(review.form("/correcao")).await;
    house.app.settle().await;
    let told = house.app.mail_to(REAL, "Seu certificado foi corrigido");
    assert!(told.text.contains("depois: Monitora"), "{}", told.text);

    // The other institution finds nothing there.
    let mut other = house.app.organiser_again().await;
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
    for (what, fields) in [
        ("", &[("name", "Eva Sol"), ("version", "2")][..]),
        ("/conferir", &[("name", "Eva Sol"), ("version", "2")]),
        ("/resposta", &[("text", "Não.")]),
    ] {
        assert_eq!(
            other.post(&format!("{path}{what}"), fields).await.status,
            StatusCode::NOT_FOUND,
            "{what}"
        );
    }
}

#[tokio::test]
async fn whoever_was_corrected_is_found_by_their_name_in_a_list_without_numbers() {
    let mut house = Issued::house().await;
    let event = house.event("Oficina de Gravura", &[]).await;
    let list = |name: &str, email: &str| format!("Nome;E-mail\n{name};{email}\n").into_bytes();
    house.upload(&event, list("Ivo Lima", "ivo@exemplo.com.br")).await;
    let mut people = as_json(&house.organiser);
    let listed = people.get(&format!("{event}/pessoas")).await.json()["people"].clone();
    let ivo =
        listed.as_array().expect("people").iter().find(|p| p["name"] == "Ivo Lima").expect("Ivo").clone();
    let path = format!("{}/correcao", ivo["certificate"].as_str().expect("a path"));
    let form = house.organiser.get(&path).await.form("/conferir").fill("name", "Yuri Lemos");
    let review = house.organiser.submit(form).await;
    house.organiser.submit(review.form("/correcao")).await;
    house.app.settle().await;
    let import = organiser::upload(
        &house.app,
        &mut house.organiser,
        &event,
        list("Yuri Lemos", "yuri@exemplo.com.br"),
    )
    .await;
    let preview = house.organiser.get(&import).await;
    assert!(preview.find_form("/mesma-pessoa").is_some(), "{}", preview.text());
}

#[tokio::test]
async fn nobody_corrects_what_is_not_theirs_nor_what_has_changed() {
    let (mut house, _) = issued().await;
    let (ana, mut davi) = (house.ana().await, house.davi().await);
    let path = path_of(&ana).await;
    let program = |browser: &Browser| as_json(browser).with_header("idempotency-key", "uma correção");
    let wish = json!({ "name": "Anna Lua", "version": 1 });
    for what in ["", "/conferir"] {
        let reply = program(&davi).post_json(&format!("{path}{what}"), &wish).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{what}");
    }
    assert_eq!(davi.get(&path).await.status, StatusCode::NOT_FOUND);
    let stale = json!({ "name": "Anna Lua", "version": 7 });
    assert_eq!(program(&ana).post_json(&path, &stale).await.status, StatusCode::CONFLICT);
    let nothing = json!({ "name": "Ana Lua", "version": 1 });
    assert_eq!(program(&ana).post_json(&path, &nothing).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    // Two organisers at once: the second hears that it changed.
    let id = text(&only_card(&ana).await, "id").to_lowercase();
    let decide = format!("/organizador/certificados/{id}/correcao");
    let mut other = house.app.organiser_again().await;
    let mut reviews = Vec::new();
    for (browser, name) in [(&mut house.organiser, "Eva Sol"), (&mut other, "Iva Sol")] {
        let form = browser.get(&decide).await.form("/conferir").fill("name", name);
        reviews.push(browser.submit(form).await.form("/correcao"));
    }
    let second = reviews.pop().expect("a form");
    assert!(house.organiser.submit(reviews.remove(0)).await.status.is_success());
    assert_eq!(other.submit(second.clone()).await.status, StatusCode::CONFLICT, "it is being drawn");
    house.app.settle().await;
    let late = other.submit(second).await;
    assert!(late.status == StatusCode::CONFLICT && late.text().contains("mudou"), "{}", late.text());

    house.revoke(&id, "Engano").await;
    let page = ana.clone().get(&path).await;
    assert!(page.text().contains("foi revogado") && page.find_form("/conferir").is_none(), "{}", page.text());
    assert_eq!(
        program(&ana).post_json(&path, &json!({ "name": "Evva Sol", "version": 2 })).await.status,
        409
    );
}

#[tokio::test]
async fn one_account_asks_ten_times_a_day() {
    let (house, _) = issued().await;
    crate::house::people::begin_window(&house.app, 24 * 3600);
    let mut ana = house.ana().await;
    for _ in 0..10 {
        let page = asked(&house, &mut ana, &[("words", "O local está errado.")]).await;
        ana.submit(page.form("/desistir")).await;
    }
    let review = reviewed(&mut ana, &[("words", "Outra vez o local.")]).await;
    let page = ana.submit(review.form("/correcoes")).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        page.html().contains("muitos pedidos") && page.text().contains("Outra vez o local."),
        "{}",
        page.text()
    );
}
