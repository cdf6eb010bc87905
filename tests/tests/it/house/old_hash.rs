//! A password that was hashed when hashing was cheaper.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash as Phc, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Params, Version};
use domain::people::account::{Command, PasswordHash};
use domain::transition::Actor;
use domain::value::id::AccountId;
use hmac::{Hmac, KeyInit, Mac};
use journeys::TestApp;
use sha2::Sha256;
use store::Change;

/// Gives an account the hash of a password with 64 KiB and one pass.
pub async fn plant(app: &TestApp, id: &AccountId, password: &str) {
    let app = &app.app;
    let keys = app.secrets.keys().await.expect("keys");
    let (number, pepper) = keys.pepper(None).expect("a pepper");
    let mut mac = Hmac::<Sha256>::new_from_slice(pepper).expect("a key");
    mac.update(password.as_bytes());
    let (peppered, salt, mut tag) = (mac.finalize().into_bytes(), [7; 16], [0; 32]);
    let costs = Params::new(64, 1, 1, Some(32)).expect("costs");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, costs.clone());
    argon2.hash_password_into(&peppered, &salt, &mut tag).expect("a tag");
    let phc = Phc {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&costs).expect("costs"),
        salt: Some(Salt::new(&salt).expect("a salt")),
        hash: Some(Output::new(&tag).expect("a tag")),
    };
    let hash = PasswordHash::new(format!("p{number}{phc}"));
    let account = app.store.get_account(id).await.expect("an account");
    let actor = Actor::Holder(account.id().clone());
    let planted = account.apply(Command::Rehash(hash), actor, app.clock.now()).expect("allowed");
    app.store.commit(Change::of(planted)).await.expect("committed");
}
