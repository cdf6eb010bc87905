//! What an organiser is told of a line: what is wrong, and what to do.

use super::{Column, Reason};

impl Reason {
    /// What to tell the organiser: what is wrong and what to do. It quotes no more than one sign, or what is printed now.
    pub fn sentence(&self) -> String {
        match self {
            Self::NameTooLong { most } => {
                format!(
                    "O nome tem mais de {most} letras e não cabe no certificado. Abrevie um dos sobrenomes."
                )
            }
            Self::RoleTooLong { most } => {
                format!("O papel tem mais de {most} letras. Escreva-o de forma mais curta.")
            }
            Self::CellTooLong { most } => {
                format!(
                    "A célula tem mais de {most} caracteres. Confira se cada pessoa está em sua própria linha."
                )
            }
            Self::RepeatedPerson { first_line } => {
                format!(
                    "Esta pessoa já está na linha {first_line}, com os mesmos dados. A repetição será ignorada."
                )
            }
            Self::ConflictingPerson { first_line } => {
                format!(
                    "Esta pessoa já está na linha {first_line}, com outros dados: aquela será emitida como está, e esta \
                     fica de fora. Se for o contrário, corrija a planilha antes de publicar."
                )
            }
            Self::OnceWithoutCpf { first_line } => format!(
                "O mesmo nome e o mesmo e-mail estão na linha {first_line}, e só uma das duas linhas tem CPF. A linha \
                 {first_line} será emitida como está, e esta fica de fora. Se for a mesma pessoa, deixe só a linha com \
                 CPF antes de publicar; se não for, informe os dois CPFs."
            ),
            Self::NotDrawn { sign } => format!(
                "As letras do certificado não têm o sinal “{sign}” (U+{:04X}): em seu lugar sai um quadrado vazio. Se não for o que \
                 quer, corrija a planilha.",
                u32::from(*sign)
            ),
            Self::Changed { was, .. } if was.is_empty() => {
                "O certificado não dizia nada aqui. A pessoa recebe uma versão nova.".into()
            }
            Self::Changed { was, .. } => {
                format!("O certificado dizia “{was}”. A pessoa recebe uma versão nova.")
            }
            Self::ColumnNotRead { like, instead } => column_not_read(*like, instead.as_deref()),
            Self::NotEntitled => {
                "Esta célula diz que a pessoa não esteve presente, não foi aprovada ou teve a inscrição cancelada: ela \
                 fica sem certificado. Se deve receber um, corrija a célula ou tire a coluna da planilha."
                    .into()
            }
            Self::PresenceUnclear => {
                "Não entendemos se a pessoa esteve presente ou foi aprovada. Escreva “presente” ou “ausente”, ou tire a \
                 coluna da planilha se todos devem receber o certificado."
                    .into()
            }
            Self::StatusUnclear => {
                "Não entendemos se esta situação dá direito ao certificado, e ele será emitido. Se não for o que quer, \
                 tire a linha da planilha."
                    .into()
            }
            Self::NotACpf => {
                "Este documento não é um CPF e não será usado. Se a pessoa tem CPF, escreva-o no lugar.".into()
            }
            Self::SecondRole { first_line } => format!(
                "Esta pessoa também está na linha {first_line}, com outro papel: ela recebe um certificado para cada papel."
            ),
            Self::Added { first_line } => {
                format!("As horas desta linha foram somadas às da linha {first_line}, que é da mesma pessoa.")
            }
            Self::SurnameFirst { likely } => {
                format!("O sobrenome parece estar antes do nome. Se for isso, use “Pôr o sobrenome depois” na conferência da planilha: sairia “{likely}”.")
            }
            Self::Brackets { likely } => {
                format!("O que está entre parênteses sai no certificado. Se não deve sair, use “Tirar os parênteses” na conferência da planilha: sairia “{likely}”.")
            }
            Self::LikelyDomain { likely } => {
                format!("O domínio deste e-mail parece ser “{likely}”. Se for isso, use “Corrigir o domínio” na conferência da planilha; sem isso, o aviso vai para o endereço como está.")
            }
            Self::ClosedMailbox => {
                "Este endereço não existe ou recusa mensagens: o certificado é emitido, mas o aviso não chega. Confira o endereço."
                    .into()
            }
            Self::Formula => {
                "Isto é uma fórmula, ou um erro de cálculo da planilha, e não um texto. Escreva o que deve sair no certificado; um papel \
                 pode também ficar vazio."
                    .into()
            }
            Self::AnswerForName => {
                "Isto é uma resposta, e não um nome. Escreva o nome como deve sair no certificado.".into()
            }
            Self::SurnameNotAdded { surname } => format!(
                "O nome social foi entendido como nome inteiro: o sobrenome “{surname}”, que está em outra coluna, não \
                 será acrescentado. Se ele faz parte do nome, escreva-o na coluna do nome social."
            ),
            Self::SectionNotRead => {
                "Daqui em diante o arquivo tem outra tabela, que não é a de participantes e não será lida.".into()
            }
            Self::Twin => {
                "Este nome e este e-mail já têm um certificado deste evento, emitido sem CPF. Se for a mesma pessoa, \
                 revogue o outro: ela ficaria com dois."
                    .into()
            }
            Self::AnotherAddress { .. } => {
                "A conta desta pessoa tem outro e-mail, e a planilha não o muda. Se o da conta está errado, abra o certificado \
                 da pessoa e corrija-o ali, enquanto ela não entrou; depois, só quem administra este site."
                    .into()
            }
            Self::ManyAlike => {
                "Muitas pessoas deste evento têm este nome ou este e-mail, e a linha não foi comparada com todas. Confira se esta \
                 pessoa não tem já um certificado com outro nome."
                    .into()
            }
            Self::SameWithNumber => {
                "Este nome e este e-mail já têm um certificado igual deste evento, e a linha não emite outro. Se é outra pessoa, \
                 preencha o CPF dela."
                    .into()
            }
            Self::CorrectedSince { now } if now.is_empty() => {
                "O certificado foi corrigido depois, e não diz mais isto: ele fica como está. Para mudá-lo, abra o certificado \
                 da pessoa."
                    .into()
            }
            Self::CorrectedSince { now } => format!(
                "O certificado foi corrigido depois, e diz “{now}”: ele fica como está. Para mudá-lo, abra o certificado da pessoa."
            ),
            Self::GoesElsewhere => {
                "O certificado desta pessoa foi enviado a outro e-mail. Uma versão nova vai para este, e o link que foi ao \
                 outro deixa de funcionar."
                    .into()
            }
            Self::MissingName => "Falta o nome. Preencha-o como deve sair no certificado.".into(),
            Self::NameWithoutLetters => {
                "O nome precisa ter pelo menos duas letras. Escreva o nome completo.".into()
            }
            Self::NotAName => {
                "Há números, um endereço ou uma barra no lugar do nome. Confira se as colunas não estão \
                 trocadas; se for uma linha de total, apague-a."
                    .into()
            }
            Self::GarbledText => {
                "As letras com acento vieram trocadas. Abra a planilha original, salve-a como “CSV UTF-8” \
                 e envie de novo."
                    .into()
            }
            Self::MissingEmail => "Falta o e-mail. Preencha-o: é para ele que o aviso vai.".into(),
            Self::EmailTooLong => "O e-mail é longo demais para existir. Confira o endereço.".into(),
            Self::SeveralEmails => "Há mais de um e-mail na célula. Deixe só um.".into(),
            Self::EmailShape => {
                "O e-mail precisa ter um @ entre o nome e o domínio, como em ana@exemplo.com.br.".into()
            }
            Self::EmailCharacter => {
                "O e-mail tem um espaço, um acento ou outro sinal que não pode ter. Corrija o endereço."
                    .into()
            }
            Self::EmailDomain => {
                "O que vem depois do @ não é um domínio, como exemplo.com.br. Corrija o endereço.".into()
            }
            Self::Revoked => {
                "O certificado desta pessoa neste evento foi revogado. A linha fica de fora, a não ser que você marque, ao \
                 publicar, que ele deve ser emitido de novo."
                    .into()
            }
            Self::CpfLength => {
                "O CPF precisa ter 11 dígitos. Confira o número ou, se a pessoa não tem CPF, deixe a \
                 célula vazia."
                    .into()
            }
            Self::CpfCharacter => {
                "O CPF tem uma letra ou um sinal que não pode ter. Use só números, com ou sem pontos e \
                 traço."
                    .into()
            }
            Self::CpfRepeatedDigit => {
                "O CPF não existe: é um só dígito repetido. Corrija o número ou, se a pessoa não tem CPF, \
                 deixe a célula vazia."
                    .into()
            }
            Self::CpfCheckDigit => "O CPF tem um dígito verificador errado. Confira o número.".into(),
            Self::NotADocument => {
                "O número não tem a forma deste documento, ou um dígito está trocado. Confira-o ou, se a pessoa não o tem, \
                 deixe a célula vazia."
                    .into()
            }
            Self::DocumentNotUsed => {
                "O número não confere: ele não tem a forma deste documento, ou um dígito está trocado. O certificado será \
                 emitido sem ele, e a pessoa fica conhecida pelo nome e pelo e-mail. Se puder, corrija o número na planilha."
                    .into()
            }
            Self::CpfRounded => {
                "A planilha arredondou o CPF, e os últimos dígitos se perderam. Formate a coluna como \
                 texto, digite o CPF de novo e salve o arquivo."
                    .into()
            }
            Self::NotAWorkload => {
                "A carga horária não foi entendida. Escreva as horas, como 40, 1,5 ou 1h30.".into()
            }
            Self::ExtraCells => {
                "A linha tem mais células preenchidas do que a linha de títulos. Confira se há um \
                 separador (vírgula ou ponto e vírgula) dentro do nome, e ponha esse texto entre aspas."
                    .into()
            }
        }
    }
}

/// `A coluna parece ter CPF e não é lida.`
fn column_not_read(like: Column, instead: Option<&str>) -> String {
    let label = like.label();
    match instead {
        Some(title) => format!(
            "Esta coluna parece ter “{label}” e não é usada, porque “{title}” diz isso com mais clareza. Se for o \
             contrário, troque as duas em “Confirme o que é cada coluna”, na conferência da planilha."
        ),
        None => format!(
            "Esta coluna parece ter “{label}” e não é usada. Se ela deve ser lida, diga isso em “Confirme o que é cada \
             coluna”, na conferência da planilha."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_with_a_number_in_them_name_it() {
        for reason in [
            Reason::NameTooLong { most: 417 },
            Reason::RoleTooLong { most: 417 },
            Reason::CellTooLong { most: 417 },
            Reason::RepeatedPerson { first_line: 417 },
            Reason::ConflictingPerson { first_line: 417 },
            Reason::OnceWithoutCpf { first_line: 417 },
        ] {
            assert!(reason.sentence().contains("417"), "{reason:?}");
        }
    }

    #[test]
    fn a_column_that_is_not_read_is_told_with_the_one_that_is() {
        let told = |instead: Option<&str>| {
            Reason::ColumnNotRead { like: Column::Cpf, instead: instead.map(str::to_owned) }.sentence()
        };
        assert!(told(Some("CPF do aluno")).contains("“CPF do aluno”"));
        assert!(told(None).contains("parece ter “CPF”") && told(None).contains("na conferência da planilha"));
    }
}
