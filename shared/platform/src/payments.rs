//! A payment provider: Asaas, API v3 (docs.asaas.com). Customers, charges, Pix codes and boleto lines; what is paid by card or
//! debit is paid on its own page. The key goes into the header `access_token`.
//!
//! Whatever is made there carries our identifier as `externalReference`, and is looked for by it before it is made: a call whose
//! answer was lost makes nothing twice.

mod secret;
mod shapes;

pub use secret::{PaymentSecret, PaymentSecretSource};
pub use shapes::{Bill, Customer, Kind, Payment};

use crate::wire::{Wire, WireError};
use domain::value::money::Cents;
use http::{Method, Request, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The provider did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum PaymentError {
    /// This deployment has no provider.
    #[error("there is no payment provider")]
    Off,
    /// The key cannot be had.
    #[error("the key of the payment provider cannot be had")]
    Secret(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It did not answer.
    #[error("the payment provider did not answer")]
    Wire(#[from] WireError),
    /// It answered with a fault of its own, or that we ask too often.
    #[error("the payment provider answered {0}")]
    Busy(StatusCode),
    /// It refused. The text is not kept: it may quote what was sent.
    #[error("the payment provider refused with {status}, {code}")]
    Refused {
        /// With which status.
        status: StatusCode,
        /// The code of the first error, letters and points only.
        code: String,
    },
    /// Its answer has another shape than expected.
    #[error("the answer of the payment provider cannot be read")]
    Shape,
}

impl PaymentError {
    /// Whether it says that there is no such thing.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Refused { status: StatusCode::NOT_FOUND, .. })
    }
}

/// The provider of a deployment, or none.
#[derive(Clone)]
pub struct Payments(Option<Arc<Provider>>);

struct Provider {
    wire: Wire,
    url: String,
    secret: PaymentSecret,
    in_time: Duration,
}

impl fmt::Debug for Payments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Payments(on)" } else { "Payments(off)" })
    }
}

#[derive(Deserialize)]
struct Listed<T> {
    data: Vec<T>,
}

impl Payments {
    /// No provider: orders wait for a supervisor.
    pub fn off() -> Self {
        Self(None)
    }

    /// The provider behind a wire, at `url` (`https://api.asaas.com/v3`), each of whose calls takes `in_time` at most.
    pub fn over(wire: Wire, url: &str, secret: PaymentSecret, in_time: Duration) -> Self {
        Self(Some(Arc::new(Provider { wire, url: url.trim_end_matches('/').to_owned(), secret, in_time })))
    }

    /// Whether there is one.
    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// Whether a webhook carries a token that was agreed on. Compared in a time that tells nothing.
    ///
    /// # Errors
    /// When there is no provider, or its secret cannot be had.
    pub async fn is_its_token(&self, token: &[u8]) -> Result<bool, PaymentError> {
        self.0.as_ref().ok_or(PaymentError::Off)?.secret.is_token(token).await
    }

    /// The customer of a reference of ours: the one that is there, or a new one.
    ///
    /// # Errors
    /// When the provider does not answer or refuses.
    pub async fn customer(&self, customer: &Customer) -> Result<String, PaymentError> {
        #[derive(Deserialize)]
        struct Known {
            id: String,
        }
        let path = format!("/customers?externalReference={}", customer.reference);
        let known: Listed<Known> = self.call(Method::GET, &path, None).await?;
        if let Some(known) = known.data.into_iter().next() {
            return Ok(known.id);
        }
        let made: Known = self.call(Method::POST, "/customers", Some(customer.body())).await?;
        Ok(made.id)
    }

    /// The charge of a reference of ours, if the provider has it.
    ///
    /// # Errors
    /// When the provider does not answer or refuses.
    pub async fn find(&self, reference: &str) -> Result<Option<Payment>, PaymentError> {
        let path = format!("/payments?externalReference={reference}");
        let found: Listed<Payment> = self.call(Method::GET, &path, None).await?;
        Ok(found.data.into_iter().next())
    }

    /// Makes a charge.
    ///
    /// # Errors
    /// When the provider does not answer or refuses.
    pub async fn create(&self, bill: &Bill) -> Result<Payment, PaymentError> {
        self.call(Method::POST, "/payments", Some(bill.body())).await
    }

    /// How a charge stands.
    ///
    /// # Errors
    /// When the provider does not answer or refuses.
    pub async fn get(&self, payment: &str) -> Result<Payment, PaymentError> {
        self.call(Method::GET, &format!("/payments/{}", plain(payment)), None).await
    }

    /// All instalments of a charge.
    ///
    /// # Errors
    /// When the provider does not answer or refuses.
    pub async fn instalments(&self, plan: &str) -> Result<Vec<Payment>, PaymentError> {
        let path = format!("/payments?installment={}&limit=20", plain(plan));
        Ok(self.call::<Listed<Payment>>(Method::GET, &path, None).await?.data)
    }

    /// The barcode of a boleto.
    ///
    /// # Errors
    /// When the provider does not answer or refuses.
    pub async fn barcode(&self, payment: &str) -> Result<String, PaymentError> {
        #[derive(Deserialize)]
        struct Line {
            #[serde(rename = "barCode")]
            barcode: String,
        }
        let path = format!("/payments/{}/identificationField", plain(payment));
        Ok(self.call::<Line>(Method::GET, &path, None).await?.barcode)
    }

    /// The text of a Pix code.
    ///
    /// # Errors
    /// When the provider does not answer or refuses.
    pub async fn pix(&self, payment: &str) -> Result<String, PaymentError> {
        #[derive(Deserialize)]
        struct Code {
            payload: String,
        }
        let path = format!("/payments/{}/pixQrCode", plain(payment));
        Ok(self.call::<Code>(Method::GET, &path, None).await?.payload)
    }

    /// Takes a charge back that nobody paid.
    ///
    /// # Errors
    /// When the provider does not answer or refuses, as it does when somebody paid.
    pub async fn delete(&self, payment: &str) -> Result<(), PaymentError> {
        let path = format!("/payments/{}", plain(payment));
        self.call::<Value>(Method::DELETE, &path, None).await.map(|_| ())
    }

    /// Gives the money of a charge back.
    ///
    /// # Errors
    /// When the provider does not answer or refuses.
    pub async fn refund(&self, payment: &str, amount: Cents) -> Result<(), PaymentError> {
        let path = format!("/payments/{}/refund", plain(payment));
        self.call::<Value>(Method::POST, &path, Some(json!({ "value": shapes::number(amount) })))
            .await
            .map(|_| ())
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<T, PaymentError> {
        let provider = self.0.as_ref().ok_or(PaymentError::Off)?;
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", provider.url))
            .header("access_token", provider.secret.api_key().await?.as_str())
            .header("user-agent", "selo")
            .header("accept", "application/json")
            .header("content-type", "application/json");
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let request = request.body(body).map_err(|_| PaymentError::Shape)?;
        let answer = provider.wire.send(request, provider.in_time).await?;
        match answer.status() {
            status if status.is_success() => {
                serde_json::from_slice(answer.body()).map_err(|_| PaymentError::Shape)
            }
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                Err(PaymentError::Busy(status))
            }
            status => Err(PaymentError::Refused { status, code: shapes::first_code(answer.body()) }),
        }
    }
}

/// An identifier of the provider's, as far as it may stand in a path: what else it may have been told is left out.
fn plain(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).take(80).collect()
}
