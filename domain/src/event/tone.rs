//! How an event reads in the feed: good, doubtful, bad or neither.

named! {
    /// What an event's status means to a person. It picks an icon and a word,
    /// never the numbers of a metric.
    #[derive(Default)]
    pub enum Tone: "tone" {
        /// It went well.
        Success = "success",
        /// It went, but look at it.
        Warning = "warning",
        /// It failed.
        Error = "error",
        /// It happened; nothing says how well.
        #[default]
        Info = "info",
    }
}

/// The tone of an event of a kind, `object.verb`. The status decides; without one, or with one that
/// means nothing to us, the verb of the kind does. What is known to neither
/// is information: an unknown word never reads as a success.
pub fn tone(kind: &str, status: Option<&str>) -> Tone {
    let verb = kind.rsplit('.').next().unwrap_or_default();
    status.and_then(by_status).or_else(|| by_verb(verb)).unwrap_or_default()
}

pub(super) fn by_status(status: &str) -> Option<Tone> {
    let tone = match status.trim().to_ascii_lowercase().as_str() {
        "success" | "succeeded" | "ok" | "pass" | "passed" | "healthy" | "delivered" => Tone::Success,
        "warning" | "warn" | "degraded" | "partial" | "retrying" => Tone::Warning,
        "failed" | "fail" | "failure" | "error" | "errored" | "critical" | "fatal" | "timeout" | "timed_out"
        | "unhealthy" | "unreachable" | "rejected" => Tone::Error,
        "info" | "debug" | "notice" | "cancelled" | "canceled" | "skipped" | "pending" | "running" => Tone::Info,
        _ => return None,
    };
    Some(tone)
}

fn by_verb(verb: &str) -> Option<Tone> {
    let tone = match verb {
        "succeeded" | "passed" | "recovered" | "delivered" => Tone::Success,
        "warned" | "degraded" | "missed" | "retried" => Tone::Warning,
        "failed" | "errored" | "crashed" | "timed_out" | "rejected" | "login_failed" => Tone::Error,
        _ => return None,
    };
    Some(tone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tones() {
        let cases = [
            ("pipeline.finished", Some("success"), Tone::Success),
            ("pipeline.finished", Some("failed"), Tone::Error),
            ("pipeline.finished", Some(" FAILED "), Tone::Error),
            ("pipeline.finished", Some("cancelled"), Tone::Info),
            ("pipeline.finished", None, Tone::Info),
            ("validation.finding", Some("error"), Tone::Error),
            ("validation.finding", Some("warning"), Tone::Warning),
            ("validation.finding", Some("info"), Tone::Info),
            ("user.logged_in", None, Tone::Info),
            ("delivery.failed", None, Tone::Error),
            ("check.passed", None, Tone::Success),
            ("check.missed", None, Tone::Warning),
            // The status outranks the verb, in both directions.
            ("check.passed", Some("warning"), Tone::Warning),
            ("check.failed", Some("info"), Tone::Info),
            // A word that means nothing leaves it to the verb.
            ("check.failed", Some("purple"), Tone::Error),
            ("check.run", Some("purple"), Tone::Info),
            ("check.run", Some(""), Tone::Info),
        ];
        for (kind, status, expected) in cases {
            assert_eq!(tone(kind, status), expected, "{kind} {status:?}");
        }
    }
}
