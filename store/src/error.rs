//! What can go wrong between the application and its database.

use std::{error::Error, str::FromStr};

use sqlx::{error::ErrorKind, migrate::MigrateError};

use crate::secret::SecretError;

/// Why a store function failed. The source is kept and never repeated in the
/// text, so that a report of the whole chain says each thing once.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// What the call is about doesn't exist, or not in this organization.
    #[error("not found")]
    NotFound,
    /// The member's role doesn't allow it.
    #[error("not allowed to this role")]
    Forbidden,
    /// A unique constraint says that it exists already.
    #[error("it exists already ({constraint})")]
    Conflict {
        /// The name of the constraint; the migrations name each of them.
        constraint: String,
    },
    /// The database refused, or could not be reached.
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
    /// A secret could not be sealed or opened.
    #[error("a stored secret can't be used")]
    Secret(#[from] SecretError),
    /// The schema could not be brought up to date.
    #[error("the migrations failed")]
    Migrate(#[from] MigrateError),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let kind = error.as_database_error().map(|e| (e.kind(), e.constraint()));
        match kind {
            Some((ErrorKind::UniqueViolation, Some(constraint))) => {
                Self::Conflict { constraint: constraint.to_owned() }
            }
            // All that is ever referred to is a parent that has to exist.
            Some((ErrorKind::ForeignKeyViolation, _)) => Self::NotFound,
            _ if matches!(error, sqlx::Error::RowNotFound) => Self::NotFound,
            _ => Self::Database(error),
        }
    }
}

/// Why something didn't happen: a rule of `domain` says no, or the store
/// failed.
#[derive(Debug, thiserror::Error)]
pub enum RuleError<R: Error + 'static> {
    /// The rule, in words for the person who asked.
    #[error("{0}")]
    Refused(R),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<R: Error + 'static> From<sqlx::Error> for RuleError<R> {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Reads a stored text as the type that wrote it. A failure means that the
/// table holds what no version of this code has written.
pub(crate) fn stored<T>(column: &str, text: &str) -> Result<T, StoreError>
where
    T: FromStr<Err: Error + Send + Sync + 'static>,
{
    text.parse().map_err(|error| undecodable(column, error))
}

/// A stored value that isn't what its column promises.
pub(crate) fn undecodable(column: &str, error: impl Error + Send + Sync + 'static) -> StoreError {
    StoreError::Database(sqlx::Error::ColumnDecode { index: column.to_owned(), source: Box::new(error) })
}
