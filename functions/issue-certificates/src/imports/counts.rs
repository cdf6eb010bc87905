//! What is in a list, counted, and what publishing it does, in words.

use crate::labels::{counted, number};
use domain::participation::doubt;
use domain::participation::import::Tally;
use schemars::JsonSchema;
use serde::Serialize;

/// What is in a file.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Counts {
    /// Lines that can be issued.
    pub(crate) ready: u32,
    /// Of these, certificates that are not there yet.
    pub(crate) new: u32,
    /// Of these, certificates that get a new version.
    pub(crate) changed: u32,
    /// Of these, certificates that say just this.
    pub(crate) unchanged: u32,
    /// Of these, certificates that were revoked.
    pub(crate) revoked: u32,
    /// Lines of people who get no certificate, because a column tells that they were absent, or did not pass.
    pub(crate) left_out: u32,
    /// Lines with an error.
    pub(crate) bad: u32,
    /// Lines that repeat an earlier one.
    pub(crate) repeated: u32,
    /// Remarks about lines that are issued all the same.
    pub(crate) remarks: u32,
    /// Certificates and new versions that publishing makes.
    pub(crate) to_issue: u32,
}

impl Counts {
    pub(crate) fn of(tally: Tally) -> Self {
        let Tally { ready, new, changed, unchanged, revoked, left_out, bad, repeated, remarks, .. } = tally;
        let to_issue = new + changed;
        Self { ready, new, changed, unchanged, revoked, left_out, bad, repeated, remarks, to_issue }
    }

    /// The same with what was said of the doubts in `tally`: a line that corrects a certificate makes no new one.
    pub(crate) fn following(self, choices: &doubt::Choices, doubts: u32) -> Self {
        // All doubts are counted as new ones until somebody says otherwise.
        let same = choices.same(doubts).min(self.new);
        Self { new: self.new - same, changed: self.changed + same, ..self }
    }

    /// What publishing does, in one sentence.
    pub(crate) fn consequences(&self) -> String {
        if self.to_issue == 0 {
            return "Não há certificado novo a emitir. Se o que foi revogado deve ser emitido de novo, marque isso abaixo; se \
                    não, descarte esta planilha."
                .to_owned();
        }
        let message = |n: u32| if n == 1 { "com a sua mensagem" } else { "cada um com a sua mensagem" };
        let first = (self.new > 0).then(|| {
            let certificates = counted(self.new, "certificado é emitido", "certificados são emitidos");
            format!("{certificates}, {} por e-mail", message(self.new))
        });
        let again = (self.changed > 0).then(|| {
            let certificates = counted(self.changed, "certificado ganha", "certificados ganham");
            format!(
                "{certificates} uma versão nova, {} por e-mail, e a versão antiga passa a dizer “substituído”",
                message(self.changed)
            )
        });
        let both = [first, again].into_iter().flatten().collect::<Vec<_>>().join("; ");
        format!(
            "{both}. Isso não se desfaz: um erro se corrige com a planilha corrigida ou reemitindo; um certificado a mais, só revogando."
        )
    }

    /// What the bar's button says: `Publicar 57`.
    pub(crate) fn bar(&self) -> String {
        if self.to_issue == 0 {
            "Publicar os revogados".to_owned()
        } else {
            format!("Publicar {}", number(self.to_issue))
        }
    }

    /// How many lines are left out, for the bar: `6 ficam de fora`; empty when none is.
    pub(crate) fn out_count(&self) -> String {
        match self.out(self.revoked) {
            Some((1, _)) => "1 fica de fora".to_owned(),
            Some((count, _)) => format!("{} ficam de fora", number(count)),
            None => String::new(),
        }
    }

    /// Which lines nothing is issued for, and why, in a sentence before it is published; empty when there is none.
    pub(crate) fn stays_out(&self) -> String {
        let lines = self.out(self.revoked);
        let but = match self.revoked {
            0 => "",
            _ => " O que foi revogado só é emitido de novo se você marcar isso abaixo.",
        };
        match lines {
            Some((count, why)) => {
                format!("{}: {why}.{but}", counted(count, "linha fica de fora", "linhas ficam de fora"))
            }
            None => String::new(),
        }
    }

    /// The same of a list that was published, where what was revoked was issued again or not.
    pub(crate) fn stayed_out(&self, revived: bool) -> String {
        let lines = self.out(if revived { 0 } else { self.revoked });
        lines.map_or_else(String::new, |(count, why)| {
            format!("{}: {why}.", counted(count, "linha ficou de fora", "linhas ficaram de fora"))
        })
    }

    /// How many lines are left out, and of how many each reason is true.
    fn out(&self, revoked: u32) -> Option<(u32, String)> {
        let why = [
            (self.left_out, "de quem não foi marcado para receber"),
            (self.bad, "com erro"),
            (revoked, "de certificado revogado"),
        ];
        let why: Vec<_> = why.into_iter().filter(|(count, _)| *count > 0).collect();
        let all: u32 = why.iter().map(|(count, _)| count).sum();
        let each = match why.as_slice() {
            [(_, words)] => (*words).to_owned(),
            several => {
                let each = several.iter().map(|(count, words)| format!("{} {words}", number(*count)));
                each.collect::<Vec<_>>().join(", ")
            }
        };
        (all > 0).then_some((all, each))
    }

    /// How many lines of the file can be issued, or why there is nothing to issue.
    pub(crate) fn readiness(&self) -> String {
        let all = self.ready + self.bad + self.repeated + self.left_out;
        if self.ready == 0 {
            return "Nenhuma linha está pronta para emitir.".to_owned();
        }
        if self.to_issue == 0 {
            let each = [
                (self.unchanged, "linha já tem este certificado", "linhas já têm este certificado"),
                (self.revoked, "linha é de certificado revogado", "linhas são de certificados revogados"),
            ];
            let each = each.into_iter().filter(|(count, ..)| *count > 0);
            let each: Vec<_> = each.map(|(count, one, many)| counted(count, one, many)).collect();
            return format!("Nada novo a publicar: {}.", each.join(" e "));
        }
        let verb = if self.ready == 1 { "pronta" } else { "prontas" };
        format!("{} de {} {verb} para emitir.", number(self.ready), counted(all, "linha", "linhas"))
    }

    /// How many lines need a look.
    pub(crate) fn problems_label(&self) -> String {
        match self.bad {
            0 => "Ver os avisos".to_owned(),
            n => format!("Ver {}", counted(n, "linha com erro", "linhas com erro")),
        }
    }

    /// The choice to issue again what was revoked.
    pub(crate) fn revival(&self) -> String {
        match self.revoked {
            1 => "Emitir de novo o certificado revogado".to_owned(),
            n => format!("Emitir de novo os {} certificados revogados", number(n)),
        }
    }

    pub(crate) fn title(&self) -> String {
        if self.to_issue == 0 {
            return "Publicar os certificados revogados".to_owned();
        }
        format!("Publicar {}", counted(self.to_issue, "certificado", "certificados"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(left_out: u32, bad: u32, revoked: u32) -> Counts {
        Counts::of(Tally { ready: 3 + revoked, new: 3, left_out, bad, revoked, ..Tally::default() })
    }

    #[test]
    fn who_is_left_out_is_told_with_the_reason() {
        assert_eq!(counts(0, 0, 0).stays_out(), "");
        assert_eq!(
            (counts(2, 1, 0).bar(), counts(2, 1, 0).out_count()),
            ("Publicar 3".into(), "3 ficam de fora".into())
        );
        assert_eq!(
            (counts(0, 1, 0).out_count(), counts(0, 0, 0).out_count()),
            ("1 fica de fora".into(), String::new())
        );
        assert_eq!(
            counts(2, 1, 0).stays_out(),
            "3 linhas ficam de fora: 2 de quem não foi marcado para receber, 1 com erro."
        );
        assert_eq!(counts(0, 1, 0).stayed_out(false), "1 linha ficou de fora: com erro.");
        assert!(counts(0, 0, 1).stays_out().contains("se você marcar isso abaixo"));
        assert_eq!(counts(0, 0, 1).stayed_out(false), "1 linha ficou de fora: de certificado revogado.");
        assert_eq!(counts(0, 0, 1).stayed_out(true), "");
    }

    #[test]
    fn a_list_with_nothing_new_says_so() {
        let tally = Tally { ready: 3, unchanged: 2, revoked: 1, ..Tally::default() };
        let said =
            "Nada novo a publicar: 2 linhas já têm este certificado e 1 linha é de certificado revogado.";
        assert_eq!(Counts::of(tally).readiness(), said);
        let nobody = Tally { left_out: 1, ..Tally::default() };
        assert_eq!(Counts::of(nobody).readiness(), "Nenhuma linha está pronta para emitir.");
        assert_eq!(counts(0, 1, 0).readiness(), "3 de 4 linhas prontas para emitir.");
    }

    #[test]
    fn a_doubt_that_was_answered_counts_as_what_it_is() {
        let choices = doubt::Choices::default().with(None, doubt::Choice::Same).expect("room");
        let choices = choices.with(Some(4), doubt::Choice::Other).expect("room");
        let counts = counts(0, 0, 0).following(&choices, 2);
        assert_eq!((counts.new, counts.changed, counts.to_issue), (2, 1, 3));
        assert_eq!(
            counts.consequences(),
            "2 certificados são emitidos, cada um com a sua mensagem por e-mail; 1 certificado ganha uma versão nova, com a \
             sua mensagem por e-mail, e a versão antiga passa a dizer “substituído”. Isso não se desfaz: um erro se \
             corrige com a planilha corrigida ou reemitindo; um certificado a mais, só revogando."
        );
    }
}
