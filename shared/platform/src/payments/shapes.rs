//! The shapes of the provider's API, as far as we use them.

use domain::value::money::Cents;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Number, Value, json};

/// Whoever pays.
#[derive(Debug, Clone)]
pub struct Customer {
    /// Our name for them: a keyed hash.
    pub reference: String,
    /// Name of the person or company.
    pub name: String,
    /// CPF or CNPJ, without points.
    pub number: String,
    /// Where the provider may write.
    pub email: String,
}

impl Customer {
    /// The provider does not write to anybody in our place: we send the mails.
    pub(super) fn body(&self) -> Value {
        json!({
            "name": self.name,
            "cpfCnpj": self.number,
            "email": self.email,
            "externalReference": self.reference,
            "notificationDisabled": true,
        })
    }
}

/// How a charge is paid there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `BOLETO`.
    Boleto,
    /// `PIX`.
    Pix,
    /// `CREDIT_CARD`, in so many instalments.
    Card(u8),
    /// `UNDEFINED`: whoever pays chooses on the provider's page, where debit is.
    Chosen,
}

/// A charge to be made.
#[derive(Debug, Clone)]
pub struct Bill {
    /// Our name for it.
    pub reference: String,
    /// The customer.
    pub customer: String,
    /// How it is paid.
    pub kind: Kind,
    /// How much.
    pub amount: Cents,
    /// Until when.
    pub due: Date,
    /// What it is for: never anything personal.
    pub what: String,
}

impl Bill {
    pub(super) fn body(&self) -> Value {
        let kind = match self.kind {
            Kind::Boleto => "BOLETO",
            Kind::Pix => "PIX",
            Kind::Card(_) => "CREDIT_CARD",
            Kind::Chosen => "UNDEFINED",
        };
        let mut body = json!({
            "customer": self.customer,
            "billingType": kind,
            "dueDate": self.due.to_string(),
            "description": self.what,
            "externalReference": self.reference,
        });
        match self.kind {
            Kind::Card(instalments) if instalments > 1 => {
                body["installmentCount"] = json!(instalments);
                body["totalValue"] = json!(number(self.amount));
            }
            _ => body["value"] = json!(number(self.amount)),
        }
        body
    }
}

/// A charge, as the provider says.
#[derive(Debug, Clone, Deserialize)]
pub struct Payment {
    /// Its name for it.
    pub id: String,
    /// How it stands: `PENDING`, `RECEIVED`, `CONFIRMED`, `OVERDUE`, `REFUNDED`, and others.
    pub status: String,
    /// Of how much it is, or of how much it became.
    value: Number,
    /// Whose it is.
    #[serde(default)]
    pub customer: String,
    /// Our name for it.
    #[serde(default, rename = "externalReference")]
    pub reference: Option<String>,
    /// Its name for all instalments together.
    #[serde(default)]
    pub installment: Option<String>,
    /// Its page.
    #[serde(default, rename = "invoiceUrl")]
    pub page: Option<String>,
    /// Whether it was taken back.
    #[serde(default)]
    pub deleted: bool,
}

impl Payment {
    /// How much; none, when it is no amount.
    pub fn amount(&self) -> Option<Cents> {
        let value = self.value.as_f64().filter(|value| (0.0..1e8).contains(value))?;
        Cents::of_decimal(&format!("{value:.2}")).ok()
    }
}

/// An amount as the provider takes it: a number with a decimal point.
pub(super) fn number(amount: Cents) -> Value {
    amount.decimal().parse::<f64>().ok().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
}

/// The code of the first error of an answer. Its description may quote what was sent.
pub(super) fn first_code(body: &[u8]) -> String {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let code = answer["errors"][0]["code"].as_str().unwrap_or("no code");
    code.chars().filter(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '.' | ' ')).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_goes_there_and_comes_back_to_the_cent() {
        for cents in [0, 1, 10, 99, 18_990, 123_456_789, 9_999_999_999] {
            let amount = Cents::new(cents).expect("an amount");
            let payment = json!({ "id": "pay_1", "status": "PENDING", "value": number(amount) });
            let payment: Payment = serde_json::from_str(&payment.to_string()).expect("a payment");
            assert_eq!(payment.amount(), Some(amount));
        }
        for wrong in [json!(-1.0), json!(1e12)] {
            let payment = json!({ "id": "pay_1", "status": "PENDING", "value": wrong });
            assert_eq!(serde_json::from_value::<Payment>(payment).expect("a payment").amount(), None);
        }
    }

    #[test]
    fn an_error_is_told_by_its_code_alone() {
        let answer =
            br#"{"errors":[{"code":"invalid_cpfCnpj","description":"O CPF 529.982.247-25 e invalido"}]}"#;
        assert_eq!(first_code(answer), "invalid_cpfCnpj");
        assert_eq!(first_code(b"<html>"), "no code");
    }
}
