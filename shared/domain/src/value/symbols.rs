//! Crockford's base 32: the alphabet of everything a person may have to read aloud or type.

/// The 32 symbols: digits and letters without I, L, O and U.
pub const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The value of a typed symbol. Case does not matter; I and L are read as 1, O as 0.
pub fn value(symbol: char) -> Option<u8> {
    let canonical = match symbol.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    ALPHABET.iter().position(|&c| char::from(c) == canonical).and_then(|i| u8::try_from(i).ok())
}

/// The first `symbols` symbols of `bytes`, five bits each, most significant bit first.
///
/// # Panics
/// When `bytes` holds fewer than `symbols * 5` bits: a caller asks for what it has.
pub fn encode(bytes: &[u8], symbols: usize) -> String {
    assert!(bytes.len() * 8 >= symbols * 5, "{symbols} symbols need {} bits", symbols * 5);
    (0..symbols)
        .map(|i| {
            let five = (i * 5..i * 5 + 5)
                .fold(0_usize, |sum, bit| sum << 1 | usize::from(bytes[bit / 8] >> (7 - bit % 8) & 1));
            char::from(ALPHABET[five])
        })
        .collect()
}

/// What a person typed, as canonical symbols: spaces, hyphens and dots dropped, look-alikes read.
/// `None` when anything else is in it.
pub fn canonical(typed: &str) -> Option<String> {
    typed
        .chars()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '-' | '.' | '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200f}')
        })
        .map(|c| value(c).map(|v| char::from(ALPHABET[usize::from(v)])))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_and_case_are_forgiven() {
        assert_eq!(canonical(" oO-iIlL abc "), Some("001111ABC".into()));
        assert_eq!(canonical("U"), None);
        assert_eq!(canonical("é"), None);
    }

    #[test]
    fn five_bits_make_a_symbol() {
        assert_eq!(encode(&[0b0000_1000, 0b1000_0110], 3), "123");
        assert_eq!(encode(&[0xff; 10], 16), "ZZZZZZZZZZZZZZZZ");
    }
}
