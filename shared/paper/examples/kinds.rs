//! Draws a certificate of every kind there is, for `tests/paper/judge.py`, which asks other people's programs about them.
//!
//! `kinds FOLDER` writes `FOLDER/<kind>.pdf` and `FOLDER/kinds.json`: for each its file, its link, who signs, and the texts
//! that stand on it, block by block, in the order in which they must be read; once more as they are drawn, with a square for
//! what no font has.

use domain::participation::edition::{
    Colour, Edition, PersonLines, Programme, Sheet, ShortLine, Signature, Title, Wording, Workload,
};
use domain::value::calendar;
use domain::value::code::VerifyCode;
use domain::value::cpf::Cpf;
use domain::value::id::EventId;
use domain::value::lettering;
use domain::value::name::PersonName;
use domain::value::period::Period;
use image::{ImageFormat, Rgba, RgbaImage};
use jiff::civil::{Date, date};
use paper::{Assets, EventTemplate, Paper};
use serde_json::{Value, json};
use std::error::Error;
use std::io::Cursor;
use std::path::Path;

type Fallible<T> = Result<T, Box<dyn Error>>;

/// A certificate and what to call it.
struct Kind {
    name: &'static str,
    sheet: Sheet,
    assets: Assets,
    person: PersonLines,
    version: u32,
}

const DAY: Date = date(2026, 3, 14);
const HOUSE: &str = "certificados.horizonte.example";
const LONG_TITLE: &str = "III Simpósio Internacional de Avaliação, Currículo e Tecnologias Educacionais na Formação \
                          Continuada de Professores da Rede Pública de Ensino";
const LONG_NAME: &str = "Maximiliana Conceição Wenceslau de Albuquerque Cavalcanti Montenegro Guimarães e Vasconcelos da \
                         Anunciação Fernandes";
const LONG_SENTENCE: &str = "concluiu com êxito, na condição de {papel}, todas as atividades presenciais e a distância de \
    {evento}, evento de extensão universitária realizado {periodo}, em {local}, pela {emissor}, com carga horária total de \
    {carga_horaria}, tendo cumprido a frequência mínima exigida, entregue os trabalhos escritos, participado das oficinas, \
    das visitas técnicas e dos seminários de encerramento, e demonstrado domínio dos conteúdos, conforme consta dos \
    registros acadêmicos que ficam arquivados na secretaria da instituição para todos os fins de direito.";
/// Names by the letters that they need: of the event's fonts, of others, and of none.
const NAMES: [(&str, &str); 13] = [
    ("plain", "Maria da Conceição Araújo"),
    ("long-name", LONG_NAME),
    (
        "unbroken-name",
        "Wenceslaumaximilianaconceicaodealbuquerquecavalcantimontenegroguimaraesevasconcelosdaanunciacao",
    ),
    ("polish", "Łucja Wałęsa-Żółkiewska"),
    ("vietnamese", "Nguyễn Thị Hạnh Phượng"),
    ("cyrillic", "Ольга Ђорђевић"),
    ("greek", "Έλλη Παπαδοπούλου"),
    ("chinese", "王小明 Wang"),
    ("arabic", "محمد Ali"),
    ("hebrew", "דוד כהן"),
    ("combining", "Gãnúg̃a G̃uarani M̃bo r̈"),
    ("ligature", "Soﬁa Raﬀaelli Steﬄer"),
    ("apostrophe", "José D’Ávila (Zé) & “Cia.” Müller-Sá"),
];

fn main() -> Fallible<()> {
    let folder = std::env::args().nth(1).ok_or("the folder to write to")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let mut list = Vec::new();
    for kind in kinds()? {
        let (pdf, said) = drawn(&kind)?;
        std::fs::write(folder.join(format!("{}.pdf", kind.name)), pdf)?;
        list.push(said);
    }
    std::fs::write(folder.join("kinds.json"), serde_json::to_vec_pretty(&list)?)?;
    Ok(())
}

fn kinds() -> Fallible<Vec<Kind>> {
    let mut kinds = Vec::new();
    for (kind, name) in NAMES {
        kinds.push(Kind { name: kind, ..usual(name)? });
    }
    for (name, signatures) in [("unsigned", 0), ("one-signature", 1), ("three-signatures", 3)] {
        kinds
            .push(Kind { name, sheet: sheet("Formação em Avaliação", signatures)?, ..usual("Ana Sá")? });
    }
    kinds.extend(pictured()?);
    kinds.extend(backed()?);
    kinds.extend(worded()?);
    Ok(kinds)
}

fn pictured() -> Fallible<Vec<Kind>> {
    let logo = Some(png(600, 160)?);
    let with_logo = Assets { logo: logo.clone(), signatures: vec![None, None] };
    let with_all = Assets { logo, signatures: vec![Some(png(420, 120)?), None] };
    Ok(vec![
        Kind { name: "logo", assets: with_logo, ..usual("Ana Sá")? },
        Kind { name: "logo-and-signature", assets: with_all, ..usual("João Gonçalves")? },
    ])
}

fn backed() -> Fallible<Vec<Kind>> {
    let short = "# Módulo 1\nFundamentos (8 h)\nInstrumentos e dados\n# Módulo 2\nOficina de “escrita”";
    let middle: Vec<String> = (1..=24).map(|i| format!("Aula {i}: leitura e produção de textos")).collect();
    let longest: Vec<String> = (1..=Programme::MOST_LINES)
        .map(|i| match i % 7 {
            1 => format!("# Módulo {i}"),
            _ => format!("Aula {i}: {}", "oficina de leitura ".repeat(10).trim_end()),
        })
        .collect();
    let texts =
        [("back", short.to_owned()), ("two-columns", middle.join("\n")), ("long-back", longest.join("\n"))];
    let kind = |(name, text): (&'static str, String)| {
        let mut kind = Kind { name, ..usual("Ana Sá")? };
        kind.sheet.programme = Programme::parse(&text)?;
        Ok(kind)
    };
    texts.into_iter().map(kind).collect()
}

fn worded() -> Fallible<Vec<Kind>> {
    let mut long = Kind { name: "long-sentence", sheet: sheet(LONG_TITLE, 3)?, ..usual(LONG_NAME)? };
    long.sheet.wording = Wording::parse(LONG_SENTENCE)?;
    let mut no_cpf = Kind { name: "no-cpf", ..usual("Ana Sá")? };
    no_cpf.person.cpf = None;
    let mut unprinted = Kind { name: "cpf-not-printed", ..usual("Ana Sá")? };
    unprinted.sheet.prints_cpf = false;
    let mut role = Kind { name: "role-and-hours", ..usual("Ana Sá")? };
    role.person.role = Some(ShortLine::parse("palestrante")?);
    role.person.workload = Some(Workload::parse("8")?);
    role.sheet.colour = Colour::parse("#7a1f2b").map_err(|_| "a colour")?;
    let version = Kind { name: "version-2", version: 2, ..usual("Ana Sá")? };
    Ok(vec![long, no_cpf, unprinted, role, version, Kind { name: "sample", ..usual("Ana Sá")? }])
}

fn usual(name: &str) -> Fallible<Kind> {
    let cpf = Some(Cpf::parse("52998224725")?.masked());
    let person = PersonLines { name: PersonName::parse(name)?, cpf, role: None, workload: None };
    let sheet = sheet("Formação em Avaliação Educacional", 2)?;
    Ok(Kind { name: "usual", sheet, assets: Assets::default(), person, version: 1 })
}

fn sheet(title: &str, signatures: usize) -> Fallible<Sheet> {
    let signed = [
        (
            "Profa. Dra. Helena Vasconcelos Duarte",
            "Coordenadora do programa de formação continuada de professores",
        ),
        ("João Gonçalves", "Reitor"),
        ("Wenceslau de Albuquerque Cavalcanti Montenegro", "Pró-reitor de extensão e cultura"),
    ];
    let signature = |&(name, post): &(&str, &str)| -> Fallible<Signature> {
        Ok(Signature { name: ShortLine::parse(name)?, post: ShortLine::parse(post)?, image: None })
    };
    Ok(Sheet {
        title: Title::parse(title)?,
        issuer_name: ShortLine::parse("Instituto Horizonte da Educação")?,
        period: Period::new(date(2026, 3, 12), DAY)?,
        place: Some(ShortLine::parse("Recife")?),
        workload: Some(Workload::parse("40")?),
        wording: Wording::usual(),
        programme: Programme::default(),
        colour: Colour::INK,
        logo: None,
        signatures: signed.iter().take(signatures).map(signature).collect::<Fallible<_>>()?,
        prints_cpf: true,
        opening: Sheet::usual_opening(),
    })
}

/// A picture with something on it, and a clear ground.
fn png(width: u32, height: u32) -> Fallible<Vec<u8>> {
    let stroke = |x: u32, y: u32| (y * width).abs_diff(x * height) < 9 * width || x % 60 < 7;
    let pixel = |x, y| if stroke(x, y) { Rgba([0x10, 0x30, 0x70, 0xff]) } else { Rgba([0, 0, 0, 0]) };
    let mut out = Cursor::new(Vec::new());
    RgbaImage::from_fn(width, height, pixel).write_to(&mut out, ImageFormat::Png)?;
    Ok(out.into_inner())
}

fn drawn(kind: &Kind) -> Fallible<(Vec<u8>, Value)> {
    let code = match kind.name {
        "sample" => VerifyCode::of_sample(),
        _ => VerifyCode::from_chance([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
    };
    let url = format!("https://{HOUSE}/v/{}", code.as_str());
    let edition = Edition { event: EventId::from_bytes([7; 17]), number: 1, sheet: kind.sheet.clone() };
    let template = EventTemplate::new(&edition, &kind.assets)?;
    let paper = Paper { person: &kind.person, code: &code, url: &url, version: kind.version, issued_on: DAY };
    let pdf = template.certificate(&paper)?;
    let pictures = kind.assets.signatures.iter().chain([&kind.assets.logo]).flatten().count();
    let blocks = blocks(kind, &code);
    let letters = match kind.name {
        "arabic" | "hebrew" => "in any order",
        "unbroken-name" => "in order",
        _ => "in words",
    };
    let squared = |text: &String| text.chars().map(|c| if lettering::has(c) { c } else { '□' }).collect();
    let said = json!({
        "file": format!("{}.pdf", kind.name),
        "link": url,
        "pictures": pictures,
        "letters": letters,
        "continued": format!("Programa (continuação) {}", kind.sheet.title),
        "signed": kind.sheet.signatures.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
        "drawn": blocks.iter().map(squared).collect::<Vec<String>>(),
        "blocks": blocks,
    });
    Ok((pdf, said))
}

/// The texts of a certificate in reading order.
fn blocks(kind: &Kind, code: &VerifyCode) -> Vec<String> {
    let (sheet, person) = (&kind.sheet, &kind.person);
    let mut blocks = vec![sheet.issuer_name.to_string()];
    blocks.extend(["CERTIFICADO", "Certificamos que"].map(str::to_owned));
    let cpf = person.cpf.as_ref().filter(|_| sheet.prints_cpf).map(|cpf| format!(" CPF {cpf}"));
    blocks.push(format!("{}{}", person.name, cpf.unwrap_or_default()));
    blocks.push(sheet.wording.fill(sheet, person).iter().map(|span| span.text()).collect());
    blocks.push(format!("Emitido em {}", calendar::day(DAY)));
    for signature in &sheet.signatures {
        blocks.extend([signature.name.to_string(), signature.post.to_string()]);
    }
    blocks.push(if code.is_of_sample() {
        "AMOSTRA SEM VALIDADE · ainda não foi emitido e não pode ser verificado".to_owned()
    } else {
        format!("Código de verificação {}", code.grouped())
    });
    blocks.push(format!("Verifique a autenticidade em {HOUSE}/verificar"));
    let version = if kind.version > 1 { format!(" · {}ª versão", kind.version) } else { String::new() };
    blocks.push(format!("Emitido por {}{version}", sheet.issuer_name));
    let lines = sheet.programme.lines();
    if !lines.is_empty() {
        blocks.extend(["Programa".to_owned(), sheet.title.to_string()]);
        blocks.extend(lines.iter().map(|line| line.trim_start_matches('#').trim().to_owned()));
    }
    blocks
}
