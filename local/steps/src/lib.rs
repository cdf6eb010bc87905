//! Every step, once: what runs on one machine, the OpenAPI document, the templates' checks and the tests take theirs from here.
//!
//! The order is that of `template.yaml`: line by line, and within a line in the order of the life cycle.

use common::web::Routes;

/// What a step serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Certificates of participation.
    Participation,
    /// Digital certificates.
    Digital,
    /// Every line: signing in, mails, the site, the clock.
    House,
}

/// What calls a step.
#[derive(Clone, Copy)]
pub enum Trigger {
    /// Requests over HTTP.
    Http(fn() -> Routes),
    /// Events of a table, a bucket, a topic, a schedule, or the console.
    Event,
}

/// A step: one folder, one function, one name.
#[derive(Clone, Copy)]
pub struct Step {
    /// Its name, with hyphens.
    pub name: &'static str,
    /// Its line.
    pub line: Line,
    /// What calls it.
    pub trigger: Trigger,
}

impl Step {
    /// The name of its crate, under which it logs.
    pub fn krate(&self) -> String {
        self.name.replace('-', "_")
    }

    /// The name of its function in `template.yaml`.
    pub fn function(&self) -> String {
        let capital = |word: &str| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_uppercase() + rest
        };
        self.name.split('-').map(capital).collect::<String>() + "Function"
    }
}

const fn http(line: Line, name: &'static str, routes: fn() -> Routes) -> Step {
    Step { name, line, trigger: Trigger::Http(routes) }
}

const fn event(line: Line, name: &'static str) -> Step {
    Step { name, line, trigger: Trigger::Event }
}

/// All of them.
pub const ALL: &[Step] = &[
    // Participation
    http(Line::Participation, "issue-certificates", issue_certificates::routes),
    event(Line::Participation, "import-participants"),
    event(Line::Participation, "issue-batch"),
    event(Line::Participation, "render-pdf"),
    http(Line::Participation, "request-resend", request_resend::routes),
    http(Line::Participation, "show-certificates", show_certificates::routes),
    http(Line::Participation, "verify", verify::routes),
    http(Line::Participation, "correct-certificate", correct_certificate::routes),
    // Digital certificates
    http(Line::Digital, "request-access", request_access::routes),
    http(Line::Digital, "place-order", place_order::routes),
    http(Line::Digital, "assign-holder", assign_holder::routes),
    http(Line::Digital, "fill-request", fill_request::routes),
    // House
    http(Line::House, "login", login::routes),
    event(Line::House, "send-mail"),
    event(Line::House, "track-mail"),
    http(Line::House, "get-support", get_support::routes),
    http(Line::House, "serve-site", serve_site::routes),
    event(Line::House, "run-clock"),
    event(Line::House, "administer"),
];

/// What those that answer HTTP answer.
pub fn routes() -> Vec<Routes> {
    ALL.iter()
        .filter_map(|step| match step.trigger {
            Trigger::Http(routes) => Some(routes()),
            Trigger::Event => None,
        })
        .collect()
}
