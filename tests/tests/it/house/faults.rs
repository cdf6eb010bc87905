//! The database fails on purpose, through a proxy: conflicts, throttling, answers lost after the commit.

use crate::participation::organiser::{event, people as issued_to, program, upload};
use journeys::{Fault, TestApp};
use std::collections::BTreeSet;

const PEOPLE: usize = 40;

fn people() -> Vec<u8> {
    let names = ["Ana", "Bruno", "Caio", "Davi", "Elisa", "Flora", "Gil", "Helena"];
    let surnames = ["Luz", "Prado", "Reis", "Souza", "Teles"];
    let line = |i: usize| format!("{} {};pessoa{i}@exemplo.com.br", names[i % 8], surnames[i / 8]);
    let lines: Vec<String> = (0..PEOPLE).map(line).collect();
    format!("Nome;E-mail\n{}\n", lines.join("\n")).into_bytes()
}

/// A bulk issue while every third transaction fails: each person has one certificate and one mail.
async fn issue_under(fault: Fault) {
    let (house, proxy) = TestApp::behind_a_proxy().await;
    let mut organiser = house.organiser().await;
    let event = event(&mut organiser, "Oficina de Gravura").await;
    let import = upload(&house, &mut organiser, &event, people()).await;
    proxy.fail(fault);
    let form = organiser.get(&import).await.form("/publicar");
    let number = PEOPLE.to_string();
    let mut answer = organiser.submit(form.clone().fill("confirm", "true").fill("number", &number)).await;
    for _ in 0..5 {
        if answer.status.is_success() {
            break;
        }
        assert_eq!(answer.status, 503, "{}", answer.text());
        answer = organiser.submit(form.clone().fill("confirm", "true").fill("number", &number)).await;
    }
    for _ in 0..20 {
        house.settle().await;
        house.advance(61);
    }
    proxy.fail(Fault::None);
    house.settle().await;
    assert!(proxy.failed() >= 30, "the faults happened: {}", proxy.failed());
    let codes: BTreeSet<String> = issued_to(&organiser, &import)
        .await
        .iter()
        .map(|person| person["code"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert!(codes.len() == PEOPLE && !codes.contains(""), "{} codes", codes.len());
    for i in 0..PEOPLE {
        assert_eq!(house.mails_to(&format!("pessoa{i}@exemplo.com.br")).len(), 1, "person {i}");
    }
    let progress = program(&organiser).get(&import).await.json()["progress"].clone();
    assert_eq!(
        (progress["issued"].clone(), progress["drawn"].clone(), progress["mailed"].clone()),
        (40.into(), 40.into(), 40.into())
    );
}

#[tokio::test]
async fn conflicts_are_tried_again_and_nothing_is_issued_twice() {
    issue_under(Fault::Conflict).await;
}

#[tokio::test]
async fn throttling_delays_and_loses_nothing() {
    issue_under(Fault::Throttle).await;
}

#[tokio::test]
async fn an_answer_lost_after_the_commit_repeats_nothing() {
    issue_under(Fault::AnswerLost).await;
}
