//! From a part to its markup, shared among those who may see the same.

use super::{Part, badge, matrix, report, summary, table, windows};
use crate::AppError;
use crate::assistant;
use crate::host::Subject;
use crate::piece::Asked;
use domain::access::Action;

/// The markup of `part`.
pub(crate) async fn render(part: Part, asked: &Asked) -> Result<String, AppError> {
    asked.scope.permit(Action::SeeHealth)?;
    // Rows that somebody scrolls to are everybody's.
    let window = asked.get("window").and_then(|first| first.parse().ok()).filter(|_| part == Part::Table);
    if let Some(first) = window {
        let question = format!("window {} {} {}", asked.scope.role(), asked.scope.locale(), asked.query);
        let rows = windows::part(asked, first);
        return asked.host.answers.get(asked.scope.org_id(), Subject::Health, question, rows).await;
    }
    // What was just refused or made is for one person only.
    let is_personal = asked.get("__err").is_some() || part == Part::Report || part == Part::Table;
    if is_personal {
        return markup(part, asked).await;
    }
    let scope = &asked.scope;
    let query = if part == Part::Badge { "" } else { asked.query.as_str() };
    let question = format!("{part:?} {} {} {query}", scope.role(), scope.locale());
    asked.host.answers.get(scope.org_id(), Subject::Health, question, markup(part, asked)).await
}

async fn markup(part: Part, asked: &Asked) -> Result<String, AppError> {
    match part {
        Part::Summary => summary::render(asked).await,
        Part::Matrix => matrix::render(asked).await,
        Part::Table => table::render(asked).await,
        Part::Badge => Ok(badge::render(asked).await),
        Part::Report => report::render(asked).await,
        Part::Assistant => assistant::render(asked).await,
    }
}
