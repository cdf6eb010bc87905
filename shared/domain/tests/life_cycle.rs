//! The life cycles: the committed tables are what the rules do, every state and command is in them, and no sequence of
//! commands makes a certificate available without the PDF of the version that counts.

use domain::life_cycle::{markdown, matrices, whoever_may};
use domain::participation::certificate::{
    Certificate, Command, Issue, LinkDigest, NewVersion, OtherAddress, Respelling, State, StoredPdf,
};
use domain::participation::correction::{self, Asked, Correction, Open, Reach, SpellingFix};
use domain::participation::edition::{PersonLines, ShortLine};
use domain::participation::record::{Standing, Status, standings};
use domain::role::{Duty, Role, Roles};
use domain::transition::{Actor, Illegal};
use domain::value::code::{TicketNumber, VerifyCode};
use domain::value::id::{AccountId, CertificateId, EntityId, EventId, IssuerId};
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
    let (approver, bearer) = (&[Role::Approver][..], &[Role::Bearer][..]);
    let supervisor = &[Role::Supervisor][..];
    let meant = [
        ("Certificate", "store", step),
        ("Certificate", "reissue", step),
        ("Certificate", "issue_again", step),
        ("Certificate", "revoke", organiser),
        ("Certificate", "set_public", holder),
        ("Certificate", "renew_link", holder),
        ("Certificate", "drop_link", holder),
        ("Certificate", "claim", holder),
        // A holder asks, and corrects small mistakes of spelling themselves.
        ("Certificate", "ask", holder),
        ("Certificate", "respell", holder),
        ("Certificate", "correct", &[Role::Organiser, Role::Administrator]),
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
        ("Account", "admit", approver),
        ("Account", "confirm_first_sign_in", holder),
        ("Account", "entrust", console),
        ("Account", "relieve", console),
        ("Account", "exclude", console),
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
        ("Correction", "pass_on", console),
        // The team within its reach and while it has the request, the issuer once it has it.
        ("Correction", "make", &[Role::Administrator, Role::Organiser]),
        ("Correction", "answer", &[Role::Administrator, Role::Organiser]),
        ("Correction", "withdraw", holder),
        ("Access request", "save", bearer),
        ("Access request", "attach", bearer),
        ("Access request", "submit", bearer),
        ("Access request", "validate", bearer),
        ("Access request", "take_back", bearer),
        ("Access request", "withdraw", bearer),
        ("Access request", "return", approver),
        ("Access request", "approve", approver),
        ("Access request", "refuse", approver),
        ("Access request", "lapse", step),
        ("Product", "revise", supervisor),
        ("Product", "withdraw", supervisor),
        ("Product", "offer", supervisor),
        // A step gives up what nobody pays, and turns what a charge brought into a paid order.
        ("Order", "ask", &[Role::Holder, Role::Step]),
        ("Order", "reopen", step),
        ("Order", "pay", &[Role::Step, Role::Supervisor]),
        ("Order", "confirm", &[Role::Supervisor, Role::Approver]),
        ("Order", "cancel", &[Role::Supervisor, Role::Holder]),
        ("Order", "expire", step),
        ("Order", "refund", step),
        ("Charge", "register", step),
        ("Charge", "nudge", step),
        ("Charge", "postpone", step),
        ("Charge", "report", step),
        ("Charge", "cancel", &[Role::Holder, Role::Supervisor, Role::Step]),
        ("Charge", "withdrawn", step),
        ("Charge", "flag", step),
        ("Charge", "resolve", supervisor),
        ("Charge", "give_back", supervisor),
        ("Charge", "record", supervisor),
        ("Entitlement", "assign", holder),
        ("Entitlement", "take_back", holder),
        // By the link of their assignment; or, signed in, the step acts for them.
        ("Entitlement", "request", &[Role::Bearer, Role::Step]),
        ("Entitlement", "release", step),
        ("Entitlement", "spend", step),
        ("Entitlement", "void", step),
        // Whoever holds the mailed link of the case corrects it; a supervisor may call it off too.
        ("Enrollment", "correct", &[Role::Bearer]),
        ("Enrollment", "cancel", &[Role::Bearer, Role::Supervisor]),
        ("Enrollment", "lapse", step),
        ("SecondFactor", "set_up", holder),
        ("SecondFactor", "accept_code", holder),
        ("SecondFactor", "spend_recovery", holder),
        ("SecondFactor", "renew_recovery", holder),
        ("SecondFactor", "add_passkey", holder),
        ("SecondFactor", "accept_passkey", holder),
        ("SecondFactor", "remove_passkey", holder),
        ("SecondFactor", "remove_authenticator", holder),
        ("SecondFactor", "reset", console),
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
    let entity = EntityId::from_bytes([4; 17]);
    let many = both.clone().with_duty(Duty::Agent).with_duty(Duty::Approver).requesting(entity.clone());
    let roles = [Role::Approver, Role::Agent, Role::Organiser, Role::Requester, Role::Holder];
    assert_eq!(many.iter().collect::<Vec<_>>(), roles);
    assert!(many.need_second_factor() && !both.need_second_factor());
    let fewer = many.without_duty(Duty::Agent).without_duty(Duty::Approver).not_requesting(&entity);
    assert_eq!(fewer, both, "one role goes without another");
}

/// A row that was written before there were duties reads as one without, and one without is written as before.
#[test]
fn roles_without_duties_are_stored_as_they_always_were() {
    let before = r#"{"issuer":null}"#;
    let roles: Roles = serde_json::from_str(before).expect("roles");
    assert_eq!((serde_json::to_string(&roles).expect("a row").as_str(), roles), (before, Roles::holder()));
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

/// The lines of somebody of this name.
fn lines(name: &str) -> PersonLines {
    PersonLines { name: PersonName::parse(name).expect("a name"), cpf: None, role: None, workload: None }
}

fn corrected(name: &str, chance: u8) -> NewVersion {
    NewVersion { person: lines(name), ..version(chance) }
}

fn applied(certificate: &Certificate, command: Command) -> Result<Certificate, Illegal> {
    let actor = whoever_may(&command, &certificate.snapshot().account);
    certificate.clone().apply(command, actor, Timestamp::UNIX_EPOCH).map(|t| t.into_after())
}

#[test]
fn a_holder_corrects_the_spelling_once_and_of_the_name_that_is_printed() {
    let fix = |before, after| {
        SpellingFix::between(&lines(before).name, &lines(after).name).expect("a small mistake")
    };
    let respell = |fix, new| {
        Command::Respell(Box::new(Respelling { fix, new, request: TicketNumber::from_chance(2026, [1; 7]) }))
    };
    let once = applied(&issued(), respell(fix("Ana Lua", "Aná Lua"), corrected("Aná Lua", 1))).expect("once");
    assert_eq!((once.current().number, once.current().person.clone()), (2, lines("Aná Lua")));
    assert!(applied(&once, respell(fix("Aná Lua", "Ana Luá"), corrected("Ana Luá", 2))).is_err(), "twice");
    for (what, wrong) in [
        ("a fix of another name", respell(fix("Ana Sol", "Aná Sol"), corrected("Aná Sol", 1))),
        ("another name than the fix's", respell(fix("Ana Lua", "Aná Lua"), corrected("Eva Lua", 1))),
        (
            "another edition",
            respell(fix("Ana Lua", "Aná Lua"), NewVersion { edition: 2, ..corrected("Aná Lua", 1) }),
        ),
    ] {
        assert!(applied(&issued(), wrong).is_err(), "{what}");
    }
    let issue = Issue { first: apart("a"), ..issue() };
    let elsewhere = Certificate::issue(issue, Actor::Administrator, Timestamp::UNIX_EPOCH).into_after();
    assert!(
        applied(&elsewhere, respell(fix("Ana Lua", "Aná Lua"), corrected("Aná Lua", 1))).is_err(),
        "apart"
    );
}

#[test]
fn who_says_once_more_what_was_mistaken_changes_nothing() {
    let there = applied(&issued(), Command::Correct(corrected("Eva Lua", 1))).expect("corrected");
    let there = applied(&there, Command::Correct(corrected("Eva Luz", 2))).expect("corrected");
    let meant = |there: &Certificate, said: PersonLines| there.as_corrected(said);
    for said in ["Ana Lua", "Eva Lua", "Eva Luz"] {
        assert_eq!(meant(&there, lines(said)), lines("Eva Luz"), "{said}");
    }
    assert_eq!(meant(&there, lines("Ivo Lua")), lines("Ivo Lua"));
    // What else the list says counts, and what the sheet prints of the CPF is no correction.
    let role = ShortLine::parse("monitora").ok();
    let with_role = PersonLines { role: role.clone(), ..lines("Ana Lua") };
    assert_eq!(meant(&there, with_role), PersonLines { role, ..lines("Eva Luz") });
    let cpf = domain::value::cpf::Cpf::parse("184.207.635-35").expect("a CPF").masked();
    let with_cpf = |name: &str| PersonLines { cpf: Some(cpf.clone()), ..lines(name) };
    let sheet =
        NewVersion { edition: 2, publication: 2, person: with_cpf("Eva Luz"), ..corrected("Eva Luz", 3) };
    let printed_anew = applied(&there, Command::Reissue(sheet)).expect("a version");
    assert_eq!(meant(&printed_anew, with_cpf("Ana Lua")), with_cpf("Eva Luz"));
    let reason = ShortLine::parse("Engano").expect("a reason");
    let revoked = applied(&there, Command::Revoke(reason)).expect("revoked");
    assert_eq!(meant(&revoked, lines("Ana Lua")), lines("Eva Luz"), "also when it is issued again");
    let listed = NewVersion { publication: 3, ..corrected("Ana Sol", 4) };
    let listed = applied(&there, Command::Reissue(listed)).expect("a version");
    assert_eq!(meant(&listed, lines("Ana Lua")), lines("Ana Lua"), "a list was published since");
    assert!(applied(&there, Command::Correct(corrected("Eva Luz", 5))).is_err(), "nothing changes");
}

fn asked(before: &str, after: PersonLines) -> Asked {
    Asked { version: 1, before: lines(before), after, words: None }
}

fn asks(asked: Asked) -> Correction {
    let open = Open {
        number: TicketNumber::from_chance(2026, [1; 7]),
        certificate: CertificateId::from_bytes([1; 17]),
        event: EventId::from_bytes([3; 17]),
        issuer: IssuerId::from_bytes([4; 17]),
        asked,
    };
    Correction::open(open, AccountId::from_bytes([2; 17]), Timestamp::UNIX_EPOCH).into_after()
}

#[test]
fn who_decides_follows_from_what_is_asked() {
    let role = PersonLines { role: ShortLine::parse("monitora").ok(), ..lines("Ana Lua") };
    let reach = |asked: &Asked| asked.reach().kind();
    assert_eq!(reach(&asked("Jose Lua", lines("José Lua"))), "rule");
    assert_eq!(reach(&asked("Marina Lua", lines("Mariana Lua"))), "team");
    assert_eq!(reach(&asked("Ana Lua", lines("Eva Sol"))), "issuer");
    assert_eq!(reach(&asked("Ana Lua", role)), "issuer");
    let words = domain::value::words::Words::parse("O título está errado.").ok();
    assert_eq!(reach(&Asked { words, ..asked("Jose Lua", lines("José Lua")) }), "issuer");
    assert!(matches!(asked("Jose Lua", lines("José Lua")).reach(), Reach::Rule(_)));
}

#[test]
fn the_team_corrects_within_its_reach_only_and_the_issuer_what_was_handed_to_it() {
    use correction::Command as C;
    let (team, issuer) = (Actor::Administrator, Actor::Organiser(AccountId::from_bytes([5; 17])));
    let at = Timestamp::UNIX_EPOCH;
    let made = |version, name: &str| {
        C::Make(Box::new(correction::Made { version, lines: lines(name), words: None }))
    };
    let near = || asks(asked("Marina Lua", lines("Mariana Lua")));
    let far = || asks(asked("Ana Lua", lines("Eva Sol")));
    assert!(near().apply(made(2, "Mariana Lua"), team.clone(), at).is_ok());
    assert!(
        near().apply(made(1, "Mariana Lua"), team.clone(), at).is_err(),
        "that version is what was wrong"
    );
    assert!(far().apply(made(2, "Eva Sol"), team.clone(), at).is_err());
    assert!(far().apply(made(2, "Eva Sol"), issuer.clone(), at).is_err(), "the team has it first");
    let handed = far().apply(C::PassOn, team.clone(), at).expect("handed on").into_after();
    assert!(handed.clone().apply(made(2, "Eva Sol"), team, at).is_err());
    assert!(
        handed.clone().apply(made(2, "Eva Luz"), issuer.clone(), at).is_err(),
        "without a word on the rest"
    );
    let words = domain::value::words::Words::parse("O documento diz Luz.").ok();
    let told = C::Make(Box::new(correction::Made { version: 2, lines: lines("Eva Luz"), words }));
    assert!(handed.clone().apply(told, issuer.clone(), at).is_ok());
    assert!(handed.apply(made(2, "Eva Sol"), issuer, at).is_ok());
}

#[test]
fn what_was_corrected_meanwhile_stays() {
    let asked = asked("Ana Lua", lines("Eva Lua"));
    let now = PersonLines { role: ShortLine::parse("monitora").ok(), ..lines("Ana Lua") };
    assert_eq!(asked.upon(&now), PersonLines { name: lines("Eva Lua").name, ..now });
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
