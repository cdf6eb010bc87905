//! A page of the list: certificates as they are now, with what they print, matching what is searched for.

use crate::place::Place;
use crate::reader::Reader;
use common::error::Problem;
use domain::participation::certificate::Certificate;
use domain::participation::record::Printed;
use domain::value::id::CertificateId;
use domain::value::name::folded;
use std::collections::HashMap;
use store::{Cursor, Listed};

/// Cards on a page.
const PAGE: usize = 12;
/// Certificates read at once: one more than a page, so that a list that just fills it has no empty next page.
const PLAIN_STRIDE: i32 = 13;
/// The same while searching.
const SEARCH_STRIDE: i32 = 50;
/// Reads of the list that one page may take. A search that finds little goes on with the next page.
const MOST_READS: usize = 8;

/// A certificate and what its current version prints.
pub type Shown = (Certificate, Printed);

/// Reads a page: as many cards as fit, and where the next page begins.
pub async fn page(reader: &Reader, place: &Place) -> Result<Listed<Shown>, Problem> {
    let wanted = folded(&place.search());
    let stride = if wanted.is_empty() { PLAIN_STRIDE } else { SEARCH_STRIDE };
    let (mut shown, mut after) = (Vec::new(), place.after());
    for _ in 0..MOST_READS {
        let listed = listed(reader, stride, after.as_ref()).await?;
        for (certificate, printed) in read_again(reader, &listed.items).await? {
            if !matches(&printed, &wanted) {
                continue;
            }
            // One more than fits: there is a next page, and it is not empty.
            if shown.len() == PAGE {
                let next = shown.last().map(|(last, _): &Shown| Cursor::after(last));
                return Ok(Listed { items: shown, next });
            }
            shown.push((certificate, printed));
        }
        after = listed.next;
        if after.is_none() {
            break;
        }
    }
    Ok(Listed { items: shown, next: after })
}

async fn listed(reader: &Reader, limit: i32, after: Option<&Cursor>) -> Result<Listed<Certificate>, Problem> {
    let store = &reader.visit().app.store;
    Ok(match reader {
        Reader::Holder(holder) => store.list_certificates(holder.account(), limit, after).await?,
        Reader::Visitor(_, account) => store.list_public_certificates(account, limit, after).await?,
    })
}

/// The listed certificates as they are now, in the order of the list. The index may lag behind; what it decides is only
/// where to look.
async fn read_again(reader: &Reader, listed: &[Certificate]) -> Result<Vec<Shown>, Problem> {
    let store = &reader.visit().app.store;
    let ids: Vec<CertificateId> = listed.iter().map(|c| c.id().clone()).collect();
    let certificates = store.find_certificates(&ids).await?;
    let codes: Vec<_> = certificates.iter().map(|c| c.current().code.clone()).collect();
    let records = store.find_records(&codes).await?;
    let mut printed: HashMap<_, _> = records.into_iter().map(|r| (r.certificate, r.printed)).collect();
    let mut found: HashMap<_, _> = certificates
        .into_iter()
        .filter(|c| {
            c.snapshot().account == *reader.account()
                && c.is_in_account()
                && (reader.is_holder() || c.is_listed())
        })
        .map(|c| (c.id().clone(), c))
        .collect();
    Ok(ids.iter().filter_map(|id| Some((found.remove(id)?, printed.remove(id)?))).collect())
}

fn matches(printed: &Printed, wanted: &str) -> bool {
    let text = folded(&format!("{} {}", printed.title, printed.issuer_name));
    wanted.split(' ').all(|word| text.contains(word))
}
