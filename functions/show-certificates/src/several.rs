//! Several certificates at once: their PDFs, byte by byte as they were issued, in one ZIP file.

use crate::document;
use crate::place::NOTHING_CHOSEN;
use crate::reader::Reader;
use axum::extract::RawQuery;
use common::error::Problem;
use common::participation::file_name;
use common::web::Answer;
use common::web::archive::{Archive, Full};
use domain::participation::certificate::Certificate;
use domain::value::id::CertificateId;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};

/// The most certificates in one file: two pages of cards.
const MOST: usize = 24;
/// The most bytes of one file. An answer of Lambda has 6 MB, and bytes are a third longer on their way.
const MOST_BYTES: usize = 4_000_000;

/// What stands behind the path.
#[derive(Deserialize, JsonSchema)]
pub struct Chosen {
    /// The identifier of a certificate; the parameter comes once for each.
    #[serde(default)]
    #[expect(
        dead_code,
        reason = "a description: a query whose parameter comes several times is read by hand"
    )]
    certificado: String,
}

/// `GET /certificados/baixar?certificado=…&certificado=…`
pub async fn download(reader: Reader, RawQuery(query): RawQuery) -> Answer {
    let chosen = chosen(query.as_deref().unwrap_or_default());
    if chosen.is_empty() {
        return Ok(reader.visit().see(&format!("/certificados?feito={NOTHING_CHOSEN}")));
    }
    if chosen.len() > MOST {
        return Err(too_many(format!("De uma vez podem ser baixados até {MOST} certificados.")));
    }
    let certificates = reader.certificates(&chosen).await?;
    let bytes = packed(&reader, &certificates).await?;
    if let Reader::Holder(_) = &reader {
        for certificate in &certificates {
            document::opened(reader.visit(), certificate).await;
        }
    }
    let mut answer = reader.visit().file(bytes, "application/zip", "certificados.zip", false);
    document::keep_to_reader(&mut answer);
    Ok(answer)
}

/// The chosen certificates, each once, in their order; `None`, what is no identifier, is none that exists.
fn chosen(query: &str) -> Vec<Option<CertificateId>> {
    let mut seen = BTreeSet::new();
    let pairs = query.split('&').filter_map(|pair| pair.strip_prefix("certificado="));
    pairs.filter(|id| seen.insert(*id)).map(|id| CertificateId::parse(id).ok()).collect()
}

impl Reader {
    /// Certificates that this request may see, in the order asked for.
    async fn certificates(&self, chosen: &[Option<CertificateId>]) -> Result<Vec<Certificate>, Problem> {
        let ids: Vec<CertificateId> = chosen.iter().flatten().cloned().collect();
        let found = self.visit().app.store.find_certificates(&ids).await?;
        let seen = found.into_iter().filter(|certificate| self.may_see(certificate));
        let mut seen: HashMap<_, _> =
            seen.map(|certificate| (certificate.id().clone(), certificate)).collect();
        let wanted = chosen.iter().map(|id| seen.remove(id.as_ref()?));
        wanted.collect::<Option<_>>().ok_or_else(Problem::not_found)
    }
}

async fn packed(reader: &Reader, certificates: &[Certificate]) -> Result<Vec<u8>, Problem> {
    let visit = reader.visit();
    let codes: Vec<_> = certificates.iter().map(|c| c.current().code.clone()).collect();
    let records = visit.app.store.find_records(&codes).await?;
    let titles: HashMap<_, _> =
        records.into_iter().map(|r| (r.certificate, r.printed.title.to_string())).collect();
    let mut archive = Archive::up_to(MOST_BYTES);
    for certificate in certificates {
        let (bytes, _) = document::issued(visit, certificate).await?;
        let title = titles.get(certificate.id()).map(String::as_str).unwrap_or_default();
        archive.add(&file_name::of(certificate, title), &bytes).map_err(|Full| {
            too_many("Os certificados marcados passam de 4 MB, o que cabe em um arquivo.".to_owned())
        })?;
    }
    Ok(archive.finish())
}

fn too_many(what: String) -> Problem {
    let problem = Problem::too_large(format!("{what} Volte, marque menos e baixe o resto depois."));
    Problem { status: StatusCode::PAYLOAD_TOO_LARGE, title: "São certificados demais".to_owned(), ..problem }
        .leading_to("Voltar aos certificados", "/certificados".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_twice_is_chosen_once_and_what_is_no_identifier_is_unknown() {
        let id = CertificateId::from_bytes([9; 17]);
        let query = format!("certificado={id}&x=1&certificado=..%2F&certificado={id}");
        assert_eq!(chosen(&query), [Some(id), None]);
        assert!(chosen("").is_empty() && chosen("busca=a").is_empty());
    }
}
