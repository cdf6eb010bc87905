//! Step `assign-holder`: whoever bought certificates says who gets each, by CPF and address, and takes one back as long as its request is not
//! sent. The holder gets a link; that of an earlier assignment opens nothing any more.

mod assigning;
mod found;
mod taking_back;
mod units;

use common::web::{Access, Op, Routes};
use domain::role::Role;
use http::StatusCode;

const ABSENT: &[StatusCode] = &[StatusCode::NOT_FOUND];
const OVERTAKEN: &[StatusCode] = &[StatusCode::NOT_FOUND, StatusCode::CONFLICT];

/// What the step offers.
pub fn routes() -> Routes {
    let buyer = Access::Only(Role::Holder);
    let unit = "/pedidos/{id}/certificados/{unit}";
    Routes::new("assign-holder")
        .get(
            "/pedidos/{id}/certificados",
            units::show,
            Op::page::<units::UnitsPage>("Os certificados de um pedido pago, e de quem é cada um")
                .for_(buyer)
                .asks::<units::Said>()
                .refuses(ABSENT),
        )
        .get(
            unit,
            assigning::show,
            Op::page::<assigning::AssignPage>("Formulário para atribuir um certificado")
                .for_(buyer)
                .refuses(ABSENT),
        )
        .post(
            unit,
            assigning::submit,
            Op::plain("Atribui um certificado, também quando já era de outra pessoa")
                .for_(buyer)
                .takes::<assigning::Assigning>()
                .refuses(OVERTAKEN),
        )
        .post(
            "/pedidos/{id}/certificados/{unit}/retomar",
            taking_back::take_back,
            Op::plain("Pega um certificado de volta")
                .for_(buyer)
                .takes::<taking_back::Nothing>()
                .refuses(OVERTAKEN),
        )
        .post(
            "/pedidos/{id}/certificados/{unit}/reenviar",
            taking_back::mail_again,
            Op::plain("Envia de novo o link do titular")
                .for_(buyer)
                .takes::<taking_back::Nothing>()
                .refuses(&[StatusCode::NOT_FOUND, StatusCode::CONFLICT, StatusCode::TOO_MANY_REQUESTS]),
        )
}
