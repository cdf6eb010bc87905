//! What a verification reads: one row per verify code, and a pointer per stored file.

use crate::Store;
use crate::error::{Guard, StoreError};
use crate::key;
use crate::row::{Item, Row, body, text, unreadable};
use crate::row_type::RowType;
use crate::tx::Tx;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::participation::certificate::{Certificate, StoredPdf};
use domain::participation::record::{Drawn, Printed, Record, Standing, standings};
use domain::value::code::VerifyCode;
use domain::value::id::CertificateId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The attribute beside the body that says what a version is worth.
pub(crate) const STANDING: &str = "standing";

/// The unchanging part of the row; the standing is an attribute beside it, set as a whole.
#[derive(Serialize, Deserialize)]
struct Body {
    certificate: CertificateId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    drawn: Option<Drawn>,
    printed: Printed,
}

#[derive(Serialize, Deserialize)]
struct FileBody {
    code: VerifyCode,
}

impl Store {
    /// The record of a code: one consistent read.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_record(&self, code: &VerifyCode) -> Result<Option<Record>, StoreError> {
        self.find(&key::record(code)).await?.map(read).transpose()
    }

    /// The records of these codes that exist, in no order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_records(&self, codes: &[VerifyCode]) -> Result<Vec<Record>, StoreError> {
        let keys: Vec<_> = codes.iter().map(key::record).collect();
        self.find_many(&keys).await?.into_iter().map(read).collect()
    }

    /// The code of the version whose PDF has this SHA-256 (64 lower-case hexadecimal digits).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_code_of_file(&self, sha256: &str) -> Result<Option<VerifyCode>, StoreError> {
        let found = self.find(&key::file(sha256)).await?;
        found.map(|item| body::<FileBody>(RowType::File, item).map(|b| b.code)).transpose()
    }

    /// The codes of the versions whose PDFs have these SHA-256, by the SHA-256; what leads nowhere is left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_codes_of_files(
        &self,
        sums: &[String],
    ) -> Result<BTreeMap<String, VerifyCode>, StoreError> {
        let keys: Vec<_> = sums.iter().map(|sum| key::file(sum)).collect();
        let of = |item: Item| {
            let sum = item.get("sha256").and_then(|v| v.as_s().ok()).cloned().unwrap_or_default();
            Ok((sum, body::<FileBody>(RowType::File, item)?.code))
        };
        self.find_many(&keys).await?.into_iter().map(of).collect()
    }
}

fn read(mut item: Item) -> Result<Record, StoreError> {
    let standing = item.remove(STANDING);
    let Body { certificate, drawn, printed } = body(RowType::Record, item)?;
    let corrupt = |source| StoreError::Corrupt {
        row_type: RowType::Record.name(),
        sort_key: RowType::Record.sort().into(),
        source,
    };
    let standing = standing.ok_or_else(|| corrupt("no standing".into()))?;
    let standing: Standing =
        serde_dynamo::from_attribute_value(standing).map_err(|error| corrupt(unreadable(&error)))?;
    Ok(Record { certificate, drawn, printed, standing })
}

/// What a version is worth, as the attribute says it.
pub(crate) fn standing(of: &Standing) -> Result<AttributeValue, StoreError> {
    serde_dynamo::to_attribute_value(of).map_err(|e| StoreError::Backend(Box::new(e)))
}

/// A record with the code that it lies under.
pub(crate) fn read_with_code(item: Item) -> Result<(VerifyCode, Record), StoreError> {
    let code = item.get("pk").and_then(|pk| pk.as_s().ok()).and_then(|pk| RowType::Record.id_in(pk));
    let code = code.and_then(|code| VerifyCode::parse(code).ok());
    let source = "a key without a code".into();
    let code = code.ok_or(StoreError::Corrupt {
        row_type: RowType::Record.name(),
        sort_key: RowType::Record.sort().into(),
        source,
    })?;
    Ok((code, read(item)?))
}

/// The writes that keep all records of a certificate true after a change; `printed` when the change made a version.
pub(crate) fn writes(certificate: &Certificate, printed: Option<&Printed>) -> Result<Tx, StoreError> {
    let mut tx = Tx::new();
    let newest = &certificate.current().code;
    for (code, of) in standings(certificate) {
        let standing = standing(&of)?;
        let at = key::record(&code);
        tx = match printed {
            Some(printed) if code == *newest => {
                let (event, edition) = (certificate.snapshot().event.clone(), certificate.current().edition);
                let drawn = Some(Drawn { event, edition });
                let body = Body { certificate: certificate.id().clone(), drawn, printed: printed.clone() };
                tx.create(Row::new(at, RowType::Record, &body)?.with(STANDING, standing), Guard::CodeFree)
            }
            _ => tx.set(at, STANDING, standing, Guard::RecordKept),
        };
    }
    Ok(tx)
}

/// The pointer from a stored file to its code. The file has the code on it, so what lies under its sum says the same: it
/// may be there from before the certificate was restored.
pub(crate) fn file_pointer(pdf: &StoredPdf, code: &VerifyCode) -> Result<Tx, StoreError> {
    let row = Row::new(key::file(&pdf.sha256), RowType::File, &FileBody { code: code.clone() })?;
    Ok(Tx::new().keep(row.with("sha256", text(&pdf.sha256))))
}
