//! A running `selo`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// A process on a folder of its own, ended with the test.
pub(crate) struct House {
    pub(crate) process: Child,
    pub(crate) address: SocketAddr,
    /// There until the house is ended and its folder kept.
    kept: Option<TempDir>,
}

/// The command on a folder, with a port that the system chooses.
pub(crate) fn selo(folder: &Path, flags: &[&str]) -> Command {
    bare(folder, &[&["--listen", "127.0.0.1:0"], flags].concat())
}

/// The command on a folder.
pub(crate) fn bare(folder: &Path, flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_selo"));
    command.arg("--data").arg(folder).args(flags);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a start says that ends by itself, with exit code 1.
pub(crate) fn refused(mut command: Command) -> String {
    let mut process = command.spawn().unwrap();
    for _ in 0..300 {
        if let Some(status) = process.try_wait().unwrap() {
            assert_eq!(status.code(), Some(1));
            let output = process.wait_with_output().unwrap();
            return String::from_utf8(output.stderr).unwrap();
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    process.kill().unwrap();
    panic!("it went on running: {command:?}");
}

impl House {
    pub(crate) fn start(flags: &[&str]) -> Self {
        Self::run(tempfile::tempdir().unwrap(), flags)
    }

    pub(crate) fn run(folder: TempDir, flags: &[&str]) -> Self {
        Self::of(selo(folder.path(), flags), folder)
    }

    pub(crate) fn of(mut command: Command, folder: TempDir) -> Self {
        let mut process = command.stderr(Stdio::inherit()).spawn().unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        // A process that nobody listens to any more cannot print.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let address = line.trim().strip_prefix("Selo: http://").and_then(|rest| rest.strip_suffix('/'));
        let address = address.unwrap_or_else(|| panic!("it did not start: {line:?}")).parse().unwrap();
        Self { process, address, kept: Some(folder) }
    }

    /// Its folder.
    pub(crate) fn folder(&self) -> &TempDir {
        self.kept.as_ref().unwrap()
    }

    /// Ends the process and keeps the folder.
    pub(crate) fn ended(mut self) -> TempDir {
        self.kept.take().unwrap()
    }

    /// Sends a request as it stands and returns the whole answer.
    pub(crate) fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The status that a request gets; more header lines may be given.
    pub(crate) fn status(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> u16 {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request += &format!("Host: {}\r\n", self.address);
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        let answer = self.send(&(request + "\r\n"));
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        status.unwrap_or_else(|| panic!("no status: {answer:?}"))
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // A process that has ended needs no end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
