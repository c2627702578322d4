//! From a part to its markup. The list is shared among those who may see the same.

use super::{Part, list, story};
use crate::AppError;
use crate::host::Subject;
use crate::piece::Asked;
use domain::access::Action;

/// The markup of `part`.
pub(crate) async fn render(part: Part, asked: &Asked) -> Result<String, AppError> {
    asked.scope.permit(Action::SeeHealth)?;
    match part {
        Part::List => {
            let question = format!("incidents {} {}", asked.scope.locale(), asked.query);
            asked.host.answers.get(asked.scope.org_id(), Subject::Health, question, list::render(asked)).await
        }
        Part::Story => story::render(asked).await,
    }
}
