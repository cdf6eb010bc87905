//! What may be done to a certificate, and what becomes of it.

use super::{Command, NewVersion, PastVersion, Respelling, Revocation, Snapshot, State, Version, current};
use crate::participation::edition::PersonLines;
use crate::transition::Illegal;
use jiff::Timestamp;

/// Versions that corrections make at most: all of them lie in one row, which has to stay small enough to be written.
const MOST_VERSIONS: u32 = 200;

/// Whether a command suits a certificate: what the holder of an account does is for what is theirs, and only what stands apart
/// can be claimed. A correction is printed as the version that it corrects is, says so of the person whom it was decided on, and
/// a holder makes one once.
pub(super) fn suits(command: &Command, certificate: &Snapshot) -> bool {
    let is_apart = certificate.apart.is_some();
    let now = current(&certificate.state);
    let goes_on = |new: &NewVersion| {
        now.number < MOST_VERSIONS
            && (new.edition, new.publication, &new.apart)
                == (now.edition, now.publication, &certificate.apart)
    };
    match command {
        Command::Claim | Command::Readdress(_) => is_apart,
        Command::SetPublic(_) | Command::RenewLink(_) | Command::Ask(_) => !is_apart,
        Command::Respell(respelling) => {
            let Respelling { fix, new, request: _ } = &**respelling;
            let corrected = PersonLines { name: fix.after().clone(), ..now.person.clone() };
            let is_of_it = *fix.before() == now.person.name && corrected == new.person;
            !is_apart && !certificate.respelled && is_of_it && goes_on(new)
        }
        Command::Correct(new) => goes_on(new) && new.person != now.person,
        Command::Store(_)
        | Command::Reissue(_)
        | Command::IssueAgain(_)
        | Command::Revoke(_)
        | Command::DropLink => true,
    }
}

/// The version that a new one puts away.
pub(super) fn replaced(state: &State, replaced_at: Timestamp) -> PastVersion {
    let (version, pdf, revoked) = match state {
        State::Issued { current } => (current, None, None),
        State::Available { current, pdf } => (current, Some(pdf.clone()), None),
        State::Revoked { current, pdf, reason, at } => {
            (current, pdf.clone(), Some(Revocation { reason: reason.clone(), at: *at }))
        }
    };
    PastVersion { version: version.clone(), pdf, replaced_at, revoked }
}

/// The version that corrects another one.
fn corrected(before: &Version, new: NewVersion, at: Timestamp) -> Version {
    Version { corrects: true, ..Version::of(before.number + 1, new, at) }
}

/// The whole life cycle. What is not named here is refused.
pub(super) fn next(state: State, command: Command, at: Timestamp) -> Result<State, Illegal> {
    use {Command as C, State as S};
    Ok(match (state, command) {
        (S::Issued { current }, C::Store(pdf)) if pdf.version == current.number => {
            S::Available { current, pdf }
        }
        (S::Issued { current } | S::Available { current, .. }, C::Reissue(new))
            if current.publication <= new.publication =>
        {
            S::Issued { current: Version::of(current.number + 1, new, at) }
        }
        (S::Issued { current } | S::Available { current, .. }, C::Respell(respelling)) => {
            S::Issued { current: corrected(&current, respelling.new, at) }
        }
        (S::Issued { current } | S::Available { current, .. }, C::Correct(new)) => {
            S::Issued { current: corrected(&current, new, at) }
        }
        (S::Revoked { current, .. }, C::IssueAgain(new)) if current.publication <= new.publication => {
            S::Issued { current: Version::of(current.number + 1, new, at) }
        }
        (S::Issued { current }, C::Revoke(reason)) => S::Revoked { current, pdf: None, reason, at },
        (S::Available { current, pdf }, C::Revoke(reason)) => {
            S::Revoked { current, pdf: Some(pdf), reason, at }
        }
        // A link that leaked can be switched off while a correction is being drawn.
        (
            state @ (S::Issued { .. } | S::Available { .. }),
            C::SetPublic(_) | C::DropLink | C::Claim | C::Readdress(_) | C::Ask(_),
        ) => state,
        (state @ S::Available { .. }, C::RenewLink(_)) => state,
        (state, command) => {
            return Err(Illegal::State {
                aggregate: "certificate",
                from: state.kind(),
                command: command.kind(),
            });
        }
    })
}
