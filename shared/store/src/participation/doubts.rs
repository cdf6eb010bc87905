//! Whose certificate a line may correct: what leads from names and addresses to certificates, and what was found and decided.

use crate::change::Change;
use crate::error::{Guard, StoreError};
use crate::key::{self, Table};
use crate::participation::imports::ListOf;
use crate::row::{Item, Row, body};
use crate::row_type::RowType;
use crate::tx::Tx;
use crate::{Range, Store};
use domain::participation::certificate::Certificate;
use domain::participation::doubt::{About, Doubt};
use domain::participation::import::Tally;
use domain::value::id::{CertificateId, ImportId};
use futures::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// Certificates that one name or address leads to at most: an office may give its address for all its people.
const MOST_ALIKE: i32 = 1_000;

/// How many of these lists are read at the same time.
const AT_ONCE: usize = 16;

#[derive(Serialize, Deserialize)]
struct Pointer {
    certificate: CertificateId,
}

#[derive(Serialize, Deserialize)]
struct Correction {
    line: CertificateId,
    certificate: CertificateId,
}

/// The certificates that a name or an address leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The first of them.
    pub certificates: Vec<CertificateId>,
    /// Whether there are no more.
    pub is_all: bool,
}

impl Store {
    /// The certificates of an event that names and addresses lead to, by these keyed hashes.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_alike(&self, hashes: &[String]) -> Result<HashMap<String, Alike>, StoreError> {
        let distinct: HashSet<&String> = hashes.iter().collect();
        let lists: Vec<_> = distinct.into_iter().map(|hash| self.alike(hash)).collect();
        stream::iter(lists).buffer_unordered(AT_ONCE).try_collect().await
    }

    async fn alike(&self, hash: &str) -> Result<(String, Alike), StoreError> {
        let partition = RowType::Likeness.partition(hash);
        let page = self.query(Range::of(Table::Registry, partition, MOST_ALIKE)).await?;
        let pointer = |item| Ok(body::<Pointer>(RowType::Likeness, item)?.certificate);
        let certificates = page.items.into_iter().map(pointer).collect::<Result<_, StoreError>>()?;
        Ok((hash.to_owned(), Alike { certificates, is_all: page.next.is_none() }))
    }

    /// Which certificates lines correct, by the identifiers that they would have by themselves.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_corrected(
        &self,
        ids: &[CertificateId],
    ) -> Result<HashMap<CertificateId, CertificateId>, StoreError> {
        let keys: Vec<_> = ids.iter().map(key::corrects).collect();
        let read = |item| body::<Correction>(RowType::Corrects, item).map(|c| (c.line, c.certificate));
        self.find_many(&keys).await?.into_iter().map(read).collect()
    }

    /// Stores the doubts of a chunk of lines. What the same file gives is the same, unless the event has changed meanwhile:
    /// then it is not published.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_doubts(&self, of: ListOf<'_>, chunk: u32, doubts: &[Doubt]) -> Result<(), StoreError> {
        self.put_chunk(of, Row::new(key::doubts(of.import, chunk), RowType::Doubts, &doubts)?).await
    }

    /// The doubts of a chunk of lines, also those that nobody answers: most have none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_doubts(&self, id: &ImportId, chunk: u32) -> Result<Vec<Doubt>, StoreError> {
        match self.find(&key::doubts(id, chunk)).await? {
            Some(item) => body(RowType::Doubts, item),
            None => Ok(Vec::new()),
        }
    }

    /// From now on a line is of a certificate that says just the same. Saying it again changes nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_correction(
        &self,
        line: &CertificateId,
        certificate: &CertificateId,
    ) -> Result<(), StoreError> {
        let correction = Correction { line: line.clone(), certificate: certificate.clone() };
        match self.create(Row::new(key::corrects(line), RowType::Corrects, &correction)?, Guard::New).await {
            Err(error) if error.is(Guard::New) => Ok(()),
            done => done,
        }
    }

    /// The first doubts of an import as it was read last that somebody has to answer, at most about so many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_doubts(
        &self,
        id: &ImportId,
        tally: &Tally,
        most: usize,
    ) -> Result<Vec<Doubt>, StoreError> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let range = Range::of(Table::Registry, RowType::Doubts.partition(id), 10);
            let page = self.query(range.begins(RowType::Doubts).after(after.as_ref())).await?;
            for item in page.items.into_iter().filter(|item| is_of(tally, item)) {
                let doubts: Vec<Doubt> = body(RowType::Doubts, item)?;
                all.extend(doubts.into_iter().filter(|doubt| doubt.about != About::Nothing));
            }
            after = page.next;
            if after.is_none() || all.len() >= most {
                return Ok(all);
            }
        }
    }
}

/// Whether a row of doubts is of the reading that was counted.
fn is_of(tally: &Tally, item: &Item) -> bool {
    let key = item.get("sk").and_then(|key| key.as_s().ok());
    let number = key.and_then(|key| key.strip_prefix(RowType::Doubts.sort())?.parse().ok());
    number.is_some_and(|stored| tally.is_of_this_reading(stored))
}

impl Change<Certificate> {
    /// The keyed hashes of the name and the address that lead to it from now on.
    pub fn alike(self, hashes: &[String]) -> Self {
        let id = self.after().id().clone();
        let pointer = Pointer { certificate: id.clone() };
        let row = |hash: &String| Row::new(key::likeness(hash, &id), RowType::Likeness, &pointer);
        let rows: Result<Vec<Row>, StoreError> = hashes.iter().map(row).collect();
        self.with(rows.map(|rows| rows.into_iter().fold(Tx::new(), Tx::keep)))
    }

    /// The certificate that the line would have by itself: from now on the line is this one's.
    pub fn correcting_for(self, line: &CertificateId) -> Self {
        let correction = Correction { line: line.clone(), certificate: self.after().id().clone() };
        let row = Row::new(key::corrects(line), RowType::Corrects, &correction);
        self.with(row.map(|row| Tx::new().create(row, Guard::New)))
    }
}
