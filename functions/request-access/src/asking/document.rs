//! The document that is attached to a request, for whoever has its link.

use super::request::open;
use axum::extract::Path;
use common::error::Problem;
use common::web::{Answer, Visit};
use domain::digital::access::Proof;
use domain::value::id::AccessRequestId;
use platform::digest::sha256_hex;
use platform::documents::proof_key;

/// GET `/acesso/pedidos/{link}/documento`
pub(crate) async fn show(visit: Visit, Path(link): Path<String>) -> Answer {
    let opened = open(&visit, &link).await?;
    let proof = opened.request.snapshot().proof.clone().ok_or_else(Problem::not_found)?;
    handed_out(&visit, opened.request.id(), &proof).await
}

/// Hands a document out as a file to be kept, never shown as a page of ours: what is in it is somebody else's.
pub(crate) async fn handed_out(visit: &Visit, request: &AccessRequestId, proof: &Proof) -> Answer {
    let bytes = visit.app.documents.get(&proof_key(request, &proof.sha256)).await?;
    if sha256_hex(&bytes) != proof.sha256 {
        return Err(Problem::internal("a document has other bytes than were sent in"));
    }
    let name = named(proof);
    Ok(visit.file(bytes, proof.kind.media_type(), &name, false))
}

/// Its own name, ending as what it is.
fn named(proof: &Proof) -> String {
    let ending = format!(".{}", proof.kind.ending());
    match proof.name.to_lowercase().ends_with(&ending) {
        true => proof.name.clone(),
        false => format!("{}{ending}", proof.name),
    }
}
