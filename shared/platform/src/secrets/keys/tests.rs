//! What a generation understands, and what it is used for.

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("an instant")
}

const TWO: &str = r#"{"1": "0123456789abcdef0123456789abcdef", "2": {"root": "another root secret of some length", "from": "1970-01-01T00:10:00Z"}}"#;

fn keys(second: i64) -> Keys {
    Keys::from_json(TWO, at(second)).expect("keys")
}

#[test]
fn purposes_do_not_share_values() {
    let cpf = Cpf::parse("52998224725").expect("cpf");
    let token = ParticipantToken::from_bytes([1; 9]);
    assert_ne!(keys(0).index(Indexed::Cpf(&cpf)), keys(0).index(Indexed::Token(&token)));
    assert_eq!(keys(0).index(Indexed::Cpf(&cpf)).len(), 64);
    assert_eq!(mac(&[1; 32], &["ab", "c"]).len(), 32);
    assert_ne!(mac(&[1; 32], &["ab", "c"]), mac(&[1; 32], &["a", "bc"]));
}

#[test]
fn a_generation_is_understood_before_it_is_used_and_moves_no_index() {
    let (before, after) = (keys(599), keys(600));
    assert_eq!((before.current(), after.current()), (1, 2));
    let signature = crate::digest::hex(&after.challenge_signature("a door", "x"));
    assert!(before.is_challenge_signature("a door", "x", &signature));
    let cpf = Cpf::parse("52998224725").expect("cpf");
    assert_eq!(before.account_of_cpf(&cpf), after.account_of_cpf(&cpf));
}

#[test]
fn a_retired_generation_understands_nothing_and_still_indexes() {
    let retired = TWO.replacen(
        r#""0123456789abcdef0123456789abcdef""#,
        r#"{"root": "0123456789abcdef0123456789abcdef", "index_only": true}"#,
        1,
    );
    let now = Keys::from_json(&retired, at(600)).expect("keys");
    assert!(now.is_retired(1) && !now.is_retired(2) && !keys(600).is_retired(1));
    assert!(now.pepper(Some(1)).is_none() && now.verifying_key(1).is_none());
    let signature = crate::digest::hex(&keys(0).challenge_signature("a door", "x"));
    assert!(!now.is_challenge_signature("a door", "x", &signature));
    let token = ParticipantToken::from_bytes([1; 9]);
    assert_eq!(now.index(Indexed::Token(&token)), keys(0).index(Indexed::Token(&token)));
}
