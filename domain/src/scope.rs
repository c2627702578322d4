//! What an API token is good for.

named! {
    /// A token has one or more scopes; none includes another.
    pub enum TokenScope: "token scope" {
        /// Sends events.
        Ingest = "ingest",
        /// Reads statistics and analytics.
        Read = "read",
        /// Starts checks and reads their reports.
        Check = "check",
        /// Changes what an admin may change.
        Admin = "admin",
    }
}
