//! People without a CPF who have another document: a NIF, a passport, an RNM.

use crate::house::people::enter;
use crate::participation::issued::{Issued, PASSWORD, cards};
use crate::participation::organiser::{event, program, upload};
use serde_json::json;

const EMAIL: &str = "ines.carvalhal@exemplo.pt";

fn list(title: &str, name: &str, number: &str) -> Vec<u8> {
    format!("Nome;E-mail;{title}\n{name};{EMAIL};{number}\n").into_bytes()
}

#[tokio::test]
async fn a_nif_names_one_account_of_several_events_and_signs_in() {
    let mut house = Issued::house().await;
    for title in ["Oficina de azulejos", "Oficina de fado"] {
        let event = event(&mut house.organiser, title).await;
        house.upload(&event, list("NIF", "Inês Carvalhal", "PT 123 456 789")).await;
    }
    let mails = house.app.mails_to(EMAIL);
    assert_eq!(mails.len(), 2);
    let mut ines = house.app.browser();
    house.app.first_access(&mut ines, "123456789", &mails[0].after("Senha inicial:"), PASSWORD).await;
    assert_eq!(cards(&ines).await.len(), 2);
    assert_eq!(enter(&mut house.app.browser(), "123.456.789", PASSWORD).await.status, 303);
    assert_eq!(enter(&mut house.app.browser(), "501442600", PASSWORD).await.status, 401, "nobody's");
    assert_eq!(enter(&mut house.app.browser(), "123456788", PASSWORD).await.status, 422);
}

#[tokio::test]
async fn who_has_a_document_is_corrected_without_being_asked_about() {
    for (title, number) in [("NIF", "123456789"), ("Passaporte", "fx 123456"), ("RNM", "V123456-J")] {
        let mut house = Issued::house().await;
        let event = event(&mut house.organiser, "Oficina de azulejos").await;
        house.upload(&event, list(title, "Inez Carvalhal", number)).await;
        house.upload(&event, list(title, "Inês Carvalhal", &number.to_lowercase())).await;
        let versions = house.app.mail_to(EMAIL, "Seu certificado tem uma nova versão (2ª)");
        assert!(versions.text.contains("Olá, Inês."), "{title}");
    }
}

#[tokio::test]
async fn who_had_no_document_in_an_earlier_list_is_asked_about() {
    let mut house = Issued::house().await;
    let event = event(&mut house.organiser, "Oficina de azulejos").await;
    house.upload(&event, format!("Nome;E-mail\nInês Carvalhal;{EMAIL}\n").into_bytes()).await;
    let import =
        upload(&house.app, &mut house.organiser, &event, list("NIF", "Inês Carvalhal", "123456789")).await;
    let page = program(&house.organiser).get(&import).await.json();
    assert_eq!(page["doubts"]["total"], 1, "{page}");
}

#[tokio::test]
async fn a_number_with_a_wrong_digit_is_told_and_a_right_one_is_shown_as_what_it_is() {
    let app = Issued::house().await;
    let (mut organiser, house) = (app.organiser.clone(), app);
    let event = event(&mut organiser, "Oficina de azulejos").await;
    let import = upload(&house.app, &mut organiser, &event, list("NIF", "Rui Costa", "123456788")).await;
    let problem = program(&organiser).get(&import).await.json()["problems"][0].clone();
    assert_eq!((&problem["column"], &problem["outcome"]), (&json!("NIF"), &json!("issued")));
    let import = upload(&house.app, &mut organiser, &event, list("NIF", "Rui Costa", "123456789")).await;
    assert!(organiser.get(&import).await.text().contains("NIF 123456789"));
}
