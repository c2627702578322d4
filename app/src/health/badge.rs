//! The number of failing dashboards, beside the name of their page.

use crate::AppError;
use crate::piece::{Asked, to_markup};
use leptos::prelude::*;

/// The badge; nothing where none fails, and where nobody can tell: the page itself says why.
pub(super) async fn render(asked: &Asked) -> String {
    match failing(asked).await {
        Ok(count) if count > 0 => {
            let label =
                if count == 1 { "1 failing dashboard".to_owned() } else { format!("{count} failing dashboards") };
            to_markup(view! {
                <span class="badge badge-fail">
                    <span aria-hidden="true">{count}</span>
                    <span class="visually-hidden">{label}</span>
                </span>
            })
        }
        Ok(_) | Err(_) => String::new(),
    }
}

async fn failing(asked: &Asked) -> Result<u32, AppError> {
    let mut tx = asked.scope.begin().await?;
    Ok(store::health::failing(&mut tx).await?)
}
