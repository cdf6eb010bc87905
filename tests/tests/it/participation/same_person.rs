//! People without a CPF whose name or address was corrected: the organiser says who they are, and one code is valid.

use crate::participation::issued::PASSWORD;
use crate::participation::organiser::{event, people, program, publish, upload};
use journeys::{Browser, Mail, TestApp};
use serde_json::{Value, json};

const ADDRESS: &str = "ines.lopes@exemplo.pt";

fn list(lines: &[(&str, &str)]) -> Vec<u8> {
    let lines = lines.iter().map(|(name, email)| format!("{name};{email}\n"));
    format!("Nome;E-mail\n{}", lines.collect::<String>()).into_bytes()
}

/// A house with an event in which these people have a certificate, and the import of a second list.
async fn second_list(first: &[(&str, &str)], second: &[(&str, &str)]) -> (TestApp, Browser, String, String) {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Oficina de azulejos").await;
    let import = upload(&app, &mut organiser, &event, list(first)).await;
    publish(&app, &mut organiser, &import).await;
    let import = upload(&app, &mut organiser, &event, list(second)).await;
    (app, organiser, event, import)
}

/// What a mail's code is worth to whoever verifies it.
async fn verified(app: &TestApp, mail: &Mail) -> String {
    app.browser().get(&format!("/v/{}", mail.after("pelo código"))).await.text()
}

async fn shown(organiser: &Browser, import: &str) -> Value {
    program(organiser).get(import).await.json()
}

#[tokio::test]
async fn a_corrected_name_waits_for_a_word_and_leaves_one_valid_code() {
    let first = [("Inez Lopez", ADDRESS)];
    let second = [("Inês Lopes", ADDRESS)];
    let (app, mut organiser, event, import) = second_list(&first, &second).await;
    let page = organiser.get(&import).await;
    assert!(
        page.text().contains("Parece a mesma pessoa") && page.text().contains("Inez Lopez"),
        "{}",
        page.text()
    );
    assert!(page.find_form("/publicar").is_none(), "it waits");
    let too_soon = json!({ "confirm": true, "number": 1 });
    assert_eq!(program(&organiser).post_json(&format!("{import}/publicar"), &too_soon).await.status, 409);
    assert_eq!(shown(&organiser, &import).await["tally"]["new"], 1);
    let page = organiser.submit(page.form("/mesma-pessoa").fill("choice", "same")).await;
    assert!(page.text().contains("Corrige este certificado"), "{}", page.text());
    let tally = shown(&organiser, &import).await["tally"].clone();
    assert_eq!((&tally["new"], &tally["changed"], &tally["to_issue"]), (&json!(0), &json!(1), &json!(1)));
    for said in
        ["Com as suas respostas: 1 linha corrige um certificado.", "1 certificado ganha uma versão nova"]
    {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    let other = organiser.submit(page.form("/mesma-pessoa").fill("choice", "other")).await;
    assert!(
        other.text().contains("Com as suas respostas: 1 linha gera um certificado novo."),
        "{}",
        other.text()
    );
    organiser.submit(other.form("/mesma-pessoa").fill("choice", "same")).await;
    publish(&app, &mut organiser, &import).await;

    let old = app.mail_to(ADDRESS, "Seu certificado está disponível");
    let new = app.mail_to(ADDRESS, "Seu certificado tem uma nova versão (2ª)");
    let (old_says, new_says) = (verified(&app, &old).await, verified(&app, &new).await);
    assert!(new_says.contains("Inês Lopes") && new_says.contains("válido"), "{new_says}");
    assert!(old_says.contains("substituído"), "{old_says}");
    let listed = people(&organiser, &import).await;
    assert_eq!(listed.len(), 1);
    let mut ines = app.browser();
    app.first_access(&mut ines, &new.after("Token:"), &new.after("Senha inicial:"), PASSWORD).await;
    assert!(ines.get("/perfil").await.text().contains("Inês Lopes"));
    assert_eq!(crate::participation::issued::cards(&ines).await.len(), 1);

    let again = upload(&app, &mut organiser, &event, list(&second)).await;
    let tally = shown(&organiser, &again).await["tally"].clone();
    assert_eq!((&tally["new"], &tally["unchanged"]), (&json!(0), &json!(1)), "the line is known from now on");
    assert_eq!(app.administer(json!({ "action": "check" })).await["faults"], json!({}));
}

#[tokio::test]
async fn a_corrected_address_moves_an_account_that_was_never_used_and_the_mail_goes_there() {
    let typo = "ines.lopes@exemplo.pr";
    let (app, mut organiser, _, import) =
        second_list(&[("Inês Lopes", typo)], &[("Inês Lopes", ADDRESS)]).await;
    let page = organiser.get(&import).await;
    organiser.submit(page.form("/mesma-pessoa").fill("choice", "same")).await;
    publish(&app, &mut organiser, &import).await;
    let mail = app.mail_to(ADDRESS, "Seu certificado tem uma nova versão");
    let old = app.mail_to(typo, "Seu certificado está disponível");
    assert!(verified(&app, &old).await.contains("substituído"));
    let enter = async |password: &str| {
        crate::house::people::enter(&mut app.browser(), &mail.after("Token:"), password).await.status.as_u16()
    };
    assert_eq!(
        enter(&old.after("Senha inicial:")).await,
        401,
        "what went to the wrong address counts no more"
    );
    assert_eq!(enter(&mail.after("Senha inicial:")).await, 303);
}

#[tokio::test]
async fn somebody_else_gets_a_certificate_of_their_own() {
    let other = "outra.ines@exemplo.pt";
    let (app, mut organiser, _, import) =
        second_list(&[("Inês Lopes", ADDRESS)], &[("Inês Lopes", other)]).await;
    let page = organiser.get(&import).await;
    assert!(page.text().contains(other), "of two with one name the address differs: {}", page.text());
    organiser.submit(page.form("/mesma-pessoa").fill("choice", "other")).await;
    publish(&app, &mut organiser, &import).await;
    for address in [ADDRESS, other] {
        let mail = app.mail_to(address, "Seu certificado está disponível");
        assert!(verified(&app, &mail).await.contains("válido"), "{address}");
    }
}

#[tokio::test]
async fn all_are_decided_at_once_and_single_ones_otherwise() {
    let first =
        [("Rui Costa", "rui@exemplo.pt"), ("Lia Prado", "lia@exemplo.pt"), ("Ana Reis", "ana@exemplo.pt")];
    let second =
        [("Ruy Costa", "rui@exemplo.pt"), ("Lya Prado", "lia@exemplo.pt"), ("Ana Reys", "ana@exemplo.pt")];
    let (app, mut organiser, _, import) = second_list(&first, &second).await;
    let mut robot = program(&organiser);
    let choose = format!("{import}/mesma-pessoa");
    assert_eq!(shown(&organiser, &import).await["doubts"]["open"], 3);
    assert_eq!(robot.post_json(&choose, &json!({ "choice": "same" })).await.status, 200);
    assert_eq!(robot.post_json(&choose, &json!({ "line": 4, "choice": "other" })).await.status, 200);
    assert_eq!(robot.post_json(&choose, &json!({ "line": 9, "choice": "other" })).await.status, 422);
    assert_eq!(robot.post_json(&choose, &json!({ "choice": "perhaps" })).await.status, 400);
    publish(&app, &mut organiser, &import).await;
    for (address, mails) in [("rui@exemplo.pt", 1), ("lia@exemplo.pt", 1), ("ana@exemplo.pt", 0)] {
        let new = app.mails_to(address).iter().filter(|m| m.subject.contains("nova versão")).count();
        assert_eq!(new, mails, "{address}");
    }
    assert_eq!(robot.post_json(&choose, &json!({ "choice": "other" })).await.status, 409, "too late");
}

#[tokio::test]
async fn an_address_of_an_office_raises_no_doubts_about_others() {
    let office = "secretaria@exemplo.pt";
    let first = [("Rui Costa", office), ("Lia Prado", office)];
    let second = [("Rui Costa", office), ("Lia Prado", office), ("Davi Luz", office), ("Lya Prado", office)];
    let (_app, organiser, _, import) = second_list(&first, &second).await;
    let page = shown(&organiser, &import).await;
    assert_eq!(
        page["doubts"],
        Value::Null,
        "whoever stands in the list to the letter is in doubt for nobody"
    );
    assert_eq!(page["tally"]["new"], 2);
    let (_app, organiser, _, import) =
        second_list(&first, &[("Davi Luz", office), ("Lya Prado", office)]).await;
    let rows = shown(&organiser, &import).await["doubts"]["rows"].clone();
    assert_eq!(
        (&rows[0]["name"], &rows[0]["was"], rows.as_array().map(Vec::len)),
        (&json!("Lya Prado"), &json!("Lia Prado"), Some(1))
    );
}

#[tokio::test]
async fn a_chunk_that_is_issued_twice_corrects_once() {
    let (app, mut organiser, _, import) = second_list(
        &[("Inez Lopez", ADDRESS)],
        &[("Inês Lopes", ADDRESS), ("Inês Lopez", "ines@exemplo.pt")],
    )
    .await;
    let choose = json!({ "choice": "same" });
    assert_eq!(program(&organiser).post_json(&format!("{import}/mesma-pessoa"), &choose).await.status, 200);
    let id = domain::value::id::ImportId::parse(import.rsplit('/').next().expect("an id")).expect("an id");
    let page = organiser.get(&import).await;
    organiser.submit(page.form("/publicar").fill("confirm", "true")).await;
    let both = [app.of_step("issue-batch"), app.of_step("issue-batch")];
    let both = both.map(|app| issue_batch::handle(app, id.clone()));
    for done in futures::future::join_all(both).await {
        // Either may lose.
        drop(done);
    }
    app.settle().await;
    app.advance(120);
    app.settle().await;
    let versions = app.mails_to(ADDRESS).iter().filter(|mail| mail.subject.contains("nova versão")).count();
    assert_eq!(versions, 1);
    assert_eq!(app.administer(json!({ "action": "check" })).await["faults"], json!({}));
}

/// Lines have other numbers in another reading: what was decided on an earlier one is of somebody else.
#[tokio::test]
async fn what_is_decided_on_an_earlier_reading_is_refused() {
    let (_app, organiser, _, import) =
        second_list(&[("Inez Lopez", ADDRESS)], &[("Inês Lopes", ADDRESS)]).await;
    let mut program = program(&organiser);
    let reading = shown(&organiser, &import).await["reading_number"].as_u64().expect("a number");
    let choose = format!("{import}/mesma-pessoa");
    let said = |reading: u64| json!({ "line": 2, "choice": "same", "reading": reading });
    assert_eq!(program.post_json(&choose, &said(reading + 1)).await.status, 409);
    assert_eq!(shown(&organiser, &import).await["doubts"]["open"], 1, "nothing was chosen");
    assert!(program.post_json(&choose, &said(reading)).await.status.is_success());
    let publish = json!({ "confirm": true, "number": 1, "reading": reading + 1 });
    assert_eq!(program.post_json(&format!("{import}/publicar"), &publish).await.status, 409);
}

/// A line of a later chunk is said to be somebody whom an earlier line of the same list has issued already, and it has an
/// account of its own from another event: it is decided by itself, and the list comes to its end.
#[tokio::test]
async fn a_line_that_another_one_overtook_is_issued_by_itself_and_the_list_ends() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let other = event(&mut organiser, "Outra oficina").await;
    let known = b"Nome;E-mail;Passaporte\nMaria Sol;sole@exemplo.pt;SE1234567\n".to_vec();
    let import = upload(&app, &mut organiser, &other, known).await;
    publish(&app, &mut organiser, &import).await;
    let event = event(&mut organiser, "Oficina de azulejos").await;
    let import = upload(&app, &mut organiser, &event, list(&[("Maria Sol", ADDRESS)])).await;
    publish(&app, &mut organiser, &import).await;
    let letter = |n: u32| char::from(b'a' + u8::try_from(n % 26).expect("a letter"));
    let fill = |n: u32| format!("Rui {}{}a;r{n}@exemplo.pt;;\n", letter(n / 26), letter(n));
    let others: String = (0..400).map(fill).collect();
    let second = format!(
        "Nome;E-mail;Passaporte;Papel\nMaria Sol;{ADDRESS};;monitora\n{others}Maria Sol;sole@exemplo.pt;SE1234567;\n"
    );
    let import = upload(&app, &mut organiser, &event, second.into_bytes()).await;
    let all =
        program(&organiser).post_json(&format!("{import}/mesma-pessoa"), &json!({ "choice": "same" })).await;
    assert_eq!(all.status, 200, "both lines correct a certificate, one of them by its role");
    let form = organiser.get(&import).await.form("/publicar").fill("confirm", "true");
    assert!(organiser.submit(form).await.status.is_success());
    let id = import.rsplit('/').next().expect("an identifier").to_uppercase();
    let id = domain::value::id::ImportId::parse(&id).expect("an identifier");
    for _ in 0..20 {
        // A chunk that fails is put off: the loop ends without it.
        let _ = issue_batch::handle(app.app.clone(), id.clone()).await;
    }
    let state = app.app.store.get_import(&id).await.expect("the import").snapshot().state.kind();
    assert_eq!(state, "done");
}
