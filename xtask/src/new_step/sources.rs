//! The files that a new step has to itself.

use super::{File, NewStep};

/// All of them.
pub(super) fn of(step: &NewStep) -> Vec<File> {
    let folder = |file: &str| format!("functions/{}/{file}", step.name);
    vec![
        (folder("Cargo.toml"), manifest(step)),
        (folder("askama.toml"), ASKAMA.to_owned()),
        (folder("src/main.rs"), main(step)),
        (folder("src/lib.rs"), lib(step)),
        (folder("templates/page.html"), page(step)),
        (format!("events/{}.json", step.name), event(step)),
        (format!("tests/tests/it/participation/{}.rs", step.krate()), test(step)),
    ]
}

const ASKAMA: &str = "[general]\ndirs = [\"templates\", \"../../shared/common/templates\"]\n";

fn manifest(step: &NewStep) -> String {
    let head = format!(
        "[package]\nname = \"{}\"\nversion.workspace = true\nedition.workspace = true\nrust-version.workspace = true\n\
         license.workspace = true\npublish.workspace = true\n\n[lints]\nworkspace = true\n\n[dependencies]\n",
        step.name
    );
    let needed = ["common", "domain", "askama", "schemars", "serde", "tokio"];
    needed.iter().fold(head, |text, name| text + name + ".workspace = true\n")
}

fn main(step: &NewStep) -> String {
    format!(
        "//! The Lambda function of the step `{}`.\n\n#[tokio::main]\nasync fn main() -> Result<(), common::lambda::Error> {{\n    \
         common::lambda::serve({}::routes()).await\n}}\n",
        step.name,
        step.krate()
    )
}

fn lib(step: &NewStep) -> String {
    let NewStep { name, path, title, .. } = step;
    let page = format!("{}Page", step.pascal());
    let role = if step.is_of_organisers() { "Organiser" } else { "Holder" };
    let who = role.to_lowercase();
    let imports = if step.is_of_organisers() { "Op, Organiser" } else { "Holder, Op" };
    format!(
        r#"//! Step `{name}`: say in a sentence what people do with it.

use askama::Template;
use common::web::{{Access, Answer, {imports}, Routes, Site}};
use domain::role::Role;
use schemars::JsonSchema;
use serde::Serialize;

/// What the step offers.
pub fn routes() -> Routes {{
    let op = Op::page::<{page}>("{title}").for_(Access::Only(Role::{role}));
    Routes::new("{name}").get("{path}", show, op)
}}

/// The page, and its JSON.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "page.html")]
struct {page} {{
    #[serde(skip)]
    site: Site,
}}

/// GET `{path}`
async fn show({who}: {role}) -> Answer {{
    Ok({who}.visit.show(&{page} {{ site: {who}.visit.site() }}))
}}
"#
    )
}

fn page(step: &NewStep) -> String {
    let title = &step.title;
    format!(
        "{{% extends \"base.html\" %}}\n{{% import \"components.html\" as c %}}\n{{% block title %}}{title}{{% endblock %}}\n{{% block layout %}}narrow{{% endblock %}}\n\
         {{% block main %}}\n<div class=\"opening\">\n<h1>{title}</h1>\n</div>\n{{% endblock %}}\n"
    )
}

/// What the gateway hands over when a stranger asks for the page.
fn event(step: &NewStep) -> String {
    include_str!("../../../events/get-support.json").replace("/ajuda", &step.path)
}

fn test(step: &NewStep) -> String {
    let NewStep { path, title, .. } = step;
    let (uses, somebody) = if step.is_of_organisers() {
        ("", "app.organiser().await")
    } else {
        (
            "use crate::house::people;\nuse crate::participation::issued::{ANA_CPF, ANA_EMAIL};\n",
            "people::signed_in(&app, &ana, people::PASSWORD).await",
        )
    };
    let settled = if step.is_of_organisers() {
        ""
    } else {
        "    let ana = people::settled_in(&app, ANA_CPF, ANA_EMAIL).await;\n"
    };
    format!(
        r#"//! {title}.

{uses}use journeys::TestApp;

#[tokio::test]
async fn whoever_signed_in_sees_the_page_and_a_stranger_is_sent_to_the_door() {{
    let app = TestApp::with_organiser().await;
{settled}    let mut somebody = {somebody};
    let page = somebody.get("{path}").await;
    assert_eq!(page.texts("h1"), ["{title}"]);
    let stranger = app.browser().get("{path}").await;
    assert_eq!(stranger.path, "/entrar");
}}
"#
    )
}
