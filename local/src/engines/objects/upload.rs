//! Takes a body from the wire to the disk, checking what the sender said about it before it gets its name.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Bytes;
use futures::StreamExt;
use s3s::checksum::ChecksumHasher;
use s3s::crypto::{Checksum as _, Md5};
use s3s::dto::{Checksum, ChecksumAlgorithm, PutObjectInput, StreamingBlob};
use s3s::{S3Result, TrailingHeaders, s3_error};
use tokio::sync::mpsc;

use super::stored::{Attributes, write_attributes};
use crate::engines::durable::DurableFolder;

/// The largest object, in bytes. The product's own limits are far below; this one protects the disk.
pub(super) const MAX_OBJECT_BYTES: u64 = 512 * 1024 * 1024;

/// What the writer on the blocking thread is told. A channel that closes without `Finish` means: forget the file.
enum Step {
    Bytes(Bytes),
    Finish(Attributes),
}

/// The sender's own digests of the body. Empty when it sent none.
#[derive(Default)]
pub(super) struct Claims {
    hasher: ChecksumHasher,
    checksums: Checksum,
    md5: Option<String>,
    trailers: Option<TrailingHeaders>,
}

/// Writes the body under `name`, durably, with size and ETag filled in. On any error nothing is there, and what was
/// there before still is.
pub(super) async fn write_object(
    folder: &Arc<DurableFolder>,
    name: PathBuf,
    body: StreamingBlob,
    mut claims: Claims,
    mut attributes: Attributes,
) -> S3Result<Attributes> {
    let (steps, work) = mpsc::channel(4);
    let writer = tokio::task::spawn_blocking({
        let folder = Arc::clone(folder);
        move || write_file(&folder, name, work)
    });
    if let Some((size, md5)) = feed(body, &steps, &mut claims).await? {
        (attributes.size, attributes.etag) = (size, hex(&md5));
        claims.verify(&md5)?;
        // A writer that failed has closed the channel; its error is the answer below.
        let _ = steps.send(Step::Finish(attributes.clone())).await;
    }
    drop(steps);
    match writer.await.map_err(|error| s3_error!(error, InternalError))? {
        Ok(()) => Ok(attributes),
        Err(error) => Err(write_error(error)),
    }
}

/// Hands the body on, chunk by chunk; gives its size and MD5, or nothing when the writer gave up.
async fn feed(
    mut body: StreamingBlob,
    steps: &mpsc::Sender<Step>,
    claims: &mut Claims,
) -> S3Result<Option<(u64, [u8; 16])>> {
    let (mut size, mut md5) = (0, Md5::new());
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| s3_error!(IncompleteBody))?;
        size += chunk.len() as u64;
        if size > MAX_OBJECT_BYTES {
            return Err(s3_error!(EntityTooLarge));
        }
        md5.update(&chunk);
        claims.hasher.update(&chunk);
        if steps.send(Step::Bytes(chunk)).await.is_err() {
            return Ok(None);
        }
    }
    Ok(Some((size, md5.finalize())))
}

fn write_file(folder: &DurableFolder, name: PathBuf, mut work: mpsc::Receiver<Step>) -> io::Result<()> {
    let mut file = BufWriter::new(folder.begin()?);
    while let Some(step) = work.blocking_recv() {
        match step {
            Step::Bytes(bytes) => file.write_all(&bytes)?,
            Step::Finish(attributes) => {
                write_attributes(&mut file, &attributes)?;
                return file.into_inner().map_err(io::IntoInnerError::into_error)?.publish(&name);
            }
        }
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

fn write_error(error: io::Error) -> s3s::S3Error {
    match error.kind() {
        // A key is a path here: `a` and `a/b` cannot both be objects.
        io::ErrorKind::IsADirectory | io::ErrorKind::NotADirectory => {
            s3_error!(error, InvalidArgument, "The key is a folder of other keys, or a key is its folder.")
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => s3_error!(error, ServiceUnavailable),
        _ => s3_error!(error, InternalError),
    }
}

impl Claims {
    /// Takes the digests out of a request. Those in trailing headers are read when the body has been.
    pub(super) fn of(input: &PutObjectInput, trailers: Option<TrailingHeaders>) -> Self {
        let mut hasher = ChecksumHasher::default();
        let named = input.checksum_algorithm.as_ref().map(ChecksumAlgorithm::as_str);
        hasher.crc32 = claimed(&input.checksum_crc32, named, ChecksumAlgorithm::CRC32);
        hasher.crc32c = claimed(&input.checksum_crc32c, named, ChecksumAlgorithm::CRC32C);
        hasher.sha1 = claimed(&input.checksum_sha1, named, ChecksumAlgorithm::SHA1);
        hasher.sha256 = claimed(&input.checksum_sha256, named, ChecksumAlgorithm::SHA256);
        hasher.crc64nvme = claimed(&input.checksum_crc64nvme, named, ChecksumAlgorithm::CRC64NVME);
        let mut checksums = Checksum::default();
        checksums.checksum_crc32.clone_from(&input.checksum_crc32);
        checksums.checksum_crc32c.clone_from(&input.checksum_crc32c);
        checksums.checksum_sha1.clone_from(&input.checksum_sha1);
        checksums.checksum_sha256.clone_from(&input.checksum_sha256);
        checksums.checksum_crc64nvme.clone_from(&input.checksum_crc64nvme);
        Self { hasher, checksums, md5: input.content_md5.clone(), trailers }
    }

    /// Compares what was said with what came.
    fn verify(mut self, md5: &[u8; 16]) -> S3Result<()> {
        self.read_trailers();
        let came = self.hasher.finalize();
        let said = &self.checksums;
        let same = came.checksum_crc32 == said.checksum_crc32
            && came.checksum_crc32c == said.checksum_crc32c
            && came.checksum_sha1 == said.checksum_sha1
            && came.checksum_sha256 == said.checksum_sha256
            && came.checksum_crc64nvme == said.checksum_crc64nvme;
        let md5_same = self
            .md5
            .is_none_or(|said| said == base64::Engine::encode(&base64::prelude::BASE64_STANDARD, md5));
        if same && md5_same { Ok(()) } else { Err(s3_error!(BadDigest)) }
    }

    fn read_trailers(&mut self) {
        let Some(trailers) = self.trailers.take().and_then(|trailers| trailers.take()) else { return };
        let read = |name: &str, said: &mut Option<String>| {
            if let Some(value) = trailers.get(name).and_then(|value| value.to_str().ok()) {
                *said = Some(value.to_owned());
            }
        };
        read("x-amz-checksum-crc32", &mut self.checksums.checksum_crc32);
        read("x-amz-checksum-crc32c", &mut self.checksums.checksum_crc32c);
        read("x-amz-checksum-sha1", &mut self.checksums.checksum_sha1);
        read("x-amz-checksum-sha256", &mut self.checksums.checksum_sha256);
        read("x-amz-checksum-crc64nvme", &mut self.checksums.checksum_crc64nvme);
    }
}

/// A hasher for an algorithm that the request uses, by value or by name.
fn claimed<H: Default>(value: &Option<String>, named: Option<&str>, algorithm: &str) -> Option<H> {
    (value.is_some() || named == Some(algorithm)).then(H::default)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
