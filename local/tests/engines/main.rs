//! The engines through their real clients: tables, objects and mail, and what survives a restart.

#![expect(clippy::unwrap_used, reason = "what cannot be set up fails the test")]

mod mail;
mod objects;
mod relay;
mod tables;
mod tidy;

use std::path::Path;

use local::engines::{EngineOptions, Engines};
use tempfile::TempDir;

pub(crate) async fn start(data: &Path) -> Engines {
    Engines::start(EngineOptions { data: data.to_path_buf(), smtp: None }).await.unwrap()
}

pub(crate) async fn fresh() -> (TempDir, Engines) {
    let dir = tempfile::tempdir().unwrap();
    let engines = start(dir.path()).await;
    (dir, engines)
}
