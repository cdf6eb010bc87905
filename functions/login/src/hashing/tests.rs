//! Hashes with small costs where the costs do not matter.

use super::*;

fn password(text: &str) -> Password {
    Password::parse(text).expect("a password")
}

fn under(pepper: u8, text: &str) -> Pepper {
    peppered(&Zeroizing::new([pepper; 32]), &password(text))
}

fn made(text: &str) -> Phc {
    make(&under(1, text), &[7; 16], &mut Vec::new()).expect("a hash")
}

#[test]
fn a_password_matches_its_own_hash_and_no_other() {
    let hash = made("açaí com granola");
    let found = |text: &str| compare(&hash, &under(1, text), &mut Vec::new()).expect("compared");
    assert_eq!(found("açaí com granola"), Match::Right);
    assert_eq!(found("ac\u{327}ai\u{301} com granola"), Match::Right, "the same text in another normal form");
    assert_eq!(found("açaí com Granola"), Match::Wrong);
    assert_eq!(found(""), Match::Wrong);
}

#[test]
fn another_pepper_makes_another_hash() {
    let hash = made("açaí com granola");
    let found = compare(&hash, &under(2, "açaí com granola"), &mut Vec::new()).expect("compared");
    assert_eq!(found, Match::Wrong);
}

#[test]
fn a_hash_with_other_costs_is_right_but_old() {
    let (peppered, salt) = (under(1, "uma frase qualquer"), [9; 16]);
    let params = Params::new(64, 1, 1, Some(TAG)).expect("costs");
    let output = tag(&peppered, &salt, params.clone(), &mut Vec::new()).expect("a tag");
    let old = Phc {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).expect("costs"),
        salt: Some(Salt::new(&salt).expect("a salt")),
        hash: Some(Output::new(&*output).expect("a tag")),
    };
    let mut memory = vec![Block::new(); 100];
    assert_eq!(compare(&old, &peppered, &mut memory).expect("compared"), Match::RightButOld);
}

#[test]
fn the_decoy_costs_what_a_hash_costs_and_matches_nothing() {
    let (number, decoy) = read(&PasswordHash::new(format!("p3{DECOY}"))).expect("a hash");
    let params = Params::try_from(&decoy).expect("costs");
    assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), COST);
    assert_eq!(number, 3);
    let found = compare(&decoy, &under(1, "uma frase qualquer"), &mut Vec::new()).expect("compared");
    assert_eq!(found, Match::Wrong);
}

#[test]
fn a_stored_hash_is_read_back_with_the_generation_of_its_pepper() {
    let stored = PasswordHash::new(format!("p12{}", made("uma frase qualquer")));
    let (number, phc) = read(&stored).expect("a hash");
    assert_eq!(number, 12);
    assert_eq!(
        compare(&phc, &under(1, "uma frase qualquer"), &mut Vec::new()).expect("compared"),
        Match::Right
    );
    for broken in ["", "p", "p1", "$argon2id$v=19$m=64,t=1,p=1$AAAA", "p1$argon2i$v=19", "px$argon2id"] {
        let read = read(&PasswordHash::new(broken.to_owned()));
        let compared = read.and_then(|(_, phc)| compare(&phc, &under(1, "x"), &mut Vec::new()));
        assert!(compared.is_err(), "{broken}");
    }
}

#[tokio::test]
async fn work_gets_memory_that_was_used_before() {
    for _ in 0..3 {
        engine::run(|blocks| blocks.resize(8, Block::new())).await.expect("run");
    }
    let kept = engine::run(|blocks| blocks.len()).await.expect("run");
    assert!(kept >= 8);
}
