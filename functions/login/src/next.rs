//! Where to go on after signing in: only places of our own, by a list.

/// The pages that a person may be led to, each with all that lies under it.
const PLACES: [&str; 7] = [
    "/certificados",
    "/confirmar",
    "/perfil",
    "/organizador",
    "/senha",
    "/aprovacao",
    "/acesso/meus-pedidos",
];

/// The path, when it is one of ours: plain segments under a known page, without query, and nothing that a browser
/// could read as another host.
pub(crate) fn allowed(next: &str) -> Option<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let place = PLACES.iter().find_map(|place| next.strip_prefix(place));
    let rest = place.filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
    let segments_are_plain = rest.split('/').skip(1).all(|s| !s.is_empty() && s.chars().all(plain));
    // A link that sets a password is somebody's own: nobody is led to another person's.
    (next.len() <= 200 && segments_are_plain && !next.starts_with("/senha/")).then_some(next)
}

/// The same with a query of the plainest signs: where a form goes that its sender is asked to send again.
pub(crate) fn target(text: &str) -> Option<&str> {
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let plain = |c: char| c.is_ascii_alphanumeric() || "%&=._~+-".contains(c);
    (allowed(path).is_some() && text.len() <= 1000 && query.chars().all(plain)).then_some(text)
}

/// The page that a form is on, by where it goes: an organiser's forms lie under their pages, cards are in one list, and the
/// other forms are on the page that they go to.
pub(crate) fn page_of(target: &str) -> Option<&str> {
    let path = allowed(target.split('?').next().unwrap_or_default())?;
    if path.starts_with("/certificados/") {
        return Some("/certificados");
    }
    match path.rsplit_once('/') {
        Some((page, _)) if path.starts_with("/organizador/") => Some(page),
        _ => Some(path),
    }
}

#[cfg(test)]
mod tests {
    use super::{allowed, page_of, target};

    #[test]
    fn our_own_pages_are_allowed() {
        for path in [
            "/certificados",
            "/certificados/01ABC",
            "/organizador/eventos/01ABC/importar",
            "/perfil",
            "/senha",
            "/confirmar/01ABC",
        ] {
            assert_eq!(allowed(path), Some(path));
        }
    }

    #[test]
    fn nothing_else_is() {
        for path in [
            "",
            "/",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "https:evil.example",
            "http:/\\evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "//evil.example/certificados",
            "/senha/nova/01ABC/secret",
            "/certificados//evil.example",
            "/certificados/../sair",
            "/certificados/..",
            "/certificados/%2e%2e/x",
            "/certificados\r\nSet-Cookie: a=b",
            "/certificados%0d%0aSet-Cookie:a=b",
            "/certificados?x=//evil.example",
            "/certificados#x",
            "/certificados@evil.example",
            "/certificadosevil",
            "/certificados.evil.example",
            "/certificados/\u{2024}\u{2024}/x",
            "/certificados/\u{ff0f}evil",
            "\u{ff0f}\u{ff0f}evil.example",
            " /certificados",
            "/certificados ",
            "/certificados/\t/evil",
            "/%2f/evil.example",
            "/entrar",
            "/sair",
            "/CERTIFICADOS",
            "certificados",
            "/perfil/",
            "/senha\0",
            "/senha/nova/x?y",
        ] {
            assert_eq!(allowed(path), None, "{path:?}");
        }
        assert_eq!(allowed(&format!("/certificados/{}", "a".repeat(300))), None);
    }

    #[test]
    fn a_form_goes_to_a_place_of_ours_and_its_page_is_known() {
        let link = "/certificados/0123/link?busca=Educa%C3%A7%C3%A3o&depois=2026%7ECERT";
        assert_eq!(target(link), Some(link));
        for wrong in
            ["https://evil.org/certificados", "//evil.org", "/sair", "/certificados?x=\"><script>", ""]
        {
            assert_eq!(target(wrong), None, "{wrong}");
        }
        for (form, page) in [
            (link, "/certificados"),
            ("/organizador/eventos", "/organizador"),
            ("/organizador/eventos/0123/importacoes", "/organizador/eventos/0123"),
            ("/confirmar/0123", "/confirmar/0123"),
            ("/senha", "/senha"),
        ] {
            assert_eq!(page_of(form), Some(page), "{form}");
        }
        assert_eq!(page_of("/sair"), None);
    }
}
