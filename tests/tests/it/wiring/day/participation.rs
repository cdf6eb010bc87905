//! Lists, cards, PDFs, links and claims.

use crate::participation::issued::{
    ANA_CPF, ANA_EMAIL, DAVI_CPF, Issued, PASSWORD, as_json, only_card, people, text,
};
use crate::participation::organiser::{publish, upload};
use axum::body::Body;
use domain::value::id::{EventId, ImportId};
use http::Method;
use journeys::Browser;
use platform::documents::import_key;
use serde_json::json;

pub(super) async fn organisers_day(house: &mut Issued, event: &str) {
    let logo = include_bytes!("../../../../../local/demo/logo.png");
    let form = house.organiser.get(&format!("{event}/editar")).await.form("/editar");
    house.organiser.submit(form.attach("logo", "logo.png", logo.to_vec())).await;
    house.organiser.get(&format!("{event}/imagens/logo")).await;
    house.organiser.get("/organizador").await;
    for desk in ["Secretaria", "Secretaria de Cursos"] {
        let form = house.organiser.get("/organizador/emissor").await.form("/organizador/emissor");
        house.organiser.submit(form.fill("desk", desk).fill("email", "secretaria@horizonte.example")).await;
    }
    let import = upload(&house.app, &mut house.organiser, event, people("Ana Luz")).await;
    publish(&house.app, &mut house.organiser, &import).await;
    for path in [format!("{import}/linhas"), format!("{import}/problemas.csv")] {
        house.organiser.get(&path).await;
    }
    people_without_cpf(house, event).await;
    let strange = upload(&house.app, &mut house.organiser, event, b"Quem;E-mail\nAna;x\n".to_vec()).await;
    let form = house.organiser.get(&strange).await.form("/leitura").fill("column_0", "name");
    house.organiser.submit(form).await;
    house.app.settle().await;
    let thrown = upload(&house.app, &mut house.organiser, event, b"Nome;E-mail\nAna;x\n".to_vec()).await;
    house.organiser.get(&thrown).await;
    let form = house.organiser.get(&thrown).await.form("/descartar");
    house.organiser.submit(form).await;
    written_after_it_was_discarded(house, event, &thrown).await;
    every_plain_page(&mut house.organiser).await;
    let listed = crate::participation::organiser::people(&house.organiser, &import).await;
    let davi = listed.iter().find(|p| p["name"] == "Davi Sá").expect("Davi");
    let path = davi["certificate"].as_str().expect("a path").to_owned();
    let form = house.organiser.get(&path).await.form("/revogar").fill("reason", "Engano na lista");
    house.organiser.submit(form).await;
    let again = upload(&house.app, &mut house.organiser, event, people("Ana Luz")).await;
    for path in ["", "/amostra", "/amostra/frente.png", "/conferir"] {
        house.organiser.get(&format!("{again}{path}")).await;
    }
    for page in [again.as_str(), event] {
        let form = house.organiser.get(page).await.form("/teste");
        house.organiser.submit(form).await;
        house.app.settle().await;
    }
    let form = house.organiser.get(&format!("{again}/conferir")).await.form("/conferir");
    assert!(house.organiser.submit(form.fill("busca", "Ana Luz")).await.path.contains("procura="));
    let form = house.organiser.get(&format!("{again}/corrigir?linha=2")).await.form("/corrigir");
    assert!(house.organiser.submit(form.fill("cell_0", "Ana Luz Nova")).await.status.is_success());
    house.app.settle().await;
    an_event_that_is_mended(house).await;
}

/// Samples, and a reissue of a certificate that stands apart and goes to an address that was corrected.
async fn an_event_that_is_mended(house: &mut Issued) {
    let event = crate::participation::organiser::event(&mut house.organiser, "Curso à parte").await;
    let list = format!("Nome;E-mail;CPF\nAna Lua;ana.outra@exemplo.com.br;{ANA_CPF}\n").into_bytes();
    let import = upload(&house.app, &mut house.organiser, &event, list).await;
    publish(&house.app, &mut house.organiser, &import).await;
    let listed = crate::participation::organiser::people(&house.organiser, &import).await;
    let page = house.organiser.get(listed[0]["certificate"].as_str().expect("a path")).await;
    house.organiser.submit(page.form("/endereco").fill("email", "ana.terceira@exemplo.com.br")).await;
    let logo = include_bytes!("../../../../../local/demo/logo.png");
    let form = house.organiser.get(&format!("{event}/editar")).await.form("/editar").fill("title", "Curso");
    house.organiser.submit(form.attach("logo", "logo.png", logo.to_vec())).await;
    house.organiser.get(&format!("{event}/amostra/certificado.pdf")).await;
    let draft = json!({ "title": "Curso", "first_day": "2026-10-05" });
    for path in ["/organizador/eventos/desenho", &format!("{event}/desenho")] {
        crate::participation::organiser::program(&house.organiser).post_json(path, &draft).await;
    }
    let pdf = listed[0]["certificate"].as_str().expect("a path");
    house.app.settle().await;
    let form =
        house.organiser.get(&format!("{pdf}/correcao")).await.form("/conferir").fill("role", "Monitora");
    let review = house.organiser.submit(form).await;
    house.organiser.submit(review.form("/correcao")).await;
    house.app.settle().await;
    for path in [
        format!("{event}/pessoas?filtro=voltaram"),
        format!("{event}/pessoas?filtro=nao-abertos"),
        format!("{event}/pessoas.csv"),
        format!("{event}/pessoas.zip"),
        format!("{pdf}/pdf"),
    ] {
        house.organiser.get(&path).await;
    }
    let form = house.organiser.get(&event).await.form("/reemissao");
    let reissue = house.organiser.submit(form).await.path;
    house.app.settle().await;
    let form = house.organiser.get(&reissue).await.form("/publicar").fill("confirm", "true");
    house.organiser.submit(form).await;
    house.app.settle().await;
    house.organiser.get(&reissue).await;
}

/// Every page without a name in its path: a new step's asks are seen before anybody writes its day.
async fn every_plain_page(browser: &mut Browser) {
    let pages = local::routes().into_iter().flat_map(|routes| routes.operations().to_vec());
    for page in pages.filter(|page| page.method == Method::GET && !page.path.contains('{')) {
        browser.get(page.path).await;
    }
}

/// A list that was being read while it was discarded, and is announced once more.
async fn written_after_it_was_discarded(house: &Issued, event: &str, import: &str) {
    let [event, import] = [event, import].map(|path| path.rsplit('/').next().expect("an id"));
    let (event, import) = (EventId::parse(event).expect("an id"), ImportId::parse(import).expect("an id"));
    let store = &house.app.app.store;
    let discarded = store.get_import(&import).await.expect("the import");
    store.put_problems((&discarded).into(), 0, &[]).await.expect("written");
    let step = house.app.of_step("import-participants");
    import_participants::handle(step, import_key(&event, &import)).await.expect("forgotten");
    assert_eq!(store.find_problems(&import, 0).await.expect("read"), None);
}

/// Names and addresses that are corrected while somebody is choosing a password.
async fn people_without_cpf(house: &mut Issued, event: &str) {
    let lists = [
        ("Inez Lopez", "ines@exemplo.pr"),
        ("Inês Lopes", "ines@exemplo.pr"),
        ("Inês Lopes", "ines@exemplo.pt"),
    ];
    let mut import = String::new();
    for (name, email) in lists {
        let list = format!("Nome;E-mail\n{name};{email}\n").into_bytes();
        import = upload(&house.app, &mut house.organiser, event, list).await;
        let page = house.organiser.get(&import).await;
        if let Some(form) = page.find_form("/mesma-pessoa") {
            house.organiser.submit(form.fill("choice", "same")).await;
        }
        publish(&house.app, &mut house.organiser, &import).await;
        let mail = house.app.mails_to(email).pop().expect("a mail");
        let mut browser = house.app.browser();
        crate::house::people::enter(&mut browser, &mail.after("Token:"), &mail.after("Senha inicial:")).await;
    }
    let listed = crate::participation::organiser::people(&house.organiser, &import).await;
    let page = house.organiser.get(listed[0]["certificate"].as_str().expect("a path")).await;
    house.organiser.submit(page.form("/endereco").fill("email", "ines.lopes@exemplo.pt")).await;
    house.app.settle().await;
}

pub(super) async fn holders_day(house: &Issued) {
    let mut ana = house.ana().await;
    let card = only_card(&ana).await;
    every_plain_page(&mut ana).await;
    for what in ["pdf_path", "verify_path", "linkedin_path"] {
        if let Some(path) = card[what].as_str().or(card["options"][what].as_str()) {
            ana.send(Method::GET, path, None, Body::empty()).await;
        }
    }
    let id = text(&card, "id");
    ana.get(&format!("/certificados/{id}/previa.png")).await;
    ana.get(&format!("/certificados/baixar?certificado={id}")).await;
    let form = ana.get("/certificados").await.form("/publico");
    ana.submit(form).await;
    let form = ana.get("/certificados").await.form("/publico");
    ana.submit(form).await;
    let form = ana.get("/certificados").await.form("/link");
    let link = ana.submit(form).await.attributes(".direct-link", "value").remove(0);
    let link = link.strip_prefix(journeys::URL).expect("our own").to_owned();
    for path in [link.clone(), format!("{link}/pdf"), format!("{link}/previa.png")] {
        house.app.browser().get(&path).await;
    }
    ana.get("/perfil").await;
    let other = "tarde de chuva na serra 9";
    let form = ana.get("/senha").await.form("/senha");
    let form = form.fill("current_password", PASSWORD).fill("new_password", other).fill("repeated", other);
    assert!(ana.submit(form).await.status.is_success());
    house.app.settle().await;
    let mut wrong = house.app.browser();
    let form = wrong.get("/entrar").await.form("/entrar");
    wrong.submit(form.fill("identifier", ANA_CPF).fill("password", "errada mesmo 12")).await;
    let form = house.app.browser().get("/reenviar").await.form("/reenviar").fill("email", ANA_EMAIL);
    house.app.browser().submit(form).await;
    house.app.settle().await;
    let mail = house.app.mail_to(ANA_EMAIL, "O seu acesso aos certificados");
    let reset = mail.links("/senha/nova/").remove(0);
    let mut browser = house.app.browser();
    let form =
        browser.get(&reset).await.form(&reset).fill("new_password", PASSWORD).fill("repeated", PASSWORD);
    browser.submit(form).await;
    let form = browser.get("/perfil").await.form("/sair").fill("everywhere", "true");
    browser.submit(form).await;
}

pub(super) async fn strangers_day(house: &Issued) {
    let visitor = house.visitor(ANA_CPF).await;
    let card = only_card(&visitor).await;
    as_json(&visitor).get(text(&card, "pdf_path")).await;
    house.visitor(DAVI_CPF).await;
    let mut stranger = house.app.browser();
    let verify = text(&card, "verify_path").to_owned();
    stranger.get(&verify).await;
    stranger.get(&format!("{verify}/previa.png")).await;
    stranger.get("/v/0000000000000000").await;
    stranger.get(&format!("{verify}/contato")).await;
    stranger.get("/v/0000000000000000/contato").await;
    strangers_ask(&stranger, verify.trim_start_matches("/v/")).await;
    let sha = as_json(&stranger).get(&verify).await.json()["sha256"].clone();
    for digest in [sha, json!("0".repeat(64))] {
        stranger.clone().program(None).post_json("/verificar", &json!({ "sha256": digest })).await;
    }
    for path in ["/ajuda?busca=senha", "/privacidade", "/reenviar", "/health", "/openapi.json", "/nada"] {
        stranger.get(path).await;
        house.organiser.clone().get(path).await;
    }
    let form = stranger.get("/visitante").await.form("/visitante").fill("identifier", "7Q2K-9XBM-4T8R-0");
    stranger.submit(form).await;
    // Often enough for a task to be asked for, which is then solved.
    let mut program = stranger.clone().program(None);
    for _ in 0..12 {
        program.post_json("/visitante", &json!({ "identifier": DAVI_CPF })).await;
    }
    let task = program.get("/visitante").await.json()["challenge"].clone();
    let solved = json!({ "identifier": DAVI_CPF, "altcha": crate::house::visitor::solve(&task) });
    assert!(program.post_json("/visitante", &solved).await.status.is_success());
    let mut nobody = json!({ "email": "ninguem@exemplo.com.br" });
    let mut answer = program.post_json("/reenviar", &nobody).await;
    while answer.status.is_success() {
        answer = program.post_json("/reenviar", &nobody).await;
    }
    nobody["altcha"] = json!(crate::house::visitor::solve(&answer.json()["challenge"]));
    assert!(program.post_json("/reenviar", &nobody).await.status.is_success());
}

/// Requests for help, until a task is asked for, which is then solved.
async fn strangers_ask(stranger: &Browser, code: &str) {
    let mut program = stranger.clone().program(None);
    let mut asking = json!({ "name": "Rita Sol", "email": "rita.sol@exemplo.com.br", "subject": "content", "code": code,
        "message": "O meu nome saiu errado." });
    let mut answer = program.post_json("/ajuda/pedidos", &asking).await;
    let path = answer.json()["location"].as_str().expect("a path").to_owned();
    while answer.status.is_success() {
        answer = program.post_json("/ajuda/pedidos", &asking).await;
    }
    asking["altcha"] = json!(crate::house::visitor::solve(&answer.json()["challenge"]));
    assert!(program.post_json("/ajuda/pedidos", &asking).await.status.is_success());
    program.get(&path).await;
    assert!(program.post_json(&path, &json!({})).await.status.is_success());
    program
        .clone()
        .with_header("idempotency-key", "um pedido de ajuda")
        .post_json("/ajuda/pedidos", &asking)
        .await;
}
