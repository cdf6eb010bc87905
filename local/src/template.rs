//! Reads `template.yaml` and what is nested in it, the only place that names tables, buckets and filters.

use serde_norway::Value;
use std::collections::BTreeMap;

/// The stack's template, carried inside the binary so that it runs from any folder.
pub const TEMPLATE: &str = include_str!("../../template.yaml");

/// The nested templates that have something of the local stack, by the `TemplateURL` under which the outer one names them.
const NESTED: [(&str, &str); 1] = [("infra/state.yaml", include_str!("../../infra/state.yaml"))];

/// Name of the local stack: tables are called `selo-registry`, `selo-outbox`, `selo-access`.
pub const STACK_NAME: &str = "selo";

/// Account of the local stack, twelve digits as on AWS.
pub const ACCOUNT_ID: &str = "000000000000";

/// Region that the local clients sign for.
pub const REGION: &str = "sa-east-1";

/// What is wrong with the template.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// It is not YAML.
    #[error("the template is not YAML")]
    Syntax(#[from] serde_norway::Error),
    /// A property is missing or has another shape than this reader knows.
    #[error("{resource}: {property} is missing or not understood")]
    Property {
        /// Logical id of the resource.
        resource: String,
        /// Path of the property inside the resource.
        property: String,
    },
    /// A `!Sub` or `!Ref` names something that has no local value.
    #[error("{resource}: nothing local is called {name}")]
    Unresolved {
        /// Logical id of the resource.
        resource: String,
        /// The name inside `${…}` or after `!Ref`.
        name: String,
    },
}

/// A parsed template.
pub(crate) struct Template {
    root: Value,
    /// What the outer template hands to a nested one.
    given: BTreeMap<String, String>,
}

/// One resource of a template, with its logical id for error texts.
pub(crate) struct Resource<'t> {
    template: &'t Template,
    id: &'t str,
    body: &'t Value,
}

impl Template {
    pub(crate) fn parse(text: &str) -> Result<Self, TemplateError> {
        Ok(Self { root: serde_norway::from_str(text)?, given: BTreeMap::new() })
    }

    /// A template and those nested in it, each with its parameters as the outer one hands them in.
    pub(crate) fn with_nested(text: &str) -> Result<Vec<Self>, TemplateError> {
        let outer = Self::parse(text)?;
        let mut all = Vec::new();
        for stack in outer.resources("AWS::CloudFormation::Stack") {
            let url = stack.text("TemplateURL")?;
            if let Some((_, text)) = NESTED.iter().find(|(known, _)| *known == url) {
                all.push(Self { given: stack.parameters(), ..Self::parse(text)? });
            }
        }
        all.insert(0, outer);
        Ok(all)
    }

    /// The resources of a CloudFormation type, in the order of the file.
    pub(crate) fn resources<'t>(&'t self, kind: &'t str) -> impl Iterator<Item = Resource<'t>> + 't {
        let all = self.root.get("Resources").and_then(Value::as_mapping);
        all.into_iter().flatten().filter_map(move |(id, body)| {
            let matches = body.get("Type").and_then(Value::as_str) == Some(kind);
            matches.then_some(Resource { template: self, id: id.as_str()?, body })
        })
    }

    /// A pseudo parameter, what was handed in for a parameter, or its default.
    fn lookup(&self, name: &str) -> Option<String> {
        match name {
            given if self.given.contains_key(given) => self.given.get(given).cloned(),
            "AWS::StackName" => Some(STACK_NAME.to_owned()),
            "AWS::AccountId" => Some(ACCOUNT_ID.to_owned()),
            "AWS::Region" => Some(REGION.to_owned()),
            "AWS::Partition" => Some("aws".to_owned()),
            _ => match self.root.get("Parameters")?.get(name)?.get("Default")? {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            },
        }
    }
}

impl<'t> Resource<'t> {
    pub(crate) fn id(&self) -> &'t str {
        self.id
    }

    /// The value at a path below `Properties`, such as `["KeySchema"]`.
    pub(crate) fn property(&self, path: &[&str]) -> Option<&'t Value> {
        path.iter().try_fold(self.body.get("Properties")?, |value, step| value.get(step))
    }

    /// A property's text with `!Sub` and `!Ref` resolved as the local stack would.
    pub(crate) fn text(&self, property: &str) -> Result<String, TemplateError> {
        match self.property(&[property]) {
            Some(value) => self.resolve(property, value),
            None => Err(self.misses(property)),
        }
    }

    /// A list at a path; nothing when the property is absent.
    pub(crate) fn list(&self, path: &[&str]) -> &'t [Value] {
        self.property(path).and_then(Value::as_sequence).map_or(&[], Vec::as_slice)
    }

    /// What a nested stack is handed, as far as it has a local value: what has none fails where it is asked for.
    fn parameters(&self) -> BTreeMap<String, String> {
        let all = self.property(&["Parameters"]).and_then(Value::as_mapping);
        let resolved = all.into_iter().flatten().filter_map(|(name, value)| {
            Some((name.as_str()?.to_owned(), self.resolve("Parameters", value).ok()?))
        });
        resolved.collect()
    }

    /// The error for a property that is absent or has an unknown shape.
    pub(crate) fn misses(&self, property: &str) -> TemplateError {
        TemplateError::Property { resource: self.id.to_owned(), property: property.to_owned() }
    }

    /// A text or number with `!Sub` and `!Ref` resolved.
    pub(crate) fn resolve(&self, property: &str, value: &Value) -> Result<String, TemplateError> {
        match value {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            Value::Tagged(tagged) => match (tagged.tag == "Sub", tagged.tag == "Ref", &tagged.value) {
                (true, _, Value::String(pattern)) => self.substitute(pattern),
                (_, true, Value::String(name)) => self.lookup(name),
                _ => Err(self.misses(property)),
            },
            _ => Err(self.misses(property)),
        }
    }

    /// Replaces every `${Name}` of a `!Sub`.
    fn substitute(&self, pattern: &str) -> Result<String, TemplateError> {
        let mut resolved = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, tail) = after.split_once('}').ok_or_else(|| self.misses(pattern))?;
            resolved.push_str(before);
            resolved.push_str(&self.lookup(name)?);
            rest = tail;
        }
        resolved.push_str(rest);
        Ok(resolved)
    }

    fn lookup(&self, name: &str) -> Result<String, TemplateError> {
        let unresolved = || TemplateError::Unresolved { resource: self.id.to_owned(), name: name.to_owned() };
        self.template.lookup(name).ok_or_else(unresolved)
    }
}

/// The name after a `!Ref` or `!GetAtt`, as written.
pub(crate) fn referred(value: &Value) -> Option<&str> {
    match value {
        Value::Tagged(tagged) if tagged.tag == "Ref" => tagged.value.as_str(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_an_unknown_part_is_refused_by_that_part() {
        let template = Template::parse(
            "Resources:\n  A:\n    Type: T\n    Properties:\n      Name: !Sub \"${AWS::StackName}-${Nothing}\"\n",
        )
        .unwrap();
        let resource = template.resources("T").next().unwrap();
        let error = resource.text("Name").unwrap_err();
        assert_eq!(error.to_string(), "A: nothing local is called Nothing");
    }

    #[test]
    fn a_nested_template_has_the_names_that_the_outer_one_hands_in() {
        let all = Template::with_nested(
            "Resources:\n  A:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: infra/state.yaml\n      Parameters: {Prefix: other, Late: !GetAtt B.Arn}\n",
        )
        .unwrap();
        assert_eq!(all.len(), 2);
        let table = all[1].resources("AWS::DynamoDB::Table").next().unwrap();
        assert_eq!(table.text("TableName").unwrap(), "other-registry");
    }

    #[test]
    fn a_parameter_resolves_to_its_default() {
        let template = Template::parse(
            "Parameters:\n  Kind: {Default: blue}\nResources:\n  A:\n    Type: T\n    Properties:\n      Name: !Sub \"x-${Kind}-y\"\n      Other: !Ref Kind\n",
        )
        .unwrap();
        let resource = template.resources("T").next().unwrap();
        assert_eq!(resource.text("Name").unwrap(), "x-blue-y");
        assert_eq!(resource.text("Other").unwrap(), "blue");
    }
}
