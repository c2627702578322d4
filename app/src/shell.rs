//! The document around the application. Leptos' own tags read a file beside the executable;
//! these are written from the names of the embedded files, so that one file runs.

use crate::App;
use crate::door::Door;
use crate::host::{Assets, Host};
use crate::theme;
use http::{HeaderValue, header};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::MetaTags;
use std::sync::Arc;

/// A page of the application, which the browser takes over.
pub fn application() -> impl IntoView {
    let assets = assets();
    let start = format!(
        "import('{js}').then(m=>m.default({{module_or_path:'{wasm}'}}).then(()=>{{m.hydrate();performance.mark('hydrated')}}))",
        js = assets.js,
        wasm = assets.wasm
    );
    let loads = view! {
        <meta name="echarts" content=assets.echarts.clone()/>
        <link rel="modulepreload" href=assets.js.clone()/>
        <link rel="preload" href=assets.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin=""/>
        <script type="module" nonce=nonce()>{start}</script>
    };
    document(&assets, loads.into_any(), view! { <App/> }.into_any())
}

/// A page before the application. It needs no scripts; what the application needs is fetched when nothing else is to do.
pub fn door() -> impl IntoView {
    let assets = assets();
    let loads = view! {
        <link rel="prefetch" href=assets.js.clone()/>
        <link rel="prefetch" href=assets.wasm.clone() r#as="fetch" crossorigin=""/>
    };
    document(&assets, loads.into_any(), view! { <Door/> }.into_any())
}

/// What this response's scripts show to be run.
fn nonce() -> String {
    use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default()
}

fn assets() -> Arc<Assets> {
    use_context::<Host>().map(|host| host.assets).unwrap_or_default()
}

/// What the head of every page has.
pub(crate) fn head(assets: &Assets) -> impl IntoView + use<> {
    view! {
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
        <meta name="color-scheme" content="light dark"/>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
        <link rel="stylesheet" href=assets.css.clone()/>
        <link rel="preload" href=assets.font.clone() r#as="font" r#type="font/woff2" crossorigin=""/>
    }
}

/// Wraps a page, and sets the policy that its nonce belongs to.
fn document(assets: &Assets, loads: AnyView, body: AnyView) -> impl IntoView + use<> {
    set_policy(&nonce());
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme::current().attribute()>
            <head>
                {head(assets)}
                {loads}
                <MetaTags/>
            </head>
            <body>{body}</body>
        </html>
    }
}

/// Scripts run only with this response's nonce; nothing may frame us.
fn set_policy(nonce: &str) {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let (Some(response), Ok(policy)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&policy)) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}
