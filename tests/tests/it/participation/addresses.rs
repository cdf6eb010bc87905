//! A wrong address: its organiser corrects it from the certificate's page while nobody has used the account.

use crate::house::people::{enter, is_in};
use crate::participation::issued::{Issued, PASSWORD, cards};
use journeys::{Browser, TestApp};
use serde_json::json;

const CPF: &str = "529.982.247-25";
const WRONG: &str = "rita@gmial.example";
const RIGHT: &str = "rita@gmail.example";

fn list(email: &str) -> Vec<u8> {
    format!("Nome;E-mail;CPF\nRita Sol;{email};{CPF}\n").into_bytes()
}

/// A house in which Rita's certificate went to a wrong address, and the organiser's page of it.
async fn misled() -> (Issued, String) {
    let mut house = Issued::house().await;
    let event = house.event("Oficina de rádio", &[]).await;
    house.upload(&event, list(WRONG)).await;
    let path = page_of(&house, &event, "Rita Sol").await;
    (house, path)
}

/// The organiser's page of somebody's certificate of an event.
async fn page_of(house: &Issued, event: &str, name: &str) -> String {
    let mut organiser = house.organiser.clone();
    let import = organiser.get(event).await.attributes("a[href*='/importacoes/']", "href").remove(0);
    let people = crate::participation::organiser::people(&house.organiser, &import).await;
    let person = people.iter().find(|person| person["name"] == name).expect("the person");
    person["certificate"].as_str().expect("a page").to_owned()
}

async fn correct(organiser: &mut Browser, page: &str, email: &str) -> journeys::Reply {
    let form = organiser.get(page).await.form("/endereco").fill("email", email);
    organiser.submit(form).await
}

fn initial(app: &TestApp, email: &str) -> Vec<String> {
    app.mails_to(email).iter().map(|mail| mail.after("Senha inicial:")).collect()
}

#[tokio::test]
async fn the_mail_goes_to_the_corrected_address_and_what_went_to_the_other_counts_no_more() {
    let (mut house, page) = misled().await;
    // Somebody reads the wrong address, and is about to choose a password.
    let old = initial(&house.app, WRONG).remove(0);
    let mut stranger = house.app.browser();
    assert_eq!(enter(&mut stranger, CPF, &old).await.status, 303);
    let choosing = stranger.get("/primeiro-acesso").await.form("/primeiro-acesso");

    let form = house.organiser.get(&page).await.form("/endereco");
    assert_eq!(form.value("email"), Some(WRONG), "the present one is there to be corrected");
    let form = form.fill("email", RIGHT);
    for _ in 0..2 {
        let answer = house.organiser.submit(form.clone()).await;
        assert!(answer.status.is_success(), "{}", answer.text());
        let done = format!("O e-mail foi corrigido, e a mensagem vai para {RIGHT}.");
        assert_eq!(answer.texts("[role=status]"), [done]);
        assert_eq!(answer.attributes("#email", "value"), [RIGHT]);
    }
    house.app.settle().await;
    let new = initial(&house.app, RIGHT);
    assert_eq!(new.len(), 1, "the same form twice mails once");
    let shown = house.organiser.get(&page).await.text();
    assert!(shown.contains(WRONG) && shown.contains(RIGHT), "both are in the ledger: {shown}");

    stranger.submit(choosing.fill("new_password", PASSWORD).fill("repeated", PASSWORD)).await;
    assert!(!is_in(&stranger).await, "the session of before has ended");
    assert_eq!(enter(&mut house.app.browser(), CPF, &old).await.status, 401);
    let mut rita = house.app.browser();
    house.app.first_access(&mut rita, CPF, &new[0], PASSWORD).await;
    assert!(rita.get("/perfil").await.text().contains(RIGHT));
    assert_eq!(cards(&rita).await.len(), 1);
    let audit = crate::house::restore::rows(&house.app, &house.app.app.config.tables.registry.clone()).await;
    let corrected = audit.iter().filter(|row| format!("{row:?}").contains("email_corrected")).count();
    assert_eq!(corrected, 1, "it is in the audit trail");
}

#[tokio::test]
async fn a_later_list_with_the_address_of_before_mails_to_the_corrected_one() {
    let (mut house, page) = misled().await;
    correct(&mut house.organiser, &page, RIGHT).await;
    house.app.settle().await;
    let event = house.organiser.get(&page).await.link("Oficina de rádio");
    let mails = house.app.mails_to(WRONG).len();
    let renamed = format!("Nome;E-mail;CPF\nRita do Sol;{WRONG};{CPF}\n").into_bytes();
    house.upload(&event, renamed).await;
    let new = house.app.mail_to(RIGHT, "Seu certificado tem uma nova versão (2ª)");
    let another = house.event("Oficina de vídeo", &[]).await;
    house.upload(&another, list(WRONG)).await;
    assert!(
        house.app.mail_to(RIGHT, "Seu certificado está disponível: Oficina de vídeo").text.contains("Rita")
    );
    assert_eq!(house.app.mails_to(WRONG).len(), mails, "nothing more goes to the wrong address");
    let mut rita = house.app.browser();
    house.app.first_access(&mut rita, CPF, &new.after("Senha inicial:"), PASSWORD).await;
    assert_eq!(cards(&rita).await.len(), 2, "and both are in the account");
    // What another institution says of the address is its own word.
    house.organiser = crate::participation::claims::second_institution(&house.app).await;
    let theirs = house.event("Curso da outra casa", &[]).await;
    house.upload(&theirs, list(WRONG)).await;
    assert!(
        house
            .app
            .mail_to(WRONG, "Seu certificado está disponível: Curso da outra casa")
            .links("/confirmar/")
            .len()
            == 1
    );
}

#[tokio::test]
async fn an_account_that_was_used_is_protected_and_the_page_says_so() {
    let (mut house, page) = misled().await;
    let mut rita = house.app.browser();
    house.app.first_access(&mut rita, CPF, &initial(&house.app, WRONG)[0], PASSWORD).await;
    let shown = house.organiser.get(&page).await;
    assert!(shown.text().contains("O e-mail desta conta é protegido"), "{}", shown.text());
    let answer = correct(&mut house.organiser, &page, RIGHT).await;
    assert_eq!(answer.status, 422);
    let why = answer.text().matches("quem administra este site").count();
    assert_eq!(why, 1, "why is said once: {}", answer.text());
    let again = correct(&mut house.organiser, &page, WRONG).await;
    assert_eq!(again.texts("[role=status]"), [format!("A mensagem vai de novo para {WRONG}.")]);
    house.app.settle().await;
    assert!(house.app.mails_to(RIGHT).is_empty());
    assert!(is_in(&rita).await);
    // Taken back by the administrator, it is the administrator's to correct.
    let back =
        json!({ "action": "correct_email", "cpf": CPF, "email": "rita@exemplo.org", "even_if_used": true });
    house.app.administer(back).await;
    assert_eq!(correct(&mut house.organiser, &page, RIGHT).await.status, 422);
}

#[tokio::test]
async fn an_account_with_a_certificate_of_another_institution_is_protected_too() {
    let (mut house, page) = misled().await;
    let other = crate::participation::claims::second_institution(&house.app).await;
    let first = std::mem::replace(&mut house.organiser, other);
    let event = house.event("Curso da outra casa", &[]).await;
    house.upload(&event, list(WRONG)).await;
    let theirs = page_of(&house, &event, "Rita Sol").await;
    let mut organisers = [(first, page), (house.organiser.clone(), theirs)];
    for (organiser, page) in &mut organisers {
        let answer = correct(organiser, page, RIGHT).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
    }
    house.app.settle().await;
    assert!(house.app.mails_to(RIGHT).is_empty());
}

#[tokio::test]
async fn what_stands_apart_goes_to_another_address_by_itself() {
    let (mut house, _) = misled().await;
    let mut rita = house.app.browser();
    house.app.first_access(&mut rita, CPF, &initial(&house.app, WRONG)[0], PASSWORD).await;
    let event = house.event("Curso de fotografia", &[]).await;
    house.upload(&event, list("rita@tpyo.example")).await;
    let page = page_of(&house, &event, "Rita Sol").await;
    assert!(house.organiser.get(&page).await.text().contains("A conta desta pessoa tem outro e-mail"));
    correct(&mut house.organiser, &page, RIGHT).await;
    house.app.settle().await;
    let link = |email: &str| {
        let mail = house.app.mail_to(email, "Seu certificado está disponível: Curso de fotografia");
        mail.links("/confirmar/").remove(0)
    };
    assert_eq!(house.app.browser().get(&link("rita@tpyo.example")).await.status, 410);
    let form = rita.get(&link(RIGHT)).await.form(&link(RIGHT));
    rita.submit(form).await;
    assert_eq!(cards(&rita).await.len(), 2);
}

#[tokio::test]
async fn the_same_address_gets_the_mail_again_a_few_times_a_day_and_after_a_month_too() {
    let (mut house, page) = misled().await;
    house.app.advance(31 * 24 * 3600);
    house.organiser = house.app.organiser_again().await;
    for _ in 0..5 {
        assert!(correct(&mut house.organiser, &page, WRONG).await.status.is_success());
    }
    assert_eq!(correct(&mut house.organiser, &page, WRONG).await.status, 429);
    house.app.settle().await;
    house.app.advance(120);
    house.app.settle().await;
    let mails = house.app.mails_to(WRONG);
    assert_eq!(mails.len(), 6);
    let mut passwords: Vec<String> = mails.iter().map(|mail| mail.after("Senha inicial:")).collect();
    passwords.sort();
    passwords.dedup();
    let mut opened = 0;
    for password in &passwords {
        opened += u32::from(enter(&mut house.app.browser(), CPF, password).await.status == 303);
    }
    assert_eq!(opened, 1, "one of {} counts: the first had ended", passwords.len());
}

#[tokio::test]
async fn only_the_certificates_organiser_and_only_a_whole_address() {
    let (mut house, page) = misled().await;
    for wrong in ["", "rita", "rita@", "a,b@exemplo.com"] {
        let answer = correct(&mut house.organiser, &page, wrong).await;
        assert_eq!(
            (answer.status.as_u16(), answer.attributes("#email", "value")),
            (422, vec![wrong.to_owned()])
        );
    }
    let mut other = crate::participation::claims::second_institution(&house.app).await;
    let answer = other.post(&format!("{page}/endereco"), &[("email", RIGHT)]).await;
    assert_eq!(answer.status, 404);
    let mut ana = house.ana().await;
    assert_eq!(ana.post(&format!("{page}/endereco"), &[("email", RIGHT)]).await.status, 403);
}
