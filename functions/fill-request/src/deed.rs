//! The deed of ownership ("termo de titularidade"): what the holder said, what they are bound to, and their agreement.
//!
//! Its fields are those that DOC-ICP-05 and the forms of registration authorities have: of the person name, birth, CPF, identity card,
//! social register, employer's register, voter's number and address; of the company name, CNPJ and seat, and everybody who acts for it.

use domain::digital::calendar::Country;
use domain::digital::form::{Company, Form, Named, Person};
use domain::digital::order::OrderLine;
use domain::value::calendar;
use jiff::Timestamp;
use paper::document::{Block, Document, Field};

/// The number of the wording below: whoever changes a sentence raises it, so that an agreement names what was agreed to.
pub(crate) const WORDING: u32 = 1;

/// What the holder agrees to.
const CLAUSES: [&str; 7] = [
    "Os dados acima são verdadeiros e correspondem aos documentos que serão apresentados; qualquer alteração será comunicada à autoridade de registro sem demora.",
    "A chave privada é gerada e guardada somente pelo titular, que responde pelo seu sigilo e pelo da senha que a protege, e não a entrega a ninguém.",
    "Perda, furto, suspeita de uso por outra pessoa ou esquecimento da senha são comunicados imediatamente, com o pedido de revogação do certificado.",
    "O certificado é usado somente para os fins da sua política e por quem consta deste termo; o titular responde pelos atos praticados com ele até a revogação.",
    "O titular leu e aceita a política de certificado e a declaração de práticas de certificação do emissor.",
    "Imagem, voz, documentos e respostas da videoconferência são tratados para confirmar a identidade do titular e guardados com o dossiê do certificado pelo prazo que as normas fixam.",
    "Este certificado é emitido por uma autoridade certificadora privada e não pertence à ICP-Brasil: tem o valor que as partes que o aceitam lhe dão (MP 2.200-2/2001, art. 10, § 2º).",
];

/// What the deed is of.
pub(crate) struct Deed<'a> {
    /// Who runs the house.
    pub(crate) brand: &'a str,
    /// What is asked for.
    pub(crate) of: &'a OrderLine,
    /// What the holder said.
    pub(crate) form: &'a Form,
    /// What tells it from all other deeds.
    pub(crate) seed: String,
    /// When it was made.
    pub(crate) at: Timestamp,
}

/// The deed as a document.
pub(crate) fn document(deed: &Deed<'_>) -> Document {
    let day = Country::Brazil.day(deed.at);
    let mut blocks = vec![Block::Paragraph(format!(
        "Pelo presente termo, o titular abaixo identificado pede a emissão do certificado digital “{}” e declara:",
        deed.of.title.as_str()
    ))];
    match deed.form {
        Form::Person { holder, appointee, .. } => {
            blocks.extend(person("Titular", holder));
            blocks.extend(
                appointee
                    .iter()
                    .flat_map(|named| self::named("Representante nomeado em decisão judicial", named)),
            );
        }
        Form::Company { company, representative, second, responsible, acts } => {
            blocks.extend(self::company(company));
            let what = if acts.by_executor { "Inventariante" } else { "Representante legal" };
            blocks.extend(person(what, representative));
            blocks.extend(second.iter().flat_map(|named| self::named("Segundo representante legal", named)));
            blocks.extend(
                responsible
                    .iter()
                    .flat_map(|named| self::named("Responsável pelo uso do certificado", named)),
            );
        }
    }
    blocks.push(Block::Heading("O certificado".to_owned()));
    blocks.push(Block::Fields(vec![
        field("Nome que sai no certificado", &deed.form.common_name(), true),
        field("Emissor", deed.brand, false),
        field("Data do termo", &calendar::day(day), false),
    ]));
    blocks.push(Block::Heading("O titular declara que".to_owned()));
    blocks.push(Block::Clauses(CLAUSES.map(str::to_owned).to_vec()));
    blocks.push(Block::Note(format!(
        "Redação n.º {WORDING}. O titular concorda com este termo ao enviar a solicitação e o assina com a nova chave ao instalar o certificado."
    )));
    Document {
        issuer: deed.brand.to_owned(),
        title: "Termo de titularidade".to_owned(),
        subject: deed.of.title.as_str().to_owned(),
        language: "pt-BR",
        day,
        seed: deed.seed.clone(),
        footer: format!("Termo de titularidade · redação n.º {WORDING}"),
        blocks,
    }
}

fn field(label: &str, value: &str, is_wide: bool) -> Field {
    // What was not given is said, so that nobody writes it in later.
    let value = if value.is_empty() { "não informado" } else { value };
    Field { label: label.to_owned(), value: value.to_owned(), is_wide }
}

fn person(heading: &str, person: &Person) -> [Block; 2] {
    let card = person.id_card.as_ref().map(|card| card.shown()).unwrap_or_default();
    let nis = person.nis.as_ref().map(|nis| nis.as_str()).unwrap_or_default();
    let voter = person.voter.as_ref().map(|voter| {
        let (number, zone, section) = voter.parts();
        format!("{number}, zona {zone}, seção {section}")
    });
    let register = person.register.as_ref().map(|register| register.shown()).unwrap_or_default();
    let fields = vec![
        field("Nome", person.name.as_str(), true),
        field("CPF", &person.cpf.formatted(), false),
        field("Data de nascimento", &calendar::day(person.birth), false),
        field("RG", &card, false),
        field("NIS, PIS ou PASEP", nis, false),
        field("Título de eleitor", &voter.unwrap_or_default(), true),
        field("CEI, CNO ou CAEPF", &register, false),
        field("E-mail", person.email.as_str(), false),
    ];
    [Block::Heading(heading.to_owned()), Block::Fields(fields)]
}

fn named(heading: &str, named: &Named) -> [Block; 2] {
    let fields = vec![
        field("Nome", named.name.as_str(), true),
        field("CPF", &named.cpf.formatted(), false),
        field("E-mail", named.email.as_str(), false),
    ];
    [Block::Heading(heading.to_owned()), Block::Fields(fields)]
}

fn company(company: &Company) -> [Block; 2] {
    let register = company.register.as_ref().map(|register| register.shown()).unwrap_or_default();
    let fields = vec![
        field("Razão social", company.name.as_str(), true),
        field("CNPJ", &company.cnpj.shown(), false),
        field("Sede", &format!("{}, {}", company.city, company.state.label()), false),
        field("CEI ou CNO", &register, true),
    ];
    [Block::Heading("Titular: a empresa".to_owned()), Block::Fields(fields)]
}
