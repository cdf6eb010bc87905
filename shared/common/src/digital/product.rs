//! How a product is found by its code.

use domain::digital::product::ProductCode;
use domain::value::id::ProductId;
use platform::digest::sha256_hex;

/// The identifier that a code makes: no two products have the same code.
pub fn id_of(code: &ProductCode) -> ProductId {
    let digest = sha256_hex(code.as_str().as_bytes());
    let byte =
        |place: usize| digest.get(2 * place..2 * place + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    ProductId::from_bytes(std::array::from_fn(|place| byte(place).unwrap_or_default()))
}
