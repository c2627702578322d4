//! A question as a list of words.

/// The longest question that is read, in characters.
const LONGEST: usize = 300;

/// Words, each as it was typed and in lower case. Marks around a word are
/// dropped; those inside belong to it, as in an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    typed: Vec<String>,
    lower: Vec<String>,
}

impl Words {
    pub(super) fn of(question: &str) -> Self {
        let cut: String = question.chars().take(LONGEST).collect();
        let is_mark =
            |c: char| matches!(c, '?' | '!' | '.' | ',' | ';' | ':' | '"' | '“' | '”' | '„' | '‘' | '’' | '\'' | '`');
        let typed: Vec<_> = cut.split_whitespace().map(|word| word.trim_matches(is_mark)).collect();
        let typed: Vec<_> = typed.into_iter().filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let lower = typed.iter().map(|word| word.to_lowercase().replace('’', "'")).collect();
        Self { typed, lower }
    }

    pub(super) fn lower(&self) -> Vec<&str> {
        self.lower.iter().map(String::as_str).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lower.is_empty()
    }

    /// Takes out the first place where these words follow each other.
    pub(super) fn take(&mut self, phrase: &[&str]) -> bool {
        let Some(place) = self.lower.windows(phrase.len()).position(|words| words == phrase) else { return false };
        self.lower.drain(place..place + phrase.len());
        self.typed.drain(place..place + phrase.len());
        true
    }

    /// What stands behind a beginning, as it was typed; `None` where the
    /// question doesn't begin so or nothing follows.
    pub(super) fn behind(&self, beginning: &[&str]) -> Option<String> {
        let rest = self.lower.len().checked_sub(beginning.len()).filter(|rest| *rest > 0)?;
        let begins = self.lower.iter().zip(beginning).all(|(word, expected)| word == expected);
        begins.then(|| self.typed[self.typed.len() - rest..].join(" "))
    }

    /// What stands between a beginning and an end.
    pub(super) fn between(&self, beginning: &[&str], end: &[&str]) -> Option<String> {
        let (from, to) = (beginning.len(), self.lower.len().checked_sub(end.len())?);
        let ends = self.lower[to..].iter().zip(end).all(|(word, expected)| word == expected);
        (from < to && ends && self.behind(beginning).is_some()).then(|| self.typed[from..to].join(" "))
    }

    /// Takes the environment off the end: "… in prod", "… on the staging environment".
    pub(super) fn take_environment(&mut self) -> Option<String> {
        let place = self.lower.iter().rposition(|word| matches!(word.as_str(), "in" | "on" | "from"))?;
        let mut name: Vec<String> = self.typed[place + 1..].to_vec();
        let is = |word: Option<&String>, text: &str| word.is_some_and(|word| word.eq_ignore_ascii_case(text));
        if is(name.first(), "the") || is(name.first(), "environment") {
            name.remove(0);
        }
        if is(name.last(), "environment") {
            name.pop();
        }
        if name.is_empty() {
            return None;
        }
        self.lower.truncate(place);
        self.typed.truncate(place);
        Some(name.join(" "))
    }
}
