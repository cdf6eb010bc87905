//! Mails: one well-formed message each, whatever is in the names and whatever the mail service does.

use crate::participation::issued::{ANA_CPF, ANA_EMAIL, Issued};
use domain::participation::certificate::Certificate;
use domain::value::id::CertificateId;
use domain::work::State;
use futures::future::join_all;
use journeys::{Mail, TestApp};
use store::Change;
use store::works::{DUE_SHARDS, Kind};

/// What every mail of ours has, in any order.
const HEADERS: [&str; 9] = [
    "Message-ID",
    "From",
    "To",
    "Subject",
    "X-Selo-Mail",
    "Auto-Submitted",
    "MIME-Version",
    "Date",
    "Content-Type",
];

fn assert_well_formed(mail: &Mail) {
    let mut headers = mail.headers.clone();
    headers.sort_unstable();
    let mut expected: Vec<String> = HEADERS.iter().map(|h| (*h).to_owned()).collect();
    expected.sort_unstable();
    assert_eq!(headers, expected, "headers of {:?}", mail.subject);
    assert_eq!(mail.to.len(), 1);
    assert_eq!(mail.parts, ["multipart/alternative", "text/plain", "text/html"]);
    assert!(mail.raw.iter().all(u8::is_ascii), "a message is ASCII on the wire");
    assert!(
        !mail.html.to_lowercase().contains("<script") && !mail.html.contains("<img onerror"),
        "{}",
        mail.html
    );
}

async fn certificate_of_ana(house: &TestApp) -> Certificate {
    let keys = house.app.secrets.keys().await.expect("keys");
    let account = keys.account_of_cpf(&domain::value::cpf::Cpf::parse(ANA_CPF).expect("a CPF"));
    let mut found = house.app.store.list_certificates(&account, 10, None).await.expect("a list").items;
    assert_eq!(found.len(), 1);
    found.remove(0)
}

async fn states_of_mails(house: &TestApp, id: &CertificateId) -> Vec<State> {
    house
        .app
        .store
        .list_mails(id)
        .await
        .expect("the ledger")
        .into_iter()
        .map(|work| work.state().clone())
        .collect()
}

async fn due_mails(house: &TestApp) -> usize {
    let mut due = 0;
    for shard in 0..DUE_SHARDS {
        let far =
            house.app.clock.now().saturating_add(jiff::SignedDuration::from_hours(48)).expect("an instant");
        due += house.app.store.list_due_work(Kind::Mail, shard, far, 100).await.expect("a list").len();
    }
    due
}

#[tokio::test]
async fn names_and_titles_with_anything_in_them_give_one_well_formed_message() {
    let mut house = Issued::house().await;
    let title = "Curso \"<b>Avançado</b>\" § & Cia.; \\ ' Bcc: x@y.example {{7*7}}";
    let event = house.event(title, &[]).await;
    let names =
        ["João \"Jota\" d'Ávila, Filho", "Zoë 🎓 Nuñez", "Ana\r\nBcc: ladrao", "<img onerror=alert> Silva"];
    let lines: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(i, n)| format!("\"{}\";p{i}@exemplo.com.br", n.replace('"', "\"\"")))
        .collect();
    house.upload(&event, format!("Nome;E-mail\n{}\n", lines.join("\n")).into_bytes()).await;
    let mails = house.app.mails();
    assert!(mails.len() >= 6, "organiser, Ana, Davi and the four names: {}", mails.len());
    mails.iter().for_each(assert_well_formed);
    for (i, name) in names.iter().enumerate() {
        assert_eq!(house.app.mails_to(&format!("p{i}@exemplo.com.br")).len(), 1, "{name}");
    }
    let mail = house.app.mail_to(ANA_EMAIL, "Seu certificado");
    assert!(mail.subject.contains("§") && mail.subject.contains("<b>Avançado</b>"), "{}", mail.subject);
    assert!(mail.html.contains("&#60;b&#62;Avançado") && !mail.html.contains("<b>Avançado"), "{}", mail.html);
    assert!(mail.text.contains("{{7*7}}"), "{}", mail.text);
}

#[tokio::test]
async fn while_the_mail_service_refuses_nothing_fails_and_afterwards_everything_goes_out_once() {
    let mut house = Issued::house().await;
    house.app.settle().await;
    let before = house.app.mails().len();
    house.app.house.engines.ses_refuse(true);
    house.event("Oficina de Gravura", &[]).await;
    for _ in 0..10 {
        house.app.advance(60);
        house.app.settle().await;
    }
    assert_eq!(house.app.mails().len(), before, "nothing is sent while the service refuses");
    let certificate = certificate_of_ana(&house.app).await;
    assert!(certificate.pdf().is_some(), "the PDF does not wait for the mail");
    let states = states_of_mails(&house.app, certificate.id()).await;
    assert!(matches!(states[..], [State::Due { attempts: 5.., .. }]), "{states:?}");
    house.app.house.engines.ses_refuse(false);
    for _ in 0..2 {
        house.app.advance(60);
        house.app.settle().await;
    }
    assert_eq!(house.app.mails().len(), before + 2, "the queue drains within two minutes, each mail once");
    assert_eq!(due_mails(&house.app).await, 0);
    let states = states_of_mails(&house.app, certificate.id()).await;
    assert!(matches!(states[..], [State::Done { .. }]), "{states:?}");
}

/// Of an identity that nobody proved yet, and of the sandbox, no message is at fault.
#[tokio::test]
async fn while_an_identity_is_not_verified_mails_wait() {
    let mut house = Issued::house().await;
    let event = house.event("Oficina de Gravura", &[]).await;
    let csv = "Nome;E-mail\nRui Mar;unverified+rui@simulator.amazonses.com\n";
    house.upload(&event, csv.as_bytes().to_vec()).await;
    house.app.advance(48 * 3600);
    house.app.settle().await;
    assert_eq!(
        house.app.administer(serde_json::json!({ "action": "list_stuck" })).await["works"],
        serde_json::json!([])
    );
    assert_eq!(due_mails(&house.app).await, 1, "it is tried until somebody proves the identity");
}

#[tokio::test]
async fn a_mail_that_waited_a_month_carries_no_dead_password() {
    let mut house = Issued::house().await;
    house.app.house.engines.ses_refuse(true);
    house.event("Oficina de Gravura", &[]).await;
    house.app.advance(23 * 3600);
    house.app.settle().await;
    let keys = house.app.app.secrets.keys().await.expect("keys");
    let account = keys.account_of_cpf(&domain::value::cpf::Cpf::parse(ANA_CPF).expect("a CPF"));
    let initial = keys.initial_password(&account, 1);
    // The account's invitation ends long before the operator revives what was given up.
    house.app.advance(40 * 24 * 3600);
    house.app.settle().await;
    let certificate = certificate_of_ana(&house.app).await;
    let states = states_of_mails(&house.app, certificate.id()).await;
    assert!(matches!(states[..], [State::Dead { .. }]), "given up after three days: {states:?}");
    house.app.house.engines.ses_refuse(false);
    let work = house.app.app.store.list_mails(certificate.id()).await.expect("the ledger").remove(0);
    let revived = work.apply(domain::work::Command::Revive, house.app.app.clock.now()).expect("legal");
    house.app.app.store.commit(Change::of(revived)).await.expect("revived");
    house.app.settle().await;
    let mail = house.app.mail_to(ANA_EMAIL, "Seu certificado");
    let bare = mail.text.replace('-', "");
    assert!(!bare.contains(initial.as_str()), "a dead password was mailed");
    let new = mail.after("Senha inicial:");
    assert_eq!(
        crate::house::people::enter(&mut house.app.browser(), ANA_CPF, &new).await.status,
        303,
        "but a new one"
    );
}

#[tokio::test]
async fn delivered_five_times_at_once_and_again_later_a_mail_is_one_mail() {
    let (house, keys) = Issued::with_due_mails().await;
    assert_eq!(keys.len(), 2);
    let before = house.app.mails().len();
    let deliveries =
        keys.iter().flat_map(|key| (0..5).map(|_| send_mail::handle(house.app.app.clone(), key.clone())));
    for delivered in join_all(deliveries).await {
        delivered.expect("a duplicate is no error");
    }
    house.app.advance(11 * 60);
    for key in &keys {
        send_mail::handle(house.app.app.clone(), key.clone()).await.expect("a late duplicate is no error");
    }
    assert_eq!(house.app.mails().len(), before + 2, "each mail is kept once");
}

#[tokio::test]
async fn a_line_with_another_address_gets_a_notice_without_credentials() {
    let mut house = Issued::house().await;
    house.event("Oficina de Gravura", &[]).await;
    let event = house.event("Oficina de Encadernação", &[]).await;
    house.upload(&event, format!("Nome;E-mail;CPF\nCaio Luz;caio@exemplo.com.br;529.982.247-25\nAna Lua;outra@exemplo.com.br;{ANA_CPF}\n").into_bytes()).await;
    assert!(
        house.app.mails_to("outra@exemplo.com.br").is_empty(),
        "her certificate of this event says the same: no mail"
    );
    let third = house.organiser.get("/organizador/eventos/novo").await;
    let form =
        third.form("/organizador/eventos").fill("title", "Oficina de Papel").fill("first_day", "2026-10-07");
    let path = house.organiser.submit(form).await.path;
    house
        .upload(&path, format!("Nome;E-mail;CPF\nAna Lua;outra@exemplo.com.br;{ANA_CPF}\n").into_bytes())
        .await;
    let mail = house.app.mail_to("outra@exemplo.com.br", "Seu certificado");
    assert!(!mail.text.contains("Senha inicial") && !mail.text.contains("Token"), "{}", mail.text);
    let account = house
        .app
        .app
        .secrets
        .keys()
        .await
        .expect("keys")
        .account_of_cpf(&domain::value::cpf::Cpf::parse(ANA_CPF).expect("a CPF"));
    let account = house.app.app.store.get_account(&account).await.expect("an account");
    assert_eq!(account.snapshot().email.as_str(), ANA_EMAIL, "an import never changes an address");
}
