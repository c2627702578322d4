//! Which paths a sign-in may lead to.

/// Whether `path` stays on this site: `//host` and `/\\host` are other sites to a browser.
pub(super) fn is_local_path(path: &str) -> bool {
    let mut chars = path.chars();
    chars.next() == Some('/') && !matches!(chars.next(), Some('/' | '\\')) && !path.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::is_local_path;

    #[test]
    fn a_sign_in_never_leads_to_another_site() {
        for path in ["/", "/o/demo?range=7d"] {
            assert!(is_local_path(path), "{path}");
        }
        for path in ["", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "o/demo"] {
            assert!(!is_local_path(path), "{path}");
        }
    }
}
