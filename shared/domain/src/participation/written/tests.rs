use super::*;

#[test]
fn letters_with_accents_that_were_spoilt_are_noticed() {
    for garbled in
        ["JoÃ£o", "JosÃ© ConceiÃ§Ã£o", "Jo?o", "Jo\u{fffd}o", "Jos‚ Maria", "Ant“nio", "JoÆo", "In¡cio"]
    {
        assert_eq!(name(garbled), Err(Reason::GarbledText), "{garbled}");
    }
    for right in [
        "JOÃO",
        "ÂNGELA SÃO JOSÉ",
        "Maria “Zeca” d’Ávila",
        "Łukasz Żółć",
        "Müller-Núñez",
        "Zoë 🌸",
        "李小龍",
        "O'Neil",
    ] {
        assert!(name(right).is_ok(), "{right}");
    }
}

#[test]
fn a_cpf_is_read_as_spreadsheets_leave_it() {
    for typed in [
        "01672780888",
        "016.727.808-88",
        "1672780888",
        "1672780888.0",
        "1672780888,00",
        "'01672780888",
        "016727808 88",
    ] {
        assert_eq!(
            cpf(typed).map(|c| c.map(|c| c.formatted())),
            Ok(Some("016.727.808-88".into())),
            "{typed}"
        );
    }
    for none in ["", "-", "--", "___.___.___-__", "...-"] {
        assert_eq!(cpf(none), Ok(None), "{none}");
    }
}

#[test]
fn a_wrong_cpf_says_what_is_wrong_with_it() {
    for (typed, reason) in [
        ("5,29982E+10", Reason::CpfRounded),
        ("5.29982e10", Reason::CpfRounded),
        ("52998224726", Reason::CpfCheckDigit),
        ("111.111.111-11", Reason::CpfRepeatedDigit),
        ("00000000000", Reason::CpfRepeatedDigit),
        ("12345", Reason::CpfLength),
        ("11.222.333/0001-81", Reason::CpfLength),
        ("não tem", Reason::CpfCharacter),
    ] {
        assert_eq!(cpf(typed), Err(reason), "{typed}");
    }
}

#[test]
fn a_role_is_put_right_for_its_sentence() {
    for (typed, printed) in [
        ("OUVINTE", Some("ouvinte")),
        ("como palestrante", Some("palestrante")),
        ("Como Monitora", Some("Monitora")),
        ("TÉCNICA DE TI", Some("técnica de TI")),
        ("Comissão organizadora", Some("Comissão organizadora")),
        ("N/A", None),
        ("não se aplica", None),
        ("1", None),
        ("--", None),
    ] {
        let read = role(typed).map(|role| role.map(|role| role.to_string()));
        assert_eq!(read, Ok(printed.map(str::to_owned)), "{typed}");
    }
}

#[test]
fn a_formula_is_neither_a_role_nor_a_name() {
    for formula in
        ["@SUM(1)", "=PROCV(A2;B:C;2)", "+SOMA(A1:A3)", "-MEDIANA(B2)", "#REF!", "#NOME?", "#DIV/0!"]
    {
        assert_eq!(role(formula).err(), Some(Reason::Formula), "{formula}");
        assert_eq!(name(formula).err(), Some(Reason::Formula), "{formula}");
    }
    for right in ["@equipe", "- Monitora (tarde)", "Monitora (tarde)", "#1 do time", "+ouvinte"] {
        assert!(role(right).is_ok(), "{right}");
    }
}

#[test]
fn an_address_that_is_none_says_why() {
    for (typed, reason) in [
        ("", Reason::MissingEmail),
        ("maria", Reason::EmailShape),
        ("a@x.com; b@y.com", Reason::SeveralEmails),
        ("a@x.com,b@y.com", Reason::SeveralEmails),
        ("joão@x.com", Reason::EmailCharacter),
        ("a@x", Reason::EmailDomain),
        ("Maria <a@x.com>", Reason::EmailCharacter),
    ] {
        assert_eq!(email(typed).err(), Some(reason), "{typed}");
    }
}

#[test]
fn a_workload_may_be_a_time_of_a_spreadsheet() {
    for (typed, minutes) in [
        ("20", Some(1200)),
        ("20:00:00", Some(1200)),
        ("1:30:00", Some(90)),
        ("8h", Some(480)),
        ("-", None),
        ("", None),
    ] {
        assert_eq!(workload(typed).map(|w| w.map(Workload::minutes)), Ok(minutes), "{typed}");
    }
    assert_eq!(workload("vinte"), Err(Reason::NotAWorkload));
}
