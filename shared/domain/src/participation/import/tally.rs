//! What is in a list, counted.

use crate::participation::doubt::Choices;
use serde::{Deserialize, Serialize};

/// How many lines of a file are what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Lines that can be issued, in `chunks` stored chunks.
    pub ready: u32,
    /// Of these, people who have no certificate of this event yet.
    pub new: u32,
    /// Of these, people whose certificate says something else: a new version each.
    pub changed: u32,
    /// Of these, people who have just this certificate: nothing happens.
    pub unchanged: u32,
    /// Of these, people whose certificate was revoked: they are skipped.
    #[serde(default)]
    pub revoked: u32,
    /// Lines of people who get no certificate, because a column tells that they were absent, or did not pass.
    #[serde(default)]
    pub left_out: u32,
    /// Lines with an error: they are left out.
    pub bad: u32,
    /// Lines that repeat an earlier one to the letter: they are left out.
    pub repeated: u32,
    /// Remarks about lines that are issued all the same.
    #[serde(default)]
    pub remarks: u32,
    /// Of the new ones, lines that may be a correction of somebody's certificate: the organiser says what they are.
    #[serde(default)]
    pub doubts: u32,
    /// Of these doubts, lines of people who have a certificate in another role.
    #[serde(default)]
    pub other_roles: u32,
    /// Of the unchanged and the revoked ones, lines without a number that are of a certificate which was issued with one.
    #[serde(default)]
    pub recognised: u32,
    /// The row with the longest name of those that can be issued; 0 when there is none, or it is not known.
    #[serde(default)]
    pub longest: u32,
    /// Stored chunks of lines.
    pub chunks: u32,
    /// Stored chunks of problems.
    pub problem_chunks: u32,
    /// Stored chunks of the rows that are not issued, as the file says them; none when it was read by a version that did not
    /// keep its rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_chunks: Option<u32>,
    /// Which reading of the list the chunks are of: a list that is read once more has chunks of its own.
    #[serde(default)]
    pub series: u32,
}

/// Chunks that one reading can have.
const CHUNKS_OF_A_SERIES: u32 = 1_000_000;

impl Tally {
    /// The same with what was said of the doubts: a line that corrects a certificate makes no new one. All doubts are counted as
    /// new ones until somebody says otherwise.
    pub fn following(self, choices: &Choices) -> Self {
        let same = choices.same(self.doubts).min(self.new);
        Self { new: self.new - same, changed: self.changed + same, ..self }
    }

    /// The number under which a chunk is stored, from its place in the list.
    pub fn stored(&self, chunk: u32) -> u32 {
        stored_chunk(self.series, chunk)
    }

    /// Whether a chunk is of the reading that was counted, from the number under which it is stored.
    pub fn is_of_this_reading(&self, stored: u32) -> bool {
        stored / CHUNKS_OF_A_SERIES == self.series
    }
}

/// The number under which a chunk of a reading is stored.
pub fn stored_chunk(series: u32, chunk: u32) -> u32 {
    series.saturating_mul(CHUNKS_OF_A_SERIES).saturating_add(chunk)
}
