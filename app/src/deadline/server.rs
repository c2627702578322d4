//! The server's deadline.

use super::Piece;
use crate::AppError;
use leptos::prelude::use_context;
use leptos_router::location::RequestUrl;
use std::future::Future;
use std::time::Duration;

/// How long a page waits for one of its pieces.
const DEADLINE: Duration = Duration::from_millis(200);

/// Waits for `answer`, on a page that did not ask for everything at most [`DEADLINE`].
pub fn in_time<T>(answer: impl Future<Output = Result<T, AppError>>) -> impl Future<Output = Piece<T>> {
    let waits_for_all = use_context::<RequestUrl>().is_some_and(|url| url.as_ref().contains("wait=all"));
    async move {
        if waits_for_all {
            return answer.await.map(Some);
        }
        match tokio::time::timeout(DEADLINE, answer).await {
            Ok(answer) => answer.map(Some),
            Err(_late) => Ok(None),
        }
    }
}
