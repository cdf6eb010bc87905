//! Interleaved 2 of 5, the barcode of a boleto (ISO/IEC 16390): pairs of digits, the first in the bars and the second in the
//! spaces between them.

/// How many narrow elements a wide one is.
const WIDE: u8 = 3;
/// Which of a digit's five elements are wide.
const DIGITS: [[bool; 5]; 10] = [
    [false, false, true, true, false],
    [true, false, false, false, true],
    [false, true, false, false, true],
    [true, true, false, false, false],
    [false, false, true, false, true],
    [true, false, true, false, false],
    [false, true, true, false, false],
    [false, false, false, true, true],
    [true, false, false, true, false],
    [false, true, false, true, false],
];

/// The widths of bars and spaces in modules, beginning and ending with a bar.
///
/// Nothing for what is no even number of digits.
pub fn elements(digits: &str) -> Option<Vec<u8>> {
    let digits: Vec<usize> =
        digits.chars().map(|c| c.to_digit(10).map(|d| d as usize)).collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    if !rest.is_empty() || pairs.is_empty() {
        return None;
    }
    let interleaved = pairs.iter().flat_map(|[bars, spaces]| {
        (0..5).flat_map(|element| [DIGITS[*bars][element], DIGITS[*spaces][element]])
    });
    let width = |is_wide| if is_wide { WIDE } else { 1 };
    let start = [1, 1, 1, 1].into_iter();
    Some(start.chain(interleaved.map(width)).chain([WIDE, 1, 1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_share_their_elements() {
        let drawn: String =
            elements("12").expect("two digits").iter().map(|w| if *w == 3 { 'W' } else { 'N' }).collect();
        assert_eq!(drawn, "NNNNWNNWNNNNWWWNN");
    }

    #[test]
    fn a_boleto_is_405_modules_wide() {
        let drawn = elements("99993164600000189901234567890123456789012345").expect("44 digits");
        assert_eq!((drawn.len(), drawn.iter().map(|w| u32::from(*w)).sum::<u32>()), (227, 405));
    }

    #[test]
    fn what_is_no_even_number_of_digits_is_not_drawn() {
        assert_eq!((elements("123"), elements(""), elements("1x")), (None, None, None));
    }
}
