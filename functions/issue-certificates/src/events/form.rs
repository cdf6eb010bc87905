//! The form of an event: what is typed, and the page that asks for it.

use askama::Template;
use common::error::Errors;
use common::web::form::{flag, fresh_key, whole};
use common::web::{Organiser, Site};
use domain::participation::edition::{Colour, Sheet, Wording};
use domain::participation::event::{Event, Settings};
use domain::value::calendar;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pictures::{Pictures, Removed};

/// What an organiser types about an event. All texts may be left out where the form says "opcional".
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct EventForm {
    /// Title, up to 160 characters.
    #[schemars(length(min = 1))]
    pub(crate) title: String,
    /// First day, `2026-03-12`.
    #[schemars(length(min = 1))]
    pub(crate) first_day: String,
    /// Last day, `2026-03-14`; the first day when it is left out.
    pub(crate) last_day: String,
    /// Where it takes place, up to 100 characters.
    pub(crate) place: String,
    /// Workload of whoever has no other in the file: `40`, `1h30`.
    pub(crate) workload: String,
    /// The words above the name, up to 80 letters; "Certificamos que" when they are left out.
    pub(crate) opening: String,
    /// Which sentence stands under the name: `participou`, `concluiu`, `atuou`, or `propria` for the one in `wording`. When it is
    /// left out, what is in `wording` counts, and without that the first.
    pub(crate) wording_kind: String,
    /// The sentence under the name, with placeholders.
    pub(crate) wording: String,
    /// Lines of the programme on the back.
    pub(crate) programme: String,
    /// Colour of ornament and titles, `#123f3a`.
    pub(crate) colour: String,
    /// Who signs first.
    pub(crate) signature_1_name: String,
    /// Their post.
    pub(crate) signature_1_post: String,
    /// Who signs second.
    pub(crate) signature_2_name: String,
    /// Their post.
    pub(crate) signature_2_post: String,
    /// Who signs third.
    pub(crate) signature_3_name: String,
    /// Their post.
    pub(crate) signature_3_post: String,
    /// Whether three digits of the CPF are printed.
    #[serde(deserialize_with = "flag")]
    pub(crate) prints_cpf: bool,
    /// Whether certificates start public.
    #[serde(deserialize_with = "flag")]
    pub(crate) public_by_default: bool,
    /// Last day on which certificates can be downloaded.
    pub(crate) available_until: String,
    /// When an event is changed: the version of it that was read.
    #[serde(deserialize_with = "whole")]
    pub(crate) version: Option<u64>,
    /// When an event is changed: drop its logo.
    #[serde(deserialize_with = "flag")]
    pub(crate) remove_logo: bool,
    /// When an event is changed: drop the image of the first signature.
    #[serde(deserialize_with = "flag")]
    pub(crate) remove_signature_1_image: bool,
    /// When an event is changed: drop the image of the second signature.
    #[serde(deserialize_with = "flag")]
    pub(crate) remove_signature_2_image: bool,
    /// When an event is changed: drop the image of the third signature.
    #[serde(deserialize_with = "flag")]
    pub(crate) remove_signature_3_image: bool,
}

/// The form of an event with its pictures: PNG, JPEG or WebP, at most 1 MB each.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the shape of a multipart body, for the OpenAPI document")]
pub(crate) struct EventUpload {
    #[schemars(flatten)]
    form: EventForm,
    /// The logo.
    #[schemars(extend("format" = "binary"))]
    logo: Option<String>,
    /// The image of the first signature.
    #[schemars(extend("format" = "binary"))]
    signature_1_image: Option<String>,
    /// The image of the second signature.
    #[schemars(extend("format" = "binary"))]
    signature_2_image: Option<String>,
    /// The image of the third signature.
    #[schemars(extend("format" = "binary"))]
    signature_3_image: Option<String>,
}

impl EventForm {
    /// What a new event begins with.
    pub(crate) fn usual() -> Self {
        Self {
            colour: Colour::INK.to_string(),
            opening: Sheet::usual_opening().to_string(),
            wording_kind: Wording::READY[0].0.to_owned(),
            prints_cpf: true,
            public_by_default: true,
            ..Self::default()
        }
    }

    /// What an event was made of.
    pub(crate) fn of(event: &Event) -> Self {
        let (sheet, settings) = (&event.snapshot().sheet, &event.snapshot().settings);
        Self { version: Some(event.snapshot().version), ..Self::of_sheet(sheet, settings) }
    }

    fn of_sheet(sheet: &Sheet, settings: &Settings) -> Self {
        let text = |line: &Option<domain::participation::edition::ShortLine>| {
            line.as_ref().map(ToString::to_string).unwrap_or_default()
        };
        let name = |n: usize| sheet.signatures.get(n).map(|s| s.name.to_string()).unwrap_or_default();
        let post = |n: usize| sheet.signatures.get(n).map(|s| s.post.to_string()).unwrap_or_default();
        Self {
            title: sheet.title.to_string(),
            first_day: sheet.period.first().to_string(),
            last_day: sheet.period.last().to_string(),
            place: text(&sheet.place),
            workload: sheet.workload.map(typed_workload).unwrap_or_default(),
            opening: sheet.opening.to_string(),
            wording_kind: ready(&sheet.wording).unwrap_or(OWN).to_owned(),
            wording: if ready(&sheet.wording).is_some() {
                String::new()
            } else {
                sheet.wording.as_str().to_owned()
            },
            programme: sheet.programme.lines().join("\n"),
            colour: sheet.colour.to_string(),
            signature_1_name: name(0),
            signature_1_post: post(0),
            signature_2_name: name(1),
            signature_2_post: post(1),
            signature_3_name: name(2),
            signature_3_post: post(2),
            prints_cpf: sheet.prints_cpf,
            public_by_default: settings.public_by_default,
            available_until: settings.available_until.map(|d| d.to_string()).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Name and post of the three signatures, as typed.
    pub(crate) fn signatures(&self) -> [(&str, &str); Sheet::MOST_SIGNATURES] {
        [
            (&self.signature_1_name, &self.signature_1_post),
            (&self.signature_2_name, &self.signature_2_post),
            (&self.signature_3_name, &self.signature_3_post),
        ]
    }

    /// Which pictures are to be dropped.
    pub(crate) fn removed(&self) -> Removed {
        let signatures =
            [self.remove_signature_1_image, self.remove_signature_2_image, self.remove_signature_3_image];
        Removed { logo: self.remove_logo, signatures }
    }
}

/// A sentence of the organiser's own, among the kinds.
pub(crate) const OWN: &str = "propria";

/// Which of the sentences to choose from a wording is.
fn ready(wording: &Wording) -> Option<&'static str> {
    Wording::READY.into_iter().find(|(_, text)| *text == wording.as_str()).map(|(kind, _)| kind)
}

/// `40` or `1:30`: a workload as it can be typed again.
fn typed_workload(workload: domain::participation::edition::Workload) -> String {
    match (workload.minutes() / 60, workload.minutes() % 60) {
        (hours, 0) => hours.to_string(),
        (hours, minutes) => format!("{hours}:{minutes:02}"),
    }
}

/// The form of an event.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "event_form.html")]
pub(crate) struct EventFormPage {
    #[serde(skip)]
    site: Site,
    #[serde(skip)]
    key: String,
    #[serde(skip)]
    errors: Errors,
    #[serde(skip)]
    files_again: bool,
    #[serde(skip)]
    pub(super) today: Date,
    /// Address of the event's page; empty while it is not created.
    event: String,
    /// Whether certificates were issued with its sheet.
    issued: bool,
    /// The fields.
    form: EventForm,
    /// The pictures that the event has.
    pictures: Held,
    /// What a wording may hold, and what it becomes.
    placeholders: Vec<Placeholder>,
}

/// Which pictures an event has.
#[derive(Clone, Copy, Default, Serialize, JsonSchema)]
pub(crate) struct Held {
    /// A logo.
    logo: bool,
    /// An image of each signature.
    signatures: [bool; Sheet::MOST_SIGNATURES],
}

/// One placeholder of a wording.
#[derive(Serialize, JsonSchema)]
struct Placeholder {
    /// As it is typed.
    typed: &'static str,
    /// What it becomes.
    becomes: &'static str,
}

/// One signature of the form, as its template needs it.
struct SignatureFields<'a> {
    number: usize,
    name_field: String,
    post_field: String,
    image_field: String,
    remove_field: String,
    name: &'a str,
    post: &'a str,
    has_image: bool,
    image_path: String,
}

impl EventFormPage {
    /// The form of a new event.
    pub(crate) fn new(organiser: &Organiser, form: EventForm, errors: Errors) -> Self {
        let visit = &organiser.visit;
        Self {
            site: visit.site(),
            key: fresh_key(&visit.app),
            today: calendar::brasilia(visit.app.clock.now()).date(),
            files_again: !errors.is_empty(),
            errors,
            event: String::new(),
            issued: false,
            form,
            pictures: Held::default(),
            placeholders: placeholders(),
        }
    }

    /// The form of an event that exists.
    pub(crate) fn of(organiser: &Organiser, event: &Event, form: EventForm, errors: Errors) -> Self {
        let held = Pictures::of(&event.snapshot().sheet);
        Self {
            event: crate::owned::event_path(event.id()),
            issued: event.snapshot().edition_number().is_some(),
            pictures: Held {
                logo: held.logo.is_some(),
                signatures: held.signatures.each_ref().map(Option::is_some),
            },
            ..Self::new(organiser, form, errors)
        }
    }

    fn kinds(&self) -> [(String, &'static str); 4] {
        KINDS.map(|(kind, label)| (kind.to_owned(), label))
    }

    fn signature_fields(&self) -> Vec<SignatureFields<'_>> {
        self.form
            .signatures()
            .into_iter()
            .enumerate()
            .map(|(index, (name, post))| {
                let number = index + 1;
                SignatureFields {
                    number,
                    name_field: format!("signature_{number}_name"),
                    post_field: format!("signature_{number}_post"),
                    image_field: format!("signature_{number}_image"),
                    remove_field: format!("remove_signature_{number}_image"),
                    name,
                    post,
                    has_image: self.pictures.signatures[index],
                    image_path: format!("{}/imagens/assinatura-{number}", self.event),
                }
            })
            .collect()
    }
}

/// The sentences to choose from, as the form calls them.
const KINDS: [(&str, &str); 4] = [
    ("participou", "participou do evento “…”, realizado de …"),
    ("concluiu", "concluiu o curso “…”, realizado de …"),
    ("atuou", "atuou como … no evento “…”, realizado de …"),
    (OWN, "Outra, que eu escrevo"),
];

fn placeholders() -> Vec<Placeholder> {
    let becomes = |typed: &'static str| match typed {
        "{papel}" => "o papel da pessoa na planilha, ou “participante”",
        "{evento}" => "o título do evento",
        "{periodo}" => "os dias, como em “de 12 a 14 de março de 2026”",
        "{local}" => "o local",
        "{carga_horaria}" => "a carga horária da pessoa na planilha, ou a do evento",
        "{emissor}" => "o nome do emissor",
        _ => "",
    };
    Wording::PLACEHOLDERS.into_iter().map(|typed| Placeholder { typed, becomes: becomes(typed) }).collect()
}
