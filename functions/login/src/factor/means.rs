//! What somebody signs in with beside the password, and how to change it.

use super::{Standing, ask};
use askama::Template;
use common::error::{Errors, Problem};
use common::web::{Answer, Holder, Site};
use domain::people::second_factor::{RECOVERY_CODES, SecondFactor};
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
    /// Codes to recover that are left.
    recovery_left: usize,
    /// How many are given out at once.
    recovery_of: usize,
    /// What is wrong.
    errors: Errors,
}

impl MeansPage {
    pub(super) fn new(site: Site, factor: &SecondFactor, errors: Errors) -> Self {
        let since = factor.authenticator().map(|known| calendar::moment(known.set_up_at));
        Self {
            site,
            authenticator_since: since.unwrap_or_default(),
            recovery_left: factor.recovery().len(),
            recovery_of: RECOVERY_CODES,
            errors,
        }
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
            let site = holder.visit.site();
            Ok(holder.visit.show(&MeansPage::new(site, &factor, Errors::default())))
        }
        _ => ask::elsewhere(&holder).await,
    }
}

/// Somebody changed the same second factor at that moment.
pub(super) fn overtaken() -> Problem {
    Problem::conflict("A verificação em duas etapas mudou neste momento.")
        .leading_to("Verificação em duas etapas", super::MEANS.to_owned())
}
