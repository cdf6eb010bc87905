//! Domains of mail that are most likely misspelt.

/// Domains that very many people have, and whose misspellings are few people's own.
const WELL_KNOWN: [&str; 11] = [
    "gmail.com",
    "hotmail.com",
    "hotmail.com.br",
    "outlook.com",
    "outlook.com.br",
    "yahoo.com.br",
    "yahoo.com",
    "icloud.com",
    "protonmail.com",
    "bol.com.br",
    "uol.com.br",
];

/// Domains that look like one of these and are somebody's.
const OTHERS: [&str; 12] = [
    "ymail.com",
    "mail.com",
    "email.com",
    "gmx.com",
    "rocketmail.com",
    "hotmail.co.uk",
    "hotmail.it",
    "hotmail.es",
    "hotmail.fr",
    "outlook.pt",
    "yahoo.co.uk",
    "yahoo.es",
];

/// How a domain ends by a slip, and how it was meant.
const ENDINGS: [(&str, &str); 12] = [
    (".con", ".com"),
    (".cmo", ".com"),
    (".ocm", ".com"),
    (".vom", ".com"),
    (".xom", ".com"),
    (".comm", ".com"),
    (".com.b", ".com.br"),
    (".com.brr", ".com.br"),
    (".combr", ".com.br"),
    (".con.br", ".com.br"),
    (".cm.br", ".com.br"),
    (".br.br", ".br"),
];

/// The domain that was most likely meant, when it is another one.
pub(super) fn likely(domain: &str) -> Option<String> {
    if is_known(domain) {
        return None;
    }
    let ended =
        ENDINGS.iter().find_map(|(slip, meant)| Some(format!("{}{meant}", domain.strip_suffix(slip)?)));
    if let Some(ended) = ended {
        return Some(well_known(&ended).unwrap_or(ended));
    }
    if domain == "gmail.com.br" {
        return Some("gmail.com".to_owned());
    }
    well_known(domain)
}

fn is_known(domain: &str) -> bool {
    WELL_KNOWN.contains(&domain) || OTHERS.contains(&domain)
}

/// The well-known domain that is one slip away. A short name is one slip away from too many others.
fn well_known(domain: &str) -> Option<String> {
    if is_known(domain) {
        return WELL_KNOWN.contains(&domain).then(|| domain.to_owned());
    }
    let close =
        |known: &&&str| known.len() >= "gmail.com".len() && is_one_slip(domain, known) && is_long(known);
    WELL_KNOWN.iter().find(close).map(|known| (*known).to_owned())
}

fn is_long(domain: &str) -> bool {
    domain.split('.').next().is_some_and(|name| name.len() >= 5)
}

/// Whether two texts differ by one letter that is missing, too many, another, or changed places with the next.
fn is_one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (&a[same..], &b[same..]);
    match a.len().abs_diff(b.len()) {
        0 if rest_a.len() >= 2 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] => {
            rest_a[2..] == rest_b[2..]
        }
        0 => rest_a.len() <= 1 || rest_a[1..] == rest_b[1..],
        1 if a.len() > b.len() => rest_a[1..] == *rest_b,
        1 => *rest_a == rest_b[1..],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_lead_to_the_domain_that_was_meant() {
        for (typed, meant) in [
            ("gmial.com", "gmail.com"),
            ("gmail.con", "gmail.com"),
            ("gmai.com", "gmail.com"),
            ("gmaill.com", "gmail.com"),
            ("gmail.com.br", "gmail.com"),
            ("hotmail.com.br.br", "hotmail.com.br"),
            ("hotmal.con", "hotmail.com"),
            ("yahoo.com.b", "yahoo.com.br"),
            ("outlok.com", "outlook.com"),
            ("ufpe.br.br", "ufpe.br"),
        ] {
            assert_eq!(likely(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn domains_that_are_somebodys_are_left_alone() {
        for right in [
            "gmail.com",
            "ymail.com",
            "mail.com",
            "ufpe.br",
            "exemplo.com.br",
            "hotmail.fr",
            "sol.com.br",
            "col.com.br",
        ] {
            assert_eq!(likely(right), None, "{right}");
        }
    }
}
