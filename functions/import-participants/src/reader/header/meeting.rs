//! Reports of meetings, as Teams, Zoom and Webex write them. Whom they call organiser or presenter held the meeting, and may have
//! been anybody at the event.

use domain::value::name::folded;

/// Whether the title is one that only reports of meetings have.
pub(super) fn is_of_one(title: &str) -> bool {
    const TITLES: [&str; 15] = [
        "primeira entrada",
        "primeira adesao",
        "primeiro ingresso",
        "ultima saida",
        "first join",
        "last leave",
        "join time",
        "leave time",
        "hora de entrada na reuniao",
        "duracao na reuniao",
        "in meeting duration",
        "participant id upn",
        "id do participante upn",
        "nome nome original",
        "name original name",
    ];
    TITLES.contains(&folded(title).as_str())
}

/// Whether the title is what reports of meetings call who held them.
pub(super) fn is_role_in_one(title: &str) -> bool {
    matches!(folded(title).as_str(), "funcao" | "role" | "rol" | "funcao na reuniao" | "meeting role")
}
