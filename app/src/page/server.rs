//! The server's half: the page at one address, made once.

use super::{Page, view};
use leptos::prelude::*;

/// The page of this request.
pub(crate) fn shown(page: Memo<Option<Page>>) -> AnyView {
    view(page.get_untracked())
}
