//! A length of time as people write it.

/// A number, and what it counts.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Number(&'a str),
    Hours,
    Minutes,
    /// `aula`: hours of a class are hours.
    OfClass,
    Joint,
}

/// The minutes that a text names: `1h30`, `20 horas e 30 minutos`, `90 min`, `40 h/a`, `1,5`.
pub(super) fn minutes(typed: &str) -> Option<u32> {
    let text = typed.trim().to_lowercase();
    let text = text.strip_prefix("ch:").unwrap_or(&text);
    let parts = parts(text).filter(|parts| parts.first() != Some(&Part::Joint))?;
    let parts: Vec<Part<'_>> = parts.into_iter().filter(|part| *part != Part::Joint).collect();
    match parts.as_slice() {
        [Part::Number(hours)] => of_clock(hours).or_else(|| decimal(hours)),
        [Part::Number(hours), Part::Hours] | [Part::Number(hours), Part::Hours, Part::OfClass] => {
            of_clock(hours).or_else(|| decimal(hours))
        }
        [Part::Number(minutes), Part::Minutes] => minutes.parse().ok(),
        [Part::Number(hours), Part::Hours, Part::Number(minutes)]
        | [Part::Number(hours), Part::Hours, Part::Number(minutes), Part::Minutes] => both(hours, minutes),
        _ => None,
    }
}

/// Cuts a text where numbers and words meet. None when a word is unknown.
fn parts(text: &str) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ':');
        let same = |c: char| if first.is_ascii_digit() { number(c) } else { c.is_alphabetic() };
        let end = rest.find(|c| !same(c)).unwrap_or(rest.len()).max(first.len_utf8());
        let (part, after) = rest.split_at(end);
        parts.push(if first.is_ascii_digit() { Part::Number(part) } else { word(part)? });
        rest = after.trim_start();
    }
    Some(parts)
}

fn word(word: &str) -> Option<Part<'_>> {
    Some(match word {
        "h" | "hs" | "hr" | "hrs" | "hora" | "horas" | "ha" => Part::Hours,
        "m" | "min" | "mins" | "minuto" | "minutos" => Part::Minutes,
        "a" | "aula" | "aulas" | "relógio" => Part::OfClass,
        "e" | "/" | "-" | "." => Part::Joint,
        _ => return None,
    })
}

fn both(hours: &str, minutes: &str) -> Option<u32> {
    let minutes: u32 = minutes.parse().ok().filter(|minutes| *minutes < 60)?;
    hours.parse::<u32>().ok()?.checked_mul(60)?.checked_add(minutes)
}

/// `1:30`.
fn of_clock(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    both(hours, minutes)
}

/// `1,5` as 90, without floating point: at most two decimals.
fn decimal(text: &str) -> Option<u32> {
    let text = text.replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    if part.len() > 2 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hundredths: u32 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(60)?.checked_add(hundredths * 60 / 100)
}
