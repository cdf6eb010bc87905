//! What was typed about an event, read into what is printed: every field by its own rule, all errors at once.

#[cfg(test)]
mod tests;

use super::days;
use super::draft::Draft;
use super::form::{EventForm, OWN};
use super::pictures::{Brought, Pictures};
use common::App;
use common::error::{FieldError, Problem};
use common::web::Upload;
use domain::participation::edition::{
    Colour, Opening, Programme, Sheet, ShortLine, Signature, Title, Wording, WordingError, Workload,
};
use domain::participation::event::{Event, Settings};
use domain::value::calendar;
use domain::value::lettering;
use domain::value::name::TextError;
use domain::value::period::Period;
use jiff::Timestamp;
use jiff::civil::Date;
use platform::documents::DocumentError;
use std::ops::RangeInclusive;

/// A form whose every field and picture was found right.
pub(crate) struct Accepted {
    composed: Composed,
    brought: Brought,
}

impl Accepted {
    /// Stores the pictures that came with the form, beside those that the event has, and gives what is printed.
    pub(crate) async fn keep(self, app: &App, held: Pictures) -> Result<(Sheet, Settings), DocumentError> {
        Ok(self.composed.with(&self.brought.keep(app, held).await?))
    }
}

impl Accepted {
    /// What would be printed, with its pictures; nothing is stored.
    pub(crate) async fn draft(self, app: &App, held: &Pictures) -> Result<Draft, DocumentError> {
        let (logo, mut images) = self.brought.beside(app, held).await?;
        let signatures = self.composed.places.iter().map(|&place| images[place].take()).collect();
        Ok(Draft { sheet: self.composed.sheet, logo, signatures })
    }
}

/// What a form is read against.
#[derive(Clone)]
pub(crate) struct Ground {
    /// The issuer, as it is printed.
    pub(crate) issuer_name: ShortLine,
    /// Which day it is in Brasília.
    pub(crate) today: Date,
    /// The term that the event already has: it may lie in the past.
    pub(crate) available_until: Option<Date>,
}

impl Ground {
    /// What the form of an event is read against.
    pub(crate) fn of(event: &Event, now: Timestamp) -> Self {
        let snapshot = event.snapshot();
        Self {
            issuer_name: snapshot.sheet.issuer_name.clone(),
            today: calendar::brasilia(now).date(),
            available_until: snapshot.settings.available_until,
        }
    }
}

/// Reads a form with its pictures, or says what is wrong with them. Pictures are decoded only for a form whose text is
/// right. Nothing is stored.
///
/// # Errors
/// 503 when too many pictures are being decoded. What is wrong with the form is the inner error.
pub(crate) async fn read<const MAX: usize>(
    form: &EventForm,
    upload: &Upload<MAX>,
    ground: Ground,
    held: &Pictures,
) -> Result<Result<Accepted, Vec<FieldError>>, Problem> {
    let signs = Brought::signs(upload);
    let images = std::array::from_fn(|n| signs[n] || held.signatures[n].is_some());
    let composed = match compose(form, ground, images) {
        Ok(composed) => composed,
        Err(mut errors) => {
            errors.extend(Brought::refused_at_sight(upload));
            return Ok(Err(errors));
        }
    };
    let (brought, refused) = Brought::read(upload).await?;
    Ok(if refused.is_empty() { Ok(Accepted { composed, brought }) } else { Err(refused) })
}

/// An event as typed, found right; its pictures are still to come.
struct Composed {
    sheet: Sheet,
    /// Which signature of the form each signature of the sheet is.
    places: Vec<usize>,
    settings: Settings,
}

impl Composed {
    /// The sheet with its pictures.
    fn with(self, pictures: &Pictures) -> (Sheet, Settings) {
        let mut sheet = self.sheet;
        sheet.logo.clone_from(&pictures.logo);
        for (signature, place) in sheet.signatures.iter_mut().zip(self.places) {
            signature.image.clone_from(&pictures.signatures[place]);
        }
        (sheet, self.settings)
    }
}

/// Reads a form. `images` says which signatures have an image.
fn compose(
    form: &EventForm,
    ground: Ground,
    images: [bool; Sheet::MOST_SIGNATURES],
) -> Result<Composed, Vec<FieldError>> {
    let mut reading = Reading { errors: Vec::new() };
    let title = reading.title(&form.title);
    let period = reading.period(&form.first_day, &form.last_day, days::years_of_event(ground.today));
    let place = reading.optional_line("place", "O local", &form.place);
    let workload = reading.workload(&form.workload);
    let opening = reading.opening(&form.opening);
    let wording = reading.wording(form);
    let programme = reading.programme(&form.programme);
    let colour = reading.colour(&form.colour);
    let signatures = reading.signatures(form, images);
    let available_until = reading.last_day_of_term(&form.available_until, &ground);
    let (Some(title), Some(period), Some(opening), Some(wording), Some(programme), Some(colour), true) =
        (title, period, opening, wording, programme, colour, reading.errors.is_empty())
    else {
        return Err(reading.errors);
    };
    let (places, signatures) = signatures.into_iter().unzip();
    let prints_cpf = form.prints_cpf;
    let sheet = Sheet {
        title,
        issuer_name: ground.issuer_name,
        period,
        place,
        workload,
        wording,
        programme,
        colour,
        logo: None,
        signatures,
        prints_cpf,
        opening,
    };
    let settings = Settings { public_by_default: form.public_by_default, available_until };
    Ok(Composed { sheet, places, settings })
}

/// Reads fields and gathers what is wrong.
struct Reading {
    errors: Vec<FieldError>,
}

impl Reading {
    fn wrong<T>(&mut self, field: &str, sentence: impl Into<String>) -> Option<T> {
        self.errors.push(FieldError::new(field, sentence));
        None
    }

    /// A value whose text the letters of a certificate can print.
    fn lettered<T>(&mut self, field: &str, value: T, text: impl Fn(&T) -> String) -> Option<T> {
        match lettering::missing(&text(&value)) {
            None => Some(value),
            Some(sign) => {
                let sentence = format!(
                    "As letras do certificado não têm o sinal “{sign}” (U+{:04X}). Tire-o do texto.",
                    u32::from(sign)
                );
                self.wrong(field, sentence)
            }
        }
    }

    fn title(&mut self, typed: &str) -> Option<Title> {
        match Title::parse(typed) {
            Ok(title) => self.lettered("title", title, Title::to_string),
            Err(TextError::TooLong(most)) => self.wrong(
                "title",
                format!("O título tem mais de {most} letras e não cabe no certificado. Encurte-o."),
            ),
            Err(_) => self.wrong("title", "Informe o título do evento."),
        }
    }

    fn period(&mut self, first: &str, last: &str, years: RangeInclusive<i16>) -> Option<Period> {
        let last = if last.trim().is_empty() { first } else { last };
        let first =
            self.date("first_day", "Informe o primeiro dia do evento, como em 12/03/2026.", first, &years);
        let last = match &first {
            Some(_) => {
                self.date("last_day", "Informe o último dia do evento, como em 14/03/2026.", last, &years)
            }
            None => None,
        };
        match Period::new(first?, last?) {
            Ok(period) => Some(period),
            Err(_) => self.wrong(
                "last_day",
                "O último dia deve ser igual ao primeiro ou vir depois dele, em até dez anos.",
            ),
        }
    }

    /// A day of a year that may be meant: a browser sends the year 26 as it was typed.
    fn date(
        &mut self,
        field: &str,
        sentence: &str,
        typed: &str,
        years: &RangeInclusive<i16>,
    ) -> Option<Date> {
        match days::read(typed) {
            Some(date) if years.contains(&date.year()) => Some(date),
            Some(date) => {
                let (first, last) = (years.start(), years.end());
                let year = date.year();
                self.wrong(
                    field,
                    format!(
                        "O ano {year} não pode ser. Escreva-o com quatro algarismos, de {first} a {last}."
                    ),
                )
            }
            None => self.wrong(field, sentence),
        }
    }

    fn optional_line(&mut self, field: &str, what: &str, typed: &str) -> Option<ShortLine> {
        match ShortLine::parse(typed) {
            Ok(line) => self.lettered(field, line, ShortLine::to_string),
            Err(TextError::Empty) => None,
            Err(_) => self.wrong(field, format!("{what} tem mais de 100 letras. Encurte o texto.")),
        }
    }

    fn workload(&mut self, typed: &str) -> Option<Workload> {
        if typed.trim().is_empty() {
            return None;
        }
        match Workload::parse(typed) {
            Ok(workload) => Some(workload),
            Err(_) => self.wrong("workload", "Escreva a carga horária em horas, como 40, 1,5 ou 1h30."),
        }
    }

    /// The words above the name.
    fn opening(&mut self, typed: &str) -> Option<Opening> {
        match Opening::parse(typed) {
            Ok(opening) => self.lettered("opening", opening, Opening::to_string),
            Err(TextError::Empty) => Some(Sheet::usual_opening()),
            Err(_) => self.wrong("opening", "O texto antes do nome tem mais de 80 letras. Encurte-o."),
        }
    }

    /// The sentence. Where it speaks of something outside of brackets, the event must have it.
    fn wording(&mut self, form: &EventForm) -> Option<Wording> {
        let ready = |kind: &str| Wording::READY.into_iter().find(|(name, _)| *name == kind);
        match (form.wording_kind.as_str(), form.wording.trim()) {
            ("", "") => Some(Wording::usual()),
            (OWN, "") => self.wrong("wording", "Escreva a frase, ou escolha uma das prontas."),
            ("" | OWN, typed) => self.own_wording(typed, form),
            (kind, _) => match ready(kind) {
                Some((_, text)) => Wording::parse(text).ok(),
                None => self.wrong("wording_kind", "Escolha uma das frases."),
            },
        }
    }

    fn own_wording(&mut self, typed: &str, form: &EventForm) -> Option<Wording> {
        let wording = match Wording::parse(typed) {
            Ok(wording) => self.lettered("wording", wording, |w| w.as_str().to_owned())?,
            Err(WordingError::Length) => {
                return self.wrong("wording", "A frase tem mais de 600 letras. Encurte-a.");
            }
            Err(WordingError::Unknown(name)) => {
                return self.wrong(
                    "wording",
                    format!("Não existe o campo {name}. Use só os campos da lista abaixo da frase, como {{evento}} e {{periodo}}."),
                );
            }
        };
        match wording.half_bracket() {
            Some('[') => {
                return self.wrong("wording", "A frase abre um colchete “[” e não o fecha. Ponha “]” depois do que pode faltar, como em [, em {local}].");
            }
            Some(_) => {
                return self.wrong("wording", "A frase fecha um colchete “]” que não foi aberto. Ponha “[” antes do que pode faltar, como em [, em {local}].");
            }
            None => {}
        }
        if form.place.trim().is_empty() && wording.needs("{local}") {
            return self.wrong("place", "A frase usa {local}. Informe o local, tire esse campo da frase ou ponha-o entre colchetes, como em [, em {local}].");
        }
        if form.workload.trim().is_empty() && wording.needs("{carga_horaria}") {
            return self.wrong("workload", "A frase usa {carga_horaria}. Informe a carga horária de quem não tiver outra na planilha, tire esse campo da frase ou ponha-o entre colchetes.");
        }
        Some(wording)
    }

    fn programme(&mut self, typed: &str) -> Option<Programme> {
        match Programme::parse(typed) {
            Ok(programme) => self.lettered("programme", programme, |p| p.lines().concat()),
            Err(_) => self.wrong(
                "programme",
                format!(
                    "O programa pode ter até {} linhas, de até 200 letras cada. Encurte-o.",
                    Programme::MOST_LINES
                ),
            ),
        }
    }

    fn colour(&mut self, typed: &str) -> Option<Colour> {
        if typed.trim().is_empty() {
            return Some(Colour::INK);
        }
        match Colour::parse(typed) {
            Ok(colour) => Some(colour),
            Err(_) => {
                let sentence = match Colour::darkened(typed) {
                    Some(darker) => format!(
                        "A cor é clara demais para ser lida no papel: títulos e letras precisam de contraste. \
                         A mais próxima que serve é {darker}."
                    ),
                    None => "Isto não é uma cor. Escreva-a como em #1b3a5c.".to_owned(),
                };
                self.wrong("colour", sentence)
            }
        }
    }

    /// The signatures that were filled in, each with its place in the form.
    fn signatures(
        &mut self,
        form: &EventForm,
        images: [bool; Sheet::MOST_SIGNATURES],
    ) -> Vec<(usize, Signature)> {
        let mut found = Vec::new();
        for (index, ((name, post), image)) in form.signatures().into_iter().zip(images).enumerate() {
            let number = index + 1;
            if name.trim().is_empty() && post.trim().is_empty() && !image {
                continue;
            }
            let name = self.signer(&format!("signature_{number}_name"), "o nome de quem assina", name);
            let post = self.signer(&format!("signature_{number}_post"), "o cargo de quem assina", post);
            if let (Some(name), Some(post)) = (name, post) {
                found.push((index, Signature { name, post, image: None }));
            }
        }
        found
    }

    fn signer(&mut self, field: &str, what: &str, typed: &str) -> Option<ShortLine> {
        match ShortLine::parse(typed) {
            Ok(line) => self.lettered(field, line, ShortLine::to_string),
            Err(TextError::Empty) => {
                self.wrong(field, format!("Informe {what}, ou deixe vazia toda a assinatura."))
            }
            Err(_) => self.wrong(field, format!("Encurte {what}: cabem 100 letras.")),
        }
    }

    fn last_day_of_term(&mut self, typed: &str, ground: &Ground) -> Option<Date> {
        if typed.trim().is_empty() {
            return None;
        }
        let day = self.date(
            "available_until",
            "Informe até que dia os certificados podem ser baixados, como em 31/12/2030, ou deixe vazio.",
            typed,
            &days::years_of_term(ground.today),
        )?;
        if day < ground.today && Some(day) != ground.available_until {
            return self.wrong(
                "available_until",
                "Este dia já passou: ninguém poderia baixar o certificado. Escolha um dia futuro, ou deixe vazio.",
            );
        }
        Some(day)
    }
}
