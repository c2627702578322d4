//! What stands in for data on its way: blocks of the final size.
//! Without scripts nothing comes later, so each carries a link to the page that waits for everything.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What is on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SkeletonKind {
    /// A chart of the middle size.
    #[default]
    Chart,
    /// A card with one figure.
    Kpi,
    /// A feed or a list.
    Feed,
}

/// How many lines a feed's skeleton has.
const LINES: usize = 6;

/// Blocks that breathe, hidden from assistive technology behind the word "Loading".
#[component]
pub fn Skeleton(
    /// What is on its way.
    #[prop(optional)]
    kind: SkeletonKind,
) -> impl IntoView {
    let block = |class: &'static str| view! { <div class=class></div> };
    let blocks = match kind {
        SkeletonKind::Chart => {
            let bars = (0..12).map(|_| block("sk")).collect_view();
            view! { <div class="chart" aria-hidden="true"><div class="sk-plot">{bars}</div></div> }.into_any()
        }
        SkeletonKind::Kpi => view! {
            <div class="sk-kpi" aria-hidden="true">{block("sk sk-title")}{block("sk sk-figure")}{block("sk sk-foot")}</div>
        }
        .into_any(),
        SkeletonKind::Feed => {
            let line = || view! { <li><span class="sk sk-light"></span><span class="sk sk-line"></span><span class="sk sk-time"></span></li> };
            let lines = (0..LINES).map(|_| line()).collect_view();
            view! { <ol class="feed" aria-hidden="true">{lines}</ol> }.into_any()
        }
    };
    let class = if kind == SkeletonKind::Kpi { "skeleton card kpi" } else { "skeleton" };
    view! {
        <div class=class>
            <span class="visually-hidden">"Loading"</span>
            {blocks}
            <WaitLink/>
        </div>
    }
}

/// Leads to this very page without its deadline. Shown only where scripts are off.
#[component]
fn WaitLink() -> impl IntoView {
    let location = use_location();
    let href = move || {
        let query = location.search.get();
        let query = query.trim_start_matches('?');
        if query.is_empty() { "?wait=all".to_owned() } else { format!("?{query}&wait=all") }
    };
    view! { <a class="btn btn-sm sk-wait" href=href rel="nofollow">"Wait for it"</a> }
}
