//! The address of a Superset, as a person copies it from a browser.

use std::fmt;

use url::Url;

/// What people copy along with the address.
const PAGES: [&str; 4] = ["superset/welcome", "dashboard/list", "login", "api/v1"];

/// Where a Superset is: http or https, a host, perhaps a path before everything else. Ends with a slash.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

/// Why an address is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not an address at all.
    #[error("must be an address such as https://superset.example.com")]
    NotAnAddress,
    /// Neither http nor https.
    #[error("must begin with https:// or http://")]
    Scheme,
    /// A user or password in the address.
    #[error("must have no user or password in it: they have fields of their own")]
    User,
}

impl BaseUrl {
    /// Reads an address; the page that was open when it was copied is left out.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let mut url = Url::parse(text.trim()).map_err(|_| AddressError::NotAnAddress)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(AddressError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::User);
        }
        url.set_query(None);
        url.set_fragment(None);
        let path = url.path().trim_matches('/');
        let base = PAGES
            .iter()
            .find_map(|page| path.strip_suffix(page).filter(|before| before.is_empty() || before.ends_with('/')));
        let base = base.unwrap_or(path).trim_matches('/');
        let path = if base.is_empty() { "/".to_owned() } else { format!("/{base}/") };
        url.set_path(&path);
        Ok(Self(url))
    }

    /// The address of something below it: `api/v1/dashboard/`.
    pub fn join(&self, path: &str) -> Url {
        self.0.join(path.trim_start_matches('/')).unwrap_or_else(|_| self.0.clone())
    }

    /// A link that Superset gave, which may or may not have the path before everything else. `None` for what
    /// leads elsewhere.
    pub fn link(&self, path: &str) -> Option<String> {
        let is_local = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
        if !is_local {
            return None;
        }
        let url = if path.starts_with(self.0.path()) { self.0.join(path).ok()? } else { self.join(path) };
        (url.origin() == self.0.origin()).then(|| url.to_string())
    }

    /// The host as messages name it: `superset.example.com:8088`.
    pub fn host(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BaseUrl").field(&self.0.as_str()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_that_was_open_is_left_out() {
        let cases = [
            ("https://bi.example.test", "https://bi.example.test/"),
            (" https://bi.example.test/superset/welcome/ ", "https://bi.example.test/"),
            ("https://bi.example.test/login/?next=%2F", "https://bi.example.test/"),
            ("http://bi.example.test:8088/dashboard/list/#x", "http://bi.example.test:8088/"),
            ("https://example.test/bi/login/", "https://example.test/bi/"),
            ("https://example.test/bi", "https://example.test/bi/"),
            ("https://example.test/my-login", "https://example.test/my-login/"),
        ];
        for (text, expected) in cases {
            assert_eq!(BaseUrl::parse(text).unwrap().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_says_why() {
        let cases = [
            ("superset", AddressError::NotAnAddress),
            ("", AddressError::NotAnAddress),
            ("file:///etc/passwd", AddressError::Scheme),
            ("https://me:secret@bi.example.test", AddressError::User),
        ];
        for (text, expected) in cases {
            assert_eq!(BaseUrl::parse(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn links_stay_with_their_superset() {
        let base = BaseUrl::parse("https://example.test/bi").unwrap();
        let expected = Some("https://example.test/bi/superset/dashboard/sales/".to_owned());
        assert_eq!(base.link("/superset/dashboard/sales/"), expected);
        assert_eq!(base.link("/bi/superset/dashboard/sales/"), expected);
        for elsewhere in ["//evil.test/x", "https://evil.test/", "javascript:alert(1)", "/\\evil.test", ""] {
            assert_eq!(base.link(elsewhere), None, "{elsewhere}");
        }
    }
}
