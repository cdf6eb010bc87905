//! What an organiser does by clicking: events, publishing, revoking; and what nobody else can do in their name.

use axum::body::Body;
use common::web::{COOKIE, Operation};
use http::Method;
use journeys::{Browser, Fault, Form, Reply, TestApp, URL};
use serde_json::{Value, json};

/// A second house that issues, with its organiser.
const RIVAL_CPF: &str = "111.444.777-35";
const RIVAL_EMAIL: &str = "rival@exemplo.com.br";
const RIVAL_PASSWORD: &str = "outro portão azul 12";

/// The same person as a program that sends their token.
pub fn program(browser: &Browser) -> Browser {
    browser.clone().program(browser.cookie(COOKIE).as_deref())
}

/// Creates an event by its form, and returns the path of its page.
pub async fn event(organiser: &mut Browser, title: &str) -> String {
    let form = new_event(organiser).await.fill("title", title);
    let page = organiser.submit(form).await;
    assert!(page.status.is_success(), "{}", page.text());
    page.path
}

async fn new_event(organiser: &mut Browser) -> Form {
    organiser
        .get("/organizador/eventos/novo")
        .await
        .form("/organizador/eventos")
        .fill("first_day", "2026-10-05")
}

/// Sends a file by the event's form, has it read, and returns the path of the import's page.
pub async fn upload(app: &TestApp, organiser: &mut Browser, event: &str, csv: Vec<u8>) -> String {
    let form = organiser.get(event).await.form("/importacoes").attach("file", "lista.csv", csv);
    let page = organiser.submit(form).await;
    assert!(page.status.is_success(), "{}", page.text());
    app.settle().await;
    page.path
}

/// Publishes an import by its form and waits until all is drawn and sent.
pub async fn publish(app: &TestApp, organiser: &mut Browser, import: &str) {
    let form = organiser.get(import).await.form("/publicar").fill("confirm", "true");
    let page = organiser.submit(form).await;
    assert!(page.status.is_success(), "{}", page.text());
    app.settle().await;
}

/// The people of an import, as JSON.
pub async fn people(organiser: &Browser, import: &str) -> Vec<Value> {
    let page = program(organiser).get(&format!("{import}/linhas")).await.json();
    page["people"].as_array().expect("people").clone()
}

const TWO: &[u8] =
    b"Nome;E-mail;CPF\nAna Lua;ana.lua@exemplo.com.br;184.207.635-35\nDavi Reis;davi@exemplo.com.br;\n";

/// A small PNG, as an organiser may send it.
const PNG: &[u8] = include_bytes!("../../../local/demo/logo.png");

#[tokio::test]
async fn an_event_shows_what_was_typed_and_its_pictures() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let form = new_event(&mut organiser).await;
    let form = form
        .fill("title", "Oficina de <b>leitura</b>")
        .fill("place", "Recife")
        .fill("workload", "1h30")
        .fill("signature_1_name", "Helena Prado")
        .fill("signature_1_post", "Diretora")
        .attach("logo", "logo.png", PNG.to_vec());
    let page = organiser.submit(form).await;
    let text = page.text();
    for part in [
        "Oficina de <b>leitura</b>",
        "Recife",
        "1 hora e 30 minutos",
        "em 5 de outubro de 2026",
        "Helena Prado, Diretora",
    ] {
        assert!(text.contains(part), "{part:?} in {text}");
    }
    let logo = organiser.get(&format!("{}/imagens/logo", page.path)).await;
    assert_eq!(logo.headers["content-type"], "image/png");
    assert!(logo.body.starts_with(b"\x89PNG"));
    assert_eq!(organiser.get(&format!("{}/imagens/assinatura-1", page.path)).await.status, 404);
    assert!(organiser.get("/organizador").await.text().contains("Oficina de <b>leitura</b>"));
}

#[tokio::test]
async fn a_form_with_errors_keeps_what_was_typed_and_says_that_files_must_be_chosen_again() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let form = new_event(&mut organiser).await;
    let form = form
        .fill("title", "Semana da Ciência")
        .fill("last_day", "2026-10-01")
        .fill("wording", "fez {{7*7}}")
        .attach("logo", "logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec());
    let page = organiser.submit_only(form).await;
    assert_eq!(page.status, 422);
    let text = page.text();
    for part in [
        "O último dia deve ser igual ao primeiro",
        "Não existe o campo",
        "SVG não é aceito",
        "escolhidos de novo",
    ] {
        assert!(text.contains(part), "{part:?} in {text}");
    }
    let again = page.form("/organizador/eventos");
    assert_eq!(again.value("title"), Some("Semana da Ciência"));
    assert_eq!(again.value("wording").map(str::trim), Some("fez {{7*7}}"));
    let page = organiser
        .submit(again.fill("last_day", "").fill("wording", "").attach("logo", "l.png", PNG.to_vec()))
        .await;
    assert!(page.text().contains("Semana da Ciência"), "{}", page.text());
}

#[tokio::test]
async fn nothing_is_fetched_and_no_strange_field_is_taken() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let mut program = program(&organiser);
    for logo in ["http://169.254.169.254/", "file:///etc/passwd", "http://[::1]/"] {
        let answer = program
            .post_json(
                "/organizador/eventos",
                &json!({ "title": "X", "first_day": "2026-10-05", "logo": logo }),
            )
            .await;
        assert_eq!(answer.status, 400, "{logo}");
    }
    let event = event(&mut organiser, "Alvo").await;
    let import = upload(&app, &mut organiser, &event, TWO.to_vec()).await;
    let targets = [
        "/organizador/eventos".to_owned(),
        format!("{event}/editar"),
        format!("{event}/importacoes"),
        format!("{import}/publicar"),
        format!("{import}/descartar"),
    ];
    let before = (program.get(&event).await.body, program.get(&import).await.body);
    for target in &targets {
        for field in [
            "role",
            "issuer",
            "issuerId",
            "public",
            "status",
            "state",
            "paid",
            "admin",
            "version_",
            "id",
            "__proto__",
            "edition",
        ] {
            let answer = program.post_json(target, &json!({ field: "1" })).await;
            assert_eq!(answer.status, 400, "{target} {field}: {}", answer.html());
        }
    }
    assert_eq!(before, (program.get(&event).await.body, program.get(&import).await.body));
}

#[tokio::test]
async fn whoever_saves_last_is_told_that_another_person_was_faster() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Jornada").await;
    let edit = format!("{event}/editar");
    let mine = organiser.get(&edit).await.form("/editar").fill("title", "Jornada pedagógica");
    let theirs = organiser.get(&edit).await.form("/editar").fill("place", "Olinda");
    assert_eq!(organiser.submit_only(theirs).await.status, 303);
    let page = organiser.submit_only(mine).await;
    assert_eq!(page.status, 409);
    assert!(page.text().contains("Outra pessoa salvou este evento"), "{}", page.text());
    let again = page.form("/editar");
    assert_eq!(again.value("title"), Some("Jornada pedagógica"));
    let page = organiser.submit(again).await;
    assert!(page.text().contains("Jornada pedagógica") && !page.text().contains("Olinda"), "{}", page.text());
}

#[tokio::test]
async fn the_same_request_twice_makes_one_thing() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let form = new_event(&mut organiser).await.fill("title", "Uma vez");
    let (first, second) =
        (organiser.submit_only(form.clone()).await, organiser.submit_only(form.clone()).await);
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (303, 303));
    assert_eq!(first.headers["location"], second.headers["location"]);
    assert_eq!(organiser.submit_only(form.fill("title", "Outra coisa")).await.status, 422);
    let events = program(&organiser).get("/organizador").await.json();
    assert_eq!(events["events"].as_array().map(Vec::len), Some(1));

    let event = first.headers["location"].to_str().expect("a path").to_owned();
    let form = organiser.get(&event).await.form("/importacoes").attach("file", "l.csv", TWO.to_vec());
    let (mut one, mut other) = (organiser.clone(), organiser.clone());
    let (first, second) = tokio::join!(one.submit_only(form.clone()), other.submit_only(form));
    assert_eq!(first.headers["location"], second.headers["location"]);
    let page = program(&organiser).get(&event).await.json();
    assert_eq!(page["imports"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn an_upload_whose_file_was_lost_is_completed_by_its_repetition() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Queda").await;
    let form = organiser.get(&event).await.form("/importacoes").attach("file", "l.csv", TWO.to_vec());
    let import = organiser.submit(form.clone()).await.path;
    // As if the process had died between the row and the object.
    let id = import.rsplit('/').next().expect("an id");
    let key = format!("imports/{}/{id}.csv", event.rsplit('/').next().expect("an id"));
    let bucket = &app.app.config.buckets.imports;
    app.house.engines.aws().s3.delete_object().bucket(bucket).key(&key).send().await.expect("deleted");
    app.settle().await;
    assert_eq!(program(&organiser).get(&import).await.json()["state"], "received");
    assert_eq!(organiser.submit(form).await.path, import);
    app.settle().await;
    assert_eq!(program(&organiser).get(&import).await.json()["state"], "ready");
}

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

/// The organiser of another issuer, signed in.
async fn rival(app: &TestApp) -> Browser {
    app.administer(json!({
        "action": "create_issuer_with_organiser",
        "issuer_name": "Outra Casa", "name": "Rui Rival", "email": RIVAL_EMAIL, "cpf": RIVAL_CPF,
    }))
    .await;
    app.settle().await;
    let mut browser = app.browser();
    let mail = app.mail_to(RIVAL_EMAIL, "O seu acesso de organizador");
    app.first_access(&mut browser, RIVAL_CPF, &mail.after("Senha inicial:"), RIVAL_PASSWORD).await;
    browser
}

/// Every operation of the step, with the ids of these things in its path.
fn operations(event: &str, import: &str, certificate: &str) -> Vec<(Operation, String)> {
    let id = |path: &str| path.rsplit('/').next().expect("an id").to_owned();
    let step = local::routes().into_iter().find(|r| r.step() == "issue-certificates").expect("the step");
    let fill = |path: &str| {
        path.replace("{event}", &id(event))
            .replace("{import}", &id(import))
            .replace("{certificate}", &id(certificate))
            .replace("{which}", "logo")
    };
    step.operations().iter().map(|o| (o.clone(), fill(o.path))).collect()
}

async fn attempt(browser: &mut Browser, operation: &Operation, path: &str) -> Reply {
    match operation.method {
        Method::GET => browser.send(Method::GET, path, None, Body::empty()).await,
        _ => browser.post_json(path, &json!({})).await,
    }
}

#[tokio::test]
async fn another_issuers_things_are_not_found_and_do_not_change() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let form =
        new_event(&mut organiser).await.fill("title", "De outrem").attach("logo", "l.png", PNG.to_vec());
    let event = organiser.submit(form).await.path;
    let published = upload(&app, &mut organiser, &event, TWO.to_vec()).await;
    publish(&app, &mut organiser, &published).await;
    let certificate =
        people(&organiser, &published).await[0]["certificate"].as_str().expect("a path").to_owned();
    let three = [TWO, b"Eva Sol;eva@exemplo.com.br;\n"].concat();
    let import = upload(&app, &mut organiser, &event, three).await;
    let look = |mut browser: Browser| {
        let (event, import, certificate) = (event.clone(), import.clone(), certificate.clone());
        async move {
            [
                browser.get(&event).await.body,
                browser.get(&import).await.body,
                browser.get(&certificate).await.body,
            ]
        }
    };
    let before = look(program(&organiser)).await;
    let mut rival = program(&rival(&app).await);
    let mut foreign = 0;
    for (operation, path) in operations(&event, &import, &certificate) {
        if operation.path.contains('{') {
            let answer = attempt(&mut rival, &operation, &path).await;
            assert_eq!(answer.status, 404, "{} {path}: {}", operation.method, answer.html());
            foreign += 1;
        }
    }
    assert!(foreign >= 12, "{foreign} operations were tried");
    assert_eq!(before, look(program(&organiser)).await);
    assert_eq!(rival.get("/organizador").await.json()["events"], json!([]));
}

#[tokio::test]
async fn only_an_organiser_gets_in_and_a_dismissed_one_is_out_at_once() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Porta").await;
    let import = upload(&app, &mut organiser, &event, TWO.to_vec()).await;
    publish(&app, &mut organiser, &import).await;
    let certificate =
        people(&organiser, &import).await[0]["certificate"].as_str().expect("a path").to_owned();
    let mut holder = app.browser();
    let mail = app.mails_to("ana.lua@exemplo.com.br").remove(0);
    app.first_access(&mut holder, "184.207.635-35", &mail.after("Senha inicial:"), RIVAL_PASSWORD).await;
    let (mut holder, mut anybody, mut dismissed) =
        (program(&holder), app.browser().program(None), program(&organiser));
    app.administer(json!({ "action": "dismiss_organiser", "cpf": journeys::ORGANISER_CPF })).await;
    for (operation, path) in operations(&event, &import, &certificate) {
        assert_eq!(attempt(&mut anybody, &operation, &path).await.status, 401, "{path}");
        assert_eq!(attempt(&mut holder, &operation, &path).await.status, 403, "{path}");
        assert_eq!(attempt(&mut dismissed, &operation, &path).await.status, 401, "{path}");
    }
}

#[tokio::test]
async fn long_lists_have_pages_and_every_item_is_on_one() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let mut program = program(&organiser);
    for number in 0..21 {
        let event = json!({ "title": format!("Evento {number:02}"), "first_day": "2026-10-05" });
        assert_eq!(program.post_json("/organizador/eventos", &event).await.status, 201);
    }
    let first = organiser.get("/organizador").await;
    let second = organiser.get(&first.link("Próxima")).await;
    let titles = |page: &Reply| page.texts("main tbody td:first-child");
    assert_eq!((titles(&first).len(), titles(&second)), (20, vec!["Evento 00".to_owned()]));

    let event = organiser.get("/organizador").await.link("Evento 20");
    let good = |n: u32| format!("Pessoa {};p{n}@exemplo.com.br\n", letters(n));
    let bad = |n: u32| format!(";q{n}@exemplo.com.br\n");
    let csv = format!(
        "Nome;E-mail\n{}{}",
        (0..320).map(good).collect::<String>(),
        (0..230).map(bad).collect::<String>()
    );
    let import = upload(&app, &mut organiser, &event, csv.into_bytes()).await;
    let mut problems = Vec::new();
    let mut page = organiser.get(&import).await;
    loop {
        problems.extend(page.texts("#problemas ~ table tbody td:first-child"));
        if !page.text().contains("Próxima") {
            break;
        }
        page = organiser.get(&page.link("Próxima")).await;
    }
    assert_eq!((problems.len(), problems[229].as_str()), (230, "551"));

    let (mut forth, mut back) = (Vec::new(), Vec::new());
    let mut at = format!("{import}/linhas");
    loop {
        let page = program.get(&at).await.json();
        forth.push(at.clone());
        match page["next"].as_str() {
            Some(next) if !next.is_empty() => at = next.to_owned(),
            _ => break,
        }
    }
    let mut seen = 0;
    loop {
        let page = program.get(&at).await.json();
        seen += page["people"].as_array().map_or(0, Vec::len);
        back.push(page["range"].as_str().expect("a range").to_owned());
        match page["previous"].as_str() {
            Some(previous) if !previous.is_empty() => at = previous.to_owned(),
            _ => break,
        }
    }
    assert_eq!((forth.len(), back.len(), seen), (7, 7, 320));
    assert_eq!(back.last().map(String::as_str), Some("Linhas 2 a 51 da planilha"));
    for (row, first) in [(2, 2), (51, 2), (52, 52), (251, 202), (252, 252), (321, 302), (9_999, 302), (0, 2)]
    {
        let page = program.get(&format!("{import}/linhas?linha={row}")).await.json();
        assert_eq!(page["people"][0]["line"], first, "the page of row {row}");
    }
}

/// A number in letters, since a name has no digits.
fn letters(number: u32) -> String {
    number.to_string().bytes().map(|digit| char::from(b'a' + (digit - b'0'))).collect()
}

/// Sends a form as somebody does who is told to try again in a few seconds.
async fn insist(browser: &mut Browser, form: Form) -> Reply {
    for _ in 0..6 {
        let answer = browser.submit(form.clone()).await;
        if answer.status != 503 {
            return answer;
        }
    }
    panic!("busy six times in a row")
}

#[tokio::test]
async fn forms_sent_while_the_database_fails_make_each_thing_once() {
    for fault in [Fault::Conflict, Fault::Throttle, Fault::AnswerLost] {
        let (app, proxy) = TestApp::behind_a_proxy().await;
        let mut organiser = app.organiser().await;
        proxy.fail(fault);
        for number in 0..6 {
            let form = new_event(&mut organiser).await.fill("title", &format!("Evento {number}"));
            let event = insist(&mut organiser, form).await.path;
            let form =
                organiser.get(&format!("{event}/editar")).await.form("/editar").fill("place", "Olinda");
            let page = insist(&mut organiser, form).await;
            assert!(page.text().contains("Olinda"), "{fault:?}: {}", page.text());
            let form = organiser.get(&event).await.form("/importacoes").attach("file", "l.csv", TWO.to_vec());
            let import = insist(&mut organiser, form).await.path;
            import_read(&app, &import, &event).await;
            let page = organiser.get(&import).await;
            assert!(page.text().contains("Publicar 2 certificados"), "{fault:?}: {}", page.text());
            insist(&mut organiser, page.form("/descartar")).await;
        }
        proxy.fail(Fault::None);
        assert!(proxy.failed() >= 6, "{fault:?} happened {} times", proxy.failed());
        let mut program = program(&organiser);
        let events = program.get("/organizador").await.json()["events"].as_array().expect("events").clone();
        assert_eq!(events.len(), 6, "{fault:?}");
        for event in events {
            let page = program.get(event["path"].as_str().expect("a path")).await.json();
            assert_eq!(page["imports"].as_array().map(Vec::len), Some(1), "{fault:?}");
            assert_eq!(page["imports"][0]["state"]["label"], "Descartado", "{fault:?}");
        }
    }
}

/// Hands the arrival of an import's file over until it is read, as the bucket's event comes again after a failure.
async fn import_read(app: &TestApp, import: &str, event: &str) {
    let id = |path: &str| path.rsplit('/').next().expect("an id").to_owned();
    let key = format!("imports/{}/{}.csv", id(event), id(import));
    for _ in 0..6 {
        if import_participants::handle(app.app.clone(), key.clone()).await.is_ok() {
            return;
        }
    }
    panic!("not read in six attempts")
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
