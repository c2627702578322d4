//! What stands in for a piece on its way: blocks of its final size, with the word "Loading" for those who don't see them.
//! Without scripts nothing comes later, so the server adds a link to the page that waits for everything.

/// What is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skeleton {
    /// A card with a chart of the middle size.
    Chart,
    /// A row of this many cards with one figure each.
    Figures(u8),
    /// A card with a list.
    Feed,
    /// One line of controls.
    Bar,
    /// What may well be nothing.
    Nothing,
}

/// How many lines a list's skeleton has.
const LINES: usize = 6;

impl Skeleton {
    /// Its markup, for the page at `query`.
    #[must_use]
    pub fn markup(self, query: &str) -> String {
        if self == Self::Nothing {
            return "<span data-late></span>".to_owned();
        }
        let body = match self {
            Self::Chart => {
                let bars = "<div class='sk'></div>".repeat(12);
                card(&format!("<div class='chart'><div class='sk-plot'>{bars}</div></div>"))
            }
            Self::Figures(count) => {
                let figure = "<div class='card kpi'><div class='sk-kpi'><div class='sk sk-title'></div>\
                    <div class='sk sk-figure'></div><div class='sk sk-foot'></div></div></div>";
                format!("<div class='kpi-row'>{}</div>", figure.repeat(usize::from(count)))
            }
            Self::Feed => {
                let line = "<li><span class='sk sk-light'></span><span class='sk sk-line'></span><span class='sk sk-time'></span></li>";
                card(&format!("<ol class='feed'>{}</ol>", line.repeat(LINES)))
            }
            Self::Bar | Self::Nothing => "<div class='range-bar'></div>".to_owned(),
        };
        let and = if query.is_empty() { String::new() } else { format!("{}&amp;", escaped(query)) };
        format!(
            "<div class='skeleton' data-late><span class='visually-hidden'>Loading</span><div aria-hidden='true'>{body}</div>\
             <a class='btn btn-sm sk-wait' href='?{and}wait=all' rel='nofollow external'>Wait for it</a></div>"
        )
    }
}

fn card(body: &str) -> String {
    format!("<div class='card'><div class='card-head'><div class='sk sk-title'></div></div>{body}</div>")
}

/// A query string as the value of an attribute.
fn escaped(query: &str) -> String {
    query.replace('&', "&amp;").replace('\'', "&#39;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::Skeleton;

    #[test]
    fn a_query_stays_inside_its_attribute() {
        let markup = Skeleton::Chart.markup("range='><script>&x=1");
        assert!(markup.contains("href='?range=&#39;>&lt;script>&amp;x=1&amp;wait=all'"), "{markup}");
    }
}
