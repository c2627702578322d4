//! What an API token is good for.

named! {
    /// A token has one or more scopes; none includes another.
    pub enum TokenScope: "token scope" {
        /// Sends events.
        Ingest = "ingest",
        /// Reads dashboards, environments, policies and reports.
        Read = "read",
        /// Starts checks and reads their reports.
        Check = "check",
        /// Does what an admin may do, except give rights to anybody.
        Admin = "admin",
    }
}

impl TokenScope {
    /// What it allows, as pages say it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ingest => "Send events",
            Self::Read => "Read dashboards, environments, policies and reports",
            Self::Check => "Start checks and read their reports",
            Self::Admin => "Read the audit log; list and end members and tokens",
        }
    }
}

/// No scope was chosen, or one that doesn't exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose at least one thing that the token may do.")]
pub struct ScopeError;

/// Reads the scopes that a form sent: each once, in their own order.
pub fn parse_scopes<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Vec<TokenScope>, ScopeError> {
    let mut scopes =
        texts.into_iter().map(str::parse).collect::<Result<Vec<TokenScope>, _>>().map_err(|_| ScopeError)?;
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() { Err(ScopeError) } else { Ok(scopes) }
}

/// How long a token made on a page may live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenLife(Option<u16>);

impl TokenLife {
    /// What the form offers, in days; none for ever.
    pub const OFFERED: [Option<u16>; 4] = [Some(30), Some(90), Some(365), None];

    /// Reads a number of days, or `never`.
    pub fn parse(text: &str) -> Result<Self, LifeError> {
        match text {
            "never" => Ok(Self(None)),
            days => match days.parse() {
                Ok(days @ 1..=3650) => Ok(Self(Some(days))),
                _ => Err(LifeError),
            },
        }
    }

    /// Days until the token is refused.
    pub fn days(self) -> Option<u16> {
        self.0
    }
}

/// No such life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose between 1 and 3,650 days, or never.")]
pub struct LifeError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_from_a_form() {
        use TokenScope::{Check, Ingest, Read};
        let cases = [
            (vec!["read", "ingest"], Ok(vec![Ingest, Read])),
            (vec!["check", "check"], Ok(vec![Check])),
            (vec![], Err(ScopeError)),
            (vec!["ingest", "root"], Err(ScopeError)),
            (vec![""], Err(ScopeError)),
        ];
        for (texts, expected) in cases {
            assert_eq!(parse_scopes(texts.iter().copied()), expected, "{texts:?}");
        }
    }

    #[test]
    fn lives() {
        for (text, days) in [("1", Some(1)), ("3650", Some(3650)), ("never", None)] {
            assert_eq!(TokenLife::parse(text).map(TokenLife::days), Ok(days), "{text}");
        }
        for text in ["", "0", "3651", "-1", "1.5", "forever", "99999999999"] {
            assert_eq!(TokenLife::parse(text), Err(LifeError), "{text}");
        }
    }
}
