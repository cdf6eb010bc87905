//! Surnames that many people have, in Brazil and Portugal. A word that is none of them and differs from one of them by a letter is a
//! slip; of two that are both on the list each is somebody's.

/// Whether a folded word is a surname that many people have.
pub(super) fn is_common(word: &str) -> bool {
    SURNAMES.binary_search(&word).is_ok()
}

/// Folded, in order.
#[rustfmt::skip]
const SURNAMES: &[&str] = &[
    "abreu", "aguiar", "albuquerque", "alencar", "almeida", "alvarenga", "alves", "amaral", "amorim", "andrade", "anjos", "antunes",
    "aragao", "araujo", "arruda", "assis", "assuncao", "avila", "azevedo", "baptista", "barbosa", "barreto", "barros", "bastos",
    "batista", "bezerra", "bittencourt", "borges", "braga", "brandao", "brito", "bueno", "cabral", "caldas", "camargo", "campos",
    "cardoso", "carneiro", "carvalho", "castro", "cavalcante", "cavalcanti", "chagas", "chaves", "coelho", "conceicao", "cordeiro",
    "correa", "correia", "costa", "coutinho", "couto", "cruz", "cunha", "dantas", "dias", "diniz", "domingues", "duarte", "dutra",
    "esteves", "evangelista", "faria", "farias", "fernandes", "ferraz", "ferreira", "figueira", "figueiredo", "filho", "fonseca",
    "fontes", "fortes", "franca", "franco", "freire", "freitas", "furtado", "galvao", "garcia", "gomes", "goncalves", "gouveia", "guedes",
    "guerra", "guimaraes", "gusmao", "henriques", "jesus", "junior", "lacerda", "leal", "leao", "leite", "lemos", "lima", "linhares",
    "lins", "lira", "lisboa", "lopes", "loureiro", "lourenco", "luz", "macedo", "machado", "maciel", "magalhaes", "maia", "marinho",
    "marques", "martinho", "martins", "matias", "matos", "mattos", "medeiros", "meireles", "mello", "melo", "mendes", "mendonca",
    "menezes", "mesquita", "miranda", "monteiro", "moraes", "morais", "moreira", "moro", "morro", "mota", "moura", "muniz", "nascimento",
    "neto", "neves", "nobrega", "nogueira", "novaes", "nunes", "oliveira", "pacheco", "padilha", "paiva", "paixao", "pardo", "passos",
    "paula", "paz", "pedreira", "peixoto", "pena", "penha", "pereira", "peres", "pessoa", "pimenta", "pimentel", "pinheiro", "pinho",
    "pinto", "pires", "pontes", "portela", "porto", "prado", "prates", "queiroz", "ramalho", "ramos", "rangel", "rebelo", "rego", "reis",
    "rezende", "ribeiro", "rios", "roca", "rocha", "rodrigues", "rosa", "sa", "sales", "salgado", "sampaio", "santana", "santiago",
    "santos", "saraiva", "seixas", "serpa", "serra", "silva", "silveira", "silvia", "simoes", "siqueira", "soares", "sousa", "souto",
    "souza", "tavares", "teixeira", "teles", "torres", "trindade", "valente", "valle", "vargas", "vasconcelos", "vaz", "veiga", "ventura",
    "viana", "vianna", "vicente", "vidal", "vieira", "villela", "vital", "xavier",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::name::folded;

    #[test]
    fn the_list_is_folded_and_in_order() {
        assert!(SURNAMES.is_sorted());
        assert!(SURNAMES.iter().all(|name| folded(name) == *name));
        assert!(is_common("oliveira") && !is_common("oliviera"));
    }
}
