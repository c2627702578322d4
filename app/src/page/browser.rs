//! The browser's half: another page whenever the address is that of another.

use super::{Page, view};
use leptos::prelude::*;

/// The page at the address. What a page listens to ends when the next one comes.
pub(crate) fn shown(page: Memo<Option<Page>>) -> AnyView {
    // Pages see what the frame provides, which is known here and not where they are drawn.
    let frame = Owner::current().unwrap_or_default();
    let current = StoredValue::new(None::<Owner>);
    let draw = move || {
        let page = page.get();
        let own = frame.with(Owner::new);
        let drawn = own.with(|| view(page));
        current.set_value(Some(own));
        drawn
    };
    draw.into_any()
}
