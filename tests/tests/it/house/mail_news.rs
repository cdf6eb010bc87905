//! What becomes of mails after they were sent, and what that means for the next ones.

use crate::participation::organiser::{event, program, publish, upload};
use domain::value::id::CertificateId;
use domain::work::News;
use jiff::{SignedDuration, Timestamp};
use journeys::TestApp;
use serde_json::{Value, json};
use store::works::WorkKey;
use track_mail::Notice;

const SIMULATOR: &str = "simulator.amazonses.com";

/// Issues for one person with an address, without CPF; the certificate's page.
async fn issue(app: &TestApp, name: &str, address: &str) -> (String, Value) {
    let mut organiser = app.organiser_again().await;
    let event = event(&mut organiser, &format!("Evento de {name}")).await;
    let csv = format!("Nome;E-mail\n{name};{address}\n").into_bytes();
    let import = upload(app, &mut organiser, &event, csv).await;
    publish(app, &mut organiser, &import).await;
    let certificate =
        crate::participation::organiser::people(&organiser, &import).await[0]["certificate"].clone();
    let page = program(&organiser).get(certificate.as_str().expect("a path")).await.json();
    (import, page)
}

async fn house() -> TestApp {
    let app = TestApp::with_organiser().await;
    app.organiser().await;
    app
}

fn label(page: &Value) -> &str {
    page["mails"][0]["state"]["label"].as_str().unwrap_or_else(|| panic!("no mail in {page}"))
}

#[tokio::test]
async fn the_ledger_says_what_became_of_each_mail() {
    let app = house().await;
    for (name, address, said) in [
        ("Ana Lua", "ana@exemplo.com.br".to_owned(), "Entregue"),
        ("Davi Sol", format!("bounce+1@{SIMULATOR}"), "Voltou: o endereço não existe"),
        ("Rita Mar", format!("full+1@{SIMULATOR}"), "Voltou: caixa cheia ou fora do ar"),
        ("Caio Rio", format!("complaint+1@{SIMULATOR}"), "Marcada como indesejada"),
    ] {
        let (import, page) = issue(&app, name, &address).await;
        assert_eq!(label(&page), said, "{name}");
        let organiser = app.organiser_again().await;
        let progress = program(&organiser).get(&import).await.json()["progress"].clone();
        let came_back = u32::from(said.starts_with("Voltou"));
        assert_eq!((&progress["mailed"], &progress["returned"]), (&json!(1), &json!(came_back)), "{name}");
    }
}

#[tokio::test]
async fn a_mailbox_that_is_none_gets_no_more_and_asking_again_tells_nothing() {
    let app = house().await;
    let address = format!("bounce@{SIMULATOR}");
    issue(&app, "Davi Sol", &address).await;
    let sent = app.mails_to(&address).len();
    let (import, page) = issue(&app, "Davi Sol Segundo", &address).await;
    let told = program(&app.organiser_again().await).get(&import).await.json()["problems"][0].clone();
    assert_eq!(
        (&told["line"], &told["outcome"]),
        (&json!(2), &json!("issued")),
        "the preview told it: {told}"
    );
    assert!(told["reason"].as_str().is_some_and(|reason| reason.contains("recusa mensagens")), "{told}");
    assert_eq!(label(&page), "Não enviada: o endereço recusa mensagens");
    let organiser = app.organiser_again().await;
    assert!(organiser.clone().get(&import).await.text().contains("1 mensagem não chegou"));
    let mut anybody = app.browser();
    let form = anybody.get("/reenviar").await.form("/reenviar").fill("email", &address);
    assert_eq!(anybody.submit_only(form.clone()).await.status, 202);
    app.settle().await;
    assert_eq!(app.mails_to(&address).len(), sent, "nothing more went there");
    let reopened = app.administer(json!({ "action": "reopen_mailbox", "email": address })).await;
    assert_eq!(reopened, json!({ "done": "mailbox_reopened", "was_closed": true }));
    let mut anybody = app.browser();
    let form = anybody.get("/reenviar").await.form("/reenviar").fill("email", &address);
    anybody.submit_only(form).await;
    app.settle().await;
    assert_eq!(app.mails_to(&address).len(), sent + 1);
}

#[tokio::test]
async fn three_returns_within_a_month_close_a_mailbox() {
    let app = house().await;
    let address = format!("full@{SIMULATOR}");
    for name in ["Um Dois", "Tres Quatro", "Cinco Seis"] {
        issue(&app, name, &address).await;
    }
    assert_eq!(app.mails_to(&address).len(), 3);
    let (_, page) = issue(&app, "Sete Oito", &address).await;
    assert_eq!(label(&page), "Não enviada: o endereço recusa mensagens");
}

#[tokio::test]
async fn news_come_in_any_order_and_as_often_as_they_like() {
    let app = house().await;
    let all = [News::Delivered, News::ReturnedForNow, News::ReturnedForGood, News::Unwanted];
    let orders = orders(all.len());
    let mut organiser = app.organiser_again().await;
    let event = event(&mut organiser, "Evento das notícias").await;
    let lines: String = ('a'..='x').map(|c| format!("Ana Lua{c};ana.{c}@exemplo.com.br\n")).collect();
    let list = format!("Nome;E-mail\n{lines}").into_bytes();
    let import = upload(&app, &mut organiser, &event, list).await;
    publish(&app, &mut organiser, &import).await;
    let people = crate::participation::organiser::people(&organiser, &import).await;
    assert_eq!((people.len(), orders.len()), (24, 24));
    for (person, order) in people.iter().zip(&orders) {
        let path = person["certificate"].as_str().expect("a path");
        let id = CertificateId::parse(path.rsplit('/').next().expect("an id")).expect("an identifier");
        let mail = app.app.store.list_mails(&id).await.expect("the ledger")[0].clone();
        let domain::work::Task::Mail { mail, .. } = mail.task() else { panic!("no mail") };
        let key = WorkKey::of_tags(&format!("CERT-{id}"), &mail.to_string()).expect("a key");
        let at = |n: usize| moment(&app, n);
        for _ in 0..2 {
            for &news in order {
                let notice = Notice { mail: key.clone(), news: all[news], at: at(news), to: None };
                let (one, two) = (notice.clone(), notice);
                let told = tokio::join!(
                    track_mail::handle(app.app.clone(), one),
                    track_mail::handle(app.app.clone(), two)
                );
                told.0.and(told.1).expect("news");
            }
        }
        assert_eq!(
            label(&program(&organiser).get(path).await.json()),
            "Marcada como indesejada",
            "{order:?}"
        );
    }
    // In 16 of the 24 orders a return is heard of before the complaint; after it, none counts.
    assert_eq!(program(&organiser).get(&import).await.json()["progress"]["returned"], json!(16));
}

/// Every order of so many things.
fn orders(of: usize) -> Vec<Vec<usize>> {
    (0..of).fold(vec![Vec::new()], |begun: Vec<Vec<usize>>, _| {
        let longer = |order: Vec<usize>| {
            let left: Vec<usize> = (0..of).filter(|n| !order.contains(n)).collect();
            left.into_iter().map(move |n| [&order[..], &[n]].concat())
        };
        begun.into_iter().flat_map(longer).collect()
    })
}

fn moment(app: &TestApp, n: usize) -> Timestamp {
    let seconds = i64::try_from(n).expect("a small number");
    app.app.clock.now().saturating_add(SignedDuration::from_secs(seconds)).expect("a moment")
}

#[tokio::test]
async fn news_of_a_mail_that_no_ledger_has_are_let_be() {
    let app = house().await;
    let key =
        WorkKey::of_tags("CERT-00000000000000000000000000", "00000000000000000000000000").expect("a key");
    let notice = Notice { mail: key, news: News::ReturnedForGood, at: app.app.clock.now(), to: None };
    track_mail::handle(app.app.clone(), notice).await.expect("nothing to do");
}

/// The news of a mail may come days later, when the address that it went to is nobody's any more.
#[tokio::test]
async fn a_late_return_does_not_close_the_address_that_was_corrected_meanwhile() {
    let app = TestApp::with_organiser().await;
    let mail = app.mail_to(journeys::ORGANISER_EMAIL, "O seu acesso de organizador");
    let account = app
        .app
        .secrets
        .keys()
        .await
        .expect("keys")
        .account_of_cpf(&domain::value::cpf::Cpf::parse(journeys::ORGANISER_CPF).expect("a CPF"));
    let right = "certa@exemplo.com.br";
    app.administer(json!({ "action": "correct_email", "cpf": journeys::ORGANISER_CPF, "email": right }))
        .await;
    let key = WorkKey::of_tags(&format!("ACC-{account}"), &mail.id).expect("a key");
    for (to, closed) in [(journeys::ORGANISER_EMAIL, false), (right, true)] {
        let to = domain::value::email::EmailAddress::parse(to).ok();
        let news = if closed { News::Unwanted } else { News::ReturnedForGood };
        let notice = Notice { mail: key.clone(), news, at: app.app.clock.now(), to };
        track_mail::handle(app.app.clone(), notice).await.expect("recorded");
        let reopened = app.administer(json!({ "action": "reopen_mailbox", "email": right })).await;
        assert_eq!(reopened["was_closed"], closed, "{news:?}");
    }
}
