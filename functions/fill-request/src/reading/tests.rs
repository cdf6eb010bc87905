use super::*;
use domain::digital::representation::{Attendee, Paper};
use domain::value::cnpj::Cnpj;
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use jiff::civil::date;

const TODAY: Date = date(2026, 11, 29);

fn assignee(cnpj: Option<&str>) -> Assignee {
    Assignee {
        cpf: Cpf::parse("111.444.777-35").expect("a CPF"),
        email: EmailAddress::parse("rui@example.com").expect("an address"),
        cnpj: cnpj.map(|cnpj| Cnpj::parse(cnpj).expect("a CNPJ")),
        responsible: None,
    }
}

fn person() -> Typed {
    Typed {
        name: "Rui Prado".to_owned(),
        birth: "25/03/1980".to_owned(),
        email: "rui@example.com".to_owned(),
        acts: "themselves".to_owned(),
        ..Typed::default()
    }
}

fn company() -> Typed {
    Typed {
        company_name: "Padaria 24 Horas S/A".to_owned(),
        city: "São Luís".to_owned(),
        state: "MA".to_owned(),
        is_administrator: "no".to_owned(),
        is_joint: "yes".to_owned(),
        is_registered: "yes".to_owned(),
        second_name: "Eva Sol".to_owned(),
        second_cpf: "529.982.247-25".to_owned(),
        second_email: "eva@example.com".to_owned(),
        acts: String::new(),
        ..person()
    }
}

fn wrong(typed: &Typed, kind: HolderKind) -> Vec<String> {
    let cnpj = (kind == HolderKind::Company).then_some("12ABC34501DE35");
    let errors = read(typed, kind, &assignee(cnpj), TODAY).err().unwrap_or_default();
    errors.into_iter().map(|error| error.field.to_string()).collect()
}

#[test]
fn a_person_needs_little_and_everything_else_is_checked() {
    assert_eq!(wrong(&person(), HolderKind::Person), Vec::<String>::new());
    assert_eq!(wrong(&Typed::default(), HolderKind::Person), ["name", "birth", "email", "acts"]);
    for (typed, field) in [
        (Typed { birth: "1980-03-25".to_owned(), ..person() }, None),
        (Typed { birth: "31/02/1980".to_owned(), ..person() }, Some("birth")),
        (Typed { birth: "25/03/80".to_owned(), ..person() }, Some("birth")),
        (Typed { birth: "30/11/2026".to_owned(), ..person() }, Some("birth")),
        (Typed { birth: "01/01/1880".to_owned(), ..person() }, Some("birth")),
        (Typed { nis: "123".to_owned(), ..person() }, Some("nis")),
        (Typed { voter_zone: "12".to_owned(), ..person() }, Some("voter_number")),
        (Typed { id_number: "998877".to_owned(), ..person() }, Some("id_state")),
        (Typed { register: "CAEPF 123.456.789/001-23".to_owned(), ..person() }, None),
        (Typed { acts: "by_proxy".to_owned(), ..person() }, Some("acts")),
        (Typed { acts: "deceased".to_owned(), ..person() }, Some("has_decision")),
        (Typed { acts: "deceased".to_owned(), has_decision: true, ..person() }, Some("appointee_name")),
    ] {
        let expected: Vec<String> = field.into_iter().map(str::to_owned).collect();
        assert_eq!(wrong(&typed, HolderKind::Person), expected, "{:?}", field);
    }
}

#[test]
fn a_company_says_who_acts_for_it_and_papers_follow() {
    let read = read(&company(), HolderKind::Company, &assignee(Some("12ABC34501DE35")), TODAY)
        .unwrap_or_else(|_| panic!("a form"));
    assert_eq!(read.ruling.attendees, [Attendee::Representative, Attendee::SecondRepresentative]);
    assert!(read.ruling.papers.contains(&Paper::ConstitutiveAct));
    assert_eq!(read.form.common_name(), "PADARIA 24 HORAS S/A:12ABC34501DE35");
    let proxy = || Typed {
        has_proxy: true,
        proxy_drawn_up: "31/08/2026".to_owned(),
        proxy_act_allows: true,
        proxy_names_powers: true,
        responsible_name: "Léa Rio".to_owned(),
        responsible_cpf: "390.533.447-05".to_owned(),
        responsible_email: "lea@example.com".to_owned(),
        ..company()
    };
    for (typed, field) in [
        (
            Typed {
                second_name: String::new(),
                second_cpf: String::new(),
                second_email: String::new(),
                ..company()
            },
            Some("second_name"),
        ),
        (Typed { second_cpf: "111.444.777-35".to_owned(), ..company() }, Some("second_cpf")),
        // What was typed for a second one is nobody where one comes alone.
        (Typed { is_administrator: "yes".to_owned(), second_cpf: "1".to_owned(), ..company() }, None),
        (Typed { is_registered: "no".to_owned(), ..company() }, Some("is_registered")),
        (Typed { is_joint: String::new(), ..company() }, Some("is_joint")),
        (Typed { register: "CAEPF 123.456.789/001-23".to_owned(), ..company() }, Some("register")),
        (proxy(), None),
        (Typed { proxy_drawn_up: "30/08/2026".to_owned(), ..proxy() }, Some("proxy_drawn_up")),
        (
            Typed {
                proxy_drawn_up: "30/08/2026".to_owned(),
                proxy_second_copy: "2026-11-01".to_owned(),
                ..proxy()
            },
            None,
        ),
        (Typed { proxy_names_powers: false, ..proxy() }, Some("proxy_names_powers")),
        (Typed { responsible_name: String::new(), ..proxy() }, Some("responsible_name")),
    ] {
        let expected: Vec<String> = field.into_iter().map(str::to_owned).collect();
        assert_eq!(wrong(&typed, HolderKind::Company), expected, "{field:?}");
    }
}
