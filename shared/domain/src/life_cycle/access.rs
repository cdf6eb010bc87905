//! Samples of the commands of a request for access.

use super::{Machine, whoever_may};
use crate::digital::access::{
    self, AccessRequest, AskedEntity, Command as C, Field, Form, Note, Person, Service,
};
use crate::digital::mobile::Mobile;
use crate::digital::protocol::Protocol;
use crate::participation::edition::ShortLine;
use crate::role::Guarded as _;
use crate::value::cpf::Cpf;
use crate::value::email::EmailAddress;
use crate::value::id::{AccessRequestId, AccountId, EntityId};
use crate::value::name::PersonName;
use crate::value::words::Words;
use jiff::{SignedDuration, Timestamp};

const START: Timestamp = Timestamp::UNIX_EPOCH;

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("a sample address")
}

fn words() -> Words {
    Words::parse("Indique o cargo.").expect("sample words")
}

fn form(email: &str) -> Box<Form> {
    Box::new(Form {
        motive: words(),
        name: PersonName::parse("Ana Lua").expect("a sample name"),
        person: Person::Cpf(Cpf::parse("529.982.247-25").expect("a sample CPF")),
        account: AccountId::from_bytes([2; 17]),
        email: address(email),
        mobile: Mobile::parse("912345678").expect("a sample number"),
        entity: AskedEntity::Listed(EntityId::from_bytes([3; 17])),
        post: ShortLine::parse("Chefe de Divisão").expect("a sample line"),
        service: Service::Signature,
    })
}

pub(super) fn machine() -> Machine<AccessRequest, C> {
    let begin = access::Begin {
        id: AccessRequestId::from_bytes([1; 17]),
        protocol: Protocol::from_chance([1; 8]),
        email: address("ana@exemplo.org"),
    };
    let proof = access::Proof::of("nomeacao.pdf", b"%PDF-1.7", "00".repeat(32)).expect("a sample document");
    Machine {
        name: "Access request",
        about: "Access to the portal that somebody asks for: a draft that saves itself, an address that is proved, an approver's word. \
                Nobody decides about their own; a draft that nobody touches for thirty days takes no more and lapses.",
        states: access::State::KINDS,
        commands: C::KINDS,
        start: AccessRequest::begin(begin, START).into_after(),
        samples: vec![
            C::Save(Box::default()),
            C::Attach(proof),
            C::Submit(form("ana@exemplo.org")),
            C::Submit(form("outra@exemplo.org")),
            C::Validate,
            C::TakeBack,
            C::Withdraw,
            C::Return(vec![Note { field: Field::Post, text: words() }]),
            C::Return(Vec::new()),
            C::Approve(EntityId::from_bytes([3; 17])),
            C::Refuse(words()),
            C::Lapse,
        ],
        state: |request| request.snapshot().state.kind(),
        kind: C::kind,
        roles: C::TABLE,
        apply: |request, command| {
            let actor = whoever_may(&command, &AccountId::from_bytes([1; 17]));
            let days = if matches!(command, C::Lapse) { access::LAPSES_AFTER_DAYS } else { 0 };
            let at = START.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(START);
            request.apply(command, actor, at).map(|t| t.into_after())
        },
    }
}
