//! Draws certificates on command, for `tests/bench/render.py`, which times this process from outside beside the peers'.
//!
//! Each line of the input is `one N` (N more certificates of one event) or `events N` (N more, ten of each event, its
//! template included); the answer is one line of JSON with the mean size in bytes. With `write PATH` one file is kept to
//! be looked at.

use domain::participation::edition::{
    Colour, Edition, PersonLines, Programme, Sheet, ShortLine, Signature, Title, Wording, Workload,
};
use domain::value::code::VerifyCode;
use domain::value::cpf::Cpf;
use domain::value::id::EventId;
use domain::value::name::PersonName;
use domain::value::period::Period;
use jiff::civil::date;
use paper::{Assets, EventTemplate, Paper};
use std::error::Error;
use std::io::{BufRead, Write};

const NAMES: [&str; 8] = [
    "Maria da Conceição Araújo",
    "João Antônio Gonçalves",
    "Antônia Sebastião Brandão",
    "Inês Fátima de Assunção",
    "José Américo Guimarães",
    "Thaís Verônica Magalhães",
    "Cláudia Patrícia Estêvão",
    "Marçal Inácio Corrêa Leão",
];
const SURNAMES: [&str; 5] = ["Prado", "Falcão", "Nóbrega", "Quintão", "Vilaça"];

fn main() -> Result<(), Box<dyn Error>> {
    let event = template(0)?;
    let (mut next, mut of_event) = (0, None);
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (command, argument) = line.split_once(' ').ok_or("a command and its argument")?;
        if command == "write" {
            std::fs::write(argument, certificate(&event, 0)?)?;
        }
        let (count, mut bytes) = (argument.parse().unwrap_or(0), 0);
        for _ in 0..count {
            if command == "events" && next % 10 == 0 {
                of_event = Some(template(next / 10)?);
            }
            bytes +=
                certificate(of_event.as_ref().filter(|_| command == "events").unwrap_or(&event), next)?.len();
            next += 1;
        }
        writeln!(std::io::stdout(), "{{\"bytes\": {}}}", bytes / count.max(1))?;
    }
    Ok(())
}

fn template(number: usize) -> Result<EventTemplate, Box<dyn Error>> {
    let signature = |name, post| -> Result<Signature, Box<dyn Error>> {
        Ok(Signature { name: ShortLine::parse(name)?, post: ShortLine::parse(post)?, image: None })
    };
    let sheet = Sheet {
        title: Title::parse(&format!("Formação em Avaliação Educacional {}", number + 1))?,
        issuer_name: ShortLine::parse("Instituto Horizonte da Educação")?,
        period: Period::new(date(2026, 3, 12), date(2026, 3, 14))?,
        place: Some(ShortLine::parse("Recife")?),
        workload: Some(Workload::parse("40")?),
        wording: Wording::usual(),
        programme: Programme::default(),
        colour: Colour::INK,
        logo: None,
        signatures: vec![
            signature("Helena Vasconcelos Duarte", "Coordenadora")?,
            signature("João Gonçalves", "Reitor")?,
        ],
        prints_cpf: true,
        opening: Sheet::usual_opening(),
    };
    let mut id = [7; 17];
    id[..8].copy_from_slice(&number.to_be_bytes());
    let edition = Edition { event: EventId::from_bytes(id), number: 1, sheet };
    Ok(EventTemplate::new(&edition, &Assets::default())?)
}

fn certificate(event: &EventTemplate, number: usize) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut chance = [0x5a; 10];
    chance[..8].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    let code = VerifyCode::from_chance(chance);
    let url = format!("https://certificados.example/v/{}", code.as_str());
    let name = format!("{} {}", NAMES[number % 8], SURNAMES[number / 8 % 5]);
    let cpf = Some(Cpf::parse("52998224725")?.masked());
    let person = PersonLines { name: PersonName::parse(&name)?, cpf, role: None, workload: None };
    Ok(event.certificate(&Paper {
        person: &person,
        code: &code,
        url: &url,
        version: 1,
        issued_on: date(2026, 3, 14),
    })?)
}
