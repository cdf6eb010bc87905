//! A crowd at the door. In a process of its own, because the places for hashing are one process's: a crowd in one test
//! would turn away the people of another.

use http::header::RETRY_AFTER;
use journeys::TestApp;
use serde_json::json;

/// A CPF with right check digits for a number.
fn cpf(number: u32) -> String {
    let digits: Vec<u32> =
        format!("{:09}", 100_000_000 + number).bytes().map(|b| u32::from(b - b'0')).collect();
    let check = |values: &[u32]| match values
        .iter()
        .zip((2..=values.len() + 1).rev())
        .map(|(v, w)| v * w as u32)
        .sum::<u32>()
        % 11
    {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    let first = check(&digits);
    let second = check(&[&digits[..], &[first]].concat());
    format!("{:09}{first}{second}", 100_000_000 + number)
}

#[tokio::test]
async fn a_crowd_at_the_door_is_told_to_come_again() {
    let app = TestApp::start().await;
    let knock = |i: u32| {
        let mut program = app.browser_from(&format!("198.51.{}.{}", i / 250, i % 250)).program(None);
        let body = json!({ "identifier": cpf(i), "password": "não é esta" });
        async move { program.post_json("/entrar", &body).await }
    };
    let answers = futures::future::join_all((0..150).map(knock)).await;
    let busy: Vec<_> = answers.iter().filter(|a| a.status == 503).collect();
    assert!(answers.iter().all(|a| a.status == 401 || a.status == 503));
    assert!(busy.iter().all(|a| a.headers.contains_key(RETRY_AFTER)));
    assert!(!busy.is_empty(), "the queue is bounded");
    assert_eq!(knock(999).await.status, 401, "and empties again");
}
