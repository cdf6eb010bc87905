//! Draws papers that are no certificates, for `tests/paper/judge.py`: `papers FOLDER` writes `FOLDER/papers/<name>.pdf` and
//! `FOLDER/papers.json`, for each its file and what its codes hold.

use jiff::civil::date;
use paper::document::{Block, Cell, Document, Field, draw};
use serde_json::json;
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("the folder to write to")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder.join("papers"))?;
    let mut list = Vec::new();
    for (name, blocks, codes) in [("declaration", declaration(), vec![]), ("invoice", invoice(), vec![PIX])] {
        let file = format!("papers/{name}.pdf");
        std::fs::write(folder.join(&file), draw(&document(name, blocks))?)?;
        list.push(json!({ "file": file, "codes": codes }));
    }
    std::fs::write(folder.join("papers.json"), serde_json::to_vec_pretty(&list)?)?;
    Ok(())
}

const PIX: &str = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de \
                   Tal6008BRASILIA62070503***63041D3D";

fn document(seed: &str, blocks: Vec<Block>) -> Document {
    Document {
        issuer: "Instituto Horizonte".to_owned(),
        title: "Declaração de exercício de funções".to_owned(),
        subject: "Pedido de acesso 100 055 6194".to_owned(),
        language: "pt-PT",
        day: date(2026, 11, 29),
        seed: seed.to_owned(),
        footer: "Pedido 100 055 6194 · conferir em certificados.horizonte.example".to_owned(),
        blocks,
    }
}

fn field(label: &str, value: &str, is_wide: bool) -> Field {
    Field { label: label.to_owned(), value: value.to_owned(), is_wide }
}

fn declaration() -> Vec<Block> {
    let clause = "Os dados acima correspondem aos registos desta entidade, que comunicará sem demora qualquer alteração das \
                  funções ou do vínculo de quem pede o acesso.";
    vec![
        Block::Paragraph(
            "Para efeitos do pedido de acesso ao portal, o superior hierárquico abaixo identificado declara:"
                .to_owned(),
        ),
        Block::Heading("Quem pede o acesso".to_owned()),
        Block::Fields(vec![
            field("Nome", "Łucja Gonçalves de Albuquerque e Vasconcelos da Anunciação Fernandes", true),
            field("NIF", "123 456 789", false),
            field("Telemóvel", "+351 912 345 678", false),
            field("Entidade", "Câmara Municipal de Exemplo", false),
            field("Cargo", "Chefe de Divisão", false),
        ]),
        Block::Heading("Declaração".to_owned()),
        Block::Clauses(vec![clause.to_owned(); 14]),
        Block::Note(
            "Assinar à mão, digitalizar e anexar ao pedido; ou assinar com certificado qualificado."
                .to_owned(),
        ),
        Block::Fields(vec![
            field("Nome do superior hierárquico", "", false),
            field("Cargo", "", false),
            field("Local e data", "", true),
        ]),
        Block::Signature(vec!["Assinatura do superior hierárquico".to_owned()]),
    ]
}

fn invoice() -> Vec<Block> {
    let cell = |label: &str, value: &str, share: u8, is_right: bool| Cell {
        label: label.to_owned(),
        value: value.to_owned(),
        share,
        is_right,
    };
    vec![
        Block::Boxes(vec![
            vec![
                cell("Beneficiário", "Instituto Horizonte", 5, false),
                cell("Vencimento", "30/11/2026", 2, true),
            ],
            vec![
                cell("Pagador", "Maria da Conceição Araújo", 3, false),
                cell("Nosso número", "1234567-8", 2, false),
                cell("Valor do documento", "R$ 189,90", 2, true),
            ],
        ]),
        Block::Cut,
        Block::Qr {
            text: PIX.to_owned(),
            says: "Código QR do Pix".to_owned(),
            beside: vec![
                "Pague com Pix".to_owned(),
                "Abra o aplicativo do seu banco, escolha Pix e leia o código.".to_owned(),
            ],
        },
    ]
}
