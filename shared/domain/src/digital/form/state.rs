//! The states of Brazil.

use crate::transition::kinds;
use serde::{Deserialize, Serialize};

macro_rules! states {
    ($($name:ident $letters:literal $label:literal),+ $(,)?) => {
        /// A state of Brazil, or the federal district.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "UPPERCASE")]
        pub enum State { $(#[doc = $label] $name),+ }
        kinds!(State, $(Self::$name => $letters),+);

        impl State {
            /// All of them, by their letters.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label),+ }
            }
        }
    };
}
states! {
    Ac "AC" "Acre", Al "AL" "Alagoas", Am "AM" "Amazonas", Ap "AP" "Amapá", Ba "BA" "Bahia", Ce "CE" "Ceará",
    Df "DF" "Distrito Federal", Es "ES" "Espírito Santo", Go "GO" "Goiás", Ma "MA" "Maranhão", Mg "MG" "Minas Gerais",
    Ms "MS" "Mato Grosso do Sul", Mt "MT" "Mato Grosso", Pa "PA" "Pará", Pb "PB" "Paraíba", Pe "PE" "Pernambuco",
    Pi "PI" "Piauí", Pr "PR" "Paraná", Rj "RJ" "Rio de Janeiro", Rn "RN" "Rio Grande do Norte", Ro "RO" "Rondônia",
    Rr "RR" "Roraima", Rs "RS" "Rio Grande do Sul", Sc "SC" "Santa Catarina", Se "SE" "Sergipe", Sp "SP" "São Paulo",
    To "TO" "Tocantins",
}

impl State {
    /// Reads `CE`, or what a list of states hands back.
    pub fn parse(typed: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.kind().eq_ignore_ascii_case(typed.trim()))
    }
}
