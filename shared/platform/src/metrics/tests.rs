use super::*;
use crate::telemetry::{Invocation, subscriber};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::sync::Mutex;

/// The units of the published schema of the format.
const UNITS: [&str; 27] = [
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None",
];

/// What is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is logged meanwhile.
fn logged(directives: &str, work: impl FnOnce()) -> Vec<String> {
    let log = Log::default();
    let writer = log.clone();
    tracing::subscriber::with_default(subscriber(directives, None, move || writer.clone()), work);
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn of_verify() -> Meter {
    Meter::new(Some(Place { stage: "prod".to_owned(), step: "verify" }))
}

fn noon() -> Timestamp {
    "2026-03-12T12:00:00.25Z".parse().unwrap()
}

/// What is wrong with a line in the eyes of the format's schema: members, types, lengths and units, and that every name
/// leads to a value.
fn faults(line: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let root: Value = serde_json::from_str(line).unwrap();
    let mut check = |holds: bool, what: String| {
        if !holds {
            faults.push(what);
        }
    };
    check(root["_aws"]["Timestamp"].is_u64(), "Timestamp".to_owned());
    check(line.len() < 256 << 10, "256 kB".to_owned());
    let directives = root["_aws"]["CloudWatchMetrics"].as_array().cloned().unwrap_or_default();
    check(!directives.is_empty(), "CloudWatchMetrics".to_owned());
    for directive in &directives {
        let namespace = directive["Namespace"].as_str().unwrap_or_default();
        check((1..=255).contains(&namespace.len()) && !namespace.starts_with("AWS/"), "Namespace".to_owned());
        let sets = directive["Dimensions"].as_array().cloned().unwrap_or_default();
        check(!sets.is_empty(), "Dimensions".to_owned());
        for set in sets.iter().map(|set| set.as_array().unwrap()) {
            check(set.len() <= 30, "a set of dimensions".to_owned());
            for name in set.iter().map(|name| name.as_str().unwrap()) {
                let value = root[name].as_str().unwrap_or_default();
                check(
                    (1..=250).contains(&name.len()) && (1..=1024).contains(&value.len()),
                    format!("dimension {name}"),
                );
            }
        }
        let metrics = directive["Metrics"].as_array().cloned().unwrap_or_default();
        check((1..=100).contains(&metrics.len()), "Metrics".to_owned());
        for metric in metrics {
            let name = metric["Name"].as_str().unwrap_or_default();
            check((1..=1024).contains(&name.len()) && root[name].is_number(), format!("metric {name}"));
            check(UNITS.iter().any(|unit| metric["Unit"] == *unit), format!("unit of {name}"));
            check(
                metric.as_object().unwrap().keys().all(|k| k == "Name" || k == "Unit"),
                format!("more of {name}"),
            );
        }
    }
    faults
}

#[test]
fn an_event_with_every_metric_is_in_the_format() {
    let meter = of_verify();
    Metric::ALL.iter().for_each(|metric| meter.count(*metric));
    let lines = logged("error,event=info", || meter.tell(noon(), &json!({ "status": 200 }), &[]));
    assert_eq!(lines.len(), 1);
    assert_eq!(faults(&lines[0]), [""; 0]);
    let root: Value = serde_json::from_str(&lines[0]).unwrap();
    assert_eq!(root["_aws"]["Timestamp"], 1_773_316_800_250_u64);
    assert!(
        Metric::ALL.iter().all(|metric| root[serde_json::to_value(metric).unwrap().as_str().unwrap()] == 1)
    );
}

#[test]
fn a_metric_has_its_place_in_the_list_of_all() {
    assert!(Metric::ALL.iter().enumerate().all(|(n, metric)| *metric as usize == n));
}

#[test]
fn the_check_of_the_format_sees_what_is_wrong() {
    let right = json!({ "_aws": { "Timestamp": 1, "CloudWatchMetrics": [{ "Namespace": "Selo", "Dimensions": [["Stage"]],
        "Metrics": [{ "Name": "Requests", "Unit": "Count" }] }] }, "Stage": "prod", "Requests": 1 });
    assert_eq!(faults(&right.to_string()), [""; 0]);
    let spoiled = |path: &str, value: Value| {
        let mut wrong = right.clone();
        *wrong.pointer_mut(path).unwrap() = value;
        faults(&wrong.to_string())
    };
    let metric = "/_aws/CloudWatchMetrics/0/Metrics/0";
    assert_eq!(spoiled(&format!("{metric}/Unit"), json!("Milisegundos")), ["unit of Requests"]);
    assert_eq!(spoiled(&format!("{metric}/Name"), json!("Answers")), ["metric Answers"]);
    assert_eq!(spoiled("/Requests", json!("1")), ["metric Requests"]);
    assert_eq!(spoiled("/Stage", json!("")), ["dimension Stage"]);
    assert_eq!(spoiled("/_aws/CloudWatchMetrics", json!([])), ["CloudWatchMetrics"]);
    assert_eq!(spoiled("/_aws/Timestamp", json!("now")), ["Timestamp"]);
}

#[test]
fn the_event_of_a_request_is_one_line() {
    let meter = of_verify();
    let measured = [(Metric::Requests, 1), (Metric::ServerErrors, 0), (Metric::DurationMs, 7)];
    let event = Invocation::new(
        "8f5e",
        Some("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"),
    );
    let lines = logged("error,event=info", || meter.tell(noon(), &event, &measured));
    assert_eq!(
        lines,
        [concat!(
            r#"{"timestamp":"2026-03-12T12:00:00.25Z","level":"INFO","aws_request_id":"8f5e","#,
            r#""trace_id":"1-5759e988-bd862e3fe1be46a994272793","Stage":"prod","Step":"verify","#,
            r#""Requests":1,"ServerErrors":0,"DurationMs":7,"_aws":{"Timestamp":1773316800250,"#,
            r#""CloudWatchMetrics":[{"Namespace":"Selo","Dimensions":[["Stage","Step"],["Stage"]],"#,
            r#""Metrics":[{"Name":"Requests","Unit":"Count"},{"Name":"ServerErrors","Unit":"Count"},"#,
            r#"{"Name":"DurationMs","Unit":"Milliseconds"}]}]}}"#
        )]
    );
}

#[test]
fn what_was_told_is_not_told_again() {
    let meter = of_verify();
    meter.add(Metric::WorkArmed, 0);
    meter.clone().count(Metric::PdfsDrawn);
    meter.count(Metric::PdfsDrawn);
    let lines = logged("event=info", || (0..2).for_each(|_| meter.tell(noon(), &json!({}), &[])));
    let [first, second] = [&lines[0], &lines[1]].map(|line| serde_json::from_str::<Value>(line).unwrap());
    assert_eq!((&first["PdfsDrawn"], &first["WorkArmed"]), (&json!(2), &json!(0)));
    assert_eq!((first.get("MailsSent"), second.get("PdfsDrawn"), second.get("_aws")), (None, None, None));
}

#[test]
fn a_house_on_one_machine_tells_without_metrics() {
    let lines = logged("event=info", || {
        Meter::default().tell(noon(), &json!({ "status": 200 }), &[(Metric::Requests, 1)])
    });
    assert_eq!(lines, [r#"{"timestamp":"2026-03-12T12:00:00.25Z","level":"INFO","status":200}"#]);
    assert!(logged("warn,event=warn", || Meter::default().tell(noon(), &json!({}), &[])).is_empty());
}
