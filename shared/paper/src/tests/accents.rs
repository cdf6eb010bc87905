//! Accents that no precomposed letter has: on their letters, and read with them.

use super::*;
use crate::typeface::{Letter, Style};

fn set(style: Style, text: &str) -> Vec<Letter> {
    let mut letters = Vec::new();
    Typefaces::get().expect("fonts").set(style, text, &mut letters);
    letters
}

#[test]
fn a_tilde_stands_over_the_middle_of_its_letter() {
    for style in Style::ALL {
        let [g, small, capital, tilde] = set(style, "g\u{303}G\u{303}")[..] else { panic!("four letters") };
        let faces = Typefaces::get().expect("fonts");
        for (letter, tilde) in [(g, small), (capital, tilde)] {
            let bounds =
                faces.of(style).face.glyph_bounding_box(ttf_parser::GlyphId(letter.glyph)).expect("ink");
            let (over, middle) = (letter.advance + tilde.across, i32::from(bounds.x_min + bounds.x_max) / 2);
            assert_eq!((over, tilde.advance), (middle, 0), "{style:?} {}", letter.drawn);
        }
        assert_eq!(small.rise, 0, "{style:?}: drawn for small letters");
        assert!((100..260).contains(&tilde.rise), "{style:?}: over the capital: {}", tilde.rise);
    }
}

#[test]
fn marks_are_stacked_and_those_below_keep_clear_of_what_goes_down() {
    let [_, first, second, below] = set(Style::Serif, "x\u{303}\u{304}\u{323}")[..] else {
        panic!("four letters")
    };
    assert!(second.rise > first.rise + 100, "{} over {}", second.rise, first.rise);
    assert_eq!(below.rise, 0);
    let [_, below] = set(Style::Serif, "p\u{323}")[..] else { panic!("two letters") };
    assert!(below.rise < -200, "{}", below.rise);
}

#[test]
fn a_letter_that_a_font_has_only_in_parts_is_put_together() {
    let faces = Typefaces::get().expect("fonts");
    let lacks = |style, c: &char| faces.of(style).glyph(*c).is_none();
    for style in Style::ALL {
        let lacking = (0xc0..0x1f00).filter_map(char::from_u32).filter(|c| lacks(style, c));
        let mut put_together = 0;
        for c in lacking {
            let parts = set(style, &c.to_string());
            if parts.len() > 1 {
                assert!(parts[1].moved() && !lacks(style, &parts[0].drawn), "{c}: {parts:?}");
                put_together += 1;
            }
        }
        assert!(put_together > 0, "{style:?} has no such letter");
    }
}

#[test]
fn kerning_looks_past_a_mark_and_the_line_gets_no_longer() {
    let (plain, marked) = (set(Style::Serif, "AV"), set(Style::Serif, "A\u{30c}V"));
    assert_eq!(plain[0].kern, marked[1].kern);
    assert_ne!(plain[0].kern, 0, "the pair is kerned");
    assert_eq!(setting::units(&plain), setting::units(&marked));
}

#[test]
fn marks_are_written_after_their_letters_and_drawn_over_them() {
    let name = "Gãnúg\u{303}a G\u{303}uarani";
    let pdf = drawn(&template(sheet("Formação", 1)), name, 1);
    let content = person_content(&pdf);
    assert_eq!(content.matches("3 Tr ").count(), 2, "the marks are there to be read, not seen");
    assert_eq!(content.matches("0 Tr ").count(), 2, "{content}");
    let (_, after) = content.split_once("ET\n").expect("the name");
    let outlines = after.split("BT ").next().expect("outlines");
    assert_eq!(outlines.matches("f\n").count(), 2, "and drawn after the line: {outlines}");
}
