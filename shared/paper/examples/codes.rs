//! Draws certificates that differ in their code only, for `tests/bench/qr.py`, which has their QR codes read.
//!
//! `codes FOLDER COUNT` writes `FOLDER/<house>-<number>.pdf` for a house with a name of usual length and for one with an address
//! of API Gateway, and `FOLDER/codes.json`: each file's link.

use domain::participation::edition::{
    Colour, Edition, PersonLines, Programme, Sheet, ShortLine, Title, Wording,
};
use domain::value::code::VerifyCode;
use domain::value::id::EventId;
use domain::value::name::PersonName;
use domain::value::period::Period;
use jiff::civil::date;
use paper::{Assets, EventTemplate, Paper};
use serde_json::json;
use std::error::Error;
use std::path::Path;

/// Houses by the length of their address.
const HOUSES: [(&str, &str); 2] = [
    ("usual", "https://certificados.horizonte.example"),
    ("long", "https://a1b2c3d4e5.execute-api.sa-east-1.amazonaws.com"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (folder, count) = (arguments.next().ok_or("a folder")?, arguments.next().ok_or("how many")?);
    let (folder, count) = (Path::new(&folder), count.parse::<u32>()?);
    std::fs::create_dir_all(folder)?;
    let edition = Edition { event: EventId::from_bytes([7; 17]), number: 1, sheet: sheet()? };
    let template = EventTemplate::new(&edition, &Assets::default())?;
    let person = PersonLines {
        name: PersonName::parse("Maria da Conceição Araújo")?,
        cpf: None,
        role: None,
        workload: None,
    };
    let mut list = Vec::new();
    for number in 0..count {
        let mut chance = [0x5a; 10];
        chance[..8].copy_from_slice(&u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        let code = VerifyCode::from_chance(chance);
        for (house, address) in HOUSES {
            let url = format!("{address}/v/{}", code.as_str());
            let issued_on = date(2026, 3, 14);
            let pdf = template.certificate(&Paper {
                person: &person,
                code: &code,
                url: &url,
                version: 1,
                issued_on,
            })?;
            let file = format!("{house}-{number}.pdf");
            std::fs::write(folder.join(&file), pdf)?;
            list.push(json!({ "house": house, "file": file, "link": url }));
        }
    }
    std::fs::write(folder.join("codes.json"), serde_json::to_vec_pretty(&list)?)?;
    Ok(())
}

fn sheet() -> Result<Sheet, Box<dyn Error>> {
    Ok(Sheet {
        title: Title::parse("Formação em Avaliação Educacional")?,
        issuer_name: ShortLine::parse("Instituto Horizonte da Educação")?,
        period: Period::new(date(2026, 3, 12), date(2026, 3, 14))?,
        place: None,
        workload: None,
        wording: Wording::usual(),
        programme: Programme::default(),
        colour: Colour::INK,
        logo: None,
        signatures: Vec::new(),
        prints_cpf: false,
        opening: Sheet::usual_opening(),
    })
}
