//! What is written in one cell of a list, as a value: what spreadsheets do to it is undone here. A file is read by these rules, and
//! so is what its organiser types in place of a cell.

mod answers;
#[cfg(test)]
mod tests;

pub use answers::{means_none, means_the_same};

use crate::participation::edition::{ShortLine, Workload};
use crate::participation::line::{Column, Reason};
use crate::value::cpf::Cpf;
use crate::value::document::Document;
use crate::value::email::EmailAddress;
use crate::value::name::{PersonName, TextError, folded};
use encoding_rs::WINDOWS_1252;

/// A line of text without what a spreadsheet or a program wrapped around it: `="016…"` keeps zeros in Excel, and quotation marks
/// after a blank are not the file's own.
pub fn unwrapped(line: &str) -> String {
    let inner = line.strip_prefix('=').unwrap_or(line);
    match inner.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\"").trim().to_owned(),
        None => line.to_owned(),
    }
}

/// Whether the column of the CPF may hold other documents, by its title: `Documento`, `CPF ou RG`.
pub fn is_of_any_document(title: &str) -> bool {
    let folded = folded(title);
    let has = |wanted: &[&str]| folded.split(' ').any(|word| wanted.contains(&word));
    !has(&["cpf"]) || has(&["rg", "passaporte", "passport", "rne", "nif"])
}

/// The name of a person.
///
/// # Errors
/// Why it is none.
pub fn name(cell: &str) -> Result<PersonName, Reason> {
    if answers::is_no_name(cell) {
        return Err(Reason::AnswerForName);
    }
    if is_formula(cell) {
        return Err(Reason::Formula);
    }
    let name = PersonName::parse(cell).map_err(Reason::of_name)?;
    if is_garbled(cell) { Err(Reason::GarbledText) } else { Ok(name) }
}

/// The address of a person.
///
/// # Errors
/// Why it is none.
pub fn email(cell: &str) -> Result<EmailAddress, Reason> {
    EmailAddress::parse(cell).map_err(|error| {
        let addresses = cell.split([';', ',', '/', ' ']).filter(|part| part.contains('@')).count();
        if addresses > 1 { Reason::SeveralEmails } else { error.into() }
    })
}

/// A CPF, which people from abroad do not have. A mask that nobody filled in (`___.___.___-__`) is none.
///
/// # Errors
/// Why what is written is no CPF.
pub fn cpf(cell: &str) -> Result<Option<Cpf>, Reason> {
    if is_blank(cell) {
        return Ok(None);
    }
    if is_rounded(cell) {
        return Err(Reason::CpfRounded);
    }
    // An apostrophe tells Excel that a number is text.
    let typed = cell.trim_start_matches(['\'', '’']);
    if without_decimals(typed).is_none() && is_pointed_and_short(typed) {
        return Err(if typed.chars().any(char::is_alphabetic) {
            Reason::CpfCharacter
        } else {
            Reason::CpfLength
        });
    }
    let as_integer = without_decimals(typed).and_then(|integer| Cpf::parse_cell(integer).ok());
    as_integer.map_or_else(|| Cpf::parse_cell(typed), Ok).map(Some).map_err(Reason::from)
}

/// A document of the kind that its column is for. An apostrophe tells Excel that a number is text.
///
/// # Errors
/// When it cannot be one.
pub fn document(column: Column, cell: &str) -> Result<Document, Reason> {
    let typed = cell.trim_start_matches(['\'', '’']);
    let read = match column {
        Column::Nif => Document::nif(typed),
        Column::Passport => Document::passport(typed),
        _ => Document::rnm(typed),
    };
    read.map_err(Reason::from)
}

/// Whether a cell holds a document that is no CPF: an RG, a passport. Ten or eleven digits are a CPF, right or wrong.
pub fn is_another_document(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let letters = cell.chars().any(char::is_alphabetic) && !is_rounded(cell);
    !is_blank(cell)
        && (letters || !matches!(digits, 10 | 11))
        && without_decimals(cell).is_none()
        && !is_rounded(cell)
}

/// Points and dashes in a number that is shorter than a CPF: somebody typed another document. A spreadsheet loses zeros
/// only of numbers without them.
fn is_pointed_and_short(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    digits < 11 && cell.chars().any(|c| matches!(c, '.' | '-' | '/' | '‐'..='―'))
}

/// A role as it is printed after `na condição de`. Answers that mean none, and numbers, are none.
///
/// # Errors
/// Why it cannot be printed.
pub fn role(cell: &str) -> Result<Option<ShortLine>, Reason> {
    if means_none(cell) || !cell.chars().any(char::is_alphabetic) {
        return Ok(None);
    }
    if is_formula(cell) {
        return Err(Reason::Formula);
    }
    let role = ShortLine::parse(&in_a_sentence(cell)).map_err(|error| match error {
        TextError::TooLong(most) => Reason::RoleTooLong { most: u32::try_from(most).unwrap_or(u32::MAX) },
        _ => Reason::GarbledText,
    })?;
    if is_garbled(cell) { Err(Reason::GarbledText) } else { Ok(Some(role)) }
}

/// `COMO OUVINTE` as `ouvinte`: capitals are lowered where the whole cell is in them, but for short words as `TI`.
fn in_a_sentence(cell: &str) -> String {
    let words: Vec<&str> = cell.split_whitespace().collect();
    let begins = words.len() > 1 && matches!(words[0].to_lowercase().as_str(), "como" | "as");
    let words = &words[usize::from(begins)..];
    let in_capitals = !cell.chars().any(char::is_lowercase);
    let is_long = |word: &str| {
        word.chars().count() > 3
            || matches!(word, "DA" | "DE" | "DO" | "DAS" | "DOS" | "E" | "EM" | "NA" | "NO")
    };
    let word =
        |word: &&str| if in_capitals && is_long(word) { word.to_lowercase() } else { (*word).to_owned() };
    words.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// A workload; nothing where the cell is blank.
///
/// # Errors
/// When it is neither hours nor a time.
pub fn workload(cell: &str) -> Result<Option<Workload>, Reason> {
    if is_blank(cell) {
        return Ok(None);
    }
    // A cell formatted as time has seconds, too.
    let is_time = cell.matches(':').count() == 2;
    let typed = cell.strip_suffix(":00").filter(|_| is_time).unwrap_or(cell);
    Workload::parse(typed).map(Some).map_err(Reason::from)
}

/// Nothing, or only what stands for nothing: `-`, `--`, an empty mask.
pub fn is_blank(cell: &str) -> bool {
    !cell.chars().any(char::is_alphanumeric)
}

/// Whether a cell is what a spreadsheet calculates with, or says where it cannot, and nothing else: `@SUM(1)`, `#REF!`, `#NOME?`.
fn is_formula(cell: &str) -> bool {
    let is_name = |text: &str| text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_'));
    let call = |rest: &str| {
        let name = rest.split_once('(').map(|(name, _)| name).filter(|_| rest.ends_with(')'));
        name.is_some_and(|name| !name.is_empty() && is_name(name))
    };
    match (cell.chars().next(), cell.get(1..)) {
        (Some('=' | '@' | '+' | '-'), Some(rest)) => call(rest),
        (Some('#'), Some(rest)) => {
            rest.ends_with(['!', '?'])
                && rest.trim_end_matches(['!', '?']).chars().all(|c| c.is_uppercase() || c == '/' || c == '0')
        }
        _ => false,
    }
}

/// `5,29982E+10`: what a spreadsheet makes of a long number.
fn is_rounded(cell: &str) -> bool {
    let Some((mantissa, exponent)) = cell.split_once(['e', 'E']) else { return false };
    let exponent = exponent.trim_start_matches('+');
    let is_number =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',');
    is_number(mantissa) && is_number(exponent)
}

/// `52998224725.0` or `52998224725,00`: a number that a program took for one with decimals.
fn without_decimals(cell: &str) -> Option<&str> {
    let (integer, decimals) = cell.split_once(['.', ','])?;
    matches!(decimals, "0" | "00").then_some(integer)
}

/// Signs that Windows-1252 has where other character sets have letters with accents, and names do not have.
const SIGNS: &str = "‚ƒ„…†‡ˆ‰‹•˜™›¡¢£¤¥¦§¨©¬®¯°±²³¶¸¹¼½¾¿×÷\u{fffd}?";

/// Whether a wrong character set has spoilt the letters with accents. Three marks of it: UTF-8 read as Windows-1252
/// (`JoÃ£o`) turns back into valid UTF-8; text of MS-DOS has signs in its words (`Jos‚`, `Ant“nio`, `JoÆo`); and what
/// was lost on the way is `?` or `�`.
fn is_garbled(text: &str) -> bool {
    text.chars().any(|c| SIGNS.contains(c)) || has_quote_or_ligature_in_a_word(text) || is_utf8_twice(text)
}

fn has_quote_or_ligature_in_a_word(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(3).any(|three| {
        matches!(three[1], '“' | '”' | '„' | '«' | '»' | 'Æ')
            && three[0].is_lowercase()
            && three[2].is_lowercase()
    })
}

fn is_utf8_twice(text: &str) -> bool {
    let (bytes, _, lossy) = WINDOWS_1252.encode(text);
    !text.is_ascii() && !lossy && std::str::from_utf8(&bytes).is_ok()
}
