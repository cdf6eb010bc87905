//! Step `issue-certificates`: what an organiser does. Events and their sheet, the upload of participants, its preview,
//! publishing, the state of what was issued, and revoking.
//!
//! Nothing is issued here: publishing changes the import, and `issue-batch` does the work.

mod certificates;
mod events;
mod images;
mod imports;
mod issuer;
mod labels;
mod owned;
mod people;
mod reissues;
mod sample;
mod samples;
mod table;

use common::web::{Access, Op, Routes};
use domain::role::Role;
use http::StatusCode;

/// What the step offers.
pub fn routes() -> Routes {
    issuer(certificates(people(reissues(imports(samples::routes(events(Routes::new(
        "issue-certificates",
    ))))))))
}

fn issuer(routes: Routes) -> Routes {
    use issuer::{ContactForm, IssuerPage, Saying, change, show};
    let all = Access::Only(Role::Organiser);
    routes
        .get(
            "/organizador/emissor",
            show,
            Op::page::<IssuerPage>("Como as pessoas falam com o emissor").asks::<Saying>().for_(all),
        )
        .post(
            "/organizador/emissor",
            change,
            Op::plain("Altera como as pessoas falam com o emissor").takes::<ContactForm>().for_(all),
        )
}

fn events(routes: Routes) -> Routes {
    use events::{
        EventForm, EventFormPage, EventPage, EventUpload, EventsPage, change, create, list, picture, show,
    };
    let all = Access::Only(Role::Organiser);
    routes
        .get(
            "/organizador",
            list::list,
            Op::page::<EventsPage>("Eventos do emissor, do mais novo ao mais antigo")
                .asks::<list::From>()
                .for_(all),
        )
        .get(
            "/organizador/eventos/novo",
            create::blank,
            Op::page::<EventFormPage>("Formulário de um novo evento").for_(all),
        )
        .get("/organizador/eventos", list::lead, Op::plain("Leva à lista de eventos").for_(all))
        .post(
            "/organizador/eventos",
            create::create,
            Op::plain("Cria um evento").takes_files::<EventForm, EventUpload>().creates().for_(all),
        )
        .get(
            "/organizador/eventos/{event}",
            show::show,
            Op::page::<EventPage>("Um evento e os seus envios de participantes")
                .asks::<show::From>()
                .for_(all),
        )
        .get(
            "/organizador/eventos/{event}/editar",
            change::filled,
            Op::page::<EventFormPage>("Formulário de um evento que já existe").for_(all),
        )
        .post(
            "/organizador/eventos/{event}/editar",
            change::change,
            Op::plain("Altera um evento; o que já foi emitido não muda")
                .takes_files::<EventForm, EventUpload>()
                .for_(all),
        )
        .get(
            "/organizador/eventos/{event}/imagens/{which}",
            picture::picture,
            Op::file(
                "O logotipo (`logo`) ou a imagem de uma assinatura (`assinatura-1` a `assinatura-3`)",
                &["image/png"],
            )
            .for_(all),
        )
        .get(
            "/organizador/modelo.csv",
            sample::sample,
            Op::file("Planilha de exemplo para os participantes", &["text/csv"]).for_(all),
        )
        .get(
            "/organizador/modelo.xlsx",
            sample::workbook,
            Op::file("A mesma planilha de exemplo, do Excel", &[sample::XLSX]).for_(all),
        )
}

fn imports(routes: Routes) -> Routes {
    use imports::{Beside, Choosing, Discarding, ImportPage, LinesPage, ListUpload, Publication};
    use imports::{
        RetypePage, RowsPage, Said, Sought, Typing, discard, doubts, lines, problems, publish, reading,
    };
    use imports::{retype, rows, show, upload};
    let all = Access::Only(Role::Organiser);
    routes
        .post(
            "/organizador/eventos/{event}/importacoes",
            upload::upload,
            Op::plain("Envia uma lista de participantes; nada é emitido antes de publicar")
                .takes_files::<Beside, ListUpload>()
                .creates()
                .for_(all),
        )
        .get(
            "/organizador/importacoes/{import}",
            show::show,
            Op::page::<ImportPage>("Conferência e andamento de um envio").asks::<show::Paging>().for_(all),
        )
        .get(
            "/organizador/importacoes/{import}/problemas.csv",
            problems::download,
            Op::file("Os problemas de um envio como planilha (até 20.000)", &["text/csv"])
                .refuses(&[StatusCode::GONE])
                .for_(all),
        )
        .get(
            "/organizador/importacoes/{import}/linhas",
            lines::lines,
            Op::page::<LinesPage>("As pessoas de um envio e os seus certificados")
                .asks::<lines::Paging>()
                .refuses(&[StatusCode::GONE])
                .for_(all),
        )
        .get(
            "/organizador/importacoes/{import}/conferir",
            rows::page::show,
            Op::page::<RowsPage>(
                "Todas as linhas de um envio que ainda não foi publicado, também as que ficam de fora",
            )
            .asks::<Sought>()
            .refuses(&[StatusCode::GONE])
            .for_(all),
        )
        .post(
            "/organizador/importacoes/{import}/conferir",
            rows::page::search,
            Op::page::<RowsPage>("Procura linhas de um envio por nome, e-mail ou CPF")
                .takes::<Sought>()
                .or_leads()
                .refuses(&[StatusCode::GONE])
                .for_(all),
        )
        .get(
            "/organizador/importacoes/{import}/corrigir",
            retype::form::show,
            Op::page::<RetypePage>("Formulário com as células de uma linha de um envio")
                .asks::<retype::form::Which>()
                .refuses(&[StatusCode::GONE])
                .for_(all),
        )
        .post(
            "/organizador/importacoes/{import}/corrigir",
            retype::retype,
            Op::plain("Corrige células de uma linha de um envio, e o lê de novo; o arquivo não muda")
                .takes::<Typing>()
                .creates()
                .for_(all),
        )
        .post(
            "/organizador/importacoes/{import}/mesma-pessoa",
            doubts::choose,
            Op::plain("Diz se uma linha sem CPF corrige um certificado ou é de outra pessoa")
                .takes::<Choosing>()
                .for_(all),
        )
        .post(
            "/organizador/importacoes/{import}/leitura",
            reading::reread,
            Op::plain("Diz como um envio deve ser lido, e o lê de novo").takes::<Said>().creates().for_(all),
        )
        .post(
            "/organizador/importacoes/{import}/publicar",
            publish::publish,
            Op::plain("Publica um envio: emite os certificados e avisa as pessoas")
                .takes::<Publication>()
                .creates()
                .for_(all),
        )
        .post(
            "/organizador/importacoes/{import}/descartar",
            discard::discard,
            Op::plain("Descarta um envio que não foi publicado").takes::<Discarding>().for_(all),
        )
}

fn reissues(routes: Routes) -> Routes {
    use reissues::{Beginning, ReissuePage, Reissuing, begin, publish, show};
    let all = Access::Only(Role::Organiser);
    routes
        .post(
            "/organizador/eventos/{event}/reemissao",
            begin::begin,
            Op::plain("Começa a reemissão dos certificados de um evento que mudou: conta o que ela faria")
                .takes::<Beginning>()
                .creates()
                .for_(all),
        )
        .get(
            "/organizador/reemissoes/{import}",
            show::show,
            Op::page::<ReissuePage>("Conferência e andamento de uma reemissão").for_(all),
        )
        .post(
            "/organizador/reemissoes/{import}/publicar",
            publish::publish,
            Op::plain("Reemite os certificados de um evento com os dados novos, e avisa as pessoas")
                .takes::<Reissuing>()
                .creates()
                .for_(all),
        )
}

fn people(routes: Routes) -> Routes {
    use people::{Asked, PeoplePage, archive, show, table};
    let all = Access::Only(Role::Organiser);
    routes
        .get(
            "/organizador/eventos/{event}/pessoas",
            show::show,
            Op::page::<PeoplePage>("As pessoas de um evento, com o que aconteceu a cada certificado")
                .asks::<Asked>()
                .for_(all),
        )
        .post(
            "/organizador/eventos/{event}/pessoas",
            show::search,
            Op::page::<PeoplePage>("Procura uma pessoa do evento por nome, e-mail ou CPF")
                .takes::<Asked>()
                .for_(all),
        )
        .get(
            "/organizador/eventos/{event}/pessoas.zip",
            archive::download,
            Op::file("Os PDFs de um evento em um ZIP, em partes de até 4 MB", &["application/zip"])
                .asks::<archive::Wish>()
                .for_(all),
        )
        .get(
            "/organizador/eventos/{event}/pessoas.csv",
            table::download,
            Op::file("As pessoas de um evento como planilha: nome, código, link e mensagem", &["text/csv"])
                .for_(all),
        )
}

fn certificates(routes: Routes) -> Routes {
    use certificates::{CertificatePage, NewAddress, Revocation, address, document, revoke, show};
    let all = Access::Only(Role::Organiser);
    routes
        .get(
            "/organizador/certificados/{certificate}",
            show::show,
            Op::page::<CertificatePage>("Um certificado, as suas versões e mensagens")
                .asks::<certificates::Saying>()
                .for_(all),
        )
        .get(
            "/organizador/certificados/{certificate}/pdf",
            document::pdf,
            Op::file("O PDF de um certificado, como foi emitido", &["application/pdf"]).for_(all),
        )
        .post(
            "/organizador/certificados/{certificate}/endereco",
            address::correct,
            Op::plain("Corrige o e-mail da pessoa enquanto a conta não foi usada, e envia a mensagem")
                .takes::<NewAddress>()
                .refuses(&[StatusCode::TOO_MANY_REQUESTS])
                .creates()
                .for_(all),
        )
        .post(
            "/organizador/certificados/{certificate}/revogar",
            revoke::revoke,
            Op::plain("Revoga um certificado, com um motivo que todos veem")
                .takes::<Revocation>()
                .creates()
                .for_(all),
        )
}
