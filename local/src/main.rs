//! `selo`: the house on one machine.

use clap::{Parser, Subcommand};
use domain::value::email::EmailAddress;
use local::buckets::bucket_specs;
use local::doors::Asked;
use local::engines::copy_out;
use local::template::TEMPLATE;
use local::{House, HouseOptions, admin, demo, words};
use platform::chance::Chance;
use platform::clock::Clock;
use platform::config::{Limits, PublicUrl};
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::Display;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tokio::net::TcpListener;

/// Selo on one machine: certificates from a CSV to their verification.
#[derive(Parser)]
#[command(name = "selo", version)]
struct Flags {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Folder of all state.
    #[arg(long, global = true, default_value = "data")]
    data: PathBuf,
    /// The address that people reach it by, printed in QR codes; the one it listens on when absent.
    #[arg(long)]
    public_url: Option<String>,
    /// Fill an empty folder with an organiser, an event and its certificates, and say how to sign in. On this machine
    /// only.
    #[arg(long)]
    demo: bool,
    /// Let whoever works on this machine read every mail at /_local/correio, as --demo does. Not with the --public-url
    /// of a house that others reach.
    #[arg(long)]
    mailbox: bool,
    /// Where requests for help go. Without it, to a mailbox that only /_local/correio shows.
    #[arg(long)]
    support: Option<String>,
    /// Also hand every mail to an SMTP server: smtp://host:port.
    #[arg(long)]
    smtp: Option<String>,
    /// What to log of our own: error, warn, info, debug. Of other crates too with directives, as in warn,hyper=debug: what
    /// those say at debug and below may hold personal data.
    #[arg(long, default_value = "warn")]
    log: String,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Carry out an event of the step `administer`: a JSON document, as in events/administer.json.
    Admin {
        /// The event.
        event: String,
    },
    /// Write everything that is needed to go on proving the certificates without Selo into a folder, as static files.
    Export {
        /// Name of the archive; with the same name, a finished one is copied again.
        name: String,
        /// An empty or new folder: `publico` in it may be hosted by anybody, `reservado` stays with the institution.
        #[arg(long)]
        to: PathBuf,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let flags = Flags::parse();
    platform::telemetry::start_house(&local::crates(), &flags.log);
    let done = match &flags.command {
        Some(Command::Admin { event }) => administer(&flags, event).await,
        Some(Command::Export { name, to }) => export(&flags, name, to).await,
        None => serve(flags).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("selo: {}", platform::chain(&*why));
            ExitCode::FAILURE
        }
    }
}

async fn open(flags: &Flags, public_url: &str) -> Result<House, Box<dyn Error>> {
    let options = HouseOptions {
        data: flags.data.clone(),
        smtp: flags.smtp.clone(),
        public_url: parsed(public_url)?,
        support: support(flags)?,
        limits: Limits::default(),
        clock: Clock::System,
        chance: Chance::System,
    };
    House::open(options).await.map_err(|error| words::not_open(&flags.data, &error).into())
}

fn support(flags: &Flags) -> Result<Option<EmailAddress>, &'static str> {
    let given = flags.support.as_deref().map(EmailAddress::parse).transpose();
    given.map_err(|_| "--support wants one e-mail address, as in suporte@exemplo.org.br.")
}

fn parsed(public_url: &str) -> Result<PublicUrl, &'static str> {
    PublicUrl::parse(public_url)
        .ok_or("--public-url wants http(s):// and a host, as in https://selo.example.")
}

async fn administer(flags: &Flags, event: &str) -> Result<(), Box<dyn Error>> {
    let answer = carried_out(flags, serde_json::from_str(event)?).await?;
    say(format_args!("{answer:#}"));
    if answer.get("error").is_some() { Err("refused".into()) } else { Ok(()) }
}

/// The answer of the running house, or of one that is opened for it.
async fn carried_out(flags: &Flags, event: Value) -> Result<Value, Box<dyn Error>> {
    if let Some(answer) = admin::call(&flags.data, &event).await? {
        return Ok(answer);
    }
    let url = flags.public_url.clone().unwrap_or_else(|| format!("http://{}", flags.listen));
    Ok(admin::carry_out(open(flags, &url).await?.app.clone(), event).await)
}

/// Has the archive written, and copies it out of the bucket.
async fn export(flags: &Flags, name: &str, to: &Path) -> Result<(), Box<dyn Error>> {
    // What an earlier archive left there may be private by now.
    if to.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(format!("{} is not empty: name a new folder", to.display()).into());
    }
    let bucket = bucket_specs(TEMPLATE)?.into_iter().find(|bucket| bucket.logical_id == "DocumentsBucket");
    let bucket = flags.data.join("objects").join(bucket.ok_or("the template names no bucket")?.name);
    loop {
        let answer = carried_out(flags, json!({ "action": "export_archive", "name": name })).await?;
        say(format_args!("{answer:#}"));
        if answer.get("error").is_some() {
            return Err("refused".into());
        }
        if answer["finished"] == true {
            for (part, folder) in [("public", "publico"), ("private", "reservado")] {
                let from = bucket.join(answer[part].as_str().ok_or("no folder")?);
                say(format_args!("{folder}: {} files", copy_out(&from, &to.join(folder))?));
            }
            return Ok(());
        }
    }
}

async fn serve(flags: Flags) -> Result<(), Box<dyn Error>> {
    let named = flags.public_url.as_deref().map(parsed).transpose()?;
    let (demo, mailbox) = (flags.demo, flags.mailbox);
    let asked = Asked { listen: flags.listen, public_url: named.as_ref(), demo, mailbox };
    let has_mailbox = asked.serves_mailbox()?;
    let listener = TcpListener::bind(flags.listen).await;
    let listener = listener.map_err(|error| words::not_listening(flags.listen, &error))?;
    let address = listener.local_addr()?;
    let url = flags.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let mut house = open(&flags, &url).await?;
    let providers = demo.then(|| house.providers());
    let mut router = house.router();
    if has_mailbox {
        router = router.merge(house.mailbox()).merge(house.payment_desk());
    }
    if demo {
        router = router.merge(house.telephones());
    }
    if let Some(providers) = providers {
        router = router.merge(providers);
    }
    if let Some(sweep) = house.sweep() {
        tokio::spawn(sweep.run());
    }
    tokio::spawn(house.tidy().run(house.app.clock.clone()));
    tokio::spawn(local::lapses::run(house.app.clone()));
    let (app, data) = (house.app.clone(), house.data().clone());
    tokio::spawn(async move {
        if let Err(error) = admin::listen(app, &data).await {
            tracing::error!(error = %error, "`selo admin` cannot reach this process");
        }
    });
    say(format_args!("Selo: http://{address}/"));
    if has_mailbox {
        say(format_args!("Correio: http://{address}/_local/correio"));
        say(format_args!("Pagamentos: http://{address}/_local/pagamentos"));
    }
    if flags.demo {
        let (app, router, data) = (house.app.clone(), router.clone(), house.data().clone());
        tokio::spawn(async move {
            match demo::fill(&app, router, &data).await {
                Ok(people) => say(demo::sentences(&people)),
                Err(error) => eprintln!("The demo could not be made: {}", platform::chain(&error)),
            }
        });
    }
    local::serve::serve(listener, router).await;
    Ok(())
}

/// Prints a line for whoever started the house. Nobody may listen any more, and the house goes on all the same.
fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
