//! Cells that an organiser corrects in the preview of a list: the file stays as it came, and what is issued is what was shown.

use crate::participation::claims::second_institution;
use crate::participation::organiser::{event, people, program, publish, upload};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::participation::cells::{Retyped, RetypedCell, Retyping};
use domain::participation::choices::Choices;
use domain::participation::import::{Command, Import};
use domain::transition::Actor;
use domain::value::id::{AccountId, ImportId};
use journeys::{Browser, TestApp};
use platform::documents::import_key;
use serde_json::{Value, json};
use store::Change;
use store::row::Item;

const LIST: &str = "Nome;E-mail;CPF;Papel\nJose Luz;jose@exemplo.com.br;;\nAna Sá;ana@exemplo;529.982.247-26;ouvinte\nDavi Reis;davi@exemplo.com.br;;\n";

async fn read(title: &str, list: &str) -> (TestApp, Browser, String) {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, title).await;
    let import = upload(&app, &mut organiser, &event, list.as_bytes().to_vec()).await;
    (app, organiser, import)
}

async fn page(organiser: &Browser, import: &str) -> Value {
    program(organiser).get(import).await.json()
}

/// Corrects cells of a line on its own page.
async fn correct(app: &TestApp, organiser: &mut Browser, import: &str, line: u32, cells: &[(&str, &str)]) {
    let form = organiser.get(&format!("{import}/corrigir?linha={line}")).await.form("/corrigir");
    let form = cells.iter().fold(form, |form, (cell, text)| form.fill(cell, text));
    let answer = organiser.submit(form).await;
    assert_eq!(answer.path, import, "{}", answer.text());
    app.settle().await;
}

fn id(path: &str) -> ImportId {
    ImportId::parse(path.rsplit('/').next().expect("an id")).expect("an id")
}

async fn stored(app: &TestApp, import: &str) -> Import {
    app.app.store.get_import(&id(import)).await.expect("the import")
}

/// The rows of the registry whose sort key begins so.
async fn rows(app: &TestApp, sort: &str) -> Vec<Item> {
    let rows = crate::house::restore::rows(app, &app.app.config.tables.registry.clone()).await;
    rows.into_iter().filter(|row| row["sk"].as_s().is_ok_and(|sk| sk.starts_with(sort))).collect()
}

#[tokio::test]
async fn a_cell_is_corrected_where_its_problem_is_told_and_issued_as_it_was_shown() {
    let (app, mut organiser, import) = read("Oficina", LIST).await;
    let seen = organiser.get(&import).await;
    let form = seen.form("/corrigir");
    assert_eq!(form.value("line_3_cell_1"), Some("ana@exemplo"), "{}", seen.text());
    let answer = organiser.submit(form.fill("line_3_cell_1", "ana@exemplo.com.br")).await;
    assert_eq!(answer.path, import);
    app.settle().await;
    let seen = page(&organiser, &import).await;
    assert_eq!(
        (&seen["tally"]["ready"], &seen["tally"]["bad"]),
        (&json!(2), &json!(1)),
        "the CPF is wrong, too"
    );
    correct(&app, &mut organiser, &import, 3, &[("cell_2", "529.982.247-25")]).await;
    correct(&app, &mut organiser, &import, 2, &[("cell_0", "José Luz")]).await;
    let seen = organiser.get(&import).await;
    assert!(seen.text().contains("3 células corrigidas aqui"), "{}", seen.text());
    assert_eq!(seen.texts("#corrigidas del"), ["Jose Luz", "ana@exemplo", "529.982.247-26"]);
    assert_eq!(seen.texts("#corrigidas ins"), ["José Luz", "ana@exemplo.com.br", "529.982.247-25"]);
    let line = organiser.get(&format!("{import}/corrigir?linha=2")).await;
    assert!(line.text().contains("Corrigido aqui: “Jose Luz” → “José Luz”"), "{}", line.text());
    let kept = rows(&app, "RETYPED#").await;
    assert_eq!(kept.len(), 1, "what was typed before is kept in one row");
    let ninety_days = app.app.clock.now().as_second() + 90 * 86_400;
    let end = kept[0]["expires_at"].as_n().ok().and_then(|end| end.parse::<i64>().ok());
    assert!(end.is_some_and(|end| end <= ninety_days), "{end:?}");
    let own =
        rows(&app, "IMPORT").await.into_iter().find(|row| row["sk"].as_s().is_ok_and(|sk| sk == "IMPORT"));
    assert_eq!(
        own.expect("a row")["v"],
        AttributeValue::N("4".to_owned()),
        "an earlier version would lose them"
    );
    publish(&app, &mut organiser, &import).await;
    let issued = people(&organiser, &import).await;
    assert_eq!(
        issued.iter().map(|p| p["name"].clone()).collect::<Vec<_>>(),
        ["José Luz", "Ana Sá", "Davi Reis"]
    );
    assert_eq!(app.mails_to("ana@exemplo.com.br").len(), 1);
    for sort in ["RETYPED#", "CELLS#", "OTHERS#", "SURVEY#"] {
        assert!(rows(&app, sort).await.is_empty(), "{sort}");
    }
    let late = json!({ "reading": 3, "line": 2, "cell_0": "Josué Luz" });
    let late = program(&organiser).post_json(&format!("{import}/corrigir"), &late).await;
    assert_eq!(late.status, 409);
    assert_eq!(organiser.get(&format!("{import}/corrigir?linha=2")).await.status, 404);
    assert!(!organiser.get(&import).await.text().contains("Corrigir"), "nothing is offered any more");
}

#[tokio::test]
async fn cells_of_several_lines_are_corrected_at_once_and_a_mistake_in_one_loses_none() {
    let list = "Nome;E-mail;CPF\nAna Sá;ana@exemplo;\nDavi Reis;;\n\"=\"\"123\"\"\";eva@exemplo;\nRita Sol;rita@exemplo.com.br;123\n";
    let (app, mut organiser, import) = read("Várias", list).await;
    let form = organiser.get(&import).await.form("/corrigir");
    let form = form.fill("line_2_cell_1", "ana@exemplo.com.br").fill("line_3_cell_1", "davi@");
    let wrong = organiser.submit_only(form.fill("line_4_cell_1", "eva@exemplo.com.br")).await;
    assert!(wrong.status == 422 && wrong.texts("h1") == ["Corrigir a linha 3"], "{}", wrong.text());
    assert!(wrong.text().contains("O que você digitou em outras linhas vai junto com esta."));
    let kept = wrong.form("/corrigir");
    let both = (kept.value("cell_1"), kept.value("line_2_cell_1"));
    assert_eq!(both, (Some("davi@"), Some("ana@exemplo.com.br")));
    organiser.submit(kept.fill("cell_1", "davi@exemplo.com.br")).await;
    app.settle().await;
    let seen = page(&organiser, &import).await;
    assert_eq!(
        (&seen["tally"]["ready"], &seen["tally"]["bad"]),
        (&json!(2), &json!(2)),
        "{}",
        seen["problems"]
    );
    let typed: Vec<_> =
        seen["retyped"].as_array().expect("cells").iter().map(|cell| cell["now"].clone()).collect();
    let expected = ["ana@exemplo.com.br", "davi@exemplo.com.br", "eva@exemplo.com.br"];
    assert_eq!(typed, expected, "what nobody changed is not typed");
}

#[tokio::test]
async fn a_discarded_list_leaves_nothing_that_was_typed() {
    let (app, mut organiser, import) = read("Descarte", LIST).await;
    correct(&app, &mut organiser, &import, 2, &[("cell_0", "José Luz")]).await;
    let everywhere = async |text: &str| {
        let rows = crate::house::restore::rows(&app, &app.app.config.tables.registry.clone()).await;
        rows.iter().filter(|row| format!("{row:?}").contains(text)).count()
    };
    assert!(everywhere("José Luz").await > 2, "the line, its cells, and what was typed");
    let form = organiser.get(&import).await.form("/descartar");
    organiser.submit(form).await;
    assert_eq!(everywhere("José Luz").await, 0);
}

#[tokio::test]
async fn what_is_typed_wrong_comes_back_with_a_sentence_and_nothing_is_lost() {
    let (app, mut organiser, import) = read("Curso", LIST).await;
    let form = organiser.get(&format!("{import}/corrigir?linha=3")).await.form("/corrigir");
    let form = form.fill("cell_0", "Ana de Sá").fill("cell_1", "ana@").fill("cell_2", "123");
    let wrong = organiser.submit_only(form).await;
    assert_eq!(wrong.status, 422);
    let told = wrong.texts("[role=alert] li");
    assert!(told.len() == 2 && told[1].starts_with("O CPF precisa ter 11 dígitos"), "{told:?}");
    let kept = wrong.form("/corrigir");
    assert_eq!(
        ["cell_0", "cell_1", "cell_2"].map(|cell| kept.value(cell)),
        [Some("Ana de Sá"), Some("ana@"), Some("123")]
    );
    assert_eq!(page(&organiser, &import).await["reading_number"], 0, "nothing is read with half of it");
    let long = kept.fill("cell_1", "ana@exemplo.com.br").fill("cell_2", "").fill("cell_3", &"x".repeat(300));
    let wrong = organiser.submit_only(long).await;
    assert!(wrong.text().contains("O texto tem mais de 254 caracteres"), "{}", wrong.text());
    organiser.submit(wrong.form("/corrigir").fill("cell_3", "monitora")).await;
    app.settle().await;
    assert_eq!(page(&organiser, &import).await["tally"]["ready"], 3);
    let unknown = json!({ "reading": 1, "line": 3, "cell_x": "a" });
    let unknown = program(&organiser).post_json(&format!("{import}/corrigir"), &unknown).await;
    assert_eq!(unknown.status, 400);
    let nobody = json!({ "reading": 1, "line": 99, "cell_0": "Eva" });
    let nobody = program(&organiser).post_json(&format!("{import}/corrigir"), &nobody).await;
    assert!(
        nobody.status == 409 && nobody.text().contains("Esta linha não está na planilha"),
        "{}",
        nobody.text()
    );
}

#[tokio::test]
async fn a_correction_is_taken_back_and_the_file_was_never_another() {
    let (app, mut organiser, import) = read("Encontro", LIST).await;
    correct(&app, &mut organiser, &import, 2, &[("cell_0", "José Luz"), ("cell_3", "monitor")]).await;
    let undo = organiser.get(&import).await.form("/corrigir").fill("undo", "cell_0");
    organiser.submit(undo).await;
    app.settle().await;
    let seen = page(&organiser, &import).await;
    assert_eq!(
        (&seen["sample"][0]["name"], &seen["sample"][0]["role"]),
        (&json!("Jose Luz"), &json!("monitor"))
    );
    // On the line's own page what else was typed is not lost by it.
    let form = organiser.get(&format!("{import}/corrigir?linha=2")).await.form("/corrigir");
    organiser.submit(form.fill("cell_0", "José da Luz").fill("undo", "cell_3")).await;
    app.settle().await;
    let seen = page(&organiser, &import).await;
    assert_eq!((&seen["sample"][0]["name"], &seen["sample"][0]["role"]), (&json!("José da Luz"), &json!("")));
    assert_eq!(seen["retyped"].as_array().map(Vec::len), Some(1));
    correct(&app, &mut organiser, &import, 2, &[("cell_0", "Jose Luz")]).await;
    assert_eq!(page(&organiser, &import).await["retyped"], json!([]), "what the file says is no correction");
    assert!(rows(&app, "RETYPED#").await.is_empty());
    let import = stored(&app, &import).await;
    let key = import_key(&import.snapshot().event, import.id());
    let file =
        app.app.documents.get_import(&key).await.expect("the file").body.collect().await.expect("bytes");
    assert_eq!(file.to_vec(), LIST.as_bytes());
}

#[tokio::test]
async fn of_two_who_correct_at_once_the_second_hears_of_it_and_one_who_sends_twice_does_not() {
    let (app, mut organiser, import) = read("Jornada", LIST).await;
    let first = organiser.get(&format!("{import}/corrigir?linha=2")).await.form("/corrigir");
    let second = organiser.get(&format!("{import}/corrigir?linha=4")).await.form("/corrigir");
    let first = first.fill("cell_0", "José Luz");
    organiser.submit(first.clone()).await;
    // While the list is being read with what the first typed, nothing of what the second typed is lost.
    let waiting = organiser.submit_only(second.clone().fill("cell_0", "Davi dos Reis")).await;
    assert!(
        waiting.status == 409 && waiting.text().contains("está sendo lida de novo"),
        "{}",
        waiting.text()
    );
    assert_eq!(waiting.texts("ins"), ["Davi dos Reis"]);
    app.settle().await;
    let late = organiser.submit_only(waiting.form("/corrigir")).await;
    let seen = late.text();
    assert!(late.status == 409 && seen.contains("A planilha mudou enquanto você digitava"), "{seen}");
    assert_eq!(late.texts("#enquanto-isso li"), ["Linha 2, Nome: Jose Luz → José Luz"]);
    assert_eq!(late.form("/corrigir").value("cell_0"), Some("Davi dos Reis"));
    let told = json!({ "reading": 0, "line": 4, "cell_0": "Davi dos Reis" });
    let told = program(&organiser).post_json(&format!("{import}/corrigir"), &told).await;
    assert!(told.status == 409 && told.text().contains("foi lida de novo desde que"), "{}", told.text());
    let again = organiser.submit_only(first).await;
    assert!(again.status.is_redirection(), "{}", again.text());
    app.settle().await;
    let seen = page(&organiser, &import).await;
    assert_eq!((&seen["reading_number"], &seen["retyped"][0]["now"]), (&json!(1), &json!("José Luz")));
    organiser.submit(late.form("/corrigir")).await;
    app.settle().await;
    let typed = page(&organiser, &import).await["retyped"].clone();
    let typed: Vec<_> = typed.as_array().expect("cells").iter().map(|cell| cell["now"].clone()).collect();
    assert_eq!(typed, ["José Luz", "Davi dos Reis"], "one press sends it again");
    let mut stranger = second_institution(&app).await;
    assert_eq!(stranger.get(&format!("{import}/corrigir?linha=2")).await.status, 404);
    let sent = stranger
        .post(&format!("{import}/corrigir"), &[("reading", "1"), ("line", "2"), ("cell_0", "X")])
        .await;
    assert_eq!(sent.status, 404);
}

/// Of one row: what only the first typed is not taken back by the form of the second, which still shows the cell as it was.
#[tokio::test]
async fn of_two_who_correct_one_line_neither_undoes_what_the_other_typed() {
    let (app, mut organiser, import) = read("Semana", LIST).await;
    let second = organiser.get(&format!("{import}/corrigir?linha=3")).await.form("/corrigir");
    let at_once = organiser.get(&import).await.form("/corrigir");
    correct(&app, &mut organiser, &import, 3, &[("cell_1", "ana@exemplo.com.br"), ("cell_3", "monitora")])
        .await;
    let late =
        second.fill("cell_0", "Ana de Sá").fill("cell_2", "529.982.247-25").fill("cell_3", "palestrante");
    let late = organiser.submit_only(late).await;
    assert_eq!(late.status, 409, "{}", late.text());
    let changed = ["Linha 3, E-mail: ana@exemplo → ana@exemplo.com.br", "Linha 3, Papel: ouvinte → monitora"];
    assert_eq!(late.texts("#enquanto-isso li"), changed);
    let form = late.form("/corrigir");
    let cells = ["cell_0", "cell_1", "cell_2", "cell_3"].map(|cell| form.value(cell));
    let kept = ["Ana de Sá", "ana@exemplo.com.br", "529.982.247-25", "palestrante"];
    assert_eq!(cells, kept.map(Some));
    organiser.submit(form).await;
    app.settle().await;
    let now = async |organiser: &Browser| {
        let typed = page(organiser, &import).await["retyped"].clone();
        typed.as_array().expect("cells").iter().map(|cell| cell["now"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(now(&organiser).await, kept);
    // The list of what is wrong is older still.
    let late = organiser.submit_only(at_once.fill("line_3_cell_1", "ana.sa@exemplo.com.br")).await;
    assert_eq!((late.status.as_u16(), late.texts("h1")), (409, vec!["Corrigir a linha 3".to_owned()]));
    assert!(late.texts("#enquanto-isso li").contains(&changed[0].to_owned()), "{}", late.text());
    assert_eq!(late.form("/corrigir").value("cell_1"), Some("ana.sa@exemplo.com.br"));
    organiser.submit(late.form("/corrigir")).await;
    app.settle().await;
    assert_eq!(
        now(&organiser).await,
        ["Ana de Sá", "ana.sa@exemplo.com.br", "529.982.247-25", "palestrante"]
    );
}

/// What may stand in the file may be typed.
#[tokio::test]
async fn a_cell_takes_what_the_file_may_say() {
    let list = "Nome;E-mail;CPF ou passaporte;Carga horária\nAna Sá;ana@exemplo.com.br;529.982.247-25;1\nDavi Reis;davi@exemplo.com.br;AB123456;04:30:00\n";
    let (app, mut organiser, import) = read("Documentos", list).await;
    let typed = [("cell_2", "FZ987654"), ("cell_3", "04:30:00")];
    correct(&app, &mut organiser, &import, 2, &typed).await;
    let seen = page(&organiser, &import).await;
    assert_eq!(
        (&seen["tally"]["ready"], &seen["tally"]["bad"]),
        (&json!(2), &json!(0)),
        "{}",
        seen["problems"]
    );
    assert_eq!(seen["sample"][0]["workload"], seen["sample"][1]["workload"]);
    // A CPF that is wrong is no other document.
    let form = organiser.get(&format!("{import}/corrigir?linha=2")).await.form("/corrigir");
    let wrong = organiser.submit_only(form.fill("cell_2", "529.982.247-26")).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text());
}

/// Of a long list no chunk is read that has none of the rows and does not lie on the way to them.
#[tokio::test]
async fn lines_that_lie_far_apart_are_corrected_without_reading_what_lies_between() {
    let list = (2..2252_u32).fold("Nome;E-mail\n".to_owned(), |list, line| {
        let letters: String = line.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
        format!("{list}Pessoa {letters};p{line}@exemplo.com.br\n")
    });
    let (app, mut organiser, import) = read("Longa", &list).await;
    let chunks = rows(&app, "CELLS#").await;
    assert_eq!(chunks.len(), 9);
    for chunk in chunks {
        let sk = chunk["sk"].as_s().expect("a key").clone();
        // By halves, the first is behind 4, 2 and 1, and the last behind 4 and 7.
        if ["000003", "000005", "000006"].iter().any(|between| sk.ends_with(between)) {
            let delete = app.house.engines.aws().dynamodb.delete_item();
            let delete = delete.table_name(&app.app.config.tables.registry);
            delete
                .key("pk", chunk["pk"].clone())
                .key("sk", chunk["sk"].clone())
                .send()
                .await
                .expect("deleted");
        }
    }
    let typed = json!({ "reading": 0, "line_2_cell_0": "Ana Sá", "line_2251_cell_0": "Davi Reis" });
    let answer = program(&organiser).post_json(&format!("{import}/corrigir"), &typed).await;
    assert!(answer.status.is_success(), "{}", answer.text());
    app.settle().await;
    let form = organiser.get(&format!("{import}/corrigir?linha=2251")).await.form("/corrigir");
    assert_eq!(form.value("cell_0"), Some("Davi Reis"));
}

#[tokio::test]
async fn a_correction_stays_with_its_cell_when_columns_are_read_otherwise() {
    let (app, mut organiser, import) =
        read("Colunas", "Nome;Apelido;E-mail\nJose Luz;Zé;jose@exemplo.com.br\n").await;
    correct(&app, &mut organiser, &import, 2, &[("cell_0", "José Luz")]).await;
    let form = organiser.get(&import).await.form("/leitura").fill("column_0", "").fill("column_1", "name");
    organiser.submit(form).await;
    app.settle().await;
    let seen = page(&organiser, &import).await;
    assert_eq!(seen["sample"][0]["name"], "Zé", "what was typed for another cell is not printed");
    assert_eq!(seen["retyped"][0]["unused"], "Não vale agora: a coluna não é usada.");
    let form = organiser.get(&import).await.form("/leitura").fill("column_0", "name").fill("column_1", "");
    organiser.submit(form).await;
    app.settle().await;
    let seen = page(&organiser, &import).await;
    assert_eq!((&seen["sample"][0]["name"], &seen["retyped"][0]["unused"]), (&json!("José Luz"), &json!("")));
}

#[tokio::test]
async fn a_correction_stays_with_its_sheet() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Folhas").await;
    let import = upload(&app, &mut organiser, &event, TestApp::fixture("duas-folhas.xlsx")).await;
    let choose = async |organiser: &mut Browser, sheet: &str| {
        let form = organiser.get(&import).await.form("/leitura").fill("sheet", sheet);
        organiser.submit(form).await;
        app.settle().await;
    };
    choose(&mut organiser, "Participantes").await;
    let name = async |organiser: &Browser| page(organiser, &import).await["sample"][0]["name"].clone();
    let before = name(&organiser).await;
    correct(&app, &mut organiser, &import, 2, &[("cell_0", "Adriana C. de Souza")]).await;
    assert_eq!(name(&organiser).await, "Adriana C. de Souza");
    choose(&mut organiser, "Turmas").await;
    assert_eq!(page(&organiser, &import).await["state"], "unreadable");
    choose(&mut organiser, "Participantes").await;
    assert_eq!(name(&organiser).await, "Adriana C. de Souza", "it is not lost");
    let undo = organiser.get(&import).await.form("/corrigir").fill("undo", "cell_0");
    organiser.submit(undo).await;
    app.settle().await;
    assert_eq!(name(&organiser).await, before);
}

#[tokio::test]
async fn a_list_takes_two_hundred_corrections_and_then_says_to_correct_the_file() {
    let list = (2..260).fold("Nome;E-mail\n".to_owned(), |list, line| {
        let letters: String =
            format!("{line}").bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
        format!("{list}Pessoa {letters};p{line}@exemplo.com.br\n")
    });
    let (app, mut organiser, import) = read("Muitas", &list).await;
    let cell = |line: u32| RetypedCell {
        sheet: String::new(),
        line,
        at: 1,
        title: "E-mail".to_owned(),
        reading: 1,
        was: format!("p{line}@exemplo.com.br"),
        now: format!("q{line}@exemplo.com.br"),
    };
    let all = (2..202).fold(Retyped::default(), |all, line| all.with(cell(line)).expect("few"));
    let known = stored(&app, &import).await;
    let retyped = Some(Retyping { cells: all.count(), reading: known.next_reading() });
    let choices = Choices { retyped, ..known.snapshot().choices.clone() };
    let organisers = Actor::Organiser(AccountId::from_bytes([7; 17]));
    let change =
        known.apply(Command::Reread(Box::new(choices)), organisers, app.app.clock.now()).expect("ready");
    let known = app.app.store.commit(Change::of(change).retyping(None, &all)).await.expect("kept");
    let key = import_key(&known.snapshot().event, known.id());
    app.app.documents.announce_import(&key, &key).await.expect("read");
    app.settle().await;
    assert_eq!(page(&organiser, &import).await["retyped"].as_array().map(Vec::len), Some(200));
    let form = organiser.get(&format!("{import}/corrigir?linha=240")).await.form("/corrigir");
    let refused = organiser.submit_only(form.fill("cell_0", "Ana Luz")).await;
    assert!(
        refused.status == 422 && refused.text().contains("Corrija o arquivo e envie-o de novo"),
        "{}",
        refused.text()
    );
    assert_eq!(refused.form("/corrigir").value("cell_0"), Some("Ana Luz"));
    correct(&app, &mut organiser, &import, 2, &[("cell_1", "r2@exemplo.com.br")]).await;
    let seen = page(&organiser, &import).await;
    assert_eq!(
        seen["retyped"][0]["now"], "r2@exemplo.com.br",
        "what is corrected already is corrected again"
    );
}

/// A list that an earlier version has read kept its good lines and no rows.
#[tokio::test]
async fn a_list_that_was_read_yesterday_is_read_again_before_it_is_corrected() {
    let (app, mut organiser, import) = read("Ontem", LIST).await;
    forget_rows(&app, &import).await;
    let seen = organiser.get(&import).await;
    assert!(
        seen.find_form("/corrigir").is_none() && seen.find_form("/conferir").is_none(),
        "{}",
        seen.text()
    );
    assert_eq!(organiser.get(&format!("{import}/corrigir?linha=2")).await.status, 404);
    let all = organiser.get(&format!("{import}/conferir")).await;
    assert!(all.text().contains("foi lida por uma versão anterior"), "{}", all.text());
    organiser.submit(all.form("/leitura")).await;
    app.settle().await;
    correct(&app, &mut organiser, &import, 2, &[("cell_0", "José Luz")]).await;
}

/// Puts the import back as an earlier version would have written it.
async fn forget_rows(app: &TestApp, import: &str) {
    let pk = format!("IMPORT#{}", id(import));
    let mut row = rows(app, "IMPORT")
        .await
        .into_iter()
        .find(|row| row["pk"].as_s() == Ok(&pk) && row["sk"].as_s() == Ok(&"IMPORT".to_owned()))
        .expect("the row");
    let member =
        |value: AttributeValue| if let AttributeValue::M(members) = value { members } else { Item::new() };
    let mut body = member(row.remove("body").expect("a body"));
    let mut state = member(body.remove("state").expect("a state"));
    let mut tally = member(state.remove("tally").expect("a tally"));
    assert!(tally.remove("other_chunks").is_some());
    state.insert("tally".to_owned(), AttributeValue::M(tally));
    body.insert("state".to_owned(), AttributeValue::M(state));
    row.insert("body".to_owned(), AttributeValue::M(body));
    let table = app.app.config.tables.registry.clone();
    let client = app.house.engines.aws().dynamodb;
    client.put_item().table_name(table).set_item(Some(row)).send().await.expect("written");
}

/// The problems of a page are one form: who corrects one of them has typed nothing in the others.
#[tokio::test]
async fn what_a_page_only_showed_was_typed_by_nobody() {
    let list = "Nome;E-mail;CPF\nAna Lua;ANA@EXEMPLO.COM.BR;\nIvo Sol;sem arroba;\n";
    let (app, mut organiser, import) = read("Oficina", list).await;
    let seen = organiser.get(&import).await;
    let form = seen.form("/corrigir").fill("line_3_cell_1", "ivo@exemplo.com.br");
    organiser.submit(form).await;
    app.settle().await;
    let retyped = page(&organiser, &import).await["retyped"].clone();
    assert_eq!(retyped.as_array().map(Vec::len), Some(1), "{retyped}");
    // The same page as it was shown changes nothing.
    let before = stored(&app, &import).await.snapshot().version;
    let mut program = program(&organiser).with_header("idempotency-key", "nada digitado");
    let reading = page(&organiser, &import).await["reading_number"].clone();
    let shown =
        json!({ "reading": reading, "line_2_cell_1": "outra coisa", "shown_line_2_cell_1": "outra coisa" });
    let reply = program.post_json(&format!("{import}/corrigir"), &shown).await;
    assert!(reply.status.is_success(), "{}", reply.status);
    assert_eq!(stored(&app, &import).await.snapshot().version, before);
}

/// A long cell of a long row is kept shortened: it is corrected twice all the same.
#[tokio::test]
async fn a_long_cell_is_corrected_twice() {
    let extra = "x".repeat(700);
    let list = format!("Nome;E-mail;Papel;Obs;Nota\nAna Lua;ana@exemplo.com.br;Monitora;{extra};{extra}\n");
    let (app, mut organiser, import) = read("Oficina", &list).await;
    let long = "Coordenadora pedagógica da oficina de gravura em metal e em madeira, com turma da noite";
    correct(&app, &mut organiser, &import, 2, &[("cell_2", long)]).await;
    correct(&app, &mut organiser, &import, 2, &[("cell_2", "Monitora geral")]).await;
    let retyped = page(&organiser, &import).await["retyped"].clone();
    assert_eq!((&retyped[0]["was"], &retyped[0]["unused"]), (&"Monitora".into(), &"".into()), "{retyped}");
}
