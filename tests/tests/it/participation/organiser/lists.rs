//! Long lists.

use super::{program, upload};
use journeys::{Reply, TestApp};
use serde_json::json;

#[tokio::test]
async fn long_lists_have_pages_and_every_item_is_on_one() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let mut program = program(&organiser);
    for number in 0..21 {
        let event = json!({ "title": format!("Evento {number:02}"), "first_day": "2026-10-05" });
        assert_eq!(program.post_json("/organizador/eventos", &event).await.status, 201);
    }
    let first = organiser.get("/organizador").await;
    let second = organiser.get(&first.link("Próxima")).await;
    let titles = |page: &Reply| page.texts("main tbody td:first-child");
    assert_eq!((titles(&first).len(), titles(&second)), (20, vec!["Evento 00".to_owned()]));

    let event = organiser.get("/organizador").await.link("Evento 20");
    let good = |n: u32| format!("Pessoa {};p{n}@exemplo.com.br\n", letters(n));
    let bad = |n: u32| format!(";q{n}@exemplo.com.br\n");
    let csv = format!(
        "Nome;E-mail\n{}{}",
        (0..320).map(good).collect::<String>(),
        (0..230).map(bad).collect::<String>()
    );
    let import = upload(&app, &mut organiser, &event, csv.into_bytes()).await;
    let mut problems = Vec::new();
    let mut page = organiser.get(&import).await;
    loop {
        problems.extend(page.texts(".problems tbody td:first-child"));
        if !page.text().contains("Próxima") {
            break;
        }
        page = organiser.get(&page.link("Próxima")).await;
    }
    assert_eq!((problems.len(), problems[229].as_str()), (230, "551"));

    let (mut forth, mut back) = (Vec::new(), Vec::new());
    let mut at = format!("{import}/linhas");
    loop {
        let page = program.get(&at).await.json();
        forth.push(at.clone());
        match page["next"].as_str() {
            Some(next) if !next.is_empty() => at = next.to_owned(),
            _ => break,
        }
    }
    let mut seen = 0;
    loop {
        let page = program.get(&at).await.json();
        seen += page["people"].as_array().map_or(0, Vec::len);
        back.push(page["range"].as_str().expect("a range").to_owned());
        match page["previous"].as_str() {
            Some(previous) if !previous.is_empty() => at = previous.to_owned(),
            _ => break,
        }
    }
    assert_eq!((forth.len(), back.len(), seen), (7, 7, 320));
    assert_eq!(back.last().map(String::as_str), Some("Linhas 2 a 51 da planilha"));
    for (row, first) in [(2, 2), (51, 2), (52, 52), (251, 202), (252, 252), (321, 302), (9_999, 302), (0, 2)]
    {
        let page = program.get(&format!("{import}/linhas?linha={row}")).await.json();
        assert_eq!(page["people"][0]["line"], first, "the page of row {row}");
    }
}

/// A number in letters, since a name has no digits.
fn letters(number: u32) -> String {
    number.to_string().bytes().map(|digit| char::from(b'a' + (digit - b'0'))).collect()
}
