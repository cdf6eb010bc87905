//! The backs: the whole programme, readable, nothing on anything else.

use super::*;

#[test]
fn the_programme_is_on_the_back_in_full() {
    let mut sheet = sheet(LONG_TITLE, 0);
    let lines: Vec<String> = (0..60)
        .map(|i| format!("{}{i} {}", if i % 7 == 0 { "# Módulo " } else { "Aula " }, "oficina ".repeat(22)))
        .collect();
    sheet.programme = Programme::parse(&lines.join("\n")).expect("a programme");
    let pdf = drawn(&template(sheet.clone()), "Ana Sá", 1);
    let text = text_of(&pdf);
    assert!((0..60).all(|i| text.contains(&format!(" {i} oficina"))), "every line is there");
    assert_eq!(Document::load_mem(&pdf).expect("a PDF").get_pages().len(), 3);
    let backs = back::pages(Typefaces::get().expect("fonts"), &sheet);
    assert_eq!(backs.len(), 2, "it goes on on a second back");
    for back in backs {
        let frames: Vec<Frame> = back.iter().filter_map(frame_of).collect();
        assert_apart(&frames, "the longest programme");
    }
}

#[test]
fn no_programme_is_set_smaller_than_six_points() {
    let faces = Typefaces::get().expect("fonts");
    for letters in ["a", "W"] {
        for (lines, length) in [(1, 200), (20, 60), (60, 20), (60, 90), (60, 200)] {
            let mut sheet = sheet(LONG_TITLE, 0);
            let text = vec![letters.repeat(length); lines].join("\n");
            sheet.programme = Programme::parse(&text).expect("a programme");
            let backs = back::pages(faces, &sheet);
            let texts = backs
                .iter()
                .flatten()
                .filter_map(|mark| if let Mark::Text(t) = mark { Some(t) } else { None });
            let (mut smallest, mut count) = (f32::MAX, 0);
            for text in texts.filter(|text| text.line.letters.len() > 1) {
                smallest = smallest.min(text.line.size);
                count += text.line.letters.iter().filter(|l| letters.starts_with(l.meant)).count();
            }
            assert!(smallest >= 6.0, "{smallest} points for {lines} lines of {length}");
            assert!(count >= lines * (length - 1), "nothing is left out of {lines} lines of {length}");
        }
    }
}
