//! "Adicionar ao LinkedIn": an ordinary link to a form that LinkedIn shows filled in. No script, no programming interface.

use crate::owned;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use common::error::Problem;
use common::web::{Answer, Holder};
use domain::participation::certificate::{Certificate, State};
use domain::participation::record::Printed;
use domain::value::calendar;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use platform::config::PublicUrl;

/// What stays as it is in a value: the unreserved characters of RFC 3986.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Leads to the form, filled in.
pub async fn lead(holder: Holder, Path(id): Path<String>) -> Answer {
    let certificate = owned::of_holder(&holder, &id).await?;
    if !matches!(certificate.snapshot().state, State::Available { .. }) {
        return Err(Problem::conflict(
            "Só um certificado pronto e não revogado pode ser adicionado ao LinkedIn.",
        ));
    }
    let app = &holder.visit.app;
    let record = app.store.find_record(&certificate.current().code).await?.ok_or_else(Problem::not_found)?;
    Ok(Redirect::to(&address(&certificate, &record.printed, &app.config.public_url)).into_response())
}

/// The event, and the role where there is one: of two certificates of one event it tells which is which.
fn titled(printed: &Printed) -> String {
    let role = printed.role.as_ref().map(|role| format!(" ({role})")).unwrap_or_default();
    format!("{}{role}", printed.title)
}

/// The address of the form. The month is the one in Brasília, and the link in it is the verification, which everybody may
/// read whatever the holder decided about public access.
pub fn address(certificate: &Certificate, printed: &Printed, url: &PublicUrl) -> String {
    let code = &certificate.current().code;
    let issued = calendar::brasilia(printed.issued_at);
    let pairs = [
        ("startTask", "CERTIFICATION_NAME".to_owned()),
        ("name", titled(printed)),
        ("organizationName", printed.issuer_name.to_string()),
        ("issueYear", issued.year().to_string()),
        ("issueMonth", issued.month().to_string()),
        ("certUrl", url.verify(code)),
        ("certId", code.grouped()),
    ];
    let pairs = pairs.map(|(name, value)| format!("{name}={}", utf8_percent_encode(&value, VALUE)));
    format!("https://www.linkedin.com/profile/add?{}", pairs.join("&"))
}
