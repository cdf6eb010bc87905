//! Samples of what is sold, ordered and paid.

use super::Machine;
use crate::digital::charge::{self, Charge, Method, Registered, Report, Standing, Trouble};
use crate::digital::entitlement::{self, Assignee, Entitlement, Grant};
use crate::digital::order::{self, Billing, ForWhom, Order, OrderLine, Payer, Place};
use crate::digital::product::{self, First, HolderKind, Product, ProductCode, Sale, Storage, Terms};
use crate::digital::protocol::Protocol;
use crate::participation::edition::Line;
use crate::role::Guarded;
use crate::transition::Actor;
use crate::value::cpf::Cpf;
use crate::value::email::EmailAddress;
use crate::value::id::{AccountId, ChargeId, EnrollmentId, EntitlementId, OrderId, ProductId};
use crate::value::money::Cents;
use jiff::Timestamp;
use jiff::civil::date;

pub(super) const START: Timestamp = Timestamp::UNIX_EPOCH;
pub(super) const BYTES: [u8; 17] = [1; 17];

fn line<const N: usize>(text: &str) -> Line<N> {
    Line::parse(text).expect("a sample line")
}

pub(super) fn buyer() -> AccountId {
    AccountId::from_bytes(BYTES)
}

fn cents(price: u64) -> Cents {
    Cents::new(price).expect("a sample amount")
}

fn terms(price: u64) -> Terms {
    Terms {
        title: line("e-CPF A1"),
        about: line("Certificado em arquivo."),
        holder: HolderKind::Person,
        storage: Storage::File,
        validity_months: 12,
        price: cents(price),
        from: date(2026, 1, 1),
        until: None,
        sale: if price == 0 { Sale::Vetted } else { Sale::Open },
        first: First::Documents,
    }
}

fn product_of(price: u64) -> Product {
    let (id, code) = (ProductId::from_bytes(BYTES), ProductCode::parse("e-cpf-a1").expect("a sample code"));
    Product::introduce(id, code, terms(price), Actor::Supervisor(buyer()), START).into_after()
}

fn place(price: u64) -> Place {
    let billing = Billing {
        payer: Payer::Cpf(Cpf::parse("52998224725").expect("a sample CPF")),
        name: line("Ana Lua"),
        email: EmailAddress::parse("ana@exemplo.org").expect("a sample address"),
        address: None,
    };
    Place {
        id: OrderId::from_bytes(BYTES),
        protocol: Protocol::from_chance([1; 8]),
        buyer: buyer(),
        billing,
        for_whom: ForWhom::Others,
        lines: vec![OrderLine::of(&product_of(price), 2)],
    }
}

fn create(number: u8, amount: u64) -> charge::Create {
    charge::Create {
        id: ChargeId::from_bytes([number; 17]),
        order: OrderId::from_bytes(BYTES),
        protocol: Protocol::from_chance([1; 8]),
        buyer: buyer(),
        method: Method::Pix,
        amount: cents(amount),
        due: date(2026, 12, 1),
        original_due: None,
    }
}

fn registered() -> Registered {
    let none = || None;
    Registered {
        payment: "pay_1".to_owned(),
        instalments: none(),
        customer: "cus_1".to_owned(),
        page: none(),
        barcode: none(),
        pix: none(),
    }
}

fn report(standing: Standing, amount: u64) -> charge::Command {
    charge::Command::Report(Report { standing, amount: cents(amount), trouble: None })
}

fn paid(number: u8, amount: u64) -> charge::Receipt {
    let step = || Actor::Step("place-order".to_owned());
    let commands = [charge::Command::Register(Box::new(registered())), report(Standing::Received, amount)];
    let charge = commands
        .into_iter()
        .fold(Charge::create(create(number, amount), step(), START).into_after(), |charge, command| {
            charge.apply(command, step(), START).expect("a sample charge").into_after()
        });
    charge.receipt().expect("a receipt")
}

pub fn product() -> Machine<Product, product::Command> {
    use product::Command as C;
    let flawed = Terms { validity_months: 0, ..terms(100) };
    Machine {
        name: "Product",
        about: "A kind of digital certificate that is sold, on terms that a supervisor keeps.",
        states: product::State::KINDS,
        commands: C::KINDS,
        start: product_of(100),
        samples: vec![C::Revise(Box::new(terms(200))), C::Revise(Box::new(flawed)), C::Withdraw, C::Offer],
        state: |product| product.snapshot().state.kind(),
        kind: C::kind,
        roles: C::TABLE,
        apply: |product, command| {
            product.apply(command, Actor::Supervisor(buyer()), START).map(|t| t.into_after())
        },
    }
}

pub fn order() -> Machine<Order, (order::Command, Actor)> {
    use order::Command as C;
    let (owner, step) = (Actor::Holder(buyer()), Actor::Step("place-order".to_owned()));
    let place = place(100);
    Machine {
        name: "Order",
        about: "Units of products that somebody wants. It is paid by a charge of just its amount. Of one that costs nothing an approver or a supervisor says that it goes on: `confirm` is tried on such a one.",
        states: order::State::KINDS,
        commands: C::KINDS,
        start: Order::place(place, owner.clone(), START).expect("a sample order").into_after(),
        samples: vec![
            (ask(1), owner.clone()),
            (ask(2), owner.clone()),
            (C::Reopen(ChargeId::from_bytes([1; 17])), step.clone()),
            (C::Pay(paid(1, 200)), step.clone()),
            (C::Pay(paid(1, 199)), step.clone()),
            (C::Confirm(line("Órgão público")), Actor::Supervisor(buyer())),
            (C::Cancel, owner),
            (C::Expire, step.clone()),
            (C::Refund, step),
        ],
        state: |order| order.snapshot().state.kind(),
        kind: |(command, _)| command.kind(),
        roles: C::TABLE,
        apply: |order, (command, actor)| {
            let is_free = matches!(command, C::Confirm(_)) && order.snapshot().state == order::State::Open;
            let order = if is_free { free_order() } else { order };
            order.apply(command, actor, START).map(|t| t.into_after())
        },
    }
}

fn free_order() -> Order {
    Order::place(place(0), Actor::Holder(buyer()), START).expect("a sample order").into_after()
}

fn ask(number: u8) -> order::Command {
    order::Command::Ask { charge: ChargeId::from_bytes([number; 17]), due: date(2026, 12, 1) }
}

pub fn charge() -> Machine<Charge, (charge::Command, Actor)> {
    use charge::Command as C;
    let (step, boss) = (Actor::Step("place-order".to_owned()), Actor::Supervisor(buyer()));
    let reports = [
        Standing::Pending,
        Standing::Overdue,
        Standing::Confirmed,
        Standing::Received,
        Standing::Refunded,
        Standing::Disputed,
        Standing::Deleted,
    ];
    let mut samples = vec![
        (C::Register(Box::new(registered())), step.clone()),
        (C::Nudge, step.clone()),
        (C::Postpone, step.clone()),
        (report(Standing::Received, 199), step.clone()),
        (C::Cancel, Actor::Holder(buyer())),
        (C::Withdrawn, step.clone()),
        (C::Flag(Trouble::PaidTwice), step.clone()),
        (C::Resolve(line("Devolvido")), boss.clone()),
        (C::GiveBack(line("Desistência")), boss.clone()),
        (C::Record(line("Depósito na conta")), boss),
    ];
    samples.extend(reports.map(|standing| (report(standing, 200), step.clone())));
    Machine {
        name: "Charge",
        about: "One attempt at having an order paid, at a payment provider. It moves forward only, by what the provider says when it is asked. Money that comes elsewhere a supervisor records: `record` is tried on a charge of that kind.",
        states: charge::State::KINDS,
        commands: C::KINDS,
        start: Charge::create(create(1, 200), step, START).into_after(),
        samples,
        state: |charge| charge.snapshot().state.kind(),
        kind: |(command, _)| command.kind(),
        roles: C::TABLE,
        apply: |charge, (command, actor)| {
            let is_outside =
                matches!(command, C::Record(_)) && charge.snapshot().state == charge::State::Created;
            let charge = if is_outside { outside() } else { charge };
            charge.apply(command, actor, START).map(|t| t.into_after())
        },
    }
}

fn outside() -> Charge {
    let create = charge::Create { method: Method::Outside, ..create(1, 200) };
    Charge::create(create, Actor::Supervisor(buyer()), START).into_after()
}

pub(super) fn assignee() -> Assignee {
    let cpf = Cpf::parse("52998224725").expect("a sample CPF");
    let email = EmailAddress::parse("ana@exemplo.org").expect("a sample address");
    Assignee { cpf, email, cnpj: None, responsible: None }
}

pub(super) fn unit() -> OrderLine {
    OrderLine::of(&product_of(100), 2)
}

pub fn entitlement() -> Machine<Entitlement, (entitlement::Command, Actor)> {
    use entitlement::Command as C;
    let (owner, step) = (Actor::Holder(buyer()), Actor::Step("place-order".to_owned()));
    let request = |assignment| C::Request { assignment, enrollment: EnrollmentId::from_bytes(BYTES) };
    let grant = Grant {
        id: EntitlementId::from_bytes(BYTES),
        order: OrderId::from_bytes(BYTES),
        number: 1,
        buyer: buyer(),
        of: unit(),
    };
    Machine {
        name: "Entitlement",
        about: "A paid unit of an order: the right to one certificate, which its buyer assigns to somebody.",
        states: entitlement::State::KINDS,
        commands: C::KINDS,
        start: Entitlement::grant(grant, step.clone(), START).into_after(),
        samples: vec![
            (C::Assign(Box::new(assignee())), owner.clone()),
            (C::TakeBack, owner),
            (request(1), Actor::Bearer),
            (request(2), Actor::Bearer),
            (C::Release, step.clone()),
            (C::Spend, step.clone()),
            (C::Void, step),
        ],
        state: |unit| unit.snapshot().state.kind(),
        kind: |(command, _)| command.kind(),
        roles: C::TABLE,
        apply: |unit, (command, actor)| unit.apply(command, actor, START).map(|t| t.into_after()),
    }
}
