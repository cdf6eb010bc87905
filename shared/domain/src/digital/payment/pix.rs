//! The code that a bank's app pays: BR Code (Banco Central, "Manual de Padrões para Iniciação do Pix"), which is EMV's QR code of
//! the merchant with one account template. A field is two digits of its name, two of its length, and its value, all ASCII.

use crate::value::money::Cents;

/// What names Pix among account templates.
const PIX: &str = "br.gov.bcb.pix";
/// The longest name of whoever is paid, and of their town.
const LONGEST: (usize, usize) = (25, 15);
/// The field with the checksum, and its length, which the checksum covers too.
const CHECKSUM: &str = "6304";

/// Why a text is no BR Code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PixError {
    /// Characters beyond ASCII, or a field longer than 99.
    #[error("a text that does not fit")]
    Text,
    /// A field that ends after the text does, or has no length.
    #[error("fields that cannot be read")]
    Fields,
    /// The checksum disagrees.
    #[error("the checksum does not match")]
    Checksum,
    /// It is for something else than Pix, or in another currency.
    #[error("not for Pix")]
    Other,
}

/// Where the money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account<'a> {
    /// The address of a charge at a payment provider, without `https://`: it is paid once.
    Charge(&'a str),
    /// A Pix key.
    Key(&'a str),
}

/// A code, as far as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrCode {
    /// What is to be paid, when it says so: a code of a charge may leave it to the provider.
    pub amount: Option<Cents>,
    /// Who is paid.
    pub name: String,
}

/// Writes a code.
///
/// # Errors
/// When a text is not ASCII or too long.
pub fn write(
    account: Account<'_>,
    amount: Option<Cents>,
    name: &str,
    city: &str,
    txid: &str,
) -> Result<String, PixError> {
    if name.len() > LONGEST.0 || city.len() > LONGEST.1 || txid.len() > 25 {
        return Err(PixError::Text);
    }
    let (once, template) = match account {
        Account::Charge(url) => (field("01", "12")?, field("25", url)?),
        Account::Key(key) => (String::new(), field("01", key)?),
    };
    let template = field("26", &format!("{}{template}", field("00", PIX)?))?;
    let amount = amount.map_or(Ok(String::new()), |amount| field("54", &amount.decimal()))?;
    let head = [field("00", "01")?, once, template, field("52", "0000")?, field("53", "986")?, amount];
    let tail =
        [field("58", "BR")?, field("59", name)?, field("60", city)?, field("62", &field("05", txid)?)?];
    let text = format!("{}{}{CHECKSUM}", head.concat(), tail.concat());
    Ok(format!("{text}{:04X}", checksum(text.as_bytes())))
}

/// Reads a code that somebody gave: whether it is whole, and what it says.
///
/// # Errors
/// What is wrong with it.
pub fn read(text: &str) -> Result<BrCode, PixError> {
    let (covered, sum) = text.split_at_checked(text.len().saturating_sub(4)).ok_or(PixError::Fields)?;
    if !text.is_ascii() || !covered.ends_with(CHECKSUM) {
        return Err(PixError::Fields);
    }
    if u16::from_str_radix(sum, 16).ok() != Some(checksum(covered.as_bytes())) {
        return Err(PixError::Checksum);
    }
    let fields = fields(text)?;
    let of = |name: &str| fields.iter().find(|(found, _)| *found == name).map(|(_, value)| *value);
    let is_pix = of("26").is_some_and(|template| template.to_ascii_lowercase().contains(PIX));
    if !is_pix || of("53") != Some("986") {
        return Err(PixError::Other);
    }
    let amount = of("54").map(|value| Cents::of_decimal(value).map_err(|_| PixError::Fields)).transpose()?;
    Ok(BrCode { amount, name: of("59").unwrap_or_default().to_owned() })
}

fn field(name: &str, value: &str) -> Result<String, PixError> {
    let fits = value.is_ascii() && value.len() <= 99;
    if fits { Ok(format!("{name}{:02}{value}", value.len())) } else { Err(PixError::Text) }
}

fn fields(mut text: &str) -> Result<Vec<(&str, &str)>, PixError> {
    let mut fields = Vec::new();
    while !text.is_empty() {
        let (name, rest) = text.split_at_checked(2).ok_or(PixError::Fields)?;
        let (length, rest) = rest.split_at_checked(2).ok_or(PixError::Fields)?;
        let length: usize = length.parse().map_err(|_| PixError::Fields)?;
        let (value, rest) = rest.split_at_checked(length).ok_or(PixError::Fields)?;
        fields.push((name, value));
        text = rest;
    }
    Ok(fields)
}

/// CRC-16/CCITT-FALSE: polynomial 1021, begun with FFFF, nothing reflected.
fn checksum(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |sum, byte| {
        (0..8).fold(
            sum ^ u16::from(*byte) << 8,
            |sum, _| {
                if sum & 0x8000 == 0 { sum << 1 } else { sum << 1 ^ 0x1021 }
            },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cents(value: u64) -> Cents {
        Cents::new(value).expect("an amount")
    }

    const MANUAL: &str = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D";
    const STATIC: &str = "00020126470014br.gov.bcb.pix0125pagamentos@exemplo.com.br5204000053039865406189.905802BR5920EMPRESA EXEMPLO LTDA6009SAO PAULO62210517PED202611210000016304D2B0";
    const DYNAMIC: &str = "00020101021226790014br.gov.bcb.pix2557pix.exemplo.com.br/qr/v2/9d36b84fc70b478fb95c12729b90ca255204000053039865802BR5920EMPRESA EXEMPLO LTDA6009SAO PAULO62070503***63049F7B";

    #[test]
    fn the_checksum_is_the_standards() {
        assert_eq!(checksum(b"123456789"), 0x29B1);
    }

    #[test]
    fn codes_are_written_as_the_manual_does() {
        let manual = write(
            Account::Key("123e4567-e12b-12d1-a456-426655440000"),
            None,
            "Fulano de Tal",
            "BRASILIA",
            "***",
        );
        assert_eq!(manual.as_deref(), Ok(MANUAL));
        let key = Account::Key("pagamentos@exemplo.com.br");
        let amount = Some(cents(18_990));
        let own = write(key, amount, "EMPRESA EXEMPLO LTDA", "SAO PAULO", "PED20261121000001");
        assert_eq!(own.as_deref(), Ok(STATIC));
        let charge = Account::Charge("pix.exemplo.com.br/qr/v2/9d36b84fc70b478fb95c12729b90ca25");
        assert_eq!(write(charge, None, "EMPRESA EXEMPLO LTDA", "SAO PAULO", "***").as_deref(), Ok(DYNAMIC));
    }

    #[test]
    fn a_code_is_read_back_and_a_damaged_one_refused() {
        let code = read(STATIC).expect("a code");
        assert_eq!((code.amount, code.name.as_str()), (Some(cents(18_990)), "EMPRESA EXEMPLO LTDA"));
        assert_eq!(read(DYNAMIC).expect("a code").amount, None);
        assert_eq!(read(&STATIC.replace("189.90", "180.90")), Err(PixError::Checksum));
        assert_eq!(read(&STATIC[..60]), Err(PixError::Fields));
        assert_eq!(read(""), Err(PixError::Fields));
    }

    #[test]
    fn texts_that_do_not_fit_are_refused() {
        let key = Account::Key("a@b.c");
        assert_eq!(write(key, None, "Padaria São João", "RECIFE", "***"), Err(PixError::Text));
        assert_eq!(write(key, None, &"A".repeat(26), "RECIFE", "***"), Err(PixError::Text));
    }
}
