//! The declaration of a superior, filled in with what the form says, to be signed and sent in as the document.

use super::request::open;
use axum::extract::Path;
use common::digital::access_moments::country;
use common::error::Problem;
use common::web::{Answer, Visit};
use domain::digital::access::{AccessRequest, Person};
use domain::value::calendar;
use domain::value::name::plain_line;
use jiff::civil::Date;
use paper::document::{Block, Document, Field, draw};

/// The longest text of a field that is printed, in characters.
const LONGEST: usize = 300;
/// What the declaration is for.
const OPENING: &str = "Para efeitos do pedido de acesso ao portal de certificação digital, declara-se que a pessoa abaixo exerce na entidade indicada as funções do cargo que se indica.";
/// What becomes of it.
const END: &str = "A declaração é assinada pelo superior hierárquico de quem pede o acesso, à mão ou com assinatura eletrónica qualificada, e anexada ao pedido.";

/// GET `/acesso/pedidos/{link}/declaracao`
pub(crate) async fn show(visit: Visit, Path(link): Path<String>) -> Answer {
    let opened = open(&visit, &link).await?;
    let day = country(&opened.request).day(visit.now);
    let bytes = draw(&of(&opened.request, &visit.app.config.brand, day)).map_err(Problem::internal)?;
    Ok(visit.file(bytes, "application/pdf", "declaracao.pdf", false))
}

/// What is typed, on paper: what is empty leaves a line to write on.
fn of(request: &AccessRequest, brand: &str, day: Date) -> Document {
    let protocol = request.snapshot().protocol.as_str();
    Document {
        issuer: brand.to_owned(),
        title: "Declaração de funções".to_owned(),
        subject: format!("Pedido de acesso n.º {protocol}"),
        language: "pt-PT",
        day,
        seed: format!("declaration {} {}", request.id().as_str(), request.snapshot().version),
        footer: format!("Pedido de acesso n.º {protocol} · preenchida em {}", calendar::day(day)),
        blocks: blocks(request),
    }
}

fn blocks(request: &AccessRequest) -> Vec<Block> {
    let typed = &request.snapshot().typed;
    let entity = if typed.entity.trim().is_empty() { &typed.entity_name } else { &typed.entity };
    let number = Person::parse(&typed.person).map_or_else(|_| typed.person.clone(), |person| person.shown());
    vec![
        Block::Paragraph(OPENING.to_owned()),
        Block::Heading("Quem pede o acesso".to_owned()),
        Block::Fields(vec![
            field("Nome completo", &typed.name, true),
            field("NIF ou CPF", &number, false),
            field("Cargo", &typed.post, false),
            field("Entidade", entity, true),
            field("Finalidade do acesso", &typed.motive, true),
        ]),
        Block::Heading("Quem declara".to_owned()),
        Block::Fields(vec![
            field("Nome do superior hierárquico", "", true),
            field("Cargo do superior hierárquico", "", false),
            field("Data", "", false),
        ]),
        Block::Signature(vec!["Assinatura do superior hierárquico".to_owned()]),
        Block::Note(END.to_owned()),
    ]
}

fn field(label: &str, typed: &str, is_wide: bool) -> Field {
    let value = plain_line(typed).chars().take(LONGEST).collect();
    Field { label: label.to_owned(), value, is_wide }
}
