//! The archive that outlives Selo: served as plain files by anything, and checked by a tool that is not ours.

use crate::participation::issued::{ANA_EMAIL, DAVI_EMAIL, Issued, as_json, cards, only_card, people, text};
use domain::value::code::VerifyCode;
use journeys::{Browser, TestApp};
use scraper::{Html, Selector};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Runs the export until it is finished, a page at a time; how many invocations that took.
async fn exported(app: &TestApp, name: &str, pace: Value) -> (Value, u32) {
    for invocations in 1.. {
        let event = json!({ "action": "export_archive", "name": name, "pace": pace });
        let answer = app.administer(event).await;
        if answer["finished"] == true {
            return (answer, invocations);
        }
    }
    unreachable!("the loop ends by returning")
}

/// A part as whoever hosts it has it: plain files in a folder of their own.
fn folder(app: &TestApp, key: &Value) -> TempDir {
    let (to, key) = (tempfile::tempdir().expect("a folder"), key.as_str().expect("a key"));
    let bucket = app.folder().join("objects").join(&app.app.config.buckets.documents);
    local::engines::copy_out(&bucket.join(key), to.path()).expect("copied out");
    to
}

/// Every file under a folder.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// The files of a part by their paths in it.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let path = |p: &PathBuf| p.strip_prefix(folder).expect("within").to_string_lossy().into_owned();
    walk(folder).iter().map(|p| (path(p), std::fs::read(p).expect("a file"))).collect()
}

/// What `sha256sum` says of both parts, and that every file of them has a sum; the public one has none itself.
fn assert_sums(public: &Path, private: &Path) {
    for (folder, sums) in [(private, private.to_owned()), (public, private.join("do-publico"))] {
        let check = format!("sha256sum --check --quiet --strict {0}/SHA256SUMS {0}/somas/*", sums.display());
        let done = Command::new("sh").args(["-c", &check]).current_dir(folder).output().expect("sha256sum");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let lists = contents(&sums).into_iter();
        let lists = lists.filter(|(path, _)| path.starts_with("somas/") || path == "SHA256SUMS");
        let named: String = lists.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).collect();
        for path in contents(folder).keys().filter(|path| *path != "SHA256SUMS") {
            assert!(named.lines().any(|line| line.ends_with(&format!("  {path}"))), "{path} has no sum");
        }
    }
}

/// No file that everybody may read leads from one certificate to another: no list of codes, not even one that a host makes
/// of a folder.
async fn assert_no_list(app: &TestApp, public: &Path) {
    let files = contents(public);
    let codes = codes(&files);
    for (path, bytes) in &files {
        let text = format!("{path} {}", String::from_utf8_lossy(bytes).replace('-', ""));
        let named: Vec<&String> = codes.iter().filter(|code| text.contains(*code)).collect();
        let Some(first) = named.first() else { continue };
        let first = VerifyCode::parse(first).expect("a code");
        let record = app.app.store.find_record(&first).await.expect("a store").expect("a record");
        let own = |code: &&&String| record.standing.chain.iter().any(|link| link.code.as_str() == **code);
        assert_eq!(named.iter().filter(own).count(), named.len(), "{path} names {named:?}");
    }
    for file in walk(public) {
        for folder in file.ancestors().skip(1).take_while(|folder| folder.starts_with(public)) {
            let index = folder.join("index.html");
            let is_page_of_pdf = folder.parent().is_some_and(|parent| parent.ends_with("sha256"));
            assert!(index.is_file() || is_page_of_pdf, "{} would be listed", folder.display());
        }
    }
}

/// The rows of the facts of a page, and its heading.
fn facts(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let selector = Selector::parse("h1, dl.facts dt, dl.facts dd").expect("a selector");
    let text = |e: scraper::ElementRef<'_>| {
        e.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    page.select(&selector).map(text).collect()
}

/// Three people's certificates: valid and public, revoked, and replaced by a second version.
async fn scene() -> Issued {
    let mut house = Issued::house().await;
    let more =
        [("place", "Recife"), ("workload", "40"), ("prints_cpf", "true"), ("public_by_default", "true")];
    let event = house.event("Formação em avaliação", &more).await;
    let davi = house.davi().await;
    house.revoke(text(&only_card(&davi).await, "id"), "Emitido para a turma errada").await;
    house.upload(&event, people("Ana Luá")).await;
    house.event("Encontro fechado", &[("public_by_default", "false")]).await;
    house
}

/// The codes in a part.
fn codes(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let code = |path: &String| Some(path.strip_prefix("v/")?.strip_suffix("/index.html")?.to_owned());
    files.keys().filter_map(code).collect()
}

#[tokio::test]
async fn an_archive_says_what_the_verification_says_and_every_sum_is_right() {
    let house = scene().await;
    let (answer, _) = exported(&house.app, "2026-03-12", json!({})).await;
    let (public, private) = (folder(&house.app, &answer["public"]), folder(&house.app, &answer["private"]));
    assert_sums(public.path(), private.path());
    assert_no_list(&house.app, public.path()).await;
    let files = contents(public.path());
    let codes = codes(&files);
    assert_eq!(codes.len(), 5, "two of one event, one of them twice, and two of the other");
    assert_eq!(answer["versions"], 5);
    let mut stranger = house.app.browser();
    for code in &codes {
        let html = String::from_utf8(files[&format!("v/{code}/index.html")].clone()).expect("text");
        assert_eq!(facts(&html), facts(&stranger.get(&format!("/v/{code}")).await.html()), "{code}");
        let record: Value = serde_json::from_slice(&files[&format!("v/{code}/registro.json")]).expect("JSON");
        let live = as_json(&stranger).get(&format!("/v/{code}")).await.json();
        for member in ["status", "title", "code", "printed", "sha256", "reason", "revoked_at"] {
            assert_eq!(record[member], live[member], "{member} of {code}");
        }
        let by_file = format!("sha256/{}/index.html", live["sha256"].as_str().expect("a sum"));
        assert!(String::from_utf8_lossy(&files[&by_file]).contains(&format!("v/{code}/index.html")));
    }
    assert_links(&files);
    let counts = ["public_pdfs", "private_pdfs", "in_preparation", "damaged_pdfs"].map(|c| answer[c].clone());
    assert_eq!(counts.map(|c| c.as_u64()), [Some(1), Some(4), Some(0), Some(0)]);
    assert_parts(&files, &contents(private.path()), &mut stranger).await;
}

/// Every link of every page leads to a file of the archive.
fn assert_links(files: &BTreeMap<String, Vec<u8>>) {
    let selector = Selector::parse("[href]:not([href^='#']), [src]").expect("a selector");
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = Html::parse_document(&String::from_utf8_lossy(bytes));
        for element in page.select(&selector) {
            let link = element.attr("href").or(element.attr("src")).expect("a link");
            let mut place: Vec<&str> = path.split('/').collect();
            place.pop();
            for part in link.split('/') {
                if part == ".." { place.pop().map_or((), drop) } else { place.push(part) }
            }
            assert!(files.contains_key(&place.join("/")), "{link} of {path}");
        }
    }
}

/// The public part has the PDFs that a stranger could download and no address; the private one has the others.
async fn assert_parts(
    public: &BTreeMap<String, Vec<u8>>,
    private: &BTreeMap<String, Vec<u8>>,
    stranger: &mut Browser,
) {
    let pdfs = |files: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        let code = |path: &String| Some(path.strip_prefix("pdf/")?.strip_suffix(".pdf")?.to_owned());
        files.keys().filter_map(code).collect()
    };
    for code in pdfs(public) {
        let live = as_json(stranger).get(&format!("/v/{code}")).await.json();
        let said = (live["status"].as_str(), live["printed"]["title"].as_str());
        assert_eq!(said, (Some("valid"), Some("Formação em avaliação")));
        assert_eq!(live["sha256"], platform::digest::sha256_hex(&public[&format!("pdf/{code}.pdf")]));
    }
    assert!(pdfs(private).iter().all(|code| !pdfs(public).contains(code)));
    for (path, bytes) in public {
        let text = String::from_utf8_lossy(bytes);
        for secret in [ANA_EMAIL, DAVI_EMAIL, "184.207.635-35", "18420763535"] {
            assert!(!text.contains(secret), "{path} has {secret}");
        }
    }
}

#[tokio::test]
async fn an_export_that_was_killed_between_pages_ends_with_the_same_bytes() {
    let house = scene().await;
    let (whole, one) = exported(&house.app, "inteiro", json!({})).await;
    let (pieces, many) = exported(&house.app, "pedacos", json!({ "pages": 1, "rows": 7 })).await;
    assert!(one == 1 && many > 20, "in {many} invocations");
    // Killed after the files of a page and before it was written down: the progress of two invocations ago.
    let name = json!({ "action": "export_archive", "name": "morto", "pace": { "pages": 1, "rows": 7 } });
    let progress = "export/morto/andamento.json";
    let mut before = None;
    let killed = loop {
        let answer = house.app.administer(name.clone()).await;
        if answer["finished"] == true {
            break answer;
        }
        if let Some(before) = before.take() {
            house.app.app.documents.put(progress, "application/json", before).await.expect("written");
            house.app.administer(name.clone()).await;
            house.app.administer(name.clone()).await;
        }
        before = Some(house.app.app.documents.get(progress).await.expect("the progress"));
        house.app.administer(name.clone()).await;
    };
    for part in ["public", "private"] {
        let bytes = |answer: &Value| contents(folder(&house.app, &answer[part]).path());
        assert_eq!(bytes(&whole), bytes(&pieces), "{part} in pieces");
        assert_eq!(bytes(&whole), bytes(&killed), "{part} after kills");
    }
    assert_eq!(exported(&house.app, "inteiro", json!({})).await, (whole, 1), "a finished one stays as it is");
}

#[tokio::test]
async fn a_pdf_that_its_holder_hides_while_the_export_goes_on_is_not_in_the_public_part() {
    let house = scene().await;
    let event = json!({ "action": "export_archive", "name": "escondido", "pace": { "pages": 1, "rows": 7 } });
    let mut answer = json!({});
    while answer["public_pdfs"] != 1 {
        answer = house.app.administer(event.clone()).await;
    }
    let mut ana = house.ana().await;
    let shown = cards(&ana).await.into_iter().find(|card| card["title"] == "Formação em avaliação");
    let form = format!("/{}/publico", text(&shown.expect("a public card"), "id"));
    let form = ana.get("/certificados").await.form(&form);
    ana.submit(form).await;
    while answer["finished"] != true {
        answer = house.app.administer(event.clone()).await;
    }
    assert_eq!((&answer["public_pdfs"], &answer["private_pdfs"]), (&json!(0), &json!(5)), "{answer}");
    let (public, private) = (folder(&house.app, &answer["public"]), folder(&house.app, &answer["private"]));
    let pdf = |path: &String| path.ends_with(".pdf");
    assert!(!contents(public.path()).keys().any(pdf), "hidden");
    assert_eq!(contents(private.path()).keys().filter(|path| pdf(path)).count(), 5);
    assert_links(&contents(public.path()));
    assert_sums(public.path(), private.path());
}

#[tokio::test]
async fn a_pdf_that_is_gone_or_changed_is_not_handed_on() {
    let house = scene().await;
    let mut pdfs: Vec<PathBuf> =
        walk(house.app.folder()).into_iter().filter(|p| p.extension().is_some_and(|e| e == "pdf")).collect();
    assert_eq!(pdfs.len(), 5);
    std::fs::remove_file(pdfs.remove(0)).expect("removed");
    let mut bytes = std::fs::read(&pdfs[0]).expect("a PDF");
    bytes[200] ^= 1;
    std::fs::write(&pdfs[0], bytes).expect("changed");
    let (answer, _) = exported(&house.app, "danos", json!({})).await;
    assert_eq!((&answer["damaged_pdfs"], &answer["versions"]), (&json!(2), &json!(5)), "{answer}");
    let (public, private) = (folder(&house.app, &answer["public"]), folder(&house.app, &answer["private"]));
    assert_sums(public.path(), private.path());
    let checked = house.app.administer(json!({ "action": "check" })).await;
    assert_eq!(checked["faults"], json!({ "pdf_missing": 1 }), "its length is the same: {checked}");
}
