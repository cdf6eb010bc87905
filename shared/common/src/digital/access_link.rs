//! The two links of a request for access: one opens it, the other proves that whoever asks reads mails at its address.
//!
//! Each is the identifier of the request and 256 bits that are derived from it; nothing of them is stored. The second one is of one
//! sending and its address: sent in again, the request has another.

use domain::digital::access::{AccessRequest, State};
use domain::value::id::AccessRequestId;
use platform::secrets::Keys;

/// Symbols of the identifier.
const ID: usize = 26;
/// Characters of the secret.
const SECRET: usize = 43;

/// A link in plain text. It is never logged and never stored.
pub struct AccessLink {
    request: AccessRequestId,
    secret: String,
}

impl AccessLink {
    /// The link that opens a request.
    pub fn new(keys: &Keys, request: &AccessRequestId) -> Self {
        Self { request: request.clone(), secret: keys.access_secret(request) }
    }

    /// Reads the part of an address that names a request; none, when it was not made by us.
    pub fn open(keys: &Keys, typed: &str) -> Option<Self> {
        let link = Self::parts(typed)?;
        keys.is_access_secret(&link.request, &link.secret).then_some(link)
    }

    fn parts(typed: &str) -> Option<Self> {
        let (id, secret) = typed.split_at_checked(ID).filter(|(_, secret)| secret.len() == SECRET)?;
        Some(Self { request: AccessRequestId::parse(id).ok()?, secret: secret.to_owned() })
    }

    /// Path of the page that it opens.
    pub fn path(&self) -> String {
        format!("/acesso/pedidos/{}", self.text())
    }

    /// Which request it names.
    pub fn request(&self) -> &AccessRequestId {
        &self.request
    }

    fn text(&self) -> String {
        format!("{}{}", self.request.as_str().to_lowercase(), self.secret)
    }
}

/// The path of the page at which an address is proved; none, when nothing was sent in that asks for it.
pub fn confirmation_path(keys: &Keys, request: &AccessRequest) -> Option<String> {
    let snapshot = request.snapshot();
    let State::Submitted { sending } = &snapshot.state else { return None };
    let secret = keys.address_secret(&snapshot.id, snapshot.sendings, &sending.form.email);
    Some(format!("/acesso/confirmar/{}{secret}", snapshot.id.as_str().to_lowercase()))
}

/// The request that a link to prove an address names, and its secret, which is worth something only with what was sent in.
pub fn confirmation_parts(typed: &str) -> Option<(AccessRequestId, String)> {
    AccessLink::parts(typed).map(|link| (link.request, link.secret))
}

/// Whether the secret of such a link is that of what was sent in last, whether its address is proved by now or not.
pub fn proves(keys: &Keys, request: &AccessRequest, secret: &str) -> bool {
    let snapshot = request.snapshot();
    let email = snapshot.state.sending().map(|sending| &sending.form.email);
    email.is_some_and(|email| keys.is_address_secret(&snapshot.id, snapshot.sendings, email, secret))
}
