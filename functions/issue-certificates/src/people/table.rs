//! The people of an event as a table that spreadsheets open.

use super::roll::{Entry, gather};
use super::search::Wanted;
use super::standing::{LastMail, last_mails};
use crate::labels;
use crate::owned;
use crate::table::Table;
use axum::extract::Path;
use common::web::{Answer, Organiser};
use domain::participation::certificate::Certificate;
use domain::value::calendar;
use domain::value::code::VerifyCode;

/// GET `/organizador/eventos/{event}/pessoas.csv`
pub(crate) async fn download(organiser: Organiser, Path(id): Path<String>) -> Answer {
    let visit = &organiser.visit;
    let event = owned::event(&organiser, &id).await?;
    let roll = gather(&organiser, &event, &Wanted::All).await?;
    let certificates: Vec<Option<&Certificate>> =
        roll.entries.iter().map(|e| e.certificate.as_ref()).collect();
    let mails = last_mails(visit, &certificates).await?;
    let mut table =
        Table::new(["Nome", "E-mail", "Papel", "Situação", "Código", "Link", "Mensagem", "Desde (Brasília)"]);
    for (entry, mail) in roll.entries.iter().zip(&mails) {
        let link = |code: &VerifyCode| visit.app.config.public_url.verify(code);
        table.row(cells(entry, mail.as_ref(), link));
    }
    if roll.is_cut {
        table.row(
            ["Há mais pessoas do que cabem nesta tabela.", "", "", "", "", "", "", ""].map(str::to_owned),
        );
    }
    let name = format!("{} - pessoas.csv", event.snapshot().sheet.title);
    Ok(visit.file(table.finish(), "text/csv; charset=utf-8", &name, false))
}

fn cells(entry: &Entry, mail: Option<&LastMail>, link: impl Fn(&VerifyCode) -> String) -> [String; 8] {
    let there = entry.certificate.as_ref();
    let role = there.map_or(&entry.line.role, |there| &there.current().person.role);
    let code = there.map(|there| &there.current().code);
    [
        entry.name().to_owned(),
        entry.line.email.as_str().to_owned(),
        role.as_ref().map(ToString::to_string).unwrap_or_default(),
        labels::of_certificate(there).label.to_owned(),
        code.map(VerifyCode::grouped).unwrap_or_default(),
        code.map(link).unwrap_or_default(),
        mail.map(|mail| mail.state.label.to_owned()).unwrap_or_default(),
        mail.map(|mail| calendar::sortable(mail.at)).unwrap_or_default(),
    ]
}
