//! What the provider has: customers, payments, and the events that it tells of.

use domain::digital::payment::{Barcode, pix};
use domain::value::money::Cents;
use jiff::Timestamp;
use jiff::civil::Date;
use platform::digest::sha256_hex;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::Path;
use std::{fs, io};

/// How a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Nobody paid yet.
    Pending,
    /// It was due.
    Overdue,
    /// A card was charged.
    Confirmed,
    /// The money is there.
    Received,
    /// The money went back.
    Refunded,
    /// Whoever paid wants it back.
    ChargebackRequested,
    /// A card was refused: it waits as before.
    Refused,
    /// It was taken back.
    Deleted,
}

impl Status {
    /// The word of the API.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pending | Self::Refused | Self::Deleted => "PENDING",
            Self::Overdue => "OVERDUE",
            Self::Confirmed => "CONFIRMED",
            Self::Received => "RECEIVED",
            Self::Refunded => "REFUNDED",
            Self::ChargebackRequested => "CHARGEBACK_REQUESTED",
        }
    }

    fn event(self) -> &'static str {
        match self {
            Self::Pending => "PAYMENT_CREATED",
            Self::Overdue => "PAYMENT_OVERDUE",
            Self::Confirmed => "PAYMENT_CONFIRMED",
            Self::Received => "PAYMENT_RECEIVED",
            Self::Refunded => "PAYMENT_REFUNDED",
            Self::ChargebackRequested => "PAYMENT_CHARGEBACK_REQUESTED",
            Self::Refused => "PAYMENT_CREDIT_CARD_CAPTURE_REFUSED",
            Self::Deleted => "PAYMENT_DELETED",
        }
    }
}

/// A customer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Known {
    pub(super) id: String,
    pub(super) reference: String,
}

/// A payment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// Its name here.
    pub id: String,
    /// The customer.
    pub customer: String,
    /// The caller's name for it.
    pub reference: String,
    /// `BOLETO`, `PIX`, `CREDIT_CARD`, `UNDEFINED`.
    pub kind: String,
    /// How much.
    pub amount: Cents,
    /// Until when.
    pub due: Date,
    /// What it is for.
    pub what: String,
    /// The name of all instalments together.
    pub plan: Option<String>,
    /// How it stands.
    pub status: Status,
}

/// Something that it tells of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Event {
    /// Its name.
    pub id: String,
    /// What happened.
    pub what: String,
    /// The whole of it, as it is sent.
    pub body: Value,
    /// When.
    pub at: Timestamp,
}

/// Everything.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Ledger {
    pub(super) customers: Vec<Known>,
    pub(super) payments: Vec<Entry>,
    pub(super) events: Vec<Event>,
    number: u64,
}

/// What is to be paid.
pub(super) struct NewPayment {
    pub(super) customer: String,
    pub(super) reference: String,
    pub(super) kind: String,
    pub(super) total: Cents,
    pub(super) instalments: u32,
    pub(super) due: Date,
    pub(super) what: String,
}

impl Ledger {
    pub(super) fn read(file: &Path) -> io::Result<Self> {
        match fs::read(file) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// In the place of the file that was there, all of it or nothing.
    pub(super) fn write(&self, file: &Path) -> io::Result<()> {
        let next = file.with_extension("next");
        fs::write(&next, serde_json::to_vec(self).map_err(io::Error::other)?)?;
        fs::rename(next, file)
    }

    fn next(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    /// The customer of a reference; two calls make two, as over there.
    pub(super) fn customer(&mut self, reference: &str) -> Known {
        let known = Known { id: format!("cus_{:012}", self.next()), reference: reference.to_owned() };
        self.customers.push(known.clone());
        known
    }

    /// Makes one payment, or one for each instalment, the first of which takes what is left by dividing.
    pub(super) fn create(&mut self, new: &NewPayment) -> Option<Entry> {
        let parts = u64::from(new.instalments.max(1));
        let each = new.total.get() / parts;
        let plan = (parts > 1).then(|| format!("ins_{:012}", self.next()));
        let first = self.payments.len();
        for part in 0..parts {
            let cents = if part == 0 { new.total.get() - each * (parts - 1) } else { each };
            let entry = Entry {
                id: format!("pay_{:012}", self.next()),
                customer: new.customer.clone(),
                reference: new.reference.clone(),
                kind: new.kind.clone(),
                amount: Cents::new(cents).ok()?,
                due: new.due,
                what: new.what.clone(),
                plan: plan.clone(),
                status: Status::Pending,
            };
            self.payments.push(entry);
        }
        self.payments.get(first).cloned()
    }

    /// Changes a payment with all instalments of its plan, and writes the event down.
    pub(super) fn change(
        &mut self,
        id: &str,
        status: Status,
        amount: Option<Cents>,
        now: Timestamp,
    ) -> Option<Event> {
        let found = self.payments.iter().position(|entry| entry.id == id)?;
        let plan = self.payments[found].plan.clone();
        for entry in &mut self.payments {
            let is_it = entry.id == id || plan.is_some() && entry.plan == plan;
            if is_it {
                entry.status = status;
                entry.amount = amount.unwrap_or(entry.amount);
            }
        }
        let number = self.next();
        let entry = &self.payments[found];
        let id = format!("evt_{}&{number}", &sha256_hex(number.to_string().as_bytes())[..32]);
        let body = json!({ "id": id, "event": status.event(), "dateCreated": now.to_string(), "payment": entry.json() });
        let event = Event { id, what: status.event().to_owned(), body, at: now };
        self.events.push(event.clone());
        Some(event)
    }
}

impl Entry {
    /// As the API shows it.
    pub(super) fn json(&self) -> Value {
        json!({
            "object": "payment",
            "id": self.id,
            "customer": self.customer,
            "value": self.amount.decimal().parse::<f64>().unwrap_or_default(),
            "billingType": self.kind,
            "status": self.status.word(),
            "dueDate": self.due.to_string(),
            "description": self.what,
            "externalReference": self.reference,
            "installment": self.plan,
            "invoiceUrl": format!("/_local/pagamentos/{}", self.id),
            "deleted": self.status == Status::Deleted,
        })
    }

    /// A barcode of a bank that does not exist.
    pub(super) fn barcode(&self) -> Option<Barcode> {
        let digits: String = self.id.chars().filter(char::is_ascii_digit).collect();
        Barcode::new("999", self.due, self.amount, &format!("{digits:0>25}")).ok()
    }

    /// A Pix code that no bank knows.
    pub(super) fn pix(&self) -> Option<String> {
        let url = format!("pix.selo.example/qr/v2/{}", &sha256_hex(self.id.as_bytes())[..32]);
        pix::write(pix::Account::Charge(&url), Some(self.amount), "SELO DEMONSTRACAO", "BRASILIA", "***").ok()
    }
}
