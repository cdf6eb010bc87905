//! The life cycles: the committed tables are what the rules do, every state and command is in them, and no sequence of
//! commands makes a certificate available without the PDF of the version that counts.

use domain::life_cycle::{markdown, matrices};
use domain::participation::certificate::{
    Certificate, Command, Issue, LinkDigest, NewVersion, State, StoredPdf,
};
use domain::participation::edition::{PersonLines, ShortLine};
use domain::participation::record::{Standing, Status, standings};
use domain::transition::Actor;
use domain::value::code::VerifyCode;
use domain::value::id::{AccountId, CertificateId, EventId};
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

fn version(chance: u8) -> NewVersion {
    let name = PersonName::parse("Ana Lua").expect("a name");
    let person = PersonLines { name, cpf: None, role: None, workload: None };
    NewVersion { edition: 1, code: VerifyCode::from_chance([chance; 10]), person, publication: 1 }
}

fn issued() -> Certificate {
    let issue = Issue {
        id: CertificateId::from_bytes([1; 17]),
        account: AccountId::from_bytes([2; 17]),
        event: EventId::from_bytes([3; 17]),
        first: version(0),
        public: false,
        available_until: None,
    };
    Certificate::issue(issue, Actor::Administrator, Timestamp::UNIX_EPOCH).into_after()
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

proptest! {
    #[test]
    fn nothing_is_available_without_the_pdf_of_the_version_that_counts(commands in proptest::collection::vec(command(), 0..30)) {
        let mut certificate = issued();
        let mut stored = None;
        for command in commands {
            let what = command.clone();
            let (before, number) = (certificate.snapshot().version, certificate.current().number);
            let Ok(transition) = certificate.clone().apply(command, Actor::Administrator, Timestamp::UNIX_EPOCH) else { continue };
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
            let Ok(transition) = certificate.clone().apply(command, Actor::Administrator, Timestamp::UNIX_EPOCH) else { continue };
            prop_assert_eq!(was_revoked, again, "a revoked certificate is issued again, and nothing else");
            certificate = transition.into_after();
            if again {
                let stays = |(code, s): (VerifyCode, Standing)| code == revoked && matches!(s.status, Status::Revoked { .. });
                prop_assert!(standings(&certificate).into_iter().any(stays), "the version that was revoked stays so");
            }
            if matches!(certificate.snapshot().state, State::Revoked { .. }) {
                prop_assert!(!certificate.is_listed() && certificate.snapshot().link.is_none());
            }
        }
    }
}
