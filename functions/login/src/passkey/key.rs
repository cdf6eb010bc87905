//! The public key of a passkey: as an authenticator hands it over (COSE, RFC 9052), as it is kept, and what it signed.

use super::Refused;
use super::cbor::Value;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::people::second_factor::PasskeyKey;

/// The algorithms that are offered, by their numbers in COSE: ES256, which telephones and security keys have, and RS256, which
/// Windows Hello has.
pub(crate) const ALGORITHMS: [i64; 2] = [ES256, RS256];
const ES256: i64 = -7;
const RS256: i64 = -257;
/// Bytes of the smallest modulus: 2048 bits.
const SMALLEST_MODULUS: usize = 256;

/// Reads a key of one of the two algorithms.
///
/// # Errors
/// [`Refused::Key`] for every other one, and for a point that is not on the curve.
pub(super) fn of_cose(key: &Value<'_>) -> Result<PasskeyKey, Refused> {
    let number = |at| key.at(at).and_then(Value::number);
    let bytes = |at| key.at(at).and_then(Value::bytes);
    match (number(1), number(3), number(-1)) {
        (Some(2), Some(ES256), Some(1)) => es256(bytes(-2), bytes(-3)),
        (Some(3), Some(RS256), _) => rs256(bytes(-1), bytes(-2)),
        _ => Err(Refused::Key),
    }
}

fn es256(x: Option<&[u8]>, y: Option<&[u8]>) -> Result<PasskeyKey, Refused> {
    let (Some(x), Some(y)) = (x.filter(|x| x.len() == 32), y.filter(|y| y.len() == 32)) else {
        return Err(Refused::Key);
    };
    let point = [&[4], x, y].concat();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &point).parse().map_err(|_| Refused::Key)?;
    Ok(PasskeyKey::Es256 { point: text(&point) })
}

fn rs256(n: Option<&[u8]>, e: Option<&[u8]>) -> Result<PasskeyKey, Refused> {
    let (Some(n), Some(e)) = (n.filter(|n| n.len() >= SMALLEST_MODULUS && n[0] != 0), e) else {
        return Err(Refused::Key);
    };
    if n.len() > 1024 || e.is_empty() || e.len() > 4 || e[0] == 0 {
        return Err(Refused::Key);
    }
    Ok(PasskeyKey::Rs256 { n: text(n), e: text(e) })
}

/// Whether the key signed a message.
pub(super) fn signed(key: &PasskeyKey, message: &[u8], signature: &[u8]) -> bool {
    match key {
        PasskeyKey::Es256 { point } => bytes(point).is_some_and(|point| {
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature).is_ok()
        }),
        PasskeyKey::Rs256 { n, e } => match (bytes(n), bytes(e)) {
            (Some(n), Some(e)) => RsaPublicKeyComponents { n: &n, e: &e }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .is_ok(),
            _ => false,
        },
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
