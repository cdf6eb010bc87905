//! What each step asks for while people use everything, against what its policy in the template allows: nothing more
//! is asked for, and nothing is allowed that nobody asks for.

use super::day::{everything, restorers_day};
use super::template::{Template, plain, referred, strings};
use journeys::{Asked, TestApp};
use serde_norway::Value;
use std::collections::BTreeSet;

/// One statement of a policy, in the words of [`Asked`].
struct Allowed {
    sid: String,
    actions: Vec<String>,
    resources: Vec<String>,
    keys: Vec<String>,
    /// Only while a table is restored.
    while_restoring: bool,
}

impl Allowed {
    fn of(statement: &Value) -> Self {
        let owned = |all: Vec<&str>| all.into_iter().map(str::to_owned).collect();
        let keys = &statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"];
        Self {
            sid: statement["Sid"].as_str().expect("a Sid").to_owned(),
            actions: owned(strings(&statement["Action"])),
            resources: resources(statement),
            keys: owned(strings(keys)),
            while_restoring: !statement["Condition"]["DateLessThan"].is_null(),
        }
    }

    fn covers(&self, asked: &Asked) -> bool {
        self.actions.contains(&asked.action)
            && self.resources.iter().any(|pattern| like(pattern, &asked.resource))
            && (self.keys.is_empty() || self.keys.iter().any(|pattern| like(pattern, &asked.key)))
    }

    /// Whether a journey can show that it is needed: secrets lie in a file here, and what an object's absence looks
    /// like is the engine's affair.
    fn is_visible(&self) -> bool {
        let hidden = ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "s3:ListBucket"];
        !self.actions.iter().any(|action| hidden.contains(&action.as_str()))
    }
}

/// What a statement is about. A telephone has no ARN: what may be written to one is everything that is no topic.
fn resources(statement: &Value) -> Vec<String> {
    let kept_out = referred(&statement["NotResource"]);
    if kept_out.len() == 1 && plain(kept_out[0]).contains(":sns:") {
        return vec!["Telephone".to_owned()];
    }
    referred(&statement["Resource"]).into_iter().map(resource).collect()
}

/// A resource of the template as a witness names it.
fn resource(written: &str) -> String {
    let plain = plain(written);
    for (name, id) in [("-documents-", "DocumentsBucket"), ("-imports-", "ImportsBucket")] {
        if let Some((_, rest)) = plain.split_once(name) {
            return format!("{id}{}", rest.trim_start_matches("AWS::AccountId"));
        }
    }
    if let Some((_, restored)) = plain.split_once(":table/AWS::StackName-") {
        return restored.to_owned();
    }
    if plain.contains(":ses:") { "Identity".to_owned() } else { plain }
}

/// A pattern of a policy with at most one star, at its end.
fn like(pattern: &str, value: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == value, |prefix| value.starts_with(prefix))
}

/// The long day is deeper than the stack of a test's thread.
const STACK_BYTES: usize = 32 * 1024 * 1024;

#[test]
fn every_step_asks_for_what_its_policy_allows_and_for_all_of_it() {
    let day = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(Box::pin(asked_and_allowed()));
    };
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(day).expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

async fn asked_and_allowed() {
    let (app, witness) = TestApp::witnessed().await;
    let mut house = everything(app).await;
    let on_other_days = witness.testimony();
    restorers_day(&mut house).await;
    let testimony = witness.testimony();
    let template = Template::read();
    let (mut refused, mut idle) = (BTreeSet::new(), BTreeSet::new());
    for function in template.functions() {
        let allowed: Vec<Allowed> = function.statements().into_iter().map(Allowed::of).collect();
        let of_step: Vec<&Asked> = testimony.iter().filter(|asked| asked.step == function.step()).collect();
        for asked in &of_step {
            let in_force = |s: &&Allowed| !s.while_restoring || !on_other_days.contains(*asked);
            if !allowed.iter().filter(in_force).any(|statement| statement.covers(asked)) {
                let key = asked.key.split('#').next().unwrap_or_default();
                refused.insert(format!("{}: {} on {} {key}", asked.step, asked.action, asked.resource));
            }
        }
        for statement in allowed.iter().filter(|statement| statement.is_visible()) {
            for action in &statement.actions {
                let used = |asked: &&&Asked| asked.action == *action && statement.covers(asked);
                if of_step.iter().find(used).is_none() {
                    idle.insert(format!("{}: {action} of {}", function.step(), statement.sid));
                }
            }
            for key in &statement.keys {
                let used = |asked: &&&Asked| statement.covers(asked) && like(key, &asked.key);
                if of_step.iter().find(used).is_none() {
                    idle.insert(format!("{}: {key} of {}", function.step(), statement.sid));
                }
            }
        }
    }
    assert!(
        refused.is_empty(),
        "on AWS these would be refused; allow them in the Policies of the function in template.yaml:\n{refused:#?}"
    );
    assert!(
        idle.is_empty(),
        "in the long day (tests/tests/it/wiring/day/) nobody asks for these: use them there, or take them out of template.yaml:\n{idle:#?}"
    );
}
