//! Requests for help, under their numbers. They end by themselves.

use crate::Store;
use crate::change::{Stored, read};
use crate::error::StoreError;
use crate::key::{self, Key};
use crate::row::Row;
use crate::row_type::RowType;
use domain::people::ticket::Ticket;
use domain::transition::Transition;
use domain::value::code::TicketNumber;
use jiff::Timestamp;

impl Store {
    /// A request that has not ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_ticket(
        &self,
        number: &TicketNumber,
        now: Timestamp,
    ) -> Result<Option<Ticket>, StoreError> {
        let found: Option<Ticket> = self.find(&key::ticket(number)).await?.map(read).transpose()?;
        Ok(found.filter(|ticket| now < ticket.ends_at()))
    }
}

impl Stored for Ticket {
    const TYPE: RowType = RowType::Ticket;

    fn key(&self) -> Key {
        key::ticket(self.number())
    }

    /// With its end: everything in it is personal.
    fn row(transition: &Transition<Self>) -> Result<Row, StoreError> {
        Ok(transition.after().bare_row()?.expiring(transition.after().ends_at()))
    }
}
