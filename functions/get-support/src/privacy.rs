//! The privacy and cookie policy.

use askama::Template;
use common::web::{Answer, Site, Visit};
use domain::value::calendar;
use jiff::civil::{Date, date};
use platform::config::DataProtection;
use schemars::JsonSchema;
use serde::Serialize;

/// The policy.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "privacy.html")]
pub(crate) struct PrivacyPage {
    #[serde(skip)]
    site: Site,
    /// In one sentence.
    summary: &'static str,
    /// Its sections.
    sections: Vec<Section>,
    /// Who answers for personal data here.
    data_protection: Responsible,
    /// Since when it says what it says, in words.
    updated_on: String,
}

/// Who answers for personal data: the *encarregado* of the LGPD.
#[derive(Serialize, JsonSchema)]
struct Responsible {
    /// Their name; empty, when only an address is told.
    name: String,
    /// Their address.
    email: String,
}

/// A section of the policy.
#[derive(Clone, Copy, Serialize, JsonSchema)]
pub(crate) struct Section {
    title: &'static str,
    /// What comes before the list.
    paragraphs: &'static [&'static str],
    /// A list, where there is one.
    items: &'static [&'static str],
}

/// The day on which the text last changed. Whoever changes a sentence changes it too: a test compares.
const UPDATED: Date = date(2026, 11, 29);

/// `GET /privacidade`
pub(crate) async fn show(visit: Visit) -> Answer {
    let DataProtection { name, email } = visit.app.config.data_protection.clone();
    let data_protection = Responsible { name: name.unwrap_or_default(), email: email.as_str().to_owned() };
    let (site, sections, updated_on) = (visit.site(), SECTIONS.into(), calendar::day(UPDATED));
    Ok(visit.show(&PrivacyPage { site, summary: SUMMARY, sections, data_protection, updated_on }))
}

const SUMMARY: &str = "Guardamos só o que um certificado precisa, não seguimos ninguém e usamos um único cookie, necessário para entrar.";

const SECTIONS: [Section; 7] = [
    Section {
        title: "Quem decide sobre os seus dados",
        paragraphs: &[
            "A instituição que organiza o evento decide que dados são coletados e por quê: para a Lei Geral de Proteção de Dados (Lei nº 13.709/2018, LGPD), ela é a controladora. O nome dela está no certificado e na mensagem que você recebeu. Este site guarda e mostra os certificados em nome dela, como operador.",
        ],
        items: &[],
    },
    Section {
        title: "O que guardamos",
        paragraphs: &[],
        items: &[
            "O nome, o e-mail e, quando foi informado, o CPF ou outro documento (NIF, passaporte ou registro de estrangeiro).",
            "O que está impresso no certificado: evento, período, carga horária, papel, instituição e assinaturas.",
            "As versões do certificado e o que aconteceu com ele: emissão, correção, revogação, cada uma com data.",
            "O registro das mensagens enviadas a você e se foram entregues.",
            "A senha, apenas como um resumo do qual ela não pode ser lida de volta. A senha inicial não é guardada.",
            "Quando e se o certificado foi aberto pela primeira vez por você ou por quem tem o seu link direto.",
            "Quando você pede uma correção: o que está no certificado, o que deveria estar, o que escreveu, e a resposta.",
            "Quando você pede ajuda: o nome, o e-mail, o que escreveu, o CPF ou token se os informou, e as respostas.",
        ],
    },
    Section {
        title: "Para que usamos",
        paragraphs: &[
            "Para emitir o certificado, avisar você, deixar que você o veja e o compartilhe, e confirmar a quem pergunta que ele é verdadeiro. Os dados não são vendidos, não servem à publicidade e não são entregues a terceiros, salvo por obrigação legal e a quem presta o serviço de computação e de envio de mensagens em que este site funciona.",
            "Um pedido de ajuda é lido pela equipe deste site. Quando é sobre o que está em um certificado, a equipe o encaminha à instituição que o emitiu, com o que você escreveu, o seu nome e o seu e-mail, e avisa você. Um pedido de correção segue o mesmo caminho.",
        ],
        items: &[],
    },
    Section {
        title: "O que outras pessoas veem",
        paragraphs: &[],
        items: &[
            "Quem tem o código impresso no certificado vê, na verificação, o que está impresso nele. Do CPF aparecem só três dígitos.",
            "Quem conhece o seu CPF ou token vê os certificados que você deixou com acesso público. Você liga e desliga isso em cada certificado.",
            "Quem recebe o seu link direto vê aquele certificado, até você trocar ou desligar o link.",
            "A instituição que emitiu o certificado vê os dados que ela própria informou, a situação das mensagens, se o certificado já foi aberto, e os pedidos de correção que a equipe encaminhou ou que já foram decididos.",
            "Quem tem o link de um pedido de ajuda seu vê o pedido e as respostas; o link vai só para o e-mail que você informou nele.",
        ],
    },
    Section {
        title: "Cookies",
        paragraphs: &[
            "Usamos um cookie só, chamado __Host-sid. Ele aparece quando você entra, ou quando acessa como visitante, e mantém a sessão: sem ele não há como saber que a próxima página também é sua. Por ser necessário, não depende de autorização. Ele não pode ser lido por outros sites nem por scripts.",
            "A sessão termina quando você sai, depois de meia hora sem uso ou, no máximo, em 12 horas; a de visitante, em 15 minutos. Antes de entrar não há nenhum cookie. Não há cookies de estatística, de publicidade nem de terceiros, e as fontes e os scripts das páginas vêm deste mesmo site.",
        ],
        items: &[],
    },
    Section {
        title: "Por quanto tempo",
        paragraphs: &[
            "O certificado e o que a verificação mostra ficam guardados enquanto a instituição o mantiver, porque um certificado precisa poder ser conferido anos depois. O arquivo com a lista de participantes, enviado pela instituição, é apagado cerca de 90 dias depois, se quem administra este site não escolheu outro prazo. Um pedido de ajuda ou de correção é apagado dois anos depois da última novidade nele. Os contadores de tentativas, que usam o seu endereço de internet, deixam de valer em no máximo uma hora e são apagados depois.",
        ],
        items: &[],
    },
    Section {
        title: "Os seus direitos",
        paragraphs: &[
            "Pela LGPD (artigo 18), você pode pedir à instituição que emitiu o certificado, de graça:",
        ],
        items: &[
            "a confirmação de que seus dados são tratados e uma cópia deles (boa parte está em Meu Perfil e nos seus certificados);",
            "a correção do que estiver errado, que gera uma nova versão do certificado;",
            "a eliminação ou o bloqueio do que for desnecessário; o certificado e o registro que o comprova costumam ficar, porque a lei permite guardá-los para que possam ser conferidos (artigo 16), e nesse caso a resposta diz por quê;",
            "a informação sobre com quem seus dados foram compartilhados;",
            "a entrega dos dados em formato que outro serviço possa ler: cada página daqui também existe em JSON.",
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use platform::digest::sha256_hex;

    /// SHA-256 of the text that [`UPDATED`] dates. Whoever changes a sentence writes the day and this.
    const DATED: &str = "27824b8ada4c191bbf4ae3952a703ad8f6eec8c12e4e1bd8e01dfa13d4ba56cf";

    #[test]
    fn the_date_is_that_of_the_text() {
        let mut text = SUMMARY.to_owned();
        for section in SECTIONS {
            let all = std::iter::once(&section.title).chain(section.paragraphs).chain(section.items);
            all.for_each(|part| text.push_str(part));
        }
        assert_eq!(sha256_hex(text.as_bytes()), DATED, "the text has changed: date it ({UPDATED})");
    }
}
