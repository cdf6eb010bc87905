//! Clients that are slow, huge or refused, and those beside them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::house::{House, selo};

const GET: &str = "GET /saude HTTP/1.1\r\nHost: localhost\r\n";

/// A house whose process may have so many descriptors.
fn with_descriptors(count: u32) -> House {
    let folder = tempfile::tempdir().unwrap();
    let inner = selo(folder.path(), &[]);
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -n {count}; exec \"$0\" \"$@\"")]);
    command.arg(inner.get_program()).args(inner.get_args()).stdout(std::process::Stdio::piped());
    House::of(command, folder)
}

/// Sockets that begin a request and do not go on: half of them in the head, half in the body.
fn slow(house: &House, count: usize) -> Vec<TcpStream> {
    let begin = |number: usize| {
        let mut stream = TcpStream::connect(house.address).unwrap();
        let text = match number % 2 {
            0 => format!("{GET}X-Slow: "),
            _ => "POST /entrar HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                  Content-Length: 1000\r\n\r\nidentifier="
                .to_owned(),
        };
        stream.write_all(text.as_bytes()).unwrap();
        stream
    };
    (0..count).map(begin).collect()
}

/// The time that 99 of 100 requests stay below, each with a connection of its own, in milliseconds.
fn p99(house: &House, count: usize) -> u128 {
    let mut times: Vec<u128> = (0..count)
        .map(|_| {
            let begun = Instant::now();
            assert_eq!(house.status("GET", "/entrar", &[]), 200);
            begun.elapsed().as_millis()
        })
        .collect();
    times.sort_unstable();
    times[count * 99 / 100]
}

#[test]
fn five_hundred_slow_sockets_hold_nobody_up() {
    for descriptors in [8_192, 1_024, 256] {
        let house = with_descriptors(descriptors);
        let alone = p99(&house, 100);
        let held = slow(&house, 500);
        let beside = p99(&house, 200);
        println!(
            "{descriptors} descriptors: p99 {alone} ms alone, {beside} ms beside {} slow sockets",
            held.len()
        );
        assert!(beside < 300, "{descriptors} descriptors: {beside} ms");
    }
}

#[test]
fn who_begins_and_does_not_go_on_is_let_go() {
    let house = House::start(&[]);
    for mut stream in slow(&house, 4) {
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).to_ascii_lowercase();
        assert!(answer.is_empty() || answer.contains("connection: close"), "{answer}");
    }
}

#[test]
fn a_head_is_ten_kilobytes_at_most() {
    let house = House::start(&[]);
    let with = |bytes: usize| house.status("GET", "/entrar", &[("X-Long", &"x".repeat(bytes))]);
    assert_eq!(with(9 * 1024), 200);
    assert_eq!(with(11 * 1024), 431);
}

/// Reads one answer of a connection that stays open: its head, and as much as that says.
fn one_answer(stream: &mut TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.trim().parse().unwrap())];
    stream.read_exact(&mut body).unwrap();
    head
}

#[test]
fn after_a_refused_body_the_connection_answers_its_next_request() {
    let house = House::start(&[]);
    let mut stream = TcpStream::connect(house.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let body = vec![b'x'; 2 * 1024 * 1024];
    let head = format!(
        "POST /entrar HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    for _ in 0..3 {
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&body).unwrap();
        assert!(one_answer(&mut stream).starts_with("http/1.1 403"));
        stream.write_all(b"GET /entrar HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        assert!(one_answer(&mut stream).starts_with("http/1.1 200"));
    }
}

#[test]
fn a_body_that_nobody_wants_is_answered_before_the_connection_ends() {
    let house = House::start(&[]);
    let refused = "POST /entrar HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n";
    let huge = format!("{refused}Content-Length: 100000000\r\n\r\n{}", "x".repeat(300_000));
    let held_back = format!("{refused}Expect: 100-continue\r\nContent-Length: 5000\r\n\r\n");
    for request in [huge, held_back] {
        let begun = Instant::now();
        let answer = house.send(&request).to_ascii_lowercase();
        assert!(answer.starts_with("http/1.1 403") && answer.contains("connection: close"), "{answer}");
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}
