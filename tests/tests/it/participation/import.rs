//! Files as people have them, from the organiser's click to certificates; and files that arrive at the console.

use crate::participation::organiser::{self, people, program, publish, upload};
use domain::participation::event;
use domain::participation::import::{Command, State};
use domain::transition::Actor;
use domain::value::id::{AccountId, EventId, ImportId};
use http::StatusCode;
use journeys::{Browser, TestApp, cpf};
use platform::documents::ByteStream;
use serde_json::{Value, json};
use store::Change;

async fn tally(organiser: &Browser, import: &str) -> Value {
    program(organiser).get(import).await.json()["tally"].clone()
}

#[tokio::test]
async fn the_files_of_excel_and_of_google_say_the_same_people() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Formação em Avaliação").await;
    let excel = upload(&app, &mut organiser, &event, TestApp::fixture("participantes.csv")).await;
    let page = organiser.get(&excel).await;
    assert_eq!(tally(&organiser, &excel).await["new"], 25);
    let text = page.text();
    for part in
        ["Publicar 25 certificados", "Adriana Conceição de Souza", "184.207.635-35", "Nada foi emitido ainda"]
    {
        assert!(text.contains(part), "{part:?} in {text}");
    }
    publish(&app, &mut organiser, &excel).await;
    let google = upload(&app, &mut organiser, &event, TestApp::fixture("participantes-utf8.csv")).await;
    let tally = tally(&organiser, &google).await;
    assert_eq!((&tally["ready"], &tally["unchanged"]), (&json!(25), &json!(25)), "{tally}");
}

#[tokio::test]
async fn the_same_file_twice_issues_nothing_twice() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Uma vez só").await;
    let (first, second) = (TestApp::fixture("participantes.csv"), TestApp::fixture("participantes.csv"));
    // Both are read before one is published: the second preview still says that all are new, and is not published.
    let first = upload(&app, &mut organiser, &event, first).await;
    let second = upload(&app, &mut organiser, &event, second).await;
    publish(&app, &mut organiser, &first).await;
    let (mails, before) = (app.mails().len(), people(&organiser, &first).await);
    let decision = json!({ "confirm": true, "number": 25 });
    let refused = program(&organiser).post_json(&format!("{second}/publicar"), &decision).await;
    assert_eq!(refused.status, 409, "{}", refused.html());
    app.settle().await;
    assert_eq!(app.mails().len(), mails);
    assert_eq!(people(&organiser, &first).await, before);
    let third = upload(&app, &mut organiser, &event, TestApp::fixture("participantes.csv")).await;
    let page = organiser.get(&third).await;
    assert!(
        page.find_form("/publicar").is_none() && page.text().contains("Não há o que emitir"),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn one_changed_line_makes_one_new_version() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Correção").await;
    let first = upload(&app, &mut organiser, &event, TestApp::fixture("participantes.csv")).await;
    publish(&app, &mut organiser, &first).await;
    let (mails, before) = (app.mails().len(), people(&organiser, &first).await);
    let second = upload(&app, &mut organiser, &event, TestApp::fixture("participantes-corrigido.csv")).await;
    let counts = tally(&organiser, &second).await;
    assert_eq!(
        (&counts["changed"], &counts["unchanged"], &counts["new"]),
        (&json!(1), &json!(24), &json!(0))
    );
    publish(&app, &mut organiser, &second).await;
    assert_eq!(app.mails().len(), mails + 1);
    let after = people(&organiser, &second).await;
    let changed: Vec<usize> = (0..25).filter(|i| before[*i]["code"] != after[*i]["code"]).collect();
    assert_eq!(changed.len(), 1);
    let (old, new) = (&before[changed[0]], &after[changed[0]]);
    assert_eq!((&old["certificate"], old["name"] == new["name"]), (&new["certificate"], false));
    let mut anybody = app.browser();
    assert!(anybody.get(old["verify"].as_str().expect("a path")).await.text().contains("Substituído"));
    assert!(anybody.get(new["verify"].as_str().expect("a path")).await.text().contains("Válido"));
}

#[tokio::test]
async fn a_change_is_named_before_it_is_published_and_the_older_list_tells_the_truth_after() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Nomes").await;
    let csv = |name: &str| format!("Nome completo;E-mail;Turma\n{name};ana@exemplo.com.br;A\n").into_bytes();
    let first = upload(&app, &mut organiser, &event, csv("Ana Luz")).await;
    publish(&app, &mut organiser, &first).await;
    let second = upload(
        &app,
        &mut organiser,
        &event,
        b"Nome completo;E-mail;Turma;Horas\nAna Luz;ana@exemplo.com.br;A;8\n".to_vec(),
    )
    .await;
    let page = program(&organiser).get(&second).await.json();
    let change = json!({ "line": 2, "who": "Ana Luz", "column": "Horas", "before": "", "after": "8 horas" });
    assert_eq!((&page["changes"][0], &page["problems"]), (&change, &json!([])));
    assert_eq!(page["columns"]["ignored"], json!(["Turma"]));
    let seen = organiser.get(&second).await;
    assert!(seen.text().contains("1 de 1 linha pronta para emitir"), "{}", seen.text());
    assert_eq!(
        (seen.texts("main ins"), seen.texts(".bar a")),
        (vec!["8 horas".to_owned()], vec!["Publicar 1".to_owned()])
    );
    assert!(seen.text().contains("Nome (“Nome completo”)"), "{}", seen.text());
    publish(&app, &mut organiser, &second).await;
    let (old, new) = (&people(&organiser, &first).await[0], &people(&organiser, &second).await[0]);
    assert_eq!((&old["state"]["label"], &new["state"]["label"]), (&json!("Substituído"), &json!("Válido")));
    assert_ne!(old["code"], new["code"]);
}

/// A list that was read while another one was issued is not published: here it is, as if it had been read before.
async fn read_as_if_alone(app: &TestApp, event: &EventId, import: &ImportId) {
    let store = &app.app.store;
    let event = store.get_event(event).await.expect("the event");
    let (now, version) = (app.app.clock.now(), event.snapshot().version);
    let read = store.get_import(import).await.expect("the import");
    let State::Ready { tally, columns, .. } = read.snapshot().state.clone() else { panic!("it was read") };
    let organiser = Actor::Organiser(AccountId::from_bytes([7; 17]));
    let waits = read.apply(Command::Reread(Box::default()), organiser, now).expect("legal");
    let waits = store.commit(Change::of(waits)).await.expect("committed");
    let command = Command::Read { tally, event_version: version, columns };
    let ready = waits.apply(command, Actor::Step("import-participants".to_owned()), now).expect("legal");
    store.commit(Change::of(ready)).await.expect("committed");
}

/// The one of two lists that were published in one instant which was a little later: neither saw the other being issued.
async fn published_as_if_at_once(app: &TestApp, event: &EventId, import: &ImportId) {
    let (store, now) = (&app.app.store, app.app.clock.now());
    let organiser = || Actor::Organiser(AccountId::from_bytes([7; 17]));
    let event = store.get_event(event).await.expect("the event");
    let frozen = event.apply(event::Command::Freeze, organiser(), now).expect("legal");
    let edition = frozen.after().edition().expect("an edition").number;
    let command =
        Command::Publish { edition, publication: frozen.after().snapshot().version, revives: false };
    let import = store.get_import(import).await.expect("the import");
    let published = import.apply(command, organiser(), now).expect("legal");
    store.commit(Change::of(published).and(&frozen)).await.expect("committed");
}

#[tokio::test]
async fn of_two_lists_the_one_published_later_counts_whichever_is_issued_first() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Duas listas").await;
    let cpf = cpf(1);
    let csv = |name: &str| format!("Nome;E-mail;CPF\n{name};ana@exemplo.com.br;{cpf}\n").into_bytes();
    let mut lists = Vec::new();
    for name in ["Ana Errada", "Ana Certa"] {
        let form = organiser.get(&event).await.form("/importacoes").attach("file", "lista.csv", csv(name));
        let path = organiser.submit(form).await.path;
        let [event, import] = [&event, &path].map(|path| path.rsplit('/').next().expect("an id").to_owned());
        let (event, import) =
            (EventId::parse(&event).expect("an id"), ImportId::parse(&import).expect("an id"));
        let key = platform::documents::import_key(&event, &import);
        import_participants::handle(app.app.clone(), key).await.expect("read");
        read_as_if_alone(&app, &event, &import).await;
        if lists.is_empty() {
            let form = organiser.get(&path).await.form("/publicar").fill("confirm", "true");
            assert!(organiser.submit(form).await.status.is_success());
        } else {
            let said = "está sendo emitida agora";
            assert!(organiser.get(&path).await.text().contains(said), "a list waits for another one");
            let decision = json!({ "confirm": true, "number": 1 });
            let refused = program(&organiser).post_json(&format!("{path}/publicar"), &decision).await;
            assert_eq!((refused.status, refused.text().contains(said)), (StatusCode::CONFLICT, true));
            published_as_if_at_once(&app, &event, &import).await;
        }
        lists.push((path, import));
    }
    for (_, import) in lists.iter().rev() {
        issue_batch::handle(app.app.clone(), import.clone()).await.expect("issued");
    }
    app.settle().await;
    let person = &people(&organiser, &lists[1].0).await[0];
    assert_eq!((&person["state"]["label"], &person["now"]), (&json!("Válido"), &json!("")));
    let older = &people(&organiser, &lists[0].0).await[0];
    assert_eq!(older["now"], "Ana Certa", "{older}");
    assert_eq!(app.mails_to("ana@exemplo.com.br").len(), 1, "the older list says nothing any more");
}

#[tokio::test]
async fn somebody_whose_cpf_comes_later_is_not_issued_twice_unseen() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "CPF depois").await;
    let first =
        upload(&app, &mut organiser, &event, b"Nome;E-mail\nAna Luz;ana@exemplo.com.br\n".to_vec()).await;
    publish(&app, &mut organiser, &first).await;
    let csv = format!("Nome;E-mail;CPF\nAna Luz;ana@exemplo.com.br;{}\n", cpf(1)).into_bytes();
    let second = upload(&app, &mut organiser, &event, csv).await;
    let seen = organiser.get(&second).await;
    assert!(seen.text().contains("ela ficaria com dois"), "{}", seen.text());
}

#[tokio::test]
async fn a_file_that_is_too_large_or_in_no_field_of_the_form_is_refused_where_it_was_chosen() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Grande").await;
    let form = organiser.get(&event).await.form("/importacoes");
    let large = organiser.submit_only(form.clone().attach("file", "lista.csv", vec![b'x'; 5 << 20])).await;
    assert_eq!(large.status, 413);
    assert!(
        large.text().contains("passa de 4 MB") && large.find_form("/importacoes").is_some(),
        "{}",
        large.text()
    );
    let csv = b"Nome;E-mail\nAna Luz;ana@exemplo.com.br\n".to_vec();
    let both = form.attach("file", "lista.csv", csv.clone()).attach("outro", "outro.csv", csv);
    assert_eq!(organiser.submit_only(both).await.status, 400);
}

#[tokio::test]
async fn a_chosen_name_is_the_one_that_is_printed() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Nome social").await;
    let csv = "Nome;Nome social;E-mail\nJosé Souza;Maria Souza;m@exemplo.com.br\nAna Luz;;a@exemplo.com.br\n";
    let import = upload(&app, &mut organiser, &event, csv.as_bytes().to_vec()).await;
    let names: Vec<Value> = people(&organiser, &import).await.iter().map(|p| p["name"].clone()).collect();
    assert_eq!(names, ["Maria Souza", "Ana Luz"]);
}

#[tokio::test]
async fn every_bad_line_is_named_and_the_good_ones_can_be_published() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Com erros").await;
    let import = upload(&app, &mut organiser, &event, TestApp::fixture("participantes-com-erros.csv")).await;
    let page = program(&organiser).get(&import).await.json();
    let counts = &page["tally"];
    assert_eq!(
        (&counts["ready"], &counts["bad"], &counts["repeated"]),
        (&json!(6), &json!(18), &json!(1)),
        "{counts}"
    );
    let problems = page["problems"].as_array().expect("problems");
    assert!(
        problems.len() >= 19 && problems.iter().all(|p| p["line"].as_u64() > Some(1) && p["reason"] != "")
    );
    assert_eq!((&problems[0]["line"], &problems[0]["column"]), (&json!(3), &json!("Nome completo")));
    let text = organiser.get(&import).await.text();
    assert!(text.contains("Falta o nome. Preencha-o como deve sair no certificado."), "{text}");
    let file = organiser.get(&format!("{import}/problemas.csv")).await;
    assert!(file.headers["content-disposition"].to_str().is_ok_and(|d| d.starts_with("attachment")));
    assert_eq!(file.html().lines().count(), problems.len() + 1);
    publish(&app, &mut organiser, &import).await;
    assert_eq!(people(&organiser, &import).await.len(), 6);
}

#[tokio::test]
async fn hostile_cells_are_text_and_never_a_formula_on_their_way_out() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Fórmulas").await;
    let hostile = ["=cmd|' /C calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "=HYPERLINK(\"\"http://x\"\")"];
    let lines = hostile.iter().enumerate().map(|(n, cell)| format!("\"{cell} 9\";p{n}@exemplo.com.br;\n"));
    let csv =
        format!("Nome;E-mail;CPF\n{}Ana \"\"=1\"\" Sá;ana@exemplo.com.br;\n", lines.collect::<String>());
    let import = upload(&app, &mut organiser, &event, csv.into_bytes()).await;
    let file = organiser.get(&format!("{import}/problemas.csv")).await.html();
    assert!(file.matches("\"'").count() >= hostile.len(), "{file}");
    for cell in file.split(';') {
        let inner = cell.trim_start_matches(['\u{feff}', '"']);
        assert!(!inner.starts_with(['=', '+', '-', '@', '\t']), "{cell}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_csv_is_refused_with_what_to_do_and_can_be_replaced() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Planilha").await;
    let import = upload(&app, &mut organiser, &event, b"PK\x03\x04\x14\x00\x06\x00".to_vec()).await;
    let page = organiser.get(&import).await;
    assert!(page.text().contains("Salvar como") && page.find_form("/publicar").is_none(), "{}", page.text());
    assert_eq!(program(&organiser).get(&import).await.json()["state"], "unreadable");
    let form = organiser.get(&event).await.form("/importacoes");
    let page = organiser.submit_only(form).await;
    assert!(page.status == 422 && page.text().contains("Escolha a planilha"), "{}", page.text());
    let huge = organiser.get(&event).await.form("/importacoes").attach("file", "g.csv", vec![b'a'; 5 << 20]);
    assert_eq!(organiser.submit_only(huge).await.status, 413);
}

#[tokio::test]
async fn a_files_name_is_shown_and_never_part_of_a_key() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Nomes").await;
    for (name, shown) in [
        ("../../x.csv", "x.csv"),
        ("C:\\x\\lista.csv", "lista.csv"),
        ("con.pdf", "con.pdf"),
        (&"n".repeat(5000), &"n".repeat(120)),
    ] {
        let form = organiser.get(&event).await.form("/importacoes");
        let page = organiser
            .submit(form.attach("file", name, b"Nome;E-mail\nAna Lua;ana@exemplo.com.br\n".to_vec()))
            .await;
        assert!(page.text().contains(shown), "{name}: {}", page.text());
    }
    let listed = app
        .house
        .engines
        .aws()
        .s3
        .list_objects_v2()
        .bucket(&app.app.config.buckets.imports)
        .send()
        .await
        .expect("a list");
    let keys: Vec<String> = listed.contents().iter().filter_map(|o| o.key().map(str::to_owned)).collect();
    assert_eq!(keys.len(), 4);
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "/_-.".contains(c);
    assert!(keys.iter().all(|key| key.chars().all(plain)), "{keys:?}");
}

/// Drops a file into the bucket, as at the console, and hands its event over.
async fn drop_file(app: &TestApp, key: &str, csv: &[u8]) {
    app.app.documents.put_import(key, ByteStream::from(csv.to_vec())).await.expect("stored");
    import_participants::handle(app.app.clone(), key.to_owned()).await.expect("read");
}

#[tokio::test]
async fn a_file_dropped_at_the_console_is_read_once_however_often_its_event_comes() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Console").await;
    let key = format!("imports/{}/turma-de-marco.csv", event.rsplit('/').next().expect("an id"));
    let csv = "Nome;E-mail\nAna Lua;ana@exemplo.com.br\n".as_bytes();
    drop_file(&app, &key, csv).await;
    import_participants::handle(app.app.clone(), key.clone()).await.expect("the event again");
    app.settle().await;
    let page = program(&organiser).get(&event).await.json();
    let imports = page["imports"].as_array().expect("imports");
    assert_eq!(imports.len(), 1);
    assert_eq!((&imports[0]["file_name"], &imports[0]["people"]), (&json!("turma-de-marco.csv"), &json!(1)));
    drop_file(&app, &key, "Nome;E-mail\nEva Sol;eva@exemplo.com.br\n".as_bytes()).await;
    let page = program(&organiser).get(&event).await.json();
    assert_eq!(page["imports"].as_array().map(Vec::len), Some(2), "another content is another import");
}

#[tokio::test]
async fn an_object_without_an_event_is_let_be() {
    let app = TestApp::start().await;
    let nobody = EventId::from_bytes([3; 17]).to_string().to_lowercase();
    drop_file(&app, &format!("imports/{nobody}/lista.csv"), b"Nome;E-mail\n").await;
    drop_file(&app, "imports/lista.csv", b"Nome;E-mail\n").await;
    import_participants::handle(app.app.clone(), format!("imports/{nobody}/gone.csv")).await.expect("let be");
    let kept = app.app.documents.get_import("imports/lista.csv").await;
    assert!(kept.is_ok(), "the object stays");
}

#[tokio::test]
async fn reading_again_after_a_crash_changes_nothing() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Recomeço").await;
    let form = organiser.get(&event).await.form("/importacoes");
    let csv = TestApp::fixture("participantes-com-erros.csv");
    let import = organiser.submit(form.attach("file", "l.csv", csv)).await.path;
    let id = import.rsplit('/').next().expect("an id");
    let key = format!("imports/{}/{id}.csv", event.rsplit('/').next().expect("an id"));
    let read = || import_participants::handle(app.app.clone(), key.clone());
    let (first, second) = tokio::join!(read(), read());
    first.and(second).expect("both readers end well");
    let before = program(&organiser).get(&import).await.body;
    read().await.expect("a late event");
    assert_eq!(program(&organiser).get(&import).await.body, before);
}

#[tokio::test]
async fn a_revoked_person_is_passed_over_with_a_notice() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Revogados").await;
    let csv = b"Nome;E-mail\nAna Lua;ana@exemplo.com.br\nEva Sol;eva@exemplo.com.br\n".to_vec();
    let import = upload(&app, &mut organiser, &event, csv.clone()).await;
    publish(&app, &mut organiser, &import).await;
    let certificate =
        people(&organiser, &import).await[0]["certificate"].as_str().expect("a path").to_owned();
    let form = organiser.get(&certificate).await.form("/revogar").fill("reason", "Engano na lista");
    organiser.submit(form).await;
    let more = [&csv[..], b"Davi Reis;davi@exemplo.com.br\n"].concat();
    let import = upload(&app, &mut organiser, &event, more).await;
    let page = program(&organiser).get(&import).await.json();
    let counts = &page["tally"];
    assert_eq!(
        (&counts["revoked"], &counts["unchanged"], &counts["to_issue"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(
        (&page["problems"][0]["line"], &page["problems"][0]["outcome"]),
        (&json!(2), &json!("skipped"))
    );
    publish(&app, &mut organiser, &import).await;
    assert_eq!(people(&organiser, &import).await[0]["state"]["label"], "Revogado");
}

#[tokio::test]
async fn a_sign_that_no_font_has_is_told_before_it_is_printed() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Sinais").await;
    let csv = "Nome;E-mail;Papel\nAna 🎓 Lua;ana@exemplo.com.br;\nNguyễn Hạnh;hanh@exemplo.com.br;Juíza ★\n";
    let import = upload(&app, &mut organiser, &event, csv.as_bytes().to_vec()).await;
    let page = program(&organiser).get(&import).await.json();
    assert_eq!((&page["tally"]["to_issue"], &page["tally"]["remarks"]), (&json!(2), &json!(2)));
    let said = |n: usize| {
        let problem = &page["problems"][n];
        (problem["line"].clone(), problem["column"].clone(), problem["outcome"].clone())
    };
    assert_eq!(said(0), (json!(2), json!("Nome"), json!("issued")));
    assert_eq!(said(1), (json!(3), json!("Papel"), json!("issued")));
    let seen = organiser.get(&import).await;
    assert!(seen.text().contains("não têm o sinal “🎓” (U+1F393)"), "{}", seen.text());
    publish(&app, &mut organiser, &import).await;
    let mailed = |to: &str| app.mails_to(to).len();
    assert_eq!(
        (mailed("ana@exemplo.com.br"), mailed("hanh@exemplo.com.br")),
        (1, 1),
        "a remark stops nothing"
    );
}

#[tokio::test]
async fn an_address_that_is_not_the_accounts_is_told_of_the_events_own_people_only() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let cpf = cpf(1);
    let csv = |address: &str| format!("Nome;E-mail;CPF\nAna Lua;{address};{cpf}\n").into_bytes();
    let here = organiser::event(&mut organiser, "Primeiro").await;
    let import = upload(&app, &mut organiser, &here, csv("errado@exemplo.com.br")).await;
    publish(&app, &mut organiser, &import).await;
    let corrected = upload(&app, &mut organiser, &here, csv("certo@exemplo.com.br")).await;
    let page = program(&organiser).get(&corrected).await.json();
    let problem = &page["problems"][0];
    assert_eq!((&problem["column"], &problem["outcome"]), (&json!("E-mail"), &json!("unchanged")));
    assert!(problem["reason"].as_str().is_some_and(|r| r.contains("corrija-o ali")), "{problem}");
    let elsewhere = organiser::event(&mut organiser, "Segundo").await;
    let import = upload(&app, &mut organiser, &elsewhere, csv("certo@exemplo.com.br")).await;
    assert_eq!(program(&organiser).get(&import).await.json()["problems"], json!([]));
}

#[tokio::test]
async fn a_preview_from_before_the_event_changed_is_not_published() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Oficina de Gravura").await;
    let old = upload(&app, &mut organiser, &event, TestApp::fixture("participantes.csv")).await;
    let newer = upload(&app, &mut organiser, &event, TestApp::fixture("participantes-corrigido.csv")).await;
    let form = organiser.get(&old).await.form("/publicar").fill("confirm", "true");
    publish(&app, &mut organiser, &newer).await;
    let mails = app.mails().len();
    let refused = organiser.submit(form).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.text().contains("Leia a planilha de novo"), "{}", refused.text());
    app.settle().await;
    assert_eq!(app.mails().len(), mails, "the older file undoes nothing");
    let page = organiser.get(&old).await;
    assert!(
        page.find_form("/publicar").is_none() && page.text().contains("pode não valer mais"),
        "{}",
        page.text()
    );
}

/// Two people of one name may share an address: their CPFs tell them apart, in a list and beside what was issued.
#[tokio::test]
async fn namesakes_with_one_address_are_read_beside_what_was_issued() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = organiser::event(&mut organiser, "Encontro de famílias").await;
    let list = |more: &str| {
        let both =
            "Maria Sol;casa@exemplo.com.br;184.207.635-35\nMaria Sol;casa@exemplo.com.br;529.982.247-25\n";
        format!("Nome;E-mail;CPF\n{both}{more}").into_bytes()
    };
    let import = upload(&app, &mut organiser, &event, list("")).await;
    publish(&app, &mut organiser, &import).await;
    let again = upload(&app, &mut organiser, &event, list("Davi Reis;davi@exemplo.com.br;\n")).await;
    let tally = program(&organiser).get(&again).await.json()["tally"].clone();
    assert_eq!((&tally["new"], &tally["unchanged"]), (&1.into(), &2.into()), "{tally}");
}
