//! By which word of a name somebody is greeted: the first one that is a name, and not in capitals.

use super::name::folded;

/// Titles and forms of address, folded, with or without the dot that shortens them. Words that are names as well are none.
const TITLES: [&str; 44] = [
    "d",
    "dom",
    "dona",
    "dr",
    "dra",
    "drs",
    "doutor",
    "doutora",
    "exma",
    "exmo",
    "frei",
    "ilma",
    "ilmo",
    "irmao",
    "me",
    "mestra",
    "mestre",
    "mr",
    "mrs",
    "ms",
    "msc",
    "miss",
    "padre",
    "pe",
    "ph",
    "phd",
    "prof",
    "profa",
    "professor",
    "professora",
    "rev",
    "reverenda",
    "reverendo",
    "senhor",
    "senhora",
    "senhorita",
    "sr",
    "sra",
    "srta",
    "doc",
    "eng",
    "enga",
    "engo",
    "fr",
];
/// Titles only with their dot: without it they are names somewhere.
const SHORTENED: [&str; 17] = [
    "adv", "arq", "bel", "cap", "cel", "des", "desa", "enf", "esp", "gen", "ir", "maj", "min", "pr", "pra",
    "sgt", "ten",
];
/// Titles that only their accent tells from a name.
const ACCENTED: [&str; 1] = ["irmã"];

/// The word to greet somebody by: `Dra. MARIA da Silva` is `Maria`. Titles and initials are passed over; a name that is
/// nothing else is greeted by its first word.
pub fn greeting(name: &str) -> String {
    let words: Vec<&str> = name.split(' ').flat_map(|word| word.split_inclusive('.')).collect();
    let given = words.iter().find(|word| !is_title(word) && !is_initial(word));
    let word = given.or_else(|| words.first()).copied().unwrap_or(name);
    let is_shouted = name.chars().all(|c| !c.is_lowercase()) || word.chars().count() > 2;
    let is_in_capitals = word.chars().all(|c| !c.is_lowercase());
    let is_small = word.chars().all(|c| !c.is_uppercase());
    if is_small || (is_in_capitals && is_shouted) { capitalised(word) } else { word.to_owned() }
}

fn is_title(word: &str) -> bool {
    // `Prof.ª`, `Dr(a).`
    let plain = word.replace(['ª', 'º', '(', ')', '.'], "");
    let plain_folded = folded(&plain);
    let (plain_folded, shortened) = (plain_folded.as_str(), word.contains('.'));
    plain_folded.is_empty()
        || TITLES.contains(&plain_folded)
        || (shortened && SHORTENED.contains(&plain_folded))
        || ACCENTED.contains(&plain.to_lowercase().as_str())
}

fn is_initial(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() < 2
}

/// `JOÃO-PEDRO` is `João-Pedro`.
fn capitalised(word: &str) -> String {
    let mut starts = true;
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if starts {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        starts = matches!(c, '-' | '\'' | '’');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::greeting;

    #[test]
    fn titles_and_initials_are_passed_over() {
        for (name, word) in [
            ("Maria da Silva", "Maria"),
            ("Dr. João Sá", "João"),
            ("Dra Ana Lua", "Ana"),
            ("Prof.ª Dr.ª Inês Carvalho", "Inês"),
            ("Prof.Dr.Caio Rio", "Caio"),
            ("Profª Lia Reis", "Lia"),
            ("Sr(a). Davi Sá", "Davi"),
            ("Sra. Rita Sol", "Rita"),
            ("D. Helena Prado", "Helena"),
            ("Dona Ivone Lara", "Ivone"),
            ("Me. Bruno Reis", "Bruno"),
            ("Ms. Lúcia Araújo", "Lúcia"),
            ("Frei Tito Alves", "Tito"),
            ("Pe. José Brandão", "José"),
            ("Irmã Dulce Lopes", "Dulce"),
            ("Eng. Zoé Ávila", "Zoé"),
            ("J. Carlos Lima", "Carlos"),
            ("PROF. DR. CAIO RIO", "Caio"),
        ] {
            assert_eq!(greeting(name), word, "{name}");
        }
    }

    #[test]
    fn nobody_is_shouted_at() {
        for (name, word) in [
            ("MARIA DA SILVA", "Maria"),
            ("MARIA Silva", "Maria"),
            ("ÉRICA LUÍS", "Érica"),
            ("JOÃO-PEDRO ROCHA", "João-Pedro"),
            ("D'ÁVILA SOUZA", "D'Ávila"),
            ("maria silva", "Maria"),
            ("LU PRADO", "Lu"),
        ] {
            assert_eq!(greeting(name), word, "{name}");
        }
    }

    #[test]
    fn what_is_a_name_stays_as_it_is() {
        for (name, word) in [
            ("Irma Passoni", "Irma"),
            ("Min Kim", "Min"),
            ("Gen Urobuchi", "Gen"),
            ("JP Rocha", "JP"),
            ("McArthur Lima", "McArthur"),
            ("Madonna", "Madonna"),
            ("Dra.", "Dra."),
            ("猫田 花", "猫田"),
        ] {
            assert_eq!(greeting(name), word, "{name}");
        }
    }
}
