//! A page of the list: certificates as they are now, with what they print, matching what is searched for: first those whose
//! title has all the words, then those that have them with the name of their issuer.

use crate::place::{Place, Start};
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

/// A page of the list, and where the next one begins.
pub struct Page {
    /// What is on it.
    pub items: Vec<Shown>,
    /// The start of the next page; none on the last.
    pub next: Option<Start>,
}

/// Reads a page: as many cards as fit, and where the next page begins.
pub async fn page(reader: &Reader, place: &Place) -> Result<Page, Problem> {
    let wanted = folded(&place.search());
    let stride = if wanted.is_empty() { PLAIN_STRIDE } else { SEARCH_STRIDE };
    let (mut items, mut at): (Vec<Shown>, Start) = (Vec::new(), place.start());
    // Where the page after this one begins, should there be one more card than fits.
    let mut last = at.clone();
    for _ in 0..MOST_READS {
        let listed = listed(reader, stride, at.after.as_ref()).await?;
        for (certificate, printed) in read_again(reader, &listed.items).await? {
            if found(&printed, &wanted) != Some(at.is_rest) {
                continue;
            }
            if items.len() == PAGE {
                return Ok(Page { items, next: Some(last) });
            }
            last = Start { after: Some(Cursor::after(&certificate)), ..at };
            items.push((certificate, printed));
        }
        at = match listed.next {
            Some(next) => Start { after: Some(next), ..at },
            None if at.is_rest || wanted.is_empty() => return Ok(Page { items, next: None }),
            None => Start { after: None, is_rest: true },
        };
    }
    Ok(Page { items, next: Some(at) })
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
        .filter(|certificate| reader.may_see(certificate))
        .map(|c| (c.id().clone(), c))
        .collect();
    Ok(ids.iter().filter_map(|id| Some((found.remove(id)?, printed.remove(id)?))).collect())
}

/// Whether a certificate is found, and if so whether it is past the titles.
fn found(printed: &Printed, wanted: &str) -> Option<bool> {
    let title = folded(printed.title.as_str());
    if has_words(&title, wanted) {
        return Some(false);
    }
    has_words(&format!("{title} {}", folded(printed.issuer_name.as_str())), wanted).then_some(true)
}

fn has_words(text: &str, wanted: &str) -> bool {
    wanted.split(' ').all(|word| text.contains(word))
}
