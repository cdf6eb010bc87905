//! The alarms that every function and every table has: `infra/alarms.yaml`, nested in `template.yaml`.

use serde_norway::Value;
use std::fmt::Write;

/// What the file opens with.
const HEAD: &str = r#"AWSTemplateFormatVersion: "2010-09-09"
Description: The alarms of each function and each table of Selo.

# Written from template.yaml and infra/state.yaml by `cargo run -p xtask -- gen`; do not edit.

Parameters:
  Prefix:
    Type: String
    Description: Name of the outer stack, with which every name begins
  AlarmTopicArn:
    Type: String
    Description: SNS topic that alarms go to; empty for none

Conditions:
  HasAlarmTopic: !Not [!Equals [!Ref AlarmTopicArn, ""]]

Resources:
"#;

/// What the alarms of a table's own failures add up.
const OPERATIONS: [&str; 7] =
    ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"];

/// How far a stream may fall behind, in milliseconds.
const LATEST_MS: u64 = 300_000;

/// The template.
pub fn document() -> String {
    let template: Value =
        serde_norway::from_str(crate::TEMPLATE).expect("template.yaml is YAML: a test reads it");
    let state: Value = serde_norway::from_str(crate::STATE).expect("state.yaml is YAML: a test reads it");
    let mut text = HEAD.to_owned();
    let usual = template["Globals"]["Function"]["Timeout"].as_u64().unwrap_or(3);
    for (id, function) in of_type(&template, "AWS::Serverless::Function") {
        let step = function["CodeUri"].as_str().unwrap_or_default().trim_start_matches("functions/");
        let timeout = function.get("Timeout").and_then(Value::as_u64).unwrap_or(usual);
        text.push_str(&of_function(id.trim_end_matches("Function"), step, timeout, reads_a_stream(function)));
    }
    for (id, table) in of_type(&state, "AWS::DynamoDB::Table") {
        let indexes = table.get("GlobalSecondaryIndexes").and_then(Value::as_sequence);
        let indexes = indexes.into_iter().flatten().filter_map(|index| index["IndexName"].as_str()).collect();
        text.push_str(&of_table(id.trim_end_matches("Table"), indexes));
    }
    text.trim_end().to_owned() + "\n"
}

/// Logical identifier and properties of every resource of a type.
fn of_type<'v>(template: &'v Value, kind: &str) -> Vec<(&'v str, &'v Value)> {
    let all = template.get("Resources").and_then(Value::as_mapping).into_iter().flatten();
    let matching = all.filter(|(_, body)| body.get("Type").and_then(Value::as_str) == Some(kind));
    matching.filter_map(|(id, body)| Some((id.as_str()?, body.get("Properties")?))).collect()
}

fn reads_a_stream(function: &Value) -> bool {
    let events = function.get("Events").and_then(Value::as_mapping).into_iter().flatten();
    events.into_iter().any(|(_, event)| event.get("Type").and_then(Value::as_str) == Some("DynamoDB"))
}

fn of_function(id: &str, step: &str, timeout_s: u64, reads_a_stream: bool) -> String {
    let slow_ms = timeout_s * 700;
    let mut text = format!("  # {step}\n");
    let mut add = |what: &str, why: &str, metric: &str, statistic: &str, threshold: u64| {
        let measured = format!(
            "      Namespace: AWS/Lambda
      MetricName: {metric}
      Dimensions:
        - {{ Name: FunctionName, Value: !Sub \"${{Prefix}}-{step}\" }}
      {statistic}
      Period: 300
"
        );
        text.push_str(&alarm(
            &format!("{id}{what}"),
            &format!("{step}-{}", what.to_lowercase()),
            why,
            &measured,
            threshold,
        ));
    };
    add("Errors", &format!("{step} failed. Its log says why."), "Errors", "Statistic: Sum", 0);
    add(
        "Throttles",
        &format!("{step} was not run, because too much runs at once."),
        "Throttles",
        "Statistic: Sum",
        0,
    );
    let slow = format!("{step} takes more than 70 % of its {timeout_s} seconds.");
    add("Slow", &slow, "Duration", "ExtendedStatistic: p95", slow_ms);
    if reads_a_stream {
        let late = format!("{step} is more than five minutes behind its stream.");
        add("Behind", &late, "IteratorAge", "Statistic: Maximum", LATEST_MS);
    }
    text
}

fn of_table(id: &str, indexes: Vec<&str>) -> String {
    let table = id.to_lowercase();
    let mut throttles = String::new();
    for direction in ["Read", "Write"] {
        let metric = format!("{direction}ThrottleEvents");
        throttles.push_str(&part(&direction.to_lowercase(), &metric, &table, None));
        for index in &indexes {
            let dimension = Some(("GlobalSecondaryIndexName", *index));
            throttles.push_str(&part(
                &format!("{}_{index}", direction.to_lowercase()),
                &metric,
                &table,
                dimension,
            ));
        }
    }
    let mut failures = String::new();
    for operation in OPERATIONS {
        let name = operation[..1].to_lowercase() + &operation[1..];
        failures.push_str(&part(&name, "SystemErrors", &table, Some(("Operation", operation))));
    }
    let summed = |parts: &str| {
        format!(
            "      Metrics:\n        - {{ Id: all, Expression: SUM(METRICS()), Label: all of them }}\n{parts}"
        )
    };
    let turned_away =
        format!("DynamoDB turned requests to {table} or its indexes away. Nothing is lost, but it is late.");
    let failed = format!("DynamoDB failed by itself at {table}.");
    [
        format!("  # {table}\n"),
        alarm(&format!("{id}Throttles"), &format!("{table}-throttles"), &turned_away, &summed(&throttles), 0),
        alarm(
            &format!("{id}SystemErrors"),
            &format!("{table}-system-errors"),
            &failed,
            &summed(&failures),
            0,
        ),
    ]
    .concat()
}

/// One metric of a sum.
fn part(id: &str, metric: &str, table: &str, dimension: Option<(&str, &str)>) -> String {
    let mut text = format!(
        "        - Id: {id}
          ReturnData: false
          MetricStat:
            Stat: Sum
            Period: 300
            Metric:
              Namespace: AWS/DynamoDB
              MetricName: {metric}
              Dimensions:
                - {{ Name: TableName, Value: !Sub \"${{Prefix}}-{table}\" }}
"
    );
    if let Some((name, value)) = dimension {
        let _ = writeln!(text, "                - {{ Name: {name}, Value: {value} }}");
    }
    text
}

/// One alarm: `measured` is what it looks at, in the indentation of properties.
fn alarm(id: &str, name: &str, why: &str, measured: &str, threshold: u64) -> String {
    format!(
        "  {id}:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: !Sub \"${{Prefix}}-{name}\"
      AlarmDescription: {why}
{measured}      EvaluationPeriods: 1
      Threshold: {threshold}
      ComparisonOperator: GreaterThanThreshold
      TreatMissingData: notBreaching
      AlarmActions: !If [HasAlarmTopic, [!Ref AlarmTopicArn], !Ref AWS::NoValue]

"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_slow_at_seven_tenths_of_its_time_and_only_a_reader_can_be_behind() {
        let reader = of_function("RenderPdf", "render-pdf", 60, true);
        assert!(reader.contains("Threshold: 42000"), "{reader}");
        assert!(
            reader.contains("RenderPdfBehind:") && reader.contains("!Sub \"${Prefix}-render-pdf\""),
            "{reader}"
        );
        assert!(!of_function("Login", "login", 10, false).contains("Behind"));
    }

    #[test]
    fn a_table_is_throttled_where_one_of_its_indexes_is() {
        let table = of_table("Outbox", vec!["due"]);
        assert_eq!(table.matches("WriteThrottleEvents").count(), 2);
        assert!(table.contains("{ Name: GlobalSecondaryIndexName, Value: due }"));
    }
}
