//! Names as people give them: social names, surnames apart, answers instead of a name.

use super::{lines, names, problems, remarks};
use domain::participation::line::Reason;

#[test]
fn an_answer_is_no_social_name() {
    for answer in
        ["Não", "não tenho", "NENHUM", "O mesmo", "n/a", "—", "Prefiro não dizer", "Não utilizo", "null"]
    {
        let file = format!("Nome;E-mail;Nome social\nOto Lara;o@exemplo.com.br;{answer}\n");
        assert_eq!(names(&lines(file)), ["Oto Lara"], "{answer}");
    }
    let file = "Nome;E-mail;Nome social, se houver\nOto Lara;o@exemplo.com.br;Ota Lara\n";
    assert_eq!(names(&lines(file)), ["Ota Lara"]);
}

#[test]
fn a_whole_social_name_takes_no_surname_and_a_short_one_does() {
    let file = "Nome;Sobrenome;Nome social;E-mail\nOto;Lara;Flora Dias;f@exemplo.com.br\nIgo;Lara;Iga;i@exemplo.com.br\n\
                Edu;Lara;Eda Lara;e@exemplo.com.br\nIvo;Lara;não;v@exemplo.com.br\n";
    assert_eq!(names(&lines(file)), ["Flora Dias", "Iga Lara", "Eda Lara", "Ivo Lara"]);
    let told = Reason::SurnameNotAdded { surname: "Lara".into() };
    assert_eq!(remarks(file), [(2, "Nome social".into(), "Flora Dias".into(), told)]);
}

#[test]
fn an_answer_where_the_name_belongs_is_refused() {
    for answer in ["null", "Não possui", "undefined", "Sim"] {
        let found = problems(format!("Nome;E-mail\n{answer};a@exemplo.com.br\n"));
        assert_eq!(found[0].3, Reason::AnswerForName, "{answer}");
    }
    let social = problems("Nome;E-mail;Nome social\nOto Lara;o@exemplo.com.br;sim\n");
    assert_eq!(social[0].3, Reason::AnswerForName);
}
