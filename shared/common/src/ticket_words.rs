//! What a request for help is about, in the words of people: in forms, on pages and in mails.

use domain::people::ticket::Subject;

/// What a request is about.
pub fn subject(subject: Subject) -> &'static str {
    match subject {
        Subject::Mail => "Não recebi a mensagem do certificado",
        Subject::Access => "Não consigo entrar, ou a senha",
        Subject::Content => "Dado errado no certificado: nome, CPF, horas, papel",
        Subject::Download => "Ver, baixar ou compartilhar o certificado",
        Subject::Verification => "Verificar um certificado",
        Subject::Privacy => "Os meus dados pessoais",
        Subject::Other => "Outro assunto",
    }
}
