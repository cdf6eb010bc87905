//! The holder's name over the image of a card: the image itself holds nothing personal.
//!
//! The places are those of the paper, in millimetres: large in one line if it can be, else smaller in two.

use domain::value::name::PersonName;

/// Width of the room for a name.
const ROOM: f32 = 230.0;
/// Width of a letter of the typeface, on average, as a part of its size.
const LETTER: f32 = 0.46;
/// The size of a short name.
const LARGEST: f32 = 13.4;
/// Below this size a name is broken into two lines.
const SMALLEST_LINE: f32 = 8.5;

/// A name as it is written over the image.
pub struct PaperName {
    /// Size of the type.
    pub size: String,
    /// One line or two.
    pub lines: Vec<PaperLine>,
}

/// A line of a name.
pub struct PaperLine {
    /// Its baseline, from the upper edge.
    pub y: String,
    /// What it says.
    pub text: String,
}

impl PaperName {
    /// Sets a name.
    pub fn new(name: &PersonName) -> Self {
        let size = fitting(name.as_str());
        if size >= SMALLEST_LINE {
            return Self::set(size, &[name.as_str()]);
        }
        let (first, second) = halves(name.as_str());
        let size = fitting(first).min(fitting(second)).min(8.8);
        Self::set(size, &[first, second])
    }

    fn set(size: f32, texts: &[&str]) -> Self {
        let first = if texts.len() == 1 { 87.5 } else { 83.0 };
        let line = |(row, text): (usize, &&str)| PaperLine {
            y: format!("{:.1}", first + size * 1.16 * row as f32),
            text: (*text).to_owned(),
        };
        Self { size: format!("{size:.1}"), lines: texts.iter().enumerate().map(line).collect() }
    }
}

fn fitting(text: &str) -> f32 {
    let letters = text.chars().count().max(1) as f32;
    (ROOM / (LETTER * letters)).min(LARGEST)
}

/// The name broken at the blank nearest to its middle.
fn halves(name: &str) -> (&str, &str) {
    let middle = name.len() / 2;
    let blanks = name.match_indices(' ').map(|(at, _)| at);
    match blanks.min_by_key(|at| at.abs_diff(middle)) {
        Some(at) => (&name[..at], &name[at + 1..]),
        None => (name, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(name: &str) -> (f32, Vec<String>) {
        let set = PaperName::new(&PersonName::parse(name).expect("a name"));
        (set.size.parse().expect("a size"), set.lines.into_iter().map(|line| line.text).collect())
    }

    #[test]
    fn a_long_name_is_broken_near_its_middle() {
        assert_eq!(set("Ana Lua"), (13.4, vec!["Ana Lua".to_owned()]));
        let (size, lines) = set("Adriana Maria Conceição Figueiredo de Vasconcelos e Souza Albuquerque");
        assert_eq!(lines, ["Adriana Maria Conceição Figueiredo", "de Vasconcelos e Souza Albuquerque"]);
        assert!(size > 8.0);
        let (size, lines) = set(&"a".repeat(120));
        assert!(size > 4.0 && lines[0].len() == 120, "one long word stays whole");
    }
}
