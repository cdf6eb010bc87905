//! Which passwords people may choose: long enough, and not among the first that somebody would try (NIST SP 800-63B).
//! No rule about kinds of characters, no expiry; every Unicode text counts.

use common::error::Problem;
use domain::people::account::Account;
use domain::value::name::folded;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;
use zxcvbn::{Score, zxcvbn};

/// A typed password in NFC, so that two keyboards write the same one.
pub(crate) struct Password(Zeroizing<String>);

impl Password {
    /// The longest password, in bytes as it was typed.
    pub(crate) const LONGEST: usize = 512;
    /// The shortest that may be chosen, in characters.
    pub(crate) const SHORTEST: usize = 12;

    /// Takes a password as it was typed. It is never cut.
    ///
    /// # Errors
    /// 400 when it is longer than [`Password::LONGEST`]: nothing else is done with it.
    pub(crate) fn parse(typed: &str) -> Result<Self, Problem> {
        if typed.len() > Self::LONGEST {
            return Err(too_long());
        }
        Ok(Self(Zeroizing::new(typed.nfc().collect())))
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Its bytes, which are hashed.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// 400: nobody's password is that long.
pub(crate) fn too_long() -> Problem {
    Problem::malformed("A senha passa de 512 bytes. Use uma senha mais curta.")
}

/// Why a password may not be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weak {
    /// Fewer than twelve characters.
    Short,
    /// Made of what others know of the person.
    Personal,
    /// Among the commonest, or a pattern.
    Common,
}

impl Weak {
    /// What to do.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Short => "Use pelo menos 12 caracteres.",
            Self::Personal => {
                "Esta senha é quase só o seu nome, CPF, token, e-mail ou o nome deste site, que outras pessoas também sabem. Junte palavras que só você escolheria."
            }
            Self::Common => {
                "Esta senha é fácil de adivinhar, porque é muito usada ou repete um padrão. Uma frase curta, com palavras que não costumam andar juntas, funciona bem."
            }
        }
    }
}

/// How many characters must be left of a password without what others know of the person.
const OWN: usize = 6;

/// Judges a password for a person. A thorough guesser must need a hundred million tries or more, knowing tens of
/// thousands of common passwords, names and words, keyboard rows, dates, and what `known` says of the person.
///
/// # Errors
/// What is weak about it.
pub(crate) fn judge(password: &Password, known: &[String]) -> Result<(), Weak> {
    if password.as_str().chars().count() < Password::SHORTEST {
        return Err(Weak::Short);
    }
    if is_personal(password, known) {
        return Err(Weak::Personal);
    }
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    if zxcvbn(password.as_str(), &known).score() >= Score::Three { Ok(()) } else { Err(Weak::Common) }
}

/// Whether little is left once the known words are taken out, longest first.
fn is_personal(password: &Password, known: &[String]) -> bool {
    let counts = |c: &char| !c.is_whitespace() && !c.is_ascii_punctuation();
    let all = password.as_str().chars().filter(counts).count();
    let whole: String = folded(password.as_str()).split(' ').collect();
    let mut words: Vec<String> = known.iter().map(|word| folded(word).replace(' ', "")).collect();
    words.retain(|word| word.chars().count() > 2);
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let left = words.iter().fold(whole.clone(), |left, word| left.replace(word.as_str(), ""));
    let taken = whole.chars().count() - left.chars().count();
    taken > 0 && all.saturating_sub(taken) < OWN
}

/// What others know of a person and of us: each is as good as a common password.
pub(crate) fn known_of(account: &Account, brand: &str) -> Vec<String> {
    let person = account.snapshot();
    let mut texts = vec![person.name.to_string(), person.email.folded(), brand.to_owned()];
    texts.extend(
        ["selo", "certificado", "certificados", "participante", "curso", "evento", "senha"]
            .map(str::to_owned),
    );
    texts.push(person.token.as_str().to_owned());
    texts.push(person.token.grouped());
    if let Some(cpf) = &person.cpf {
        texts.extend([cpf.digits().to_owned(), cpf.formatted()]);
    }
    let plain: Vec<String> = texts.iter().map(|text| folded(text)).collect();
    let words =
        plain.iter().flat_map(|text| text.split(' ')).filter(|word| word.len() > 2).map(str::to_owned);
    let joined = plain.iter().map(|text| text.replace(' ', ""));
    let all: Vec<String> = words.chain(joined).collect();
    texts.iter().map(|text| text.to_lowercase()).chain(all).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::people::account::Open;
    use domain::role::Roles;
    use domain::transition::Actor;
    use domain::value::code::ParticipantToken;
    use domain::value::cpf::Cpf;
    use domain::value::email::EmailAddress;
    use domain::value::id::AccountId;
    use domain::value::name::PersonName;
    use jiff::Timestamp;

    fn known() -> Vec<String> {
        let open = Open {
            id: AccountId::from_bytes([1; 17]),
            cpf: Some(Cpf::parse("529.982.247-25").expect("cpf")),
            document: None,
            token: ParticipantToken::from_bytes([3; 9]),
            name: PersonName::parse("Maria da Conceição Aparecida").expect("name"),
            email: EmailAddress::parse("maria.conceicao@escola.sp.gov.br").expect("address"),
            roles: Roles::holder(),
            initial_until: Timestamp::UNIX_EPOCH,
        };
        known_of(Account::open(open, Actor::Administrator, Timestamp::UNIX_EPOCH).after(), "Selo")
    }

    fn verdict(text: &str) -> Result<(), Weak> {
        judge(&Password::parse(text).expect("short enough"), &known())
    }

    #[test]
    fn a_sentence_of_ones_own_is_accepted() {
        for good in [
            "meu gato dorme na janela",
            "três jabutis lendo jornal",
            "Xq7!vB2#mK9$",
            "correct horse battery staple",
            "猫が窓で三匹ねている",
            "🦜🛶🧉🌵🎻🪁🧿🪶🛖🪴🫖🪕",
        ] {
            let long = format!("{good} ✓✓");
            assert_eq!(verdict(&long), Ok(()), "{long}");
        }
    }

    #[test]
    fn a_short_one_is_refused_by_characters_not_bytes() {
        assert_eq!(verdict("çãéíõúâêôàü"), Err(Weak::Short));
        assert_eq!(verdict("Xq7!vB2#mK9"), Err(Weak::Short));
    }

    #[test]
    fn common_ones_and_patterns_are_refused() {
        for common in [
            "123456789012",
            "aaaaaaaaaaaa",
            "senhasenhasenha",
            "passwordpassword",
            "qwertyuiopasdf",
            "abcabcabcabc",
            "certificados2026",
            "iloveyou1234",
        ] {
            assert!(verdict(common).is_err(), "{common}");
        }
    }

    #[test]
    fn what_others_know_of_the_person_is_refused() {
        for personal in [
            "52998224725!",
            "529.982.247-25",
            "mariadaconceicao",
            "Maria da Conceição Aparecida",
            "maria.conceicao@escola.sp.gov.br",
            "Conceição-2026",
            "mariadaconceicaoaparecida",
            "certificado.selo",
        ] {
            assert_eq!(verdict(personal), Err(Weak::Personal), "{personal}");
        }
        assert_eq!(verdict("maria gosta de caju assado"), Ok(()));
    }

    #[test]
    fn the_longest_is_counted_in_bytes_and_nothing_is_cut() {
        assert!(Password::parse(&"ç".repeat(256)).is_ok());
        assert!(Password::parse(&"ç".repeat(257)).is_err());
        let long = "ab".repeat(256);
        assert_eq!(Password::parse(&long).expect("a password").as_str(), long);
    }
}
