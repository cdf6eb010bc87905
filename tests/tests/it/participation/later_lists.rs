//! Later lists of an event that say less or something else of people who have a certificate: without the column of the CPF,
//! or with another role. The organiser is asked, and what is one certificate stays one.

use crate::participation::issued::{PASSWORD, cards};
use crate::participation::organiser::{event, people, program, publish, upload};
use journeys::{Browser, Mail, TestApp};
use serde_json::{Value, json};

pub const ADDRESS: &str = "rui.paz@exemplo.com.br";
pub const CPF: &str = "184.207.635-35";

pub async fn page(organiser: &Browser, import: &str) -> Value {
    program(organiser).get(import).await.json()
}

pub async fn verified(app: &TestApp, mail: &Mail) -> String {
    app.browser().get(&format!("/v/{}", mail.after("pelo código"))).await.text()
}

/// A house with an event whose first list was published, and a second list that was read.
pub async fn two_lists(first: &str, second: &str) -> (TestApp, Browser, String, String) {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Oficina de azulejos").await;
    let import = upload(&app, &mut organiser, &event, first.as_bytes().to_vec()).await;
    publish(&app, &mut organiser, &import).await;
    let import = upload(&app, &mut organiser, &event, second.as_bytes().to_vec()).await;
    (app, organiser, event, import)
}

/// Answers for all lines, publishes, and gives how many certificates of the list are valid.
pub async fn answer(app: &TestApp, organiser: &mut Browser, import: &str, choice: &str) -> usize {
    let said = json!({ "choice": choice });
    assert_eq!(program(organiser).post_json(&format!("{import}/mesma-pessoa"), &said).await.status, 200);
    publish(app, organiser, import).await;
    let listed = people(organiser, import).await;
    listed.iter().filter(|person| person["state"]["label"] == "Válido").count()
}

#[tokio::test]
async fn a_list_without_the_column_of_the_cpf_corrects_who_has_one_when_the_organiser_says_so() {
    let first = format!("Nome;E-mail;CPF\nRui Pas;{ADDRESS};{CPF}\n");
    let second = format!("Nome;E-mail\nRui Paz;{ADDRESS}\n");
    let (app, mut organiser, event, import) = two_lists(&first, &second).await;
    let shown = page(&organiser, &import).await;
    assert_eq!((&shown["doubts"]["open"], &shown["tally"]["new"]), (&json!(1), &json!(1)), "{shown}");
    assert_eq!(shown["doubts"]["rows"][0]["was"], "Rui Pas");
    assert_eq!(answer(&app, &mut organiser, &import, "same").await, 1);
    let old = app.mail_to(ADDRESS, "Seu certificado está disponível");
    let new = app.mail_to(ADDRESS, "Seu certificado tem uma nova versão (2ª)");
    assert!(verified(&app, &old).await.contains("substituído"));
    let says = verified(&app, &new).await;
    assert!(says.contains("Rui Paz") && says.contains("•••.207"), "the digits of the CPF stay: {says}");
    let mut rui = app.browser();
    app.first_access(&mut rui, CPF, &new.after("Senha inicial:"), PASSWORD).await;
    assert_eq!(cards(&rui).await.len(), 1, "one account, by the CPF as before");
    for list in [&second, &format!("Nome;E-mail;CPF\nRui Paz;{ADDRESS};{CPF}\n")] {
        let again = upload(&app, &mut organiser, &event, list.as_bytes().to_vec()).await;
        let shown = page(&organiser, &again).await;
        assert_eq!((&shown["doubts"], &shown["tally"]["unchanged"]), (&Value::Null, &json!(1)), "{shown}");
    }
    assert_eq!(app.administer(json!({ "action": "check" })).await["faults"], json!({}));
}

/// Whoever has the name of somebody with a CPF, and is taken for them, does not get into their account.
#[tokio::test]
async fn a_list_without_the_cpf_moves_no_account_of_a_cpf() {
    let other = "outro.rui@exemplo.pt";
    let first = format!("Nome;E-mail;CPF\nRui Paz;{ADDRESS};{CPF}\n");
    let (app, mut organiser, _, import) = two_lists(&first, &format!("Nome;E-mail\nRui Paz;{other}\n")).await;
    assert_eq!(answer(&app, &mut organiser, &import, "same").await, 1);
    for mail in app.mails_to(other) {
        assert!(!mail.text.contains("Senha inicial") && !mail.text.contains("Token:"), "{}", mail.text);
    }
    let initial = app.mail_to(ADDRESS, "Seu certificado está disponível").after("Senha inicial:");
    app.first_access(&mut app.browser(), CPF, &initial, PASSWORD).await;
}

#[tokio::test]
async fn the_same_people_again_without_their_cpf_are_recognised_and_nothing_is_issued() {
    let first = format!("Nome;E-mail;CPF;Papel\nRui Paz;{ADDRESS};{CPF};ouvinte\n");
    let second = format!("Nome;E-mail;Papel\nRui Paz;{ADDRESS};ouvinte\nLia Sol;lia@exemplo.pt;\n");
    let (app, mut organiser, event, import) = two_lists(&first, &second).await;
    let shown = page(&organiser, &import).await;
    assert_eq!(shown["doubts"], Value::Null, "{shown}");
    assert_eq!((&shown["tally"]["new"], &shown["tally"]["unchanged"]), (&json!(1), &json!(1)), "{shown}");
    assert!(
        shown["problems"][0]["reason"].as_str().expect("a reason").contains("já têm um certificado igual")
    );
    publish(&app, &mut organiser, &import).await;
    assert_eq!(app.mails_to(ADDRESS).len(), 1);
    let listed = people(&organiser, &import).await;
    assert_eq!(listed[0]["state"]["label"], "Válido", "{listed:?}");
    let again = upload(&app, &mut organiser, &event, second.into_bytes()).await;
    let tally = page(&organiser, &again).await["tally"].clone();
    assert_eq!((&tally["new"], &tally["unchanged"], &tally["remarks"]), (&json!(0), &json!(2), &json!(0)));
}

/// Of somebody with two certificates each line is compared with the one of its role; and whoever has one, and two roles in a
/// list without the CPF, has one account.
#[tokio::test]
async fn the_roles_of_a_person_find_their_own_certificates_without_the_cpf() {
    let both = format!("Rui Pas;{ADDRESS};{CPF};ouvinte\nRui Pas;{ADDRESS};{CPF};palestrante\n");
    let both_corrected = format!("Rui Paz;{ADDRESS};ouvinte\nRui Paz;{ADDRESS};palestrante\n");
    let titles = ["Nome;E-mail;CPF;Papel\n", "Nome;E-mail;Papel\n"];
    let (app, mut organiser, _, import) =
        two_lists(&format!("{}{both}", titles[0]), &format!("{}{both_corrected}", titles[1])).await;
    let rows = page(&organiser, &import).await["doubts"]["rows"].clone();
    assert!(rows.as_array().expect("rows").iter().all(|row| row["role"] == ""), "{rows}");
    assert_eq!(answer(&app, &mut organiser, &import, "same").await, 2, "all lines at once");

    let one = format!("{}Rui Pas;{ADDRESS};{CPF};ouvinte\n", titles[0]);
    let (app, mut organiser, _, import) = two_lists(&one, &format!("{}{both_corrected}", titles[1])).await;
    assert_eq!(answer(&app, &mut organiser, &import, "same").await, 2);
    let initial = app.mails_to(ADDRESS)[0].after("Senha inicial:");
    let mut rui = app.browser();
    app.first_access(&mut rui, CPF, &initial, PASSWORD).await;
    assert_eq!(cards(&rui).await.len(), 2, "one account");
}

/// What another list issues meanwhile is not there to be compared with: such a preview is not published.
#[tokio::test]
async fn a_list_that_was_read_while_another_one_was_issued_is_not_published() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Oficina de azulejos").await;
    let first = upload(&app, &mut organiser, &event, in_role("palestrante").into_bytes()).await;
    let form = organiser.get(&first).await.form("/publicar").fill("confirm", "true");
    assert!(organiser.submit(form).await.status.is_success());
    let form = organiser.get(&event).await.form("/importacoes");
    let second =
        organiser.submit(form.attach("file", "lista.csv", in_role("ouvinte").into_bytes())).await.path;
    let [event, id] = [&event, &second].map(|path| path.rsplit('/').next().expect("an id").to_owned());
    let key = platform::documents::import_key(
        &domain::value::id::EventId::parse(&event).expect("an id"),
        &domain::value::id::ImportId::parse(&id).expect("an id"),
    );
    import_participants::handle(app.app.clone(), key).await.expect("read");
    app.settle().await;
    let shown = organiser.get(&second).await;
    assert!(shown.text().contains("ainda estava sendo emitida"), "{}", shown.text());
    assert!(shown.find_form("/publicar").is_none());
    let said = json!({ "confirm": true, "number": 1 });
    assert_eq!(program(&organiser).post_json(&format!("{second}/publicar"), &said).await.status, 409);
    assert!(shown.text().contains("Ler a planilha de novo"));
    let again = json!({ "reading": 0 });
    assert!(program(&organiser).post_json(&format!("{second}/leitura"), &again).await.status.is_success());
    app.settle().await;
    let shown = page(&organiser, &second).await;
    assert_eq!(
        (&shown["stale"], &shown["doubts"]["open"]),
        (&json!(false), &json!(1)),
        "now it is asked: {shown}"
    );
}

#[tokio::test]
async fn the_same_name_at_another_address_is_asked_about_too_and_may_be_somebody_else() {
    let first = format!("Nome;E-mail;CPF\nRui Paz;{ADDRESS};{CPF}\n");
    let (app, mut organiser, _, import) =
        two_lists(&first, "Nome;E-mail\nRui Paz;outro.rui@exemplo.pt\n").await;
    assert_eq!(page(&organiser, &import).await["doubts"]["open"], 1);
    answer(&app, &mut organiser, &import, "other").await;
    for address in [ADDRESS, "outro.rui@exemplo.pt"] {
        let mail = app.mail_to(address, "Seu certificado está disponível");
        assert!(verified(&app, &mail).await.contains("válido"), "{address}");
    }
}

fn in_role(role: &str) -> String {
    format!("Nome;E-mail;CPF;Papel\nRui Paz;{ADDRESS};{CPF};{role}\n")
}

#[tokio::test]
async fn another_role_in_a_later_list_is_a_further_certificate_when_the_organiser_says_so() {
    let (app, mut organiser, event, import) = two_lists(&in_role("ouvinte"), &in_role("palestrante")).await;
    let seen = organiser.get(&import).await;
    for words in ["já tem um certificado com outro papel", "ouvinte", "palestrante", "Recebe mais um"] {
        assert!(seen.text().contains(words), "{words}: {}", seen.text());
    }
    assert!(seen.find_form("/publicar").is_none(), "it waits for the answer");
    assert_eq!(answer(&app, &mut organiser, &import, "other").await, 1);
    let mails = app.mails_to(ADDRESS);
    assert_eq!(mails.len(), 2);
    for mail in &mails {
        assert!(verified(&app, mail).await.contains("válido"), "{}", mail.subject);
    }
    let mut rui = app.browser();
    app.first_access(&mut rui, CPF, &mails[0].after("Senha inicial:"), PASSWORD).await;
    assert_eq!(cards(&rui).await.len(), 2);
    for role in ["ouvinte", "PALESTRANTE"] {
        let again = upload(&app, &mut organiser, &event, in_role(role).into_bytes()).await;
        let shown = page(&organiser, &again).await;
        assert_eq!((&shown["doubts"], &shown["tally"]["new"]), (&Value::Null, &json!(0)), "{role}");
    }
}

#[tokio::test]
async fn another_role_corrects_the_first_one_when_the_organiser_says_so() {
    let none = two_lists(&in_role(""), &in_role("Participante")).await;
    assert_eq!(
        page(&none.1, &none.3).await["doubts"],
        Value::Null,
        "who has no role is printed as a participant"
    );
    for (was, is) in [("ouvinte", "monitor"), ("", "palestrante"), ("palestrante", "")] {
        let (app, mut organiser, _, import) = two_lists(&in_role(was), &in_role(is)).await;
        assert_eq!(page(&organiser, &import).await["doubts"]["open"], 1, "{was} → {is}");
        assert_eq!(answer(&app, &mut organiser, &import, "same").await, 1);
        let old = app.mail_to(ADDRESS, "Seu certificado está disponível");
        assert!(verified(&app, &old).await.contains("substituído"), "{was} → {is}");
        app.mail_to(ADDRESS, "Seu certificado tem uma nova versão (2ª)");
    }
}

#[tokio::test]
async fn people_without_a_cpf_have_one_account_for_all_their_roles() {
    let list = |roles: &[&str]| {
        let lines: String = roles.iter().map(|role| format!("Inês Reis;{ADDRESS};{role}\n")).collect();
        format!("Nome;E-mail;Papel\n{lines}")
    };
    let (app, mut organiser, _, import) =
        two_lists(&list(&["ouvinte", "monitora"]), &list(&["palestrante"])).await;
    assert_eq!(answer(&app, &mut organiser, &import, "other").await, 1);
    let mails = app.mails_to(ADDRESS);
    let token = mails[0].after("Token:");
    assert!(mails.iter().all(|mail| mail.after("Token:") == token), "one account");
    let mut ines = app.browser();
    app.first_access(&mut ines, &token, &mails[0].after("Senha inicial:"), PASSWORD).await;
    assert_eq!(cards(&ines).await.len(), 3);
    assert_eq!(app.administer(json!({ "action": "check" })).await["faults"], json!({}));
}
