//! Types: by name where they are used, by field in the list of schemas.

use super::page::{paragraphs, text, with_code};
use crate::ui::{Column, Table};
use leptos::prelude::*;
use serde_json::Value;

/// A type in a few words; the name of a schema is a link to it.
#[component]
pub(super) fn TypeName(schema: Value) -> impl IntoView {
    let parts = type_of(&schema).into_iter().map(|part| match part {
        Part::Words(words) => words.into_any(),
        Part::Schema(name) => view! { <a class="link" href=format!("#schema-{name}")>{name.clone()}</a> }.into_any(),
    });
    parts.collect_view()
}

/// A schema and its fields.
#[component]
pub(super) fn SchemaCard(name: String, schema: Value) -> impl IntoView {
    let required: Vec<_> = schema["required"].as_array().into_iter().flatten().map(text).collect();
    let properties = schema["properties"].as_object().cloned().unwrap_or_default();
    // What has to be there comes first.
    let (first, then): (Vec<_>, Vec<_>) = properties.into_iter().partition(|(field, _)| required.contains(field));
    let rows = first.into_iter().chain(then).map(move |(field, property)| {
        let is_required = required.contains(&field);
        view! {
            <tr>
                <th scope="row" class="mono">{field}</th>
                <td><TypeName schema=property.clone()/></td>
                <td>{presence(is_required)}</td>
                <td>{with_code(&description_of(&property))}</td>
            </tr>
        }
    });
    let columns = ["Field", "Type", "Presence", "Meaning"].map(Column::text).to_vec();
    view! {
        <article class="card docs-card" id=format!("schema-{name}")>
            <h3 class="docs-title">{name.clone()}</h3>
            {paragraphs(&text(&schema["description"]))}
            <Table caption=format!("Fields of {name}") columns cards=true>{rows.collect_view()}</Table>
        </article>
    }
}

/// Whether something has to be there, in a word that reads alone on a phone.
pub(super) fn presence(is_required: bool) -> &'static str {
    if is_required { "required" } else { "optional" }
}

/// A field's own words; those of a reference stand beside it where the field may be null.
fn description_of(property: &Value) -> String {
    let inner = property["oneOf"].as_array().into_iter().flatten();
    let all = std::iter::once(property).chain(inner);
    all.map(|schema| text(&schema["description"])).find(|text| !text.is_empty()).unwrap_or_default()
}

/// An example, as it would be sent.
pub(super) fn example_of(content: &Value) -> Option<String> {
    let example = content.get("example")?;
    serde_json::to_string_pretty(example).ok()
}

/// A piece of a type's description.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Words(String),
    Schema(String),
}

fn type_of(schema: &Value) -> Vec<Part> {
    let words = |text: &str| vec![Part::Words(text.to_owned())];
    if let Some(reference) = schema["$ref"].as_str() {
        return vec![Part::Schema(reference.rsplit('/').next().unwrap_or(reference).to_owned())];
    }
    if let Some(one_of) = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array()) {
        // One of them is null where a field may be left out; the column “Presence” says so.
        let others = one_of.iter().filter(|schema| schema["type"] != "null").map(type_of);
        let mut parts = Vec::new();
        for (at, other) in others.enumerate() {
            parts.extend((at > 0).then(|| Part::Words(" or ".to_owned())));
            parts.extend(other);
        }
        return parts;
    }
    let kinds = schema["type"].as_array().cloned().unwrap_or_else(|| vec![schema["type"].clone()]);
    let kind = kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or_default().to_owned();
    if kind == "array" {
        let mut parts = words("list of ");
        parts.extend(type_of(&schema["items"]));
        return parts;
    }
    let limits = [("maxLength", "at most ", " characters"), ("minimum", "from ", "")];
    let limits = limits.iter().filter_map(|(key, before, after)| {
        let limit = schema.get(*key)?;
        Some(format!("{before}{limit}{after}"))
    });
    let notes: Vec<_> = schema["format"].as_str().map(str::to_owned).into_iter().chain(limits).collect();
    if notes.is_empty() { words(&kind) } else { words(&format!("{kind} ({})", notes.join(", "))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_description_is_found_beside_a_reference_too() {
        let cases = [
            (json!({ "description": "One." }), "One."),
            (json!({ "oneOf": [{ "type": "null" }, { "$ref": "#/x", "description": "Two." }] }), "Two."),
            (json!({}), ""),
        ];
        for (property, expected) in cases {
            assert_eq!(description_of(&property), expected);
        }
    }

    #[test]
    fn types_in_a_few_words() {
        let event = || Part::Schema("Event".to_owned());
        let words = |text: &str| Part::Words(text.to_owned());
        let cases = [
            (json!({ "type": "string" }), vec![words("string")]),
            (json!({ "type": ["string", "null"], "maxLength": 80 }), vec![words("string (at most 80 characters)")]),
            (json!({ "type": "integer", "format": "int64", "minimum": 0 }), vec![words("integer (int64, from 0)")]),
            (json!({ "$ref": "#/components/schemas/Event" }), vec![event()]),
            (
                json!({ "type": "array", "items": { "$ref": "#/components/schemas/Event" } }),
                vec![words("list of "), event()],
            ),
            (json!({ "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Event" }] }), vec![event()]),
            (json!(null), vec![words("")]),
        ];
        for (schema, expected) in cases {
            assert_eq!(type_of(&schema), expected, "{schema}");
        }
    }
}
