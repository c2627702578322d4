//! The server function behind every piece.

use super::PieceName;
use crate::AppError;
use leptos::prelude::*;
use server_fn::codec::Json;

/// The markup of `piece` for the page of `org` at the query string `query`.
///
/// # Errors
/// [`AppError::NotFound`] for an organization that does not exist or has no such member; of what the piece's feature
/// answers, anything else.
#[server(input = Json)]
pub async fn get_piece(
    /// The organization's slug.
    org: String,
    /// Which piece.
    piece: PieceName,
    /// The page's query string, without its question mark.
    query: String,
) -> Result<String, AppError> {
    let visit = crate::host::Visit::here();
    let (host, scope) = crate::host::enter(&org).await?;
    super::server::answer(host, scope, visit?, piece, query).await
}
