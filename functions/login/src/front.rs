//! The front page: where strangers begin.

use crate::begin;
use askama::Template;
use common::web::{Answer, Site, Visit, Who};
use schemars::JsonSchema;
use serde::Serialize;

/// The front page: the ways in, for whoever is not signed in.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "front.html")]
pub(crate) struct FrontPage {
    #[serde(skip)]
    #[schemars(skip)]
    site: Site,
    /// Name of the house.
    brand: String,
    /// What can be done here without signing in, and where.
    ways: Vec<Way>,
    /// What organisers do here.
    issuing: Way,
}

/// A way on.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Way {
    /// What it is called.
    label: &'static str,
    /// What it is for.
    about: &'static str,
    /// Where it is.
    location: &'static str,
}

const WAYS: [Way; 5] = [
    Way {
        label: "Entrar",
        about: "Com o CPF ou o token e a sua senha: todos os seus certificados, e as opções de cada um.",
        location: "/entrar",
    },
    Way {
        label: "Quero acessar sem senha",
        about: "Com o CPF ou o token: os certificados que a pessoa deixou públicos.",
        location: "/visitante",
    },
    Way {
        label: "Reenviar notificação",
        about: "Uma nova mensagem, com os seus certificados e a forma de entrar, vai para o e-mail cadastrado.",
        location: "/reenviar",
    },
    Way {
        label: "Verificar a autenticidade do certificado",
        about: "Com o código impresso, o QR code ou o próprio arquivo PDF.",
        location: "/verificar",
    },
    Way {
        label: "Pedir acesso ao portal de certificados digitais",
        about: "Para quem exerce funções numa entidade e quer requisitar certificados e cartões em nome dela.",
        location: "/acesso",
    },
];

const ISSUING: Way = Way {
    label: "Para quem organiza eventos",
    about: "A instituição envia a lista de quem concluiu, confere a prévia e publica: cada pessoa recebe o seu certificado e a mensagem que avisa dele.",
    location: "/ajuda?busca=organizador",
};

/// `GET /`
pub(crate) async fn show(visit: Visit) -> Answer {
    Ok(match &visit.who {
        Who::SignedIn(session) => visit.see(begin::home(&session.row)),
        _ => visit.show(&FrontPage {
            site: visit.site(),
            brand: visit.app.config.brand.clone(),
            ways: WAYS.into(),
            issuing: ISSUING,
        }),
    })
}
