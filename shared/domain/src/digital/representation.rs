//! Who has to be in the video conference, and with which paper: the rules for holders who act through somebody else.
//!
//! A person is never represented by a proxy. A company acts through those whom the Receita knows as its legal
//! representatives; one who is its administrator by the constitutive act may come alone. Whoever answers for the use of the certificate by
//! a public power of attorney comes together with the representative. The dead are represented by whom a court named.

mod papers;

pub use papers::{Attendee, Obstacle, Paper};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How old a power of attorney, or its second copy, may be on the day of the video conference, in days (DOC-ICP-05.02).
pub const PROXY_DAYS: i32 = 90;

/// A public power of attorney, drawn up by a notary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proxy {
    /// When it was drawn up.
    pub drawn_up: Date,
    /// When the notary issued its second copy, which is as good as a new one.
    pub second_copy: Option<Date>,
    /// Whether the constitutive act lets the company appoint a proxy.
    pub act_allows: bool,
    /// Whether it names powers to act before the infrastructure of public keys.
    pub names_powers: bool,
}

impl Proxy {
    /// The day from which its age is counted.
    fn counts_from(self) -> Date {
        self.second_copy.map_or(self.drawn_up, |copy| copy.max(self.drawn_up))
    }

    /// The last day on which a video conference may be held with it.
    pub fn last_day(self) -> Date {
        self.counts_from().saturating_add(jiff::Span::new().days(PROXY_DAYS))
    }

    /// Why a video conference on a day cannot be held with it.
    pub fn flaw_on(self, day: Date) -> Option<Obstacle> {
        if day < self.counts_from() {
            Some(Obstacle::ProxyOfTomorrow)
        } else if day > self.last_day() {
            Some(Obstacle::ProxyTooOld)
        } else if !self.act_allows {
            Some(Obstacle::ActForbidsProxy)
        } else if !self.names_powers {
            Some(Obstacle::ProxyWithoutPowers)
        } else {
            None
        }
    }
}

/// How a natural person comes to a certificate of theirs (e-CPF).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum PersonActs {
    /// In person.
    Themselves,
    /// Through a proxy.
    ByProxy,
    /// They died; somebody acts for them.
    Deceased {
        /// Whether a court decided that just this certificate may be issued in their name.
        has_decision: bool,
    },
}

/// How a legal entity comes to a certificate of its own (e-CNPJ).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyActs {
    /// Whether the representative is named as administrator in the constitutive act.
    pub is_administrator: bool,
    /// Whether the act asks for two representatives together.
    pub is_joint: bool,
    /// Whether the Receita has the representative on file for this CNPJ.
    pub is_registered: bool,
    /// The representative who was named died, and an executor acts for them.
    pub by_executor: bool,
    /// By which somebody else answers for the use of the certificate.
    pub proxy: Option<Proxy>,
}

/// Who comes, and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// Who has to be in the video conference, all of them together.
    pub attendees: Vec<Attendee>,
    /// Which papers have to be sent before.
    pub papers: Vec<Paper>,
}

impl Ruling {
    fn new(attendees: Vec<Attendee>, further: &[Paper]) -> Self {
        let identities = attendees.iter().copied().map(Paper::Identity);
        let papers = identities.chain(further.iter().copied()).collect();
        Self { attendees, papers }
    }
}

impl PersonActs {
    /// Who comes for a certificate of a person.
    ///
    /// # Errors
    /// Why nobody can.
    pub fn ruling(self) -> Result<Ruling, Obstacle> {
        match self {
            Self::Themselves => Ok(Ruling::new(vec![Attendee::Holder], &[])),
            Self::ByProxy => Err(Obstacle::PersonByProxy),
            Self::Deceased { has_decision: false } => Err(Obstacle::NoDecision),
            Self::Deceased { has_decision: true } => {
                Ok(Ruling::new(vec![Attendee::CourtAppointee], &[Paper::CourtDecision]))
            }
        }
    }
}

impl CompanyActs {
    /// Who comes for a certificate of a company on a day: that of the video conference, or today while none is booked.
    ///
    /// # Errors
    /// Why nobody can.
    pub fn ruling(self, day: Date) -> Result<Ruling, Obstacle> {
        if let Some(flaw) = self.proxy.and_then(|proxy| proxy.flaw_on(day)) {
            return Err(flaw);
        }
        if !self.is_registered && !self.is_administrator {
            return Err(Obstacle::Unknown);
        }
        let executor = self.by_executor && !self.is_registered;
        let mut attendees =
            vec![if self.by_executor { Attendee::Executor } else { Attendee::Representative }];
        if self.is_joint && !self.is_administrator {
            attendees.push(Attendee::SecondRepresentative);
        }
        let mut papers = vec![Paper::ConstitutiveAct, Paper::CnpjCard];
        if self.proxy.is_some() {
            attendees.push(Attendee::Responsible);
            papers.push(Paper::Proxy);
        }
        if self.by_executor && !executor {
            papers.push(Paper::CourtDecision);
        }
        if executor {
            papers.push(Paper::ExecutorCertificate);
        }
        Ok(Ruling::new(attendees, &papers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const DAY: Date = date(2026, 11, 21);

    fn proxy(drawn_up: Date, second_copy: Option<Date>) -> Proxy {
        Proxy { drawn_up, second_copy, act_allows: true, names_powers: true }
    }

    fn company() -> CompanyActs {
        let is_administrator = true;
        CompanyActs {
            is_administrator,
            is_joint: false,
            is_registered: true,
            by_executor: false,
            proxy: None,
        }
    }

    #[test]
    fn a_person_comes_themselves_or_by_a_court() {
        use PersonActs as P;
        let who = |acts: P| acts.ruling().map(|ruling| ruling.attendees);
        assert_eq!(who(P::Themselves), Ok(vec![Attendee::Holder]));
        assert_eq!(who(P::ByProxy), Err(Obstacle::PersonByProxy));
        assert_eq!(who(P::Deceased { has_decision: false }), Err(Obstacle::NoDecision));
        assert_eq!(who(P::Deceased { has_decision: true }), Ok(vec![Attendee::CourtAppointee]));
        let papers = P::Deceased { has_decision: true }.ruling().expect("a ruling").papers;
        assert_eq!(papers, [Paper::Identity(Attendee::CourtAppointee), Paper::CourtDecision]);
    }

    #[test]
    fn an_administrator_comes_alone_in_spite_of_a_joint_clause_and_others_come_together() {
        use Attendee::{Executor, Representative, Responsible, SecondRepresentative};
        let late = Some(proxy(date(2026, 8, 22), None));
        let fresh = Some(proxy(date(2026, 8, 23), None));
        let copied = Some(proxy(date(2020, 1, 2), Some(date(2026, 8, 23))));
        let c = company();
        let table = [
            (c, Ok(vec![Representative])),
            (CompanyActs { is_joint: true, ..c }, Ok(vec![Representative])),
            (
                CompanyActs { is_joint: true, is_administrator: false, ..c },
                Ok(vec![Representative, SecondRepresentative]),
            ),
            (CompanyActs { is_administrator: false, ..c }, Ok(vec![Representative])),
            (CompanyActs { is_administrator: false, is_registered: false, ..c }, Err(Obstacle::Unknown)),
            (CompanyActs { proxy: fresh, ..c }, Ok(vec![Representative, Responsible])),
            (CompanyActs { proxy: copied, ..c }, Ok(vec![Representative, Responsible])),
            (CompanyActs { proxy: late, ..c }, Err(Obstacle::ProxyTooOld)),
            (CompanyActs { by_executor: true, ..c }, Ok(vec![Executor])),
            (CompanyActs { by_executor: true, is_registered: false, ..c }, Ok(vec![Executor])),
            (
                CompanyActs { proxy: fresh, is_joint: true, is_administrator: false, ..c },
                Ok(vec![Representative, SecondRepresentative, Responsible]),
            ),
        ];
        for (acts, expected) in table {
            assert_eq!(acts.ruling(DAY).map(|ruling| ruling.attendees), expected, "{acts:?}");
        }
    }

    #[test]
    fn a_proxy_counts_for_ninety_days_and_its_second_copy_for_ninety_more() {
        assert_eq!(proxy(date(2026, 8, 23), None).flaw_on(DAY), None);
        assert_eq!(proxy(date(2026, 8, 22), None).flaw_on(DAY), Some(Obstacle::ProxyTooOld));
        assert_eq!(proxy(date(2026, 8, 22), Some(date(2026, 9, 1))).flaw_on(DAY), None);
        assert_eq!(proxy(date(2026, 11, 22), None).flaw_on(DAY), Some(Obstacle::ProxyOfTomorrow));
        assert_eq!(proxy(date(2026, 8, 23), None).last_day(), DAY);
        let silent = Proxy { names_powers: false, ..proxy(DAY, None) };
        assert_eq!(silent.flaw_on(DAY), Some(Obstacle::ProxyWithoutPowers));
        let forbidden = Proxy { act_allows: false, ..proxy(DAY, None) };
        assert_eq!(forbidden.flaw_on(DAY), Some(Obstacle::ActForbidsProxy));
    }

    #[test]
    fn the_executors_certificate_is_asked_for_where_the_receita_knows_nobody() {
        let papers = |is_registered| {
            let acts = CompanyActs { by_executor: true, is_registered, ..company() };
            acts.ruling(DAY).expect("a ruling").papers
        };
        let of_executor = [Paper::Identity(Attendee::Executor), Paper::ConstitutiveAct, Paper::CnpjCard];
        assert_eq!(papers(false), [&of_executor[..], &[Paper::ExecutorCertificate]].concat());
        assert_eq!(papers(true), [&of_executor[..], &[Paper::CourtDecision]].concat());
    }

    #[test]
    fn everybody_who_comes_shows_a_document_of_their_own() {
        let acts = CompanyActs {
            proxy: Some(proxy(DAY, None)),
            is_joint: true,
            is_administrator: false,
            ..company()
        };
        let ruling = acts.ruling(DAY).expect("a ruling");
        for attendee in &ruling.attendees {
            assert!(ruling.papers.contains(&Paper::Identity(*attendee)), "{attendee:?}");
        }
    }
}
