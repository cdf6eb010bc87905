//! Names the look of this build: a hash over the assets, so that a browser may keep them for ever.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

fn main() {
    let folder = "assets";
    println!("cargo::rerun-if-changed={folder}");
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if let Ok(bytes) = std::fs::read(entry.path()) {
            println!("cargo::rerun-if-changed={}", entry.path().display());
            files.insert(entry.file_name(), bytes);
        }
    }
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    println!("cargo::rustc-env=ASSETS_HASH={:016x}", hasher.finish());
}
