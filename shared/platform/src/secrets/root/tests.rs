//! Generations that come and go.

use super::*;

const DAY_S: i64 = 86_400;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("an instant")
}

fn first() -> RootSecret {
    RootSecret::parse(r#"{"1": "0123456789abcdef0123456789abcdef"}"#).expect("a root secret")
}

fn second() -> RootSecret {
    first().followed(1, at(1000), &Chance::System).expect("allowed").expect("added")
}

#[test]
fn what_is_written_is_read_again() {
    let (written, fresh) = (second().to_json(), RootSecret::fresh(&Chance::System));
    let read = RootSecret::parse(&written).expect("read");
    assert_eq!(*read.to_json(), *written);
    assert_eq!((read.used_from(1), read.used_from(2)), (Some(None), Some(Some(at(1000)))));
    assert!(RootSecret::parse(&fresh.to_json()).is_ok());
}

#[test]
fn what_is_no_root_secret_is_refused() {
    for wrong in [r#"{"1": "short"}"#, "{}", "[]", "", r#"{"x": "0123456789abcdef0123456789abcdef"}"#] {
        assert!(matches!(RootSecret::parse(wrong), Err(SecretError::Shape)), "{wrong}");
    }
}

#[test]
fn a_generation_is_followed_once() {
    assert!(second().followed(1, at(5), &Chance::System).expect("allowed").is_none());
    assert_eq!(first().followed(2, at(5), &Chance::System).err(), Some(RotationError::Unknown(2)));
    assert_eq!(first().followed(0, at(5), &Chance::System).err(), Some(RotationError::Unknown(0)));
}

#[test]
fn a_generation_in_use_stays_and_so_does_one_whose_passwords_count() {
    let retire = |root: RootSecret, generation, now, force| root.without(generation, at(now), DAY_S, force);
    assert_eq!(retire(first(), 1, 0, true).err(), Some(RotationError::InUse(1)));
    assert_eq!(retire(second(), 1, 999, false).err(), Some(RotationError::InUse(1)));
    let leaked = retire(second(), 1, 999, true).expect("allowed").expect("retired");
    assert_eq!(leaked.used_from(2), Some(Some(at(999))), "its follower is used now");
    assert_eq!(retire(second(), 2, 9_999_999, true).err(), Some(RotationError::InUse(2)));
    assert_eq!(retire(second(), 3, 9_999_999, true).err(), Some(RotationError::Unknown(3)));
    let counts = RotationError::Counts { generation: 1, until: at(1000 + DAY_S) };
    assert_eq!(retire(second(), 1, 1000, false).err(), Some(counts));
    assert!(retire(second(), 1, 1000, true).expect("allowed").is_some());
}

#[test]
fn the_oldest_keeps_its_index_and_others_go() {
    let now = at(9_999_999);
    let third = second().followed(2, at(2000), &Chance::System).expect("allowed").expect("added");
    let third = third.without(2, now, DAY_S, false).expect("allowed").expect("retired");
    assert!(third.used_from(2).is_none() && third.used_from(1).is_some());
    let third = third.without(1, now, DAY_S, false).expect("allowed").expect("retired");
    assert!(third.roots().any(|(number, root)| number == 1 && root.index_only));
    assert!(third.without(1, now, DAY_S, false).expect("allowed").is_none(), "once");
}
