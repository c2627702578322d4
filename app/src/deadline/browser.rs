//! The browser has no deadline: it shows a skeleton for as long as it takes.

use super::Piece;
use crate::AppError;
use std::future::Future;

/// Waits for `answer`.
pub async fn in_time<T>(answer: impl Future<Output = Result<T, AppError>>) -> Piece<T> {
    answer.await.map(Some)
}
