//! Papers about money, in black on white: a boleto with its barcode, and a receipt. One page of A4 each, in the fonts that every
//! viewer has (Helvetica), so that a file takes a few kilobytes. The same input gives the same bytes.

mod page;

use domain::digital::payment::{Barcode, itf};
use page::Page;

/// Why a paper could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum SlipError {
    /// The barcode has digits that cannot be drawn.
    #[error("the barcode cannot be drawn")]
    Barcode,
    /// The file could not be put together.
    #[error("the file could not be written")]
    File(#[source] std::io::Error),
}

/// What a boleto says. Dates and amounts as people read them.
#[derive(Debug, Clone)]
pub struct Boleto {
    /// Its barcode.
    pub barcode: Barcode,
    /// The house.
    pub brand: String,
    /// Who pays: name, and CPF or CNPJ.
    pub payer: [String; 2],
    /// Number of the order.
    pub number: String,
    /// What is paid, line by line.
    pub lines: Vec<String>,
    /// Until when.
    pub due: String,
    /// How much.
    pub amount: String,
    /// The day on which it was made.
    pub made: String,
}

/// What a receipt says.
#[derive(Debug, Clone)]
pub struct ReceiptPaper {
    /// The house.
    pub brand: String,
    /// Name and value of each fact, from the order's number to how it was paid.
    pub facts: Vec<(String, String)>,
    /// What was bought: how many of what, one's price, and what they come to.
    pub lines: Vec<[String; 3]>,
    /// What all comes to.
    pub total: String,
    /// The day on which it was paid.
    pub paid: String,
    /// Where it can be seen.
    pub url: String,
}

/// Length and height of the barcode (FEBRABAN): 103 and 13 millimetres.
const BARCODE: (f32, f32) = (103.0, 13.0);
const LEFT: f32 = 20.0;
const RIGHT: f32 = 190.0;

/// The PDF of a boleto.
///
/// # Errors
/// When it cannot be drawn.
pub fn boleto(slip: &Boleto) -> Result<Vec<u8>, SlipError> {
    let mut page = Page::new(&format!("Boleto do pedido {}", slip.number));
    page.text(LEFT, 272.0, 18.0, true, &slip.brand);
    page.text(LEFT, 264.0, 10.5, false, &format!("Boleto do pedido {}", slip.number));
    page.right(RIGHT, 272.0, 18.0, true, &slip.amount);
    page.right(RIGHT, 264.0, 10.5, false, &format!("vence em {}", slip.due));
    page.rule(LEFT, RIGHT, 258.0, 0.8);
    page.text(LEFT, 249.0, 11.0, true, "O que você está pagando");
    let mut y = 242.0;
    for line in slip.lines.iter().take(8) {
        page.text(LEFT, y, 10.5, false, line);
        y -= 6.0;
    }
    page.text(
        LEFT,
        y - 6.0,
        10.5,
        false,
        "Pague no aplicativo do seu banco ou numa agência, pelo código de barras ou pela linha digitável.",
    );
    page.text(
        LEFT,
        y - 12.0,
        10.5,
        false,
        "O pagamento costuma ser reconhecido em até 2 dias úteis. Você recebe um e-mail.",
    );
    compensation(&mut page, slip)?;
    page.file()
}

/// The part that a bank reads.
fn compensation(page: &mut Page, slip: &Boleto) -> Result<(), SlipError> {
    page.dashes(LEFT, RIGHT, 150.0);
    page.text(LEFT, 140.0, 13.0, true, &format!("{}-9", slip.barcode.bank()));
    page.right(RIGHT, 140.0, 11.5, true, &slip.barcode.line());
    page.rule(LEFT, RIGHT, 136.0, 0.8);
    let rows = [
        [("Local de pagamento", "Em qualquer banco, até o vencimento"), ("Vencimento", slip.due.as_str())],
        [("Loja", slip.brand.as_str()), ("Valor do documento", slip.amount.as_str())],
        [("Número do documento", slip.number.as_str()), ("Data do documento", slip.made.as_str())],
        [("Pagador", slip.payer[0].as_str()), ("CPF ou CNPJ do pagador", slip.payer[1].as_str())],
    ];
    let mut y = 131.0;
    for [(left, of_left), (right, of_right)] in rows {
        page.text(LEFT, y, 7.5, false, left);
        page.text(LEFT, y - 5.5, 10.5, false, of_left);
        page.text(140.0, y, 7.5, false, right);
        page.text(140.0, y - 5.5, 10.5, true, of_right);
        page.rule(LEFT, RIGHT, y - 8.5, 0.3);
        y -= 13.0;
    }
    let elements = itf::elements(&slip.barcode.digits()).ok_or(SlipError::Barcode)?;
    page.bars(LEFT + 5.0, y - 14.0, BARCODE, &elements);
    page.text(LEFT, y - 22.0, 7.5, false, "Ficha de compensação");
    Ok(())
}

/// The PDF of a receipt.
///
/// # Errors
/// When it cannot be drawn.
pub fn receipt(paper: &ReceiptPaper) -> Result<Vec<u8>, SlipError> {
    let mut page = Page::new("Recibo");
    page.text(LEFT, 272.0, 18.0, true, "Recibo");
    page.right(RIGHT, 272.0, 12.0, true, &paper.brand);
    page.rule(LEFT, RIGHT, 266.0, 0.8);
    let mut y = 256.0;
    for (name, value) in &paper.facts {
        page.text(LEFT, y, 9.0, false, name);
        page.text(75.0, y, 10.5, false, value);
        y -= 7.0;
    }
    y -= 5.0;
    page.text(LEFT, y, 9.0, true, "Produto");
    page.right(145.0, y, 9.0, true, "Preço de um");
    page.right(RIGHT, y, 9.0, true, "Valor");
    page.rule(LEFT, RIGHT, y - 2.5, 0.3);
    for [what, one, all] in &paper.lines {
        y -= 8.0;
        page.text(LEFT, y, 10.5, false, what);
        page.right(145.0, y, 10.5, false, one);
        page.right(RIGHT, y, 10.5, false, all);
    }
    page.rule(LEFT, RIGHT, y - 3.5, 0.3);
    page.text(LEFT, y - 11.0, 12.0, true, &format!("Total pago em {}", paper.paid));
    page.right(RIGHT, y - 11.0, 12.0, true, &paper.total);
    page.text(LEFT, 24.0, 8.5, false, "Este recibo confirma o pagamento. Não substitui a nota fiscal.");
    page.text(LEFT, 19.0, 8.5, false, &paper.url);
    page.file()
}
