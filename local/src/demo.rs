//! The demo: an empty house is filled by the very requests that an organiser and a holder send.

mod access;
mod shop;

use axum::Router;
use axum::body::Body;
use common::App;
use domain::people::second_factor::totp::SharedKey;
use domain::value::cpf::Cpf;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{Request, StatusCode};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::Duration;
use tower::ServiceExt;

const ORGANISER_CPF: &str = "390.533.447-05";
const ORGANISER_PASSWORD: &str = "jardim de inverno 42";
const HOLDER_PASSWORD: &str = "caderno azul na mesa";
const PEOPLE: &[u8] = include_bytes!("../../tests/fixtures/participantes.csv");
const LOGO: &[u8] = include_bytes!("../demo/logo.png");
const SIGNATURES: [&[u8]; 2] =
    [include_bytes!("../demo/assinatura-1.png"), include_bytes!("../demo/assinatura-2.png")];
const PROGRAMME: &str = "# Módulo 1 · Por que avaliar\nO que a avaliação diz da aprendizagem, e o que não diz\n\
    Avaliação diagnóstica, formativa e somativa\n# Módulo 2 · Instrumentos\nItens, rubricas e portfólios\n\
    Oficina: da habilidade ao item\n# Módulo 3 · Ler os resultados\nTaxas de acerto, descritores e desigualdades\n\
    A devolutiva para a turma e para a família";

/// The demo could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A step refused one of its requests.
    #[error("{path} answered {status}")]
    Refused {
        /// Which path.
        path: String,
        /// With what.
        status: StatusCode,
    },
    /// What the file says cannot be read or written.
    #[error("the demo's file cannot be kept")]
    File(#[from] std::io::Error),
    /// An answer lacks what comes next.
    #[error("the demo met something unexpected: {0}")]
    Unexpected(&'static str),
    /// The step `administer` failed.
    #[error("the demo could not do what an administrator does")]
    Administer(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Who can sign in, as JSON: made once per data folder, and read back afterwards.
///
/// # Errors
/// When a step refuses what the demo asks, or the folder cannot be written.
pub async fn fill(app: &App, router: Router, data: &Path) -> Result<Value, DemoError> {
    let file = data.join("demo.json");
    if let Ok(text) = fs::read_to_string(&file) {
        return serde_json::from_str(&text).map_err(|_| DemoError::Unexpected("demo.json"));
    }
    let demo = Demo { app, router };
    let organiser = demo.appoint().await?;
    let event = demo.create_event(&organiser).await?;
    demo.publish(&organiser, &event).await?;
    let access = demo.requests_for_access().await?;
    let mut people = demo.people().await?;
    people["access"] = access;
    for colleague in &COLLEAGUES {
        people[colleague.duty] = demo.colleague(colleague).await?;
    }
    fs::write(&file, serde_json::to_vec_pretty(&people).unwrap_or_default())?;
    Ok(people)
}

/// Somebody of the demo who works for the house.
struct Colleague {
    duty: &'static str,
    name: &'static str,
    cpf: &'static str,
    email: &'static str,
    password: &'static str,
}

const COLLEAGUES: [Colleague; 3] = [
    Colleague {
        duty: "supervisor",
        name: "Sílvia Andrade Nunes",
        cpf: "183.025.467-71",
        email: "silvia@exemplo.com.br",
        password: "chave de ouro na gaveta",
    },
    Colleague {
        duty: "approver",
        name: "Paulo Brandão Reis",
        cpf: "260.519.384-51",
        email: "paulo@exemplo.com.br",
        password: "portão verde e sino",
    },
    Colleague {
        duty: "agent",
        name: "Alice Moura Campos",
        cpf: "371.640.295-80",
        email: "alice@exemplo.com.br",
        password: "lupa antiga de latão",
    },
];

struct Demo<'a> {
    app: &'a App,
    router: Router,
}

impl Demo<'_> {
    async fn appoint(&self) -> Result<String, DemoError> {
        for event in [
            json!({ "action": "confirm_public_url", "url": self.app.config.public_url.as_str() }),
            json!({
                "action": "create_issuer_with_organiser",
                "issuer_name": "Instituto Horizonte da Educação",
                "name": "Otília Amaral",
                "email": "otilia@exemplo.com.br",
                "cpf": ORGANISER_CPF,
                "contact": {
                    "email": "atendimento@horizonte.example",
                    "phone": "(11) 3333-4444, das 9h às 17h",
                    "page": "https://horizonte.example/contato",
                },
            }),
        ] {
            self.administer(event).await?;
        }
        self.first_access(ORGANISER_CPF, ORGANISER_PASSWORD).await
    }

    /// Appoints somebody to a duty, who chooses a password and sets up an application that shows codes, as they would: its
    /// telephone is at `/_local/telefone`.
    async fn colleague(&self, colleague: &Colleague) -> Result<Value, DemoError> {
        let Colleague { duty, name, cpf, email, password } = colleague;
        let event = json!({
            "action": "appoint_to_duty", "duty": duty, "name": name, "email": email, "identifier": cpf,
        });
        self.administer(event).await?;
        let token = self.first_access(cpf, password).await?;
        let shown = self.get("/duas-etapas/ativar", &token).await?;
        let key = shown.pointer("/offer/key").and_then(Value::as_str).and_then(SharedKey::parse);
        let key = key.ok_or(DemoError::Unexpected("no key"))?;
        let code = json!({ "code": key.code(self.app.clock.now()) });
        let set_up = self.post("/duas-etapas/ativar", Some(&token), &code).await?;
        Ok(json!({
            "name": name, "cpf": cpf, "password": password,
            "recovery": set_up.get("codes"),
        }))
    }

    async fn administer(&self, event: Value) -> Result<(), DemoError> {
        let request = serde_json::from_value(event).map_err(|e| DemoError::Administer(Box::new(e)))?;
        let done = administer::handle(self.app.clone(), request).await;
        done.map(drop).map_err(|e| DemoError::Administer(Box::new(e)))
    }

    /// Signs in with the initial password that the mail carries, chooses a password, and returns the session's token.
    async fn first_access(&self, cpf: &str, password: &str) -> Result<String, DemoError> {
        let keys = self.app.secrets.keys().await.map_err(|_| DemoError::Unexpected("no keys"))?;
        let account = keys.account_of_cpf(&Cpf::parse(cpf).map_err(|_| DemoError::Unexpected("CPF"))?);
        let initial = keys.initial_password(&account, 1);
        let entered = self.post("/entrar", None, &json!({ "identifier": cpf, "password": *initial })).await?;
        let token = text(&entered, "token")?;
        let chosen = json!({ "new_password": password, "repeated": password });
        text(&self.post("/primeiro-acesso", Some(&token), &chosen).await?, "token")
    }

    async fn create_event(&self, organiser: &str) -> Result<String, DemoError> {
        let fields = [
            ("title", "Formação Continuada em Avaliação da Aprendizagem"),
            ("first_day", "2026-10-05"),
            ("last_day", "2026-11-14"),
            ("place", "Recife"),
            ("workload", "40"),
            ("programme", PROGRAMME),
            ("colour", "#123f3a"),
            ("signature_1_name", "Helena Vasconcelos Prado"),
            ("signature_1_post", "Diretora-geral"),
            ("signature_2_name", "Rui Teixeira Lopes"),
            ("signature_2_post", "Coordenador da formação"),
            ("prints_cpf", "true"),
            ("public_by_default", "true"),
        ];
        let files = [
            ("logo", "logo.png", LOGO),
            ("signature_1_image", "assinatura-1.png", SIGNATURES[0]),
            ("signature_2_image", "assinatura-2.png", SIGNATURES[1]),
        ];
        self.upload("/organizador/eventos", organiser, &fields, &files).await
    }

    async fn publish(&self, organiser: &str, event: &str) -> Result<(), DemoError> {
        let files = [("file", "participantes.csv", PEOPLE)];
        let import = self.upload(&format!("{event}/importacoes"), organiser, &[], &files).await?;
        let read = self.wait(&import, organiser, "ready").await?;
        let number = read.pointer("/tally/to_issue").ok_or(DemoError::Unexpected("no tally"))?;
        let decision = json!({ "confirm": true, "number": number });
        self.post(&format!("{import}/publicar"), Some(organiser), &decision).await?;
        self.wait(&import, organiser, "done").await?;
        Ok(())
    }

    /// Waits until an import's page says a state, and nothing is on its way any more: half a minute at most.
    async fn wait(&self, path: &str, token: &str, state: &str) -> Result<Value, DemoError> {
        for _ in 0..300 {
            let page = self.get(path, token).await?;
            let there = page.pointer("/state").and_then(Value::as_str) == Some(state);
            if there && (state == "ready" || page.pointer("/finished") == Some(&Value::Bool(true))) {
                return Ok(page);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(DemoError::Unexpected("the import does not come to its end"))
    }

    /// How each role signs in: the holder is the first person of the file, and chooses a password as they would.
    async fn people(&self) -> Result<Value, DemoError> {
        let people = latin(PEOPLE);
        let first = people.lines().nth(1).ok_or(DemoError::Unexpected("an empty file"))?;
        let cpf =
            first.split(';').find_map(|cell| Cpf::parse(cell).ok()).ok_or(DemoError::Unexpected("no CPF"))?;
        let token = self.first_access(&cpf.formatted(), HOLDER_PASSWORD).await?;
        self.shop(&token).await?;
        let cards = self.get("/certificados", &token).await?;
        let code = cards.pointer("/cards/0/code").and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(json!({
            "url": self.app.config.public_url.as_str(),
            "organiser": { "cpf": ORGANISER_CPF, "password": ORGANISER_PASSWORD },
            "holder": { "cpf": cpf.formatted(), "password": HOLDER_PASSWORD },
            "visitor": { "cpf": cpf.formatted() },
            "verify": { "code": code },
        }))
    }

    async fn get(&self, path: &str, token: &str) -> Result<Value, DemoError> {
        self.send(Request::get(path).header(AUTHORIZATION, format!("Bearer {token}")), path, Body::empty())
            .await
    }

    async fn post(&self, path: &str, token: Option<&str>, json: &Value) -> Result<Value, DemoError> {
        let mut request = Request::post(path).header(CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        self.send(request, path, Body::from(json.to_string())).await
    }

    /// Sends a form with files, and returns the path of what was made.
    async fn upload(
        &self,
        path: &str,
        token: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Result<String, DemoError> {
        const BOUNDARY: &str = "selo-demo-2f0c8a";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .bytes(),
            );
        }
        for (name, file, bytes) in files {
            body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\r\n").bytes());
            body.extend(*bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let mut request = Request::post(path).header(CONTENT_TYPE, kind);
        if !token.is_empty() {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        text(&self.send(request, path, Body::from(body)).await?, "location")
    }

    async fn send(
        &self,
        request: http::request::Builder,
        path: &str,
        body: Body,
    ) -> Result<Value, DemoError> {
        let request = request
            .header(ACCEPT, "application/json")
            .body(body)
            .map_err(|_| DemoError::Unexpected("a request"))?;
        let answer =
            self.router.clone().oneshot(request).await.map_err(|_| DemoError::Unexpected("no answer"))?;
        let status = answer.status();
        let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap_or_default();
        if !status.is_success() {
            tracing::error!(path, answer = %String::from_utf8_lossy(&bytes), "the demo was refused");
            return Err(DemoError::Refused { path: path.to_owned(), status });
        }
        Ok(serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }
}

/// The file as Excel writes it: Windows-1252, in which each byte is a character.
fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|b| char::from(*b)).collect()
}

fn text(value: &Value, name: &'static str) -> Result<String, DemoError> {
    value.get(name).and_then(Value::as_str).map(str::to_owned).ok_or(DemoError::Unexpected(name))
}

/// The lines that `selo --demo` prints.
pub fn sentences(people: &Value) -> String {
    let of = |path: &str| people.pointer(path).and_then(Value::as_str).unwrap_or("-").to_owned();
    format!(
        "\nSupervisora   CPF {}   senha: {}\nAprovador     CPF {}   senha: {}\nAgente        CPF {}   senha: {}\n\
         Os códigos de 6 números destas três pessoas: {}/_local/telefone\n\
         Organizador   CPF {}   senha: {}\nTitular       CPF {}   senha: {}\nVisitante     CPF {} (sem senha)\nVerificar     {}/v/{}\n",
        of("/supervisor/cpf"),
        of("/supervisor/password"),
        of("/approver/cpf"),
        of("/approver/password"),
        of("/agent/cpf"),
        of("/agent/password"),
        of("/url"),
        of("/organiser/cpf"),
        of("/organiser/password"),
        of("/holder/cpf"),
        of("/holder/password"),
        of("/visitor/cpf"),
        of("/url"),
        of("/verify/code"),
    )
}

/// The people of the demo who have a telephone that shows codes: what they do, their name, and their CPF.
pub(crate) fn with_telephones() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    COLLEAGUES.iter().map(|colleague| (colleague.duty, colleague.name, colleague.cpf))
}

/// The people of the demo whom gov.br knows: CPF and name.
pub(crate) fn citizens() -> Vec<(String, String)> {
    let colleagues = COLLEAGUES.iter().map(|colleague| (colleague.cpf.to_owned(), colleague.name.to_owned()));
    let organiser = (ORGANISER_CPF.to_owned(), "Otília Amaral".to_owned());
    let people = latin(PEOPLE);
    let listed = people.lines().skip(1).filter_map(|line| {
        let mut cells = line.split(';');
        let name = cells.next()?.to_owned();
        cells.find_map(|cell| Cpf::parse(cell).ok()).map(|cpf| (cpf.formatted(), name))
    });
    listed.chain(std::iter::once(organiser)).chain(colleagues).collect()
}

/// The person of the demo whom Autenticação.gov knows: NIF and name.
pub(crate) fn portuguese() -> Vec<(String, String)> {
    vec![("123456789".to_owned(), "Inês Duarte".to_owned())]
}
