//! Finding a text in a page, as it is written or as it is read.

/// Whether `text` appears in `page`: in its source, or in what a reader sees once character references are
/// resolved and white space is one space.
pub(super) fn has(page: &str, text: &str) -> bool {
    page.contains(text) || resolved(page).contains(&one_space(text))
}

fn resolved(page: &str) -> String {
    let text = page.replace("&nbsp;", " ").replace("&quot;", "\"").replace("&#39;", "'").replace("&apos;", "'");
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    one_space(&text)
}

fn one_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_as_written_and_as_read() {
        let page = "<p>Revenue &amp; cost:\n   <b>all good</b></p>";
        for text in ["Revenue &amp; cost", "Revenue & cost: <b>all good", "all good"] {
            assert!(has(page, text), "{text}");
        }
        for text in ["All good", "Revenue and cost"] {
            assert!(!has(page, text), "{text}");
        }
    }
}
