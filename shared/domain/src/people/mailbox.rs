//! What is known of a mailbox: whether mails of ours are taken there.

use crate::transition::Inconsistent;
use crate::work::News;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Mails that come back for a passing reason within [`PASSING_DAYS`] before no more are sent.
const MOST_RETURNED: usize = 3;
/// How long a passing reason passes, in days.
const PASSING_DAYS: i64 = 30;

/// A mailbox that a mail came back from. Of the others there is no row.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mailbox {
    /// Why no mail is sent there any more.
    pub closed: Option<Closed>,
    /// When mails came back for a passing reason: the newest three, in order.
    pub returned: Vec<Timestamp>,
    /// Number of changes so far.
    pub version: u64,
}

/// Why no mail is sent to a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// What was heard.
    pub because: News,
    /// When.
    pub at: Timestamp,
}

impl Mailbox {
    /// The mailbox after news of one mail. The same news in another order leave the same mailbox.
    pub fn after(mut self, news: News, at: Timestamp) -> Self {
        match news {
            News::Delivered => {}
            News::ReturnedForNow => {
                self.returned.push(at);
                self.returned.sort_unstable();
                let older = self.returned.len().saturating_sub(MOST_RETURNED);
                self.returned.drain(..older);
                if self.returned_too_often() {
                    self.close(news, at);
                }
            }
            News::ReturnedForGood | News::Unwanted => self.close(news, at),
        }
        self.version += 1;
        self
    }

    /// The mailbox after somebody found out that it takes mails again.
    pub fn reopened(self) -> Self {
        Self { closed: None, returned: Vec::new(), version: self.version + 1 }
    }

    /// Checks a stored row.
    ///
    /// # Errors
    /// When its version is 0.
    pub fn checked(self) -> Result<Self, Inconsistent> {
        if self.version == 0 {
            return Err(Inconsistent { aggregate: "mailbox", what: "version 0" });
        }
        Ok(self)
    }

    fn returned_too_often(&self) -> bool {
        match (self.returned.first(), self.returned.last()) {
            (Some(first), Some(last)) if self.returned.len() == MOST_RETURNED => {
                last.duration_since(*first) <= SignedDuration::from_hours(24 * PASSING_DAYS)
            }
            _ => false,
        }
    }

    /// The gravest reason stays, and of two alike the earlier.
    fn close(&mut self, because: News, at: Timestamp) {
        let new = Closed { because, at };
        self.closed = Some(match self.closed {
            Some(known) if known.because > because => known,
            Some(known) if known.because == because && known.at <= at => known,
            _ => new,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> Timestamp {
        Timestamp::from_second(n * 24 * 60 * 60).expect("a day")
    }

    fn after(all: &[(News, i64)]) -> Option<News> {
        let mailbox = all.iter().fold(Mailbox::default(), |mailbox, (news, n)| mailbox.after(*news, day(*n)));
        mailbox.closed.map(|closed| closed.because)
    }

    #[test]
    fn a_mailbox_that_is_none_and_one_that_wants_nothing_are_closed_at_once() {
        assert_eq!(after(&[(News::Delivered, 1)]), None);
        assert_eq!(after(&[(News::ReturnedForGood, 1)]), Some(News::ReturnedForGood));
        assert_eq!(after(&[(News::ReturnedForGood, 1), (News::Unwanted, 2)]), Some(News::Unwanted));
    }

    #[test]
    fn three_returns_within_a_month_close_it_and_fewer_do_not() {
        let back = News::ReturnedForNow;
        assert_eq!(after(&[(back, 1), (back, 2)]), None);
        assert_eq!(after(&[(back, 1), (back, 2), (back, 31)]), Some(back));
        assert_eq!(after(&[(back, 1), (back, 2), (back, 40)]), None);
        assert_eq!(after(&[(back, 40), (back, 1), (back, 41), (back, 42)]), Some(back));
    }

    #[test]
    fn what_was_closed_is_open_again_once_somebody_says_so() {
        let closed = Mailbox::default().after(News::ReturnedForGood, day(1));
        assert_eq!(closed.reopened().closed, None);
    }
}
