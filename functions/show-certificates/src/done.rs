//! What a holder just switched: said beside the control, which keeps the focus, on the card that stays open.

use crate::place::Place;
use domain::participation::certificate::Certificate;

/// What was done to a certificate's options, as the address of the list says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Visitors see it.
    Shown,
    /// Visitors do not see it any more.
    Hidden,
    /// It has a direct link.
    Linked,
    /// It has another direct link.
    Replaced,
    /// It has no direct link any more.
    Unlinked,
}

impl Done {
    const ALL: [Self; 5] = [Self::Shown, Self::Hidden, Self::Linked, Self::Replaced, Self::Unlinked];

    /// What a word in an address says; what is no such word says nothing.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.word() == word)
    }

    /// The word in an address.
    fn word(self) -> &'static str {
        match self {
            Self::Shown => "publico",
            Self::Hidden => "reservado",
            Self::Linked => "link",
            Self::Replaced => "troca",
            Self::Unlinked => "desligado",
        }
    }

    /// Whether it is about the direct link, and not about public access.
    pub fn is_about_the_link(self) -> bool {
        matches!(self, Self::Linked | Self::Replaced | Self::Unlinked)
    }

    /// What is said of it, as long as it is so: an address says nothing that is not.
    pub fn sentence(self, certificate: &Certificate) -> &'static str {
        let snapshot = certificate.snapshot();
        match (self, snapshot.public, snapshot.link.is_some()) {
            (Self::Shown, true, _) => "Pronto: visitantes veem este certificado.",
            (Self::Hidden, false, _) => "Pronto: visitantes não veem mais este certificado.",
            (Self::Linked, _, true) => "Link direto criado. Copie ou compartilhe aqui.",
            (Self::Replaced, _, true) => "Link trocado: o antigo parou de funcionar.",
            (Self::Unlinked, _, false) => "Link direto desligado: quem o tinha não abre mais o certificado.",
            _ => "",
        }
    }

    /// The card on the page of the list that its holder came from, with its options open. The browser gives the focus to what
    /// the fragment names: the switch, the link that is to be copied, or the button that makes one.
    pub fn back(self, place: &Place, certificate: &Certificate) -> String {
        let control = match self {
            Self::Shown | Self::Hidden => "publico",
            Self::Linked | Self::Replaced => "link",
            Self::Unlinked => "criar",
        };
        let id = certificate.id();
        format!("{}#{control}-{id}", place.path_after_doing(id, self.word()))
    }
}
