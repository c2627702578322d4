//! What was wrong with a form that was sent without scripts, for the page that shows it again.

use crate::AppError;
use leptos::prelude::GetUntracked;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;
use leptos_router::hooks::use_query_map;

/// A refused form, or one that nobody has sent yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Refusal(Option<AppError>);

impl Refusal {
    /// The refusal of `error`.
    pub(crate) const fn of(error: Option<AppError>) -> Self {
        Self(error)
    }

    /// What is said above the form; problems of one field stand at the field.
    pub(crate) fn above(&self) -> Option<String> {
        let error = self.0.as_ref()?;
        let Some(refused) = error.refused_input() else { return Some(error.to_string()) };
        let texts: Vec<_> = refused
            .problems
            .iter()
            .filter(|problem| problem.field.is_none())
            .map(|problem| problem.text.as_str())
            .collect();
        (!texts.is_empty()).then(|| texts.join(" "))
    }

    /// What was wrong with one field.
    pub(crate) fn at(&self, field: &str) -> Option<String> {
        self.0.as_ref()?.refused_input()?.of(field)
    }

    /// What was typed into a field, or else `stored`.
    pub(crate) fn typed(&self, field: &str, stored: &str) -> String {
        let typed = self.0.as_ref().and_then(AppError::refused_input).and_then(|refused| refused.typed(field));
        typed.unwrap_or_else(|| stored.to_owned())
    }
}

impl Refusal {
    /// The refusal of the form for the server function `F` that led back to the page being rendered.
    pub(crate) fn here<F: ServerFn<Error = AppError>>() -> Self {
        let query = use_query_map().get_untracked();
        let path = query.get("__path").filter(|path| path == F::PATH);
        Self(path.and(query.get("__err")).map(|error| ServerFnUrlError::<AppError>::decode_err(&error)))
    }
}
