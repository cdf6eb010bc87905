//! What another sheet changes on paper: before and after, in words.

use domain::participation::edition::{ImageRef, Sheet, ShortLine, Signature};
use domain::value::calendar;
use schemars::JsonSchema;
use serde::Serialize;

/// Something that is printed otherwise.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Difference {
    /// What it is.
    pub(crate) what: &'static str,
    /// What certificates say that were issued.
    pub(crate) before: String,
    /// What new ones say.
    pub(crate) after: String,
}

/// All that two sheets print otherwise, in the order of the form.
pub(crate) fn between(before: &Sheet, after: &Sheet) -> Vec<Difference> {
    let all = texts(before).into_iter().zip(texts(after));
    let texts = all.filter(|((_, before), (_, after))| before != after);
    let mut found: Vec<_> =
        texts.map(|((what, before), (_, after))| Difference { what, before, after }).collect();
    let images = [("Logotipo", before.logo.as_ref(), after.logo.as_ref())].into_iter();
    let images = images.chain(
        (0..Sheet::MOST_SIGNATURES)
            .map(|place| (SIGNATURES[place], image_of(before, place), image_of(after, place))),
    );
    found.extend(images.filter(|(_, before, after)| before != after).map(|(what, before, after)| {
        Difference { what, before: picture(before, "a de antes"), after: picture(after, "outra imagem") }
    }));
    found
}

/// How the pictures of the signatures are called.
const SIGNATURES: [&str; Sheet::MOST_SIGNATURES] =
    ["Imagem da assinatura 1", "Imagem da assinatura 2", "Imagem da assinatura 3"];

fn image_of(sheet: &Sheet, place: usize) -> Option<&ImageRef> {
    sheet.signatures.get(place).and_then(|signature| signature.image.as_ref())
}

fn picture(image: Option<&ImageRef>, which: &str) -> String {
    image.map_or("nenhuma", |_| which).to_owned()
}

/// What a sheet prints in words.
fn texts(sheet: &Sheet) -> Vec<(&'static str, String)> {
    let line = |line: &Option<ShortLine>| line.as_ref().map(ToString::to_string).unwrap_or_default();
    let signatures: Vec<String> = sheet.signatures.iter().map(signatory).collect();
    vec![
        ("Emissor", sheet.issuer_name.to_string()),
        ("Título", sheet.title.to_string()),
        ("Período", calendar::period(sheet.period)),
        ("Local", line(&sheet.place)),
        ("Carga horária", sheet.workload.map(|workload| workload.to_string()).unwrap_or_default()),
        ("Texto antes do nome", sheet.opening.to_string()),
        ("Frase", sheet.wording.as_str().to_owned()),
        ("Programa", sheet.programme.lines().join(" · ")),
        ("Cor", sheet.colour.to_string()),
        ("Quem assina", signatures.join("; ")),
        ("Parte do CPF", if sheet.prints_cpf { "impressa" } else { "não impressa" }.to_owned()),
    ]
}

fn signatory(signature: &Signature) -> String {
    format!("{}, {}", signature.name, signature.post)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::participation::edition::{Colour, Programme, Title, Wording, Workload};
    use domain::value::period::Period;
    use jiff::civil::date;

    fn sheet() -> Sheet {
        Sheet {
            title: Title::parse("Oficina").expect("a title"),
            issuer_name: ShortLine::parse("Instituto Horizonte").expect("a name"),
            period: Period::new(date(2026, 3, 12), date(2026, 3, 12)).expect("a period"),
            place: None,
            workload: Some(Workload::parse("8").expect("hours")),
            wording: Wording::usual(),
            programme: Programme::default(),
            colour: Colour::INK,
            logo: None,
            signatures: Vec::new(),
            prints_cpf: true,
            opening: Sheet::usual_opening(),
        }
    }

    #[test]
    fn only_what_differs_is_told_with_both_sides() {
        assert!(between(&sheet(), &sheet()).is_empty());
        let image = ImageRef { key: "images/a".into(), sha256: "a".into(), width: 1, height: 1 };
        let signature = Signature {
            name: ShortLine::parse("Ana Sá").expect("a name"),
            post: ShortLine::parse("Reitora").expect("a post"),
            image: Some(image.clone()),
        };
        let after = Sheet {
            title: Title::parse("Oficina de leitura").expect("a title"),
            workload: None,
            signatures: vec![signature],
            logo: Some(image),
            ..sheet()
        };
        let told: Vec<_> =
            between(&sheet(), &after).into_iter().map(|d| (d.what, d.before, d.after)).collect();
        let told: Vec<_> = told.iter().map(|(w, b, a)| (*w, b.as_str(), a.as_str())).collect();
        assert_eq!(
            told,
            [
                ("Título", "Oficina", "Oficina de leitura"),
                ("Carga horária", "8 horas", ""),
                ("Quem assina", "", "Ana Sá, Reitora"),
                ("Logotipo", "nenhuma", "outra imagem"),
                ("Imagem da assinatura 1", "nenhuma", "outra imagem"),
            ]
        );
    }
}
