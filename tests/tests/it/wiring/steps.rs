//! One list of steps, and what has a place for each of them.

use super::template::{Template, project};
use super::{names_in, read};
use std::collections::BTreeSet;

/// What somebody has to do who sees one of these fail.
const LIST: &str = "the list of steps is `ALL` in local/steps/src/lib.rs";

/// The members that two lists do not share, to be read by whoever has to edit one of them.
fn differing(left: &BTreeSet<String>, right: &BTreeSet<String>) -> Vec<String> {
    left.symmetric_difference(right).cloned().collect()
}

#[test]
fn the_list_of_steps_is_the_folders_and_the_template_in_their_order() {
    let listed: Vec<String> = steps::ALL.iter().map(|step| step.name.to_owned()).collect();
    let set: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!(differing(&set, &names_in("functions")), [""; 0], "folders in functions/: {LIST}");
    let template = Template::read();
    let functions: Vec<&str> = template.functions().iter().map(|f| f.step()).collect();
    assert_eq!(listed, functions, "template.yaml has them in this order: {LIST}");
    for (step, function) in steps::ALL.iter().zip(template.functions()) {
        assert_eq!(step.function(), function.id);
        let is_http = matches!(step.trigger, steps::Trigger::Http(_));
        assert_eq!(is_http, !function.routes().is_empty(), "what calls {}: {LIST}", step.name);
    }
}

#[test]
fn what_every_step_links_is_heard_in_the_log() {
    // What every step links is heard by the functions and by the local house alike; the site and the
    // drawing of a certificate, which is pure, say nothing.
    let shared = names_in("shared");
    let heard = BTreeSet::from(platform::telemetry::SHARED.map(str::to_owned));
    let deaf = "`SHARED` in shared/platform/src/telemetry.rs";
    assert_eq!(differing(&shared, &heard), ["paper", "site"], "crates in shared/: {deaf}");
}

#[test]
fn every_step_has_an_event_of_the_console() {
    // An event has the name of its step; of a step with several kinds of events, one has just the name.
    let (files, steps) = (names_in("events"), names_in("functions"));
    let of = |file: &String| {
        steps.iter().find(|step| file == *step || file.starts_with(&format!("{step}-"))).cloned()
    };
    let without: Vec<&String> = steps.difference(&files).collect();
    assert_eq!(without, [""; 0], "steps without events/<step>.json");
    let strange: Vec<&String> = files.iter().filter(|file| of(file).is_none()).collect();
    assert_eq!(strange, [""; 0], "events of no step");
}

#[test]
fn the_local_house_runs_every_step_that_an_event_calls() {
    let source = |file: &str| read(&project().join("local/src").join(file));
    let sources = source("sweep.rs") + &source("admin.rs");
    for step in steps::ALL.iter().filter(|step| matches!(step.trigger, steps::Trigger::Event)) {
        let called = format!("{}::", step.krate());
        assert!(sources.contains(&called), "{}: local/src/sweep.rs calls its `handle`", step.name);
    }
}

#[test]
fn every_function_has_its_lines_on_the_dashboard() {
    let dashboard = read(&project().join("infra/observability.yaml"));
    for step in steps::ALL {
        let line =
            |metric| format!(r#"["AWS/Lambda", "{metric}", "FunctionName", "${{Prefix}}-{}"]"#, step.name);
        let metrics: &[&str] = match step.trigger {
            steps::Trigger::Http(_) => &["Errors", "Duration", "ConcurrentExecutions"],
            steps::Trigger::Event if step.name == "administer" => &[],
            steps::Trigger::Event => &["ConcurrentExecutions"],
        };
        for metric in metrics {
            assert!(dashboard.contains(&line(metric)), "infra/observability.yaml has no {}", line(metric));
        }
    }
}
