//! Every page is reached by following links.

use super::template::project;
use std::path::{Path, PathBuf};

#[test]
fn every_page_is_linked_from_somewhere() {
    let mut sources = Vec::new();
    for folder in ["functions", "shared"] {
        collect(&project().join(folder), &mut sources);
    }
    for routes in local::routes() {
        let folder = project().join("functions").join(routes.step());
        // A step with one page does not lead to it by itself; those with several do among themselves.
        let pages = routes.operations().iter().filter(|o| o.op.output.is_some()).count();
        let own = if pages == 1 { folder } else { folder.join("src/lib.rs") };
        let elsewhere: Vec<&String> =
            sources.iter().filter(|(path, _)| !path.starts_with(&own)).map(|(_, text)| text).collect();
        for operation in routes.operations().iter().filter(|o| o.op.output.is_some()) {
            // A link to a page with names in its path is made in code, from what stands before the first.
            let fixed = operation.path.split('{').next().unwrap_or_default();
            let is_linked = fixed == "/" || elsewhere.iter().any(|text| links_to(text, fixed));
            assert!(
                is_linked,
                "{}: no page, mail or code leads to {}; link it, as from a template in functions/*/templates",
                routes.step(),
                operation.path
            );
        }
    }
}

/// Whether a text has a path in quotes, as a link or a form has it; the docs of a handler are no link.
fn links_to(text: &str, path: &str) -> bool {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let after = |rest: &str| {
        path.ends_with('/') || !rest.starts_with(|c: char| c.is_alphanumeric() || "/-".contains(c))
    };
    lines
        .flat_map(|line| line.match_indices(path).map(move |(at, _)| (line, at)))
        .any(|(line, at)| line[..at].ends_with(['"', '\'', '}']) && after(&line[at + path.len()..]))
}

/// Every template and source below a folder, without tests.
fn collect(folder: &Path, into: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.expect("an entry").path();
        let kind = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        if path.is_dir() {
            collect(&path, into);
        } else if ["html", "txt", "rs"].contains(&kind) {
            let text = super::read(&path);
            into.push((path, text));
        }
    }
}
