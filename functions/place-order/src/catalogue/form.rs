//! The form of a product, with the terms that counted before.

use crate::words;
use askama::Template;
use axum::extract::Path;
use common::digital::product::id_of;
use common::error::{Errors, FieldError, Problem};
use common::web::{Answer, Site, Supervisor};
use domain::digital::calendar::Country;
use domain::digital::product::{
    Earlier, First, Flaw, HolderKind, Product, ProductCode, Sale, State, Storage, Terms,
};
use domain::participation::edition::Line;
use domain::value::calendar;
use domain::value::money::Cents;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A product as it is typed.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Typed {
    /// Small letters, digits and hyphens; it stays for ever.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) code: String,
    /// What it is called.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) title: String,
    /// What it is, in a sentence or two.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) about: String,
    /// `pessoa` or `empresa`.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) holder: String,
    /// `arquivo`, `cartao` or `token`.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) storage: String,
    /// From 1 to 60.
    #[serde(default, deserialize_with = "common::web::form::whole")]
    pub(crate) months: Option<u64>,
    /// `189,90`.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) price: String,
    /// First day of sale, as `2026-12-01`.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) from: String,
    /// Last day of sale; empty, none.
    #[serde(default)]
    pub(crate) until: String,
    /// `aberta` or `credenciada`.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) sale: String,
    /// `agendamento` or `documentos`.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) first: String,
    /// Version of the product that was seen; left out, it is a new one.
    #[serde(default, deserialize_with = "common::web::form::whole")]
    pub(crate) version: Option<u64>,
    /// Whether the form is to be shown again, to be changed.
    #[serde(default, deserialize_with = "common::web::form::flag", skip_serializing)]
    pub(crate) edit: bool,
}

/// A product's form.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "product.html")]
pub(crate) struct ProductPage {
    #[serde(skip)]
    pub(crate) site: Site,
    /// Whether it is a new one.
    is_new: bool,
    /// Whether it is sold.
    is_offered: bool,
    /// What is typed, or how it is.
    typed: Typed,
    /// Terms that counted before, newest first.
    earlier: Vec<Before>,
    #[serde(skip)]
    errors: Errors,
}

#[derive(Serialize, JsonSchema)]
struct Before {
    version: u64,
    title: String,
    price: String,
    validity: String,
    until: String,
}

/// GET `/supervisao/catalogo/novo`
pub(crate) async fn new(supervisor: Supervisor) -> Answer {
    let today = Country::Brazil.day(supervisor.visit.now).to_string();
    let typed = Typed { from: today, months: Some(12), sale: "aberta".to_owned(), ..Typed::default() };
    Ok(supervisor.visit.show(&ProductPage::of(&supervisor, None, typed, Errors::default())))
}

/// GET `/supervisao/catalogo/{code}`
pub(crate) async fn show(supervisor: Supervisor, Path(code): Path<String>) -> Answer {
    let product = found(&supervisor, &code).await?;
    let typed = Typed::of(&product);
    Ok(supervisor.visit.show(&ProductPage::of(&supervisor, Some(&product), typed, Errors::default())))
}

/// A product by its code.
pub(crate) async fn found(supervisor: &Supervisor, code: &str) -> Result<Product, Problem> {
    let code = ProductCode::parse(code).map_err(|_| Problem::not_found())?;
    supervisor.visit.app.store.find_product(&id_of(&code)).await?.ok_or_else(Problem::not_found)
}

impl ProductPage {
    /// The form of a product, with what was typed and what is wrong with it.
    pub(crate) fn of(
        supervisor: &Supervisor,
        product: Option<&Product>,
        typed: Typed,
        errors: Errors,
    ) -> Self {
        let earlier = product.map(|product| product.snapshot().earlier.as_slice()).unwrap_or_default();
        Self {
            site: supervisor.visit.site(),
            is_new: typed.version.is_none(),
            is_offered: product.is_some_and(|product| product.snapshot().state == State::Offered),
            typed,
            earlier: earlier.iter().rev().map(Before::of).collect(),
            errors,
        }
    }

    fn months_typed(&self) -> String {
        self.typed.months.map(|months| months.to_string()).unwrap_or_default()
    }

    fn holders(&self) -> Vec<(String, &'static str)> {
        HolderKind::ALL.map(|kind| (kind.kind().to_owned(), words::holder(kind))).to_vec()
    }

    fn storages(&self) -> Vec<(String, &'static str)> {
        Storage::ALL.map(|kind| (kind.kind().to_owned(), words::storage(kind))).to_vec()
    }

    fn sales(&self) -> Vec<(String, &'static str)> {
        Sale::ALL.map(|kind| (kind.kind().to_owned(), words::sale(kind))).to_vec()
    }

    fn firsts(&self) -> Vec<(String, &'static str)> {
        First::ALL.map(|kind| (kind.kind().to_owned(), words::first(kind))).to_vec()
    }
}

impl Before {
    fn of(earlier: &Earlier) -> Self {
        Self {
            version: earlier.version,
            title: earlier.terms.title.to_string(),
            price: earlier.terms.price.to_string(),
            validity: words::validity(earlier.terms.validity_months),
            until: calendar::moment(earlier.until),
        }
    }
}

impl Typed {
    fn of(product: &Product) -> Self {
        let (snapshot, terms) = (product.snapshot(), &product.snapshot().terms);
        Self {
            code: snapshot.code.to_string(),
            title: terms.title.to_string(),
            about: terms.about.to_string(),
            holder: terms.holder.kind().to_owned(),
            storage: terms.storage.kind().to_owned(),
            months: Some(terms.validity_months.into()),
            price: terms.price.decimal().replace('.', ","),
            from: terms.from.to_string(),
            until: terms.until.map(|until| until.to_string()).unwrap_or_default(),
            sale: terms.sale.kind().to_owned(),
            first: terms.first.kind().to_owned(),
            version: Some(snapshot.version),
            edit: false,
        }
    }

    /// Every field with its value, to be sent again.
    pub(crate) fn fields(&self) -> Vec<(&'static str, String)> {
        let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
        let mut fields = vec![
            ("code", self.code.clone()),
            ("title", self.title.clone()),
            ("about", self.about.clone()),
            ("holder", self.holder.clone()),
            ("storage", self.storage.clone()),
            ("months", number(self.months)),
            ("price", self.price.clone()),
            ("from", self.from.clone()),
            ("until", self.until.clone()),
            ("sale", self.sale.clone()),
            ("first", self.first.clone()),
        ];
        fields.extend(self.version.map(|version| ("version", version.to_string())));
        fields
    }

    /// Code and terms, or everything that is wrong with them.
    pub(crate) fn read(&self) -> Result<(ProductCode, Terms), Errors> {
        let mut errors = Vec::new();
        let mut wrong = |field: &str, message: &str| errors.push(FieldError::new(field, message));
        let code = ProductCode::parse(&self.code).ok();
        if code.is_none() {
            wrong("code", "Use de 3 a 40 letras minúsculas, números e hifens, começando por uma letra.");
        }
        let terms = self.terms(&mut wrong);
        for flaw in terms.iter().flat_map(Terms::flaws) {
            match flaw {
                Flaw::Free => wrong("price", "Sem custo só para entidades credenciadas."),
                Flaw::Validity => wrong("months", "A validade vai de 1 a 60 meses."),
                Flaw::Window => wrong("until", "O último dia de venda vem depois do primeiro."),
            }
        }
        match (code, terms) {
            (Some(code), Some(terms)) if errors.is_empty() => Ok((code, terms)),
            _ => Err(errors.into()),
        }
    }

    fn terms(&self, wrong: &mut impl FnMut(&str, &str)) -> Option<Terms> {
        let mut needed = |name: &str, is_there: bool, message: &str| {
            if !is_there {
                wrong(name, message);
            }
        };
        let (title, about) = (Line::parse(&self.title).ok(), Line::parse(&self.about).ok());
        needed("title", title.is_some(), "Escreva o nome do produto, em até 80 caracteres.");
        needed("about", about.is_some(), "Explique o produto em até 400 caracteres.");
        let holder = HolderKind::ALL.into_iter().find(|kind| kind.kind() == self.holder);
        needed("holder", holder.is_some(), "Escolha de quem é o certificado.");
        let storage = Storage::ALL.into_iter().find(|kind| kind.kind() == self.storage);
        needed("storage", storage.is_some(), "Escolha onde fica a chave.");
        let months = self.months.and_then(|months| u8::try_from(months).ok());
        needed("months", months.is_some(), "A validade vai de 1 a 60 meses.");
        let price = Cents::parse(&self.price).ok();
        needed("price", price.is_some(), "Escreva o preço como 189,90.");
        let from = self.from.parse::<Date>().ok();
        needed("from", from.is_some(), "Escolha o primeiro dia de venda.");
        let until =
            if self.until.is_empty() { Some(None) } else { self.until.parse::<Date>().ok().map(Some) };
        needed("until", until.is_some(), "Escolha um dia, ou deixe vazio.");
        let sale = Sale::ALL.into_iter().find(|kind| kind.kind() == self.sale);
        needed("sale", sale.is_some(), "Escolha quem pode pedir.");
        let first = First::ALL.into_iter().find(|kind| kind.kind() == self.first);
        needed("first", first.is_some(), "Escolha o que vem primeiro.");
        Some(Terms {
            title: title?,
            about: about?,
            holder: holder?,
            storage: storage?,
            validity_months: months?,
            price: price?,
            from: from?,
            until: until?,
            sale: sale?,
            first: first?,
        })
    }
}
