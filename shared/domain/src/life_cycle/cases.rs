//! Samples of cases.

use super::Machine;
use super::orders::{BYTES, START, assignee, buyer, unit};
use crate::digital::enrollment::{self, Agreement, Enrollment, Open, Request};
use crate::digital::form::{Form, Person};
use crate::digital::protocol::Protocol;
use crate::digital::representation::PersonActs;
use crate::role::Guarded;
use crate::transition::Actor;
use crate::value::cpf::Cpf;
use crate::value::id::{EnrollmentId, EntitlementId, OrderId};
use crate::value::name::PersonName;
use crate::value::words::Words;
use jiff::civil::date;

fn request(cpf: &str) -> Request {
    let holder = Person {
        name: PersonName::parse("Ana Lua").expect("a sample name"),
        cpf: Cpf::parse(cpf).expect("a sample CPF"),
        birth: date(1980, 3, 25),
        email: assignee().email,
        id_card: None,
        nis: None,
        voter: None,
        register: None,
    };
    let form = Form::Person { holder, acts: PersonActs::Themselves, appointee: None };
    let sha256 = "0".repeat(64);
    Request { form, agreement: Agreement { wording: 1, sha256, at: START } }
}

pub fn enrollment() -> Machine<Enrollment, (enrollment::Command, Actor)> {
    use enrollment::Command as C;
    let open = Open {
        id: EnrollmentId::from_bytes(BYTES),
        protocol: Protocol::from_chance([1; 8]),
        entitlement: EntitlementId::from_bytes(BYTES),
        order: OrderId::from_bytes(BYTES),
        buyer: buyer(),
        of: unit(),
        assignment: 1,
        assignee: assignee(),
        request: request("52998224725"),
    };
    let correct = |cpf| C::Correct(Box::new(request(cpf)));
    let reason = || Words::parse("Não preciso mais.").ok();
    let boss = Actor::Supervisor(buyer());
    Machine {
        name: "Enrollment",
        about: "A case: one certificate for one holder, from the request that they send. Only a form of whom the unit is assigned to is taken: `correct` is tried with somebody else's too.",
        states: enrollment::State::KINDS,
        commands: C::KINDS,
        start: Enrollment::open(open, Actor::Bearer, START).expect("a sample case").into_after(),
        samples: vec![
            (correct("52998224725"), Actor::Bearer),
            (correct("11144477735"), Actor::Bearer),
            (C::Cancel(None), Actor::Bearer),
            (C::Cancel(reason()), boss),
            (C::Lapse, Actor::Step("run-clock".to_owned())),
        ],
        state: |case| case.snapshot().state.kind(),
        kind: |(command, _)| command.kind(),
        roles: C::TABLE,
        apply: |case, (command, actor)| case.apply(command, actor, START).map(|t| t.into_after()),
    }
}
