//! A crowd at the door. In a process of its own, because the places for hashing are one process's: a crowd in one test
//! would turn away the people of another.

use http::header::RETRY_AFTER;
use journeys::{TestApp, cpf};
use serde_json::json;

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
