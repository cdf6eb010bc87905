//! The places that a new step takes in files of others. Each finds its place by what stands beside it, and gives nothing when that
//! is not there any more.

use super::NewStep;

/// A file, and how it is edited.
pub(super) type Place = (&'static str, fn(&NewStep, &str) -> Option<String>);

/// All of them.
pub(super) const ALL: &[Place] = &[
    ("Cargo.toml", workspace),
    ("local/steps/Cargo.toml", steps_manifest),
    ("local/steps/src/lib.rs", list),
    ("template.yaml", function),
    ("infra/state.yaml", log_group),
    ("infra/observability.yaml", dashboard),
    ("tests/bench/budgets.json", budgets),
    ("tests/tests/it/participation.rs", test_module),
];

/// Where the functions of this line end in `template.yaml`, and the steps of this line in the list.
const END_OF_LINE: &str = " functions: every line\n";
const END_OF_LIST: &str = "    // House\n";
/// A step that every list has.
const NEIGHBOUR: &str = "verify";

/// A text with another put before the line that holds a mark, for each such line.
fn before_each(text: &str, mark: &str, put: &dyn Fn(&str) -> String) -> Option<String> {
    let edited = |line: &str| if line.contains(mark) { put(line) + line } else { line.to_owned() };
    text.contains(mark).then(|| text.split_inclusive('\n').map(edited).collect())
}

fn before(text: &str, mark: &str, put: String) -> Option<String> {
    (text.matches(mark).count() == 1).then(|| before_each(text, mark, &|_| put.clone()))?
}

fn workspace(step: &NewStep, text: &str) -> Option<String> {
    let line = format!("{0} = {{ path = \"functions/{0}\" }}\n", step.name);
    before(text, &format!("{NEIGHBOUR} = {{ path = \"functions/{NEIGHBOUR}\" }}"), line)
}

fn steps_manifest(step: &NewStep, text: &str) -> Option<String> {
    before(text, &format!("{NEIGHBOUR}.workspace = true"), format!("{}.workspace = true\n", step.name))
}

fn list(step: &NewStep, text: &str) -> Option<String> {
    let entry = format!("    http(Line::Participation, \"{}\", {}::routes),\n", step.name, step.krate());
    before(text, END_OF_LIST, entry)
}

fn function(step: &NewStep, text: &str) -> Option<String> {
    let block = format!(
        r#"  {pascal}Function:
    # Say in a sentence what people do with it.
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: rust-cargolambda
    Properties:
      FunctionName: !Sub "${{AWS::StackName}}-{name}"
      CodeUri: functions/{name}
      MemorySize: 256
      Timeout: 15
      Environment:
        Variables: {{ ROOT_SECRET_ARN: !GetAtt State.Outputs.RootSecret }}
      Policies:
        - Statement:
            - Sid: ReadSessions
              Effect: Allow
              Action: dynamodb:GetItem
              Resource: !GetAtt State.Outputs.AccessTable
              Condition:
                ForAllValues:StringLike: {{ "dynamodb:LeadingKeys": ["SESSION#*"] }}
            - Sid: ReadRootSecret
              Effect: Allow
              Action: secretsmanager:GetSecretValue
              Resource: !GetAtt State.Outputs.RootSecret
      Events:
        Show{event}: {{ Type: HttpApi, Properties: {{ ApiId: !Ref Api, Method: GET, Path: {path} }} }}

"#,
        pascal = step.pascal(),
        name = step.name,
        event = step.event(),
        path = step.path,
    );
    before(text, END_OF_LINE, block)
}

fn log_group(step: &NewStep, text: &str) -> Option<String> {
    let block = format!(
        "  {}Log:\n    Type: AWS::Logs::LogGroup\n    DeletionPolicy: Delete\n    UpdateReplacePolicy: Delete\n    \
         Properties: {{ LogGroupName: !Sub \"/aws/lambda/${{Prefix}}-{}\", RetentionInDays: !Ref LogDays }}\n\n",
        step.pascal(),
        step.name
    );
    before(text, "  VerifyLog:", block)
}

/// Errors, duration and how many at the same time: one line each.
fn dashboard(step: &NewStep, text: &str) -> Option<String> {
    let neighbour = format!("${{Prefix}}-{NEIGHBOUR}\"");
    let line = |beside: &str| beside.replace(&neighbour, &format!("${{Prefix}}-{}\"", step.name));
    (text.matches(&neighbour).count() == 3).then(|| before_each(text, &neighbour, &line))?
}

/// The figures of the smallest page, until they are measured.
fn budgets(step: &NewStep, text: &str) -> Option<String> {
    let line = |beside: &str| {
        beside.replace(NEIGHBOUR, &step.name).trim_end().trim_end_matches(',').to_owned() + ",\n"
    };
    (text.matches(NEIGHBOUR).count() == 2).then(|| before_each(text, &format!("\"{NEIGHBOUR}\""), &line))?
}

fn test_module(step: &NewStep, text: &str) -> Option<String> {
    let line = format!("pub mod {};\n", step.krate());
    let next = text.lines().find(|other| other.starts_with("pub mod ") && **other > *line.trim_end())?;
    before(text, &format!("{next}\n"), line)
}
