//! The verify code in what somebody pasted: a code with its label, a link as some program wrapped it, or the whole foot of a
//! certificate.
//!
//! The text is read once, in pieces of letters and digits; a code is a few pieces in a row. Seventeen letters of a sentence
//! pass for a code once in 32 times, so that what stands behind `/v/`, or in the groups of a printed code, counts before
//! whatever else closes. Codes that differ are never chosen from: whoever pasted them says which.

use super::{CodeError, VerifyCode};
use crate::value::symbols;

/// Symbols of a code with its check symbol.
const WHOLE: usize = VerifyCode::SYMBOLS + 1;
/// The most signs between two pieces of one code.
const WIDEST_GAP: usize = 12;
/// The most codes that are told apart: more of them is a list, and nobody's question.
const MOST: usize = 12;
/// Up to this many letters and digits, what was sent is somebody's try to type a code, and they are told what is wrong with it.
const LONGEST_TRY: usize = 40;

/// Why a text gives no code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// There is nothing in it.
    Empty,
    /// It is one code, and it is wrong.
    Wrong(CodeError),
    /// It is a longer text without a code.
    None,
    /// There are several codes in it, in their order; of a long list the first ones.
    Several(Vec<VerifyCode>),
}

/// A piece of the text: letters and digits in a row.
struct Piece {
    text: String,
    /// Signs before it, since the last piece.
    gap: usize,
    /// Whether it stands between slashes, as `v` does in a link.
    after_slash: bool,
    before_slash: bool,
}

/// How sure it is that symbols are a code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sure {
    /// They close, and that is all.
    Closing,
    /// They stand behind `/v/`, or are grouped as a code is printed and have a digit.
    Marked,
}

impl VerifyCode {
    /// The one code in a text.
    ///
    /// # Errors
    /// When there is none, or more than one: which, says [`Unread`].
    pub fn find(text: &str) -> Result<Self, Unread> {
        let pieces = pieces(&decoded(&decoded(text)));
        let mut found: Vec<(Sure, Self)> = Vec::new();
        let mut slip = false;
        for start in 0..pieces.len() {
            match code_at(&pieces, start) {
                Some((sure, Ok(code))) => keep(&mut found, sure, code),
                Some((Sure::Marked, Err(_))) => slip = true,
                Some((Sure::Closing, Err(_))) | None => {}
            }
        }
        let surest = found.iter().map(|(sure, _)| *sure).max();
        let mut codes: Vec<Self> =
            found.into_iter().filter(|(sure, _)| Some(*sure) == surest).map(|(_, code)| code).collect();
        match codes.len() {
            0 => Err(why_not(text, &pieces, slip)),
            1 => Ok(codes.swap_remove(0)),
            _ => Err(Unread::Several(codes)),
        }
    }
}

/// Keeps a code once, as the surest that it is.
fn keep(found: &mut Vec<(Sure, VerifyCode)>, sure: Sure, code: VerifyCode) {
    if let Some((known, _)) = found.iter_mut().find(|(_, known)| *known == code) {
        *known = (*known).max(sure);
    } else if found.iter().filter(|(known, _)| *known == sure).count() < MOST {
        found.push((sure, code));
    }
}

/// The code that begins with a piece, if pieces from there on have as many symbols as a code.
fn code_at(pieces: &[Piece], start: usize) -> Option<(Sure, Result<VerifyCode, CodeError>)> {
    let (mut typed, mut is_grouped) = (String::new(), true);
    for (number, piece) in pieces.get(start..)?.iter().enumerate() {
        if number > 0 && piece.gap > WIDEST_GAP {
            return None;
        }
        typed.push_str(&piece.text);
        let length = typed.chars().count();
        if length > WHOLE || typed.chars().any(|c| symbols::value(c).is_none()) {
            return None;
        }
        is_grouped &= length % 4 == 0 || length == WHOLE;
        if length == WHOLE {
            break;
        }
    }
    let is_printed = is_grouped && typed.bytes().any(|b| b.is_ascii_digit());
    let sure = if is_printed || is_behind_v(pieces, start) { Sure::Marked } else { Sure::Closing };
    (typed.len() == WHOLE).then(|| (sure, VerifyCode::parse(&typed)))
}

/// Whether a piece is what `/v/` leads to.
fn is_behind_v(pieces: &[Piece], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| pieces.get(before));
    before.is_some_and(|v| v.text.eq_ignore_ascii_case("v") && v.after_slash && v.before_slash)
}

/// What is wrong with a text that has no code in it.
fn why_not(text: &str, pieces: &[Piece], slip: bool) -> Unread {
    if pieces.is_empty() && text.trim().is_empty() {
        return Unread::Empty;
    }
    if slip {
        return Unread::Wrong(CodeError::Check);
    }
    let after_link = (0..pieces.len()).find(|at| is_behind_v(pieces, *at)).unwrap_or(0);
    let typed: String = pieces.iter().skip(after_link).map(|piece| piece.text.as_str()).collect();
    if typed.chars().count() > LONGEST_TRY {
        return Unread::None;
    }
    match VerifyCode::parse(&typed) {
        Err(CodeError::Symbol) => Unread::Wrong(CodeError::Symbol),
        // All its signs are some of a code, but one between them, as `!` for `1`, was none.
        Err(_) if text.chars().any(|c| c.is_ascii_graphic() && "!$&+=^~".contains(c)) => {
            Unread::Wrong(CodeError::Symbol)
        }
        Err(error) => Unread::Wrong(error),
        Ok(_) => Unread::None,
    }
}

/// The pieces of a text, in their order. What cannot be seen is in no piece and ends none.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut gap, mut after_slash, mut is_open) = (0, false, false);
    for c in text.chars().filter(|c| !is_unseen(*c)).map(half_width) {
        if !c.is_alphanumeric() || matches!(c, 'º' | 'ª') {
            if let Some(last) = pieces.last_mut() {
                last.before_slash |= c == '/';
            }
            (gap, after_slash, is_open) = (gap + 1, after_slash || c == '/', false);
            continue;
        }
        if !is_open {
            pieces.push(Piece { text: String::new(), gap, after_slash, before_slash: false });
            (gap, after_slash, is_open) = (0, false, true);
        }
        if let Some(last) = pieces.last_mut() {
            last.text.push(c);
        }
    }
    pieces
}

/// Signs that programs put between letters and nobody sees: soft hyphens, joiners, marks of direction, variation selectors.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// A letter as wide as an ideograph, as the letter that it is.
fn half_width(c: char) -> char {
    let ascii = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        _ => None,
    };
    ascii.unwrap_or(c)
}

/// A text with what an address writes as `%2F` read: filters of mail wrap a link into one of theirs.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |at: usize| {
        bytes.get(at).and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok())
    };
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(high << 4 | low);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests;
