//! Lists as forms, shops, schools and meetings export them.

use super::{failure, lines, names, remarks};
use domain::participation::line::{Column, FileProblem, Reason};

fn not_read(like: Column, instead: Option<&str>) -> Reason {
    Reason::ColumnNotRead { like, instead: instead.map(str::to_owned) }
}

#[test]
fn the_answers_of_a_form_are_read_without_loss() {
    let file = "Carimbo de data/hora,Endereço de e-mail,1. Nome completo (sem abreviar) *,\"2. Nome social, se houver\",\
                \"CPF (só números, sem pontos)\",Vínculo\n\
                01/03/2026 08:00:01,otto@exemplo.com.br,Otto Lara,,52998224725,Docente\n\
                01/03/2026 08:00:02,ruth@exemplo.com.br,Rute Melo,Ruth Melo,11144477735,Docente\n";
    let found = lines(file);
    assert_eq!(names(&found), ["Otto Lara", "Ruth Melo"]);
    assert!(found.iter().all(|line| line.cpf.is_some()));
    assert_eq!(remarks(file), []);
}

#[test]
fn the_participants_address_is_read_and_the_buyers_is_told() {
    let file = "Order code,E-mail,Product,Attendee name,Attendee email\n\
                A1,loja@empresa.example,Ingresso,Rui Paz,rui@exemplo.com.br\n";
    let found = lines(file);
    assert_eq!(names(&found), ["Rui Paz"]);
    assert_eq!(found[0].email.as_str(), "rui@exemplo.com.br");
    let told = not_read(Column::Email, Some("Attendee email"));
    assert_eq!(remarks(file), [(1, "E-mail".into(), "E-mail".into(), told)]);

    let brazilian = "Nome;E-mail do comprador;E-mail do participante;Nome do comprador\n\
                     Rui Paz;loja@empresa.example;rui@exemplo.com.br;Ana Paz\n";
    assert_eq!(lines(brazilian)[0].email.as_str(), "rui@exemplo.com.br");
}

#[test]
fn a_meeting_gives_its_people_and_no_workload() {
    let zoom = "Nome (nome original),E-mail do usuário,Duração total (minutos),Convidado\n\
                Rui Paz,rui@exemplo.com.br,51,Não\n";
    let meet =
        "Nome,Sobrenome,E-mail,Duração,Horário em que entrou\nRui,Paz,rui@exemplo.com.br,57 min,19:01\n";
    for file in [zoom, meet] {
        let found = lines(file);
        assert_eq!((names(&found), found[0].workload), (vec!["Rui Paz"], None), "{file}");
    }
}

#[test]
fn who_held_a_meeting_has_no_role_by_that_and_whoever_wrote_a_role_has() {
    let webex = "Name,Email,Join time,Leave time,Role\nRui Paz,rui@exemplo.com.br,19:00,20:00,Host\n";
    assert!(lines(webex)[0].role.is_none());
    assert_eq!(remarks(webex), [(1, "Role".into(), "Role".into(), not_read(Column::Role, None))]);
    let added = "Nome;E-mail;Primeira Entrada;Função;Papel\nRui Paz;rui@exemplo.com.br;19:00;Apresentador;palestrante\n";
    assert_eq!(lines(added)[0].role.as_ref().map(ToString::to_string), Some("palestrante".into()));
    let plain = "Nome;E-mail;Função\nRui Paz;rui@exemplo.com.br;Organizador\n";
    assert_eq!(lines(plain)[0].role.as_ref().map(ToString::to_string), Some("Organizador".into()));
    assert_eq!(remarks(plain), []);
}

#[test]
fn of_three_sections_only_the_participants_are_read() {
    let file = "1. Resumo\nTítulo da reunião\tOficina\nParticipantes presentes\t2\n\n2. Participantes\n\
                Nome\tPrimeira Entrada\tDuração na Reunião\tEmail\tID do Participante (UPN)\tFunção\n\
                Rui Paz\t01/03\t1h 50m\trui@exemplo.com.br\trui@exemplo.com.br\tOrganizador\n\
                Ana Paz\t01/03\t1h 50m\tana@exemplo.com.br\tana@exemplo.com.br\tParticipante\n\n\
                3. Atividades na Reunião\nNome\tHora de Entrada\tDuração\tEmail\tFunção\n\
                Rui Paz\t01/03\t50m\trui@exemplo.com.br\tOrganizador\n";
    assert_eq!(names(&lines(file)), ["Rui Paz", "Ana Paz"]);
    assert!(lines(file).iter().all(|line| line.workload.is_none()));
    assert!(
        lines(file).iter().all(|line| line.role.is_none()),
        "who held the meeting did not organise the event"
    );
    let heading = "3. Atividades na Reunião".to_owned();
    let role = (6, "Função".to_owned(), "Função".to_owned(), not_read(Column::Role, None));
    assert_eq!(remarks(file), [role, (10, heading.clone(), heading, Reason::SectionNotRead)]);
}

#[test]
fn an_apelido_is_a_surname_in_portugal_only() {
    let moodle = "Nome próprio,Apelido,Endereço de correio eletrónico,Grupos\nRui,Paz,rui@exemplo.pt,A\n";
    assert_eq!(names(&lines(moodle)), ["Rui Paz"]);
    let brazil = "Nome,Apelido,E-mail\nRui Paz,Ruizinho,rui@exemplo.com.br\n";
    assert_eq!(names(&lines(brazil)), ["Rui Paz"]);
    assert_eq!(remarks(brazil)[0].3, not_read(Column::Surname, None));
}

#[test]
fn hours_in_a_title_with_an_abbreviation_are_hours() {
    let found =
        lines("Nome completo;NIF;Endereço eletrónico;N.º de horas\nRui Paz;123456789;rui@exemplo.pt;12\n");
    assert_eq!(found[0].workload.map(|hours| hours.minutes()), Some(720));
}

#[test]
fn a_cpf_or_an_address_under_another_title_is_told_once() {
    let file = "Nome;E-mail;Inscrição;Recado;Celular\n\
                Rui Paz;rui@exemplo.com.br;529.982.247-25;x;81999990000\n\
                Ana Paz;ana@exemplo.com.br;111.444.777-35;outra@exemplo.com.br;81999990001\n\
                Bia Paz;bia@exemplo.com.br;111.444.777-35;mais@exemplo.com.br;81999990002\n";
    let told: Vec<_> =
        remarks(file).into_iter().map(|(row, column, _, reason)| (row, column, reason)).collect();
    assert_eq!(
        told,
        [
            (2, "Inscrição".into(), not_read(Column::Cpf, None)),
            (3, "Recado".into(), not_read(Column::Email, Some("E-mail"))),
        ]
    );
}

#[test]
fn two_columns_that_could_be_the_same_are_asked_about() {
    let titles = ["CPF do aluno".to_owned(), "CPF do estudante".to_owned()];
    assert_eq!(
        failure("Nome;E-mail;CPF do aluno;CPF do estudante\n"),
        FileProblem::AmbiguousColumn { column: Column::Cpf, titles }
    );
}
