//! Answers that are right, and all that look like it.

use super::*;
use base64::Engine;
use serde_json::{Value, json};

fn keys() -> Keys {
    Keys::from_json(r#"{"1": "0123456789abcdef0123456789abcdef"}"#, now()).expect("keys")
}

fn now() -> Timestamp {
    Timestamp::from_second(1_795_300_000).expect("an instant")
}

fn answer(challenge: &Challenge, number: u32) -> Value {
    json!({
        "algorithm": challenge.algorithm, "challenge": challenge.challenge, "number": number,
        "salt": challenge.salt, "signature": challenge.signature, "took": 412,
    })
}

fn accepts(answer: &Value, at: Timestamp) -> bool {
    let text = base64::engine::general_purpose::STANDARD.encode(answer.to_string());
    solved((&keys(), Door::SignIn), &text, at).is_some()
}

/// The search that the script does.
fn solve(challenge: &Challenge) -> u32 {
    let hash = |n: &u32| sha256_hex(format!("{}{n}", challenge.salt).as_bytes()) == challenge.challenge;
    (0..=challenge.maxnumber).find(hash).expect("there is one")
}

#[test]
fn the_number_that_a_search_finds_is_accepted() {
    let challenge = Challenge::of((&keys(), Door::SignIn), &[5; 12], 4321, now());
    assert_eq!(solve(&challenge), 4321);
    assert!(accepts(&answer(&challenge, 4321), now()));
}

#[test]
fn a_wrong_number_a_foreign_task_and_a_late_answer_are_refused() {
    let challenge = Challenge::of((&keys(), Door::SignIn), &[5; 12], 4321, now());
    assert!(!accepts(&answer(&challenge, 4322), now()));
    let late = now().saturating_add(LIFE).expect("an instant");
    assert!(!accepts(&answer(&challenge, 4321), late));

    let salt = "00?expires=9999999999&";
    let own = sha256_hex(format!("{salt}1").as_bytes());
    let forged = json!({ "algorithm": "SHA-256", "challenge": own, "number": 1, "salt": salt, "signature": challenge.signature });
    assert!(!accepts(&forged, now()));
}

#[test]
fn no_digit_of_the_number_moves_into_the_expiry() {
    let challenge = Challenge::of((&keys(), Door::SignIn), &[5; 12], 4321, now());
    let bare = challenge.salt.trim_end_matches('&');
    for (salt, number) in
        [(format!("{}4", challenge.salt), 321), (format!("{bare}4&"), 321), (format!("{bare}&4"), 321)]
    {
        let spliced = Challenge { salt, ..challenge.clone() };
        assert!(!accepts(&answer(&spliced, number), now()), "{}", spliced.salt);
    }
}

#[test]
fn nonsense_is_refused_without_ado() {
    for text in ["", "===", "e30=", "{}", "AAAA", "ééé", &"A".repeat(100_000)] {
        assert!(solved((&keys(), Door::SignIn), text, now()).is_none(), "{text:.20}");
    }
}

#[test]
fn work_for_one_door_opens_no_other() {
    for door in [Door::SignIn, Door::LookUp, Door::Resend, Door::Support] {
        let challenge = Challenge::of((&keys(), door), &[5; 12], 4321, now());
        assert_eq!(accepts(&answer(&challenge, 4321), now()), door == Door::SignIn, "{door:?}");
    }
}
