//! What is wrong with the configuration, in words.

use std::fmt;

/// One variable that can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The variable.
    pub name: String,
    /// Its value, unless that is a secret.
    pub value: Option<String>,
    /// What is wrong and what is accepted.
    pub problem: String,
}

impl Problem {
    pub(super) fn new(name: &str, value: Option<String>, problem: impl Into<String>) -> Self {
        Self { name: name.to_owned(), value, problem: problem.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(f, "{} is {value:?}: {}", self.name, self.problem),
            None => write!(f, "{} {}", self.name, self.problem),
        }
    }
}

/// All that is wrong; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    pub(super) fn from_vec(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Self(problems)) }
    }

    /// The problems, one for each variable.
    pub fn as_slice(&self) -> &[Problem] {
        &self.0
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [problem] = self.0.as_slice() {
            return write!(f, "the configuration is wrong: {problem}");
        }
        write!(f, "the configuration is wrong in {} places:", self.0.len())?;
        self.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl std::error::Error for Problems {}

/// The known name that was probably meant: at most three slips away.
pub(super) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let (distance, found) = known.iter().map(|known| (slips(name, known), *known)).min()?;
    (distance <= 3).then_some(found)
}

/// Letters to add, drop or change to get from one name to the other (Levenshtein).
fn slips(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.bytes().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, b) in to.bytes().enumerate() {
            let changed = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        let cases = [("", "abc", 3), ("abc", "abc", 0), ("adr", "addr", 1), ("kitten", "sitting", 3)];
        for (from, to, expected) in cases {
            assert_eq!(slips(from, to), expected, "{from} {to}");
            assert_eq!(slips(to, from), expected, "{to} {from}");
        }
    }

    #[test]
    fn only_a_near_name_is_suggested() {
        let known = ["PULSEBOARD_ADDR", "PULSEBOARD_LOG"];
        assert_eq!(nearest("PULSEBOARD_ADDRESS", &known), Some("PULSEBOARD_ADDR"));
        assert_eq!(nearest("PULSEBOARD_LOGS", &known), Some("PULSEBOARD_LOG"));
        assert_eq!(nearest("PULSEBOARD_SOMETHING_ELSE", &known), None);
    }
}
