//! What the file of a certificate is called.

use domain::participation::certificate::Certificate;
use domain::value::name::plain_line;

/// The name of a certificate's file, by the event's title and its person.
pub fn of(certificate: &Certificate, title: &str) -> String {
    let person = &certificate.current().person;
    let role = person.role.as_ref().map(|role| format!(" ({role})")).unwrap_or_default();
    file_name(title, &format!("{}{role}", person.name))
}

/// `Event - Name.pdf`, or `Event - Name (role).pdf`, without what file systems refuse, at most 120 characters.
fn file_name(title: &str, name: &str) -> String {
    let safe = |text: &str| plain_line(&text.replace(['/', '\\', ':', '*', '?', '"', '<', '>', '|'], " "));
    let name = safe(name);
    let room = 112_usize.saturating_sub(name.chars().count());
    let title: String = safe(title).chars().take(room).collect();
    let both: String = format!("{} - {name}", title.trim().trim_matches('.')).chars().take(116).collect();
    format!("{}.pdf", both.trim_start_matches([' ', '-', '.']).trim_end_matches([' ', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_event_and_person_and_harms_nobody() {
        assert_eq!(
            file_name("Formação 2026: paz/educação", "João Sá"),
            "Formação 2026 paz educação - João Sá.pdf"
        );
        assert_eq!(file_name("../../etc\\passwd\r\nX: y", "Ana Lua"), "etc passwd X y - Ana Lua.pdf");
        assert_eq!(file_name("", "Ana Lua"), "Ana Lua.pdf");
        for (title, name) in
            [("t".repeat(5000), "n".repeat(120)), ("\u{202e}fdp".repeat(50), "Ana".to_owned())]
        {
            let named = file_name(&title, &name);
            assert!(named.chars().count() <= 120 && named.ends_with(".pdf"), "{named}");
            assert!(!named.contains('\u{202e}'));
        }
    }
}
