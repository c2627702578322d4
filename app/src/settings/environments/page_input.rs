//! A page of a web environment as a request brings it, before it is checked.

use super::input;
use crate::AppError;
use crate::error::Invalid;
use store::environment::Page;

/// What a page is asked for. What is left out has its usual value.
pub struct PageInput<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Where it is; unique in its environment.
    pub url: &'a str,
    /// The same page in other environments has the same.
    pub slug: &'a str,
    /// The status it has to answer with.
    pub expected_status: Option<i16>,
    /// A text that has to appear.
    pub must_contain: &'a str,
    /// A text that must not.
    pub must_not_contain: &'a str,
    /// From how many milliseconds on it is slow.
    pub slow_ms: Option<i32>,
    /// The header to send; with its value, or not at all.
    pub header_name: &'a str,
    /// Never logged, stored sealed.
    pub header_value: &'a str,
}

impl PageInput<'_> {
    /// The page.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a wrong field.
    pub fn parse(&self) -> Result<Page, AppError> {
        self.read().map_err(AppError::Invalid)
    }

    fn read(&self) -> Result<Page, Invalid> {
        let within = |field: &str, is_allowed: bool, words: &str| {
            if is_allowed { Ok(()) } else { Err(Invalid::field(field, words)) }
        };
        let (status, slow_ms) = (self.expected_status.unwrap_or(200), self.slow_ms.unwrap_or(10_000));
        within("expected_status", (100..=599).contains(&status), "Choose a status from 100 to 599.")?;
        within("slow_ms", (1..=300_000).contains(&slow_ms), "Choose 1 to 300000 ms.")?;
        let title = input::text("title", self.title, 200)?;
        Ok(Page {
            title: title.ok_or_else(|| Invalid::field("title", "Give the page a title."))?,
            url: input::address(self.url)?,
            slug: input::text("slug", self.slug, 100)?,
            expected_status: status,
            must_contain: input::text("must_contain", self.must_contain, 1_000)?,
            must_not_contain: input::text("must_not_contain", self.must_not_contain, 1_000)?,
            slow_ms,
            header: input::header(self.header_name, self.header_value)?,
        })
    }
}
