//! In which of the old character sets a file is written, judged over all its names together.
//!
//! A record that is no UTF-8 is read as Windows-1252, and so are the lists of old programs and of old Macs, in which the same
//! bytes are other letters: `JOÃO` becomes `JOÇO`, which nobody notices before it is printed. One name alone may not tell, but
//! a file does. Where another character set explains its names better, the file is refused, and the organiser is told which.

#[cfg(test)]
mod tests;

use domain::participation::line::{Charset, FileProblem};
use encoding_rs::WINDOWS_1252;

/// The upper halves of the other character sets, from 0x80 on.
const OTHERS: [(Charset, &str); 3] = [
    // IBM code page 850: the DOS of western Europe and Brazil.
    (
        Charset::Cp850,
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
    ),
    // IBM code page 860: the DOS of Portugal.
    (
        Charset::Cp860,
        "ÇüéâãàÁçêÊèÍÔìÃÂÉÀÈôõòÚùÌÕÜ¢£Ù₧ÓáíóúñÑªº¿Ò¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
    ),
    (
        Charset::MacRoman,
        "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ",
    ),
];

/// Frequent names with accents, by which a reading is known to be right where each of its letters could be. Small letters.
const KNOWN: [&str; 68] = [
    "joão",
    "josé",
    "antônio",
    "antónio",
    "conceição",
    "lúcia",
    "luís",
    "luíz",
    "luísa",
    "araújo",
    "gonçalves",
    "gonçalo",
    "lourenço",
    "brandão",
    "sebastião",
    "simão",
    "leão",
    "falcão",
    "galvão",
    "assunção",
    "encarnação",
    "ascensão",
    "anunciação",
    "purificação",
    "magalhães",
    "guimarães",
    "simões",
    "camões",
    "mourão",
    "beltrão",
    "gusmão",
    "romão",
    "adão",
    "damião",
    "julião",
    "estevão",
    "estêvão",
    "márcia",
    "márcio",
    "cláudia",
    "cláudio",
    "fábio",
    "flávia",
    "flávio",
    "júlia",
    "júlio",
    "patrícia",
    "letícia",
    "cecília",
    "emília",
    "inês",
    "vinícius",
    "débora",
    "mônica",
    "mónica",
    "sônia",
    "sónia",
    "vitória",
    "érica",
    "íris",
    "zoé",
    "tomé",
    "andré",
    "andréa",
    "otávio",
    "inácio",
    "estácio",
    "mendonça",
];

/// A reading that is only so much better than the usual one does not condemn a file: it may be a name from elsewhere.
const DOUBT: i64 = 1;

/// How badly the names of a file are explained, for Windows-1252 and each of the others.
#[derive(Default)]
pub(super) struct Evidence {
    usual: i64,
    others: [i64; OTHERS.len()],
}

impl Evidence {
    /// Looks at a cell with a name, of a record that is no UTF-8.
    pub(super) fn look_at(&mut self, bytes: &[u8]) {
        if bytes.is_ascii() {
            return;
        }
        self.usual += cost_of(&WINDOWS_1252.decode_without_bom_handling(bytes).0);
        for (cost, (_, upper)) in self.others.iter_mut().zip(OTHERS) {
            *cost += cost_of(&decoded(bytes, upper));
        }
    }

    /// The verdict over the whole file.
    ///
    /// # Errors
    /// When its names would be read wrongly.
    pub(super) fn judge(&self) -> Result<(), FileProblem> {
        let best = self.others.iter().zip(OTHERS).min_by_key(|(cost, _)| **cost);
        match best {
            Some((cost, (charset, _))) if *cost + DOUBT < self.usual => {
                Err(FileProblem::OtherCharset { charset })
            }
            _ => Ok(()),
        }
    }
}

fn decoded(bytes: &[u8], upper: &str) -> String {
    let upper: Vec<char> = upper.chars().collect();
    let read = |byte: &u8| byte.checked_sub(0x80).map_or(char::from(*byte), |at| upper[usize::from(at)]);
    bytes.iter().map(read).collect()
}

/// How unlikely a text is as the name of a person: 0 or less is a name.
fn cost_of(text: &str) -> i64 {
    // A space that does not break stands between two names, but a small letter after it says that it was a letter itself.
    let text = with_plain_apostrophes(text).replace('\u{a0}', " ");
    let words = text.split([' ', '-', '\'', '.', ',', '(', ')', '/', '"', '\t']);
    words.filter(|word| !word.is_ascii()).map(cost_of_word).sum::<i64>() + broken(&text)
}

/// `D’Ávila` has an apostrophe; in `Patr’cia` the same sign was a letter.
fn with_plain_apostrophes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let begins_a_name = rest.peek().is_some_and(|next| next.is_uppercase());
        let is_particle = matches!(plain.chars().last(), Some('d' | 'D' | 'l' | 'L' | 'o' | 'O'));
        plain.push(if c == '’' && begins_a_name && is_particle { '\'' } else { c });
    }
    plain
}

/// Small letters that stand alone or begin a word of a name with capitals: something that was no blank cut it.
fn broken(text: &str) -> i64 {
    const PARTICLES: [&str; 9] = ["de", "da", "do", "das", "dos", "e", "di", "del", "y"];
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let has_capitals = words.first().is_some_and(|word| word.starts_with(char::is_uppercase));
    let odd =
        words.iter().skip(1).filter(|word| word.starts_with(char::is_lowercase) && !PARTICLES.contains(word));
    if has_capitals { 2 * i64::try_from(odd.count()).unwrap_or(0) } else { 0 }
}

fn cost_of_word(word: &str) -> i64 {
    if KNOWN.contains(&word.to_lowercase().as_str()) && is_cased_like_a_name(word) {
        return -2;
    }
    let letters: Vec<char> = word.chars().collect();
    let signs: i64 = letters.iter().map(|letter| cost_of_letter(*letter)).sum();
    let pairs: i64 = letters.windows(2).map(|pair| cost_of_pair(pair[0], pair[1])).sum();
    let begins_badly = letters.first().is_some_and(|first| matches!(first, 'ç' | 'Ç'));
    signs + pairs + if is_cased_like_a_name(word) { 0 } else { 3 } + if begins_badly { 3 } else { 0 }
}

/// All capitals, all small, or one capital at the beginning; `McDonald` and `DaSilva` are asked nothing, being ASCII.
fn is_cased_like_a_name(word: &str) -> bool {
    let mut rest = word.chars();
    let first_is_small = rest.next().is_some_and(char::is_lowercase);
    let (any_small, any_capital) = (rest.clone().any(char::is_lowercase), rest.any(char::is_uppercase));
    !any_capital || !(any_small || first_is_small)
}

fn cost_of_letter(letter: char) -> i64 {
    match letter.to_lowercase().next().unwrap_or(letter) {
        'a'..='z' | 'á' | 'â' | 'ã' | 'é' | 'ê' | 'í' | 'ó' | 'ô' | 'õ' | 'ú' | 'ç' => 0,
        'à' | 'ä' | 'ë' | 'ï' | 'ö' | 'ü' | 'ñ' | 'è' | 'ì' | 'ò' | 'ù' | 'î' | 'û' => 1,
        letter if letter.is_alphabetic() && letter != 'ª' && letter != 'º' => 2,
        '’' | '`' | '´' | '“' | '”' | '‘' => 2,
        _ => 4,
    }
}

/// Portuguese writes ç before a, o and u, after a vowel or one of a few consonants; ã and õ before o, e and at the end.
fn cost_of_pair(before: char, after: char) -> i64 {
    let (before, after) =
        (before.to_lowercase().next().unwrap_or(before), after.to_lowercase().next().unwrap_or(after));
    match (before, after) {
        (before, 'ç') if "bdfghjkmqstvxzç".contains(before) => 2,
        ('ç', after) if !"aouáãâóõôú".contains(after) => 2,
        ('õ', after) if after != 'e' => 2,
        ('à' | 'ì' | 'ò' | 'ù', _) => 1,
        _ => 0,
    }
}
