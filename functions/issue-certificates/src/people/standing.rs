//! Where somebody stands: the certificate, its PDF, the last mail, and whether it was opened.

use crate::labels::{self, Badge};
use common::error::Problem;
use common::web::Visit;
use domain::participation::certificate::Certificate;
use domain::value::calendar;
use domain::work::{Fate, Message, News, State, Task, Work};
use futures::{StreamExt, TryStreamExt, stream};
use schemars::JsonSchema;
use serde::Serialize;
use store::StoreError;

/// Ledgers that are read at the same time.
const AT_ONCE: usize = 24;

/// The last mail about a certificate.
#[derive(Clone)]
pub(super) struct LastMail {
    /// Where it is, in words.
    pub(super) state: Badge,
    /// Since when.
    pub(super) at: jiff::Timestamp,
    /// Whether it did not reach anybody: it came back, or was not sent.
    pub(super) came_back: bool,
}

/// A mail in words, for pages and tables.
#[derive(Default, Serialize, JsonSchema)]
pub(super) struct MailWords {
    /// Its badge; none without a mail.
    pub(super) state: Option<Badge>,
    /// Since when; empty without a mail.
    pub(super) at: String,
}

impl From<Option<&LastMail>> for MailWords {
    fn from(mail: Option<&LastMail>) -> Self {
        mail.map_or_else(Self::default, |mail| Self {
            state: Some(mail.state),
            at: calendar::moment(mail.at),
        })
    }
}

/// The last mails about certificates, in their order.
pub(super) async fn last_mails(
    visit: &Visit,
    certificates: &[Option<&Certificate>],
) -> Result<Vec<Option<LastMail>>, Problem> {
    let one = |certificate: Option<&Certificate>| {
        let id = certificate.map(|there| there.id().clone());
        async move {
            let Some(id) = id else { return Ok::<_, StoreError>(None) };
            let mails = visit.app.store.list_mails(&id).await?;
            Ok(mails
                .iter()
                .filter(|mail| tells_of_a_version(mail))
                .max_by_key(|mail| mail.created_at())
                .map(LastMail::of))
        }
    };
    let reads: Vec<_> = certificates.iter().map(|certificate| one(*certificate)).collect();
    Ok(stream::iter(reads).buffered(AT_ONCE).try_collect().await?)
}

fn tells_of_a_version(mail: &Work) -> bool {
    matches!(mail.task(), Task::Mail { message: Message::Available { .. }, .. })
}

impl LastMail {
    fn of(mail: &Work) -> Self {
        let (state, at) = labels::of_mail(mail);
        let came_back = match mail.state() {
            State::Withheld { .. } | State::Dead { .. } => true,
            State::Done { fate: Fate::Known { news, .. }, .. } => *news != News::Delivered,
            State::Done { .. } | State::Due { .. } | State::Dropped { .. } => false,
        };
        Self { state, at, came_back }
    }
}
