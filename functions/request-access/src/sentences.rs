//! What is wrong with a field, in a sentence that says what to do.

use common::error::FieldError;
use domain::digital::access::{Field, ProofError, Why, Wrong};

/// The sentence about a field.
pub(crate) fn error(wrong: &Wrong) -> FieldError {
    FieldError::new(wrong.field.kind(), sentence(*wrong))
}

fn sentence(Wrong { field, why }: Wrong) -> String {
    match (field, why) {
        (_, Why::TooLong(most)) => format!("O texto passa de {most} letras. Encurte-o."),
        (_, Why::Empty) => empty(field).to_owned(),
        (Field::Person, Why::Check) => "Este número não existe: o último algarismo não corresponde aos outros. Confira se trocou algum.".to_owned(),
        (Field::EntityNumber, Why::Check) => "Este NIF não existe: o último algarismo não corresponde aos outros.".to_owned(),
        (Field::Person, _) => "Escreva os 9 algarismos do NIF, ou os 11 do CPF.".to_owned(),
        (Field::Email, _) => "Escreva o e-mail por inteiro, na forma nome@entidade.pt.".to_owned(),
        (Field::Mobile, _) => "Escreva um número de telemóvel: 9 algarismos em Portugal, DDD e 9 algarismos no Brasil, ou com + e o código do país.".to_owned(),
        (Field::Entity, _) => "Não há uma entidade com este nome na lista. Escolha uma da lista, ou apague este campo e proponha uma entidade nova.".to_owned(),
        (Field::EntityNumber, _) => "Escreva os 9 algarismos do NIF, ou os 14 caracteres do CNPJ.".to_owned(),
        (Field::Name, _) => "Escreva o nome com letras, sem números nem endereços.".to_owned(),
        (_, _) => "Confira este campo.".to_owned(),
    }
}

fn empty(field: Field) -> &'static str {
    match field {
        Field::Motive => {
            "Diga para que pede o acesso, por exemplo “Pedido de certificados de assinatura qualificada”."
        }
        Field::Name => "Escreva o seu nome completo.",
        Field::Person => "Escreva o seu NIF (9 algarismos) ou CPF (11 algarismos).",
        Field::Email => "Escreva o e-mail em que recebe as mensagens.",
        Field::Mobile => "Escreva o seu telemóvel: pode receber nele o código da primeira entrada.",
        Field::Entity => "Escolha a entidade em que exerce funções, ou proponha uma que não está na lista.",
        Field::EntityName => "Escreva o nome da entidade que propõe.",
        Field::EntityNumber => "Escreva o NIF ou o CNPJ da entidade que propõe.",
        Field::Post => "Escreva o seu cargo na entidade.",
        Field::Service => "Escolha o serviço que pretende.",
        Field::Proof => "Anexe o documento comprovativo.",
    }
}

/// Why a file is not taken.
pub(crate) fn of_proof(error: ProofError) -> FieldError {
    let sentence = match error {
        ProofError::Empty => "O ficheiro está vazio. Escolha outro.",
        ProofError::TooLarge => {
            "O ficheiro passa de 4 MB. Digitalize-o com menos resolução, ou só as páginas necessárias."
        }
        ProofError::Kind => {
            "O ficheiro não é PDF, JPEG nem PNG, ainda que o nome o diga. Guarde o documento num destes formatos."
        }
    };
    FieldError::new(Field::Proof.kind(), sentence)
}
