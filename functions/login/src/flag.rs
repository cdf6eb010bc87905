//! Yes or no, as a form sends it (`true`) or as JSON does.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

/// A checked box.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, JsonSchema)]
pub(crate) struct Flag(pub(crate) bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Sent {
            Json(bool),
            Form(String),
        }
        Ok(Self(match Sent::deserialize(input)? {
            Sent::Json(yes) => yes,
            Sent::Form(text) => text == "true",
        }))
    }
}
