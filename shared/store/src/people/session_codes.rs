//! The code that a session waits for: which one was sent last, beside the body of the session's row. The code itself is stored nowhere.

use crate::Store;
use crate::error::{StoreError, of_sdk};
use crate::key;
use crate::row::{number, text};
use crate::tx::primary;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::value::id::AccountId;
use domain::work::Channel;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

/// The attribute with the code that was sent last.
const CODE: &str = "code";
/// How often one code may be tried.
pub const CODE_TRIES: u32 = 5;

/// A code that was sent to whoever began a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentCode {
    /// Which of the session's codes: it is derived of this.
    pub number: u32,
    /// Which way it went.
    pub channel: Channel,
    /// From when on it counts no more.
    pub until: Timestamp,
}

impl Store {
    /// The code that was sent last to whoever began a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_sent_code(
        &self,
        account: &AccountId,
        session: &str,
    ) -> Result<Option<SentCode>, StoreError> {
        let found = self.find(&key::session(account, session)).await?;
        Ok(found.and_then(|row| read(row.get(CODE)?.as_m().ok()?)))
    }

    /// Keeps which code is sent now; the ones before count no more. A session that has ended meanwhile stays ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_sent_code(
        &self,
        account: &AccountId,
        session: &str,
        code: SentCode,
    ) -> Result<bool, StoreError> {
        let at = key::session(account, session);
        let sent = self
            .client
            .client()
            .update_item()
            .table_name(at.table.name(&self.tables))
            .set_key(Some(primary(&at)))
            .update_expression("SET #code = :code")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#code", CODE)
            .expression_attribute_values(":code", AttributeValue::M(written(code)))
            .send()
            .await;
        match sent {
            Err(e) if e.as_service_error().is_some_and(|e| e.is_conditional_check_failed_exception()) => {
                Ok(false)
            }
            done => done.map(|_| true).map_err(of_sdk),
        }
    }

    /// Counts a try at a code of a session; whether there was one left. Counted before the code is compared.
    ///
    /// # Errors
    /// When the store fails: the door stays closed then.
    pub async fn try_code(&self, session: &str, code: SentCode) -> Result<bool, StoreError> {
        let kept = code.until.saturating_add(SignedDuration::from_hours(1)).unwrap_or(code.until);
        self.count_up(&key::code_tries(session, code.number), CODE_TRIES, kept).await
    }
}

fn written(code: SentCode) -> HashMap<String, AttributeValue> {
    HashMap::from([
        ("number".to_owned(), number(code.number)),
        ("channel".to_owned(), text(code.channel.kind())),
        ("until".to_owned(), text(code.until.to_string())),
    ])
}

fn read(row: &HashMap<String, AttributeValue>) -> Option<SentCode> {
    let channel = match row.get("channel")?.as_s().ok()?.as_str() {
        "sms" => Channel::Sms,
        _ => Channel::Mail,
    };
    Some(SentCode {
        number: row.get("number")?.as_n().ok()?.parse().ok()?,
        channel,
        until: row.get("until")?.as_s().ok()?.parse().ok()?,
    })
}
