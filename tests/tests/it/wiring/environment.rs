//! What a deployment is asked, what reaches the functions of it, and what their code reads: each is the same set.

use super::template::{Function, Template, project};
use std::collections::BTreeSet;
use std::path::Path;

/// The text of every source file below a folder.
fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            text.push_str(&sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            text.push_str(&std::fs::read_to_string(&path).expect("a source file"));
        }
    }
    text
}

/// The variables that the code asks for by name, as `config.rs` asks: nothing else may read the environment, see `clippy.toml`.
fn read_by_the_code() -> BTreeSet<String> {
    let code = sources(&project().join("shared/platform/src"));
    let asked = ["required(\"", "variable(\"", "limit(\""];
    let names =
        asked.iter().flat_map(|call| code.split(call).skip(1).filter_map(|rest| rest.split('"').next()));
    // Lambda itself sets these.
    names.filter(|name| !name.starts_with("AWS_")).map(str::to_owned).collect()
}

fn variables_of(function: &Function<'_>) -> BTreeSet<String> {
    let of_it = function.property(&["Environment", "Variables"]).and_then(|v| v.as_mapping());
    of_it.into_iter().flatten().filter_map(|(name, _)| Some(name.as_str()?.to_owned())).collect()
}

#[test]
fn the_template_sets_what_the_code_reads_and_nothing_else() {
    let template = Template::read();
    let mut set = template.variables_of_all();
    set.extend(template.functions().iter().flat_map(variables_of));
    assert_eq!(set, read_by_the_code());
}

#[test]
fn a_limit_reaches_the_steps_that_keep_it_and_no_other() {
    for function in Template::read().functions() {
        let code = sources(&project().join(function.code()).join("src"));
        let kept = code.split("limits.").skip(1).map(|rest| {
            let end = rest.find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            format!("LIMIT_{}", rest[..end].to_uppercase())
        });
        let known = read_by_the_code();
        let kept: BTreeSet<String> = kept.filter(|name| known.contains(name)).collect();
        let set = variables_of(&function).into_iter().filter(|name| name.starts_with("LIMIT_")).collect();
        assert_eq!(kept, set, "{}", function.id);
    }
}

#[test]
fn a_variable_is_the_parameter_of_its_name() {
    let template = Template::read();
    let words = |name: &str| name.replace('_', "").to_lowercase();
    for function in template.functions() {
        for name in variables_of(&function).iter().filter(|name| name.starts_with("LIMIT_")) {
            let value = function.property(&["Environment", "Variables", name]).expect("a value");
            let parameter = super::referred(value)[0];
            assert_eq!(words(parameter), words(name), "{}", function.id);
        }
    }
}

#[test]
fn every_parameter_is_used() {
    for (path, template) in Template::read().files() {
        let asked = template.get("Parameters").and_then(|p| p.as_mapping()).expect("parameters");
        let sections = ["Globals", "Conditions", "Resources", "Outputs"];
        let used: String = sections
            .iter()
            .filter_map(|section| template.get(section))
            .map(|section| serde_norway::to_string(section).expect("YAML"))
            .collect();
        for name in asked.keys().filter_map(|name| name.as_str()) {
            let is_used = used.contains(&format!("!Ref {name}\n")) || used.contains(&format!("${{{name}}}"));
            assert!(is_used, "{path}: nobody uses {name}");
        }
    }
}
