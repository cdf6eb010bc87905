//! The buckets: PDFs and images that never change, and the lists as they arrive.

use crate::aws::{OPERATION, Service};
use crate::config::Buckets;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::get_object::{GetObjectError, GetObjectOutput};
use aws_sdk_s3::operation::head_object::HeadObjectError;
pub use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::MetadataDirective;
use domain::value::id::{AccessRequestId, CertificateId, EventId, ImportId};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::sync::Arc;
use tokio::time::timeout;

/// The object store failed.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The object is not there.
    #[error("{object} is not there")]
    Missing {
        /// Which one, by identifiers only.
        object: String,
    },
    /// Anything else.
    #[error("the object store failed on {object}")]
    Backend {
        /// Which object, by identifiers only.
        object: String,
        /// What it said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// A list as it arrived: a CSV or a workbook.
#[derive(Debug)]
pub struct ImportFile {
    /// What the bucket calls this content: another content under the same key has another tag.
    pub etag: String,
    /// Its bytes.
    pub body: ByteStream,
}

/// What a key may have as it is where an object is named in a header.
const KEY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The documents of a deployment.
#[derive(Debug, Clone)]
pub struct Documents {
    client: Service<Client>,
    buckets: Arc<Buckets>,
}

/// Key of the PDF of a version.
pub fn pdf_key(certificate: &CertificateId, version: u32) -> String {
    format!("pdf/{}/{version}.pdf", certificate.as_str().to_lowercase())
}

/// Key of the preview image of an edition.
pub fn preview_key(event: &EventId, edition: u32) -> String {
    format!("previews/{}/{edition}.png", event.as_str().to_lowercase())
}

/// Key of an image that an organiser gave, by its content.
pub fn image_key(sha256: &str) -> String {
    format!("images/{sha256}.png")
}

/// Key of a deed of ownership, by its content.
pub fn deed_key(sha256: &str) -> String {
    format!("termos/{sha256}.pdf")
}

/// Key of a document that proves something in a request for access, by its content: it does not say what its file was called.
pub fn proof_key(request: &AccessRequestId, sha256: &str) -> String {
    format!("access/{}/{sha256}", request.as_str().to_lowercase())
}

/// Key of the list of an import. It says `.csv` whatever the list is: what a file is, its first bytes say.
pub fn import_key(event: &EventId, import: &ImportId) -> String {
    format!("imports/{}/{}.csv", event.as_str().to_lowercase(), import.as_str().to_lowercase())
}

/// How an error names an object. A CSV that was dropped at the console is called whatever its file was called, which
/// may be a person: only its event is named.
fn named(key: &str) -> String {
    let Some(rest) = key.strip_prefix("imports/") else { return key.to_owned() };
    match rest.split('/').next().map(EventId::parse) {
        Some(Ok(event)) => format!("a list of event {event}"),
        _ => "a list".to_owned(),
    }
}

fn failed(key: &str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> DocumentError {
    DocumentError::Backend { object: named(key), source: source.into() }
}

impl Documents {
    /// The buckets of a deployment.
    pub fn new(client: Service<Client>, buckets: Buckets) -> Self {
        Self { client, buckets: Arc::new(buckets) }
    }

    /// Stores a document under its key.
    ///
    /// # Errors
    /// When the bucket does not confirm that it is kept.
    pub async fn put(&self, key: &str, content_type: &str, bytes: Vec<u8>) -> Result<(), DocumentError> {
        self.put_in(&self.buckets.documents, key, content_type, ByteStream::from(bytes)).await
    }

    /// Stores a list as it arrived: a CSV or a workbook.
    ///
    /// # Errors
    /// When the bucket does not confirm that it is kept.
    pub async fn put_import(&self, key: &str, bytes: ByteStream) -> Result<(), DocumentError> {
        self.put_in(&self.buckets.imports, key, "application/octet-stream", bytes).await
    }

    async fn put_in(
        &self,
        bucket: &str,
        key: &str,
        content_type: &str,
        body: ByteStream,
    ) -> Result<(), DocumentError> {
        let put =
            self.client.client().put_object().bucket(bucket).key(key).content_type(content_type).body(body);
        put.send().await.map_err(|e| failed(key, e))?;
        Ok(())
    }

    /// A whole document: PDFs and images are small.
    ///
    /// # Errors
    /// [`DocumentError::Missing`] when there is none.
    pub async fn get(&self, key: &str) -> Result<Vec<u8>, DocumentError> {
        let object = self.get_from(&self.buckets.documents, key).await?;
        // The time-outs of the client end where the answer's body begins.
        let bytes = timeout(OPERATION, object.body.collect()).await.map_err(|late| failed(key, late))?;
        Ok(bytes.map_err(|e| failed(key, e))?.to_vec())
    }

    /// How many bytes a document has; nothing when there is none.
    ///
    /// # Errors
    /// When the bucket does not say.
    pub async fn size(&self, key: &str) -> Result<Option<u64>, DocumentError> {
        match self.client.client().head_object().bucket(&self.buckets.documents).key(key).send().await {
            Ok(head) => Ok(head.content_length.and_then(|length| u64::try_from(length).ok())),
            Err(SdkError::ServiceError(e)) if matches!(e.err(), HeadObjectError::NotFound(_)) => Ok(None),
            Err(error) => Err(failed(key, error)),
        }
    }

    /// Deletes a document, if it is there. A bucket with versions would keep a mark of each deletion, so nothing is asked of
    /// it when there is none.
    ///
    /// # Errors
    /// When the bucket does not confirm it.
    pub async fn delete(&self, key: &str) -> Result<(), DocumentError> {
        if self.size(key).await?.is_none() {
            return Ok(());
        }
        let delete = self.client.client().delete_object().bucket(&self.buckets.documents).key(key);
        delete.send().await.map_err(|e| failed(key, e)).map(|_| ())
    }

    /// Has a list read once more: it is put over itself, or from where it was dropped to where its import looks for it, and
    /// its arrival is announced.
    ///
    /// # Errors
    /// [`DocumentError::Missing`] when it is not kept any more.
    pub async fn announce_import(&self, from: &str, to: &str) -> Result<(), DocumentError> {
        let bucket = &self.buckets.imports;
        let source = utf8_percent_encode(from, KEY);
        let copy = self.client.client().copy_object().bucket(bucket).key(to);
        let copy = copy.copy_source(format!("{bucket}/{source}"));
        // An object is put over itself only if something about it changes.
        let copy =
            copy.metadata_directive(MetadataDirective::Replace).content_type("application/octet-stream");
        match copy.send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some("NoSuchKey") => {
                Err(DocumentError::Missing { object: named(from) })
            }
            Err(error) => Err(failed(from, error)),
        }
    }

    /// A list, as a stream: it is never held whole.
    ///
    /// # Errors
    /// [`DocumentError::Missing`] when there is none.
    pub async fn get_import(&self, key: &str) -> Result<ImportFile, DocumentError> {
        let object = self.get_from(&self.buckets.imports, key).await?;
        Ok(ImportFile { etag: object.e_tag.unwrap_or_default(), body: object.body })
    }

    async fn get_from(&self, bucket: &str, key: &str) -> Result<GetObjectOutput, DocumentError> {
        match self.client.client().get_object().bucket(bucket).key(key).send().await {
            Ok(object) => Ok(object),
            Err(SdkError::ServiceError(e)) if matches!(e.err(), GetObjectError::NoSuchKey(_)) => {
                Err(DocumentError::Missing { object: named(key) })
            }
            Err(error) => Err(failed(key, error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_a_list_by_its_event_only() {
        let event = EventId::from_bytes([7; 17]);
        let key = format!("imports/{}/Maria Silva 529.982.247-25.csv", event.as_str().to_lowercase());
        assert_eq!(named(&key), format!("a list of event {event}"));
        assert_eq!(named("imports/Maria Silva/lista.csv"), "a list");
        assert_eq!(named("imports/Maria Silva.csv"), "a list");
        assert_eq!(named("images/00ff.png"), "images/00ff.png");
    }
}
