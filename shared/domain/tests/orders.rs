//! However commands and reports follow each other, an order is paid only by a charge of its own and of its amount that brought
//! its money, or, where it costs nothing, by somebody's word.

use domain::digital::charge::{self, Charge, Create, Method, Registered, Report, Standing};
use domain::digital::order::{self, Billing, ForWhom, Order, OrderLine, Payer, Place, Settled, State};
use domain::digital::product::{First, HolderKind, Product, ProductCode, Sale, Storage, Terms};
use domain::digital::protocol::Protocol;
use domain::participation::edition::Line;
use domain::transition::Actor;
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use domain::value::id::{AccountId, ChargeId, OrderId, ProductId};
use domain::value::money::Cents;
use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;

fn line<const N: usize>(text: &str) -> Line<N> {
    Line::parse(text).expect("a line")
}

fn cents(amount: u64) -> Cents {
    Cents::new(amount).expect("an amount")
}

fn buyer() -> AccountId {
    AccountId::from_bytes([1; 17])
}

fn step() -> Actor {
    Actor::Step("place-order".to_owned())
}

fn order(number: u8, price: u64) -> Order {
    let terms = Terms {
        title: line("e-CPF A1"),
        about: line("Em arquivo."),
        holder: HolderKind::Person,
        storage: Storage::File,
        validity_months: 12,
        price: cents(price),
        from: date(2026, 1, 1),
        until: None,
        sale: Sale::Vetted,
        first: First::Documents,
    };
    let code = ProductCode::parse("e-cpf-a1").expect("a code");
    let at = Timestamp::UNIX_EPOCH;
    let product =
        Product::introduce(ProductId::from_bytes([1; 17]), code, terms, Actor::Supervisor(buyer()), at)
            .into_after();
    let billing = Billing {
        payer: Payer::Cpf(Cpf::parse("52998224725").expect("a CPF")),
        name: line("Ana Lua"),
        email: EmailAddress::parse("ana@exemplo.org").expect("an address"),
        address: None,
    };
    let place = Place {
        id: OrderId::from_bytes([number; 17]),
        protocol: Protocol::from_chance([number; 8]),
        buyer: buyer(),
        billing,
        for_whom: ForWhom::Others,
        lines: vec![OrderLine::of(&product, 2)],
    };
    Order::place(place, Actor::Holder(buyer()), at).expect("an order").into_after()
}

/// A charge of one of two orders, of a right or a wrong amount.
fn charge(number: u8, of: u8, amount: u64) -> Charge {
    let create = Create {
        id: ChargeId::from_bytes([number; 17]),
        order: OrderId::from_bytes([of; 17]),
        protocol: Protocol::from_chance([of; 8]),
        buyer: buyer(),
        method: Method::Pix,
        amount: cents(amount),
        due: date(2026, 12, 1),
        original_due: None,
    };
    Charge::create(create, step(), Timestamp::UNIX_EPOCH).into_after()
}

fn registered() -> Registered {
    Registered {
        payment: "pay_1".to_owned(),
        instalments: None,
        customer: "cus_1".to_owned(),
        page: None,
        barcode: None,
        pix: None,
    }
}

/// What is tried, of the charge of this number.
#[derive(Debug, Clone)]
enum Try {
    OfCharge(usize, charge::Command),
    Ask(usize),
    Reopen(usize),
    Pay(usize),
    Confirm,
    Cancel,
    Expire,
    Refund,
}

fn standing() -> impl Strategy<Value = Standing> {
    prop_oneof![
        Just(Standing::Pending),
        Just(Standing::Overdue),
        Just(Standing::Confirmed),
        Just(Standing::Received),
        Just(Standing::Refunded),
        Just(Standing::Disputed),
        Just(Standing::Deleted),
    ]
}

fn tries() -> impl Strategy<Value = Try> {
    let number = 0..4_usize;
    let report =
        (standing(), prop_oneof![Just(200_u64), Just(199), Just(0)]).prop_map(|(standing, amount)| {
            charge::Command::Report(Report { standing, amount: cents(amount), trouble: None })
        });
    let command = prop_oneof![
        4 => report,
        2 => Just(charge::Command::Register(Box::new(registered()))),
        1 => Just(charge::Command::Cancel),
        1 => Just(charge::Command::Nudge),
        1 => Just(charge::Command::Withdrawn),
    ];
    prop_oneof![
        6 => (number.clone(), command).prop_map(|(of, command)| Try::OfCharge(of, command)),
        3 => number.clone().prop_map(Try::Ask),
        1 => number.clone().prop_map(Try::Reopen),
        4 => number.prop_map(Try::Pay),
        1 => Just(Try::Confirm),
        1 => Just(Try::Cancel),
        1 => Just(Try::Expire),
        1 => Just(Try::Refund),
    ]
}

fn on_order(order: &Order, command: order::Command, actor: Actor) -> Option<Order> {
    order.clone().apply(command, actor, Timestamp::UNIX_EPOCH).ok().map(|change| change.into_after())
}

/// Which charges the provider once said that they brought their whole amount.
fn told(charge: &Charge, command: &charge::Command) -> bool {
    let amount = charge.snapshot().amount;
    matches!(command, charge::Command::Report(Report { standing: Standing::Confirmed | Standing::Received, amount: paid, .. })
        if *paid == amount)
}

fn run(price: u64, tries: Vec<Try>) -> Result<(), TestCaseError> {
    let mut order = order(1, price);
    // Two of the right amount, one of another, one of another order.
    let mut charges = [charge(1, 1, 200), charge(2, 1, 200), charge(3, 1, 199), charge(4, 2, 200)];
    let mut brought = [false; 4];
    for one in tries {
        let next = match one {
            Try::OfCharge(of, command) => {
                let applied = charges[of].clone().apply(command.clone(), step(), Timestamp::UNIX_EPOCH);
                if let Ok(change) = applied {
                    brought[of] |= told(&charges[of], &command);
                    charges[of] = change.into_after();
                }
                None
            }
            Try::Ask(of) => {
                let ask = order::Command::Ask { charge: charges[of].id().clone(), due: date(2026, 12, 1) };
                on_order(&order, ask, step())
            }
            Try::Reopen(of) => on_order(&order, order::Command::Reopen(charges[of].id().clone()), step()),
            Try::Pay(of) => charges[of]
                .receipt()
                .and_then(|receipt| on_order(&order, order::Command::Pay(receipt), step())),
            Try::Confirm => {
                on_order(&order, order::Command::Confirm(line("Convênio")), Actor::Supervisor(buyer()))
            }
            Try::Cancel => on_order(&order, order::Command::Cancel, Actor::Holder(buyer())),
            Try::Expire => on_order(&order, order::Command::Expire, step()),
            Try::Refund => on_order(&order, order::Command::Refund, step()),
        };
        order = next.unwrap_or(order);
        if let State::Paid { settled, .. } = &order.snapshot().state {
            match settled {
                Settled::Word { .. } => prop_assert_eq!(order.snapshot().total, Cents::ZERO),
                Settled::Charge { charge, amount } => {
                    let of = charges.iter().position(|one| one.id() == charge).expect("one of them");
                    prop_assert!(brought[of], "paid by a charge that brought nothing");
                    prop_assert_eq!(&charges[of].snapshot().order, order.id());
                    prop_assert_eq!(
                        (*amount, charges[of].snapshot().amount),
                        (order.snapshot().total, *amount)
                    );
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn nothing_but_its_own_money_pays_an_order(tries in prop::collection::vec(tries(), 0..40)) {
        run(100, tries)?;
    }

    #[test]
    fn what_costs_nothing_goes_on_by_somebodys_word_only(tries in prop::collection::vec(tries(), 0..20)) {
        run(0, tries)?;
    }

    /// In whichever order, and however often, the provider's answers come: where the money went back, it stays back.
    #[test]
    fn a_charge_never_goes_back(mut reports in prop::collection::vec(standing(), 1..12)) {
        reports.push(Standing::Refunded);
        let mut charge = charge(1, 1, 200);
        charge = charge.apply(charge::Command::Register(Box::new(registered())), step(), Timestamp::UNIX_EPOCH)
            .expect("registered").into_after();
        let mut was_refunded = false;
        for standing in reports {
            let report = charge::Command::Report(Report { standing, amount: cents(200), trouble: None });
            charge = charge.apply(report, step(), Timestamp::UNIX_EPOCH).expect("a report").into_after();
            was_refunded |= charge.snapshot().state.kind() == "refunded";
            prop_assert!(!was_refunded || charge.snapshot().state.kind() == "refunded");
        }
        prop_assert!(was_refunded);
    }
}

/// A reachability check: the sequences above would prove nothing if none of them ever paid.
#[test]
fn an_order_is_paid_by_its_charge_also_by_one_that_was_called_off() {
    let at = Timestamp::UNIX_EPOCH;
    let mut order = order(1, 100);
    let mut late = charge(1, 1, 200);
    for command in [
        charge::Command::Register(Box::new(registered())),
        charge::Command::Cancel,
        charge::Command::Report(Report { standing: Standing::Received, amount: cents(200), trouble: None }),
    ] {
        late = late.apply(command, step(), at).expect("a change").into_after();
    }
    let ask = order::Command::Ask { charge: late.id().clone(), due: date(2026, 12, 1) };
    order = on_order(&order, ask, step()).expect("asked");
    let paid =
        on_order(&order, order::Command::Pay(late.receipt().expect("a receipt")), step()).expect("paid");
    assert_eq!(paid.snapshot().state.kind(), "paid");
    assert!(
        on_order(&paid, order::Command::Pay(late.receipt().expect("a receipt")), step()).is_none(),
        "only once"
    );
}

#[test]
fn a_wrong_amount_pays_nothing_and_is_told_a_supervisor() {
    let at = Timestamp::UNIX_EPOCH;
    let report =
        charge::Command::Report(Report { standing: Standing::Received, amount: cents(150), trouble: None });
    let registered = charge(1, 1, 200).apply(charge::Command::Register(Box::new(registered())), step(), at);
    let short =
        registered.expect("registered").into_after().apply(report, step(), at).expect("told").into_after();
    assert_eq!((short.snapshot().state.kind(), short.receipt()), ("pending", None));
    assert_eq!(short.trouble().map(|problem| problem.trouble.kind()), Some("wrong_amount"));
}
