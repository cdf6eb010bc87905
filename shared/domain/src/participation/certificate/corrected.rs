//! What was corrected on a certificate stays so when a list says once more what was mistaken.

use super::Certificate;
use crate::participation::edition::PersonLines;

impl Certificate {
    /// What a list means that says these lines of its person: the name, the role and the hours, each by itself, stay as they were
    /// corrected where the list says what was there before.
    #[must_use]
    pub fn as_corrected(&self, said: PersonLines) -> PersonLines {
        let now = &self.current().person;
        let mut meant = said.clone();
        if self.was_corrected_from(&said.name, |lines| &lines.name) {
            meant.name = now.name.clone();
        }
        if self.was_corrected_from(&said.role, |lines| &lines.role) {
            meant.role = now.role.clone();
        }
        if self.was_corrected_from(&said.workload, |lines| &lines.workload) {
            meant.workload = now.workload;
        }
        meant
    }

    /// Whether it printed something of its person until somebody corrected that. A version with another sheet, or one that was
    /// issued again, carries on what was corrected as long as it prints the same.
    fn was_corrected_from<T: PartialEq>(&self, said: &T, part: impl Fn(&PersonLines) -> &T) -> bool {
        let mut newer = self.current();
        if part(&newer.person) == said {
            return false;
        }
        for past in self.snapshot().past.iter().rev() {
            let older = &past.version;
            if !newer.corrects && part(&newer.person) != part(&older.person) {
                return false;
            }
            if part(&older.person) == said {
                return true;
            }
            newer = older;
        }
        false
    }
}
