//! Requests for corrections, under their numbers, and the lists of those who decide about them. They end by themselves.

use crate::change::{Stored, read};
use crate::error::StoreError;
use crate::key::{self, Key, Table};
use crate::row::{Row, text};
use crate::row_type::RowType;
use crate::{Range, Store};
use domain::participation::correction::{Correction, State};
use domain::transition::Transition;
use domain::value::code::TicketNumber;
use domain::value::id::IssuerId;
use jiff::Timestamp;

/// A list of requests.
#[derive(Debug, Clone, Copy)]
pub enum Queue<'a> {
    /// What the team has to look at, the oldest first.
    Team,
    /// What an issuer has to decide about, the oldest first.
    Waiting(&'a IssuerId),
    /// What became of requests about an issuer's certificates, whoever decided, the latest first.
    Decided(&'a IssuerId),
}

impl Queue<'_> {
    /// The partition of the index of issuers that holds it. An issuer's events are in another one.
    fn partition(self) -> String {
        let of = |issuer| key::issuer(issuer).pk;
        match self {
            Self::Team => "CORRECTIONS".to_owned(),
            Self::Waiting(issuer) => format!("{}#ASKED", of(issuer)),
            Self::Decided(issuer) => format!("{}#DECIDED", of(issuer)),
        }
    }
}

impl Store {
    /// A request that has not ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_correction(
        &self,
        number: &TicketNumber,
        now: Timestamp,
    ) -> Result<Option<Correction>, StoreError> {
        let found: Option<Correction> = self.find(&key::correction(number)).await?.map(read).transpose()?;
        Ok(found.filter(|request| now < request.ends_at()))
    }

    /// Requests of a list, at most `limit`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_corrections(
        &self,
        queue: Queue<'_>,
        limit: i32,
        now: Timestamp,
    ) -> Result<Vec<Correction>, StoreError> {
        let range = Range::of(Table::Registry, queue.partition(), limit);
        let range = range.index(("issuer", "issuer", "created_at"));
        let range = if matches!(queue, Queue::Decided(_)) { range.newest_first() } else { range };
        let found = self.query(range).await?.items.into_iter().map(read);
        let found: Vec<Correction> = found.collect::<Result<_, _>>()?;
        Ok(found.into_iter().filter(|request| now < request.ends_at()).collect())
    }
}

impl Stored for Correction {
    const TYPE: RowType = RowType::Correction;

    fn key(&self) -> Key {
        key::correction(self.number())
    }

    /// In the list of whoever has to decide, or of what was decided; with its end, because everything in it is personal.
    fn row(transition: &Transition<Self>) -> Result<Row, StoreError> {
        let request = transition.after();
        let snapshot = request.snapshot();
        let row = request.bare_row()?.expiring(request.ends_at());
        let (queue, since) = match &snapshot.state {
            State::WithTeam => (Queue::Team, snapshot.opened_at),
            State::WithIssuer { .. } => (Queue::Waiting(&snapshot.issuer), snapshot.opened_at),
            State::Made { at, .. } | State::Answered { at, .. } => (Queue::Decided(&snapshot.issuer), *at),
            State::Withdrawn { .. } => return Ok(row),
        };
        let created = format!("{since:.6}#{}", request.number().as_str());
        Ok(row.with("issuer", text(queue.partition())).with("created_at", text(created)))
    }
}
