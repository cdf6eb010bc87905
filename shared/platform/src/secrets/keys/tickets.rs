//! The links in mails about requests for help: whoever has one reads the request.

use super::{Generation, Keys, mac};
use domain::value::code::TicketNumber;
use domain::value::symbols;
use subtle::ConstantTimeEq;

impl Keys {
    /// The secret, 26 symbols, of the link to a request for help.
    pub fn ticket_secret(&self, ticket: &TicketNumber) -> String {
        ticket_with(self.newest().1, ticket)
    }

    /// Whether a presented secret is that of a request for help.
    pub fn is_ticket_secret(&self, ticket: &TicketNumber, presented: &str) -> bool {
        self.any(|keys| ticket_with(keys, ticket).as_bytes().ct_eq(presented.as_bytes()))
    }
}

fn ticket_with(keys: &Generation, ticket: &TicketNumber) -> String {
    symbols::encode(&mac(&keys.link, &["ticket", ticket.as_str()]), 26)
}
