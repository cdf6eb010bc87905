//! `docs/permissions.md`: which role may ask which operation, from the routes themselves.

use common::web::{Access, Operation, Routes};
use domain::role::Role;
use std::fmt::Write;

/// Whom a column is about.
#[derive(Clone, Copy)]
enum Who {
    Anybody,
    Visitor,
    In(Role),
}

/// Strangers, visitors with a pass, and the roles as which somebody signs in.
const COLUMNS: [(Who, &str); 8] = [
    (Who::Anybody, "anybody"),
    (Who::Visitor, "visitor"),
    (Who::In(Role::Holder), "holder"),
    (Who::In(Role::Requester), "requester"),
    (Who::In(Role::Organiser), "organiser"),
    (Who::In(Role::Agent), "agent"),
    (Who::In(Role::Approver), "approver"),
    (Who::In(Role::Supervisor), "supervisor"),
];

const HEAD: &str = "# Permissions\n\n\
    Written from the routes by `cargo run -p xtask -- gen`; a test compares. Closed unless a dot says that it is open: an operation is \
    for everybody (`Access::Public`), for whoever has a pass or a session (`Access::Visitor`), or for one role (`Access::Only`). Every \
    account is a holder's too. What a role reaches of a kind of thing is decided by each thing's own row, and again by its life cycle \
    ([life-cycles.md](life-cycles.md)). Agents, approvers and supervisors get in once their second factor is proved in the session; until then \
    they are holders, whatever else they are. `every_operation_is_open_to_its_role_and_closed_to_all_others` asks each of them as each \
    of these.\n";

/// The document.
pub(crate) fn document() -> String {
    let mut text = HEAD.to_owned();
    for routes in steps::routes().iter().filter(|routes| !routes.operations().is_empty()) {
        step(&mut text, routes);
    }
    text
}

fn step(text: &mut String, routes: &Routes) {
    let _ = write!(text, "\n## {}\n\n| operation |", routes.step());
    COLUMNS.iter().for_each(|(_, name)| {
        let _ = write!(text, " {name} |");
    });
    let _ = writeln!(text, "\n|---|{}", ":-:|".repeat(COLUMNS.len()));
    for operation in routes.operations() {
        let _ = write!(text, "| `{} {}` |", operation.method, operation.path);
        for (who, _) in COLUMNS {
            text.push_str(if is_open(operation, who) { " ● |" } else { " |" });
        }
        text.push('\n');
    }
}

fn is_open(operation: &Operation, who: Who) -> bool {
    match (operation.op.access, who) {
        (Access::Public, _) => true,
        (Access::Visitor, who) => !matches!(who, Who::Anybody),
        (Access::Only(_), Who::Anybody | Who::Visitor) => false,
        // Whoever has a role signed in, and is a holder.
        (Access::Only(Role::Holder), Who::In(_)) => true,
        (Access::Only(role), Who::In(whose)) => role == whose,
    }
}
