//! Puts what was wrong with a form to its fields.

use crate::AppError;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlFormElement};

/// Marks what a refusal put there.
const MARK: &str = "data-refused";

/// Shows `error` at the fields of `form` that it names and in its alert, and moves the focus to the first of them.
/// Answers what the form has no place for.
pub(crate) fn show(form: &HtmlFormElement, error: &AppError) -> Option<String> {
    clear(form);
    let Some(refused) = error.refused_input() else { return Some(error.to_string()) };
    let mut elsewhere = Vec::new();
    let mut first = None;
    for problem in &refused.problems {
        let field =
            problem.field.as_ref().and_then(|name| find(form, &format!("[name=\"{name}\"]:not([type=hidden])")));
        if let Some(field) = field {
            at_field(&field, &problem.text);
            first.get_or_insert(field);
        } else {
            elsewhere.push(problem.text.as_str());
        }
    }
    if let Some(field) = first.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
        // A field that refuses the focus is no reason to stop.
        let _focused = field.focus();
    }
    if elsewhere.is_empty() {
        return None;
    }
    let text = elsewhere.join(" ");
    match find(form, "[role=alert]") {
        Some(alert) => {
            alert.set_text_content(Some(&text));
            None
        }
        None => Some(text),
    }
}

/// Takes away what the last refusal put there.
pub(crate) fn clear(form: &HtmlFormElement) {
    if let Some(alert) = find(form, "[role=alert]") {
        alert.set_text_content(None);
    }
    while let Some(field) = find(form, "[aria-invalid]") {
        let _removed = field.remove_attribute("aria-invalid");
    }
    while let Some(text) = find(form, &format!("[{MARK}]")) {
        text.remove();
    }
}

fn at_field(field: &Element, text: &str) {
    let _marked = field.set_attribute("aria-invalid", "true");
    let Ok(words) = document().create_element("p") else { return };
    words.set_class_name("err");
    words.set_text_content(Some(text));
    let id = format!("{}-error", field.id());
    words.set_id(&id);
    let _marked = words.set_attribute(MARK, "").and_then(|()| field.set_attribute("aria-describedby", &id));
    let _placed = field.insert_adjacent_element("afterend", &words);
}

fn find(form: &HtmlFormElement, selector: &str) -> Option<Element> {
    form.query_selector(selector).ok().flatten()
}
