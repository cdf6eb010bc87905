//! Where an object lies: a bucket that exists and a key that is also a safe path.

use std::path::{Path, PathBuf};

use s3s::{S3Result, s3_error};

/// S3's own limit, in bytes.
const MAX_KEY_LENGTH: usize = 1024;

/// The longest name that common file systems take, in bytes.
const MAX_SEGMENT_LENGTH: usize = 255;

/// A bucket and a key whose every segment is a plain file name, so that no key leads outside its bucket's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ObjectPath {
    pub(super) bucket: String,
    pub(super) key: String,
}

impl ObjectPath {
    /// Takes a key of letters, digits, `/`, `_`, `.` and `-`, without empty, `.` and `..` segments. S3 itself takes more;
    /// the product makes its keys and needs no more.
    pub(super) fn parse(bucket: &str, key: &str) -> S3Result<Self> {
        if key.len() > MAX_KEY_LENGTH {
            return Err(s3_error!(KeyTooLongError));
        }
        if key.split('/').all(is_plain_name) {
            return Ok(Self { bucket: bucket.to_owned(), key: key.to_owned() });
        }
        Err(s3_error!(InvalidArgument, "The key has a character or a segment that is not allowed."))
    }

    /// The path below the objects' folder.
    pub(super) fn relative(&self) -> PathBuf {
        Path::new(&self.bucket).join(&self.key)
    }
}

fn is_plain_name(segment: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    let length_fits = (1..=MAX_SEGMENT_LENGTH).contains(&segment.len());
    length_fits && segment != "." && segment != ".." && segment.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_could_leave_the_bucket_is_refused() {
        for key in [
            "", "/", "/a", "a/", "a//b", "..", "../x", "a/../b", "a/./b", "a\\b", "C:\\x", "a\0b", "a\r\nb",
            "ção", "a b",
        ] {
            assert!(ObjectPath::parse("bucket", key).is_err(), "{key:?}");
        }
    }

    #[test]
    fn the_keys_of_the_product_are_taken() {
        for key in ["imports/a-1.csv", "certificates/AB12/v1.pdf", "a..b", "..a", "x"] {
            assert_eq!(ObjectPath::parse("b", key).unwrap().relative(), Path::new("b").join(key));
        }
    }

    #[test]
    fn a_key_longer_than_s3_takes_is_refused() {
        assert!(ObjectPath::parse("b", &"a/".repeat(600)).is_err());
        assert!(ObjectPath::parse("b", &"a".repeat(256)).is_err());
    }
}
