//! Generators and checks: `cargo run -p xtask -- gen` writes what is generated from the code, `check` compares.

mod alarms;
mod openapi;
mod permissions;

use std::path::PathBuf;
use std::process::ExitCode;

const TEMPLATE: &str = include_str!("../../template.yaml");
const STATE: &str = include_str!("../../infra/state.yaml");

/// A file that is generated from the code and committed.
struct Generated {
    path: &'static str,
    text: String,
}

fn generated() -> Vec<Generated> {
    vec![
        Generated { path: "functions/serve-site/openapi.json", text: openapi::document() },
        Generated { path: "infra/README.md", text: permissions::document() },
        Generated { path: "infra/alarms.yaml", text: alarms::document() },
        Generated { path: "docs/life-cycles.md", text: domain::life_cycle::markdown() },
    ]
}

fn in_project(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn stale() -> Vec<&'static str> {
    let differs =
        |file: &Generated| std::fs::read_to_string(in_project(file.path)).ok().as_ref() != Some(&file.text);
    generated().iter().filter(|file| differs(file)).map(|file| file.path).collect()
}

fn write() -> std::io::Result<()> {
    for file in generated() {
        std::fs::write(in_project(file.path), file.text)?;
        println!("wrote {}", file.path);
    }
    Ok(())
}

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("gen") => match write() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("could not write: {error}");
                ExitCode::FAILURE
            }
        },
        Some("check") => {
            let stale = stale();
            stale.iter().for_each(|path| {
                eprintln!("{path} is not what the code generates: run `cargo run -p xtask -- gen`")
            });
            if stale.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        _ => {
            eprintln!("usage: cargo run -p xtask -- gen|check");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_committed_is_what_the_code_generates() {
        assert!(super::stale().is_empty(), "run `cargo run -p xtask -- gen` and read what has changed");
    }
}
