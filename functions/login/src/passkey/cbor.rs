//! As much of CBOR (RFC 8949) as authenticators send in the form that CTAP2 prescribes: whole numbers, bytes, texts, lists and maps of
//! known length. Floating numbers, tags and streams are refused, as none of them has a place there.

/// How deep lists and maps lie in each other at most (CTAP2, 8: four).
const DEEPEST: u8 = 4;

/// A value, as a view of the bytes that it was read from.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Number(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
    /// `false`, `true`, `null`.
    Word,
}

impl<'a> Value<'a> {
    /// The value under a number in a map.
    pub(super) fn at(&self, number: i64) -> Option<&Self> {
        self.find(|key| *key == Value::Number(number))
    }

    /// The value under a text in a map.
    pub(super) fn named(&self, name: &str) -> Option<&Self> {
        self.find(|key| *key == Value::Text(name))
    }

    fn find(&self, is_it: impl Fn(&Self) -> bool) -> Option<&Self> {
        let Value::Map(entries) = self else { return None };
        entries.iter().find(|(key, _)| is_it(key)).map(|(_, value)| value)
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        if let Value::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// Its number.
    pub(super) fn number(&self) -> Option<i64> {
        if let Value::Number(number) = self { Some(*number) } else { None }
    }
}

/// The first value of these bytes, and what stands behind it.
pub(super) fn read(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    item(bytes, 0)
}

fn item(bytes: &[u8], depth: u8) -> Option<(Value<'_>, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let (argument, rest) = argument(first & 0x1f, rest)?;
    let length = || usize::try_from(argument).ok();
    match first >> 5 {
        0 => Some((Value::Number(i64::try_from(argument).ok()?), rest)),
        1 => Some((Value::Number(-1 - i64::try_from(argument).ok()?), rest)),
        2 => rest.split_at_checked(length()?).map(|(bytes, rest)| (Value::Bytes(bytes), rest)),
        3 => {
            let (text, rest) = rest.split_at_checked(length()?)?;
            Some((Value::Text(std::str::from_utf8(text).ok()?), rest))
        }
        4 if depth < DEEPEST => list(rest, length()?, depth + 1),
        5 if depth < DEEPEST => map(rest, length()?, depth + 1),
        7 if (20..=22).contains(&argument) && first & 0x1f < 24 => Some((Value::Word, rest)),
        _ => None,
    }
}

fn argument(information: u8, rest: &[u8]) -> Option<(u64, &[u8])> {
    let width = match information {
        0..=23 => return Some((u64::from(information), rest)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let (number, rest) = rest.split_at_checked(width)?;
    Some((number.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)), rest))
}

fn list(mut rest: &[u8], length: usize, depth: u8) -> Option<(Value<'_>, &[u8])> {
    // Each value takes a byte at least: what says more is no list.
    let mut values = Vec::with_capacity(Some(length).filter(|length| *length <= rest.len())?);
    for _ in 0..length {
        let (value, behind) = item(rest, depth)?;
        values.push(value);
        rest = behind;
    }
    Some((Value::List(values), rest))
}

fn map(mut rest: &[u8], length: usize, depth: u8) -> Option<(Value<'_>, &[u8])> {
    let mut entries = Vec::with_capacity(Some(length).filter(|length| *length <= rest.len() / 2)?);
    for _ in 0..length {
        let (key, behind) = item(rest, depth)?;
        let (value, behind) = item(behind, depth)?;
        if entries.iter().any(|(known, _)| *known == key) {
            return None;
        }
        entries.push((key, value));
        rest = behind;
    }
    Some((Value::Map(entries), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8949, appendix A.
    #[test]
    fn the_examples_of_the_standard() {
        for (bytes, value) in [
            (&[0x17][..], Value::Number(23)),
            (&[0x18, 0x64], Value::Number(100)),
            (&[0x1a, 0x00, 0x0f, 0x42, 0x40], Value::Number(1_000_000)),
            (&[0x38, 0x63], Value::Number(-100)),
            (&[0x44, 1, 2, 3, 4], Value::Bytes(&[1, 2, 3, 4])),
            (&[0x62, 0xc3, 0xbc], Value::Text("ü")),
            (&[0xf5], Value::Word),
        ] {
            assert_eq!(read(bytes), Some((value, &[][..])), "{bytes:?}");
        }
        let map = [0xa2, 0x61, b'a', 0x01, 0x61, b'b', 0x82, 0x02, 0x03, 0xff];
        let (value, rest) = read(&map).expect("a map");
        assert_eq!((value.named("a"), rest), (Some(&Value::Number(1)), &[0xff][..]));
        assert_eq!(value.named("b"), Some(&Value::List(vec![Value::Number(2), Value::Number(3)])));
    }

    #[test]
    fn what_is_cut_off_endless_too_deep_or_twice_there_is_refused() {
        let deep = [0x81; 6];
        for wrong in [
            &[][..],
            &[0x18],
            &[0x44, 1, 2],
            &[0x9f, 1, 0xff],
            &[0xbf, 0xff],
            &[0x9a, 0xff, 0xff, 0xff, 0xff],
            &[0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            &[0xa2, 0x01, 0x01, 0x01, 0x02],
            &[0x61, 0xff],
            &[0xc0, 0x01],
            &[0xf9, 0x3c, 0x00],
            &[0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            &deep,
        ] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }
}
