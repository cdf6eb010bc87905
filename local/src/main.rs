//! `selo`: the house on one machine.

use clap::{Parser, Subcommand};
use common::chance::Chance;
use common::clock::Clock;
use common::config::{Limits, PublicUrl};
use local::{House, HouseOptions, admin, demo};
use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
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
    /// Fill an empty folder with an organiser, an event and its certificates, and say how to sign in.
    #[arg(long)]
    demo: bool,
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
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let flags = Flags::parse();
    common::telemetry::start_house(local::CRATES.into_iter(), &flags.log);
    match &flags.command {
        Some(Command::Admin { event }) => administer(&flags, event).await,
        None => serve(flags).await,
    }
}

async fn open(flags: &Flags, public_url: &str) -> Result<House, Box<dyn Error>> {
    let options = HouseOptions {
        data: flags.data.clone(),
        smtp: flags.smtp.clone(),
        public_url: PublicUrl::parse(public_url).ok_or("--public-url must be http(s):// and a host")?,
        limits: Limits::default(),
        clock: Clock::System,
        chance: Chance::System,
    };
    Ok(House::open(options).await?)
}

async fn administer(flags: &Flags, event: &str) -> Result<(), Box<dyn Error>> {
    let event = serde_json::from_str(event)?;
    let answer = match admin::call(&flags.data, &event).await? {
        Some(answer) => answer,
        None => {
            let url = flags.public_url.clone().unwrap_or_else(|| format!("http://{}", flags.listen));
            admin::carry_out(open(flags, &url).await?.app.clone(), event).await
        }
    };
    println!("{answer:#}");
    if answer.get("error").is_some() { Err("refused".into()) } else { Ok(()) }
}

async fn serve(flags: Flags) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(flags.listen).await?;
    let address = listener.local_addr()?;
    let url = flags.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let mut house = open(&flags, &url).await?;
    let router = house.router();
    if let Some(sweep) = house.sweep() {
        tokio::spawn(sweep.run());
    }
    let (app, data) = (house.app.clone(), house.data().clone());
    tokio::spawn(async move {
        if let Err(error) = admin::listen(app, &data).await {
            tracing::error!(error = %error, "`selo admin` cannot reach this process");
        }
    });
    println!("Selo: http://{address}/\nCorreio: http://{address}/_local/correio");
    if flags.demo {
        let (app, router, data) = (house.app.clone(), router.clone(), house.data().clone());
        tokio::spawn(async move {
            match demo::fill(&app, router, &data).await {
                Ok(people) => println!("{}", demo::sentences(&people)),
                Err(error) => eprintln!("The demo could not be made: {}", common::error::chain(&error)),
            }
        });
    }
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}
