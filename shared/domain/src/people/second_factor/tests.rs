use super::*;

fn account() -> AccountId {
    AccountId::from_bytes([1; 17])
}

fn sealed(text: &str) -> Sealed {
    Sealed { generation: 1, text: text.to_owned() }
}

fn hashes(letter: &str) -> Vec<RecoveryHash> {
    (0..RECOVERY_CODES).map(|n| RecoveryHash(format!("{letter}{n}"))).collect()
}

fn factor() -> SecondFactor {
    let means = Means::Application { key: sealed("a"), step: Step::numbered(7) };
    let set_up = SetUp { means, recovery: hashes("a") };
    SecondFactor::set_up(account(), set_up, Timestamp::UNIX_EPOCH).into_after()
}

fn by_owner(factor: SecondFactor, command: Command) -> Result<SecondFactor, Illegal> {
    factor.apply(command, Actor::Holder(account()), Timestamp::UNIX_EPOCH).map(Transition::into_after)
}

#[test]
fn no_code_of_a_half_minute_counts_twice_nor_one_of_before() {
    let accept = |step| Command::AcceptCode { step: Step::numbered(step), resealed: None };
    let at_8 = by_owner(factor(), accept(8)).expect("a later one");
    for replayed in [7, 8] {
        assert!(by_owner(at_8.clone(), accept(replayed)).is_err(), "{replayed}");
    }
    assert!(by_owner(factor(), accept(7)).is_err(), "that of the set-up was used there");
    assert!(by_owner(at_8, accept(9)).is_ok());
}

#[test]
fn a_code_to_recover_serves_once_and_renewed_ones_end_those_of_before() {
    let spend = |hash: &str| Command::SpendRecovery(RecoveryHash(hash.to_owned()));
    let spent = by_owner(factor(), spend("a3")).expect("one of them");
    assert_eq!(spent.recovery().len(), RECOVERY_CODES - 1);
    assert!(by_owner(spent.clone(), spend("a3")).is_err());
    assert!(by_owner(spent.clone(), spend("b3")).is_err());
    let renewed = by_owner(spent, Command::RenewRecovery(hashes("b"))).expect("others");
    assert!(by_owner(renewed.clone(), spend("a4")).is_err());
    assert!(by_owner(renewed, spend("b4")).is_ok());
}

#[test]
fn only_its_owner_proves_it_and_only_an_administrator_takes_it_away() {
    let accept = Command::AcceptCode { step: Step::numbered(9), resealed: None };
    let stranger = Actor::Holder(AccountId::from_bytes([2; 17]));
    for actor in [stranger, Actor::Administrator] {
        assert!(factor().apply(accept.clone(), actor, Timestamp::UNIX_EPOCH).is_err());
    }
    assert!(by_owner(factor(), Command::Reset).is_err());
    let reset = factor().apply(Command::Reset, Actor::Administrator, Timestamp::UNIX_EPOCH).expect("reset");
    assert!(!reset.after().is_active());
    assert!(by_owner(reset.into_after(), accept).is_err(), "the key that was taken away proves nothing");
}

#[test]
fn a_renewed_seal_changes_the_seal_alone() {
    let accept = Command::AcceptCode { step: Step::numbered(8), resealed: Some(sealed("b")) };
    let after = by_owner(factor(), accept).expect("accepted");
    let authenticator = after.authenticator().expect("an authenticator");
    assert_eq!((&authenticator.key, authenticator.last_step), (&sealed("b"), Step::numbered(8)));
}

fn passkey(id: &str) -> Passkey {
    Passkey {
        id: PasskeyId::parse(id).expect("an id"),
        name: PasskeyName::parse("Telefone").expect("a name"),
        key: PasskeyKey::Es256 { point: String::new() },
        counter: 2,
        added_at: Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn a_passkey_counts_up_and_one_that_does_not_count_stays_at_nothing() {
    let added = by_owner(factor(), Command::AddPasskey(passkey("a"))).expect("added");
    assert!(by_owner(added.clone(), Command::AddPasskey(passkey("a"))).is_err(), "it is there");
    let accept = |id, counter| Command::AcceptPasskey { id: passkey(id).id, counter };
    for (id, counter, is_taken) in [("a", 3, true), ("a", 2, false), ("a", 0, false), ("b", 9, false)] {
        assert_eq!(by_owner(added.clone(), accept(id, counter)).is_ok(), is_taken, "{id} {counter}");
    }
    let silent = Command::AddPasskey(Passkey { counter: 0, ..passkey("c") });
    let silent = by_owner(added, silent).expect("added");
    assert!(by_owner(silent, accept("c", 0)).is_ok());
}

#[test]
fn the_last_thing_that_proves_it_stays() {
    assert!(by_owner(factor(), Command::RemoveAuthenticator).is_err());
    let both = by_owner(factor(), Command::AddPasskey(passkey("a"))).expect("added");
    let remove = Command::RemovePasskey(passkey("a").id);
    assert!(by_owner(both.clone(), remove.clone()).is_ok());
    let alone = by_owner(both, Command::RemoveAuthenticator).expect("a passkey is left");
    assert!(by_owner(alone, remove).is_err());
    let (mut full, mut n) = (factor(), 0);
    while let Ok(more) = by_owner(full.clone(), Command::AddPasskey(passkey(&format!("p{n}")))) {
        (full, n) = (more, n + 1);
    }
    assert_eq!(n, MOST_PASSKEYS);
}

#[test]
fn what_is_not_chosen_by_an_authenticator_or_cannot_be_seen_is_no_name() {
    for wrong in ["", "a b", "a=", "é", &"a".repeat(2000)] {
        assert!(PasskeyId::parse(wrong).is_none(), "{wrong:.20}");
    }
    assert_eq!(PasskeyName::parse("  Chave   azul ").expect("a name").as_str(), "Chave azul");
    for wrong in ["", "   ", &"a".repeat(41)] {
        assert!(PasskeyName::parse(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn a_code_to_recover_is_read_as_people_type_it() {
    let code = RecoveryCode::from_chance([0xa5; 8]);
    for typed in [code.grouped(), code.grouped().to_lowercase(), format!(" {} ", code.as_str())] {
        assert_eq!(RecoveryCode::parse(&typed), Some(code.clone()), "{typed}");
    }
    for wrong in ["", "123456", "7Q2K-9XBM-4T8R-0", &"0".repeat(100_000)] {
        assert_eq!(RecoveryCode::parse(wrong), None);
    }
}
