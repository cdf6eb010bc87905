//! An authenticator without a finger: it makes passkeys and signs with them as a browser would, rightly or wrongly.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaPair, KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A passkey, with its private key.
pub struct Authenticator {
    key: Key,
    id: Vec<u8>,
    /// What it says about itself; tests change it.
    pub says: Says,
}

enum Key {
    Es256(EcdsaKeyPair),
    Rs256(Box<RsaPair>),
}

/// What an authenticator and its browser say.
#[derive(Clone)]
pub struct Says {
    /// The page's origin.
    pub origin: String,
    /// The site that the passkey is for.
    pub site: String,
    /// Whether the page lies within one of another site.
    pub cross_origin: bool,
    /// Bit 0: somebody touched it.
    pub flags: u8,
    /// How often it has signed.
    pub counter: u32,
    /// The kind of attestation.
    pub format: &'static str,
    /// The algorithm that its key says to have.
    pub algorithm: Option<i64>,
}

impl Authenticator {
    /// A passkey of a telephone or a security key.
    pub fn es256() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        Self::with(Key::Es256(pair), b"es256")
    }

    /// A passkey of Windows Hello.
    pub fn rs256() -> Self {
        Self::with(Key::Rs256(Box::new(RsaPair::generate(KeySize::Rsa2048).expect("a key"))), b"rs256")
    }

    fn with(key: Key, id: &[u8]) -> Self {
        let says = Says {
            origin: crate::URL.to_owned(),
            site: crate::URL.trim_start_matches("https://").to_owned(),
            cross_origin: false,
            flags: 0x01,
            counter: 1,
            format: "none",
            algorithm: None,
        };
        Self { key, id: id.to_vec(), says }
    }

    /// Its identifier, as Base64.
    pub fn id(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.id)
    }

    /// Makes the passkey that a page asks for.
    pub fn make(&self, options: &Value) -> String {
        let mut data = self.data(self.says.flags | 0x40);
        data.extend([0; 16]);
        data.extend((self.id.len() as u16).to_be_bytes());
        data.extend(&self.id);
        data.extend(self.cose());
        let mut object = vec![0xa3];
        object.extend(text("fmt"));
        object.extend(text(self.says.format));
        object.extend(text("attStmt"));
        object.push(0xa0);
        object.extend(text("authData"));
        object.extend(bytes(&data));
        let client = self.client_data("webauthn.create", options);
        let response = json!({ "clientDataJSON": encoded(&client), "attestationObject": encoded(&object) });
        self.credential(&response)
    }

    /// Signs what a page asks for.
    pub fn sign(&mut self, options: &Value) -> String {
        self.says.counter += 1;
        self.sign_as(options, "webauthn.get")
    }

    /// The same, as the answer to a question of this kind.
    pub fn sign_as(&self, options: &Value, kind: &str) -> String {
        let (data, client) = (self.data(self.says.flags), self.client_data(kind, options));
        let message = [&data[..], &Sha256::digest(&client)].concat();
        let response = json!({ "clientDataJSON": encoded(&client), "authenticatorData": encoded(&data),
            "signature": encoded(&self.signature(&message)), "userHandle": null });
        self.credential(&response)
    }

    fn credential(&self, response: &Value) -> String {
        json!({ "id": self.id(), "rawId": self.id(), "type": "public-key", "response": response,
            "clientExtensionResults": {}, "authenticatorAttachment": "platform" })
        .to_string()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.says.site.as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.says.counter.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let said = json!({ "type": kind, "challenge": options["challenge"], "origin": self.says.origin,
            "crossOrigin": self.says.cross_origin, "other_keys_can_be_added_here": "do not compare" });
        said.to_string().into_bytes()
    }

    fn cose(&self) -> Vec<u8> {
        match &self.key {
            Key::Es256(pair) => {
                let point = pair.public_key().as_ref();
                let mut key = vec![0xa5, 0x01, 0x02, 0x03];
                key.extend(number(self.says.algorithm.unwrap_or(-7)));
                key.extend([0x20, 0x01, 0x21]);
                key.extend(bytes(&point[1..33]));
                key.push(0x22);
                key.extend(bytes(&point[33..]));
                key
            }
            Key::Rs256(pair) => {
                let public = PublicKeyComponents::<Vec<u8>>::from(pair.public_key());
                let mut key = vec![0xa4, 0x01, 0x03, 0x03];
                key.extend(number(self.says.algorithm.unwrap_or(-257)));
                key.push(0x20);
                key.extend(bytes(&public.n));
                key.push(0x21);
                key.extend(bytes(&public.e));
                key
            }
        }
    }

    fn signature(&self, message: &[u8]) -> Vec<u8> {
        let chance = SystemRandom::new();
        match &self.key {
            Key::Es256(pair) => pair.sign(&chance, message).expect("a signature").as_ref().to_vec(),
            Key::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &chance, message, &mut signature).expect("a signature");
                signature
            }
        }
    }
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn number(value: i64) -> Vec<u8> {
    let (major, rest) = if value < 0 { (0x20, -1 - value) } else { (0, value) };
    match rest {
        0..=23 => vec![major | rest as u8],
        24..=255 => vec![major | 24, rest as u8],
        _ => [&[major | 25][..], &(rest as u16).to_be_bytes()].concat(),
    }
}

fn text(text: &str) -> Vec<u8> {
    [&[0x60 | text.len() as u8][..], text.as_bytes()].concat()
}

fn bytes(bytes: &[u8]) -> Vec<u8> {
    match bytes.len() {
        length @ 0..=255 => [&[0x58, length as u8][..], bytes].concat(),
        length => [&[0x59][..], &(length as u16).to_be_bytes(), bytes].concat(),
    }
}
