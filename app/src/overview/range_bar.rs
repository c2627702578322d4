//! The range: a few at hand, the rest and a custom one behind "More". All of it links and one form, so that it works
//! without scripts and every view has an address.

use super::marks::{FIELD, OFF};
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
    /// Whether changes of health and policies are hidden in the charts; none where they may not be seen.
    marks: Option<bool>,
) -> impl IntoView {
    let hides = marks == Some(true);
    let href = move |name: RangeName| href(name, hides);
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
    let switch = marks.map(|hides| {
        let kept = [("range", &custom.range), ("from", &custom.from), ("to", &custom.to)];
        let kept = kept.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(kept);
        if !hides {
            query.append_pair(FIELD, OFF);
        }
        let words = if hides { "Show changes" } else { "Hide changes" };
        view! { <a class="chip" href=format!("?{}", query.finish()) title="Changes of health and of policies, as marks in the charts">{words}</a> }
    });
    let hidden = hides.then(|| view! { <input type="hidden" name=FIELD value=OFF/> });
    view! {
        <div class="range-bar">
            <Segmented label="Time range" segments=AT_HAND.map(segment).into()/>
            <Menu id="ranges" class="chip" label="More ranges" trigger=move || view! { <span>{more}</span><Icon name=IconName::ChevronDown/> }.into_any()>
                {others.collect_view()}
                <form method="get" class="range-custom">
                    {hidden}
                    <label class="field"><span class="hint">"From"</span><input class="input" type="date" name="from" value=custom.from required/></label>
                    <label class="field"><span class="hint">"To, that day included"</span><input class="input" type="date" name="to" value=custom.to required/></label>
                    <button type="submit" class="btn btn-primary">"Show"</button>
                </form>
            </Menu>
            {switch}
            <button type="button" class="btn btn-icon needs-scripts ml-auto" aria-label="Refresh" title="Refresh" data-refresh="">
                <Icon name=IconName::RefreshCw/>
            </button>
        </div>
        <div role="status">{notice}</div>
    }
}

fn href(name: RangeName, hides_marks: bool) -> String {
    let marks = if hides_marks { format!("&{FIELD}={OFF}") } else { String::new() };
    format!("?range={}{marks}", name.as_str())
}
