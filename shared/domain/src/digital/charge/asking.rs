//! When a provider is asked about a charge. A webhook only makes this earlier: whether one comes or not, the answer is the same.

use super::{Snapshot, State};
use crate::digital::calendar::Country;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

/// For how many days after it was due a charge is asked about: a boleto that is paid late is told of by its bank within days.
const AFTER_DUE_DAYS: i64 = 30;
/// For how many days a card's money is waited for: the last of ten instalments.
const CARD_DAYS: i64 = 320;

/// When to ask next, after it was asked or changed at an instant; never, when nothing is to come.
pub(super) fn next(charge: &Snapshot, at: Timestamp) -> Option<Timestamp> {
    let pause = match charge.state {
        _ if charge.failed > 0 => Some(after_failure(charge.failed)),
        // What is not registered yet is what somebody waits for.
        State::Created => Some(SignedDuration::from_secs(30)),
        State::Cancelled { .. } if !charge.is_withdrawn => Some(SignedDuration::from_mins(5)),
        State::Pending | State::Overdue => waiting(charge, at),
        State::Confirmed { at: since } => {
            within(since, at, CARD_DAYS).then_some(SignedDuration::from_hours(24))
        }
        State::Received { .. } if charge.refund.is_some() => Some(SignedDuration::from_mins(10)),
        State::Disputed { .. } => Some(SignedDuration::from_hours(24)),
        State::Received { .. } | State::Cancelled { .. } | State::Refunded { .. } => None,
    }?;
    Some(at.saturating_add(pause).unwrap_or(at))
}

/// Often while somebody has the page open, rarely while a boleto lies on a desk.
fn waiting(charge: &Snapshot, at: Timestamp) -> Option<SignedDuration> {
    let end = Country::Brazil.end_of(charge.due.saturating_add(AFTER_DUE_DAYS.days()));
    if at > end {
        return None;
    }
    let age = at.duration_since(charge.created_at);
    Some(match age.as_mins() {
        ..15 => SignedDuration::from_mins(2),
        15..120 => SignedDuration::from_mins(10),
        120..1440 => SignedDuration::from_hours(1),
        _ => SignedDuration::from_hours(6),
    })
}

fn within(since: Timestamp, at: Timestamp, days: i64) -> bool {
    at.duration_since(since) < SignedDuration::from_hours(24 * days)
}

/// Half a minute, doubled with each failure, up to an hour.
fn after_failure(failed: u32) -> SignedDuration {
    SignedDuration::from_secs((30_i64 << failed.min(7)).min(3600))
}
