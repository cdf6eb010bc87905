//! The words of titles: which ones mean something, and which ones make a title speak of somebody or something else.

/// Words that ask for a column or describe its format and do not change which one it is.
const FILLERS: &str = "a o as os e um uma de do da dos das no na em para pra por com sem so somente apenas seu sua teu \
    meu qual informe digite insira escreva preencha favor como que deve devera ira vai sair constar aparecer se houver \
    ex exemplo participante participantes aluno aluna alunos inscrito inscrita estudante servidor servidora docente \
    professor professora cursista numero numeros n nr nº º ª ponto pontos traco tracos pontuacao digitos obrigatorio \
    opcional required optional total valido principal contato the of your my";

/// Words that, alone in a title, mean the name, and of whom a title may be: `Nome do servidor`.
const PEOPLE: &str = "participante participantes aluno aluna alunos inscrito inscrita inscritos estudante estudantes \
    ouvinte servidor servidora servidores docente docentes professor professora professores cursista cursistas \
    congressista congressistas formando formandos formanda convidado convidada membro pessoa participant participants \
    attendee attendees student registrant";

/// Whom or what a title may be of without being another's: `CPF do inscrito`, `Endereço de e-mail`.
const OWN: &str = "registro batismo certificado cadastro inscricao acesso preferencia login contato email mail cpf nome \
    correio horas hora documento pessoa todos cada acordo forma maneira seu sua voce rg participacao";

/// Somebody or something else that a title speaks of.
const OTHERS: &str = "mae pai pais filiacao responsavel conjuge filho filha dependente emergencia orientador orientadora \
    coorientador chefe chefia gestor gestora supervisor coordenador coordenadora secretaria secretario padrinho tutor \
    comprador compradora buyer purchaser order pedido pagador payer billing faturamento fatura invoice nota fiscal \
    titular cartao card empresa company organizacao organization instituicao institution escola school universidade \
    faculdade departamento department unidade orgao setor curso course evento event atividade palestra oficina sessao \
    session reuniao meeting trabalho artigo projeto equipe team grupo group turma produto product item ingresso ticket \
    categoria cidade city municipio estado pais country bairro rua fantasia razao cracha badge arquivo file \
    username cargo perfil loja indicado indicacao referencia amigo secundario alternativo confirme confirmacao confirm \
    confirmar repita domain dominio";

/// Words with which a title only asks whether something may be done, or is the case.
const QUESTIONS: &str = "voce deseja gostaria possui tem usa utiliza aceito aceita autorizo autoriza concordo concorda \
    ciente declaro prefere quer receber posso podemos";

/// Words of the lists of who was in a meeting, and when.
const ATTENDANCE: &str = "entrou entrada saiu saida join joined leave left exited";

fn is_among(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|one| one == word)
}

pub(super) fn is_filler(word: &str) -> bool {
    is_among(FILLERS, word) || word.chars().all(|c| c.is_ascii_digit())
}

pub(super) fn is_person(word: &str) -> bool {
    is_among(PEOPLE, word)
}

pub(super) fn is_other(word: &str) -> bool {
    is_among(OTHERS, word)
}

pub(super) fn is_attendance(word: &str) -> bool {
    is_among(ATTENDANCE, word)
}

/// Whether the title only asks whether something is the case: `Possui nome social?`, but not `… Se sim, qual?`.
pub(super) fn is_question(words: &[&str]) -> bool {
    let begins = words.first().is_some_and(|word| is_among(QUESTIONS, word));
    begins && !words.iter().any(|word| matches!(*word, "qual" | "quais" | "informe" | "escreva" | "digite"))
}

/// Whether what the title names is somebody else's: `Nome da avó`, `Event name`.
pub(super) fn is_of_another(words: &[&str]) -> bool {
    words.iter().any(|word| is_other(word)) || words.windows(2).any(|two| is_of_unknown(two, words))
}

/// `da avó`: a word after `de` that is neither a participant nor a part of the title itself.
fn is_of_unknown(two: &[&str], words: &[&str]) -> bool {
    let owner = two[1];
    let is_of = matches!(two[0], "de" | "da" | "do" | "das" | "dos" | "of");
    let known = is_filler(owner) || is_person(owner) || is_among(OWN, owner);
    is_of && !known && words.last() == Some(&owner)
}
