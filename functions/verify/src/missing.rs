//! What is not there: the same answer whatever was asked, and only so many times in a minute.

use common::error::Problem;
use common::web::Visit;
use http::StatusCode;
use store::limits::{Limit, Try};

/// Counts a miss and says which problem it is: that nothing was found, or that it was one miss too many.
///
/// # Errors
/// When the miss cannot be counted: a limit that cannot count does not let guesses through.
pub async fn missed(visit: &Visit, problem: Problem) -> Result<Problem, Problem> {
    let tries = visit.app.config.limits.verify_miss_source_min;
    let limit = Limit { scope: "verify", tries, window_s: 60 };
    Ok(match visit.app.store.attempt(limit, &visit.source.drawer(), visit.now).await? {
        Try::Allowed => problem,
        Try::Full { retry_after_s } => Problem::too_many(
            "Foram verificados muitos códigos que não existem. Espere um minuto, confira o código e tente de novo.",
            retry_after_s,
        ),
    })
}

/// No certificate has this code.
pub fn unknown_code() -> Problem {
    Problem {
        status: StatusCode::NOT_FOUND,
        kind: "codigo-desconhecido",
        title: "Código não encontrado".to_owned(),
        detail: "Nenhum certificado emitido aqui tem este código. Confira se ele foi copiado por inteiro, como está no rodapé do certificado; se estiver certo, o certificado não foi emitido aqui."
            .to_owned(),
        ..Problem::not_found()
    }
}

/// The code in the QR code of a sample, which no certificate has.
pub fn sample() -> Problem {
    Problem {
        status: StatusCode::NOT_FOUND,
        kind: "amostra",
        title: "Isto é uma amostra".to_owned(),
        detail: "Este QR code é de uma amostra, que quem organiza vê antes de emitir. Não é um certificado e não tem validade."
            .to_owned(),
        ..Problem::not_found()
    }
}

/// No certificate has this file.
pub fn unknown_file() -> Problem {
    Problem {
        status: StatusCode::NOT_FOUND,
        kind: "arquivo-desconhecido",
        title: "Este arquivo não confere".to_owned(),
        detail: "Este arquivo não confere com nenhum certificado emitido aqui: pode ter sido alterado, ou salvo de novo por outro programa. Confira pelo código que está impresso nele."
            .to_owned(),
        ..Problem::not_found()
    }
}
