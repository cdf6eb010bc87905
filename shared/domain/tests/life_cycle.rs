//! The life cycles: the committed tables are what the rules do, every state and command is in them, and no sequence of
//! commands makes a certificate available without the PDF of the version that counts.

use domain::life_cycle::{markdown, matrices, whoever_may};
use domain::participation::certificate::{
    Certificate, Command, Issue, LinkDigest, NewVersion, OtherAddress, State, StoredPdf,
};
use domain::participation::edition::{PersonLines, ShortLine};
use domain::participation::record::{Standing, Status, standings};
use domain::role::{Role, Roles};
use domain::transition::{Actor, Illegal};
use domain::value::code::VerifyCode;
use domain::value::id::{AccountId, CertificateId, EventId, IssuerId};
use domain::value::name::PersonName;
use jiff::Timestamp;
use proptest::prelude::*;

#[test]
fn the_committed_tables_are_what_the_rules_do() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/life-cycles.md");
    let committed = std::fs::read_to_string(file).expect("docs/life-cycles.md");
    assert_eq!(committed, markdown(), "run `cargo run -p xtask -- gen` and read what has changed");
}

#[test]
fn every_state_is_reached_and_every_command_is_tried_in_it() {
    for matrix in matrices() {
        for state in matrix.states {
            for command in matrix.commands {
                let tried = matrix.cells.contains_key(&(*state, *command));
                assert!(tried, "{}: {command} was not tried in {state}", matrix.name);
            }
        }
    }
}

#[test]
fn every_command_is_allowed_somewhere() {
    for matrix in matrices() {
        for command in matrix.commands {
            let allowed = matrix.cells.iter().any(|((_, c), cell)| c == command && !cell.leads_to.is_empty());
            assert!(allowed, "{}: nothing allows {command}", matrix.name);
        }
    }
}

/// The whole table of roles, as it is meant: what is added to it is added here too.
#[test]
fn every_command_is_open_to_just_these_roles() {
    let (organiser, holder, step, console) =
        (&[Role::Organiser][..], &[Role::Holder][..], &[Role::Step][..], &[Role::Administrator][..]);
    let meant = [
        ("Certificate", "store", step),
        ("Certificate", "reissue", step),
        ("Certificate", "issue_again", step),
        ("Certificate", "revoke", organiser),
        ("Certificate", "set_public", holder),
        ("Certificate", "renew_link", holder),
        ("Certificate", "drop_link", holder),
        ("Certificate", "claim", holder),
        ("Certificate", "readdress", organiser),
        ("Account", "invite_again", step),
        ("Account", "choose_password", holder),
        ("Account", "rehash", holder),
        ("Account", "correct_email", console),
        ("Account", "take_back", console),
        // An organiser lets a certificate that stood apart join by correcting its address.
        ("Account", "receive", &[Role::Step, Role::Organiser]),
        // A line without a CPF that the organiser said is the same person corrects it.
        ("Account", "readdress", &[Role::Organiser, Role::Step]),
        ("Account", "appoint", console),
        ("Account", "dismiss", console),
        ("Event", "revise", organiser),
        ("Event", "freeze", organiser),
        ("Import", "read", step),
        ("Import", "refuse", step),
        ("Import", "choose", organiser),
        ("Import", "reread", organiser),
        ("Import", "publish", organiser),
        ("Import", "finish_chunk", step),
        ("Import", "retry_chunk", step),
        ("Import", "arm", step),
        ("Import", "discard", organiser),
        ("Ticket", "answer", console),
        ("Ticket", "pass_on", console),
        // Whoever asked closes it by the link in their mail: nobody has to sign in for that.
        ("Ticket", "close", &[Role::Administrator, Role::Step]),
    ];
    let table =
        matrices().into_iter().flat_map(|m| m.roles.iter().map(move |(c, roles)| (m.name, *c, *roles)));
    assert_eq!(table.collect::<Vec<_>>(), meant);
}

#[test]
fn a_role_that_may_not_is_refused_and_a_holder_changes_only_their_own() {
    let mine = issued().snapshot().account.clone();
    let theirs = AccountId::from_bytes([9; 17]);
    let try_as = |actor| issued().apply(Command::SetPublic(true), actor, Timestamp::UNIX_EPOCH);
    let by = |actor: Actor| {
        let (role, command) = (actor.role().name(), "set_public");
        assert_eq!(try_as(actor).err(), Some(Illegal::Forbidden { aggregate: "certificate", role, command }));
    };
    assert!(try_as(Actor::Holder(mine.clone())).is_ok());
    by(Actor::Holder(theirs));
    by(Actor::Organiser(mine));
    by(Actor::Administrator);
    by(Actor::Step("render-pdf".to_owned()));
}

#[test]
fn roles_are_a_set_of_which_everybody_has_the_holders() {
    let issuer = IssuerId::from_bytes([3; 17]);
    let both = Roles::holder().organising(issuer.clone());
    assert_eq!(both.iter().collect::<Vec<_>>(), [Role::Organiser, Role::Holder]);
    assert_eq!((both.issuer(), both.clone().not_organising()), (Some(&issuer), Roles::holder()));
}

fn version(chance: u8) -> NewVersion {
    let name = PersonName::parse("Ana Lua").expect("a name");
    let person = PersonLines { name, cpf: None, role: None, workload: None };
    let code = VerifyCode::from_chance([chance; 10]);
    NewVersion { edition: 1, code, person, publication: 1, apart: None }
}

fn issue() -> Issue {
    Issue {
        id: CertificateId::from_bytes([1; 17]),
        account: AccountId::from_bytes([2; 17]),
        event: EventId::from_bytes([3; 17]),
        first: version(0),
        public: false,
        available_until: None,
    }
}

fn issued() -> Certificate {
    Certificate::issue(issue(), Actor::Administrator, Timestamp::UNIX_EPOCH).into_after()
}

fn command() -> impl Strategy<Value = Command> {
    let pdf = |version| StoredPdf { version, sha256: format!("{version:064}"), size_bytes: 1 };
    prop_oneof![
        3 => (1_u32..6).prop_map(move |version| Command::Store(pdf(version))),
        2 => any::<u8>().prop_map(|chance| Command::Reissue(version(chance))),
        1 => any::<u8>().prop_map(|chance| Command::IssueAgain(version(chance))),
        1 => Just(Command::Revoke(ShortLine::parse("Turma errada").expect("a reason"))),
        1 => any::<bool>().prop_map(Command::SetPublic),
        1 => Just(Command::RenewLink(LinkDigest("digest".to_owned()))),
        1 => Just(Command::DropLink),
    ]
}

/// One whose line has another address than its account.
fn apart(address: &str) -> NewVersion {
    NewVersion { apart: Some(OtherAddress(address.to_owned())), ..version(0) }
}

#[test]
fn what_stands_apart_is_nobodys_until_it_is_claimed_once() {
    let at = Timestamp::UNIX_EPOCH;
    let issue = |first| Issue { first, public: true, ..issue() };
    let certificate = Certificate::issue(issue(apart("a")), Actor::Administrator, at).into_after();
    assert!(!certificate.is_listed() && !certificate.is_in_account());
    let refused = |command| {
        let actor = whoever_may(&command, &certificate.snapshot().account);
        matches!(certificate.clone().apply(command, actor, at), Err(Illegal::State { .. }))
    };
    assert!(refused(Command::SetPublic(false)) && refused(Command::RenewLink(LinkDigest(String::new()))));
    let after = |certificate: &Certificate, command| {
        let actor = whoever_may(&command, &certificate.snapshot().account);
        certificate.clone().apply(command, actor, at).map(|t| t.into_after())
    };
    let claimed = after(&certificate, Command::Claim).expect("claimed");
    assert!(claimed.is_listed() && claimed.is_in_account());
    assert!(after(&claimed, Command::Claim).is_err());
    let again = after(&claimed, Command::Reissue(apart("b"))).expect("a version");
    assert!(again.is_in_account(), "what is in the account stays there");
    let moved = after(&certificate, Command::Reissue(apart("b"))).expect("a version");
    assert_eq!(moved.snapshot().apart, Some(OtherAddress("b".to_owned())));
    assert!(after(&certificate, Command::Reissue(version(0))).expect("a version").is_in_account());
}

proptest! {
    #[test]
    fn nothing_is_available_without_the_pdf_of_the_version_that_counts(commands in proptest::collection::vec(command(), 0..30)) {
        let mut certificate = issued();
        let mut stored = None;
        for command in commands {
            let what = command.clone();
            let (before, number) = (certificate.snapshot().version, certificate.current().number);
            let actor = whoever_may(&command, &certificate.snapshot().account);
            let Ok(transition) = certificate.clone().apply(command, actor, Timestamp::UNIX_EPOCH) else { continue };
            prop_assert_eq!(transition.before(), before);
            prop_assert_eq!(transition.audit().map(|entry| entry.number), Some(before + 1));
            certificate = transition.into_after();
            match what {
                Command::Store(pdf) => stored = Some(pdf),
                Command::Reissue(_) | Command::IssueAgain(_) => prop_assert_eq!(certificate.current().number, number + 1),
                _ => prop_assert_eq!(certificate.current().number, number),
            }
            if let State::Available { current, pdf } = &certificate.snapshot().state {
                prop_assert_eq!(pdf.version, current.number);
                prop_assert_eq!(Some(pdf), stored.as_ref());
            }
            let valid = standings(&certificate).into_iter().filter(|(_, s)| s.status == Status::Valid).count();
            let is_available = matches!(certificate.snapshot().state, State::Available { .. });
            prop_assert_eq!(valid, usize::from(is_available), "exactly the available version is valid");
        }
    }

    #[test]
    fn what_is_revoked_stays_so_and_is_listed_no_more_until_it_is_issued_again(commands in proptest::collection::vec(command(), 0..30)) {
        let mut certificate = issued();
        for command in commands {
            let was_revoked = matches!(certificate.snapshot().state, State::Revoked { .. });
            let again = matches!(command, Command::IssueAgain(_));
            let revoked = certificate.current().code.clone();
            let actor = whoever_may(&command, &certificate.snapshot().account);
            let Ok(transition) = certificate.clone().apply(command, actor, Timestamp::UNIX_EPOCH) else { continue };
            prop_assert_eq!(was_revoked, again, "a revoked certificate is issued again, and nothing else");
            certificate = transition.into_after();
            if again {
                let stays = |(code, s): (VerifyCode, Standing)| code == revoked && matches!(s.status, Status::Revoked { .. });
                prop_assert!(standings(&certificate).into_iter().any(stays), "the version that was revoked stays so");
            }
            if matches!(certificate.snapshot().state, State::Revoked { .. }) {
                let now = certificate.snapshot();
                prop_assert!(!certificate.is_listed() && now.link.is_none() && now.link_change.is_none());
            }
        }
    }
}
