//! Starts that are refused, with a sentence for whoever made them, and with nothing changed.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use crate::house::{House, bare, refused, selo};

/// Words that help nobody.
fn is_sentence(said: &str) -> bool {
    let jargon = ["Os {", "kind:", "Err", "EngineError", "Engines(", "panicked"];
    said.starts_with("selo: ") && said.lines().count() == 1 && !jargon.iter().any(|word| said.contains(word))
}

#[test]
fn flags_that_would_let_strangers_in_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    for (flags, word) in [
        (&["--demo", "--listen", "0.0.0.0:0"][..], "--demo"),
        (&["--demo", "--public-url", "https://selo.example"], "--demo"),
        (&["--mailbox", "--public-url", "https://selo.example"], "--mailbox"),
        (&["--public-url", "selo.example"], "--public-url"),
        (&["--smtp", "nowhere"], "--smtp"),
    ] {
        let said = refused(bare(dir.path(), flags));
        assert!(is_sentence(&said) && said.contains(word), "{said}");
    }
}

#[test]
fn a_folder_and_a_port_that_another_process_has_are_named() {
    let house = House::start(&[]);
    let said = refused(selo(house.folder().path(), &[]));
    assert!(is_sentence(&said) && said.contains("Another selo works in the folder"), "{said}");

    let dir = tempfile::tempdir().unwrap();
    let said = refused(bare(dir.path(), &["--listen", &house.address.to_string()]));
    assert!(is_sentence(&said) && said.contains("Another program listens on"), "{said}");
}

#[test]
fn a_folder_without_its_secret_or_with_another_one_stays_as_it_is() {
    let (one, two) = (House::start(&[]), House::start(&[]));
    let (one, two) = (one.ended(), two.ended());
    let secret = one.path().join("root-secret.json");
    let own = fs::read(&secret).unwrap();
    assert_ne!(own, fs::read(two.path().join("root-secret.json")).unwrap());

    fs::remove_file(&secret).unwrap();
    let said = refused(selo(one.path(), &[]));
    assert!(is_sentence(&said) && said.contains("is missing"), "{said}");
    assert!(!secret.exists());

    fs::copy(two.path().join("root-secret.json"), &secret).unwrap();
    let said = refused(selo(one.path(), &[]));
    assert!(is_sentence(&said) && said.contains("belongs to other data"), "{said}");

    fs::write(&secret, own).unwrap();
    assert_eq!(House::run(one, &[]).status("GET", "/ready", &[]), 200);
}

#[test]
fn a_file_that_is_no_database_is_named() {
    let folder = House::start(&[]).ended();
    // The log beside the file would mend it.
    fs::remove_file(folder.path().join("database.sqlite-wal")).unwrap();
    fs::write(folder.path().join("database.sqlite"), "no database, whatever its name says".repeat(50))
        .unwrap();
    let said = refused(selo(folder.path(), &[]));
    assert!(is_sentence(&said) && said.contains("database.sqlite cannot be opened"), "{said}");
}

#[test]
fn a_house_goes_on_when_nobody_listens_to_what_it_prints() {
    let folder = tempfile::tempdir().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut process = bare(folder.path(), &["--listen", &free.to_string(), "--mailbox"]).spawn().unwrap();
    // Before it has anything to say.
    drop((process.stdout.take(), process.stderr.take()));
    let answers = (0..300).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        is_healthy(free).unwrap_or(false)
    });
    let runs = process.try_wait().unwrap().is_none();
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(answers && runs);
}

fn is_healthy(address: SocketAddr) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.starts_with("HTTP/1.1 200"))
}
