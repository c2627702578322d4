//! The server function of the tab.

use crate::AppError;
use crate::host::change;
use domain::id::DeliveryId;
use leptos::prelude::*;

/// Sends a message again that was refused or given up.
///
/// # Errors
/// [`AppError::Forbidden`] below admin; [`AppError::NotFound`] for one that is on its way or arrived.
#[server]
pub async fn resend_delivery(org: String, id: i64) -> Result<(), AppError> {
    let change = change(&org).await?;
    store::delivery::resend(&change.scope, DeliveryId(id), &change.origin).await?;
    Ok(())
}
