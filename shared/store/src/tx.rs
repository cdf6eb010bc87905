//! Transactions whose every operation has a named guard.

use crate::error::{Guard, StoreError, of_sdk};
use crate::key::Key;
use crate::row::{Item, Row, number, text};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError as TxError;
use aws_sdk_dynamodb::types::{AttributeValue, CancellationReason, Delete, Put, TransactWriteItem, Update};
use platform::chance::Chance;
use platform::config::Tables;
use platform::metrics::Metric;
use std::collections::HashMap;
use std::time::Duration;

/// Writes that happen together or not at all.
#[derive(Debug, Default)]
pub struct Tx {
    operations: Vec<(Operation, Option<Guard>)>,
    measured: Vec<Metric>,
}

#[derive(Debug)]
enum Operation {
    Create(Row),
    CreateOver(Row, i64),
    Keep(Row),
    ReplaceAsRead { row: Row, name: &'static str, read: AttributeValue },
    Replace(Row, u64),
    Set { key: Key, name: &'static str, value: AttributeValue },
    Add { key: Key, names: Vec<&'static str> },
    Delete { key: Key },
}

/// How often a conflict with another transaction is tried again.
const CONFLICT_RETRIES: u32 = 5;
/// The longest wait before the first of these attempts.
const FIRST_PAUSE: Duration = Duration::from_millis(20);

impl Tx {
    /// No writes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a row; the guard fails when one is there.
    pub fn create(mut self, row: Row, guard: Guard) -> Self {
        self.operations.push((Operation::Create(row), Some(guard)));
        self
    }

    /// Creates a row; the guard fails when one is there that has not ended at `now` (seconds since 1970). That the
    /// engine cleans up ended rows is never counted on.
    pub fn create_over_ended(mut self, row: Row, now: i64, guard: Guard) -> Self {
        self.operations.push((Operation::CreateOver(row, now), Some(guard)));
        self
    }

    /// Writes a row whose key is made of what it says, which needs no guard: what is there says the same.
    pub fn keep(mut self, row: Row) -> Self {
        self.operations.push((Operation::Keep(row), None));
        self
    }

    /// Replaces a row of which one attribute is still as it was read; the guard fails when it is not.
    pub fn replace_as_read(
        mut self,
        row: Row,
        name: &'static str,
        read: AttributeValue,
        guard: Guard,
    ) -> Self {
        self.operations.push((Operation::ReplaceAsRead { row, name, read }, Some(guard)));
        self
    }

    /// Replaces a row that is still of the version `before`; the guard fails when it is not.
    pub fn replace(mut self, row: Row, before: u64, guard: Guard) -> Self {
        self.operations.push((Operation::Replace(row, before), Some(guard)));
        self
    }

    /// Sets one attribute of a row that must be there.
    pub fn set(mut self, key: Key, name: &'static str, value: AttributeValue, guard: Guard) -> Self {
        self.operations.push((Operation::Set { key, name, value }, Some(guard)));
        self
    }

    /// Adds one to counters of a row, which needs no guard.
    pub fn count(mut self, key: Key, names: Vec<&'static str>) -> Self {
        self.operations.push((Operation::Add { key, names }, None));
        self
    }

    /// Deletes a row if it is there, which needs no guard.
    pub fn delete(mut self, key: Key) -> Self {
        self.operations.push((Operation::Delete { key }, None));
        self
    }

    /// Names a metric that grows by one once this is committed.
    pub fn measure(mut self, metric: Metric) -> Self {
        self.measured.push(metric);
        self
    }

    /// The metrics that grow once this is committed.
    pub fn measured(&self) -> Vec<Metric> {
        self.measured.clone()
    }

    /// Adds the writes of another transaction after these.
    pub fn and(mut self, other: Self) -> Self {
        self.operations.extend(other.operations);
        self.measured.extend(other.measured);
        self
    }

    /// Commits.
    ///
    /// # Errors
    /// [`StoreError::Guard`] with the first guard, in the order of the operations, that did not hold;
    /// [`StoreError::Busy`] when the engine is throttled, full, or conflicts go on.
    pub async fn run(self, client: &Client, tables: &Tables, chance: &Chance) -> Result<(), StoreError> {
        let guards: Vec<Option<Guard>> = self.operations.iter().map(|(_, g)| *g).collect();
        let items: Vec<TransactWriteItem> =
            self.operations.into_iter().map(|(op, _)| op.build(tables)).collect::<Result<_, _>>()?;
        for attempt in 0.. {
            let sent = client.transact_write_items().set_transact_items(Some(items.clone())).send().await;
            let Err(error) = sent else { return Ok(()) };
            let Some(TxError::TransactionCanceledException(cancelled)) = error.as_service_error() else {
                return Err(of_sdk(error));
            };
            match verdict(cancelled.cancellation_reasons(), &guards) {
                Verdict::Guard(guard) => return Err(StoreError::Guard(guard)),
                Verdict::Conflict if attempt < CONFLICT_RETRIES => {
                    tokio::time::sleep(pause(attempt, chance.bytes())).await;
                }
                Verdict::Conflict => return Err(StoreError::Busy(Box::new(error))),
                Verdict::Other => return Err(of_sdk(error)),
            }
        }
        unreachable!("the loop ends by returning")
    }
}

/// The wait before the next attempt of what was in a conflict: twice as long each time, and by up to a half shorter by
/// chance, or those who met once would meet again.
fn pause(attempt: u32, [chance]: [u8; 1]) -> Duration {
    let longest = FIRST_PAUSE * 2_u32.pow(attempt);
    longest - longest / 2 * u32::from(chance) / u32::from(u8::MAX)
}

enum Verdict {
    Guard(Guard),
    Conflict,
    Other,
}

/// What the reasons mean: one per operation, in order. A guard that did not hold outweighs a conflict, because trying
/// again would not help.
fn verdict(reasons: &[CancellationReason], guards: &[Option<Guard>]) -> Verdict {
    let failed = reasons.iter().zip(guards).find(|(r, _)| r.code() == Some("ConditionalCheckFailed"));
    if let Some((_, Some(guard))) = failed {
        return Verdict::Guard(*guard);
    }
    let later = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];
    if reasons.iter().any(|r| r.code().is_some_and(|c| later.contains(&c))) {
        Verdict::Conflict
    } else {
        Verdict::Other
    }
}

impl Operation {
    fn build(self, tables: &Tables) -> Result<TransactWriteItem, StoreError> {
        let item = TransactWriteItem::builder();
        let backend = |e: aws_sdk_dynamodb::error::BuildError| StoreError::Backend(Box::new(e));
        Ok(match self {
            Self::Create(row) => {
                let put = Put::builder().table_name(row.key.table.name(tables)).set_item(Some(row.item));
                item.put(put.condition_expression("attribute_not_exists(pk)").build().map_err(backend)?)
            }
            Self::CreateOver(row, now) => {
                let put = Put::builder().table_name(row.key.table.name(tables)).set_item(Some(row.item));
                let put = put.condition_expression("attribute_not_exists(pk) OR expires_at <= :now");
                item.put(put.expression_attribute_values(":now", number(now)).build().map_err(backend)?)
            }
            Self::Keep(row) => {
                let put = Put::builder().table_name(row.key.table.name(tables)).set_item(Some(row.item));
                item.put(put.build().map_err(backend)?)
            }
            Self::ReplaceAsRead { row, name, read } => {
                let put = Put::builder().table_name(row.key.table.name(tables)).set_item(Some(row.item));
                let put = put.condition_expression("#name = :read").expression_attribute_names("#name", name);
                item.put(put.expression_attribute_values(":read", read).build().map_err(backend)?)
            }
            Self::Replace(row, before) => {
                let put = Put::builder().table_name(row.key.table.name(tables)).set_item(Some(row.item));
                let put = put
                    .condition_expression("#version = :before")
                    .expression_attribute_names("#version", "version");
                item.put(put.expression_attribute_values(":before", number(before)).build().map_err(backend)?)
            }
            Self::Set { key, name, value } => {
                let update = update(&key, tables).update_expression("SET #name = :value");
                let update = update
                    .condition_expression("attribute_exists(pk)")
                    .expression_attribute_names("#name", name);
                item.update(update.expression_attribute_values(":value", value).build().map_err(backend)?)
            }
            Self::Add { key, names } => {
                let terms: Vec<String> = (0..names.len()).map(|n| format!("#n{n} :one")).collect();
                let mut update = update(&key, tables)
                    .update_expression(format!("ADD {}", terms.join(", ")))
                    .expression_attribute_values(":one", number(1));
                for (n, name) in names.into_iter().enumerate() {
                    update = update.expression_attribute_names(format!("#n{n}"), name);
                }
                item.update(update.build().map_err(backend)?)
            }
            Self::Delete { key } => {
                let delete =
                    Delete::builder().table_name(key.table.name(tables)).set_key(Some(primary(&key)));
                item.delete(delete.build().map_err(backend)?)
            }
        }
        .build())
    }
}

fn update(key: &Key, tables: &Tables) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
    Update::builder().table_name(key.table.name(tables)).set_key(Some(primary(key)))
}

/// The primary key as attributes.
pub(crate) fn primary(key: &Key) -> Item {
    HashMap::from([("pk".to_owned(), text(&key.pk)), ("sk".to_owned(), text(&key.sk))])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(code: &str) -> CancellationReason {
        CancellationReason::builder().code(code).build()
    }

    #[test]
    fn the_first_failed_guard_is_named() {
        let reasons = [reason("None"), reason("ConditionalCheckFailed"), reason("ConditionalCheckFailed")];
        let guards = [Some(Guard::New), Some(Guard::CodeFree), Some(Guard::TokenFree)];
        assert!(matches!(verdict(&reasons, &guards), Verdict::Guard(Guard::CodeFree)));
    }

    #[test]
    fn those_who_met_once_wait_for_different_times() {
        let ms = |attempt, chance| pause(attempt, [chance]).as_millis();
        assert_eq!((ms(0, 0), ms(0, 255), ms(4, 0), ms(4, 255)), (20, 10, 320, 160));
        assert!(ms(2, 100) != ms(2, 200));
    }

    #[test]
    fn a_guard_outweighs_a_conflict_in_a_mixed_answer() {
        let reasons = [reason("TransactionConflict"), reason("ConditionalCheckFailed")];
        assert!(matches!(
            verdict(&reasons, &[None, Some(Guard::Unchanged)]),
            Verdict::Guard(Guard::Unchanged)
        ));
        assert!(matches!(verdict(&reasons[..1], &[None]), Verdict::Conflict));
        assert!(matches!(verdict(&[reason("ItemCollectionSizeLimitExceeded")], &[None]), Verdict::Other));
    }
}
