//! A report as Markdown, to be pasted into a ticket or a chat.

use chrono::SecondsFormat;
use domain::figure;
use domain::report::Finding;
use std::fmt::Write;
use store::health::Report;

/// The report, with a link back to its page. What others wrote can't end a line or open a tag.
#[must_use]
pub fn markdown(report: &Report, public_url: &str, org: &str) -> String {
    let mut text = String::new();
    let at = report.checked_at.to_rfc3339_opts(SecondsFormat::Secs, true);
    // Writing into a string can't fail.
    let _ = writeln!(text, "# {}: {}\n", plain(&report.title), report.status);
    let _ = writeln!(text, "- Environment: {}", plain(&report.environment_name));
    let _ = writeln!(text, "- Checked: {at}");
    if let Some(took) = report.duration_ms {
        let _ = writeln!(text, "- Took: {}", figure::milliseconds(took));
    }
    if let Some(name) = &report.asked_by {
        let _ = writeln!(text, "- Asked for by: {}", plain(name));
    }
    let _ = writeln!(text, "- Report: {public_url}/o/{org}/health/reports/{}", report.check);
    let _ = writeln!(text, "\n## Findings\n");
    if report.findings.is_empty() {
        let nothing = report.reason.as_deref().map_or_else(|| "None.".to_owned(), plain);
        let _ = writeln!(text, "{nothing}");
    }
    for finding in &report.findings {
        let _ = writeln!(text, "- {}", line(finding));
    }
    if let Some(first) = &report.first_run {
        let _ = writeln!(text, "\n## First run, before it was confirmed\n");
        for finding in &first.findings {
            let _ = writeln!(text, "- {}", line(finding));
        }
    }
    if let Some(opinion) = &report.opinion {
        let _ = writeln!(text, "\n## Second opinion of a language model: {}\n", opinion.status);
        let _ = writeln!(text, "{}\n", plain(&opinion.summary));
        for issue in &opinion.issues {
            let place = issue.location.as_deref().map(|place| format!("{}: ", plain(place))).unwrap_or_default();
            let _ = writeln!(text, "- **{}** {place}{}", issue.severity.label(), plain(&issue.message));
        }
    }
    if !report.charts.is_empty() {
        let _ = writeln!(text, "\n## Charts\n\n| Chart | Result | Rows | Time |\n| --- | --- | ---: | ---: |");
        for chart in &report.charts {
            let result = &chart.result;
            let rows = result.rows.map_or_else(|| figure::NONE.to_owned(), figure::count);
            let time = result.duration_ms.map_or_else(|| figure::NONE.to_owned(), figure::milliseconds);
            let _ = writeln!(text, "| {} | {} | {rows} | {time} |", plain(&result.name), result.outcome);
        }
    }
    text
}

fn line(finding: &Finding) -> String {
    let place = finding.location.as_ref().map(|place| match &place.link {
        Some(link) => format!("[{}](<{}>): ", plain(&place.name), link.replace(['<', '>', '\n'], "")),
        None => format!("{}: ", plain(&place.name)),
    });
    format!("**{}** {}{}", finding.severity.label(), place.unwrap_or_default(), plain(&finding.message))
}

/// Words of others as one line without markup.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '!') {
            plain.push('\\');
        }
        plain.push(letter);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn words_of_others_stay_words() {
        assert_eq!(plain("a\n# b"), "a \\# b");
        assert_eq!(plain("[x](javascript:1) <b>|"), "\\[x\\](javascript:1) \\<b\\>\\|");
    }
}
