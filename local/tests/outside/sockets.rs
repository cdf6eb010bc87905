//! On which sockets the process can be reached.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::house::House;

/// Inodes of the sockets that a process holds.
fn held(process: &Path) -> BTreeSet<String> {
    let links =
        fs::read_dir(process.join("fd")).unwrap().filter_map(|fd| fs::read_link(fd.ok()?.path()).ok());
    let names = links.map(|link| link.to_string_lossy().into_owned());
    names.filter_map(|name| Some(name.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned())).collect()
}

/// The words of each line of a table of sockets.
fn table(process: &Path, name: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(process.join("net").join(name)).unwrap_or_default();
    text.lines().skip(1).map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

/// Local addresses of the network sockets of a process that hear from anybody: listening, or without a connection.
fn heard(process: &Path) -> Vec<String> {
    let held = held(process);
    let mut heard = Vec::new();
    for (name, state) in [("tcp", Some("0A")), ("tcp6", Some("0A")), ("udp", None), ("udp6", None)] {
        let ours = table(process, name).into_iter().filter(|line| held.contains(&line[9]));
        let open = ours.filter(|line| state.is_none_or(|state| line[3] == state));
        heard.extend(open.map(|line| format!("{name} {}", line[1])));
    }
    heard
}

#[test]
fn the_process_listens_on_the_public_port_and_on_nothing_else() {
    let house = House::start(&["--demo"]);
    assert_eq!(house.status("GET", "/ready", &[]), 200);
    let process = Path::new("/proc").join(house.process.id().to_string());
    assert_eq!(heard(&process), [format!("tcp 0100007F:{:04X}", house.address.port())]);

    // Sockets of the file system lie in the data folder, which is its owner's.
    let (held, folder) = (held(&process), house.folder().path().to_str().unwrap().to_owned());
    let named: Vec<String> = table(&process, "unix")
        .into_iter()
        .filter(|line| held.contains(&line[6]))
        .filter_map(|line| line.get(7).cloned())
        .collect();
    assert_eq!(named, [format!("{folder}/admin.sock")]);
}
