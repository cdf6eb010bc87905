//! People of a list without their CPF who are recognised by name and address: in another role, or after they were revoked;
//! and answers that changed in another tab.

use crate::participation::issued::{PASSWORD, cards};
use crate::participation::later_lists::{ADDRESS, CPF, answer, page, two_lists, verified};
use crate::participation::organiser::{people, program, upload};
use serde_json::{Value, json};

#[tokio::test]
async fn another_role_without_the_cpf_is_a_further_certificate_of_the_same_account() {
    let first = format!("Nome;E-mail;CPF;Papel\nRui Paz;{ADDRESS};{CPF};ouvinte\n");
    let second = format!("Nome;E-mail;Papel\nRui Paz;{ADDRESS};monitor\n");
    let (app, mut organiser, event, import) = two_lists(&first, &second).await;
    let shown = page(&organiser, &import).await;
    assert_eq!(
        (&shown["doubts"]["open"], &shown["doubts"]["other_roles"]),
        (&json!(1), &json!(1)),
        "{shown}"
    );
    assert_eq!(answer(&app, &mut organiser, &import, "other").await, 1);
    let mails = app.mails_to(ADDRESS);
    for mail in &mails {
        assert!(verified(&app, mail).await.contains("válido"), "{}", mail.subject);
    }
    let mut rui = app.browser();
    app.first_access(&mut rui, CPF, &mails[0].after("Senha inicial:"), PASSWORD).await;
    assert_eq!((mails.len(), cards(&rui).await.len()), (2, 2), "one account");
    let again = upload(&app, &mut organiser, &event, second.into_bytes()).await;
    let shown = page(&organiser, &again).await;
    assert_eq!((&shown["doubts"], &shown["tally"]["unchanged"]), (&Value::Null, &json!(1)), "{shown}");

    let second = format!("Nome;E-mail;Papel\nRui Paz;{ADDRESS};palestrante\n");
    let (app, mut organiser, _, import) = two_lists(&first, &second).await;
    assert_eq!(answer(&app, &mut organiser, &import, "same").await, 1);
    let old = app.mail_to(ADDRESS, "Seu certificado está disponível");
    assert!(verified(&app, &old).await.contains("substituído"), "the role was corrected");
}

#[tokio::test]
async fn who_was_revoked_is_issued_again_without_the_cpf_by_choice_only() {
    let first = format!("Nome;E-mail;CPF\nRui Paz;{ADDRESS};{CPF}\n");
    let (app, mut organiser, event, import) =
        two_lists(&first, "Nome;E-mail\nLia Sol;lia@exemplo.pt\n").await;
    drop(import);
    let imports = program(&organiser).get(&event).await.json()["imports"].clone();
    let published = imports
        .as_array()
        .expect("imports")
        .iter()
        .find(|import| import["state"]["label"] != "Para conferir");
    let published = published.expect("the first list")["path"].as_str().expect("a path").to_owned();
    let path = people(&organiser, &published).await[0]["certificate"].as_str().expect("a path").to_owned();
    let form = organiser.get(&path).await.form("/revogar");
    organiser.submit(form.fill("reason", "Engano")).await;
    let list = format!("Nome;E-mail\nRui Paz;{ADDRESS}\n").into_bytes();
    let import = upload(&app, &mut organiser, &event, list).await;
    let tally = page(&organiser, &import).await["tally"].clone();
    assert_eq!((&tally["new"], &tally["revoked"]), (&json!(0), &json!(1)), "{tally}");
    let form = organiser.get(&import).await.form("/publicar").fill("confirm", "true").fill("revives", "true");
    assert!(organiser.submit(form).await.status.is_success());
    app.settle().await;
    let old = app.mail_to(ADDRESS, "Seu certificado está disponível");
    assert!(verified(&app, &old).await.contains("revogad"), "the earlier version stays revoked");
    assert_eq!(app.mails_to(ADDRESS).len(), 3, "issued, revoked, and issued again");
    let mut rui = app.browser();
    app.first_access(&mut rui, CPF, &old.after("Senha inicial:"), PASSWORD).await;
    assert_eq!(cards(&rui).await.len(), 1);
}

#[tokio::test]
async fn answers_that_changed_in_another_tab_are_not_published_from_this_one() {
    let first = format!("Nome;E-mail;CPF\nRui Pas;{ADDRESS};{CPF}\n");
    let (_app, mut organiser, _, import) =
        two_lists(&first, &format!("Nome;E-mail\nRui Paz;{ADDRESS}\n")).await;
    let choose = format!("{import}/mesma-pessoa");
    let mut other_tab = program(&organiser);
    assert_eq!(other_tab.post_json(&choose, &json!({ "choice": "same" })).await.status, 200);
    let stale = organiser.get(&import).await.form("/publicar").fill("confirm", "true");
    assert_eq!(other_tab.post_json(&choose, &json!({ "choice": "other" })).await.status, 200);
    let refused = organiser.submit_only(stale).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.text().contains("As respostas sobre esta planilha mudaram"), "{}", refused.text());
}
