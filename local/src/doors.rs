//! Who may come in by which door: what the flags allow together, and which names are this machine's own.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use axum::http::uri::Authority;
use platform::config::PublicUrl;

/// What was asked for at the start, as far as it opens something.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Where the house listens.
    pub listen: SocketAddr,
    /// The address that people reach it by, when one is named.
    pub public_url: Option<&'a PublicUrl>,
    /// Whether it begins with made-up people whose passwords are printed.
    pub demo: bool,
    /// Whether whoever works on this machine may read all mails.
    pub mailbox: bool,
}

/// Why a house does not start like this.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A demo for other machines.
    #[error(
        "A demo is for this machine alone, because its passwords are known: leave out --demo, or listen on 127.0.0.1 \
         instead of {0}."
    )]
    DemoBeyondThisMachine(SocketAddr),
    /// A demo under a name for others: a proxy in front of it would let everybody in with the printed passwords.
    #[error(
        "A demo is for this machine alone, because its passwords are known, and {0} is an address for others: leave out \
         --demo, or --public-url."
    )]
    DemoOfPublicHouse(String),
    /// The mails of a house that others reach.
    #[error(
        "The mails are readable on this machine alone, and {0} is an address for others: leave out --mailbox, or \
         --public-url."
    )]
    MailboxOfPublicHouse(String),
}

impl Asked<'_> {
    /// Whether the mails may be read in a browser.
    ///
    /// # Errors
    /// When the flags together would let strangers in.
    pub fn serves_mailbox(&self) -> Result<bool, Refusal> {
        if self.demo && !self.listen.ip().to_canonical().is_loopback() {
            return Err(Refusal::DemoBeyondThisMachine(self.listen));
        }
        match self.public_url.filter(|url| !is_this_machine(url.host())) {
            Some(url) if self.demo => Err(Refusal::DemoOfPublicHouse(url.as_str().to_owned())),
            Some(url) if self.mailbox => Err(Refusal::MailboxOfPublicHouse(url.as_str().to_owned())),
            Some(_) => Ok(false),
            None => Ok(self.demo || self.mailbox),
        }
    }
}

/// Whether a host, with or without a port, is a name of the machine that asks.
pub(crate) fn is_this_machine(authority: &str) -> bool {
    let Ok(authority) = authority.parse::<Authority>() else { return false };
    let name = authority.host().to_ascii_lowercase();
    let ip = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name == "localhost" || ip.is_ok_and(|ip| ip.to_canonical().is_loopback())
}

/// The caller's address: the socket's. A house with a name for others (`is_behind`) has a proxy of its own machine in
/// front of it, which writes down last whom it speaks for; what stands before that anybody may have written.
pub(crate) fn caller(peer: IpAddr, headers: &HeaderMap, is_behind: bool) -> String {
    let told = headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    let told =
        told.and_then(|all| all.rsplit(',').next()).and_then(|last| last.trim().parse::<IpAddr>().ok());
    let told = told.filter(|_| is_behind && peer.to_canonical().is_loopback());
    told.unwrap_or(peer).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(listen: &str, url: Option<&str>, demo: bool, mailbox: bool) -> Result<bool, Refusal> {
        let url = url.map(|url| PublicUrl::parse(url).unwrap());
        let listen = listen.parse().unwrap();
        Asked { listen, public_url: url.as_ref(), demo, mailbox }.serves_mailbox()
    }

    #[test]
    fn mails_are_read_when_that_was_asked_for_and_never_of_a_public_house() {
        let (home, name) = ("127.0.0.1:8080", Some("https://selo.example"));
        assert_eq!(asked(home, None, false, false), Ok(false));
        assert_eq!(asked(home, None, true, false), Ok(true));
        assert_eq!(asked("[::1]:8080", None, false, true), Ok(true));
        assert_eq!(asked(home, Some("http://localhost:8080"), true, false), Ok(true));
        assert_eq!(asked(home, name, false, false), Ok(false));
        assert!(matches!(asked(home, name, false, true), Err(Refusal::MailboxOfPublicHouse(_))));
        assert!(matches!(asked(home, name, true, false), Err(Refusal::DemoOfPublicHouse(_))));
    }

    #[test]
    fn a_demo_listens_on_this_machine_only() {
        for listen in ["0.0.0.0:8080", "[::]:8080", "192.0.2.7:8080"] {
            let refused = Err(Refusal::DemoBeyondThisMachine(listen.parse().unwrap()));
            assert_eq!(asked(listen, None, true, false), refused);
            assert_eq!(asked(listen, None, false, false), Ok(false));
        }
    }

    #[test]
    fn the_own_proxy_says_who_calls_and_nobody_else_does() {
        let headers =
            |text: &str| HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), text.parse().unwrap())]);
        let (proxy, other) = ("127.0.0.1".parse().unwrap(), "192.0.2.7".parse().unwrap());
        let told = headers("198.51.100.1, 203.0.113.9");
        assert_eq!(caller(proxy, &told, true), "203.0.113.9");
        assert_eq!(caller(proxy, &told, false), "127.0.0.1");
        assert_eq!(caller(other, &told, true), "192.0.2.7");
        assert_eq!(caller(proxy, &headers("nobody"), true), "127.0.0.1");
        assert_eq!(caller(proxy, &HeaderMap::new(), true), "127.0.0.1");
    }

    #[test]
    fn names_of_this_machine_are_known_by_their_whole_host() {
        for name in
            ["localhost", "LOCALHOST:80", "127.0.0.1:8080", "127.8.0.1", "[::1]:8080", "[::ffff:127.0.0.1]"]
        {
            assert!(is_this_machine(name), "{name}");
        }
        for name in
            ["", "selo.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.7", "0.0.0.0"]
        {
            assert!(!is_this_machine(name), "{name}");
        }
    }
}
