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
    let set_up = SetUp { key: sealed("a"), step: Step::numbered(7), recovery: hashes("a") };
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
