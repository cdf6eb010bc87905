//! Objects as plain files: what leaves the house leaves it without what is known about it.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::stored::StoredObject;

/// Copies the bodies of all objects under a folder of a bucket to the same paths under `to`, and answers how many there
/// are. A running house may go on writing: each object is copied as one of its versions.
///
/// # Errors
/// When the folder cannot be read, a file in it is no object, or the copy cannot be written.
pub fn copy_out(from: &Path, to: &Path) -> io::Result<u64> {
    fs::create_dir_all(to)?;
    let mut copied = 0;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copied += copy_out(&entry.path(), &target)?;
        } else if let Some(mut object) = StoredObject::open(&entry.path())? {
            object.file.seek(SeekFrom::Start(0))?;
            io::copy(&mut object.file.take(object.attributes.size), &mut File::create(target)?)?;
            copied += 1;
        }
    }
    Ok(copied)
}
