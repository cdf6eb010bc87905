//! Generators and checks: `cargo run -p xtask -- gen` writes what is generated from the code, `check` compares, `new-step` makes
//! what a new step needs.

mod alarms;
mod new_step;
mod openapi;
mod permissions;
mod roles;

use std::path::{Path, PathBuf};
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
        Generated { path: "docs/permissions.md", text: roles::document() },
    ]
}

/// A file of the project that one stands in, which need not be the one that this was built in.
fn in_project(path: &str) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    let project = here.ancestors().find(|folder| folder.join("template.yaml").is_file());
    project.unwrap_or(Path::new(".")).join(path)
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
        Some("new-step") => new_step(),
        _ => {
            eprintln!("usage: cargo run -p xtask -- gen|check|new-step NAME /path TITLE");
            ExitCode::FAILURE
        }
    }
}

fn new_step() -> ExitCode {
    let given = |index| std::env::args().nth(index).unwrap_or_default();
    let step = new_step::NewStep::parse(&given(2), &given(3), &given(4));
    match step.and_then(|step| Ok((step.make()?, step.left()))) {
        Ok((files, left)) => {
            files.iter().for_each(|path| println!("wrote {path}"));
            println!("\n{left}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("no step was made: {}", why.0);
            eprintln!("usage: cargo run -p xtask -- new-step NAME /path TITLE");
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
