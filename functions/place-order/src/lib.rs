//! Step `place-order`: the shop, orders and their payment, and what a supervisor keeps of both.
//!
//! What is paid is what the payment provider says when it is asked ([`common::digital::payment`]). A webhook only makes us ask.

mod catalogue;
mod free;
mod money;
mod orders;
mod shop;
mod webhook;
mod words;

use common::web::{Access, Op, Routes};
use domain::role::Role;
use http::StatusCode;

/// What the step offers.
pub fn routes() -> Routes {
    supervising(paying(ordering(Routes::new("place-order"))))
}

fn ordering(routes: Routes) -> Routes {
    use orders::{form, list, place, search};
    let holder = Access::Only(Role::Holder);
    routes
        .get(
            "/loja",
            shop::show,
            Op::page::<shop::ShopPage>("Certificados digitais que se vendem, e o que é preciso para cada um"),
        )
        .get(
            "/pedidos",
            list::show,
            Op::page::<list::ListPage>("Meus pedidos, do mais novo ao mais antigo")
                .asks::<list::Asked>()
                .for_(holder),
        )
        .post(
            "/pedidos/busca",
            search::search,
            Op::page::<list::ListPage>("Procura nos meus pedidos por protocolo, CPF, CNPJ ou e-mail")
                .takes::<search::Searching>()
                .for_(holder),
        )
        .get(
            "/pedidos/novo",
            form::show,
            Op::page::<form::FormPage>("Pedir um certificado digital")
                .asks::<form::Asked>()
                .or_leads()
                .refuses(&[StatusCode::NOT_FOUND, StatusCode::GONE])
                .for_(holder),
        )
        .post(
            "/pedidos",
            place::place,
            Op::plain("Faz um pedido")
                .takes::<form::Ordering>()
                .creates()
                .refuses(&[StatusCode::NOT_FOUND, StatusCode::GONE, StatusCode::TOO_MANY_REQUESTS])
                .for_(holder),
        )
        .get(
            "/pedidos/{id}",
            orders::show::show,
            Op::page::<orders::show::OrderPage>("Um pedido e o seu pagamento")
                .asks::<orders::show::Saying>()
                .for_(holder),
        )
        .get(
            "/pedidos/{id}/pix.png",
            orders::files::pix,
            Op::file("O código Pix de um pedido como imagem", &["image/png"]).for_(holder),
        )
        .get(
            "/pedidos/{id}/boleto.pdf",
            orders::files::boleto,
            Op::file("O boleto de um pedido", &["application/pdf"]).for_(holder),
        )
        .get(
            "/pedidos/{id}/recibo.pdf",
            orders::files::receipt,
            Op::file("O recibo de um pedido pago", &["application/pdf"]).for_(holder),
        )
}

fn paying(routes: Routes) -> Routes {
    use orders::{cancel, pay, second};
    let holder = Access::Only(Role::Holder);
    routes
        .post(
            "/pedidos/{id}/pagamento",
            pay::choose,
            Op::plain("Escolhe como pagar: a cobrança anterior deixa de valer")
                .takes::<pay::Choosing>()
                .creates()
                .for_(holder),
        )
        .post(
            "/pedidos/{id}/verificar",
            pay::check,
            Op::plain("Pergunta ao meio de pagamento se o pedido foi pago")
                .refuses(&[StatusCode::TOO_MANY_REQUESTS])
                .for_(holder),
        )
        .post(
            "/pedidos/{id}/segunda-via",
            second::second,
            Op::plain("Emite a segunda via de um boleto, com outro vencimento")
                .takes::<second::Renewing>()
                .creates()
                .for_(holder),
        )
        .post(
            "/pedidos/{id}/cancelar",
            cancel::cancel,
            Op::plain("Cancela um pedido que não foi pago").for_(holder),
        )
        .post(
            "/webhooks/pagamentos",
            webhook::hear,
            Op::plain("O meio de pagamento avisa que algo mudou; só nos faz perguntar")
                .answers(StatusCode::OK)
                .refuses(&[StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED]),
        )
}

fn supervising(routes: Routes) -> Routes {
    use catalogue::{form, list, save};
    let supervisor = Access::Only(Role::Supervisor);
    routes
        .get(
            "/supervisao/catalogo",
            list::show,
            Op::page::<list::CataloguePage>("O catálogo: o que se vende e o que se vendia")
                .asks::<list::Saying>()
                .for_(supervisor),
        )
        .get(
            "/supervisao/catalogo/novo",
            form::new,
            Op::page::<form::ProductPage>("Um produto novo").for_(supervisor),
        )
        .get(
            "/supervisao/catalogo/{code}",
            form::show,
            Op::page::<form::ProductPage>("Um produto, com as condições anteriores").for_(supervisor),
        )
        .post(
            "/supervisao/catalogo/conferir",
            save::review,
            Op::page::<save::ReviewPage>("Como o produto fica na loja: nada muda ainda")
                .takes::<form::Typed>()
                .for_(supervisor),
        )
        .post(
            "/supervisao/catalogo",
            save::save,
            Op::plain("Guarda um produto: vale para pedidos novos")
                .takes::<form::Typed>()
                .creates()
                .for_(supervisor),
        )
        .post(
            "/supervisao/catalogo/{code}/venda",
            save::sell,
            Op::plain("Suspende ou retoma a venda de um produto").takes::<save::Selling>().for_(supervisor),
        )
        .get(
            "/supervisao/pedidos",
            free::show,
            Op::page::<free::FreePage>("Pedidos sem custo que esperam por confirmação").for_(supervisor),
        )
        .post(
            "/supervisao/pedidos/{id}",
            free::confirm,
            Op::plain("Confirma um pedido sem custo: os certificados podem ser atribuídos")
                .takes::<free::Confirming>()
                .for_(supervisor),
        )
        .get(
            "/supervisao/pagamentos",
            money::show,
            Op::page::<money::MoneyPage>("Pagamentos que alguém tem de olhar").for_(supervisor),
        )
        .post(
            "/supervisao/pagamentos/{charge}",
            money::decide,
            Op::plain("Diz o que foi feito de um pagamento, ou manda devolver")
                .takes::<money::Deciding>()
                .for_(supervisor),
        )
}
