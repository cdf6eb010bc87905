//! Consulta de processos de compra: one's own orders by protocol, CPF, CNPJ or e-mail. What is searched for comes in the body, never
//! in an address, and only one's own orders are looked through.

use super::list::{ListPage, MOST_PAGES, PAGE};
use common::error::Problem;
use common::web::{Answer, Holder, Input};
use domain::digital::entitlement::{Assignee, Entitlement, State};
use domain::digital::order::{Order, Payer};
use domain::digital::protocol::Protocol;
use domain::value::cnpj::Cnpj;
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use schemars::JsonSchema;
use serde::Deserialize;

/// Units that are looked at for one search.
const MOST_LOOKED_AT: usize = 60;

/// What is searched for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Searching {
    /// A protocol number, a CPF, a CNPJ or an e-mail address.
    #[serde(default)]
    #[schemars(length(min = 1))]
    text: String,
}

enum Sought {
    Protocol(Protocol),
    Cpf(Cpf),
    Cnpj(Cnpj),
    Email(EmailAddress),
}

/// POST `/pedidos/busca`
pub(crate) async fn search(holder: Holder, input: Input<Searching>) -> Answer {
    let Some(sought) = read(&input.body.text) else {
        let error =
            "Procure por um protocolo (10 dígitos), um CPF, um CNPJ ou um e-mail completo.".to_owned();
        return Ok(holder.visit.show(&ListPage::of(&holder, &[], "").found(error)));
    };
    let found = find(&holder, &sought).await?;
    Ok(holder.visit.show(&ListPage::of(&holder, &found, "").found(String::new())))
}

fn read(text: &str) -> Option<Sought> {
    let cpf = || Cpf::parse(text).ok().map(Sought::Cpf);
    let cnpj = || Cnpj::parse(text).ok().map(Sought::Cnpj);
    let email = || EmailAddress::parse(text).ok().map(Sought::Email);
    Protocol::parse(text).ok().map(Sought::Protocol).or_else(cpf).or_else(cnpj).or_else(email)
}

async fn find(holder: &Holder, sought: &Sought) -> Result<Vec<Order>, Problem> {
    let store = &holder.visit.app.store;
    if let Sought::Protocol(protocol) = sought {
        let found = store.find_order_by_number(protocol).await?;
        return Ok(found.into_iter().filter(|order| order.snapshot().buyer == *holder.account()).collect());
    }
    let (mut found, mut after, mut looked) = (Vec::new(), None, 0);
    for _ in 0..MOST_PAGES {
        let listed = store.list_orders(holder.account(), PAGE, after.as_ref()).await?;
        for order in listed.items {
            let mut is_it = pays(sought, &order);
            if !is_it && order.snapshot().state.kind() == "paid" && looked < MOST_LOOKED_AT {
                looked += 1;
                is_it =
                    store.list_entitlements(order.id()).await?.iter().any(|unit| is_assigned(sought, unit));
            }
            if is_it {
                found.push(order);
            }
        }
        after = listed.next;
        if after.is_none() {
            break;
        }
    }
    Ok(found)
}

fn pays(sought: &Sought, order: &Order) -> bool {
    let billing = &order.snapshot().billing;
    match (sought, &billing.payer) {
        (Sought::Cpf(sought), Payer::Cpf(cpf)) => sought == cpf,
        (Sought::Cnpj(sought), Payer::Cnpj(cnpj)) => sought == cnpj,
        (Sought::Email(sought), _) => sought.folded() == billing.email.folded(),
        _ => false,
    }
}

fn is_assigned(sought: &Sought, unit: &Entitlement) -> bool {
    let (State::Assigned { assignment } | State::Requested { assignment, .. }) = &unit.snapshot().state
    else {
        return false;
    };
    let Assignee { cpf, email, cnpj, responsible } = &assignment.to;
    match sought {
        Sought::Cpf(sought) => sought == cpf || responsible.as_ref() == Some(sought),
        Sought::Cnpj(sought) => cnpj.as_ref() == Some(sought),
        Sought::Email(sought) => sought.folded() == email.folded(),
        Sought::Protocol(_) => false,
    }
}
