//! The keys of a bucket, in S3's order.

use std::io;
use std::path::Path;

/// The keys under a prefix that come after `after`, sorted by their bytes. Every one is a file that was published.
pub(super) fn keys(bucket: &Path, prefix: &str, after: &str) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    // The folder part of the prefix is walked to, not searched for.
    let folder = prefix.rsplit_once('/').map_or("", |(folder, _)| folder);
    collect(bucket, folder, &mut found)?;
    found.retain(|key| key.starts_with(prefix) && key.as_str() > after);
    found.sort_unstable();
    Ok(found)
}

fn collect(bucket: &Path, folder: &str, found: &mut Vec<String>) -> io::Result<()> {
    let entries = match std::fs::read_dir(bucket.join(folder)) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let key = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        if entry.file_type()?.is_dir() {
            collect(bucket, &key, found)?;
        } else {
            found.push(key);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_in_byte_order_from_after_the_given_one() {
        let dir = tempfile::tempdir().unwrap();
        for key in ["a/b/1", "a/b-2", "a/c", "b"] {
            let path = dir.path().join(key);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, b"").unwrap();
        }
        assert_eq!(keys(dir.path(), "", "").unwrap(), ["a/b-2", "a/b/1", "a/c", "b"]);
        assert_eq!(keys(dir.path(), "a/b", "a/b-2").unwrap(), ["a/b/1"]);
        assert_eq!(keys(dir.path(), "nothing/here", "").unwrap(), Vec::<String>::new());
    }
}
