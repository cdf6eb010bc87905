//! The document that proves what somebody is to an entity, as it was sent in: its first bytes say what it is.

use crate::transition::kinds;
use crate::value::name::plain_line;
use serde::{Deserialize, Serialize};

/// The largest document, in bytes: what a request carries through the gateway, with room for the rest of its form.
pub const LARGEST_PROOF: usize = 4 * 1024 * 1024;
/// The longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 120;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}
kinds!(FileKind, Self::Pdf => "pdf", Self::Jpeg => "jpeg", Self::Png => "png");

impl FileKind {
    /// What bytes begin as: ISO 32000-1 (7.5.2), ISO 10918-1 (B.1.1.3) and PNG (5.2). What a file is called is not asked.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let begins = |magic: &[u8]| bytes.starts_with(magic);
        if begins(b"%PDF-") {
            Some(Self::Pdf)
        } else if begins(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else {
            begins(b"\x89PNG\r\n\x1a\n").then_some(Self::Png)
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// How the names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

/// Why a file is no document that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Nothing is in it.
    #[error("empty")]
    Empty,
    /// More than [`LARGEST_PROOF`].
    #[error("too large")]
    TooLarge,
    /// Neither PDF nor JPEG nor PNG.
    #[error("of another kind")]
    Kind,
}

/// A document that was sent in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// What its file was called, as one harmless line: for people's eyes, never part of a key.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

impl Proof {
    /// Looks at a file. `sha256` is that of its bytes.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn of(name: &str, bytes: &[u8], sha256: String) -> Result<Self, ProofError> {
        if bytes.is_empty() {
            return Err(ProofError::Empty);
        }
        if bytes.len() > LARGEST_PROOF {
            return Err(ProofError::TooLarge);
        }
        let kind = FileKind::of(bytes).ok_or(ProofError::Kind)?;
        let name = plain_line(name).chars().take(LONGEST_NAME).collect();
        Ok(Self { name, kind, size: bytes.len() as u64, sha256 })
    }
}

/// A file may be called what its owner is called.
impl std::fmt::Debug for Proof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Proof({}, {} bytes)", self.kind.kind(), self.size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_first_bytes_say_whatever_it_is_called() {
        let kind = |bytes: &[u8]| Proof::of("nomeação.exe", bytes, String::new()).map(|proof| proof.kind);
        assert_eq!(kind(b"%PDF-1.7\n"), Ok(FileKind::Pdf));
        assert_eq!(kind(&[0xff, 0xd8, 0xff, 0xe0]), Ok(FileKind::Jpeg));
        assert_eq!(kind(b"\x89PNG\r\n\x1a\nrest"), Ok(FileKind::Png));
        for other in [&b"MZ"[..], b"<html>", b"PK\x03\x04", b"GIF89a", b" %PDF-1.7"] {
            assert_eq!(kind(other), Err(ProofError::Kind));
        }
        assert_eq!(kind(b""), Err(ProofError::Empty));
        let large = [&b"%PDF-1.7\n"[..], &vec![b' '; LARGEST_PROOF]].concat();
        assert_eq!(kind(&large), Err(ProofError::TooLarge));
    }

    #[test]
    fn its_name_is_one_harmless_line() {
        let named = |name: &str| Proof::of(name, b"%PDF-", String::new()).map(|proof| proof.name);
        assert_eq!(named("a\r\nb\u{202e}.pdf").as_deref(), Ok("a b.pdf"));
        assert_eq!(named(&"é".repeat(5000)).map(|name| name.chars().count()), Ok(120));
    }
}
