//! Sends a form as the browser would, but for an answer that scripts can read.

use crate::AppError;
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, Headers, HtmlFormElement, RequestInit, Response, UrlSearchParams};

/// Posts `form`. Answers where the server wants the browser to go, if anywhere.
///
/// # Errors
/// What the server function answered, or [`AppError::Transport`].
pub(crate) async fn send(form: &HtmlFormElement) -> Result<Option<String>, AppError> {
    let response =
        post(form).await.map_err(|_| AppError::Transport("check your connection and try again.".to_owned()))?;
    if response.ok() {
        return Ok(response.headers().get("location").ok().flatten());
    }
    let text = match response.text() {
        Ok(text) => JsFuture::from(text).await.ok().and_then(|text| text.as_string()).unwrap_or_default(),
        Err(_) => String::new(),
    };
    Err(serde_json::from_str(&text)
        .unwrap_or_else(|_| AppError::Transport(format!("it answered {}.", response.status()))))
}

async fn post(form: &HtmlFormElement) -> Result<Response, JsValue> {
    let fields = FormData::new_with_form(form)?;
    let body = UrlSearchParams::new_with_str_sequence_sequence(fields.as_ref())?;
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&body);
    JsFuture::from(window().fetch_with_str_and_init(&form.action(), &init)).await?.dyn_into()
}
