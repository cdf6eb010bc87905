//! One cell as a value of the domain: what spreadsheets do to it is undone here, everything else is for the domain.

use super::answers;
use domain::participation::edition::{ShortLine, Workload};
use domain::participation::line::{Column, Reason};
use domain::value::cpf::Cpf;
use domain::value::document::Document;
use domain::value::email::EmailAddress;
use domain::value::name::{PersonName, TextError};
use encoding_rs::WINDOWS_1252;

pub(super) fn name(cell: &str) -> Result<PersonName, Reason> {
    if answers::is_no_name(cell) {
        return Err(Reason::AnswerForName);
    }
    if is_formula(cell) {
        return Err(Reason::Formula);
    }
    let name = PersonName::parse(cell).map_err(Reason::of_name)?;
    if is_garbled(cell) { Err(Reason::GarbledText) } else { Ok(name) }
}

pub(super) fn email(cell: &str) -> Result<EmailAddress, Reason> {
    EmailAddress::parse(cell).map_err(|error| {
        let addresses = cell.split([';', ',', '/', ' ']).filter(|part| part.contains('@')).count();
        if addresses > 1 { Reason::SeveralEmails } else { error.into() }
    })
}

/// A CPF, which people from abroad do not have. A mask that nobody filled in (`___.___.___-__`) is none.
pub(super) fn cpf(cell: &str) -> Result<Option<Cpf>, Reason> {
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
pub(super) fn document(column: Column, cell: &str) -> Result<Document, Reason> {
    let typed = cell.trim_start_matches(['\'', '’']);
    let read = match column {
        Column::Nif => Document::nif(typed),
        Column::Passport => Document::passport(typed),
        _ => Document::rnm(typed),
    };
    read.map_err(Reason::from)
}

/// Whether a cell holds a document that is no CPF: an RG, a passport. Ten or eleven digits are a CPF, right or wrong.
pub(super) fn is_another_document(cell: &str) -> bool {
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
pub(super) fn role(cell: &str) -> Result<Option<ShortLine>, Reason> {
    if answers::means_none(cell) || !cell.chars().any(char::is_alphabetic) {
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

pub(super) fn workload(cell: &str) -> Result<Option<Workload>, Reason> {
    if is_blank(cell) {
        return Ok(None);
    }
    // A cell formatted as time has seconds, too.
    let is_time = cell.matches(':').count() == 2;
    let typed = cell.strip_suffix(":00").filter(|_| is_time).unwrap_or(cell);
    Workload::parse(typed).map(Some).map_err(Reason::from)
}

/// Nothing, or only what stands for nothing: `-`, `--`, an empty mask.
pub(super) fn is_blank(cell: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_with_accents_that_were_spoilt_are_noticed() {
        for garbled in
            ["JoÃ£o", "JosÃ© ConceiÃ§Ã£o", "Jo?o", "Jo\u{fffd}o", "Jos‚ Maria", "Ant“nio", "JoÆo", "In¡cio"]
        {
            assert_eq!(name(garbled), Err(Reason::GarbledText), "{garbled}");
        }
        for right in [
            "JOÃO",
            "ÂNGELA SÃO JOSÉ",
            "Maria “Zeca” d’Ávila",
            "Łukasz Żółć",
            "Müller-Núñez",
            "Zoë 🌸",
            "李小龍",
            "O'Neil",
        ] {
            assert!(name(right).is_ok(), "{right}");
        }
    }

    #[test]
    fn a_cpf_is_read_as_spreadsheets_leave_it() {
        for typed in [
            "01672780888",
            "016.727.808-88",
            "1672780888",
            "1672780888.0",
            "1672780888,00",
            "'01672780888",
            "016727808 88",
        ] {
            assert_eq!(
                cpf(typed).map(|c| c.map(|c| c.formatted())),
                Ok(Some("016.727.808-88".into())),
                "{typed}"
            );
        }
        for none in ["", "-", "--", "___.___.___-__", "...-"] {
            assert_eq!(cpf(none), Ok(None), "{none}");
        }
    }

    #[test]
    fn a_wrong_cpf_says_what_is_wrong_with_it() {
        for (typed, reason) in [
            ("5,29982E+10", Reason::CpfRounded),
            ("5.29982e10", Reason::CpfRounded),
            ("52998224726", Reason::CpfCheckDigit),
            ("111.111.111-11", Reason::CpfRepeatedDigit),
            ("00000000000", Reason::CpfRepeatedDigit),
            ("12345", Reason::CpfLength),
            ("11.222.333/0001-81", Reason::CpfLength),
            ("não tem", Reason::CpfCharacter),
        ] {
            assert_eq!(cpf(typed), Err(reason), "{typed}");
        }
    }

    #[test]
    fn a_role_is_put_right_for_its_sentence() {
        for (typed, printed) in [
            ("OUVINTE", Some("ouvinte")),
            ("como palestrante", Some("palestrante")),
            ("Como Monitora", Some("Monitora")),
            ("TÉCNICA DE TI", Some("técnica de TI")),
            ("Comissão organizadora", Some("Comissão organizadora")),
            ("N/A", None),
            ("não se aplica", None),
            ("1", None),
            ("--", None),
        ] {
            let read = role(typed).map(|role| role.map(|role| role.to_string()));
            assert_eq!(read, Ok(printed.map(str::to_owned)), "{typed}");
        }
    }

    #[test]
    fn a_formula_is_neither_a_role_nor_a_name() {
        for formula in
            ["@SUM(1)", "=PROCV(A2;B:C;2)", "+SOMA(A1:A3)", "-MEDIANA(B2)", "#REF!", "#NOME?", "#DIV/0!"]
        {
            assert_eq!(role(formula).err(), Some(Reason::Formula), "{formula}");
            assert_eq!(name(formula).err(), Some(Reason::Formula), "{formula}");
        }
        for right in ["@equipe", "- Monitora (tarde)", "Monitora (tarde)", "#1 do time", "+ouvinte"] {
            assert!(role(right).is_ok(), "{right}");
        }
    }

    #[test]
    fn an_address_that_is_none_says_why() {
        for (typed, reason) in [
            ("", Reason::MissingEmail),
            ("maria", Reason::EmailShape),
            ("a@x.com; b@y.com", Reason::SeveralEmails),
            ("a@x.com,b@y.com", Reason::SeveralEmails),
            ("joão@x.com", Reason::EmailCharacter),
            ("a@x", Reason::EmailDomain),
            ("Maria <a@x.com>", Reason::EmailCharacter),
        ] {
            assert_eq!(email(typed).err(), Some(reason), "{typed}");
        }
    }

    #[test]
    fn a_workload_may_be_a_time_of_a_spreadsheet() {
        for (typed, minutes) in [
            ("20", Some(1200)),
            ("20:00:00", Some(1200)),
            ("1:30:00", Some(90)),
            ("8h", Some(480)),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(workload(typed).map(|w| w.map(Workload::minutes)), Ok(minutes), "{typed}");
        }
        assert_eq!(workload("vinte"), Err(Reason::NotAWorkload));
    }
}
