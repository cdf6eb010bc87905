//! What somebody signs in with beside the password, and how to change it.

use super::keys::site_of;
use super::{Standing, ask};
use askama::Template;
use common::error::{Errors, Problem};
use common::web::{Answer, Holder, Site, Visit};
use domain::people::second_factor::{MOST_PASSKEYS, Passkey, RECOVERY_CODES, SecondFactor};
use domain::value::calendar;
use schemars::JsonSchema;
use serde::Serialize;

/// What there is.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "factor_means.html")]
pub(crate) struct MeansPage {
    #[serde(skip)]
    site: Site,
    /// Since when there is an application, in words; empty, there is none.
    authenticator_since: String,
    /// Passkeys, in the order in which they were added.
    passkeys: Vec<KeyLine>,
    /// Whether a passkey can be added, at `/duas-etapas/chaves`.
    may_add_passkey: bool,
    /// Codes to recover that are left.
    recovery_left: usize,
    /// How many are given out at once.
    recovery_of: usize,
    /// What is wrong.
    errors: Errors,
}

/// A passkey.
#[derive(Serialize, JsonSchema)]
pub(crate) struct KeyLine {
    /// Names it where it is removed.
    id: String,
    /// What its owner calls it.
    name: String,
    /// When it was added, in words.
    added: String,
}

impl KeyLine {
    fn new(passkey: &Passkey) -> Self {
        Self {
            id: passkey.id.as_str().to_owned(),
            name: passkey.name.as_str().to_owned(),
            added: calendar::moment(passkey.added_at),
        }
    }
}

impl MeansPage {
    pub(super) fn new(visit: &Visit, site: Site, factor: &SecondFactor, errors: Errors) -> Self {
        let since = factor.authenticator().map(|known| calendar::moment(known.set_up_at));
        let has_room = factor.passkeys().len() < MOST_PASSKEYS;
        Self {
            site,
            authenticator_since: since.unwrap_or_default(),
            passkeys: factor.passkeys().iter().map(KeyLine::new).collect(),
            may_add_passkey: has_room && site_of(&visit.app.config.public_url).is_some(),
            recovery_left: factor.recovery().len(),
            recovery_of: RECOVERY_CODES,
            errors,
        }
    }

    /// Whether something is left when one of them is removed.
    fn may_remove(&self) -> bool {
        usize::from(!self.authenticator_since.is_empty()) + self.passkeys.len() > 1
    }

    /// Whether so few codes are left that others are needed soon.
    fn is_short(&self) -> bool {
        self.recovery_left <= 3
    }
}

/// `GET /duas-etapas/meios`
pub(crate) async fn show(holder: Holder) -> Answer {
    match Standing::of(&holder).await? {
        Standing::Proved(factor) => {
            let visit = &holder.visit;
            Ok(visit.show(&MeansPage::new(visit, visit.site(), &factor, Errors::default())))
        }
        _ => ask::elsewhere(&holder).await,
    }
}

/// Somebody changed the same second factor at that moment.
pub(super) fn overtaken() -> Problem {
    Problem::conflict("A verificação em duas etapas mudou neste momento.")
        .leading_to("Verificação em duas etapas", super::MEANS.to_owned())
}
