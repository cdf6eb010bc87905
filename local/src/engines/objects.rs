//! S3 on a folder: the operations that the product uses, each durable before its answer.
//!
//! `s3s` speaks the protocol; the folder is our own. `s3s-fs` renames a body into place before it has checked its digest,
//! keeps attributes in files of their own and flushes nothing, so no wrapper could promise that an acknowledged object
//! survives a power cut whole. What is not implemented here is refused by `s3s` as `NotImplemented`.

mod copy_out;
mod key;
mod listing;
mod operations;
mod stored;
mod upload;

use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Bytes;
use futures::stream;
use s3s::dto::{Range, StreamingBlob};
use s3s::{S3Result, s3_error};
use tokio::io::AsyncReadExt;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_util::io::ReaderStream;

use super::EngineError;
use super::durable::DurableFolder;
use crate::buckets::BucketSpec;
pub use copy_out::copy_out;
use key::ObjectPath;
use stored::{Attributes, StoredObject};
use upload::{Claims, write_object};

/// A body up to this many bytes is read at once; a longer one in pieces of this size.
const PIECE: usize = 256 * 1024;

/// A new object under a watched prefix, on the disk before this is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectCreated {
    /// Name of the bucket.
    pub bucket: String,
    /// Key of the object.
    pub key: String,
    /// Length in bytes.
    pub size: u64,
    /// ETag without quotes.
    pub etag: String,
}

/// The object store.
#[derive(Clone)]
pub(super) struct ObjectStore {
    folder: Arc<DurableFolder>,
    buckets: Vec<BucketSpec>,
    created: UnboundedSender<ObjectCreated>,
}

impl ObjectStore {
    /// Opens the folder, makes the buckets, and announces every object under a watched prefix.
    pub(super) fn open(
        root: PathBuf,
        buckets: &[BucketSpec],
    ) -> Result<(Self, UnboundedReceiver<ObjectCreated>), EngineError> {
        let folder = DurableFolder::open(root).map_err(EngineError::Folder)?;
        let (created, events) = unbounded_channel();
        let store = Self { folder: Arc::new(folder), buckets: buckets.to_vec(), created };
        for bucket in buckets {
            store.folder.create_folder(&bucket.name).map_err(EngineError::Folder)?;
            store.announce_existing(bucket).map_err(EngineError::Folder)?;
        }
        Ok((store, events))
    }

    fn announce_existing(&self, bucket: &BucketSpec) -> io::Result<()> {
        let root = self.folder.root().join(&bucket.name);
        for prefix in &bucket.watched {
            for key in listing::keys(&root, prefix, "")? {
                if let Some(object) = StoredObject::open(&root.join(&key))? {
                    self.announce(bucket, &key, &object.attributes);
                }
            }
        }
        Ok(())
    }

    fn announce(&self, bucket: &BucketSpec, key: &str, attributes: &Attributes) {
        if bucket.watches(key) {
            let (size, etag) = (attributes.size, attributes.etag.clone());
            // Without a listener nobody waits for events; the next start announces the object again.
            let _ = self.created.send(ObjectCreated {
                bucket: bucket.name.clone(),
                key: key.to_owned(),
                size,
                etag,
            });
        }
    }

    fn bucket(&self, name: &str) -> S3Result<&BucketSpec> {
        self.buckets.iter().find(|bucket| bucket.name == name).ok_or_else(|| s3_error!(NoSuchBucket))
    }

    /// Checks bucket and key.
    fn path(&self, bucket: &str, key: &str) -> S3Result<ObjectPath> {
        ObjectPath::parse(&self.bucket(bucket)?.name, key)
    }

    /// Opens an object and reads the wanted range when it is short.
    async fn open_object(&self, path: &ObjectPath, range: Option<Range>) -> S3Result<Opened> {
        let file = self.folder.root().join(path.relative());
        let opened = tokio::task::spawn_blocking(move || Opened::read(file, range)).await;
        opened.map_err(|error| s3_error!(error, InternalError))?
    }

    /// Writes an object and announces it.
    async fn write(
        &self,
        path: &ObjectPath,
        body: StreamingBlob,
        claims: Claims,
        attributes: Attributes,
    ) -> S3Result<Attributes> {
        let attributes = write_object(&self.folder, path.relative(), body, claims, attributes).await?;
        self.announce(self.bucket(&path.bucket)?, &path.key, &attributes);
        Ok(attributes)
    }
}

/// An object with the bytes of the wanted range.
struct Opened {
    object: StoredObject,
    start: u64,
    end: u64,
    /// The bytes, when they are few.
    short: Option<Bytes>,
}

impl Opened {
    fn read(path: PathBuf, range: Option<Range>) -> S3Result<Self> {
        let object = StoredObject::open(&path).map_err(|error| s3_error!(error, InternalError))?;
        let mut object = object.ok_or_else(|| s3_error!(NoSuchKey))?;
        let wanted = match range {
            Some(range) => range.check(object.attributes.size).map_err(|_| s3_error!(InvalidRange))?,
            None => 0..object.attributes.size,
        };
        let short = read_short(&mut object, &wanted).map_err(|error| s3_error!(error, InternalError))?;
        Ok(Self { object, start: wanted.start, end: wanted.end, short })
    }

    fn length(&self) -> u64 {
        self.end - self.start
    }

    fn content_range(&self) -> String {
        format!("bytes {}-{}/{}", self.start, self.end - 1, self.object.attributes.size)
    }

    fn into_body(self) -> StreamingBlob {
        match self.short {
            Some(bytes) => StreamingBlob::wrap(stream::iter([Ok::<_, io::Error>(bytes)])),
            None => {
                let wanted = tokio::fs::File::from_std(self.object.file).take(self.end - self.start);
                StreamingBlob::wrap(ReaderStream::with_capacity(wanted, PIECE))
            }
        }
    }
}

/// Leaves the file at the start of the range; reads it when it fits into one piece.
fn read_short(object: &mut StoredObject, wanted: &std::ops::Range<u64>) -> io::Result<Option<Bytes>> {
    object.file.seek(SeekFrom::Start(wanted.start))?;
    let length = wanted.end - wanted.start;
    if length > PIECE as u64 {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    Read::take(&mut object.file, length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(Bytes::from(bytes)))
}
