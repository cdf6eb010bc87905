//! Each name alone, in each character set.

use super::*;

fn verdict(names: &[&[u8]]) -> Option<Charset> {
    let mut evidence = Evidence::default();
    names.iter().for_each(|name| evidence.look_at(name));
    match evidence.judge() {
        Ok(()) => None,
        Err(FileProblem::OtherCharset { charset }) => Some(charset),
        Err(other) => panic!("{other:?}"),
    }
}

fn encoded(name: &str, charset: Charset) -> Option<Vec<u8>> {
    let (_, upper) = OTHERS.into_iter().find(|(of, _)| *of == charset)?;
    let byte = |c: char| match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => Some(byte),
        _ => u8::try_from(upper.chars().position(|of| of == c)? + 0x80).ok(),
    };
    name.chars().map(byte).collect()
}

fn in_1252(name: &str) -> Vec<u8> {
    WINDOWS_1252.encode(name).0.into_owned()
}

/// One person each: nobody else in the file helps.
const NAMES: [&str; 22] = [
    "João Gonçalves",
    "JOÃO GONÇALVES",
    "José",
    "JOSÉ",
    "Antônio Brandão",
    "ANTÔNIO BRANDÃO",
    "Conceição",
    "CONCEIÇÃO",
    "Lúcia Araújo",
    "LÚCIA ARAÚJO",
    "Érica Luís",
    "ÉRICA LUÍS",
    "Inês Simões",
    "INÊS SIMÕES",
    "Ângela Távora",
    "Márcio Assunção",
    "MÁRCIO ASSUNÇÃO",
    "Zoé Ávila",
    "Íris Magalhães",
    "maria da conceição",
    "Vinícius Leão",
    "ANDRÉ",
];

#[test]
fn names_in_another_character_set_are_known_by_themselves() {
    for name in NAMES {
        for charset in [Charset::Cp850, Charset::Cp860, Charset::MacRoman] {
            let Some(bytes) = encoded(name, charset) else { continue };
            assert!(
                verdict(&[&bytes]).is_some(),
                "{name} in {charset:?} is read as {:?}",
                WINDOWS_1252.decode(&bytes).0
            );
        }
    }
}

#[test]
fn names_in_the_usual_character_set_are_read_by_themselves() {
    let more = [
        "Lourenço",
        "LOURENÇO",
        "Gonçalo Mendonça",
        "GONÇALO MENDONÇA",
        "Müller-Núñez",
        "MÜLLER",
        "Ana\u{a0}Íris",
        "D’Ávila",
        "Joaquín Peña",
        "Ângelo Lança",
        "Luís Paço",
        "LUÍS PAÇO",
        "ZOË",
        "François Noël",
        "Søren Åberg",
        "Thaís Açucena",
        "Bragança",
        "Araçá",
        "Antônia Forço",
        "Éverton Órfão",
    ];
    let known = KNOWN.into_iter().flat_map(|name| {
        let capital = name.chars().take(1).flat_map(char::to_uppercase).chain(name.chars().skip(1));
        [name.to_uppercase(), capital.collect(), name.to_owned()]
    });
    for name in NAMES.into_iter().chain(more).map(str::to_owned).chain(known) {
        assert_eq!(verdict(&[&in_1252(&name)]), None, "{name}");
    }
}

#[test]
fn a_file_names_its_character_set_and_one_typing_error_does_not_condemn_it() {
    for charset in [Charset::Cp850, Charset::Cp860, Charset::MacRoman] {
        let names: Vec<_> = NAMES.into_iter().filter_map(|name| encoded(name, charset)).collect();
        let names: Vec<&[u8]> = names.iter().map(Vec::as_slice).collect();
        assert_eq!(verdict(&names), Some(charset));
    }
    let typed = ["JOSé ANTôNIO", "João Sá", "Lúcia"].map(in_1252);
    assert_eq!(verdict(&typed.each_ref().map(Vec::as_slice)), None);
}
