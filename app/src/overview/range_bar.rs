//! The range: a few at hand, the rest and a custom one behind "More". All of it links and one form, so that it works
//! without scripts and every view has an address.

use crate::ui::{Icon, IconName, Menu, Note, NoteKind, Segment, Segmented};
use domain::range::{Range, RangeName};
use leptos::prelude::*;

/// What stands in the bar itself.
const AT_HAND: [RangeName; 5] = [RangeName::H1, RangeName::H24, RangeName::D7, RangeName::D30, RangeName::D90];

/// Chooses the page's range; says what was wrong with the one in the address.
#[component]
pub(super) fn RangeBar(
    /// The range shown.
    shown: Range,
    /// What was wrong with the one in the address.
    notice: Option<String>,
) -> impl IntoView {
    let notice = notice.map(|text| view! { <Note kind=NoteKind::Warn>{text}</Note> });
    let segment = |name: RangeName| Segment {
        label: name.label().to_owned(),
        href: href(name),
        is_current: shown == Range::Named(name),
    };
    let others = RangeName::ALL.iter().filter(|name| !AT_HAND.contains(name)).map(move |name| {
        let is_current = (shown == Range::Named(*name)).then_some("true");
        view! { <a href=href(*name) class="menu-item" aria-current=is_current>{name.label()}</a> }
    });
    let more = match &shown {
        Range::Named(name) if AT_HAND.contains(name) => "More".to_owned(),
        other => other.label(),
    };
    let custom = shown.query();
    view! {
        <div class="range-bar">
            <Segmented label="Time range" segments=AT_HAND.map(segment).into()/>
            <Menu id="ranges" class="chip" label="More ranges" trigger=move || view! { <span>{more}</span><Icon name=IconName::ChevronDown/> }.into_any()>
                {others.collect_view()}
                <form method="get" class="range-custom">
                    <label class="field"><span class="hint">"From"</span><input class="input" type="date" name="from" value=custom.from required/></label>
                    <label class="field"><span class="hint">"To, that day included"</span><input class="input" type="date" name="to" value=custom.to required/></label>
                    <button type="submit" class="btn btn-primary">"Show"</button>
                </form>
            </Menu>
            <button type="button" class="btn btn-icon needs-scripts ml-auto" aria-label="Refresh" title="Refresh" data-refresh="">
                <Icon name=IconName::RefreshCw/>
            </button>
        </div>
        <div role="status">{notice}</div>
    }
}

fn href(name: RangeName) -> String {
    format!("?range={}", name.as_str())
}
