//! Files of several tables, each under a numbered heading, as Teams writes them: `2. Participantes`.

/// The number of a heading.
pub(super) fn number(record: &str) -> Option<u32> {
    let (number, heading) = record.trim().split_once(". ")?;
    let is_heading = heading.chars().any(char::is_alphabetic);
    if is_heading && number.len() <= 2 { number.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_has_a_number_and_words() {
        assert_eq!(number("2. Participantes"), Some(2));
        assert_eq!(number(" 3. In-Meeting Activities"), Some(3));
        for none in ["Participantes", "2. 3", "2.Ana", "2026. Ana", "-1. Ana", ""] {
            assert_eq!(number(none), None, "{none}");
        }
    }
}
