//! The key that an application takes over: as a picture to be read, and as letters to be typed.

use common::error::Problem;
use common::web::Holder;
use domain::people::account::Account;
use domain::people::second_factor::totp::SharedKey;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use qrcode::{Color, EcLevel, QrCode};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Write;

/// What stands in a URI as it is (RFC 3986, 2.3).
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// Modules of white around a symbol (ISO/IEC 18004, 5.3.8).
const QUIET: usize = 4;

/// A key as it is shown.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Offer {
    /// In groups of four, to be typed.
    pub(crate) key: String,
    /// The same with its name, as an application on this machine takes it: `otpauth://totp/…`.
    pub(crate) uri: String,
    /// The URI as a QR code.
    #[serde(skip)]
    pub(crate) symbol: Symbol,
}

/// The dark modules of a QR code as a path of SVG.
pub(crate) struct Symbol {
    /// Modules across and down, with the white around.
    pub(crate) side: usize,
    /// The path.
    pub(crate) path: String,
}

impl Offer {
    /// A key of an account, under the name of the house.
    ///
    /// # Errors
    /// When the URI is longer than a QR code can hold, which an address of mail is not.
    pub(crate) fn of(key: &SharedKey, account: &Account, brand: &str) -> Result<Self, Problem> {
        let (secret, name) = (key.base_32(), account.snapshot().email.as_str());
        let text = |text: &str| utf8_percent_encode(text, KEPT).to_string();
        let (brand, name) = (text(brand), text(name));
        let uri = format!(
            "otpauth://totp/{brand}:{name}?secret={}&issuer={brand}&algorithm=SHA1&digits=6&period=30",
            *secret
        );
        let symbol = Symbol::of(&uri)?;
        Ok(Self { key: grouped(&secret), uri, symbol })
    }
}

/// The keys that may have been offered in a session; the first is what is offered now.
///
/// # Errors
/// When the keys of the house cannot be loaded.
pub(super) async fn keys(holder: &Holder, version: u64) -> Result<Vec<SharedKey>, Problem> {
    let keys = holder.visit.app.secrets.keys().await?;
    Ok(keys.offered_authenticators(holder.account(), &holder.session.hash, version))
}

fn grouped(secret: &str) -> String {
    let groups: Vec<&str> = (0..secret.len()).step_by(4).filter_map(|i| secret.get(i..i + 4)).collect();
    groups.join(" ")
}

impl Symbol {
    fn of(text: &str) -> Result<Self, Problem> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(Problem::internal)?;
        let (across, modules) = (code.width(), code.into_colors());
        let mut path = String::new();
        for (y, row) in modules.chunks(across).enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
                let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
            }
        }
        Ok(Self { side: across + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_has_white_around_and_its_corners() {
        let symbol = Symbol::of("otpauth://totp/Selo").expect("a symbol");
        let corner = format!("M{QUIET} {QUIET}h1v1h-1z");
        assert!(symbol.path.starts_with(&corner), "the finder pattern of the first corner");
        assert_eq!((symbol.side - 2 * QUIET - 17) % 4, 0, "the sides that the standard has");
    }

    #[test]
    fn a_key_is_typed_in_groups_of_four() {
        assert_eq!(grouped("GEZDGNBVGY3TQOJQ"), "GEZD GNBV GY3T QOJQ");
    }
}
