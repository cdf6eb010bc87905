//! The link in mails about a request for help: whoever has it reads the request, and may say that it is over.
//!
//! It is the request's number and 26 symbols that are derived from it. Nothing of it is stored; it counts as long as the request.

use domain::value::code::TicketNumber;
use domain::value::symbols;
use platform::secrets::Keys;

/// Symbols of the number.
const NUMBER: usize = 16;
/// Symbols of the secret.
const SECRET: usize = 26;

/// A link in plain text. It is never logged and never stored.
pub struct TicketLink {
    number: TicketNumber,
    secret: String,
}

impl TicketLink {
    /// The link to a request.
    pub fn new(keys: &Keys, number: &TicketNumber) -> Self {
        Self { number: number.clone(), secret: keys.ticket_secret(number) }
    }

    /// Reads the part of an address that names a link; none, when it was not made by us.
    pub fn open(keys: &Keys, typed: &str) -> Option<Self> {
        let text = typed.to_ascii_uppercase();
        let known = text.len() == NUMBER + SECRET && text.bytes().all(|b| symbols::ALPHABET.contains(&b));
        let number = TicketNumber::parse(text.get(..NUMBER)?).ok().filter(|_| known)?;
        let secret = text.get(NUMBER..)?.to_owned();
        keys.is_ticket_secret(&number, &secret).then_some(Self { number, secret })
    }

    /// Path of the page that it opens.
    pub fn path(&self) -> String {
        format!("/ajuda/pedidos/{}{}", self.number.as_str(), self.secret)
    }

    /// Which request it names.
    pub fn number(&self) -> &TicketNumber {
        &self.number
    }
}
