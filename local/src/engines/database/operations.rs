//! The operations of DynamoDB that the product uses, from JSON to JSON.

use dynoxide::{Database, DynoxideError};
use serde_json::json;

/// What an operation answered.
pub(super) struct Answer {
    /// Status of HTTP.
    pub(super) status: u16,
    /// The document.
    pub(super) json: String,
}

impl Answer {
    /// The engine itself failed: worth another attempt, as DynamoDB says it.
    pub(super) fn failed(why: &str) -> Self {
        let json =
            json!({ "__type": "com.amazonaws.dynamodb.v20120810#InternalServerError", "message": why });
        Self { status: 500, json: json.to_string() }
    }

    fn refused(error: &DynoxideError) -> Self {
        Self { status: error.status_code(), json: error.to_json() }
    }

    fn malformed(kind: &str, why: &str) -> Self {
        let json = json!({ "__type": format!("com.amazon.coral.service#{kind}"), "message": why });
        Self { status: 400, json: json.to_string() }
    }
}

macro_rules! operations {
    ($database:ident, $operation:ident, $body:ident, { $($name:literal => $method:ident),+ $(,)? }) => {
        match $operation {
            $($name => match serde_json::from_str($body) {
                Ok(request) => match $database.$method(request) {
                    Ok(answer) => match serde_json::to_string(&answer) {
                        Ok(json) => Answer { status: 200, json },
                        Err(error) => Answer::failed(&error.to_string()),
                    },
                    Err(error) => Answer::refused(&error),
                },
                Err(error) => Answer::malformed("SerializationException", &error.to_string()),
            },)+
            other => Answer::malformed("UnknownOperationException", other),
        }
    };
}

/// Carries out one operation. It blocks until what it wrote is on the disk.
pub(super) fn carry_out(database: &Database, operation: &str, body: &str) -> Answer {
    operations!(database, operation, body, {
        "BatchGetItem" => batch_get_item,
        "BatchWriteItem" => batch_write_item,
        "CreateTable" => create_table,
        "DeleteItem" => delete_item,
        "DeleteTable" => delete_table,
        "DescribeTable" => describe_table,
        "GetItem" => get_item,
        "ListTables" => list_tables,
        "PutItem" => put_item,
        "Query" => query,
        "Scan" => scan,
        "TransactGetItems" => transact_get_items,
        "TransactWriteItems" => transact_write_items,
        "UpdateItem" => update_item,
        "UpdateTable" => update_table,
    })
}
