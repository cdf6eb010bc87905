//! The whole life cycle. What is not named here is refused.

use super::command::are_told_once;
use super::{Command, MOST_SENDINGS, Sending, Snapshot, State, Validation, is_forgotten};
use crate::transition::{Actor, Illegal};
use crate::value::id::AccountId;
use jiff::Timestamp;

pub(super) fn next(
    request: &Snapshot,
    command: &Command,
    actor: &Actor,
    at: Timestamp,
) -> Result<State, Illegal> {
    use {Command as C, State as S};
    let has_lapsed = is_forgotten(request, at);
    Ok(match (&request.state, command, decider(actor)) {
        (S::Draft | S::Submitted { .. } | S::Returned { .. }, C::Lapse, _) if has_lapsed => S::Lapsed { at },
        (state @ (S::Draft | S::Returned { .. }), C::Save(_) | C::Attach(_), _) if !has_lapsed => {
            state.clone()
        }
        (S::Draft | S::Returned { .. }, C::Submit(form), _) if !has_lapsed => {
            let proof = request.proof.clone().filter(|_| request.sendings < MOST_SENDINGS);
            let Some(proof) = proof else { return Err(illegal(&request.state, command)) };
            sent(&request.state, Sending { form: (**form).clone(), proof, at })
        }
        (S::Submitted { sending }, C::Validate, _) if !has_lapsed => {
            let validation = Validation::of(sending.form.email.clone(), at);
            S::Validated { sending: sending.clone(), validation, since: at }
        }
        (S::Submitted { .. }, C::TakeBack, _) if !has_lapsed => S::Draft,
        (S::Draft | S::Submitted { .. } | S::Validated { .. } | S::Returned { .. }, C::Withdraw, _) => {
            S::Withdrawn { at }
        }
        (S::Validated { sending, validation, .. }, C::Return(notes), Some(by)) if are_told_once(notes) => {
            let (sending, validation, notes) = (sending.clone(), validation.clone(), notes.clone());
            S::Returned { sending, validation, notes, by, at }
        }
        (S::Validated { sending, validation, .. }, C::Approve(entity), Some(by)) => {
            let (sending, validation, entity) = (sending.clone(), validation.clone(), entity.clone());
            S::Approved { sending, validation, entity, by, at }
        }
        (S::Validated { sending, validation, .. }, C::Refuse(reason), Some(by)) => {
            let (sending, validation, reason) = (sending.clone(), validation.clone(), reason.clone());
            S::Refused { sending, validation, reason, by, at }
        }
        (state, command, _) => return Err(illegal(state, command)),
    })
}

/// What is sent in again with an address that was proved waits for the approver at once.
fn sent(before: &State, sending: Sending) -> State {
    let since = sending.at;
    match before {
        State::Returned { validation, .. } if *validation.email() == sending.form.email => {
            State::Validated { sending: Box::new(sending), validation: validation.clone(), since }
        }
        _ => State::Submitted { sending: Box::new(sending) },
    }
}

fn decider(actor: &Actor) -> Option<AccountId> {
    match actor {
        Actor::Approver(account) => Some(account.clone()),
        _ => None,
    }
}

fn illegal(state: &State, command: &Command) -> Illegal {
    Illegal::State { aggregate: "access request", from: state.kind(), command: command.kind() }
}
