//! Which function may do what: the policies of `template.yaml` as one table, `infra/README.md`.

use serde_norway::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What the table opens with.
const HEAD: &str = "# Who may do what

Written from `template.yaml` by `cargo run -p xtask -- gen`; do not edit. Of a table a policy names the actions and the
partitions (`dynamodb:LeadingKeys`), of a bucket the prefixes. SAM adds what AWS calls AWSLambdaBasicExecutionRole (logs),
AWSXrayWriteOnlyAccess (traces) and, for who reads a stream, AWSLambdaDynamoDBExecutionRole. The first two name no single
log group and no single trace; the third names no single stream, so each reader is denied every stream but its own. Who has
the queue of dead letters as a destination may write to it. Nothing else is allowed to anybody.

";

/// Where a permission is shown.
const COLUMNS: [&str; 6] = ["registry", "outbox", "access", "documents", "imports", "elsewhere"];

/// The table as Markdown.
pub fn document() -> String {
    let template: Value =
        serde_norway::from_str(crate::TEMPLATE).expect("template.yaml is YAML: a test reads it");
    let mut text = HEAD.to_owned();
    let _ = writeln!(text, "| function | called by | {} |", COLUMNS.join(" | "));
    let _ = writeln!(text, "|{}", "---|".repeat(COLUMNS.len() + 2));
    let resources = template.get("Resources").and_then(Value::as_mapping);
    for (id, function) in resources.into_iter().flatten() {
        if function.get("Type").and_then(Value::as_str) == Some("AWS::Serverless::Function") {
            let properties = function.get("Properties").unwrap_or(&Value::Null);
            let _ = writeln!(text, "{}", row(id.as_str().unwrap_or_default(), properties));
        }
    }
    text
}

fn row(id: &str, properties: &Value) -> String {
    let mut cells: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for statement in statements(properties) {
        let actions: Vec<&str> = strings(&statement["Action"]).iter().map(|a| short(a)).collect();
        for resource in texts(&statement["Resource"]) {
            let (column, part) = place(&resource);
            let bound = partitions(statement);
            let is_table = COLUMNS[..3].contains(&column) && part.is_empty();
            let whole = if is_table && bound.is_empty() { " whole table" } else { "" };
            let of = [&part, &bound, whole, &until(statement)].concat();
            cells.entry(column).or_default().push(format!("{}{of}", actions.join(", ")));
        }
    }
    let cells = COLUMNS.map(|column| cells.remove(column).unwrap_or_default().join("<br>"));
    format!("| `{}` | {} | {} |", id.trim_end_matches("Function"), callers(properties), cells.join(" | "))
}

fn statements(properties: &Value) -> Vec<&Value> {
    let policies = properties.get("Policies").and_then(Value::as_sequence).map_or(&[][..], Vec::as_slice);
    let all = policies.iter().filter_map(|p| p.get("Statement")?.as_sequence()).flatten();
    all.filter(|statement| statement["Effect"] == "Allow").collect()
}

/// A string, or a list of strings.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::Sequence(all) => all.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

/// A resource, or a list of them; what stands behind `!GetAtt`, `!Sub` or `!Ref`.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Sequence(all) => all.iter().flat_map(texts).collect(),
        Value::Tagged(tagged) => tagged.value.as_str().map(str::to_owned).into_iter().collect(),
        other => strings(other).into_iter().map(str::to_owned).collect(),
    }
}

/// `GetItem` of `dynamodb:GetItem`.
fn short(action: &str) -> &str {
    action.split_once(':').map_or(action, |(_, name)| name)
}

/// The column of a resource, and which part of it.
fn place(resource: &str) -> (&'static str, String) {
    for (name, column) in
        [("RegistryTable", "registry"), ("OutboxTable", "outbox"), ("AccessTable", "access")]
    {
        if resource.contains(name) {
            let index = resource.split_once("/index/").map(|(_, index)| format!(" index `{index}`"));
            return (column, index.unwrap_or_default());
        }
    }
    for column in ["documents", "imports"] {
        if let Some((_, key)) = resource.split_once(&format!("-{column}-${{AWS::AccountId}}")) {
            let key =
                if key.is_empty() { String::new() } else { format!(" `{}`", key.trim_start_matches('/')) };
            return (column, key);
        }
    }
    // Of an ARN, what stands behind the account.
    let name = resource.rsplit_once("${AWS::AccountId}:").map_or(resource, |(_, name)| name);
    let name = name.trim_start_matches("State.Outputs.").replace("${AWS::StackName}", "<stack>");
    ("elsewhere", format!(" `{name}`"))
}

/// The partitions that a statement is bound to, and the address that mails are from.
fn partitions(statement: &Value) -> String {
    let condition = statement.get("Condition");
    let leading = condition.and_then(|c| c.get("ForAllValues:StringLike")?.get("dynamodb:LeadingKeys"));
    let keys = leading.map(strings).unwrap_or_default();
    let from = condition.and_then(|c| c.get("StringEquals")?.get("ses:FromAddress"));
    let from = from.map(texts).unwrap_or_default();
    let keys = keys.iter().map(|key| format!(" `{key}`"));
    keys.chain(from.iter().map(|address| format!(" from `{address}`"))).collect()
}

/// Until when a statement counts.
fn until(statement: &Value) -> String {
    let end = statement.get("Condition").and_then(|c| c.get("DateLessThan")?.get("aws:CurrentTime"));
    end.map(texts).unwrap_or_default().iter().map(|parameter| format!(" until `{parameter}`")).collect()
}

/// What calls a function, in a word.
fn callers(properties: &Value) -> String {
    let events = properties.get("Events").and_then(Value::as_mapping);
    let mut kinds: Vec<&str> = events
        .into_iter()
        .flatten()
        .filter_map(|(_, event)| match event.get("Type")?.as_str()? {
            "HttpApi" => Some("HTTP"),
            "DynamoDB" => Some("table stream"),
            "S3" => Some("bucket"),
            "Schedule" => Some("schedule"),
            other => Some(other),
        })
        .collect();
    kinds.dedup();
    if kinds.is_empty() { "an operator".to_owned() } else { kinds.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_finds_its_column() {
        assert_eq!(place("State.Outputs.RegistryTable"), ("registry", String::new()));
        assert_eq!(place("${State.Outputs.OutboxTable}/index/due"), ("outbox", " index `due`".to_owned()));
        let bucket = "arn:${AWS::Partition}:s3:::${AWS::StackName}-documents-${AWS::AccountId}";
        assert_eq!(place(&format!("{bucket}/pdf/*")), ("documents", " `pdf/*`".to_owned()));
        assert_eq!(place(bucket), ("documents", String::new()));
        assert_eq!(place("State.Outputs.RootSecret"), ("elsewhere", " `RootSecret`".to_owned()));
        let restored = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${AWS::StackName}-registry-restored";
        let restored = place(restored);
        assert_eq!(restored, ("elsewhere", " `table/<stack>-registry-restored`".to_owned()));
    }

    #[test]
    fn a_statement_without_partitions_says_that_it_is_of_the_whole_table() {
        let table = document();
        let row = |name: &str| {
            let start = format!("| `{name}` |");
            table.lines().find(|line| line.starts_with(&start)).expect("a row").to_owned()
        };
        let cells = row("Administer");
        let cells: Vec<&str> = cells.split('|').map(str::trim).collect();
        assert!(cells[3].contains("Scan whole table<br>"), "{}", cells[3]);
        let until = "PutItem whole table until `RestoringUntil`";
        assert!(cells[3].ends_with(until) && cells[4].ends_with(until));
        assert!(
            cells[8].contains("Scan `table/<stack>-outbox-restored` until `RestoringUntil`"),
            "{}",
            cells[8]
        );
        assert!(!row("IssueCertificates").contains("whole table"));
        assert!(row("SendMail").contains("SendRawEmail `identity/*` from `Sender`"), "{}", row("SendMail"));
    }

    #[test]
    fn verifying_writes_to_no_certificate() {
        let table = document();
        let verify = table.lines().find(|line| line.starts_with("| `Verify`")).expect("the row of verify");
        let cells: Vec<&str> = verify.split('|').map(str::trim).collect();
        assert_eq!(cells[3], "GetItem `CODE#*` `FILE#*`");
    }
}
