//! Lists that are not understood by themselves: their organiser says on the page how they are to be read.

use crate::participation::issued::PASSWORD;
use crate::participation::organiser::{event, people, program, publish, upload};
use journeys::{Browser, Mail, TestApp};
use platform::documents::ByteStream;
use serde_json::{Value, json};

async fn page(organiser: &Browser, import: &str) -> Value {
    program(organiser).get(import).await.json()
}

async fn names(organiser: &Browser, import: &str) -> Vec<Value> {
    people(organiser, import).await.iter().map(|p| p["name"].clone()).collect()
}

const STRANGE: &[u8] =
    b"Quem;Onde;Registro\nAna Luz;ana@exemplo.com.br;184.207.635-35\nDavi Reis;davi@exemplo.com.br;\n";

#[tokio::test]
async fn columns_whose_titles_say_nothing_are_assigned_on_the_page_and_remembered() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Colunas").await;
    let import = upload(&app, &mut organiser, &event, STRANGE.to_vec()).await;
    let seen = page(&organiser, &import).await;
    assert_eq!(seen["state"], "unreadable");
    let column = &seen["reading"]["columns"][2];
    assert_eq!((&column["title"], &column["read_as"]), (&json!("Registro"), &json!("cpf")), "a guess");
    assert_eq!(column["samples"], json!(["184.207.635-35"]));
    let form = organiser.get(&import).await.form("/leitura");
    assert_eq!(form.value("column_1"), Some("email"));
    let wrong = organiser.submit_only(form.clone()).await;
    assert!(
        wrong.status == 422 && wrong.text().contains("Diga em que coluna está “Nome”"),
        "{}",
        wrong.text()
    );
    assert_eq!(
        wrong.attributes("#columns", "aria-describedby"),
        ["columns-erro"],
        "of no column in particular"
    );
    let twice = form.clone().fill("column_0", "name").fill("column_1", "").fill("column_2", "email");
    let twice = organiser.submit_only(twice.fill("column_1", "email")).await;
    assert!(twice.text().contains("Duas colunas estão como “E-mail”"), "{}", twice.text());
    assert_eq!(twice.attributes("#column_2", "aria-describedby"), ["column_2-erro"]);
    let kept = twice.form("/leitura");
    let kept = ["column_0", "column_1", "column_2"].map(|field| kept.value(field));
    assert_eq!(kept, [Some("name"), Some("email"), Some("email")], "what was chosen is not lost");
    let read = organiser.submit(form.fill("column_0", "name")).await;
    assert_eq!(read.path, import);
    app.settle().await;
    assert_eq!(names(&organiser, &import).await, ["Ana Luz", "Davi Reis"]);
    publish(&app, &mut organiser, &import).await;
    let next =
        upload(&app, &mut organiser, &event, [STRANGE, b"Rita Sol;rita@exemplo.com.br;\n"].concat()).await;
    let seen = organiser.get(&next).await;
    assert!(seen.text().contains("As colunas foram lidas como você disse"), "{}", seen.text());
    let tally = page(&organiser, &next).await["tally"].clone();
    assert_eq!((&tally["new"], &tally["unchanged"]), (&json!(1), &json!(2)), "{tally}");
    let form = seen.form("/leitura").fill("column_2", "");
    organiser.submit(form).await;
    app.settle().await;
    assert_eq!(page(&organiser, &next).await["columns"]["ignored"], json!(["Registro"]), "it can be changed");
    // Also beside a form to publish, the error stands in the form that it is of.
    let form = organiser.get(&next).await.form("/leitura").fill("column_1", "name");
    let wrong = organiser.submit_only(form).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.texts("form[action$='/leitura'] [role=alert] li").len(), 1, "{}", wrong.text());
    assert!(wrong.texts("form[action$='/publicar'] [role=alert] li").is_empty(), "{}", wrong.text());
}

#[tokio::test]
async fn a_list_without_titles_begins_with_a_person() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Sem títulos").await;
    let csv = b"Ana Luz;ana@exemplo.com.br\nDavi Reis;davi@exemplo.com.br\n".to_vec();
    let import = upload(&app, &mut organiser, &event, csv).await;
    let form = organiser.get(&import).await.form("/leitura");
    assert_eq!(form.value("untitled"), Some("true"));
    organiser.submit(form.fill("column_0", "name")).await;
    app.settle().await;
    assert_eq!(names(&organiser, &import).await, ["Ana Luz", "Davi Reis"]);
    assert!(organiser.get(&import).await.text().contains("Nome (“Coluna A”)"));
}

#[tokio::test]
async fn another_sheet_is_read_when_it_is_chosen() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Folhas").await;
    for file in ["duas-folhas.xlsx", "duas-folhas.ods"] {
        let import = upload(&app, &mut organiser, &event, TestApp::fixture(file)).await;
        assert_eq!(page(&organiser, &import).await["reading"]["sheets"], json!(["Turmas", "Participantes"]));
        let seen = organiser.get(&import).await;
        let asked = "A planilha tem 2 folhas, e a folha “Turmas” não pôde ser lida como lista. Escolha abaixo a folha";
        assert_eq!(seen.texts("h1"), ["Qual folha tem a lista?"]);
        assert!(seen.text().contains(asked), "{}", seen.text());
        let form = seen.form("/leitura");
        assert_eq!(form.value("sheet"), Some("Participantes"), "another one than what is no list");
        organiser.submit(form).await;
        app.settle().await;
        let read = "A planilha tem 2 folhas. Foi lida a folha “Participantes”. Ler outra folha";
        assert!(organiser.get(&import).await.text().contains(read));
        assert_eq!(page(&organiser, &import).await["tally"]["ready"], 25, "{file}");
    }
}

#[tokio::test]
async fn a_column_that_looks_like_one_that_is_read_is_asked_about() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Parecidas").await;
    let csv = b"Nome;E-mail;Registro\nAna Luz;ana@exemplo.com.br;184.207.635-35\n".to_vec();
    let import = upload(&app, &mut organiser, &event, csv).await;
    assert_eq!(page(&organiser, &import).await["reading"]["is_asked"], true);
    let seen = organiser.get(&import).await;
    assert!(seen.text().contains("Confirme o que é cada coluna") && seen.text().contains("Parece ter “CPF”"));
    organiser.submit(seen.form("/leitura").fill("column_2", "cpf")).await;
    app.settle().await;
    let seen = page(&organiser, &import).await;
    assert_eq!(
        (&seen["reading"]["is_asked"], &seen["sample"][0]["cpf"]),
        (&json!(false), &json!("184.207.635-35"))
    );
}

#[tokio::test]
async fn a_list_that_was_dropped_at_the_console_is_read_again_too() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "No balde").await;
    let key = format!("imports/{}/lista-de-marco.csv", event.rsplit('/').next().expect("an id"));
    app.app.documents.put_import(&key, ByteStream::from(STRANGE.to_vec())).await.expect("dropped");
    app.settle().await;
    let import = program(&organiser).get(&event).await.json()["imports"][0]["path"]
        .as_str()
        .expect("a path")
        .to_owned();
    let form = organiser.get(&import).await.form("/leitura").fill("column_0", "name");
    organiser.submit(form).await;
    app.settle().await;
    assert_eq!(names(&organiser, &import).await.len(), 2);
    let form = organiser.get(&import).await.form("/leitura").fill("column_2", "");
    organiser.submit(form).await;
    app.settle().await;
    assert_eq!(names(&organiser, &import).await.len(), 2);
    assert_eq!(program(&organiser).get(&event).await.json()["imports"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn what_was_said_of_an_earlier_reading_is_not_taken_for_a_later_one() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Duas abas").await;
    let import = upload(&app, &mut organiser, &event, STRANGE.to_vec()).await;
    let form = organiser.get(&import).await.form("/leitura").fill("column_0", "name");
    organiser.submit(form.clone()).await;
    assert_eq!(
        organiser.submit_only(form.clone().fill("column_2", "")).await.status,
        422,
        "the key was used"
    );
    app.settle().await;
    let other = form.fill("idempotency_key", "another-key-for-it");
    let late = organiser.submit_only(other).await;
    assert_eq!(late.status, 409);
    assert_eq!(late.link("Abrir a planilha"), import, "{}", late.text());
    let discarding = organiser.get(&import).await.form("/descartar");
    organiser.submit(discarding).await;
    for (path, status) in [("publicar", 409), ("mesma-pessoa", 409)] {
        let body = [("confirm", "true"), ("choice", "same")];
        let body = if path == "publicar" { &body[..1] } else { &body[1..] };
        let late = organiser.post(&format!("{import}/{path}"), body).await;
        assert_eq!((late.status.as_u16(), late.link("Abrir a planilha")), (status, import.clone()), "{path}");
    }
    assert_eq!(organiser.get(&format!("{import}/linhas")).await.link("Abrir a planilha"), import);
    let unknown = json!({ "reading": 1, "coluna": "name" });
    assert_eq!(program(&organiser).post_json(&format!("{import}/leitura"), &unknown).await.status, 400);
}

#[tokio::test]
async fn who_was_absent_is_left_out_and_the_organiser_says_who_gets_a_certificate() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Presença").await;
    let csv = "Nome;E-mail;Presença\nAna Luz;ana@exemplo.com.br;Presente\nDavi Reis;davi@exemplo.com.br;Ausente\n\
               Rita Sol;rita@exemplo.com.br;Justificada\n";
    let import = upload(&app, &mut organiser, &event, csv.as_bytes().to_vec()).await;
    let tally = page(&organiser, &import).await["tally"].clone();
    assert_eq!(
        (&tally["ready"], &tally["left_out"], &tally["bad"]),
        (&json!(1), &json!(2), &json!(0)),
        "{tally}"
    );
    let seen = organiser.get(&import).await;
    assert!(seen.text().contains("Emitir para quem?") && seen.text().contains("Justificada (1 linha)"));
    let form = seen.form("/leitura");
    assert_eq!((form.value("yes_2_0"), form.value("yes_2_1")), (Some("true"), None));
    let out = "2 linhas ficam de fora: de quem não foi marcado para receber.";
    assert!(seen.text().contains(out), "{}", seen.text());
    organiser.submit(form.fill("yes_2_2", "true")).await;
    app.settle().await;
    assert_eq!(names(&organiser, &import).await, ["Ana Luz", "Rita Sol"]);
    publish(&app, &mut organiser, &import).await;
    let done = organiser.get(&import).await;
    let out = "1 linha ficou de fora: de quem não foi marcado para receber.";
    assert!(done.text().contains(out), "{}", done.text());
    assert_eq!(app.mails_to("davi@exemplo.com.br").len(), 0);
}

#[tokio::test]
async fn a_list_of_which_nobody_is_marked_says_where_to_mark_and_shows_how_it_was_read() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Ninguém").await;
    let csv =
        "Nome;E-mail;Presença\nAna Luz;ana@exemplo.com.br;Ausente\nDavi Reis;davi@exemplo.com.br;faltou\n";
    let import = upload(&app, &mut organiser, &event, csv.as_bytes().to_vec()).await;
    let seen = organiser.get(&import).await;
    for said in ["Ninguém desta planilha está marcado", "Marque quem recebe", "Colunas lidas: Nome, E-mail"]
    {
        assert!(seen.text().contains(said), "{said}: {}", seen.text());
    }
    organiser.submit(seen.form("/leitura").fill("yes_2_0", "true")).await;
    app.settle().await;
    assert_eq!(names(&organiser, &import).await, ["Ana Luz"]);
}

#[tokio::test]
async fn a_list_with_nothing_but_titles_says_that_there_is_nothing_to_publish() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Vazia").await;
    let import = upload(&app, &mut organiser, &event, b"Nome;E-mail;CPF\n".to_vec()).await;
    let seen = organiser.get(&import).await;
    assert_eq!(seen.texts("h1"), ["A planilha não tem ninguém"]);
    assert!(seen.text().contains("não há o que publicar. Inclua uma pessoa por linha"), "{}", seen.text());
    assert!(seen.find_form("/publicar").is_none() && !seen.link("Enviar outra planilha").is_empty());
}

#[tokio::test]
async fn another_document_that_is_wrong_is_left_out_and_the_person_is_not() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Números").await;
    let list = |nif: &str| {
        format!("Nome completo;NIF;E-mail\nInês Sá;{nif};ines@exemplo.pt\nRui Paz;501442600;rui@exemplo.pt\n")
            .into_bytes()
    };
    let import = upload(&app, &mut organiser, &event, list("123456788")).await;
    let seen = page(&organiser, &import).await;
    assert_eq!((&seen["tally"]["ready"], &seen["tally"]["bad"]), (&json!(2), &json!(0)), "{seen}");
    let told = &seen["problems"][0];
    assert_eq!((&told["column"], &told["outcome"]), (&json!("NIF"), &json!("issued")));
    assert!(told["reason"].as_str().is_some_and(|reason| reason.contains("será emitido sem ele")), "{told}");
    assert_eq!((&seen["sample"][0]["cpf"], &seen["sample"][1]["cpf"]), (&json!(""), &json!("NIF 501442600")));
    publish(&app, &mut organiser, &import).await;
    assert_eq!(app.mails_to("ines@exemplo.pt").len(), 1);
    // With the right number she would be somebody else: the organiser is asked, and not told as well what to do.
    let import = upload(&app, &mut organiser, &event, list("123456789")).await;
    let seen = page(&organiser, &import).await;
    assert_eq!((&seen["doubts"]["open"], &seen["problems"]), (&json!(1), &json!([])), "{seen}");
}

#[tokio::test]
async fn what_is_doubted_is_put_right_on_all_lines_with_one_press_and_taken_back_with_another() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Ajustes").await;
    let csv = "Nome;E-mail\nANA LUZ;ana@gmial.com\ndavi reis;davi@exemplo.com.br\n\"Sol, Rita\";rita@exemplo.com.br\n\
               Bia Paz (UFPE);bia@exemplo.com.br\n";
    let import = upload(&app, &mut organiser, &event, csv.as_bytes().to_vec()).await;
    let seen = page(&organiser, &import).await;
    let fixes: Vec<_> =
        seen["reading"]["fixes"].as_array().expect("fixes").iter().map(|f| f["fix"].clone()).collect();
    assert_eq!(fixes, ["capitals", "surname_first", "brackets", "domains"]);
    assert_eq!(seen["tally"]["remarks"], 3, "names in capitals are told all at once");
    assert_eq!(names(&organiser, &import).await[0], "ANA LUZ", "nothing is changed before somebody says so");
    for fix in ["capitals", "surname_first", "brackets", "domains"] {
        let reading = page(&organiser, &import).await["reading"]["reading"].clone();
        let press = json!({ "reading": reading, "fix": fix, "on": true });
        let answer = program(&organiser).post_json(&format!("{import}/leitura"), &press).await;
        assert!(answer.status.is_success(), "{}", answer.html());
        app.settle().await;
    }
    assert_eq!(names(&organiser, &import).await, ["Ana Luz", "Davi Reis", "Rita Sol", "Bia Paz"]);
    assert_eq!(page(&organiser, &import).await["sample"][0]["email"], "ana@gmail.com");
    let seen = organiser.get(&import).await;
    assert!(seen.text().contains("2 nomes tiveram as maiúsculas ajustadas"), "{}", seen.text());
    organiser.submit(seen.form("/leitura").fill("on", "false")).await;
    app.settle().await;
    publish(&app, &mut organiser, &import).await;
    assert_eq!(app.mails_to("ana@gmail.com").len(), 1);
}

#[tokio::test]
async fn a_person_in_two_roles_has_two_certificates_and_keeps_the_one_they_had() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Papéis").await;
    let list = |lines: &[&str]| {
        let lines: String =
            lines.iter().map(|role| format!("Rui Paz;rui@exemplo.com.br;184.207.635-35;{role}\n")).collect();
        format!("Nome;E-mail;CPF;Papel\n{lines}").into_bytes()
    };
    let first = upload(&app, &mut organiser, &event, list(&["ouvinte"])).await;
    publish(&app, &mut organiser, &first).await;
    let had = people(&organiser, &first).await[0]["certificate"].clone();
    let second = upload(&app, &mut organiser, &event, list(&["palestrante", "ouvinte"])).await;
    let tally = page(&organiser, &second).await["tally"].clone();
    assert_eq!(
        (&tally["new"], &tally["unchanged"], &tally["bad"]),
        (&json!(1), &json!(1), &json!(0)),
        "{tally}"
    );
    publish(&app, &mut organiser, &second).await;
    let both = people(&organiser, &second).await;
    assert_eq!(both[1]["certificate"], had, "the one that was there is the listener's");
    assert_ne!(both[0]["certificate"], had);
    assert!(both.iter().all(|person| person["state"]["label"] == "Válido"), "{both:?}");
    assert_eq!(people(&organiser, &first).await[0]["state"]["label"], "Válido");
    // In any order, and each by itself, nothing is issued a third time.
    for roles in [&["ouvinte", "palestrante"][..], &["palestrante"], &["ouvinte"]] {
        let again = upload(&app, &mut organiser, &event, list(roles)).await;
        let tally = page(&organiser, &again).await["tally"].clone();
        assert_eq!((&tally["new"], &tally["changed"]), (&json!(0), &json!(0)), "{roles:?}: {tally}");
    }
    let mails = app.mails_to("rui@exemplo.com.br");
    assert_eq!(mails.len(), 2);
    // Two of one event look alike nowhere: neither in the mailbox, nor in the list, nor among the cards.
    for role in ["palestrante", "ouvinte"] {
        let is_told = |mail: &&Mail| mail.subject.ends_with(&format!("Papéis ({role})"));
        let told: Vec<_> = mails.iter().filter(is_told).collect();
        assert!(matches!(told.as_slice(), [mail] if mail.text.contains(&format!("Função: {role}"))));
    }
    let roles: Vec<_> = both.iter().map(|person| person["role"].clone()).collect();
    assert_eq!(roles, ["palestrante", "ouvinte"]);
    let listed = organiser.get(&format!("{second}/linhas")).await;
    assert!(listed.text().contains("o certificado de Rui Paz (ouvinte)"), "{}", listed.text());
    let mut rui = app.browser();
    app.first_access(&mut rui, "184.207.635-35", &mails[0].after("Senha inicial:"), PASSWORD).await;
    let cards = rui.get("/certificados").await;
    let mut files = Vec::new();
    for pdf in cards.attributes(".card a[href$='/pdf']", "href") {
        let name = rui.get(&pdf).await.headers["content-disposition"].to_str().expect("text").to_owned();
        files.push(name.contains("palestrante"));
    }
    files.sort_unstable();
    assert_eq!(files, [false, true], "nor in a folder of downloads");
    for role in ["palestrante", "ouvinte"] {
        let (told, named) = (format!("Função: {role}"), format!("Ver certificado : Papéis ({role})"));
        assert!(cards.text().contains(&told) && cards.text().contains(&named), "{}", cards.text());
    }
}

#[tokio::test]
async fn the_hours_of_several_days_are_added_when_the_organiser_says_so() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Dias").await;
    let csv = "Data;Nome;E-mail;Carga horária\n05/11;Ana Luz;ana@exemplo.com.br;4\n06/11;Ana Luz;ana@exemplo.com.br;4\n\
               07/11;Ana Luz;ana@exemplo.com.br;2\n";
    let import = upload(&app, &mut organiser, &event, csv.as_bytes().to_vec()).await;
    let seen = organiser.get(&import).await;
    assert!(seen.text().contains("1 certificado tem horas em mais de uma linha"), "{}", seen.text());
    organiser.submit(seen.form("/leitura").fill("on", "true")).await;
    app.settle().await;
    let seen = page(&organiser, &import).await;
    assert_eq!((&seen["sample"][0]["workload"], &seen["tally"]["bad"]), (&json!("10 horas"), &json!(0)));
    publish(&app, &mut organiser, &import).await;
}

#[tokio::test]
async fn a_revoked_person_is_issued_again_by_choice_and_the_revoked_code_stays_so() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "De novo").await;
    let csv = b"Nome;E-mail;CPF\nAna Luz;ana@exemplo.com.br;184.207.635-35\n".to_vec();
    let first = upload(&app, &mut organiser, &event, csv.clone()).await;
    publish(&app, &mut organiser, &first).await;
    let before = people(&organiser, &first).await[0].clone();
    let form = organiser.get(before["certificate"].as_str().expect("a path")).await.form("/revogar");
    organiser.submit(form.fill("reason", "Lista errada")).await;
    let second = upload(&app, &mut organiser, &event, csv).await;
    let seen = organiser.get(&second).await;
    assert!(seen.text().contains("Emitir de novo o certificado revogado"), "{}", seen.text());
    assert!(
        seen.text().contains("Nada novo a publicar: 1 linha é de certificado revogado."),
        "{}",
        seen.text()
    );
    assert_eq!(page(&organiser, &second).await["problems"][0]["outcome"], "skipped");
    let form = seen.form("/publicar").fill("confirm", "true");
    let refused = organiser.submit_only(form.clone()).await;
    assert!(refused.status == 422 && refused.text().contains("revogados devem ser emitidos de novo"));
    organiser.submit(form.fill("revives", "true")).await;
    app.settle().await;
    let done = page(&organiser, &second).await;
    assert_eq!(
        (&done["problems"], &done["stayed_out"]),
        (&json!([]), &json!("")),
        "the choice has answered it"
    );
    let after = people(&organiser, &second).await[0].clone();
    assert_eq!((&after["certificate"], &after["state"]["label"]), (&before["certificate"], &json!("Válido")));
    assert_ne!(after["code"], before["code"]);
    let mut anybody = app.browser();
    let old = anybody.get(before["verify"].as_str().expect("a path")).await.text();
    assert!(old.contains("Revogado") && old.contains("Lista errada"), "{old}");
    assert!(anybody.get(after["verify"].as_str().expect("a path")).await.text().contains("Válido"));
    let mails = app.mails_to("ana@exemplo.com.br");
    assert_eq!(mails.len(), 3, "issued, revoked, and issued again");
    assert!(mails.iter().any(|mail| mail.text.contains("A anterior continua revogada.")));
}
