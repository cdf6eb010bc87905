//! `cargo run -p xtask -- new-step NAME /path "Title"`: everything that a step answering HTTP needs a place in, made at once, and
//! what is left to do. The step answers, signed in, with an empty page; every other line is a person's to write.

mod places;
mod sources;

use crate::in_project;
use std::fs;
use std::path::Path;

/// A step to be made.
pub struct NewStep {
    /// Its name, with hyphens.
    pub name: String,
    /// Where its page is.
    pub path: String,
    /// What the page is called, in Portuguese.
    pub title: String,
}

/// A file to be written: its place in the project and its text.
pub type File = (String, String);

/// Why no step was made. Nothing was written.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl NewStep {
    /// Reads what was typed.
    ///
    /// # Errors
    /// When it is no name, path or title, or the name or the path is taken.
    pub fn parse(name: &str, path: &str, title: &str) -> Result<Self, Refusal> {
        let refuse = |why: String| Err(Refusal(why));
        let is_word = |word: &str| {
            word.starts_with(|c: char| c.is_ascii_lowercase())
                && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        };
        if !name.split('-').all(is_word) {
            return refuse(format!(
                "{name:?} is no name: lowercase words in English with hyphens, as in `show-certificates`"
            ));
        }
        if !path.starts_with('/') || path.len() < 2 || path.contains(['{', ' ', '?', '"']) {
            return refuse(format!(
                "{path:?} is no path: one in Portuguese without names in braces, as in `/certificados`"
            ));
        }
        if title.trim().is_empty() || title.contains(['"', '\\', '\n']) {
            return refuse("the page needs a title in Portuguese".to_owned());
        }
        if steps::ALL.iter().any(|step| step.name == name) || in_project("functions").join(name).exists() {
            return refuse(format!("there is a step {name} already"));
        }
        let taken =
            steps::routes().iter().find(|r| r.operations().iter().any(|o| o.path == path)).map(|r| r.step());
        match taken {
            Some(step) => refuse(format!("{path} belongs to {step}")),
            None => Ok(Self { name: name.to_owned(), path: path.to_owned(), title: title.trim().to_owned() }),
        }
    }

    /// Every file as it is to be.
    ///
    /// # Errors
    /// When a file has no place for the step any more: this scaffold is older than the file.
    pub fn files(&self) -> Result<Vec<File>, Refusal> {
        let mut files = sources::of(self);
        for (path, edit) in places::ALL {
            let before = read(path)?;
            let after = edit(self, &before).ok_or_else(|| {
                Refusal(format!(
                    "{path} is not as the scaffold knows it: bring xtask/src/new_step/places.rs up to date"
                ))
            })?;
            files.push(((*path).to_owned(), after));
        }
        Ok(files)
    }

    /// Writes them.
    ///
    /// # Errors
    /// As [`Self::files`], or when a file cannot be written.
    pub fn make(&self) -> Result<Vec<String>, Refusal> {
        let files = self.files()?;
        for (path, text) in &files {
            let file = in_project(path);
            let folder = file.parent().unwrap_or(Path::new("."));
            let written = fs::create_dir_all(folder).and_then(|()| fs::write(&file, text));
            written.map_err(|error| Refusal(format!("{path}: {error}")))?;
        }
        Ok(files.into_iter().map(|(path, _)| path).collect())
    }

    /// What a person has to do now.
    pub fn left(&self) -> String {
        let Self { name, path, .. } = self;
        let krate = self.krate();
        format!(
            "Left to do (docs/adding-a-step.md says more of each, in this order):\n\
             - cargo run -p xtask -- gen      # openapi.json, infra/README.md, infra/alarms.yaml, docs/life-cycles.md\n\
             - cargo test -p journeys --test it -- wiring {krate} roles   # one fails: nobody links to the page yet\n\
             - What the step is for, in the comments of functions/{name}/src/lib.rs and template.yaml and in the sentence of its `Op`.\n\
             1. Rules in shared/domain.\n\
             2. Rows in shared/store.\n\
             3. The page, its form, its words; `PUBLIC` in tests/tests/it/house/roles.rs when it is for everybody.\n\
             4. A link to {path} from a page or a mail.\n\
             5. Events, memory and time in template.yaml.\n\
             6. Permissions in template.yaml; what is done with them in tests/tests/it/wiring/day/participation.rs.\n\
             7. What people do, in tests/tests/it/participation/{krate}.rs.\n\
             8. tests/browser/journeys.test.mjs and screenshots.mjs; look at the pictures.\n\
             9. make sizes: its figures in tests/bench/budgets.json are those of the smallest page until then.\n\
             10. Words in docs/glossary.md, choices in docs/decisions, rows in docs/architecture.md.\n\
             - At the end: cargo run -p xtask -- gen once more, cargo fmt --all, make lint.\n"
        )
    }

    /// Whether its page is one of the organisers': what they do lies below one path.
    fn is_of_organisers(&self) -> bool {
        self.path.starts_with("/organizador")
    }

    fn krate(&self) -> String {
        self.name.replace('-', "_")
    }

    /// `CountCertificates`
    fn pascal(&self) -> String {
        let words = self.name.split('-').map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_uppercase() + rest
        });
        words.collect()
    }

    /// The path as a name of an event: `/organizador/resumo` is `OrganizadorResumo`.
    fn event(&self) -> String {
        let words = self.path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words
            .map(|word| {
                let (first, rest) = word.split_at(1);
                first.to_uppercase() + rest
            })
            .collect()
    }
}

fn read(path: &str) -> Result<String, Refusal> {
    fs::read_to_string(in_project(path)).map_err(|error| Refusal(format!("{path}: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> NewStep {
        NewStep::parse("count-things", "/contar", "Contagem").expect("a step")
    }

    #[test]
    fn what_is_no_step_is_refused_with_a_sentence() {
        for (name, path, title) in [
            ("Count", "/contar", "Contagem"),
            ("count--things", "/contar", "Contagem"),
            ("2count", "/contar", "Contagem"),
            ("verify", "/contar", "Contagem"),
            ("count-things", "contar", "Contagem"),
            ("count-things", "/contar/{id}", "Contagem"),
            ("count-things", "/verificar", "Contagem"),
            ("count-things", "/contar", " "),
        ] {
            let refused = NewStep::parse(name, path, title).err();
            assert!(refused.is_some_and(|why| why.0.len() > 15), "{name} {path} {title:?}");
        }
    }

    /// A file that was moved or rewritten would make the scaffold fail for whoever needs it next: here it fails first.
    #[test]
    fn every_place_is_still_found_and_only_grows() {
        let files = sample().files().expect("places for a step");
        for (path, after) in &files {
            let before = fs::read_to_string(in_project(path)).unwrap_or_default();
            let kept = before.lines().filter(|line| !after.lines().any(|l| l == *line)).collect::<Vec<_>>();
            // JSON has a comma behind what was the last line.
            assert!(kept.len() <= 2 && (kept.is_empty() || path.ends_with(".json")), "{path} lost {kept:?}");
            assert!(after.len() > before.len(), "{path} is as it was");
        }
        let yaml: Vec<_> = files.iter().filter(|(path, _)| path.ends_with(".yaml")).collect();
        assert_eq!(yaml.len(), 3);
        for (path, text) in yaml {
            serde_norway::from_str::<serde_norway::Value>(text).unwrap_or_else(|e| panic!("{path}: {e}"));
        }
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".json")) {
            serde_json::from_str::<serde_json::Value>(text).unwrap_or_else(|e| panic!("{path}: {e}"));
        }
    }
}
