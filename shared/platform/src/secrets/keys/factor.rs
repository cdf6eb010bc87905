//! Second factors: keys of authenticators, which are kept encrypted, and hashes of codes to recover.

use super::{Generation, Keys, cut, mac};
use crate::digest::hex;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use domain::people::second_factor::totp::SharedKey;
use domain::people::second_factor::{RecoveryCode, RecoveryHash, Sealed};
use domain::value::id::AccountId;

impl Keys {
    /// The key that an authenticator is offered in a session, of which nothing is stored until it is proved: the page shows
    /// the same as long as the session lasts and the account has the same factor. The first one is what is offered now; of
    /// the others one may have been shown before a rotation.
    pub fn offered_authenticators(&self, account: &AccountId, session: &str, version: u64) -> Vec<SharedKey> {
        let version = version.to_string();
        let parts = ["authenticator", account.as_str(), session, &version];
        self.understood().map(|keys| SharedKey::from_bytes(cut(&mac(&keys.factor, &parts)))).collect()
    }

    /// The key of an authenticator, encrypted for one account with the current generation (AES-256-GCM). `nonce` is of chance: within
    /// the life of a generation a key is encrypted far fewer than 2³² times.
    ///
    /// # Panics
    /// When AES-GCM refuses a text of twenty bytes, which it never does.
    pub fn seal(&self, account: &AccountId, key: &SharedKey, nonce: [u8; NONCE_LEN]) -> Sealed {
        let (generation, keys) = self.newest();
        let mut text = key.as_bytes().to_vec();
        keys.sealing()
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), of(account), &mut text)
            .expect("AES-GCM encrypts twenty bytes");
        Sealed { generation, text: format!("{}{}", hex(&nonce), hex(&text)) }
    }

    /// What was encrypted for an account. None, when its generation was retired, or it is of another account.
    pub fn unseal(&self, account: &AccountId, sealed: &Sealed) -> Option<SharedKey> {
        let keys = self.generation(sealed.generation)?;
        let bytes = unhex(&sealed.text)?;
        let (nonce, text) = bytes.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let opened = keys.sealing().open_in_place(nonce, of(account), &mut text).ok()?;
        <[u8; 20]>::try_from(&*opened).ok().map(SharedKey::from_bytes)
    }

    /// Whether something was encrypted with an earlier generation, and is to be encrypted again while it can be.
    pub fn is_sealed_before(&self, sealed: &Sealed) -> bool {
        sealed.generation != self.current
    }

    /// The hash under which a code to recover is kept. It is made with the index key, which no rotation changes: whoever has
    /// printed codes gets in also after a leaked generation was retired, and the authenticator with it.
    pub fn recovery_hash(&self, account: &AccountId, code: &RecoveryCode) -> RecoveryHash {
        RecoveryHash(hex(&mac(&self.oldest().index, &["recovery code", account.as_str(), code.as_str()])))
    }
}

impl Generation {
    fn sealing(&self) -> LessSafeKey {
        LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &*self.factor).expect("AES-256 takes 32 bytes"))
    }
}

/// What is encrypted for one account does not open as another's.
fn of(account: &AccountId) -> Aad<&[u8]> {
    Aad::from(account.as_str().as_bytes())
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    const OLD: &str = r#"{"1": "0123456789abcdef0123456789abcdef"}"#;
    const ROTATED: &str =
        r#"{"1": "0123456789abcdef0123456789abcdef", "2": "another root secret of some length"}"#;
    const RETIRED: &str = r#"{"1": {"root": "0123456789abcdef0123456789abcdef", "index_only": true}, "2": "another root secret of some length"}"#;

    fn keys(json: &str) -> Keys {
        Keys::from_json(json, Timestamp::UNIX_EPOCH).expect("keys")
    }

    fn account(n: u8) -> AccountId {
        AccountId::from_bytes([n; 17])
    }

    fn sealed() -> (SharedKey, Sealed) {
        let key = SharedKey::from_bytes(*b"12345678901234567890");
        let sealed = keys(OLD).seal(&account(1), &key, [7; NONCE_LEN]);
        (key, sealed)
    }

    #[test]
    fn what_is_sealed_opens_for_its_account_and_shows_nothing() {
        let (key, sealed) = sealed();
        assert_eq!(keys(OLD).unseal(&account(1), &sealed), Some(key));
        assert_eq!(keys(OLD).unseal(&account(2), &sealed), None, "a row that was copied to another account");
        assert!(!sealed.text.contains(&hex(b"1234567890")));
        let mut changed = sealed.text.clone();
        changed.replace_range(30..31, if &changed[30..31] == "0" { "1" } else { "0" });
        for text in [changed, String::new(), "zz".to_owned(), sealed.text[..40].to_owned()] {
            assert_eq!(keys(OLD).unseal(&account(1), &Sealed { text, ..sealed.clone() }), None);
        }
    }

    #[test]
    fn a_rotation_keeps_it_until_it_is_sealed_again_and_a_retirement_ends_it() {
        let (key, sealed) = sealed();
        assert!(!keys(OLD).is_sealed_before(&sealed));
        assert!(keys(ROTATED).is_sealed_before(&sealed));
        assert_eq!(keys(ROTATED).unseal(&account(1), &sealed), Some(key.clone()));
        let again = keys(ROTATED).seal(&account(1), &key, [8; NONCE_LEN]);
        assert_eq!(keys(RETIRED).unseal(&account(1), &sealed), None);
        assert_eq!(keys(RETIRED).unseal(&account(1), &again), Some(key));
    }

    #[test]
    fn a_code_to_recover_outlives_the_generation_and_is_of_one_account() {
        let code = RecoveryCode::from_chance([3; 8]);
        let hash = keys(OLD).recovery_hash(&account(1), &code);
        assert_eq!(keys(RETIRED).recovery_hash(&account(1), &code), hash);
        assert_ne!(keys(OLD).recovery_hash(&account(2), &code), hash);
    }

    #[test]
    fn an_offer_is_of_one_session_and_one_factor() {
        let offer =
            |session, version| keys(OLD).offered_authenticators(&account(1), session, version).remove(0);
        assert_eq!(offer("a", 1), offer("a", 1));
        assert!(offer("a", 1) != offer("b", 1) && offer("a", 1) != offer("a", 2));
        let after = keys(ROTATED).offered_authenticators(&account(1), "a", 1);
        assert!(after[0] != offer("a", 1) && after.contains(&offer("a", 1)));
    }
}
