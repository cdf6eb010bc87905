//! How far an import is: counters that are raised in the transaction of what they count.

use crate::Store;
use crate::error::StoreError;
use crate::key;
use crate::tx::Tx;
use domain::value::id::ImportId;
use serde::Serialize;

/// The shards of an import's progress: some thirty workers count at once, and seldom two on one row, where one of the two
/// transactions would have to be tried again. Each has a partition of its own, because DynamoDB takes a thousand writes a
/// second of one partition key, and no more.
pub const PROGRESS_SHARDS: u32 = 64;
/// How many there were when they shared a partition.
const EARLIER_SHARDS: u32 = 16;

/// What has happened to the lines of an import so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Progress {
    /// Certificates or new versions written.
    pub issued: u32,
    /// PDFs stored.
    pub drawn: u32,
    /// Mails accepted for delivery.
    pub mailed: u32,
    /// Mails that came back, or were not sent because mails came back before.
    pub returned: u32,
    /// PDFs and mails that were given up, whatever an operator made of them since.
    pub given_up: u32,
}

/// One of the counts of [`Progress`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// See [`Progress::issued`].
    Issued,
    /// See [`Progress::drawn`].
    Drawn,
    /// See [`Progress::mailed`].
    Mailed,
    /// See [`Progress::returned`].
    Returned,
    /// See [`Progress::given_up`].
    GivenUp,
}

impl Count {
    fn attribute(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Drawn => "drawn",
            Self::Mailed => "mailed",
            Self::Returned => "returned",
            Self::GivenUp => "given_up",
        }
    }
}

impl Store {
    /// How far an import is: the sum of its counters, one read of them all.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn progress(&self, id: &ImportId) -> Result<Progress, StoreError> {
        let now = (0..PROGRESS_SHARDS).map(|shard| key::progress(id, shard));
        let earlier = (0..EARLIER_SHARDS).map(|shard| key::progress_in_one_partition(id, shard));
        let keys: Vec<_> = now.chain(earlier).collect();
        let rows = self.find_many(&keys).await?;
        let sum = |name: &str| {
            let counts = rows.iter().filter_map(|row| row.get(name)?.as_n().ok()?.parse::<u32>().ok());
            counts.sum()
        };
        Ok(Progress {
            issued: sum("issued"),
            drawn: sum("drawn"),
            mailed: sum("mailed"),
            returned: sum("returned"),
            given_up: sum("given_up"),
        })
    }
}

/// One more of each count, on the shard of the certificate that is counted.
pub(crate) fn count(import: &ImportId, what: &[Count], shard_of: &str) -> Tx {
    let shard = key::shard(shard_of, PROGRESS_SHARDS);
    Tx::new().count(key::progress(import, shard), what.iter().map(|count| count.attribute()).collect())
}
