use super::*;
use jiff::civil::date;
use lopdf::Document as Read;

fn field(label: &str, value: &str, is_wide: bool) -> Field {
    Field { label: label.to_owned(), value: value.to_owned(), is_wide }
}

fn document(blocks: Vec<Block>) -> Document {
    Document {
        issuer: "Instituto Horizonte".to_owned(),
        title: "Declaração de exercício de funções".to_owned(),
        subject: "Pedido de acesso".to_owned(),
        language: "pt-PT",
        day: date(2026, 11, 29),
        seed: "declaration 1".to_owned(),
        footer: "Pedido 100 055 6194".to_owned(),
        blocks,
    }
}

fn text(bytes: &[u8]) -> (usize, String) {
    let read = Read::load_mem(bytes).expect("a PDF");
    let pages: Vec<u32> = read.get_pages().into_keys().collect();
    let text = read.extract_text(&pages).expect("text");
    (pages.len(), text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn a_document_says_its_blocks_in_their_order() {
    let blocks = vec![
        Block::Heading("Quem declara".to_owned()),
        Block::Fields(vec![
            field("Nome", "Łucja Žižka", false),
            field("NIF", "123456789", false),
            field("Cargo", "", true),
        ]),
        Block::Paragraph("Declara-se que exerce funções.".to_owned()),
        Block::Clauses(vec!["Os dados são verdadeiros.".to_owned(), "A chave é só sua.".to_owned()]),
        Block::Signature(vec!["O superior hierárquico".to_owned()]),
    ];
    let bytes = draw(&document(blocks)).expect("a PDF");
    let (pages, text) = text(&bytes);
    let said = "Declaração de exercício de funções Quem declara Nome Łucja Žižka NIF 123456789 Cargo Declara-se que exerce \
                funções. 1. Os dados são verdadeiros. 2. A chave é só sua. O superior hierárquico";
    assert_eq!(pages, 1);
    assert!(text.starts_with(said), "{text}");
    assert!(text.ends_with("Página 1 de 1"), "{text}");
}

#[test]
fn what_does_not_fit_goes_on_on_another_sheet() {
    let long = vec![Block::Paragraph("A chave privada fica com o titular. ".repeat(300))];
    let (pages, text) = text(&draw(&document(long)).expect("a PDF"));
    assert!(pages > 1, "{pages}");
    assert_eq!(text.matches("privada").count(), 300, "no line is lost between the sheets");
    assert!(text.contains(&format!("Página {pages} de {pages}")));
}

#[test]
fn the_same_document_has_the_same_bytes_and_another_seed_another_identity() {
    let one = document(vec![Block::Note("Nota".to_owned())]);
    let other = Document { seed: "declaration 2".to_owned(), ..one.clone() };
    let draw = |document: &Document| draw(document).expect("a PDF");
    assert_eq!(draw(&one), draw(&one));
    assert_ne!(draw(&one), draw(&other));
}

#[test]
fn what_no_qr_code_holds_is_refused() {
    let block = Block::Qr { text: "x".repeat(5000), says: "Código".to_owned(), beside: Vec::new() };
    assert!(matches!(draw(&document(vec![block])), Err(DrawError::Qr(_))));
}
