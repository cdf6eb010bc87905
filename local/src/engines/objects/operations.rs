//! The S3 operations of the store.

use axum::http::StatusCode;
use s3s::dto::*;
use s3s::{S3, S3Error, S3ErrorCode, S3Request, S3Response, S3Result, s3_error};

use super::key::ObjectPath;
use super::stored::{Attributes, StoredObject};
use super::upload::{Claims, MAX_OBJECT_BYTES};
use super::{ObjectStore, Opened, listing};

/// S3's own limit of keys in one answer.
const MAX_KEYS: i32 = 1000;

#[async_trait::async_trait]
impl S3 for ObjectStore {
    async fn put_object(&self, request: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        let mut input = request.input;
        let path = self.path(&input.bucket, &input.key)?;
        if input.if_match.is_some() || input.if_none_match.is_some() {
            // Uniqueness lives in the tables; an object's existence decides nothing.
            return Err(s3_error!(NotImplemented, "A conditional put is not offered."));
        }
        if input
            .content_length
            .is_some_and(|length| u64::try_from(length).is_ok_and(|length| length > MAX_OBJECT_BYTES))
        {
            return Err(s3_error!(EntityTooLarge));
        }
        let body = input.body.take().ok_or_else(|| s3_error!(IncompleteBody))?;
        let claims = Claims::of(&input, request.trailing_headers);
        let written = self.write(&path, body, claims, attributes_of(input)).await?;
        Ok(S3Response::new(PutObjectOutput { e_tag: Some(ETag::Strong(written.etag)), ..Default::default() }))
    }

    async fn get_object(&self, request: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        let input = request.input;
        let path = self.path(&input.bucket, &input.key)?;
        let opened = self.open_object(&path, input.range).await?;
        check_conditions(&opened.object, input.if_match.as_ref(), input.if_none_match.as_ref())?;
        Ok(S3Response::new(answer_get(opened, input.range.is_some())?))
    }

    async fn head_object(
        &self,
        request: S3Request<HeadObjectInput>,
    ) -> S3Result<S3Response<HeadObjectOutput>> {
        let input = request.input;
        let path = self.path(&input.bucket, &input.key)?;
        let object = self.open_object(&path, None).await.map_err(without_words)?.object;
        check_conditions(&object, input.if_match.as_ref(), input.if_none_match.as_ref())?;
        let attributes = object.attributes;
        Ok(S3Response::new(HeadObjectOutput {
            content_length: Some(to_length(attributes.size)?),
            e_tag: Some(ETag::Strong(attributes.etag)),
            last_modified: Some(object.modified.into()),
            accept_ranges: Some("bytes".to_owned()),
            content_type: attributes.content_type,
            content_encoding: attributes.content_encoding,
            content_disposition: attributes.content_disposition,
            content_language: attributes.content_language,
            cache_control: attributes.cache_control,
            metadata: attributes.metadata,
            ..Default::default()
        }))
    }

    async fn copy_object(
        &self,
        request: S3Request<CopyObjectInput>,
    ) -> S3Result<S3Response<CopyObjectOutput>> {
        let input = request.input;
        let CopySource::Bucket { bucket, key, version_id: None } = &input.copy_source else {
            return Err(s3_error!(NotImplemented, "Only the current version of an object is copied."));
        };
        let source = self.path(bucket, key)?;
        let target = self.path(&input.bucket, &input.key)?;
        let opened = self.open_object(&source, None).await?;
        let replace =
            input.metadata_directive.as_ref().is_some_and(|d| d.as_str() == MetadataDirective::REPLACE);
        let attributes = if replace { attributes_of_copy(input) } else { opened.object.attributes.clone() };
        let written = self.write(&target, opened.into_body(), Claims::default(), attributes).await?;
        let result = CopyObjectResult { e_tag: Some(ETag::Strong(written.etag)), ..Default::default() };
        Ok(S3Response::new(CopyObjectOutput { copy_object_result: Some(result), ..Default::default() }))
    }

    async fn delete_object(
        &self,
        request: S3Request<DeleteObjectInput>,
    ) -> S3Result<S3Response<DeleteObjectOutput>> {
        let path = self.path(&request.input.bucket, &request.input.key)?;
        let folder = std::sync::Arc::clone(&self.folder);
        let removed = tokio::task::spawn_blocking(move || folder.remove(&path.relative())).await;
        removed
            .map_err(|error| s3_error!(error, InternalError))?
            .map_err(|error| s3_error!(error, InternalError))?;
        Ok(S3Response::new(DeleteObjectOutput::default()))
    }

    async fn head_bucket(
        &self,
        request: S3Request<HeadBucketInput>,
    ) -> S3Result<S3Response<HeadBucketOutput>> {
        self.bucket(&request.input.bucket)?;
        Ok(S3Response::new(HeadBucketOutput::default()))
    }

    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        let input = request.input;
        if input.delimiter.is_some() {
            return Err(s3_error!(NotImplemented, "A listing by delimiter is not offered."));
        }
        let root = self.folder.root().join(&self.bucket(&input.bucket)?.name);
        let listed = tokio::task::spawn_blocking(move || list(&root, input)).await;
        Ok(S3Response::new(listed.map_err(|error| s3_error!(error, InternalError))??))
    }
}

/// S3 answers a HEAD without a body, so all it can say about a missing object is 404, which the SDK calls `NotFound`.
fn without_words(error: S3Error) -> S3Error {
    match error.code() {
        S3ErrorCode::NoSuchKey => {
            let mut error = S3Error::new(S3ErrorCode::Custom("NotFound".into()));
            error.set_status_code(StatusCode::NOT_FOUND);
            error
        }
        _ => error,
    }
}

fn answer_get(opened: Opened, partial: bool) -> S3Result<GetObjectOutput> {
    let content_length = to_length(opened.length())?;
    let content_range = partial.then(|| opened.content_range());
    let attributes = opened.object.attributes.clone();
    Ok(GetObjectOutput {
        content_length: Some(content_length),
        content_range,
        last_modified: Some(opened.object.modified.into()),
        e_tag: Some(ETag::Strong(attributes.etag)),
        accept_ranges: Some("bytes".to_owned()),
        content_type: attributes.content_type,
        content_encoding: attributes.content_encoding,
        content_disposition: attributes.content_disposition,
        content_language: attributes.content_language,
        cache_control: attributes.cache_control,
        metadata: attributes.metadata,
        body: Some(opened.into_body()),
        ..Default::default()
    })
}

/// `If-Match` and `If-None-Match`, as RFC 9110 §13 orders them.
fn check_conditions(
    object: &StoredObject,
    if_match: Option<&ETagCondition>,
    if_none_match: Option<&ETagCondition>,
) -> S3Result<()> {
    let is = |condition: &ETagCondition| match condition {
        ETagCondition::Any => true,
        ETagCondition::ETag(etag) => etag.value() == object.attributes.etag,
    };
    if if_match.is_some_and(|condition| !is(condition)) {
        return Err(s3_error!(PreconditionFailed));
    }
    if if_none_match.is_some_and(is) {
        return Err(s3_error!(NotModified));
    }
    Ok(())
}

/// One page of a listing. The continuation token is the last key of the page before.
fn list(root: &std::path::Path, input: ListObjectsV2Input) -> S3Result<ListObjectsV2Output> {
    let limit = input.max_keys.unwrap_or(MAX_KEYS).clamp(0, MAX_KEYS);
    let after = input.continuation_token.clone().or_else(|| input.start_after.clone()).unwrap_or_default();
    let prefix = input.prefix.clone().unwrap_or_default();
    let walkable =
        prefix.is_empty() || ObjectPath::parse(&input.bucket, prefix.trim_end_matches('/')).is_ok();
    let keys = if walkable { listing::keys(root, &prefix, &after) } else { Ok(Vec::new()) };
    let keys = keys.map_err(|error| s3_error!(error, InternalError))?;
    let page = &keys[..keys.len().min(usize::try_from(limit).unwrap_or_default())];
    let contents =
        page.iter().filter_map(|key| describe(root, key).transpose()).collect::<S3Result<Vec<_>>>()?;
    let truncated = page.len() < keys.len();
    Ok(ListObjectsV2Output {
        name: Some(input.bucket),
        key_count: i32::try_from(contents.len()).ok(),
        contents: Some(contents),
        is_truncated: Some(truncated),
        next_continuation_token: if truncated { page.last().cloned() } else { None },
        max_keys: Some(limit),
        prefix: input.prefix,
        continuation_token: input.continuation_token,
        start_after: input.start_after,
        ..Default::default()
    })
}

/// One line of a listing; nothing when the object was deleted meanwhile.
fn describe(root: &std::path::Path, key: &str) -> S3Result<Option<Object>> {
    let object = StoredObject::open(&root.join(key)).map_err(|error| s3_error!(error, InternalError))?;
    let Some(object) = object else { return Ok(None) };
    Ok(Some(Object {
        key: Some(key.to_owned()),
        size: Some(to_length(object.attributes.size)?),
        e_tag: Some(ETag::Strong(object.attributes.etag)),
        last_modified: Some(object.modified.into()),
        ..Default::default()
    }))
}

fn attributes_of(input: PutObjectInput) -> Attributes {
    Attributes {
        content_type: input.content_type,
        content_encoding: input.content_encoding.and_then(|encoding| of_the_object(&encoding)),
        content_disposition: input.content_disposition,
        content_language: input.content_language,
        cache_control: input.cache_control,
        metadata: input.metadata,
        ..Default::default()
    }
}

fn attributes_of_copy(input: CopyObjectInput) -> Attributes {
    Attributes {
        content_type: input.content_type,
        content_encoding: input.content_encoding,
        content_disposition: input.content_disposition,
        content_language: input.content_language,
        cache_control: input.cache_control,
        metadata: input.metadata,
        ..Default::default()
    }
}

/// A content encoding without `aws-chunked`, which is how the body came over the wire and not what it is.
fn of_the_object(encoding: &str) -> Option<String> {
    let kept: Vec<_> =
        encoding.split(',').map(str::trim).filter(|name| !matches!(*name, "" | "aws-chunked")).collect();
    (!kept.is_empty()).then(|| kept.join(","))
}

fn to_length(bytes: u64) -> S3Result<i64> {
    i64::try_from(bytes).map_err(|error| s3_error!(error, InternalError))
}
