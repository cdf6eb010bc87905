//! The questions that people ask, with answers. Other words for the same thing stand in `also`, for the search.

use schemars::JsonSchema;
use serde::Serialize;

/// A question and its answer.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub(crate) struct Question {
    /// The question, as somebody would ask it.
    pub(crate) question: &'static str,
    /// The answer, in paragraphs.
    pub(crate) answer: &'static [&'static str],
    /// Where to go on.
    pub(crate) links: &'static [Link],
    /// Other words by which it is found.
    #[serde(skip)]
    pub(crate) also: &'static str,
}

/// A page that an answer leads to.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub(crate) struct Link {
    /// Its name.
    pub(crate) label: &'static str,
    /// Its path.
    pub(crate) location: &'static str,
}

const ENTER: Link = Link { label: "Entrar", location: "/entrar" };
const VISIT: Link = Link { label: "Acessar sem senha", location: "/visitante" };
const RESEND: Link = Link { label: "Reenviar notificação", location: "/reenviar" };
const VERIFY: Link = Link { label: "Verificar um certificado", location: "/verificar" };
const CARDS: Link = Link { label: "Meus certificados", location: "/certificados" };
const PROFILE: Link = Link { label: "Meu Perfil", location: "/perfil" };
const PASSWORD: Link = Link { label: "Alterar senha", location: "/senha" };
const PRIVACY: Link = Link { label: "Privacidade", location: "/privacidade" };
const ASK: Link = Link { label: "Pedir ajuda à equipe", location: "/ajuda/pedidos" };

const fn ask(
    question: &'static str,
    answer: &'static [&'static str],
    links: &'static [Link],
    also: &'static str,
) -> Question {
    Question { question, answer, links, also }
}

/// All questions, by subject.
pub(crate) const ALL: [(&str, &[Question]); 7] = [
    ("A mensagem do certificado", MESSAGE),
    ("Entrar e senha", ENTERING),
    ("Meus certificados", CERTIFICATES),
    ("Acessar sem senha", VISITING),
    ("Verificar um certificado", VERIFYING),
    ("Ajuda e os meus dados", HELP),
    ("Para quem organiza eventos", ORGANISING),
];

const MESSAGE: &[Question] = &[
    ask(
        "Concluí o evento. Quando recebo o certificado?",
        &[
            "Quem organiza o evento informa quem o concluiu e publica os certificados. Nesse momento você recebe um e-mail com o link, o seu token e a forma de entrar. O prazo é combinado com quem organizou: o nome está na sua inscrição.",
        ],
        &[],
        "prazo disponibilidade demora aviso notificação",
    ),
    ask(
        "Não recebi a mensagem. O que faço?",
        &[
            "Procure nas pastas de spam, lixo eletrônico e promoções. Depois peça o reenvio com o e-mail da sua inscrição.",
            "Por segurança, a resposta do pedido é a mesma para qualquer endereço. Se nada chegar em alguns minutos, o certificado pode estar em outro endereço seu, ou ainda não ter sido publicado: pergunte a quem organizou o evento.",
        ],
        &[RESEND, ASK],
        "notificação e-mail email não chegou certificado spam reenvio reenviar",
    ),
    ask(
        "Pedi o reenvio várias vezes e parou de chegar. Por quê?",
        &[
            "Depois de três pedidos para um endereço em uma hora, só um a cada quarto de hora é aceito, para que ninguém encha a caixa de outra pessoa. Use sempre a mensagem mais nova: uma senha inicial nova desfaz a anterior. E se a sua caixa devolveu mensagens nossas ou as marcou como indesejadas, deixamos de enviar: peça ajuda à equipe, que libera o endereço.",
        ],
        &[RESEND, ASK],
        "limite notificação",
    ),
    ask(
        "O link da mensagem não abre. O que faço?",
        &[
            "Copie o endereço inteiro da mensagem e cole no navegador: alguns programas de e-mail cortam endereços longos. O link para escolher outra senha vale por 30 minutos e uma vez só; depois disso, peça o reenvio. O link de um certificado que chegou a outro endereço seu vale por 30 dias.",
            "O link leva à página de entrada com o token já preenchido. Se ela aparecer vazia, digite o token, que está na mesma mensagem.",
        ],
        &[RESEND, ENTER],
        "link não abre não funciona quebrado venceu expirou botão endereço",
    ),
    ask(
        "O que é o token?",
        &[
            "É um código de 13 letras e números que identifica você aqui, como o CPF. Está na mensagem do certificado e em Meu Perfil. Ele não é uma senha, e serve para entrar quando o seu CPF não foi informado.",
        ],
        &[PROFILE],
        "código participante identificador",
    ),
];

const ENTERING: &[Question] = &[
    ask(
        "Como entro pela primeira vez?",
        &[
            "Em Entrar, digite o CPF ou o token e a senha inicial que veio na mensagem. Ela serve uma vez só e vale por 30 dias: logo depois você escolhe a sua.",
        ],
        &[ENTER],
        "login acesso acessar primeiro senha inicial",
    ),
    ask(
        "A senha inicial venceu ou se perdeu. Como consigo outra?",
        &[
            "Peça o reenvio da notificação. A nova mensagem traz uma nova senha inicial, e a anterior deixa de valer.",
        ],
        &[RESEND],
        "login expirou expirada esqueci",
    ),
    ask(
        "Esqueci a senha que escolhi. E agora?",
        &[
            "Peça o reenvio da notificação com o e-mail cadastrado. Quem já tem senha recebe um link para definir outra. Ele vale por 30 minutos e uma vez só.",
        ],
        &[RESEND],
        "login recuperar redefinir trocar perdi",
    ),
    ask(
        "Que senha posso usar?",
        &[
            "Qualquer texto de pelo menos 12 caracteres, com acentos e espaços se quiser; 15 ou mais são melhores. Não é preciso misturar símbolos: uma frase curta, com palavras que não costumam andar juntas, funciona bem. São recusadas senhas muito usadas e as que são quase só o seu nome, CPF ou e-mail.",
        ],
        &[PASSWORD],
        "regra mínimo caracteres fraca",
    ),
    ask(
        "Como altero a senha?",
        &[
            "Depois de entrar, abra o menu com o seu nome e escolha Alterar senha. As sessões em outros aparelhos são encerradas, e você recebe um e-mail que avisa da mudança.",
        ],
        &[PASSWORD],
        "mudar trocar",
    ),
    ask(
        "Esqueci a conta aberta em outro computador. Como saio dela?",
        &[
            "Em Alterar senha há o botão Sair de todos os aparelhos. Além disso, uma sessão parada por meia hora se encerra sozinha, e nenhuma dura mais de 12 horas.",
        ],
        &[PASSWORD],
        "logout sair sessão encerrar",
    ),
    ask(
        "Apareceu “tentativas demais”. O que significa?",
        &[
            "Depois de várias tentativas seguidas é preciso esperar alguns minutos. A conta não fica bloqueada: o aviso diz quanto falta. Se não lembra a senha, peça o reenvio da notificação.",
        ],
        &[RESEND],
        "login bloqueado bloqueio limite",
    ),
];

const CERTIFICATES: &[Question] = &[
    ask(
        "Como baixo o meu certificado?",
        &[
            "Entre e, no cartão do evento, use Ver certificado. O arquivo é um PDF, sempre idêntico: guarde-o, imprima-o ou envie-o como preferir.",
        ],
        &[CARDS],
        "download pdf imprimir 2ª via segunda via perdi o certificado de novo salvar",
    ),
    ask(
        "Por quanto tempo o certificado fica disponível?",
        &[
            "Pelo prazo que quem organizou o evento combinou; ele aparece no cartão. Depois do prazo o certificado não pode mais ser baixado aqui, mas a verificação continua confirmando que ele é válido. Por isso, guarde o seu PDF.",
        ],
        &[CARDS],
        "validade venceu expirou",
    ),
    ask(
        "O que é o acesso público?",
        &[
            "Com ele ligado, quem conhece o seu CPF ou token vê este certificado em Acessar sem senha. Com ele desligado, só você o vê. A verificação pelo código impresso funciona nos dois casos. Você liga e desliga nas opções de cada cartão.",
        ],
        &[CARDS],
        "privado público esconder visitante",
    ),
    ask(
        "Como compartilho o certificado por um link?",
        &[
            "Nas opções do cartão, crie o Link direto e copie o endereço, ou envie-o dali mesmo: quem o abre vê e baixa o certificado, mesmo sem acesso público. Ele continua no cartão para ser copiado de novo. Se mudar de ideia, troque o link ou desligue-o; o antigo deixa de funcionar na hora.",
        ],
        &[CARDS],
        "link direto url compartilhar",
    ),
    ask(
        "Como baixo vários certificados de uma vez?",
        &[
            "Em Meus certificados, marque os que quer e use Baixar os marcados: eles vêm em um arquivo ZIP, cada um com o nome do evento. Para levar mais do que cabe em um arquivo, baixe em partes.",
        ],
        &[CARDS],
        "zip todos marcar baixar juntos",
    ),
    ask(
        "Por que tive de entrar de novo?",
        &[
            "A sessão termina depois de meia hora sem uso, depois de doze horas, ou quando você sai em outro lugar. O que estava escrevendo não se perde: depois de entrar, a página mostra o que ia ser enviado e você confirma. Só arquivos e senhas precisam ser escolhidos ou digitados de novo.",
        ],
        &[],
        "sessão terminou expirou caiu",
    ),
    ask(
        "Como coloco o certificado no LinkedIn?",
        &[
            "Nas opções do cartão, use Adicionar ao LinkedIn. A página do LinkedIn abre com o nome do evento, a instituição, o mês, o código e o endereço de verificação já preenchidos: confira e salve lá.",
        ],
        &[CARDS],
        "linkedin perfil rede",
    ),
    ask(
        "Meu nome ou outro dado está errado. Quem corrige?",
        &[
            "Em Meus certificados, abra as opções do cartão e use Reportar erro. Um acento, uma letra dobrada ou um erro pequeno de grafia no nome você mesmo corrige, na hora, uma vez para cada certificado. O resto a equipe deste site vê primeiro; o que muda o que o certificado atesta, ela encaminha à instituição que o emitiu. A resposta chega por e-mail. Com a correção você recebe uma nova versão, e a verificação da antiga passa a dizer “substituído” e aponta a nova.",
            "Se preferir, fale com a instituição: os contatos dela estão na mensagem do certificado, nas opções do cartão e na página da verificação.",
            "Se não consegue falar com a instituição, peça ajuda à equipe deste site: ela encaminha o pedido, mas não muda o que está no certificado.",
        ],
        &[CARDS, ASK],
        "nome errado cpf errado erro correção corrigir ortografia reportar sobrenome carga horária papel",
    ),
    ask(
        "Mudei de e-mail. Como atualizo o endereço?",
        &[
            "O endereço que recebe as senhas não muda por uma nova inscrição, para que ninguém tome a sua conta. Se ainda lê o endereço antigo, nada muda para entrar: CPF ou token e senha. Um certificado que chega a outro endereço traz um link: abra-o, baixe o PDF e, entrando na sua conta, confirme que ele é seu. Se não consegue entrar, peça ajuda à equipe deste site: o e-mail da conta é corrigido depois de conferir quem você é.",
        ],
        &[PROFILE, ASK],
        "email endereço trocar perfil",
    ),
];

const VISITING: &[Question] = &[
    ask(
        "Posso ver certificados sem senha?",
        &[
            "Sim. Em Acessar sem senha, digite o CPF ou o token da pessoa: aparecem os certificados que ela deixou públicos, para ver e baixar. As demais opções são só para quem entra com senha.",
        ],
        &[VISIT],
        "visitante login",
    ),
    ask(
        "Digitei um CPF e não apareceu nada. Por quê?",
        &[
            "Ou não há certificado nesse CPF, ou todos são privados. A página não diz qual dos dois, para proteger a pessoa. Se o certificado é seu, entre com a senha.",
        ],
        &[VISIT, ENTER],
        "visitante vazio nenhum",
    ),
    ask(
        "Por que a página pede uma pequena conta ao meu navegador?",
        &[
            "Depois de várias consultas pela mesma conexão, o navegador resolve uma conta de cerca de um segundo antes de cada uma. Isso contém robôs sem pedir que você decifre imagens e sem enviar dados a terceiros. É preciso que o JavaScript esteja ativo.",
        ],
        &[VISIT],
        "captcha robô desafio altcha",
    ),
];

const VERIFYING: &[Question] = &[
    ask(
        "Como confiro se um certificado é verdadeiro?",
        &[
            "Leia o QR code impresso, ou digite em Verificar o código que está no rodapé. A página mostra tudo o que foi impresso: compare com o papel ou com o arquivo que você tem nas mãos.",
            "Com o PDF você pode também soltá-lo na página. O arquivo não sai do seu aparelho: só uma impressão digital dele é enviada.",
        ],
        &[VERIFY],
        "autenticidade autenticar validar validade qrcode código",
    ),
    ask(
        "O que significam válido, substituído, revogado e indisponível?",
        &[
            "Válido: foi emitido aqui e continua valendo. Substituído: há uma versão mais nova, com dados corrigidos. Revogado: foi cancelado por quem o emitiu, com data e motivo. Indisponível: existe, mas o arquivo ainda não está pronto.",
        ],
        &[VERIFY],
        "status situação cancelado",
    ),
    ask(
        "O código não foi encontrado. O certificado é falso?",
        &[
            "Não necessariamente. Letras minúsculas e espaços não atrapalham, e o último símbolo denuncia um erro de digitação. Confira também se o certificado foi emitido aqui: o endereço está impresso nele. Se tudo confere e o código continua sem resposta, não confie no documento e fale com a instituição que aparece nele.",
        ],
        &[VERIFY],
        "falso inválido erro",
    ),
];

const HELP: &[Question] = &[
    ask(
        "Como falo com o suporte?",
        &[
            "No fim desta página, em “Ainda com dúvida?”, escreva o que aconteceu. Você recebe por e-mail o número do pedido e um link para acompanhá-lo; a resposta chega no mesmo endereço.",
            "Sobre o que está no certificado, fale direto com a instituição que o emitiu: é ela quem decide.",
        ],
        &[ASK],
        "suporte atendimento contato telefone falar chamado protocolo central",
    ),
    ask(
        "O meu certificado foi revogado. Por quê?",
        &[
            "Foi a instituição que o emitiu quem decidiu, e o motivo está na mensagem que você recebeu e na verificação. Se foi um engano, fale com ela: os contatos estão nas duas. Os seus outros certificados não mudam.",
        ],
        &[CARDS, VERIFY],
        "revogado cancelado revogação motivo",
    ),
    ask(
        "Como peço que apaguem os meus dados?",
        &[
            "Peça à instituição que emitiu o certificado, que é quem decide sobre os seus dados, ou escreva a quem responde por eles neste site: o contato está na página de privacidade.",
        ],
        &[PRIVACY, ASK],
        "apagar excluir remover dados pessoais lgpd privacidade eliminar direito",
    ),
];

const ORGANISING: &[Question] = &[
    ask(
        "Como passo a emitir certificados?",
        &[
            "O acesso de organizador é dado por quem administra este site. Com ele, você cria o evento, envia a lista de participantes, confere a prévia e publica.",
        ],
        &[],
        "organizador emissor instituição cadastro",
    ),
    ask(
        "Que arquivo envio com os participantes?",
        &[
            "Uma planilha do Excel (.xlsx) ou do LibreOffice (.ods), ou um CSV, com uma linha de títulos e uma pessoa por linha. Também dá para copiar as células da planilha e colar na página do evento. São necessários o nome e o e-mail; o CPF é recomendado. A prévia mostra cada linha com problema, a coluna e o motivo, e nada é emitido antes de Publicar.",
            "O formato antigo do Excel (.xls) e planilhas com senha não são lidos: salve como .xlsx, sem senha.",
        ],
        &[],
        "importar importação csv xlsx ods xls planilha excel libreoffice google lista colar senha modelo",
    ),
    ask(
        "A planilha tem outros títulos, presença ou várias folhas. Preciso mudá-la?",
        &[
            "Não. Quando os títulos não dizem o que é cada coluna, a prévia mostra as primeiras células e você diz; as próximas planilhas do evento com os mesmos títulos são lidas do mesmo jeito. Você também escolhe a folha, marca quem recebe certificado quando há uma coluna de presença, aprovação ou situação, e ajusta de uma vez nomes em maiúsculas, sobrenomes antes do nome e domínios de e-mail errados.",
            "Um nome, e-mail, CPF ou outra célula com erro se corrige ali mesmo, na prévia: o arquivo não muda, e dá para voltar ao que está nele.",
            "Quem está na planilha em dois papéis recebe um certificado para cada um. As horas de linhas de dias diferentes são somadas quando você pede.",
        ],
        &[],
        "títulos colunas presença ausente folha aba papel função dias somar horas maiúsculas ajustar corrigir célula linha erro",
    ),
    ask(
        "Enviei o mesmo arquivo duas vezes. Os certificados saem repetidos?",
        &[
            "Não. No mesmo evento ninguém recebe duas vezes o mesmo certificado; só quem está na planilha em mais de um papel recebe um para cada papel. Uma linha que mudou gera uma nova versão, e a anterior passa a constar como substituída.",
            "Quando a planilha não tem o CPF de quem já recebeu certificado, ou traz a pessoa com outro papel, a prévia pergunta se a linha corrige o certificado que já existe ou é outro. E uma planilha espera enquanto outra do mesmo evento está sendo emitida.",
        ],
        &[],
        "importar duplicado repetido sem cpf outro papel corrige espera",
    ),
    ask(
        "Como cancelo um certificado?",
        &[
            "Na página do evento, revogue o certificado com um motivo, que fica público: a verificação mostra a data e o motivo. Um certificado nunca é apagado para esconder que existiu.",
        ],
        &[PRIVACY],
        "revogar revogação cancelar",
    ),
];
