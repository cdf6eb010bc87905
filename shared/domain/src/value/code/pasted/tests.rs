//! What people paste, and the one code in it.

use super::*;

fn code() -> VerifyCode {
    VerifyCode::from_chance([7, 99, 200, 14, 5, 66, 77, 250, 131, 9])
}

fn other() -> VerifyCode {
    VerifyCode::from_chance([9; 10])
}

#[track_caller]
fn is_found(text: &str) {
    assert_eq!(VerifyCode::find(text), Ok(code()), "{text:?}");
}

/// The printed code with a sign between its groups.
fn with(sign: &str) -> String {
    code().grouped().replace('-', sign)
}

#[test]
fn a_code_is_found_whatever_stands_between_its_groups() {
    for sign in [
        "-",
        " ",
        "",
        "\n",
        "\t",
        ".",
        ",",
        "/",
        "_",
        " - ",
        "\u{ad}",
        "\u{ad}-",
        "\u{2212}",
        "\u{2013}",
        "\u{2011}",
        "\u{a0}",
        "\u{202f}",
        "\u{200b}",
        "\u{2060}-\u{feff}",
        " · ",
        "–\r\n",
        "=\r\n",
    ] {
        is_found(&with(sign));
    }
    let every_letter: String = code().as_str().chars().flat_map(|c| [c, ' ']).collect();
    is_found(&every_letter);
    let irregular =
        format!("{}-{} {}", &code().as_str()[..5], &code().as_str()[5..11], &code().as_str()[11..]);
    is_found(&irregular);
    let wide: String =
        code().as_str().chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect();
    is_found(&wide);
}

#[test]
fn brackets_quotes_and_labels_do_not_matter() {
    let code = code().grouped();
    for text in [
        format!("({code})"),
        format!("[{code}],"),
        format!("<{code}>"),
        format!("“{code}”."),
        format!("'{code}';"),
        format!("**{code}**"),
        format!("Código de verificação: {code}"),
        format!("Codigo de verificacao   {}", code.to_lowercase()),
        format!("código nº {code}"),
        format!("Código nº{code}"),
        format!("Cód. verif.: {code}!"),
        format!("código:{}", code.replace('-', "")),
        format!("o código é {code}, obrigada"),
    ] {
        is_found(&text);
    }
}

#[test]
fn a_link_is_read_as_programs_wrap_it() {
    let code = code();
    let (bare, low) = (code.as_str(), code.as_str().to_lowercase());
    let (begin, end) = bare.split_at(7);
    for text in [
        format!("https://selo.example/v/{bare}"),
        format!("HTTPS://SELO.EXAMPLE/V/{bare}"),
        format!("<https://selo.example/v/{low}>"),
        format!("https://selo.example/v/{bare}."),
        format!("https://selo.example/v/{bare}),"),
        format!("https://selo.example/v/{bare}/"),
        format!("selo.example/v/{bare}?sha256={}#x", "ab".repeat(32)),
        format!("https://selo.example/v/{begin}\n{end}"),
        format!("> https://selo.example/v/{begin}\r\n> {end}\r\n> Atenciosamente,"),
        format!("https://selo.example/v/{begin}=\r\n{end}"),
        format!("https://selo.example/v/\n{bare}"),
        format!(
            "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fselo.example%2Fv%2F{bare}&data=05%7C01%7Cana%40escola.example&reserved=0"
        ),
        format!("https://filtro.example/?u=https%253A%252F%252Fselo.example%252Fv%252F{low}%26a%3D1"),
        format!("[ver]( https://selo.example/v/{bare} \"Certificado\")"),
        format!("https://selo.example/v/{}", code.grouped()),
        format!("https://selo.example/v/{}%E2%80%8B{}", begin, end),
    ] {
        is_found(&text);
    }
}

#[test]
fn the_code_is_found_in_the_whole_foot_of_a_certificate() {
    let code = code();
    is_found(&format!(
        "Recife, 12 de março de 2026\nHelena Prado\nDiretora-geral\nInstituto Horizonte da Educação · CNPJ 12.345.678/0001-95\n\
         Confira em selo.example/verificar com o código\n{}\nVersão 2, emitida em 5 de outubro de 2026 · 40 horas\nhttps://selo.example/v/{}",
        code.grouped(),
        code.as_str()
    ));
    is_found(&format!(
        "Responsabilidades, telefone (81) 3333-4444, protocolo 2026-1234-5678-9012-3. {} SHA-256 {}",
        code.grouped(),
        "0a".repeat(32)
    ));
}

#[test]
fn of_two_codes_none_is_chosen() {
    let (a, b) = (code(), other());
    let text = format!("Turma A: {}\nTurma B: https://selo.example/v/{}", a.grouped(), b.as_str());
    assert_eq!(VerifyCode::find(&text), Err(Unread::Several(vec![a.clone(), b.clone()])));
    let twice = format!("{} e {}", a.grouped(), a.as_str().to_lowercase());
    assert_eq!(VerifyCode::find(&twice), Ok(a), "the same code twice is one");
    let many: String =
        (0..60_u8).map(|i| format!("{}\n", VerifyCode::from_chance([i; 10]).grouped())).collect();
    let Err(Unread::Several(some)) = VerifyCode::find(&many) else { panic!("sixty codes are several") };
    assert_eq!(some.len(), MOST);
}

#[test]
fn a_slip_is_named_and_a_text_without_a_code_is_none() {
    let code = code();
    let first = if code.as_str().starts_with('7') { "8" } else { "7" };
    let slipped = format!("{first}{}", &code.as_str()[1..]);
    for (text, why) in [
        ("  \n", Unread::Empty),
        ("7Q2K-9XBM", Unread::Wrong(CodeError::Length)),
        ("https://selo.example/v/7Q2K", Unread::Wrong(CodeError::Length)),
        (&*format!("{}!", &code.as_str()[..16]), Unread::Wrong(CodeError::Symbol)),
        ("çççç-çççç-çççç-çççç-ç", Unread::Wrong(CodeError::Symbol)),
        (&*slipped, Unread::Wrong(CodeError::Check)),
        (&*format!("https://selo.example/v/{slipped}."), Unread::Wrong(CodeError::Check)),
        (
            "Certificamos que Ana Lua participou da formação em avaliação, com carga horária de 40 horas.",
            Unread::None,
        ),
    ] {
        assert_eq!(VerifyCode::find(text), Err(why), "{text:?}");
    }
}

#[test]
fn whatever_is_pasted_is_read_in_one_go() {
    for text in [
        "A ".repeat(32_768),
        "A".repeat(65_536),
        "/v/".repeat(21_845),
        "%25".repeat(21_845),
        "7Q2K-".repeat(13_107),
    ] {
        assert!(
            VerifyCode::find(&text).is_err() || text.starts_with("7Q2K") || text.starts_with('A'),
            "no panic"
        );
    }
}
