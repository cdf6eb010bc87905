//! What the documents name is there.

use super::read;
use super::template::project;
use std::path::Path;

/// Documents that name tests.
const DOCUMENTS: [&str; 4] =
    ["docs/adding-a-step.md", "docs/participation-line.md", "docs/reliability.md", "docs/security.md"];

/// What stands between backticks and has the shape of a test's name: four words or more.
fn names(text: &str) -> Vec<&str> {
    let is_name = |word: &&str| {
        word.matches('_').count() >= 3
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(|word| word.rsplit("::").next().unwrap_or(word))
        .filter(is_name)
        .collect()
}

fn sources(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.expect("an entry").path();
        let kind = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        if path.is_dir() && !path.ends_with("node_modules") && !path.ends_with("target") {
            sources(&path, into);
        } else if ["rs", "py", "mjs"].contains(&kind) {
            into.push_str(&read(&path));
        }
    }
}

#[test]
fn every_test_that_a_document_names_is_there() {
    let mut all = String::new();
    for folder in ["functions", "local", "shared", "tests", "xtask"] {
        sources(&project().join(folder), &mut all);
    }
    let mut found = 0;
    for document in DOCUMENTS {
        let text = read(&project().join(document));
        for name in names(&text) {
            // A command may name the beginning of a test's name.
            let kept = [format!("fn {name}"), format!("def {name}")].iter().any(|start| all.contains(start));
            assert!(kept, "{document} names {name}, which is no test");
            found += 1;
        }
    }
    assert!(found > 150, "{found} names were found: the documents are written in another way now");
}
