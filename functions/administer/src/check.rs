//! Whether everything that a certificate needs is there: asked after a table was restored, or a bucket was damaged.

use crate::job::{Begun, Budget, progress, write_down};
use crate::{AdministerError, Answer, Pace};
use common::App;
use domain::participation::certificate::{Certificate, State, StoredPdf};
use domain::participation::record::{Record, standings};
use domain::people::account::Account;
use domain::value::code::VerifyCode;
use domain::value::id::{AccountId, CertificateId};
use domain::work::{self, Command, Task, Work};
use futures::stream::{self, StreamExt, TryStreamExt};
use platform::documents::pdf_key;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use store::Change;
use store::works::WorkKey;

const PROGRESS: &str = "administer/check.json";
/// Objects that are asked for at once.
const AT_ONCE: usize = 32;
/// Certificates that are named for each kind of fault.
const NAMED: usize = 20;

/// What can be wrong with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Its holder's account is not there.
    AccountMissing,
    /// The record under the code of one of its versions is not there, or says something else.
    RecordWrong,
    /// Nothing leads from the SHA-256 of one of its PDFs to its code.
    FilePointerMissing,
    /// One of its PDFs is not in the bucket, or is of another length.
    PdfMissing,
    /// It, or its holder's account, is older than its audit trail, so that no change of it can be written.
    AuditNewer,
    /// Its PDF is to be drawn, and no work is due that draws it.
    NobodyDraws,
}

/// What was found so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// Certificates that were looked at.
    pub certificates: u64,
    /// Their versions.
    pub versions: u64,
    /// Their PDFs.
    pub pdfs: u64,
    /// How often each fault was found.
    pub faults: BTreeMap<Fault, u64>,
    /// Some of the certificates that have it.
    pub examples: BTreeMap<Fault, Vec<CertificateId>>,
    /// PDFs that are drawn again now.
    pub repaired: u64,
    /// Rows of a type that this version does not know: written by a newer one, or by hand. The log names their kinds.
    #[serde(default)]
    pub unknown_rows: u64,
}

#[derive(Default, Serialize, Deserialize)]
struct Progress {
    begun: Option<Begun>,
    next: Option<String>,
    finished: bool,
    findings: Findings,
}

/// Looks on from where the last invocation stopped; after the end, with another `repair`, and a day later from the
/// beginning.
pub(crate) async fn check(app: &App, repair: bool, pace: Pace) -> Result<Answer, AdministerError> {
    let mut at: Progress = progress(app, PROGRESS).await?;
    if at.finished || !at.begun.is_some_and(|begun| begun.goes_on(app, repair)) {
        at = Progress { begun: Some(Begun::now(app, repair)), ..Progress::default() };
    }
    let mut budget = Budget::new(app, pace);
    while !at.finished && budget.take(app) {
        let page = app.store.walk_certificates(at.next.as_deref(), budget.rows).await?;
        at.findings.unknown_rows += page.unknown;
        look_at(app, &page.items, repair, &mut at.findings).await?;
        at.finished = page.next.is_none();
        at.next = page.next;
        write_down(app, PROGRESS, &at).await?;
    }
    Ok(Answer::Checked { finished: at.finished, findings: at.findings })
}

/// What a page of certificates needs, read in a few requests.
struct Around {
    accounts: BTreeSet<String>,
    records: Vec<Record>,
    codes: BTreeMap<String, VerifyCode>,
    /// Whose audit trail is newer, certificates and accounts.
    behind: BTreeSet<String>,
}

async fn look_at(
    app: &App,
    certificates: &[Certificate],
    repair: bool,
    findings: &mut Findings,
) -> Result<(), AdministerError> {
    let around = Around::of(app, certificates).await?;
    for certificate in certificates {
        findings.certificates += 1;
        around.look_at(certificate, findings);
        if matches!(certificate.snapshot().state, State::Issued { .. }) {
            nobody_draws(app, certificate, repair, findings).await?;
        }
    }
    let pdfs: Vec<_> =
        certificates.iter().flat_map(|c| pdfs(c).map(move |pdf| (c.id().clone(), pdf))).collect();
    let missing: Vec<CertificateId> = stream::iter(pdfs)
        .map(|(id, pdf)| async move {
            let there = app.documents.size(&pdf_key(&id, pdf.version)).await?;
            Ok::<_, AdministerError>((there != Some(pdf.size_bytes)).then_some(id))
        })
        .buffer_unordered(AT_ONCE)
        .try_filter_map(|missing| async { Ok(missing) })
        .try_collect()
        .await?;
    missing.iter().for_each(|id| findings.add(Fault::PdfMissing, id));
    Ok(())
}

fn pdfs(certificate: &Certificate) -> impl Iterator<Item = StoredPdf> {
    standings(certificate).into_iter().filter_map(|(_, standing)| standing.pdf)
}

impl Around {
    async fn of(app: &App, certificates: &[Certificate]) -> Result<Self, AdministerError> {
        // Many certificates are one person's, and a request names a row once.
        let accounts: BTreeMap<_, _> = certificates
            .iter()
            .map(|c| (c.snapshot().account.as_str(), c.snapshot().account.clone()))
            .collect();
        let accounts: Vec<_> = accounts.into_values().collect();
        let codes: Vec<_> = certificates.iter().flat_map(standings).map(|(code, _)| code).collect();
        let sums: Vec<_> = certificates.iter().flat_map(pdfs).map(|pdf| pdf.sha256).collect();
        let found = app.store.find_accounts(&accounts).await?;
        let behind_certificates = app.store.find_certificates_behind(certificates).await?;
        let behind_accounts = app.store.find_accounts_behind(&found).await?;
        Ok(Self {
            accounts: found.iter().map(Account::id).map(|id| id.as_str().to_owned()).collect(),
            records: app.store.find_records(&codes).await?,
            codes: app.store.find_codes_of_files(&sums).await?,
            behind: behind_certificates
                .iter()
                .map(CertificateId::to_string)
                .chain(behind_accounts.iter().map(AccountId::to_string))
                .collect(),
        })
    }

    fn look_at(&self, certificate: &Certificate, findings: &mut Findings) {
        let id = certificate.id();
        if !self.accounts.contains(certificate.snapshot().account.as_str()) {
            findings.add(Fault::AccountMissing, id);
        }
        if [id.as_str(), certificate.snapshot().account.as_str()].iter().any(|id| self.behind.contains(*id)) {
            findings.add(Fault::AuditNewer, id);
        }
        for (code, standing) in standings(certificate) {
            findings.versions += 1;
            let says_so = |r: &&Record| r.certificate == *id && r.standing == standing;
            if self.records.iter().find(says_so).is_none() {
                findings.add(Fault::RecordWrong, id);
            }
            if let Some(pdf) = &standing.pdf {
                findings.pdfs += 1;
                if self.codes.get(&pdf.sha256) != Some(&code) {
                    findings.add(Fault::FilePointerMissing, id);
                }
            }
        }
    }
}

/// A certificate that waits for its PDF while its work says that it was done, or is not there: of two tables that were
/// restored, one is older.
async fn nobody_draws(
    app: &App,
    certificate: &Certificate,
    repair: bool,
    findings: &mut Findings,
) -> Result<(), AdministerError> {
    let (id, number) = (certificate.id(), certificate.current().number);
    let key = WorkKey::of_pdf(id, number);
    let work = app.store.find_work(&key).await?;
    if work
        .as_ref()
        .is_some_and(|there| matches!(there.state(), work::State::Due { .. } | work::State::Dead { .. }))
    {
        return Ok(());
    }
    findings.add(Fault::NobodyDraws, id);
    if !repair {
        return Ok(());
    }
    match work {
        Some(work) => {
            let again = work.apply(Command::DoAgain, app.clock.now())?;
            app.store.commit(Change::of(again)).await?;
        }
        None => {
            let Some(account) = app.store.find_account(&certificate.snapshot().account).await? else {
                return Ok(());
            };
            let notify = account.snapshot().email.clone();
            let task = Task::DrawPdf { certificate: id.clone(), version: number, notify };
            app.store.commit(Change::of(Work::new(task, None, app.clock.now()))).await?;
        }
    }
    findings.repaired += 1;
    Ok(())
}

impl Findings {
    fn add(&mut self, fault: Fault, certificate: &CertificateId) {
        *self.faults.entry(fault).or_default() += 1;
        let named = self.examples.entry(fault).or_default();
        if named.len() < NAMED {
            named.push(certificate.clone());
        }
    }
}
