//! `template.yaml`, and what is nested in it, as the wiring tests read it.

use serde_norway::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The folder of the whole project.
pub(super) fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A value as a path of names leads to it.
pub(super) fn at<'v>(value: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, name| value.get(name))
}

/// A string, or a list of strings.
pub(super) fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::Sequence(all) => all.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

/// What stands behind `!GetAtt`, `!Sub` or `!Ref`, once or in a list.
pub(super) fn referred(value: &Value) -> Vec<&str> {
    match value {
        Value::Sequence(all) => all.iter().flat_map(referred).collect(),
        Value::Tagged(tagged) => tagged.value.as_str().into_iter().collect(),
        one => one.as_str().into_iter().collect(),
    }
}

/// A resource as policies name it: a table by its logical id, wherever it is.
pub(super) fn plain(resource: &str) -> String {
    resource.replace("${", "").replace('}', "").replace("State.Outputs.", "").replace(".Arn", "")
}

fn read_yaml(path: &str) -> Value {
    let text = std::fs::read_to_string(project().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    serde_norway::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn resources_of<'v>(template: &'v Value, kind: &str) -> Vec<(&'v str, &'v Value)> {
    let all = template.get("Resources").and_then(Value::as_mapping).expect("resources");
    let all = all.iter().map(|(id, body)| (id.as_str().expect("a logical id"), body));
    all.filter(|(_, body)| body.get("Type").and_then(Value::as_str) == Some(kind)).collect()
}

/// The template, and those nested in it by the logical id of their stack.
pub(super) struct Template {
    outer: Value,
    nested: BTreeMap<String, Value>,
}

impl Template {
    pub(super) fn read() -> Self {
        let outer = read_yaml("template.yaml");
        let stacks = resources_of(&outer, "AWS::CloudFormation::Stack").into_iter();
        let url = |body: &Value| body["Properties"]["TemplateURL"].as_str().expect("a path").to_owned();
        let nested = stacks.map(|(id, body)| (id.to_owned(), read_yaml(&url(body)))).collect();
        Self { outer, nested }
    }

    /// The outer template and the nested ones, each with a name for messages.
    pub(super) fn files(&self) -> Vec<(&str, &Value)> {
        let nested = self.nested.iter().map(|(id, template)| (id.as_str(), template));
        std::iter::once(("template.yaml", &self.outer)).chain(nested).collect()
    }

    /// The variables that every function has.
    pub(super) fn variables_of_all(&self) -> BTreeSet<String> {
        let all =
            at(&self.outer, &["Globals", "Function", "Environment", "Variables"]).and_then(Value::as_mapping);
        all.into_iter().flatten().filter_map(|(name, _)| Some(name.as_str()?.to_owned())).collect()
    }

    fn resources(&self, kind: &str) -> Vec<(&str, &Value)> {
        let all = std::iter::once(&self.outer).chain(self.nested.values());
        all.flat_map(|template| resources_of(template, kind)).collect()
    }

    pub(super) fn functions(&self) -> Vec<Function<'_>> {
        let all = self.resources("AWS::Serverless::Function");
        all.into_iter().map(|(id, body)| Function { id, body, properties: &body["Properties"] }).collect()
    }

    pub(super) fn function(&self, step: &str) -> Function<'_> {
        let found = self.functions().into_iter().find(|f| f.step() == step);
        found.unwrap_or_else(|| panic!("no function of {step}"))
    }

    /// `RegistryTable`, `RegistryTable/index/due` and so on.
    pub(super) fn tables_and_indexes(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for (id, body) in self.resources("AWS::DynamoDB::Table") {
            names.insert(id.to_owned());
            let indexes = at(body, &["Properties", "GlobalSecondaryIndexes"]).and_then(Value::as_sequence);
            for index in indexes.into_iter().flatten() {
                names.insert(format!("{id}/index/{}", index["IndexName"].as_str().expect("a name")));
            }
        }
        names
    }
}

/// One function of the template.
pub(super) struct Function<'t> {
    pub(super) id: &'t str,
    pub(super) body: &'t Value,
    properties: &'t Value,
}

impl<'t> Function<'t> {
    /// The folder that its code is in.
    pub(super) fn step(&self) -> &'t str {
        self.code().strip_prefix("functions/").unwrap_or_else(|| panic!("{}: CodeUri", self.id))
    }

    pub(super) fn code(&self) -> &'t str {
        self.properties["CodeUri"].as_str().unwrap_or_else(|| panic!("{}: CodeUri", self.id))
    }

    pub(super) fn property(&self, path: &[&str]) -> Option<&'t Value> {
        at(self.properties, path)
    }

    /// The properties of its events of a kind.
    pub(super) fn events(&self, kind: &str) -> Vec<&'t Value> {
        let all = self.property(&["Events"]).and_then(Value::as_mapping);
        let all = all.into_iter().flatten().map(|(_, event)| event);
        all.filter(|event| event.get("Type").and_then(Value::as_str) == Some(kind))
            .map(|e| &e["Properties"])
            .collect()
    }

    /// Method and path of its routes; the route of what has no other is `$default`.
    pub(super) fn routes(&self) -> BTreeSet<String> {
        let name = |event: &Value| match (event.get("Method"), event.get("Path")) {
            (Some(method), Some(path)) => {
                format!("{} {}", method.as_str().expect("a method"), path.as_str().expect("a path"))
            }
            _ => "$default".to_owned(),
        };
        self.events("HttpApi").into_iter().map(name).collect()
    }

    /// What its policy allows.
    pub(super) fn statements(&self) -> Vec<&'t Value> {
        self.all_statements().filter(|statement| statement["Effect"] == "Allow").collect()
    }

    /// What is denied to it, whatever else allows it.
    pub(super) fn denials(&self) -> Vec<&'t Value> {
        self.all_statements().filter(|statement| statement["Effect"] == "Deny").collect()
    }

    fn all_statements(&self) -> impl Iterator<Item = &'t Value> {
        let policies = self.property(&["Policies"]).and_then(Value::as_sequence);
        let of = |policy: &'t Value| policy["Statement"].as_sequence().expect("statements");
        policies.into_iter().flatten().flat_map(of)
    }

    pub(super) fn may(&self, action: &str) -> bool {
        self.statements().iter().any(|statement| strings(&statement["Action"]).contains(&action))
    }
}
