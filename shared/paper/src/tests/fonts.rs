//! The fonts in a certificate: which letters they have, their names and widths, under which codes letters lie.

use super::*;
use crate::alphabet::{LABELS, NAMES, VALUES};
use crate::type_case::{Codes, Spelling};
use crate::typeface::{Letter, Style};
use std::collections::BTreeSet;

/// The fonts of the front: name and widths by code.
fn fonts(document: &Document) -> Vec<(String, Vec<i64>)> {
    let of = |font: &lopdf::Dictionary| {
        let name = font.get(b"BaseFont").and_then(Object::as_name).expect("a name").to_vec();
        let child = font.get(b"DescendantFonts").and_then(Object::as_array).expect("descendants")[0].clone();
        let descriptor =
            child.as_dict().and_then(|d| d.get_deref(b"FontDescriptor", document)).and_then(Object::as_dict);
        assert!(descriptor.expect("a descriptor").has(b"FontFile2"), "the font is embedded");
        (String::from_utf8(name).expect("a name"), widths(child.as_dict().expect("a font")))
    };
    let fonts = document.get_page_fonts(document.get_pages()[&1]).expect("fonts");
    fonts.into_values().map(of).collect()
}

/// `/W` as we write it: one run from code 0 on.
fn widths(font: &lopdf::Dictionary) -> Vec<i64> {
    let list = font.get(b"W").and_then(Object::as_array).expect("widths");
    let [Object::Integer(0), Object::Array(run)] = list.as_slice() else { panic!("{list:?}") };
    run.iter().map(|width| width.as_i64().expect("a width")).collect()
}

#[test]
fn each_font_that_was_cut_has_a_tag_of_its_own() {
    let template = template(sheet("Formação", 1));
    let names = |name| {
        let document = Document::load_mem(&drawn(&template, name, 1)).expect("a PDF");
        fonts(&document).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    let usual = names("Ana Sá");
    let families: Vec<&str> = usual.iter().filter_map(|name| Some(name.split_once('+')?.1)).collect();
    assert_eq!(families, ["EBGaramond-Medium", "SourceSans3-Regular", "SourceSans3-SemiBold"]);
    let (polish, greek) = (names("Wałęsa"), names("Έλλη"));
    assert_eq!((&polish[..3], &greek[..3]), (&usual[..], &usual[..]), "the event's are the same");
    let cut: BTreeSet<&String> = polish.iter().chain(&greek).collect();
    assert_eq!(cut.len(), 5, "and each name has another serif: {cut:?}");
    for tag in cut.iter().filter_map(|name| name.split('+').next()) {
        assert!(tag.len() == 6 && tag.bytes().all(|byte| byte.is_ascii_uppercase()), "{tag}");
    }
}

#[test]
fn widths_in_the_file_are_those_that_lines_were_set_with() {
    let template = template(sheet("Formação", 1));
    let document = Document::load_mem(&drawn(&template, "Ana Sá", 1)).expect("a PDF");
    for ((_, widths), style) in fonts(&document).into_iter().zip(Style::ALL) {
        let always = [NAMES, LABELS, VALUES][style.number()];
        let mut letters = Vec::new();
        template.faces.set(style, always, &mut letters);
        for letter in letters {
            let spelling = template.case[style.number()].spelling(&letter);
            let Some(Spelling::Exact(code)) = spelling else { panic!("{letter:?} is {spelling:?}") };
            assert_eq!(widths[usize::from(code)], i64::from(letter.advance), "{letter:?}");
        }
    }
}

#[test]
fn of_two_characters_with_one_glyph_the_other_is_marked_with_what_it_means() {
    let faces = Typefaces::get().expect("fonts");
    let mut letters = Vec::new();
    faces.set(Style::Sans, " \u{a0}", &mut letters);
    let [space, unbroken] = letters[..] else { panic!("{letters:?}") };
    assert_eq!(space.glyph, unbroken.glyph);
    let codes = Codes::new(faces.of(Style::Sans), &BTreeSet::from(['a', ' ', '\u{a0}']));
    assert_eq!(codes.spelling(&space), Some(Spelling::Exact(1)));
    assert_eq!(codes.spelling(&unbroken), Some(Spelling::Shape(1)));
    let foreign = Letter { drawn: 'b', meant: 'b', glyph: space.glyph + 900, ..space };
    assert_eq!(codes.spelling(&foreign), None);
}

#[test]
fn names_of_other_scripts_are_drawn_and_read_back() {
    let template = template(sheet("Física Ω", 0));
    for name in ["Nguyễn Thị Łucja Wałęsa", "Ольга Ђорђевић", "Έλλη Παπαδοπούλου", "Šárka Čapková Ğül"]
    {
        assert!(text_of(&drawn(&template, name, 1)).contains(name), "{name}");
    }
}

#[test]
fn a_character_that_no_font_has_is_squared_but_kept_in_the_text_layer() {
    let pdf = drawn(&template(sheet("Física", 0)), "Li 山 Wei", 1);
    let content = person_content(&pdf);
    assert!(content.contains("/Span<</ActualText<FEFF5C71>>>BDC"), "{content}");
}

#[test]
fn what_a_preview_warns_of_is_what_the_fonts_do_not_have() {
    let faces = Typefaces::get().expect("fonts");
    // U+FFFF is no character: it ends the tables of a font.
    for c in (0x20..=0x10_ffff).filter_map(char::from_u32).filter(|&c| c != '\u{ffff}') {
        let squared = Style::ALL.into_iter().any(|style| {
            let mut letters = Vec::new();
            faces.set(style, &c.to_string(), &mut letters);
            letters[0].drawn == '\u{25a1}' && c != '\u{25a1}'
        });
        assert_eq!(domain::value::lettering::has(c), !squared, "U+{:04X}", u32::from(c));
    }
}
