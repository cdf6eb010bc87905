//! The form of an order: what, how many, for whom, who pays, and whether the holder can be identified.

use crate::orders::is_vetted;
use crate::shop::Offer;
use askama::Template;
use axum::extract::Query;
use common::digital::product::id_of;
use common::error::{Errors, FieldError, Problem};
use common::web::form::fresh_key;
use common::web::{Answer, Holder, Site};
use domain::digital::calendar::Country;
use domain::digital::order::{Billing, ForWhom, MOST_UNITS, Payer};
use domain::digital::product::{Product, ProductCode, Sale};
use domain::participation::edition::Line;
use domain::value::cnpj::Cnpj;
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is to be ordered.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Asked {
    /// Code of the product.
    #[serde(default)]
    produto: String,
}

/// An order, as it is typed.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ordering {
    /// Code of the product.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) product: String,
    /// How many, from 1 to 40.
    #[serde(default, deserialize_with = "common::web::form::whole")]
    pub(crate) units: Option<u64>,
    /// `mim` or `outros`.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) for_whom: String,
    /// CPF or CNPJ of whoever pays.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) number: String,
    /// Name of the person or company that pays.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) name: String,
    /// Where mails about the order go.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) email: String,
    /// Postal address for the receipt; may be empty.
    #[serde(default)]
    pub(crate) address: String,
    /// Whether each holder has a CNH or registered biometrics: `sim` or `nao`.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) identifiable: String,
}

/// The form.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "order_form.html")]
pub(crate) struct FormPage {
    #[serde(skip)]
    pub(crate) site: Site,
    /// Goes into the field `idempotency_key`.
    idempotency_key: String,
    /// What is ordered.
    offer: Offer,
    /// Units of an order at most.
    most: u32,
    /// What is typed.
    typed: Ordering,
    #[serde(skip)]
    errors: Errors,
}

/// What was ordered, read.
pub(crate) struct Wanted {
    pub(crate) units: u32,
    pub(crate) for_whom: ForWhom,
    pub(crate) billing: Billing,
}

/// GET `/pedidos/novo`
pub(crate) async fn show(holder: Holder, Query(asked): Query<Asked>) -> Answer {
    if asked.produto.is_empty() {
        return Ok(holder.visit.see("/loja"));
    }
    let product = sold(&holder, &asked.produto).await?;
    let account = holder.visit.app.store.get_account(holder.account()).await?;
    let known = account.snapshot();
    let typed = Ordering {
        product: asked.produto,
        units: Some(1),
        name: known.name.to_string(),
        email: known.email.as_str().to_owned(),
        ..Ordering::default()
    };
    Ok(holder.visit.show(&FormPage::of(&holder, &product, typed, Errors::default())))
}

/// A product that whoever asks may order today.
pub(crate) async fn sold(holder: &Holder, code: &str) -> Result<Product, Problem> {
    let code = ProductCode::parse(code).map_err(|_| Problem::not_found())?;
    let product = holder.visit.app.store.find_product(&id_of(&code)).await?;
    let today = Country::Brazil.day(holder.visit.now);
    let product = product.filter(|product| product.sold_on(today));
    let product =
        product.ok_or_else(|| Problem::gone("Este produto não está à venda. Veja os outros na loja."))?;
    if product.snapshot().terms.sale == Sale::Vetted && !is_vetted(&holder.visit.who) {
        return Err(Problem::forbidden(
            "Este produto é para entidades credenciadas. Peça primeiro o acesso em nome da sua entidade.",
        ));
    }
    Ok(product)
}

impl FormPage {
    /// The form with what was typed and what is wrong with it.
    pub(crate) fn of(holder: &Holder, product: &Product, typed: Ordering, errors: Errors) -> Self {
        let visit = &holder.visit;
        let idempotency_key = fresh_key(&visit.app);
        Self {
            site: visit.site(),
            idempotency_key,
            offer: Offer::of(product, true),
            most: MOST_UNITS,
            typed,
            errors,
        }
    }
}

impl FormPage {
    fn units_typed(&self) -> String {
        self.typed.units.map(|units| units.to_string()).unwrap_or_default()
    }
}

impl Ordering {
    /// What is ordered, or everything that is wrong with it.
    pub(crate) fn read(&self) -> Result<Wanted, Errors> {
        let mut errors = Vec::new();
        let mut wrong = |field: &str, message: &str| errors.push(FieldError::new(field, message));
        let units = self
            .units
            .and_then(|units| u32::try_from(units).ok())
            .filter(|units| (1..=MOST_UNITS).contains(units));
        if units.is_none() {
            wrong("units", "Diga quantos certificados quer, de 1 a 40. Para mais, faça outro pedido.");
        }
        let for_whom = match self.for_whom.as_str() {
            "mim" => Some(ForWhom::Oneself),
            "outros" => Some(ForWhom::Others),
            _ => None,
        };
        match for_whom {
            None => wrong("for_whom", "Diga se o certificado é para você ou para outra pessoa."),
            Some(ForWhom::Oneself) if units.is_some_and(|units| units > 1) => {
                wrong(
                    "units",
                    "Para você é um certificado por pedido. Para mais, escolha “Para outras pessoas”.",
                );
            }
            Some(_) => {}
        }
        match self.identifiable.as_str() {
            "sim" => {}
            "nao" => wrong("identifiable", NOT_IDENTIFIABLE),
            _ => wrong(
                "identifiable",
                "Responda antes de pagar: sem isso o certificado não pode ser emitido por videoconferência.",
            ),
        }
        let billing = self.billing(&mut wrong);
        match (units, for_whom, billing) {
            (Some(units), Some(for_whom), Some(billing)) if errors.is_empty() => {
                Ok(Wanted { units, for_whom, billing })
            }
            _ => Err(errors.into()),
        }
    }

    fn billing(&self, wrong: &mut impl FnMut(&str, &str)) -> Option<Billing> {
        let payer = payer(&self.number);
        if payer.is_none() {
            wrong("number", "Confira o número: um CPF tem 11 dígitos, um CNPJ tem 14 letras e dígitos.");
        }
        let name = Line::parse(&self.name).ok();
        if name.is_none() {
            wrong("name", "Escreva o nome completo ou a razão social, em até 100 caracteres.");
        }
        let email = EmailAddress::parse(&self.email).ok();
        if email.is_none() {
            wrong(
                "email",
                "Confira o e-mail: é para ele que vão a confirmação e o link da videoconferência.",
            );
        }
        let address = match self.address.trim() {
            "" => Some(None),
            text => Line::parse(text).ok().map(Some),
        };
        if address.is_none() {
            wrong("address", "O endereço pode ter até 200 caracteres.");
        }
        Some(Billing { payer: payer?, name: name?, email: email?, address: address? })
    }
}

const NOT_IDENTIFIABLE: &str = "Sem CNH e sem biometria cadastrada não é possível emitir por videoconferência, e por isso o pedido não foi feito. \
    Faça o atendimento presencial numa autoridade de registro, onde a biometria é cadastrada.";

/// CPF or CNPJ, by which of both it is.
fn payer(number: &str) -> Option<Payer> {
    let cpf = Cpf::parse(number).ok().map(Payer::Cpf);
    cpf.or_else(|| Cnpj::parse(number).ok().map(Payer::Cnpj))
}
