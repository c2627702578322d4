//! The site's files: hashed and compressed by the build, embedded in the binary.
//!
//! A hashed name never changes its content, so browsers may keep it for ever. Nothing is
//! compressed here: the build left a `.br` and a `.gz` beside each file.

use anyhow::Context;
use app::host::Assets;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, Uri, header};
use rust_embed::RustEmbed;
use std::borrow::Cow;

/// Built by `scripts/build-site`; read from the disk in a debug build.
#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

/// The names in the embedded manifest.
#[derive(serde::Deserialize)]
struct Manifest {
    js: String,
    wasm: String,
    css: String,
    echarts: String,
    font: String,
}

/// The paths that pages name.
///
/// # Errors
/// When the binary was built without the site.
pub fn assets() -> anyhow::Result<Assets> {
    let manifest = Site::get("manifest.json")
        .context("this binary was built without the site's files; build it with `make build`")?;
    let manifest: Manifest = serde_json::from_slice(&manifest.data).context("the embedded manifest can't be read")?;
    Ok(Assets {
        js: manifest.js,
        wasm: manifest.wasm,
        css: manifest.css,
        echarts: manifest.echarts,
        font: manifest.font,
    })
}

/// Answers `/pkg/…` and the few files with a fixed name.
pub async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let variants = [("br", ".br"), ("gzip", ".gz"), ("", "")];
    let found = variants
        .into_iter()
        .filter(|(encoding, _)| {
            encoding.is_empty()
                || accepts.split(',').any(|accepted| accepted.trim().split(';').next() == Some(encoding))
        })
        .find_map(|(encoding, suffix)| Site::get(&format!("{path}{suffix}")).map(|file| (encoding, file)));
    let Some((encoding, file)) = found else { return StatusCode::NOT_FOUND.into_response() };
    let is_hashed = path.starts_with("pkg/");
    let etag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..12]));
    let cache = if is_hashed { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::CACHE_CONTROL, cache)]).into_response();
    }
    let mime = mime_guess::from_path(path).first_or_octet_stream();
    let body = match file.data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    };
    let mut response = Response::new(body);
    let set = response.headers_mut();
    let fixed = [
        (header::CONTENT_TYPE, mime.as_ref()),
        (header::CACHE_CONTROL, cache),
        (header::ETAG, etag.as_str()),
        (header::VARY, "accept-encoding"),
    ];
    for (name, value) in fixed {
        set.insert(name, value.parse().expect("our own header values are plain ASCII"));
    }
    if !encoding.is_empty() {
        set.insert(header::CONTENT_ENCODING, encoding.parse().expect("the names of encodings are plain ASCII"));
    }
    response
}
