//! Codes that change every half minute: RFC 6238 with HMAC-SHA-1, six digits and thirty seconds, which is what every
//! authenticator understands.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use std::fmt;
use zeroize::Zeroizing;

/// How long a code is shown, in seconds.
pub const STEP_S: i64 = 30;
/// How many digits it has.
const DIGITS: usize = 6;
/// The letters and digits of RFC 4648, in which authenticators take a key that is typed.
const BASE_32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A half minute of which a code was typed. Only [`SharedKey::proves`] finds one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Step(u64);

impl Step {
    fn of(at: Timestamp) -> Self {
        Self(u64::try_from(at.as_second().div_euclid(STEP_S)).unwrap_or(0))
    }

    /// A half minute by its number, for what tries the life cycles out.
    pub(crate) const fn numbered(number: u64) -> Self {
        Self(number)
    }
}

/// The key that an authenticator shares with the house: 160 bits, as long as the hash (RFC 4226, 4).
#[derive(Clone, PartialEq, Eq)]
pub struct SharedKey(Zeroizing<[u8; 20]>);

impl SharedKey {
    /// A key of these bytes.
    pub fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Its bytes, to be encrypted.
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// As an authenticator takes it that cannot read a picture: 32 letters and digits.
    pub fn base_32(&self) -> Zeroizing<String> {
        let symbol = |i: usize| {
            let bits = i * 5..i * 5 + 5;
            let five = bits.fold(0, |sum, bit| sum << 1 | usize::from(self.0[bit / 8] >> (7 - bit % 8) & 1));
            char::from(BASE_32[five])
        };
        Zeroizing::new((0..32).map(symbol).collect())
    }

    /// Reads a key as it is typed, with or without blanks between its letters and digits.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut bytes = [0; 20];
        let mut bits = 0;
        for symbol in typed.bytes().filter(|b| !b.is_ascii_whitespace()) {
            let five = BASE_32.iter().position(|known| *known == symbol.to_ascii_uppercase())?;
            for bit in (0..5).rev() {
                *bytes.get_mut(bits / 8)? |= u8::from(five >> bit & 1 == 1) << (7 - bits % 8);
                bits += 1;
            }
        }
        (bits == 160).then(|| Self::from_bytes(bytes))
    }

    /// The code that is shown at an instant.
    pub fn code(&self, at: Timestamp) -> String {
        format!("{:0DIGITS$}", self.number(Step::of(at)))
    }

    /// The half minute of which this is the code: the present one, or one before or after it, for clocks that differ and
    /// people who type slowly (RFC 6238, 5.2). None, when it is of no such half minute.
    pub fn proves(&self, typed: &str, at: Timestamp) -> Option<Step> {
        let typed: String =
            typed.chars().filter(|c| !c.is_whitespace() && *c != '-').take(DIGITS + 1).collect();
        if typed.len() != DIGITS || !typed.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let typed: u32 = typed.parse().ok()?;
        let Step(now) = Step::of(at);
        // All three are made and compared as numbers: the time tells nothing of which digits were right.
        let found = [now.saturating_sub(1), now, now + 1].map(|n| (self.number(Step(n)) == typed, Step(n)));
        found.into_iter().rev().find_map(|(is_it, step)| is_it.then_some(step))
    }

    /// RFC 4226, 5.3: four bytes of the hash, chosen by its last four bits, without the sign.
    fn number(&self, Step(step): Step) -> u32 {
        let mut mac = Hmac::<Sha1>::new_from_slice(&*self.0).expect("HMAC takes a key of any length");
        mac.update(&step.to_be_bytes());
        let hash: [u8; 20] = mac.finalize().into_bytes().into();
        let from = usize::from(hash[19] & 0x0f);
        let four = std::array::from_fn(|i| hash[from + i]);
        (u32::from_be_bytes(four) & 0x7fff_ffff) % 10_u32.pow(6)
    }
}

impl fmt::Debug for SharedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedKey(•••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SharedKey {
        SharedKey::from_bytes(*b"12345678901234567890")
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("an instant")
    }

    /// RFC 6238, appendix B, SHA-1: its codes of eight digits end in ours of six.
    #[test]
    fn the_vectors_of_the_standard() {
        for (second, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(key().code(at(second)), code[2..], "{second}");
        }
    }

    #[test]
    fn a_code_counts_a_half_minute_early_or_late_and_no_longer() {
        let code = key().code(at(1_111_111_111));
        let step = key().proves(&code, at(1_111_111_111)).expect("now");
        for (second, counts) in [(-31, true), (-62, false), (29, true), (58, true), (61, false)] {
            let found = key().proves(&code, at(1_111_111_111 + second));
            assert_eq!(found.is_some(), counts, "{second}");
            assert!(
                found.is_none_or(|found| found == step),
                "{second}: it is always of the same half minute"
            );
        }
    }

    #[test]
    fn a_code_is_six_digits_however_they_are_parted() {
        let now = at(1_234_567_890);
        for right in ["005924", " 005 924 ", "005-924"] {
            assert!(key().proves(right, now).is_some(), "{right}");
        }
        for wrong in ["5924", "0005924", "89005924", "00592a", "+05924", "", "٠٠٥٩٢٤", &"0".repeat(100_000)]
        {
            assert_eq!(key().proves(wrong, now), None);
        }
    }

    /// RFC 4648: the key of the vectors, as every authenticator writes it.
    #[test]
    fn a_key_is_typed_in_base_32() {
        assert_eq!(*key().base_32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(SharedKey::parse("gezd gnbv gy3t qojq gezd gnbv gy3t qojq"), Some(key()));
        for wrong in ["", "GEZD", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZD"]
        {
            assert_eq!(SharedKey::parse(wrong), None, "{wrong}");
        }
        assert_eq!(format!("{:?}", key()), "SharedKey(•••)");
    }
}
