//! The buckets as `template.yaml` describes them, with the key prefixes whose new objects call a function.

use serde_norway::Value;

use crate::template::{Resource, Template, TemplateError, referred};

/// One S3 bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketSpec {
    /// Logical id in the template, such as `ImportsBucket`.
    pub logical_id: String,
    /// Name of the local bucket, such as `selo-imports-000000000000`.
    pub name: String,
    /// Key prefixes whose new objects are announced as `ObjectCreated`.
    pub watched: Vec<String>,
    /// What is deleted by itself.
    pub forgotten: Vec<Forgotten>,
}

/// Objects that are deleted some time after they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    /// Prefix of their keys.
    pub prefix: String,
    /// After how many days.
    pub days: u32,
}

impl BucketSpec {
    /// Whether a new object under this key is announced.
    #[must_use]
    pub fn watches(&self, key: &str) -> bool {
        self.watched.iter().any(|prefix| key.starts_with(prefix))
    }
}

/// Reads the buckets of a template and of those nested in it, and the functions' S3 events that point at them.
///
/// # Errors
/// When the template is not YAML, a bucket has no name that resolves locally, or an S3 event has an unknown shape.
pub fn bucket_specs(template: &str) -> Result<Vec<BucketSpec>, TemplateError> {
    let templates = Template::with_nested(template)?;
    let mut watches = Vec::new();
    for function in templates.iter().flat_map(|template| template.resources("AWS::Serverless::Function")) {
        watches.extend(read_watches(&function)?);
    }
    let buckets = templates.iter().flat_map(|template| template.resources("AWS::S3::Bucket"));
    buckets.map(|bucket| read_bucket(&bucket, &watches)).collect()
}

fn read_bucket(bucket: &Resource<'_>, watches: &[(String, String)]) -> Result<BucketSpec, TemplateError> {
    let own = watches.iter().filter(|(id, _)| id == bucket.id());
    Ok(BucketSpec {
        logical_id: bucket.id().to_owned(),
        name: bucket.text("BucketName")?,
        watched: own.map(|(_, prefix)| prefix.clone()).collect(),
        forgotten: read_forgotten(bucket)?,
    })
}

/// The rules of a bucket that delete whole objects.
fn read_forgotten(bucket: &Resource<'_>) -> Result<Vec<Forgotten>, TemplateError> {
    let rules = bucket.list(&["LifecycleConfiguration", "Rules"]).iter();
    let ending = rules.filter_map(|rule| Some((rule, rule.get("ExpirationInDays")?)));
    ending
        .map(|(rule, days)| {
            let prefix = rule.get("Prefix").and_then(Value::as_str).unwrap_or_default().to_owned();
            let days = bucket.resolve("ExpirationInDays", days)?.parse();
            Ok(Forgotten { prefix, days: days.map_err(|_| bucket.misses("ExpirationInDays"))? })
        })
        .collect()
}

/// The (bucket, prefix) pairs of a function's S3 events.
fn read_watches(function: &Resource<'_>) -> Result<Vec<(String, String)>, TemplateError> {
    let events = function.property(&["Events"]).and_then(Value::as_mapping);
    let of_s3 = events.into_iter().flatten().map(|(_, event)| event);
    of_s3
        .filter(|event| event.get("Type").and_then(Value::as_str) == Some("S3"))
        .map(|event| read_watch(event).ok_or_else(|| function.misses("Events")))
        .collect()
}

fn read_watch(event: &Value) -> Option<(String, String)> {
    let properties = event.get("Properties")?;
    let bucket = referred(properties.get("Bucket")?)?;
    if properties.get("Events")?.as_str()? != "s3:ObjectCreated:*" {
        return None;
    }
    let Some(filter) = properties.get("Filter") else { return Some((bucket.to_owned(), String::new())) };
    match filter.get("S3Key")?.get("Rules")?.as_sequence()?.as_slice() {
        [rule] if rule.get("Name")?.as_str()? == "prefix" => {
            Some((bucket.to_owned(), rule.get("Value")?.as_str()?.to_owned()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::TEMPLATE;

    #[test]
    fn only_the_imports_are_watched() {
        let buckets = bucket_specs(TEMPLATE).unwrap();
        let watched: Vec<_> = buckets.iter().map(|b| (b.logical_id.as_str(), b.watched.clone())).collect();
        assert_eq!(watched, [("ImportsBucket", vec!["imports/".to_owned()]), ("DocumentsBucket", vec![])]);
        assert!(buckets[0].watches("imports/a.csv"));
        assert!(!buckets[0].watches("elsewhere/a.csv"));
    }

    #[test]
    fn only_lists_and_documents_of_requests_are_forgotten() {
        let buckets = bucket_specs(TEMPLATE).unwrap();
        let forgotten = |bucket: usize| buckets[bucket].forgotten.clone();
        assert_eq!(forgotten(0), [Forgotten { prefix: "imports/".to_owned(), days: 90 }]);
        assert_eq!(forgotten(1), [Forgotten { prefix: "access/".to_owned(), days: 900 }]);
    }

    #[test]
    fn an_event_that_the_local_run_could_not_honour_is_refused() {
        let template = TEMPLATE.replace("Events: s3:ObjectCreated:*", "Events: s3:ObjectRemoved:*");
        let error = bucket_specs(&template).unwrap_err();
        assert_eq!(error.to_string(), "ImportParticipantsFunction: Events is missing or not understood");
    }
}
