//! One name for a step everywhere, and one place that names its routes, filters and permissions.

mod day;
mod documents;
mod environment;
mod links;
mod permissions;
mod steps;
mod streams;
mod template;

use journeys::lambda::passes;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use streams::patterns;
use template::{Template, plain, project, referred, strings};

/// The names of what a folder holds, without an extension.
fn names_in(folder: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(project().join(folder)).unwrap_or_else(|e| panic!("{folder}: {e}"));
    let name = |path: PathBuf| path.file_stem().and_then(|s| s.to_str()).map(str::to_owned);
    entries.map(|entry| name(entry.expect("an entry").path()).expect("a plain name")).collect()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn pascal(step: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    step.split('-').map(capital).collect()
}

#[test]
fn a_step_has_one_name_everywhere() {
    let template = Template::read();
    let functions: BTreeSet<String> = template.functions().iter().map(|f| f.step().to_owned()).collect();
    assert_eq!(functions, names_in("functions"), "functions of the template and folders");
    for function in template.functions() {
        let step = function.step();
        assert_eq!(function.id, format!("{}Function", pascal(step)));
        assert_eq!(function.body["Metadata"]["BuildMethod"].as_str(), Some("rust-cargolambda"), "{step}");
        let manifest =
            std::fs::read_to_string(project().join(function.code()).join("Cargo.toml")).expect("a manifest");
        assert!(
            manifest.contains(&format!("name = \"{step}\"")),
            "the package in {} is called {step}",
            function.code()
        );
        let main =
            std::fs::read_to_string(project().join(function.code()).join("src/main.rs")).expect("a main.rs");
        assert!(
            main.contains(&format!("{}::", step.replace('-', "_"))),
            "main.rs of {step} runs its own step"
        );
    }
}

/// What unpacks the events of a kind, see `shared/common/src/lambda.rs`.
#[test]
fn a_step_is_called_by_what_its_main_unpacks() {
    let template = Template::read();
    let readers = ["registry", "outbox"].map(|table| format!("State.Outputs.{}Stream", pascal(table)));
    for function in template.functions() {
        let main =
            std::fs::read_to_string(project().join(function.code()).join("src/main.rs")).expect("a main.rs");
        let streams: Vec<&str> =
            function.events("DynamoDB").into_iter().flat_map(|event| referred(&event["Stream"])).collect();
        let kinds = [
            ("serve(", !function.routes().is_empty()),
            ("consume_imports(", streams == [readers[0].as_str()]),
            ("consume_work(", streams == [readers[1].as_str()]),
            ("consume_objects(", !function.events("S3").is_empty()),
            ("consume_notices(", !function.events("SNS").is_empty()),
            ("answer(", !function.events("Schedule").is_empty() || function.id == "AdministerFunction"),
        ];
        for (unpacks, called) in kinds {
            assert_eq!(main.contains(&format!("lambda::{unpacks}")), called, "{}: {unpacks}…)", function.id);
        }
        assert_eq!(
            kinds.iter().filter(|(_, called)| *called).count(),
            1,
            "{} has one kind of trigger",
            function.id
        );
    }
}

#[test]
fn a_function_waits_for_its_state() {
    // Its log group is made with the state, before anything can write a line.
    for function in Template::read().functions() {
        let named = serde_norway::to_string(function.body).expect("YAML");
        assert!(named.contains("State.Outputs."), "{} would be made beside its log group", function.id);
    }
}

#[test]
fn the_routes_of_a_step_are_its_routes_in_the_template() {
    let template = Template::read();
    for routes in local::routes() {
        let offered: BTreeSet<String> =
            routes.operations().iter().map(|o| format!("{} {}", o.method, o.path)).collect();
        assert_eq!(offered.len(), routes.operations().len(), "{} offers a route twice", routes.step());
        let mut named = template.function(routes.step()).routes();
        assert_eq!(named.remove("$default"), routes.step() == "serve-site", "the route of what has no other");
        assert_eq!(offered, named, "routes of {}", routes.step());
    }
}

#[test]
fn a_permission_names_its_actions_and_its_resources() {
    let template = Template::read();
    let known = template.tables_and_indexes();
    for function in template.functions() {
        for statement in function.statements() {
            let sid = statement["Sid"].as_str().expect("a Sid");
            let of = format!("{} of {}", sid, function.id);
            assert!(
                strings(&statement["Action"]).iter().all(|a| !a.contains('*')),
                "{of}: every action by its name"
            );
            for resource in referred(&statement["Resource"]) {
                // Only what follows a prefix of a bucket is open.
                let body = resource.strip_suffix("/*").unwrap_or(resource);
                let prefix = body.split_once("${AWS::AccountId}").map_or("", |(_, key)| key);
                assert!(!body.contains('*') && (body == resource || prefix.len() > 1), "{of}: {resource}");
                if resource.contains("Table") {
                    let name = plain(resource);
                    assert!(known.contains(&name), "{of}: {name} is no table and no index");
                }
            }
        }
    }
}

#[test]
fn only_who_may_read_the_root_secret_knows_where_it_is() {
    for function in Template::read().functions() {
        let knows = function.property(&["Environment", "Variables", "ROOT_SECRET_ARN"]).is_some();
        assert_eq!(knows, function.may("secretsmanager:GetSecretValue"), "{}", function.id);
    }
}

#[test]
fn every_index_is_read_by_somebody() {
    let template = Template::read();
    let functions = template.functions();
    let read: BTreeSet<String> = functions
        .iter()
        .flat_map(|f| f.statements())
        .flat_map(|statement| referred(&statement["Resource"]))
        .map(plain)
        .collect();
    let indexes = template.tables_and_indexes().into_iter().filter(|name| name.contains("/index/"));
    let unread: Vec<String> = indexes.filter(|index| !read.contains(index)).collect();
    assert_eq!(unread, Vec::<String>::new());
}

#[test]
fn the_events_of_the_console_are_of_the_shape_that_their_step_reads() {
    let template = Template::read();
    for file in names_in("events") {
        let path = project().join("events").join(format!("{file}.json"));
        let event: Value = serde_json::from_slice(&std::fs::read(path).expect("an event")).expect("JSON");
        if file.starts_with("administer") {
            let read: Result<administer::Request, _> = serde_json::from_value(event);
            assert!(read.is_ok(), "administer reads {file}");
            continue;
        }
        let routes = template.function(&file).routes();
        if let Some(route) = event["routeKey"].as_str() {
            assert!(
                routes.contains(route) && event["requestContext"]["routeKey"] == route,
                "{file}: {route}"
            );
            continue;
        }
        assert!(routes.is_empty(), "{file} is a request");
        let records: Vec<Value> = event["Records"].as_array().cloned().unwrap_or_default();
        for pattern in patterns(&template, &file) {
            assert!(
                !records.is_empty() && records.iter().all(|r| passes(r, &pattern)),
                "its filter lets {file} pass"
            );
        }
        if !template.function(&file).events("SNS").is_empty() {
            let read = |record: &Value| {
                record["Sns"]["Message"].as_str().and_then(|m| track_mail::Notice::read(m).ok()).flatten()
            };
            assert!(!records.is_empty() && records.iter().all(|record| read(record).is_some()), "{file}");
        }
        if !template.function(&file).events("S3").is_empty() {
            assert!(
                records
                    .iter()
                    .all(|r| r["s3"]["object"]["key"].as_str().is_some_and(|k| k.starts_with("imports/")))
            );
        }
    }
}

/// What is built for Lambda and as `selo` has no clock that can be moved: nobody but the tests enables the feature.
#[test]
fn only_the_tests_are_built_with_seams() {
    let cargo = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(project())
        .output()
        .expect("cargo metadata");
    let metadata: Value = serde_json::from_slice(&cargo.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let enables = |package: &Value| {
        let by_dependency = package["dependencies"].as_array().into_iter().flatten().any(|dependency| {
            dependency["features"].as_array().is_some_and(|features| features.contains(&json!("seams")))
        });
        let members = package["features"].as_object().cloned().unwrap_or_default();
        let by_feature = members
            .iter()
            .filter(|(name, _)| *name != "seams")
            .any(|(_, of)| of.to_string().contains("seams"));
        by_dependency || by_feature
    };
    let enabling: Vec<&str> =
        packages.iter().filter(|p| enables(p)).filter_map(|p| p["name"].as_str()).collect();
    assert_eq!(enabling, ["journeys"]);
}
