//! What is wrong with one line, in a closed set of reasons with a sentence each.

use super::Column;
use crate::participation::edition::NotAWorkload;
use crate::value::cpf::CpfError;
use crate::value::document::DocumentError;
use crate::value::email::EmailError;
use crate::value::name::TextError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One thing that is wrong with one cell.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LineProblem {
    /// The row, as [`super::Line::number`].
    pub line: u32,
    /// The column's title as typed in the file, or the one we recommend when it has none.
    pub column: String,
    /// The cell as typed, at most [`LineProblem::LONGEST_VALUE`] characters. Personal data: only the organiser who
    /// brought the file sees it.
    pub value: String,
    /// What is wrong.
    pub reason: Reason,
}

impl LineProblem {
    /// The most characters of a cell that are quoted.
    pub const LONGEST_VALUE: usize = 80;

    /// A problem with the cell shortened to what is quoted.
    pub fn new(line: u32, column: &str, cell: &str, reason: Reason) -> Self {
        Self { line, column: shortened(column), value: shortened(cell), reason }
    }
}

fn shortened(text: &str) -> String {
    let text = crate::value::name::plain_line(text);
    if text.chars().count() <= LineProblem::LONGEST_VALUE {
        return text;
    }
    text.chars().take(LineProblem::LONGEST_VALUE - 1).chain(['…']).collect()
}

impl fmt::Debug for LineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LineProblem")
            .field("line", &self.line)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// What becomes of a line that something is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The line has to be corrected: nothing is issued for it.
    LeftOut,
    /// The line is skipped and nobody loses anything.
    Skipped,
    /// The line is issued; the organiser may want to look at it before.
    Issued,
    /// The person gets a new version in place of another.
    Reissued,
    /// The certificate says just this already: nothing is issued.
    Unchanged,
}

/// Why a line is not issued, or what to know of it before it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// The name is empty.
    MissingName,
    /// The name does not fit on the paper.
    NameTooLong {
        /// The limit, in characters.
        most: u32,
    },
    /// Fewer than two letters in the name.
    NameWithoutLetters,
    /// Digits, an address or a link where the name belongs.
    NotAName,
    /// Letters that a wrong character set has spoilt: `JoÃ£o`, `Jo?o`, `Jo�o`.
    GarbledText,
    /// The address is empty.
    MissingEmail,
    /// The address is over the limit of RFC 5321.
    EmailTooLong,
    /// More than one address in the cell.
    SeveralEmails,
    /// No `@` with something on either side.
    EmailShape,
    /// A blank, an accent or another character that an address does not have.
    EmailCharacter,
    /// What follows the `@` is no domain.
    EmailDomain,
    /// The CPF has too many or too few digits.
    CpfLength,
    /// Something else than digits in the CPF.
    CpfCharacter,
    /// One digit eleven times.
    CpfRepeatedDigit,
    /// The check digits disagree.
    CpfCheckDigit,
    /// The NIF, passport or RNM has another shape than such a document, or a wrong check digit: said of lists that were read
    /// when this kept a line out.
    NotADocument,
    /// The same, and the line is issued without it.
    DocumentNotUsed,
    /// The spreadsheet has rounded the CPF to `5,29982E+10`: its last digits are lost.
    CpfRounded,
    /// The role does not fit on the paper.
    RoleTooLong {
        /// The limit, in characters.
        most: u32,
    },
    /// Not a number of hours.
    NotAWorkload,
    /// A cell over the limit.
    CellTooLong {
        /// The limit, in characters.
        most: u32,
    },
    /// More filled cells than the header has: a separator inside a cell has shifted the line.
    ExtraCells,
    /// The person's certificate of this event was revoked: skipped, since an import does not undo a revocation.
    Revoked,
    /// A character that no font of the certificate has.
    NotDrawn {
        /// The first one.
        sign: char,
    },
    /// The person has this event's certificate, and an account with another address, which an import never changes.
    AnotherAddress {
        /// Whether the line says something else too, so that a new version is issued.
        reissued: bool,
    },
    /// The name and the address have a certificate that says just the same, issued with a number that the line does not give.
    SameWithNumber,
    /// The certificate said what the line says until somebody corrected it: it stays corrected.
    CorrectedSince {
        /// What it says in this place now. Personal data, as [`LineProblem::value`].
        now: String,
    },
    /// The certificate stands apart for another address: it goes to this one from now on.
    GoesElsewhere,
    /// The certificate says something else in this place.
    Changed {
        /// What it says; empty when it says nothing. Personal data, as [`LineProblem::value`].
        was: String,
        /// Whose line it is, by the name in the list. Personal data.
        #[serde(default)]
        who: String,
    },
    /// So many people of the event have the line's name or address that not all of them were compared with it.
    ManyAlike,
    /// The same name and address have a certificate of this event already, issued without a CPF.
    Twin,
    /// The cell says that the person was absent, did not pass, or that the enrolment was cancelled.
    NotEntitled,
    /// A cell of a column that tells who was present or passed, and does not say which.
    PresenceUnclear,
    /// A cell of a column that tells how an enrolment stands, and does not say whether it is good.
    StatusUnclear,
    /// A document that is no CPF where one may be.
    NotACpf,
    /// A formula of a spreadsheet, or what it says where it cannot calculate, where text belongs.
    Formula,
    /// An answer as `null` or `não possui` where a name belongs.
    AnswerForName,
    /// The social name was taken for a whole one, so that the surname in its own column is not added.
    SurnameNotAdded {
        /// The surname. Personal data, as [`LineProblem::value`].
        surname: String,
    },
    /// A column that is not read though it looks like one that is.
    ColumnNotRead {
        /// What it looks like.
        like: Column,
        /// The title of the column that is read instead.
        #[serde(default)]
        instead: Option<String>,
    },
    /// A comma in the name: most likely the surname stands first.
    SurnameFirst {
        /// The name the other way round. Personal data, as [`LineProblem::value`].
        likely: String,
    },
    /// Something in brackets in the name.
    Brackets {
        /// The name without it. Personal data, as [`LineProblem::value`].
        likely: String,
    },
    /// A domain that looks like a well-known one.
    LikelyDomain {
        /// The well-known one.
        likely: String,
    },
    /// The address is known to refuse mails.
    ClosedMailbox,
    /// The same person as in an earlier line, in another role: a certificate for each.
    SecondRole {
        /// The row of the first time.
        first_line: u32,
    },
    /// The hours of this line were added to those of the person's first line.
    Added {
        /// The row of the first time.
        first_line: u32,
    },
    /// A heading under which the file holds another table than the participants.
    SectionNotRead,
    /// The same person with the same data as in an earlier line: skipped.
    RepeatedPerson {
        /// The row of the first time.
        first_line: u32,
    },
    /// The same person as in an earlier line, with other data.
    ConflictingPerson {
        /// The row of the first time.
        first_line: u32,
    },
    /// The same address and name as in an earlier line, once with a CPF and once without.
    OnceWithoutCpf {
        /// The row of the first time.
        first_line: u32,
    },
}

impl Reason {
    /// What is wrong with a name.
    pub fn of_name(error: TextError) -> Self {
        match error {
            TextError::Empty => Self::MissingName,
            TextError::TooLong(most) => Self::NameTooLong { most: u32::try_from(most).unwrap_or(u32::MAX) },
            TextError::NoLetter => Self::NameWithoutLetters,
            TextError::NotAName => Self::NotAName,
        }
    }

    /// What becomes of the line.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::RepeatedPerson { .. } | Self::Revoked | Self::Added { .. } => Outcome::Skipped,
            _ if self.is_passing_remark() => Outcome::Issued,
            Self::SectionNotRead => Outcome::Skipped,
            Self::Changed { .. } | Self::GoesElsewhere | Self::AnotherAddress { reissued: true } => {
                Outcome::Reissued
            }
            Self::AnotherAddress { reissued: false } | Self::SameWithNumber | Self::CorrectedSince { .. } => {
                Outcome::Unchanged
            }
            _ => Outcome::LeftOut,
        }
    }

    /// Whether it is a remark: nothing is left out and nothing is said of what changes.
    pub fn is_remark(&self) -> bool {
        self.is_passing_remark()
            || matches!(
                self,
                Self::AnotherAddress { .. }
                    | Self::SameWithNumber
                    | Self::CorrectedSince { .. }
                    | Self::GoesElsewhere
                    | Self::SectionNotRead
            )
    }

    /// Whether the line is issued as any other, and only to be looked at before.
    fn is_passing_remark(&self) -> bool {
        matches!(
            self,
            Self::NotDrawn { .. }
                | Self::Twin
                | Self::ManyAlike
                | Self::ColumnNotRead { .. }
                | Self::StatusUnclear
                | Self::NotACpf
                | Self::DocumentNotUsed
                | Self::SurnameFirst { .. }
                | Self::Brackets { .. }
                | Self::LikelyDomain { .. }
                | Self::ClosedMailbox
                | Self::SecondRole { .. }
                | Self::SurnameNotAdded { .. }
        )
    }
}

impl From<CpfError> for Reason {
    fn from(error: CpfError) -> Self {
        match error {
            CpfError::Length => Self::CpfLength,
            CpfError::Character => Self::CpfCharacter,
            CpfError::Repeated => Self::CpfRepeatedDigit,
            CpfError::Check => Self::CpfCheckDigit,
        }
    }
}

impl From<DocumentError> for Reason {
    fn from(_: DocumentError) -> Self {
        Self::DocumentNotUsed
    }
}

impl From<EmailError> for Reason {
    fn from(error: EmailError) -> Self {
        match error {
            EmailError::Empty => Self::MissingEmail,
            EmailError::TooLong => Self::EmailTooLong,
            EmailError::Shape => Self::EmailShape,
            EmailError::Character => Self::EmailCharacter,
            EmailError::Domain => Self::EmailDomain,
        }
    }
}

impl From<NotAWorkload> for Reason {
    fn from(_: NotAWorkload) -> Self {
        Self::NotAWorkload
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_cell_is_one_line_and_short() {
        let problem = LineProblem::new(3, "Nome", &format!("  a\nb{}", "x".repeat(200)), Reason::NotAName);
        assert!(problem.value.starts_with("a bx") && problem.value.ends_with("x…"), "{}", problem.value);
        assert_eq!(problem.value.chars().count(), LineProblem::LONGEST_VALUE);
    }

    #[test]
    fn debug_quotes_nothing() {
        let problem = LineProblem::new(3, "CPF", "52998224726", Reason::CpfCheckDigit);
        assert_eq!(format!("{problem:?}"), "LineProblem { line: 3, reason: CpfCheckDigit, .. }");
    }

    #[test]
    fn a_repetition_and_a_revocation_are_skipped_and_a_remark_stops_nothing() {
        assert_eq!(Reason::RepeatedPerson { first_line: 2 }.outcome(), Outcome::Skipped);
        assert_eq!(Reason::Revoked.outcome(), Outcome::Skipped);
        assert_eq!(Reason::NotDrawn { sign: '王' }.outcome(), Outcome::Issued);
        assert_eq!(Reason::AnotherAddress { reissued: false }.outcome(), Outcome::Unchanged);
        assert_eq!(Reason::Changed { was: "Ana".into(), who: "Ana Sá".into() }.outcome(), Outcome::Reissued);
        assert_eq!(Reason::ConflictingPerson { first_line: 2 }.outcome(), Outcome::LeftOut);
        assert_eq!(Reason::CpfRounded.outcome(), Outcome::LeftOut);
        assert_eq!(Reason::DocumentNotUsed.outcome(), Outcome::Issued);
    }
}
