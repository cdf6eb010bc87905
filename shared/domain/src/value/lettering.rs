//! Which characters the letters of a certificate have: what a preview warns of, before anything is printed.
//!
//! The fonts are chosen where certificates are drawn, and a test there proves that they have these characters and no
//! others. The table is here because whoever reads a list, or an event's form, has no fonts at hand.

/// The first character of a text that would be printed as an empty square.
pub fn missing(text: &str) -> Option<char> {
    text.chars().find(|&c| !has(c))
}

/// Whether every font of a certificate has the character, or its letter without the marks.
pub fn has(c: char) -> bool {
    let after = RANGES.partition_point(|&(first, _)| first <= c);
    after > 0 && c <= RANGES[after - 1].1
}

/// First and last character of each range, in order: Latin, Greek and Cyrillic letters, and the signs of a text.
#[rustfmt::skip]
const RANGES: &[(char, char)] = &[
    ('\u{20}', '\u{7e}'), ('\u{a0}', '\u{181}'), ('\u{186}', '\u{186}'),
    ('\u{18a}', '\u{18a}'), ('\u{18d}', '\u{190}'), ('\u{192}', '\u{194}'),
    ('\u{196}', '\u{197}'), ('\u{19a}', '\u{19b}'), ('\u{19e}', '\u{19e}'),
    ('\u{1a0}', '\u{1a1}'), ('\u{1af}', '\u{1b1}'), ('\u{1b7}', '\u{1b7}'),
    ('\u{1bf}', '\u{1c3}'), ('\u{1cd}', '\u{1f0}'), ('\u{1f4}', '\u{1f5}'),
    ('\u{1f7}', '\u{220}'), ('\u{222}', '\u{223}'), ('\u{226}', '\u{233}'),
    ('\u{237}', '\u{237}'), ('\u{23a}', '\u{23e}'), ('\u{241}', '\u{245}'),
    ('\u{248}', '\u{249}'), ('\u{259}', '\u{259}'), ('\u{2bb}', '\u{2bc}'),
    ('\u{2c6}', '\u{2c6}'), ('\u{2da}', '\u{2da}'), ('\u{2dc}', '\u{2dc}'),
    ('\u{300}', '\u{30c}'), ('\u{323}', '\u{323}'), ('\u{326}', '\u{328}'),
    ('\u{331}', '\u{331}'), ('\u{340}', '\u{341}'), ('\u{344}', '\u{344}'),
    ('\u{374}', '\u{375}'), ('\u{37a}', '\u{37a}'), ('\u{37e}', '\u{37e}'),
    ('\u{384}', '\u{38a}'), ('\u{38c}', '\u{38c}'), ('\u{38e}', '\u{3a1}'),
    ('\u{3a3}', '\u{3cf}'), ('\u{3d1}', '\u{3d1}'), ('\u{3d5}', '\u{3d5}'),
    ('\u{3d7}', '\u{3d7}'), ('\u{3d9}', '\u{3d9}'), ('\u{3db}', '\u{3db}'),
    ('\u{3dd}', '\u{3dd}'), ('\u{3e1}', '\u{3e1}'), ('\u{400}', '\u{45f}'),
    ('\u{462}', '\u{463}'), ('\u{472}', '\u{477}'), ('\u{490}', '\u{493}'),
    ('\u{496}', '\u{49b}'), ('\u{4a0}', '\u{4a3}'), ('\u{4aa}', '\u{4ab}'),
    ('\u{4ae}', '\u{4b3}'), ('\u{4b6}', '\u{4b7}'), ('\u{4ba}', '\u{4bb}'),
    ('\u{4c0}', '\u{4c4}'), ('\u{4c7}', '\u{4c8}'), ('\u{4cf}', '\u{4df}'),
    ('\u{4e2}', '\u{4f9}'), ('\u{1e00}', '\u{1e99}'), ('\u{1e9b}', '\u{1e9b}'),
    ('\u{1e9e}', '\u{1ef9}'), ('\u{1f00}', '\u{1f15}'), ('\u{1f18}', '\u{1f1d}'),
    ('\u{1f20}', '\u{1f45}'), ('\u{1f48}', '\u{1f4d}'), ('\u{1f50}', '\u{1f57}'),
    ('\u{1f59}', '\u{1f59}'), ('\u{1f5b}', '\u{1f5b}'), ('\u{1f5d}', '\u{1f5d}'),
    ('\u{1f5f}', '\u{1f7d}'), ('\u{1f80}', '\u{1fb4}'), ('\u{1fb6}', '\u{1fbc}'),
    ('\u{1fbe}', '\u{1fbe}'), ('\u{1fc1}', '\u{1fc4}'), ('\u{1fc6}', '\u{1fcc}'),
    ('\u{1fd0}', '\u{1fd3}'), ('\u{1fd6}', '\u{1fdb}'), ('\u{1fe0}', '\u{1fef}'),
    ('\u{1ff2}', '\u{1ff4}'), ('\u{1ff6}', '\u{1ffd}'), ('\u{2010}', '\u{2015}'),
    ('\u{2018}', '\u{201a}'), ('\u{201c}', '\u{201e}'), ('\u{2020}', '\u{2022}'),
    ('\u{2026}', '\u{2026}'), ('\u{2030}', '\u{2030}'), ('\u{2032}', '\u{2033}'),
    ('\u{2039}', '\u{203a}'), ('\u{2044}', '\u{2044}'), ('\u{20ac}', '\u{20ac}'),
    ('\u{2116}', '\u{2116}'), ('\u{2122}', '\u{2122}'), ('\u{2126}', '\u{2126}'),
    ('\u{212a}', '\u{212b}'), ('\u{2212}', '\u{2212}'), ('\u{2260}', '\u{2260}'),
    ('\u{226e}', '\u{226f}'), ('\u{25a1}', '\u{25a1}'), 
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_people_have_them_are_there() {
        for name in
            ["João d’Ávila Çelik", "Nguyễn Thị Hạnh", "Łukasz Žižka", "Ødegård", "Αθηνά", "Юлия", "1ª e 2º"]
        {
            assert_eq!(missing(name), None, "{name}");
        }
    }

    #[test]
    fn the_first_sign_without_a_letter_is_named() {
        assert_eq!(missing("Ana 🎓🎉"), Some('🎓'));
        assert_eq!(missing("王小明"), Some('王'));
        assert_eq!(missing("Ana\u{200d}"), Some('\u{200d}'));
    }

    #[test]
    fn the_ranges_are_in_order_and_apart() {
        assert!(RANGES.iter().all(|(first, last)| first <= last));
        assert!(RANGES.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }
}
