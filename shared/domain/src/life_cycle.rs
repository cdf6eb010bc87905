//! The life cycles as tables and diagrams, taken from the rules themselves: every command is tried in every state that
//! can be reached. `docs/life-cycles.md` is what [`markdown`] returns; a test compares.

mod access;
mod cases;
mod orders;
mod samples;

use crate::role::{Guarded, Role};
use crate::transition::{Actor, Illegal};
use crate::value::id::AccountId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// How many commands in a row are tried. Every state of every aggregate is reached before.
const DEPTH: usize = 5;

/// An aggregate, as something to be tried out.
struct Machine<A, C> {
    name: &'static str,
    about: &'static str,
    states: &'static [&'static str],
    commands: &'static [&'static str],
    start: A,
    samples: Vec<C>,
    state: fn(&A) -> &'static str,
    kind: fn(&C) -> &'static str,
    /// Every command with the roles that may give it; none, where only steps work.
    roles: &'static [(&'static str, &'static [Role])],
    apply: fn(A, C) -> Result<A, Illegal>,
}

/// What a command does in a state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The states that it leads to; none, when it is always refused.
    pub leads_to: BTreeSet<&'static str>,
    /// Whether it was refused at least once: with other values, or because of what else the state holds.
    pub is_refused: bool,
}

/// State × command of one aggregate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The aggregate.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// The state that a new one is in.
    pub first: &'static str,
    /// All states.
    pub states: &'static [&'static str],
    /// All commands.
    pub commands: &'static [&'static str],
    /// Every command with the roles that may give it; none, where only steps work.
    pub roles: &'static [(&'static str, &'static [Role])],
    /// What was found, by state and command.
    pub cells: BTreeMap<(&'static str, &'static str), Cell>,
}

impl<A: Clone, C: Clone> Machine<A, C> {
    fn explore(self) -> Matrix {
        let first = (self.state)(&self.start);
        let mut cells: BTreeMap<_, Cell> = BTreeMap::new();
        let mut reached = vec![self.start.clone()];
        for _ in 0..DEPTH {
            let mut next = Vec::new();
            for (aggregate, command) in reached.iter().flat_map(|a| self.samples.iter().map(move |c| (a, c)))
            {
                let at = ((self.state)(aggregate), (self.kind)(command));
                let cell = cells.entry(at).or_default();
                match (self.apply)(aggregate.clone(), command.clone()) {
                    Ok(after) => {
                        cell.leads_to.insert((self.state)(&after));
                        next.push(after);
                    }
                    Err(_) => cell.is_refused = true,
                }
            }
            reached = next;
        }
        let Self { name, about, states, commands, roles, .. } = self;
        Matrix { name, about, first, states, commands, roles, cells }
    }
}

/// The matrices of all aggregates.
pub fn matrices() -> Vec<Matrix> {
    vec![
        samples::certificate().explore(),
        samples::account().explore(),
        samples::event().explore(),
        samples::import().explore(),
        samples::ticket().explore(),
        samples::correction().explore(),
        access::machine().explore(),
        orders::product().explore(),
        orders::order().explore(),
        orders::charge().explore(),
        orders::entitlement().explore(),
        cases::enrollment().explore(),
        samples::second_factor().explore(),
        samples::work().explore(),
    ]
}

/// Somebody in the first of the roles that may give a command, for what tries them all: this table, and tests.
pub fn whoever_may<C: Guarded>(command: &C, owner: &AccountId) -> Actor {
    match command.open_to().first() {
        Some(Role::Administrator) | None => Actor::Administrator,
        Some(Role::Supervisor) => Actor::Supervisor(owner.clone()),
        Some(Role::Approver) => Actor::Approver(owner.clone()),
        Some(Role::Agent) => Actor::Agent(owner.clone()),
        Some(Role::Organiser) => Actor::Organiser(owner.clone()),
        Some(Role::Requester) => Actor::Requester(owner.clone()),
        Some(Role::Bearer) => Actor::Bearer,
        Some(Role::Holder) => Actor::Holder(owner.clone()),
        Some(Role::Step) => Actor::Step("step".to_owned()),
    }
}

/// `docs/life-cycles.md`.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Life cycles\n\n\
         Written from the rules by `cargo run -p xtask -- gen`; a test compares. A row is a state, a column a command, and a \
         cell the state that the command leads to. A dash is a refusal; “or refused” means that it depends on the values of \
         the command, or on what else the state holds.\n",
    );
    let matrices = matrices();
    for matrix in &matrices {
        matrix.write(&mut text);
    }
    text.push_str(&roles(&matrices));
    text
}

/// Who may give which command, as one table.
fn roles(matrices: &[Matrix]) -> String {
    let columns: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
    let mut text = String::from(
        "\n## Who may do what\n\nA row is a command, a column a role; what is left empty is refused. A holder changes only their own. Of work only steps \
         dispose, so it keeps no audit trail and asks nobody's role.\n\n",
    );
    let _ = writeln!(text, "| | {} |\n|---|{}", columns.join(" | "), "---|".repeat(columns.len()));
    for matrix in matrices {
        for (command, allowed) in matrix.roles {
            let cells = Role::ALL.map(|role| if allowed.contains(&role) { "yes" } else { "" });
            let _ = writeln!(text, "| {}: {command} | {} |", matrix.name, cells.join(" | "));
        }
    }
    text
}

impl Matrix {
    fn write(&self, text: &mut String) {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n## {}\n\n{}\n\n", self.name, self.about);
        let _ = writeln!(text, "| | {} |", self.commands.join(" | "));
        let _ = writeln!(text, "|---|{}", "---|".repeat(self.commands.len()));
        for state in self.states {
            let cells: Vec<String> = self.commands.iter().map(|command| self.words(state, command)).collect();
            let _ = writeln!(text, "| **{state}** | {} |", cells.join(" | "));
        }
        let _ = write!(text, "\n```mermaid\nstateDiagram-v2\n    [*] --> {}\n", self.first);
        for ((from, to), commands) in self.arrows() {
            let _ = writeln!(text, "    {from} --> {to}: {}", commands.join(", "));
        }
        text.push_str("```\n");
    }

    fn words(&self, state: &'static str, command: &'static str) -> String {
        match self.cells.get(&(state, command)) {
            None => "?".to_owned(),
            Some(cell) if cell.leads_to.is_empty() => "—".to_owned(),
            Some(cell) => {
                let refused = cell.is_refused.then_some("refused");
                cell.leads_to.iter().copied().chain(refused).collect::<Vec<_>>().join(" or ")
            }
        }
    }

    fn arrows(&self) -> BTreeMap<(&'static str, &'static str), Vec<&'static str>> {
        let mut arrows: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for ((from, command), cell) in &self.cells {
            for to in &cell.leads_to {
                arrows.entry((*from, *to)).or_default().push(*command);
            }
        }
        arrows
    }
}
