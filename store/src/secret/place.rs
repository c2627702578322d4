//! Where a sealed value belongs, and the list of all columns that hold one.

use std::fmt;

use domain::id::OrgId;

/// A column of sealed values: type `bytea`, in a table of an organization whose key is
/// `(org_id, id)` with whole numbers. The role `app_system` may read and update it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedColumn {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
}

/// Every sealed column. `pulseboard key rotate` visits these, and a test compares the list with the
/// database: a column that is missing here would be lost with its key.
pub const SEALED_COLUMNS: &[SealedColumn] = &[CREDENTIALS, PAGE_HEADER, crate::provider::SECRET, crate::delivery::LINK];

/// User and password of an environment: JSON with `user`, `password` and `provider`.
pub const CREDENTIALS: SealedColumn = SealedColumn { table: "environments", column: "credentials" };

/// A header that is sent to a page: JSON with `name` and `value`. The row is the dashboard's.
pub const PAGE_HEADER: SealedColumn = SealedColumn { table: "web_targets", column: "header" };

impl SealedColumn {
    /// The place of one row's value.
    pub const fn at(self, org: OrgId, row: i64) -> Place {
        Place { column: self, org, row }
    }
}

impl fmt::Display for SealedColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.table, self.column)
    }
}

/// The only place where a sealed value opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    column: SealedColumn,
    org: OrgId,
    row: i64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of row ({}, {})", self.column, self.org, self.row)
    }
}

impl Place {
    /// What is authenticated with the value. Names of tables have no slash.
    pub(super) fn associated(&self) -> String {
        let Self { column: SealedColumn { table, column }, org: OrgId(org), row } = self;
        format!("{table}/{column}/{org}/{row}")
    }
}
