//! The rules that no matrix shows: with which values, by whom, and that nothing reaches an approver without a proved address.

use super::*;
use crate::digital::mobile::Mobile;
use crate::life_cycle::whoever_may;
use crate::participation::edition::ShortLine;
use crate::value::cpf::Cpf;
use crate::value::id::{AccountId, EntityId};
use crate::value::name::PersonName;
use crate::value::words::Words;
use proptest::prelude::*;

const START: Timestamp = Timestamp::UNIX_EPOCH;

fn account(n: u8) -> AccountId {
    AccountId::from_bytes([n; 17])
}

fn form(email: &str) -> Box<Form> {
    Box::new(Form {
        motive: Words::parse("Assinatura qualificada").expect("words"),
        name: PersonName::parse("Inês Duarte").expect("a name"),
        person: Person::Cpf(Cpf::parse("529.982.247-25").expect("a CPF")),
        account: account(1),
        email: EmailAddress::parse(email).expect("an address"),
        mobile: Mobile::parse("912345678").expect("a number"),
        entity: AskedEntity::Listed(EntityId::from_bytes([3; 17])),
        post: ShortLine::parse("Chefe de Divisão").expect("a line"),
        service: Service::Signature,
    })
}

fn proof() -> Proof {
    Proof::of("nomeacao.pdf", b"%PDF-1.7", "00".repeat(32)).expect("a document")
}

fn begun() -> AccessRequest {
    let (id, protocol) = (AccessRequestId::from_bytes([9; 17]), Protocol::from_chance([1; 8]));
    let email = EmailAddress::parse("ines@camara.example").expect("an address");
    AccessRequest::begin(Begin { id, protocol, email }, START).into_after()
}

fn note() -> Note {
    Note { field: Field::Post, text: Words::parse("Indique o cargo.").expect("words") }
}

fn done(request: AccessRequest, command: Command) -> AccessRequest {
    let actor = whoever_may(&command, &account(7));
    request.apply(command, actor, START).expect("allowed").into_after()
}

fn waiting() -> AccessRequest {
    let attached = done(begun(), Command::Attach(proof()));
    done(done(attached, Command::Submit(form("ines@camara.example"))), Command::Validate)
}

#[test]
fn nothing_is_sent_in_without_a_document() {
    let sent = begun().apply(Command::Submit(form("ines@camara.example")), Actor::Bearer, START);
    assert!(matches!(sent, Err(Illegal::State { .. })));
}

#[test]
fn nobody_decides_about_their_own_request() {
    let decisions = [
        Command::Approve(EntityId::from_bytes([3; 17])),
        Command::Refuse(Words::parse("Não").expect("words")),
        Command::Return(vec![note()]),
    ];
    for decision in decisions {
        let own = waiting().apply(decision.clone(), Actor::Approver(account(1)), START);
        assert!(matches!(own, Err(Illegal::Forbidden { .. })), "{decision:?}");
        assert!(waiting().apply(decision, Actor::Approver(account(2)), START).is_ok());
    }
}

#[test]
fn what_is_returned_with_a_proved_address_needs_no_second_proof_and_another_address_does() {
    let returned = done(waiting(), Command::Return(vec![note()]));
    let again = done(returned.clone(), Command::Submit(form("ines@camara.example")));
    assert_eq!(again.snapshot().state.kind(), "validated");
    let elsewhere = done(returned, Command::Submit(form("ines@outra.example")));
    assert_eq!(elsewhere.snapshot().state.kind(), "submitted");
}

#[test]
fn a_field_is_returned_with_one_note_and_nothing_without_a_word() {
    for notes in [vec![], vec![note(), note()]] {
        assert!(waiting().apply(Command::Return(notes), Actor::Approver(account(2)), START).is_err());
    }
}

#[test]
fn a_draft_lapses_after_thirty_days_and_nobody_goes_on_with_it() {
    let day = |days: i64| START.saturating_add(SignedDuration::from_hours(24 * days)).expect("an instant");
    let save = || Command::Save(Box::default());
    let (step, early, late) = (Actor::Step("run-clock".to_owned()), day(29), day(30));
    assert!(begun().apply(Command::Lapse, step.clone(), early).is_err() && !begun().has_lapsed(early));
    assert!(begun().apply(save(), Actor::Bearer, late).is_err() && begun().has_lapsed(late));
    let saved = begun().apply(save(), Actor::Bearer, early).expect("in time").into_after();
    assert!(!saved.has_lapsed(late), "it counts from the last change");
    assert!(begun().apply(Command::Lapse, step.clone(), late).is_ok());
    assert!(
        waiting().apply(Command::Lapse, step, day(900)).is_err(),
        "what waits for the house does not lapse"
    );
}

fn command() -> impl Strategy<Value = Command> {
    let address = prop_oneof![Just("ines@camara.example"), Just("ines@outra.example")];
    prop_oneof![
        Just(Command::Save(Box::default())),
        Just(Command::Attach(proof())),
        address.prop_map(|address| Command::Submit(form(address))),
        Just(Command::Validate),
        Just(Command::TakeBack),
        Just(Command::Return(vec![note()])),
        Just(Command::Approve(EntityId::from_bytes([3; 17]))),
    ]
}

proptest! {
    #[test]
    fn nothing_is_approved_without_an_address_that_was_proved(commands in proptest::collection::vec(command(), 0..40)) {
        let mut request = begun();
        let mut proved = Vec::new();
        for command in commands {
            let actor = whoever_may(&command, &account(7));
            let validates = matches!(command, Command::Validate);
            let Ok(transition) = request.clone().apply(command, actor, START) else { continue };
            request = transition.into_after();
            if validates {
                proved.push(request.address().clone());
            }
            let state = &request.snapshot().state;
            if matches!(state, State::Validated { .. } | State::Approved { .. }) {
                let sent = state.sending().expect("what was sent");
                prop_assert!(proved.contains(&sent.form.email), "{} without a proof of the address", state.kind());
            }
            prop_assert_eq!(inconsistency(request.snapshot()), None);
        }
    }
}
