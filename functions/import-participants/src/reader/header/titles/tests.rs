//! Titles as people write them.

use super::*;

fn column_of(title: &str) -> Option<Column> {
    match meaning_of(title) {
        Meaning::Read(column, _) => Some(column),
        Meaning::Resembles(_) | Meaning::Standing(_) | Meaning::Other => None,
    }
}

#[test]
fn titles_are_understood_however_they_are_worded() {
    for (title, column) in [
        ("NOME", Column::Name),
        ("Nome Completo", Column::Name),
        ("Nome do(a) participante", Column::Name),
        ("Nome completo (como deve sair no certificado)", Column::Name),
        ("2) Nome completo, igual ao do RG *", Column::Name),
        ("Nome completo do servidor", Column::Name),
        ("Nome (Nome original)", Column::Name),
        ("Name (Original Name)", Column::Name),
        ("Nome completo (ou nome social)", Column::Name),
        ("Nome próprio", Column::Name),
        ("Attendee name", Column::Name),
        ("Participante", Column::Name),
        ("Cursista", Column::Name),
        ("ALUNO", Column::Name),
        ("Aluno(a)", Column::Name),
        ("name", Column::Name),
        ("Sobrenome", Column::Surname),
        ("Last name", Column::Surname),
        ("Nome social", Column::SocialName),
        ("Nome social [opcional]", Column::SocialName),
        ("4. Nome social, se houver", Column::SocialName),
        ("Possui nome social? Se sim, qual?", Column::SocialName),
        ("Nome (social)", Column::SocialName),
        ("E-mail", Column::Email),
        ("email", Column::Email),
        ("Qual é o seu e-mail?", Column::Email),
        ("Endereço de e-mail", Column::Email),
        ("Endereço de correio eletrónico", Column::Email),
        ("Correio Eletrônico", Column::Email),
        ("E-mail do servidor (institucional)", Column::Email),
        ("User Email", Column::Email),
        ("Registrant email", Column::Email),
        ("CPF", Column::Cpf),
        ("C.P.F.", Column::Cpf),
        ("CPF do participante", Column::Cpf),
        ("CPF do(a) aluno(a)", Column::Cpf),
        ("CPF (somente números)", Column::Cpf),
        ("3 - CPF (formato: 123.456.789-00) *", Column::Cpf),
        ("CPF, sem pontos nem traços", Column::Cpf),
        ("Número do CPF", Column::Cpf),
        ("Nº CPF", Column::Cpf),
        ("Documento (CPF)", Column::Cpf),
        ("Documento", Column::Cpf),
        ("Papel", Column::Role),
        ("Função", Column::Role),
        ("Tipo de participação", Column::Role),
        ("Carga Horária", Column::Workload),
        ("Carga horária (em horas)", Column::Workload),
        ("Carga horária do curso", Column::Workload),
        ("CH", Column::Workload),
        ("C/H", Column::Workload),
        ("Total de horas", Column::Workload),
        ("Qtde. de horas", Column::Workload),
        ("Nº de horas", Column::Workload),
    ] {
        assert_eq!(column_of(title), Some(column), "{title}");
    }
}

#[test]
fn what_belongs_to_somebody_else_is_not_read() {
    for title in [
        "",
        "Nome da mãe",
        "Nome da avó",
        "Nome da empresa",
        "Nome do evento",
        "Event name",
        "CPF do responsável",
        "E-mail (comprador)",
        "Confirme seu e-mail",
        "Você deseja receber o certificado por e-mail?",
        "Possui nome social?",
        "Número do participante",
        "Tipo de ingresso",
        "Total Duration (Minutes)",
        "Duração (minutos)",
        "Horas de permanência",
        "Carimbo de data/hora",
        "RG",
        "Telefone",
        "Data",
        "Observação",
    ] {
        assert_eq!(column_of(title), None, "{title}");
    }
}

#[test]
fn what_looks_like_a_column_that_matters_is_not_passed_over() {
    for (title, column) in [
        ("CPF do responsável", Column::Cpf),
        ("E-mail do comprador", Column::Email),
        ("Confirme seu e-mail", Column::Email),
        ("Possui nome social?", Column::SocialName),
    ] {
        assert_eq!(meaning_of(title), Meaning::Resembles(column), "{title}");
    }
}
