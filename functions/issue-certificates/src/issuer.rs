//! What an organiser changes of their issuer: how people reach it. Its name is printed on certificates and stays the
//! administrator's.

use askama::Template;
use axum::extract::Query;
use common::error::{Errors, FieldError, Problem};
use common::web::{Answer, Input, Organiser, Site};
use domain::participation::contact::{Channels, Contact, ContactError, PageUrl, Phone, USUAL_DESK};
use domain::participation::edition::ShortLine;
use domain::value::email::{EmailAddress, EmailError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the issuer is reached.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "issuer.html")]
pub(crate) struct IssuerPage {
    #[serde(skip)]
    site: Site,
    /// Name of the issuer.
    issuer: String,
    /// What is typed, or what counts now.
    contact: ContactForm,
    /// Whether nobody said yet how the issuer is reached.
    is_missing: bool,
    /// What is wrong.
    errors: Errors,
}

/// How the issuer is reached, as it is typed. All of it empty takes the contact away.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactForm {
    /// What the desk is called; `Central de Atendimento` when empty.
    #[serde(default)]
    desk: String,
    /// Its e-mail.
    #[serde(default)]
    email: String,
    /// Its telephone.
    #[serde(default)]
    phone: String,
    /// Address of its page.
    #[serde(default)]
    page: String,
}

/// What the page is to say above.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Saying {
    /// What was done just before: `guardado`.
    #[serde(default)]
    feito: String,
}

/// GET `/organizador/emissor`
pub(crate) async fn show(organiser: Organiser, Query(saying): Query<Saying>) -> Answer {
    let stored = organiser.visit.app.store.find_contact(&organiser.issuer).await?.contact;
    let form = stored.as_ref().map(ContactForm::of).unwrap_or_default();
    let mut page = IssuerPage::new(&organiser, form, Errors::default()).await?;
    page.is_missing = stored.is_none();
    if saying.feito == "guardado" {
        page.site = organiser
            .visit
            .site_saying("ok", "Os contatos foram guardados. Já valem nas páginas e nas próximas mensagens.");
    }
    Ok(organiser.visit.show(&page))
}

/// POST `/organizador/emissor`
pub(crate) async fn change(organiser: Organiser, input: Input<ContactForm>) -> Answer {
    let ContactForm { desk, email, phone, page } = &input.body;
    let contact = match Contact::parse(desk, email, phone, page) {
        Ok(contact) => contact,
        Err(wrong) => return again(&organiser, input.body, &wrong).await,
    };
    let store = &organiser.visit.app.store;
    let stored = store.find_contact(&organiser.issuer).await?;
    if stored.contact != contact {
        store.commit_contact(&organiser.issuer, &stored.after(contact, organiser.visit.now)).await?;
    }
    Ok(organiser.visit.see("/organizador/emissor?feito=guardado"))
}

async fn again(organiser: &Organiser, typed: ContactForm, wrong: &[ContactError]) -> Answer {
    let errors: Errors =
        wrong.iter().map(|error| FieldError::new(error.field(), sentence(error))).collect::<Vec<_>>().into();
    let page = IssuerPage::new(organiser, typed, errors.clone()).await?;
    Ok(organiser.visit.again(&page, Problem::fields(errors)))
}

fn sentence(error: &ContactError) -> &'static str {
    match error {
        ContactError::NoChannel => "Informe ao menos um: e-mail, telefone ou página.",
        ContactError::Desk(_) => "O nome do atendimento tem até 100 letras.",
        ContactError::Email(EmailError::TooLong) => {
            "Este endereço é longo demais. Confira se não há texto a mais."
        }
        ContactError::Email(_) => "Digite o e-mail por inteiro, na forma nome@exemplo.com.br.",
        ContactError::Phone(_) => {
            "Digite o telefone com o DDD, como (11) 3333-4444. Cabe um ramal ou horário."
        }
        ContactError::Page(_) => {
            "Digite o endereço da página por inteiro, como https://exemplo.org.br/contato."
        }
    }
}

impl IssuerPage {
    async fn new(organiser: &Organiser, contact: ContactForm, errors: Errors) -> Result<Self, Problem> {
        let issuer = organiser.visit.app.store.get_issuer(&organiser.issuer).await?.name.to_string();
        Ok(Self { site: organiser.visit.site(), issuer, contact, is_missing: false, errors })
    }

    /// What the desk is called when nothing is typed.
    fn usual_desk(&self) -> &'static str {
        USUAL_DESK
    }
}

impl ContactForm {
    fn of(contact: &Contact) -> Self {
        let Channels { desk, email, phone, page } = contact.channels();
        Self {
            desk: desk.as_ref().map(ShortLine::to_string).unwrap_or_default(),
            email: email.as_ref().map(EmailAddress::as_str).unwrap_or_default().to_owned(),
            phone: phone.as_ref().map(Phone::as_str).unwrap_or_default().to_owned(),
            page: page.as_ref().map(PageUrl::as_str).unwrap_or_default().to_owned(),
        }
    }
}
