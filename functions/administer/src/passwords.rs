//! How many accounts still need an old pepper: asked before a generation of keys is retired.

use crate::job::{Begun, Budget, progress, write_down};
use crate::{AdministerError, Answer, Pace};
use common::App;
use domain::people::account::{Account, State};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const PROGRESS: &str = "administer/passwords.json";

/// What was counted so far.
#[derive(Default, Serialize, Deserialize)]
struct Counted {
    begun: Option<Begun>,
    next: Option<String>,
    finished: bool,
    by_generation: BTreeMap<u32, u64>,
    without_password: u64,
}

/// Counts on from where the last invocation stopped; after the end, and a day later, from the beginning.
pub(crate) async fn count(app: &App, pace: Pace) -> Result<Answer, AdministerError> {
    let mut counted: Counted = progress(app, PROGRESS).await?;
    if counted.finished || !counted.begun.is_some_and(|begun| begun.goes_on(app, false)) {
        counted = Counted { begun: Some(Begun::now(app, false)), ..Counted::default() };
    }
    let mut budget = Budget::new(app, pace);
    while !counted.finished && budget.take(app) {
        let page = app.store.walk_accounts(counted.next.as_deref(), budget.rows).await?;
        page.items.iter().for_each(|account| counted.add(account));
        counted.finished = page.next.is_none();
        counted.next = page.next;
        write_down(app, PROGRESS, &counted).await?;
    }
    let Counted { finished, by_generation, without_password, .. } = counted;
    Ok(Answer::PasswordsCounted { finished, by_generation, without_password })
}

impl Counted {
    fn add(&mut self, account: &Account) {
        match &account.snapshot().state {
            State::Active { password, .. } => {
                *self.by_generation.entry(password.pepper_generation()).or_default() += 1;
            }
            State::Invited { .. } => self.without_password += 1,
        }
    }
}
