//! What states and kinds are called on pages.

use domain::digital::charge::{Method, Trouble};
use domain::digital::order::State;
use domain::digital::product::{First, HolderKind, Sale, Storage, Terms};
use jiff::civil::Date;

/// Shape and word of an order's state.
pub(crate) fn order(state: &State) -> (&'static str, &'static str) {
    match state {
        State::Open => ("pending", "Escolha como pagar"),
        State::AwaitingPayment { .. } => ("progress", "Aguardando pagamento"),
        State::Paid { .. } => ("valid", "Pago"),
        State::Cancelled { .. } => ("revoked", "Cancelado"),
        State::Expired { .. } => ("unavailable", "Vencido"),
        State::Refunded { .. } => ("replaced", "Devolvido"),
    }
}

/// How something is paid.
pub(crate) fn method(method: Method) -> String {
    match method {
        Method::Pix => "Pix".to_owned(),
        Method::Boleto => "Boleto".to_owned(),
        Method::Card { instalments: 1 } => "Cartão de crédito, à vista".to_owned(),
        Method::Card { instalments } => format!("Cartão de crédito, {instalments} vezes sem juros"),
        Method::Debit => "Débito em conta".to_owned(),
        Method::Outside => "Fora do meio de pagamento".to_owned(),
    }
}

/// For whom a product is.
pub(crate) fn holder(holder: HolderKind) -> &'static str {
    match holder {
        HolderKind::Person => "Pessoa física (e-CPF)",
        HolderKind::Company => "Empresa (e-CNPJ)",
    }
}

/// Where the key lives.
pub(crate) fn storage(storage: Storage) -> &'static str {
    match storage {
        Storage::File => "Arquivo no computador (A1)",
        Storage::Card => "Cartão inteligente (A3)",
        Storage::Token => "Token USB (A3)",
    }
}

/// Who may order.
pub(crate) fn sale(sale: Sale) -> &'static str {
    match sale {
        Sale::Open => "Todos",
        Sale::Vetted => "Entidades credenciadas",
    }
}

/// What comes first.
pub(crate) fn first(first: First) -> &'static str {
    match first {
        First::Booking => "Agendamento, depois documentos",
        First::Documents => "Documentos, depois agendamento",
    }
}

/// `1 ano`, `18 meses`.
pub(crate) fn validity(months: u8) -> String {
    match months {
        1 => "1 mês".to_owned(),
        12 => "1 ano".to_owned(),
        months if months.is_multiple_of(12) => format!("{} anos", months / 12),
        months => format!("{months} meses"),
    }
}

/// What is needed before one is issued.
pub(crate) fn needed(terms: &Terms) -> Vec<&'static str> {
    let mut needed = vec![
        "Carteira Nacional de Habilitação (CNH) do titular, ou biometria já cadastrada na ICP-Brasil: a identidade é confirmada por videoconferência.",
    ];
    if terms.holder == HolderKind::Company {
        needed.push("CNPJ ativo e o ato constitutivo da empresa; o representante legal participa da videoconferência.");
    }
    match terms.storage {
        Storage::File => needed.push("Um computador em que o certificado vai ficar."),
        Storage::Card => needed.push("Uma leitora de cartões inteligentes."),
        Storage::Token => needed.push("Uma porta USB livre."),
    }
    needed
}

/// What is wrong with a payment.
pub(crate) fn trouble(trouble: Trouble) -> String {
    match trouble {
        Trouble::WrongAmount { paid } => format!("Foi pago outro valor: {paid}."),
        Trouble::OrderEnded => "Foi pago depois de o pedido ter sido cancelado ou vencido.".to_owned(),
        Trouble::PaidTwice => "O pedido já estava pago: o dinheiro entrou duas vezes.".to_owned(),
        Trouble::TakenBack => "O dinheiro foi devolvido ou contestado, e há certificados em uso.".to_owned(),
        Trouble::Foreign => "O que o meio de pagamento tem não é esta cobrança.".to_owned(),
    }
}

/// `03/12/2026`.
pub(crate) fn short(day: Date) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}
