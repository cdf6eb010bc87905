//! Help and privacy.

use journeys::TestApp;

#[tokio::test]
async fn a_search_finds_answers_and_says_when_there_are_none() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let all = browser.get("/ajuda").await.texts("summary").len();
    let some = browser.get("/ajuda?busca=linkedin").await;
    assert!((1..all).contains(&some.texts("main summary").len()));
    assert_eq!(some.attributes("#busca", "value"), ["linkedin"]);
    assert!(browser.get("/ajuda?busca=zebra").await.text().contains("Nada encontrado"));
    let hostile = browser.get("/ajuda?busca=%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    assert!(!hostile.html().contains("<script>alert"));
}

#[tokio::test]
async fn help_and_privacy_are_complete_as_json() {
    let app = TestApp::start().await;
    for (page, list) in [("/ajuda", "subjects"), ("/privacidade", "sections")] {
        let html = app.browser().get(page).await.text();
        let json = app.browser().program(None).get(page).await.json();
        let titles = json[list].as_array().expect("a list").iter();
        assert!(titles.map(|t| t["title"].as_str().expect("a title")).all(|title| html.contains(title)));
    }
}
