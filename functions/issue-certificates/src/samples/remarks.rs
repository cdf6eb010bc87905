//! What to know of a sheet before anything is issued with it: pictures that come out badly, a programme that goes on.

use crate::images;
use common::error::Problem;
use common::participation::sheet_pictures;
use common::web::Visit;
use domain::participation::edition::Sheet;
use paper::{Place, backs, flaws};

/// How a sheet comes out.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// How many backs it has.
    pub(crate) backs: usize,
    /// What to look at before publishing.
    pub(crate) remarks: Vec<String>,
}

/// How the picture of a back is called in its address; the first is 0.
pub(crate) fn back_name(at: usize) -> String {
    if at == 0 { "verso.png".to_owned() } else { format!("verso-{}.png", at + 1) }
}

/// Looks at a sheet and at its pictures. Remarks are a help: where the pictures cannot be looked at just now, none is made of
/// them, and the page is shown all the same.
///
/// # Errors
/// When a font of the program is broken.
pub(crate) async fn of(visit: &Visit, sheet: &Sheet) -> Result<Outcome, Problem> {
    let backs = backs(sheet).map_err(Problem::internal)?;
    let mut remarks = match pictures(visit, sheet).await {
        Ok(remarks) => remarks,
        Err(problem) => {
            tracing::warn!(kind = problem.kind, "the pictures of a sheet could not be looked at");
            Vec::new()
        }
    };
    if backs > 1 {
        let goes_on = "O programa não cabe em um verso: continua em um segundo, na terceira página.";
        remarks.push(goes_on.to_owned());
    }
    Ok(Outcome { backs, remarks })
}

async fn pictures(visit: &Visit, sheet: &Sheet) -> Result<Vec<String>, Problem> {
    let (logo, signatures) = sheet_pictures::of(&visit.app.documents, sheet).await?;
    let look = move || -> Result<Vec<String>, paper::DrawError> {
        let logo = logo.iter().map(|png| ("Logotipo".to_owned(), png, Place::Logo));
        let signatures = signatures.iter().enumerate().filter_map(|(at, png)| {
            Some((format!("Imagem da assinatura {}", at + 1), png.as_ref()?, Place::Signature))
        });
        let mut remarks = Vec::new();
        for (what, png, place) in logo.chain(signatures) {
            remarks.extend(flaws(png, place)?.into_iter().map(|flaw| format!("{what}: {}", flaw.sentence())));
        }
        Ok(remarks)
    };
    images::in_turn(look).await?.map_err(Problem::internal)?.map_err(Problem::internal)
}
