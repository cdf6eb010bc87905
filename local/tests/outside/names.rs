//! What a page of another site can do with a house on the visitor's own machine: send its own `Origin`, or give its name
//! the address of the house and send a foreign `Host`.

use crate::house::House;

#[test]
fn a_foreign_page_writes_nothing_and_reads_no_mail() {
    let house = House::start(&["--demo"]);
    let own = format!("http://{}", house.address);
    assert_eq!(house.status("POST", "/entrar", &[("Origin", "https://evil.example")]), 403);
    assert_eq!(house.status("POST", "/entrar", &[("Sec-Fetch-Site", "cross-site")]), 403);
    assert_ne!(house.status("POST", "/entrar", &[("Origin", &own)]), 403);

    assert_eq!(house.status("GET", "/_local/correio", &[]), 200);
    assert_eq!(house.status("GET", "/_local/correio", &[("Host", "evil.example")]), 404);

    // No answer is for the script of another site.
    let request =
        "GET / HTTP/1.1\r\nHost: evil.example\r\nOrigin: https://evil.example\r\nConnection: close\r\n\r\n";
    assert!(!house.send(request).to_ascii_lowercase().contains("access-control-allow-origin"));
}

#[test]
fn no_protocol_of_an_engine_is_spoken_on_the_public_port() {
    let house = House::start(&[]);
    let scan = ("X-Amz-Target", "DynamoDB_20120810.Scan");
    let signed =
        ("Authorization", "AWS4-HMAC-SHA256 Credential=local/20260310/sa-east-1/dynamodb/aws4_request");
    let status = house.status("POST", "/", &[scan, signed, ("Content-Type", "application/x-amz-json-1.0")]);
    assert!([404, 405].contains(&status), "{status}");
    assert_eq!(house.status("GET", "/selo-imports-000000000000", &[signed]), 404);
}

#[test]
fn mails_are_read_only_where_that_was_asked_for_and_without_a_proxy() {
    let mailbox = |house: &House, headers| house.status("GET", "/_local/correio", headers);
    assert_eq!(mailbox(&House::start(&[]), &[]), 404);
    let house = House::start(&["--mailbox"]);
    assert_eq!(mailbox(&house, &[]), 200);
    assert_eq!(mailbox(&house, &[("X-Forwarded-For", "192.0.2.7")]), 404);
    assert_eq!(mailbox(&house, &[("Via", "1.1 Caddy")]), 404);
    assert!(house.send("GET /_local/correio HTTP/1.0\r\nHost: localhost\r\n\r\n").contains(" 404 "));

    let public = House::start(&["--public-url", "https://selo.example"]);
    assert_eq!(mailbox(&public, &[]), 404);
    assert_eq!(mailbox(&public, &[("Host", "selo.example")]), 404);
}
