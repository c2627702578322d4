//! The parser: the shapes of questions, most telling first.

use super::{NotUnderstood, Question, list, text::Words};

/// Reads a question.
pub fn parse(question: &str) -> Result<Question, NotUnderstood> {
    let words = Words::of(question);
    if words.is_empty() {
        return Err(NotUnderstood);
    }
    about_all(&words).or_else(|| about_one(&words)).ok_or(NotUnderstood)
}

/// A list, a count or the slowest.
fn about_all(words: &Words) -> Option<Question> {
    let mut words = words.clone();
    let when = list::take_time(&mut words);
    let whole = words.clone();
    let environment = words.take_environment();
    if let Some(found) = slowest(&words, environment.clone(), when).or_else(|| summary(&words, environment.clone())) {
        return Some(found);
    }
    // "in" may also be a filler, as in "dashboards in trouble".
    list::dashboards(&whole, None, when).or_else(|| list::dashboards(&words, environment, when))
}

fn slowest(words: &Words, environment: Option<String>, when: Option<super::When>) -> Option<Question> {
    let lower = words.lower();
    let is_filler = |word: &&str| {
        matches!(
            *word,
            "the"
                | "what"
                | "which"
                | "are"
                | "is"
                | "show"
                | "me"
                | "dashboards"
                | "dashboard"
                | "charts"
                | "checks"
                | "were"
                | "was"
                | "list"
        )
    };
    let mut telling = lower.iter().filter(|word| !is_filler(word));
    let names_slow = telling.next().is_some_and(|word| matches!(*word, "slow" | "slowest" | "slower"));
    (names_slow && telling.next().is_none()).then_some(Question::Slowest { environment, when })
}

fn summary(words: &Words, environment: Option<String>) -> Option<Question> {
    const SHAPES: [&[&str]; 14] = [
        &["summary"],
        &["overview"],
        &["health"],
        &["status"],
        &["how", "are", "we"],
        &["how", "are", "we", "doing"],
        &["how", "are", "things"],
        &["how", "is", "everything"],
        &["how", "are", "the", "dashboards"],
        &["how", "are", "dashboards"],
        &["is", "everything", "ok"],
        &["is", "everything", "okay"],
        &["is", "everything", "green"],
        &["everything", "ok"],
    ];
    SHAPES.contains(&words.lower().as_slice()).then_some(Question::Summary { environment })
}

/// One dashboard, or one owner. Names keep the case they were typed in.
fn about_one(words: &Words) -> Option<Question> {
    owners(words).or_else(|| checks(words)).or_else(|| status(words))
}

fn owners(words: &Words) -> Option<Question> {
    let owner_of: [&[&str]; 8] = [
        &["who", "owns"],
        &["who", "is", "the", "owner", "of"],
        &["who", "are", "the", "owners", "of"],
        &["who", "is", "responsible", "for"],
        &["owner", "of"],
        &["owners", "of"],
        &["whose", "dashboard", "is"],
        &["whose", "is"],
    ];
    if let Some(dashboard) = owner_of.iter().find_map(|beginning| words.behind(beginning)) {
        return Some(Question::OwnerOf { dashboard: unarticled(dashboard) });
    }
    let owned_by: [&[&str]; 6] = [
        &["dashboards", "owned", "by"],
        &["which", "dashboards", "are", "owned", "by"],
        &["what", "is", "owned", "by"],
        &["dashboards", "of"],
        &["show", "dashboards", "of"],
        &["owned", "by"],
    ];
    let owner = owned_by.iter().find_map(|beginning| words.behind(beginning));
    let asked: [(&[&str], &[&str]); 3] = [
        (&["what", "does"], &["own"]),
        (&["which", "dashboards", "does"], &["own"]),
        (&["what", "dashboards", "does"], &["own"]),
    ];
    let owner = owner.or_else(|| asked.iter().find_map(|(beginning, end)| words.between(beginning, end)));
    owner.map(|owner| Question::OwnedBy { owner })
}

fn checks(words: &Words) -> Option<Question> {
    let behind: [&[&str]; 4] = [
        &["next", "check", "of"],
        &["last", "check", "of"],
        &["when", "is", "the", "next", "check", "of"],
        &["checks", "of"],
    ];
    let between: [(&[&str], &[&str]); 6] = [
        (&["when", "is"], &["checked"]),
        (&["when", "is"], &["checked", "next"]),
        (&["when", "will"], &["be", "checked"]),
        (&["when", "was"], &["checked"]),
        (&["when", "was"], &["last", "checked"]),
        (&["when", "was"], &["checked", "last"]),
    ];
    // "when was X last checked" also ends with "checked": the longer end wins.
    let mut asked: Vec<_> = between.iter().filter_map(|(beginning, end)| words.between(beginning, end)).collect();
    asked.sort_by_key(String::len);
    let dashboard = behind.iter().find_map(|beginning| words.behind(beginning)).or_else(|| asked.into_iter().next());
    dashboard.map(|dashboard| Question::ChecksOf { dashboard: unarticled(dashboard) })
}

fn status(words: &Words) -> Option<Question> {
    const ENDS: [&str; 15] = [
        "ok", "okay", "fine", "healthy", "working", "failing", "broken", "red", "green", "yellow", "down", "up",
        "stale", "fail", "doing",
    ];
    let behind: [&[&str]; 8] = [
        &["what", "is", "the", "status", "of"],
        &["what's", "the", "status", "of"],
        &["status", "of"],
        &["health", "of"],
        &["what", "is", "wrong", "with"],
        &["what's", "wrong", "with"],
        &["how", "is"],
        &["how's"],
    ];
    let between: [&[&str]; 6] = [&["how", "is"], &["is"], &["why", "is"], &["why", "did"], &["why", "does"], &["did"]];
    let asked = between.iter().find_map(|beginning| ENDS.iter().find_map(|end| words.between(beginning, &[end])));
    let dashboard = asked.or_else(|| behind.iter().find_map(|beginning| words.behind(beginning)));
    dashboard.map(|dashboard| Question::StatusOf { dashboard: unarticled(dashboard) })
}

/// "Sales Executive in prod" as a name and what is called the environment; `None` where the words don't end so.
pub fn in_environment(name: &str) -> Option<(String, String)> {
    let mut words = Words::of(name);
    let environment = words.take_environment()?;
    let title = words.behind(&[])?;
    Some((unarticled(title), environment))
}

/// "the Sales Executive dashboard" is called "Sales Executive".
fn unarticled(name: String) -> String {
    let mut words: Vec<&str> = name.split(' ').collect();
    if words.len() > 1 && words[0].eq_ignore_ascii_case("the") {
        words.remove(0);
    }
    if words.len() > 1 && words.last().is_some_and(|last| last.eq_ignore_ascii_case("dashboard")) {
        words.pop();
    }
    words.join(" ")
}
