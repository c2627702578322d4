//! How bad a finding is.

named! {
    /// The worse comes first, so that sorted findings begin with errors.
    pub enum Severity: "severity" {
        /// Somebody who opens the dashboard sees something broken.
        Error = "error",
        /// It works, but look at it.
        Warning = "warning",
    }
}

impl Severity {
    /// The severity as pages and messages show it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Error => "Error",
            Self::Warning => "Warning",
        }
    }
}
