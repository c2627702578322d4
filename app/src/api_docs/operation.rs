//! One operation: who may call it, with what, and what comes back.

use super::page::{paragraphs, text, with_code};
use super::schema::{TypeName, example_of, presence};
use crate::ui::{Column, Table};
use leptos::prelude::*;
use serde_json::Value;

/// An operation as the page shows it.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) tag: String,
    pub(super) anchor: String,
    /// The operation in the document.
    body: Value,
}

/// Every operation of the document, in its order.
pub(super) fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let of_path = |(path, item): (&String, &Value)| {
        let methods = item.as_object().cloned().unwrap_or_default();
        let path = path.clone();
        methods.into_iter().map(move |(method, body)| Operation {
            anchor: anchor(&method, &path),
            tag: text(&body["tags"][0]),
            path: path.clone(),
            method,
            body,
        })
    };
    paths.flat_map(of_path).collect()
}

fn anchor(method: &str, path: &str) -> String {
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    std::iter::once(method).chain(words).collect::<Vec<_>>().join("-")
}

#[component]
pub(super) fn OperationCard(operation: Operation) -> impl IntoView {
    let Operation { method, path, anchor, body, .. } = operation;
    view! {
        <article class="card docs-card" id=anchor>
            <h3 class="docs-title"><span class="docs-method">{method.to_uppercase()}</span><span class="mono">{path}</span></h3>
            <p class="docs-summary">{text(&body["summary"])}</p>
            {paragraphs(&text(&body["description"]))}
            <p class="docs-meta">{access(&body)}</p>
            <Parameters parameters=body["parameters"].clone()/>
            <RequestBody body=body["requestBody"].clone()/>
            <Answers responses=body["responses"].clone()/>
        </article>
    }
}

/// Who may call it, in words.
fn access(operation: &Value) -> String {
    let ways = operation["security"].as_array().into_iter().flatten().filter_map(|way| way.as_object()?.iter().next());
    let (mut needed, mut scopes): (Vec<&str>, Vec<&str>) = Default::default();
    for (scheme, wanted) in ways {
        let word = match scheme.as_str() {
            "session" => "the session of a person who has signed in",
            "token" => "an API token",
            other => other,
        };
        if !needed.contains(&word) {
            needed.push(word);
        }
        scopes.extend(wanted.as_array().into_iter().flatten().filter_map(Value::as_str));
    }
    if needed.is_empty() {
        return "Open to everybody.".to_owned();
    }
    let good_for = if scopes.is_empty() { String::new() } else { format!(" with the scope {}", scopes.join(" or ")) };
    format!("Needs {}{good_for}.", needed.join(", or "))
}

#[component]
fn Parameters(parameters: Value) -> impl IntoView {
    let parameters = parameters.as_array().cloned().unwrap_or_default();
    let is_any = !parameters.is_empty();
    let rows = parameters.into_iter().map(|parameter| {
        let place = text(&parameter["in"]);
        let required = parameter["required"] == true;
        view! {
            <tr>
                <th scope="row" class="mono">{text(&parameter["name"])}</th>
                <td>{place}</td>
                <td><TypeName schema=parameter["schema"].clone()/></td>
                <td>{presence(required)}</td>
                <td>{with_code(&text(&parameter["description"]))}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    is_any.then(|| {
        let columns = ["Name", "In", "Type", "Presence", "Meaning"].map(Column::text).to_vec();
        view! { <h4 class="docs-part">"Parameters"</h4><Table caption="Parameters" columns cards=true>{rows}</Table> }
    })
}

#[component]
fn RequestBody(body: Value) -> impl IntoView {
    let contents = body["content"].as_object().cloned().unwrap_or_default();
    contents
        .into_iter()
        .map(|(kind, content)| {
            let example = example_of(&content).map(|example| view! { <pre class="docs-example mono" tabindex="0">{example}</pre> });
            view! {
                <h4 class="docs-part">"Body"</h4>
                <p class="docs-meta"><span class="mono">{kind}</span>" · "<TypeName schema=content["schema"].clone()/></p>
                {example}
            }
        })
        .collect_view()
}

#[component]
fn Answers(responses: Value) -> impl IntoView {
    let responses = responses.as_object().cloned().unwrap_or_default();
    let rows = responses.into_iter().map(|(status, response)| {
        let content = response["content"].as_object().and_then(|content| content.iter().next());
        let (kind, schema) =
            content.map(|(kind, content)| (kind.clone(), content["schema"].clone())).unwrap_or_default();
        view! {
            <tr>
                <th scope="row" class="num">{status}</th>
                <td>{with_code(&text(&response["description"]))}</td>
                <td class="mono">{kind}</td>
                <td><TypeName schema/></td>
            </tr>
        }
    });
    let columns = ["Status", "When", "Content", "Type"].map(Column::text).to_vec();
    view! { <h4 class="docs-part">"Answers"</h4><Table caption="Answers" columns cards=true>{rows.collect_view()}</Table> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_anchor_is_made_of_words() {
        assert_eq!(anchor("get", "/api/o/{org}/stats/realtime"), "get-api-o-org-stats-realtime");
    }

    #[test]
    fn access_is_said_in_words() {
        let cases = [
            (json!({}), "Open to everybody."),
            (json!({ "security": [{ "token": ["ingest"] }] }), "Needs an API token with the scope ingest."),
            (json!({ "security": [{ "token": [] }] }), "Needs an API token."),
            (json!({ "security": [{ "session": [] }] }), "Needs the session of a person who has signed in."),
            (
                json!({ "security": [{ "session": [] }, { "token": ["read"] }, { "token": ["check"] }] }),
                "Needs the session of a person who has signed in, or an API token with the scope read or check.",
            ),
        ];
        for (operation, expected) in cases {
            assert_eq!(access(&operation), expected);
        }
    }
}
