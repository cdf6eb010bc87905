//! People who are in a file twice.

use super::{problems, read};
use crate::reader::Row;
use domain::participation::line::{Outcome, Reason};

const TITLES: &str = "Nome;E-mail;CPF;Papel\n";

fn second(first_line: &str, second_line: &str) -> Option<(u32, String, Reason)> {
    let found = problems(format!("{TITLES}{first_line}\n{second_line}\n"));
    assert!(found.len() <= 1, "{found:?}");
    found.into_iter().next().map(|(row, column, _, reason)| (row, column, reason))
}

#[test]
fn the_same_line_twice_is_skipped_with_a_notice() {
    let again = Some((3, "CPF".into(), Reason::RepeatedPerson { first_line: 2 }));
    assert_eq!(
        second("Ana Sá;ana@exemplo.com.br;529.982.247-25;", "Ana  Sá ;Ana@Exemplo.com.br;52998224725;"),
        again
    );
    let without_cpf = Some((3, "E-mail".into(), Reason::RepeatedPerson { first_line: 2 }));
    assert_eq!(second("Ana Sá;ana@exemplo.com.br;;", "Ana Sá;ana@exemplo.com.br;;-"), without_cpf);
    assert_eq!(Reason::RepeatedPerson { first_line: 2 }.outcome(), Outcome::Skipped);
}

#[test]
fn the_same_person_with_other_data_is_an_error() {
    let conflict = Some((3, "CPF".into(), Reason::ConflictingPerson { first_line: 2 }));
    for other in [
        "Ana de Sá;ana@exemplo.com.br;52998224725;",
        "Ana Sá;outra@exemplo.com.br;52998224725;",
        "Ana Sá;ana@exemplo.com.br;52998224725;palestrante",
    ] {
        assert_eq!(second("Ana Sá;ana@exemplo.com.br;52998224725;", other), conflict, "{other}");
    }
    let without_cpf = Some((3, "E-mail".into(), Reason::ConflictingPerson { first_line: 2 }));
    assert_eq!(second("Ana Sá;ana@exemplo.com.br;;", "ANA SA;ana@exemplo.com.br;;"), without_cpf);
}

#[test]
fn once_with_and_once_without_cpf_is_an_error_in_either_order() {
    let (with, without) = ("Ana Sá;ana@exemplo.com.br;52998224725;", "Ana Sá;ana@exemplo.com.br;;");
    let expected = Some((3, "E-mail".into(), Reason::OnceWithoutCpf { first_line: 2 }));
    assert_eq!(second(with, without), expected);
    assert_eq!(second(without, with), expected);
}

#[test]
fn people_who_share_an_address_or_a_name_are_different_people() {
    assert_eq!(second("Ana Sá;casa@exemplo.com.br;;", "Bia Sá;casa@exemplo.com.br;;"), None);
    assert_eq!(second("Ana Sá;ana@exemplo.com.br;;", "Ana Sá;anasa@exemplo.com.br;;"), None);
    // Mother and daughter of one name with one address: their CPFs tell them apart.
    assert_eq!(
        second("Ana Sá;casa@exemplo.com.br;52998224725;", "Ana Sá;casa@exemplo.com.br;11144477735;"),
        None
    );
}

#[test]
fn a_bad_line_does_not_stand_in_the_way_of_its_correction() {
    let rows = read(
        format!("{TITLES}Ana Sá;ana@;52998224725;\nAna Sá;ana@exemplo.com.br;52998224725;\n").as_bytes(),
    );
    assert!(matches!(&rows[..], [Row::Refused(_), Row::Ready(line)] if line.number == 3));
}
