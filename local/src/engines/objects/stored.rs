//! How an object lies on the disk: its bytes, then what is known about it, in one file.
//!
//! One file is one rename: body and attributes can never belong to different versions, which they could as two files.
//! The body comes first, so a PDF or an image opens in any viewer and a range is a plain offset.
//!
//! ```text
//! body ‖ attributes as JSON ‖ length of the JSON (4 bytes, little endian) ‖ "selo-obj"
//! ```

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

const MARK: &[u8; 8] = b"selo-obj";

/// Length field and mark, in bytes.
const TAIL: i64 = 12;

/// What is known about an object besides its bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Attributes {
    /// Length of the body in bytes.
    pub(super) size: u64,
    /// MD5 of the body in hexadecimal, which is what S3 calls the ETag of a plain upload.
    pub(super) etag: String,
    pub(super) content_type: Option<String>,
    pub(super) content_encoding: Option<String>,
    pub(super) content_disposition: Option<String>,
    pub(super) content_language: Option<String>,
    pub(super) cache_control: Option<String>,
    /// The caller's own `x-amz-meta-*` values.
    pub(super) metadata: Option<HashMap<String, String>>,
}

/// An opened object. A later write replaces the file, not this handle: the reader keeps the version it opened.
#[derive(Debug)]
pub(super) struct StoredObject {
    pub(super) file: File,
    pub(super) attributes: Attributes,
    pub(super) modified: SystemTime,
}

/// Writes the attributes after a body of which every byte is written.
pub(super) fn write_attributes(file: &mut impl Write, attributes: &Attributes) -> io::Result<()> {
    let json = serde_json::to_vec(attributes)?;
    let length = u32::try_from(json.len()).map_err(io::Error::other)?;
    file.write_all(&json)?;
    file.write_all(&length.to_le_bytes())?;
    file.write_all(MARK)
}

impl StoredObject {
    /// Opens an object; nothing when there is none.
    pub(super) fn open(path: &Path) -> io::Result<Option<Self>> {
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let about = file.metadata()?;
        if about.is_dir() {
            return Ok(None);
        }
        let attributes = read_attributes(&mut file)?;
        Ok(Some(Self { modified: about.modified()?, file, attributes }))
    }
}

fn read_attributes(file: &mut File) -> io::Result<Attributes> {
    let foreign = || io::Error::new(io::ErrorKind::InvalidData, "not an object file");
    let end = file.seek(SeekFrom::End(-TAIL)).map_err(|_| foreign())?;
    let mut tail = [0; TAIL as usize];
    file.read_exact(&mut tail)?;
    let ([l0, l1, l2, l3], mark) = (<[u8; 4]>::try_from(&tail[..4]).map_err(|_| foreign())?, &tail[4..]);
    let length = u64::from(u32::from_le_bytes([l0, l1, l2, l3]));
    if mark != MARK || length > end {
        return Err(foreign());
    }
    file.seek(SeekFrom::Start(end - length))?;
    let mut json = Vec::new();
    file.take(length).read_to_end(&mut json)?;
    let attributes: Attributes = serde_json::from_slice(&json)?;
    if attributes.size != end - length {
        return Err(foreign());
    }
    Ok(attributes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_come_back_and_the_body_is_first() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("object");
        let attributes =
            Attributes { size: 4, etag: "e".into(), content_type: Some("x/y".into()), ..Default::default() };
        let mut file = File::create(&path).unwrap();
        file.write_all(b"body").unwrap();
        write_attributes(&mut file, &attributes).unwrap();
        assert_eq!(StoredObject::open(&path).unwrap().unwrap().attributes, attributes);
        assert!(std::fs::read(&path).unwrap().starts_with(b"body{"));
    }

    #[test]
    fn a_torn_or_foreign_file_is_an_error_not_an_object() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("object");
        for content in [
            &b""[..],
            b"short",
            b"a body without a tail",
            b"\xff\xff\xff\xffselo-obj",
            b"xxxx\x02\0\0\0selo-obj",
        ] {
            std::fs::write(&path, content).unwrap();
            assert!(StoredObject::open(&path).is_err(), "{content:?}");
        }
    }

    #[test]
    fn what_is_not_there_is_no_object() {
        let dir = tempfile::tempdir().unwrap();
        assert!(StoredObject::open(&dir.path().join("nothing")).unwrap().is_none());
        assert!(StoredObject::open(dir.path()).unwrap().is_none());
    }
}
