//! What an order is handed out as: the picture of a Pix code, the PDF of a boleto, and a receipt.

use super::show::lines;
use super::{charge, own};
use crate::words;
use axum::extract::Path;
use common::error::Problem;
use common::web::{Answer, Holder};
use domain::digital::calendar::Calendar;
use domain::digital::charge::Charge;
use domain::digital::order::{Order, Settled, State};
use domain::digital::payment::Barcode;
use domain::value::calendar;
use image::{ExtendedColorType, ImageEncoder as _, codecs::png::PngEncoder};
use paper::slip::{self, Boleto, ReceiptPaper};
use qrcode::QrCode;
use qrcode::types::Color;

/// Pixels of a module, and modules of the quiet zone.
const PIX: (usize, usize) = (8, 4);

/// The charge of one's own order that may be paid now.
async fn payable(holder: &Holder, order: &Order) -> Result<Charge, Problem> {
    let charge = charge(holder, order).await?;
    charge
        .filter(|charge| order.charge() == Some(charge.id()) && charge.is_payable())
        .ok_or_else(Problem::not_found)
}

/// GET `/pedidos/{id}/pix.png`
pub(crate) async fn pix(holder: Holder, Path(id): Path<String>) -> Answer {
    let order = own(&holder, &id).await?;
    let charge = payable(&holder, &order).await?;
    let code = charge.snapshot().registered.as_ref().and_then(|registered| registered.pix.as_deref());
    let png = picture(code.ok_or_else(Problem::not_found)?).map_err(Problem::internal)?;
    Ok(holder.visit.file(png, "image/png", "pix.png", true))
}

fn picture(text: &str) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let code = QrCode::new(text)?;
    let (modules, (pixels, quiet)) = (code.width(), PIX);
    let side = (modules + 2 * quiet) * pixels;
    let dark = |x: usize, y: usize| {
        let inside = |at: usize| (at / pixels).checked_sub(quiet).filter(|at| *at < modules);
        matches!((inside(x), inside(y)), (Some(x), Some(y)) if code[(x, y)] == Color::Dark)
    };
    let bytes: Vec<u8> =
        (0..side * side).map(|at| if dark(at % side, at / side) { 0 } else { 255 }).collect();
    let mut png = Vec::new();
    let side = u32::try_from(side)?;
    PngEncoder::new(&mut png).write_image(&bytes, side, side, ExtendedColorType::L8)?;
    Ok(png)
}

/// GET `/pedidos/{id}/boleto.pdf`
pub(crate) async fn boleto(holder: Holder, Path(id): Path<String>) -> Answer {
    let order = own(&holder, &id).await?;
    let charge = payable(&holder, &order).await?;
    let digits = charge.snapshot().registered.as_ref().and_then(|registered| registered.barcode.as_deref());
    let barcode = digits.and_then(|digits| Barcode::parse(digits).ok()).ok_or_else(Problem::not_found)?;
    let (snapshot, of) = (order.snapshot(), charge.snapshot());
    let paper = Boleto {
        barcode,
        brand: holder.visit.app.config.brand.clone(),
        payer: [snapshot.billing.name.to_string(), snapshot.billing.payer.shown()],
        number: snapshot.protocol.to_string(),
        lines: lines(&order).into_iter().map(|line| format!("{} · {}", line.what, line.amount)).collect(),
        due: words::short(Calendar::Bank.at_or_after(of.due)),
        amount: of.amount.to_string(),
        made: words::short(calendar::brasilia(of.created_at).date()),
    };
    let pdf = slip::boleto(&paper).map_err(Problem::internal)?;
    Ok(holder.visit.file(pdf, "application/pdf", &format!("boleto-{}.pdf", snapshot.protocol.as_str()), true))
}

/// GET `/pedidos/{id}/recibo.pdf`
pub(crate) async fn receipt(holder: Holder, Path(id): Path<String>) -> Answer {
    let order = own(&holder, &id).await?;
    let snapshot = order.snapshot();
    let State::Paid { at, settled } = &snapshot.state else { return Err(Problem::not_found()) };
    let charge = charge(&holder, &order).await?;
    let by = match (settled, &charge) {
        (Settled::Charge { .. }, Some(charge)) => words::method(charge.snapshot().method),
        _ => "Sem custo".to_owned(),
    };
    let billing = &snapshot.billing;
    let mut facts = vec![
        ("Pedido".to_owned(), snapshot.protocol.to_string()),
        ("Feito em".to_owned(), calendar::moment(snapshot.placed_at)),
        ("Pago por".to_owned(), billing.name.to_string()),
        ("CPF ou CNPJ".to_owned(), billing.payer.shown()),
    ];
    facts.extend(billing.address.iter().map(|address| ("Endereço".to_owned(), address.to_string())));
    facts.push(("Forma de pagamento".to_owned(), by));
    let config = &holder.visit.app.config;
    let paper = ReceiptPaper {
        brand: config.brand.clone(),
        facts,
        lines: lines(&order).into_iter().map(|line| [line.what, line.price, line.amount]).collect(),
        total: snapshot.total.to_string(),
        paid: words::short(calendar::brasilia(*at).date()),
        url: config.public_url.join(&super::path(&snapshot.id)),
    };
    let pdf = slip::receipt(&paper).map_err(Problem::internal)?;
    Ok(holder.visit.file(pdf, "application/pdf", &format!("recibo-{}.pdf", snapshot.protocol.as_str()), true))
}
