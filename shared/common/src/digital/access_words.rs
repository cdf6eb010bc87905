//! What requests for access are called on pages and in mails: in the Portuguese of Portugal, where they are made.

use domain::digital::access::{Field, Service};

/// What a field is called.
pub fn field(field: Field) -> &'static str {
    match field {
        Field::Motive => "Motivo",
        Field::Name => "Nome completo",
        Field::Person => "NIF ou CPF",
        Field::Email => "E-mail",
        Field::Mobile => "Telemóvel",
        Field::Entity => "Entidade",
        Field::EntityName => "Nome da entidade proposta",
        Field::EntityNumber => "NIF ou CNPJ da entidade proposta",
        Field::Post => "Cargo",
        Field::Service => "Serviço pretendido",
        Field::Proof => "Documento comprovativo",
    }
}

/// What a service is called.
pub fn service(service: Service) -> &'static str {
    match service {
        Service::Signature => "Certificado de assinatura qualificada, para mim",
        Service::Seal => "Selo eletrónico qualificado da entidade",
        Service::ForOthers => "Certificados para outras pessoas da entidade",
        Service::WebSites => "Certificados de sítios web",
        Service::TimeStamps => "Selos temporais qualificados",
    }
}

/// The document that a service asks for.
pub fn proof_of(service: Service) -> &'static str {
    match service {
        Service::Signature => {
            "Documento que comprove as suas funções na entidade: publicação da nomeação em Diário da República, ou declaração do superior hierárquico."
        }
        Service::Seal => "Documento que comprove os poderes para representar a entidade.",
        Service::ForOthers => "Autorização da entidade para pedir certificados em nome de outras pessoas.",
        Service::WebSites => {
            "Lista dos técnicos autorizados pela entidade a pedir certificados de sítios web."
        }
        Service::TimeStamps => "Lista dos técnicos autorizados pela entidade a usar selos temporais.",
    }
}
