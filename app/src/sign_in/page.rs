//! The sign-in page.

use super::SignIn;
use super::pulse_art::PulseArt;
use crate::AppError;
use crate::account::Done;
use crate::error::Invalid;
use crate::form::action;
use crate::theme::ThemeToggle;
use crate::ui::{Brand, Button, ButtonKind, Field, Note, NoteKind};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/login`: e-mail, password, and what was wrong with them.
#[component]
pub fn SignInPage() -> impl IntoView {
    // A refused form comes back with its error in the address.
    let refusal = ServerAction::<SignIn>::new().value();
    let query = use_query_map();
    let next = move || query.read().get("next").unwrap_or_default();
    let error = move || refusal.get().and_then(Result::err);
    let refused = move || error().as_ref().and_then(AppError::refused_input).cloned().unwrap_or_default();
    let email_problem = Signal::derive(move || refused().of("email"));
    let password_problem = Signal::derive(move || refused().of("password"));
    let email = Signal::derive(move || refused().typed("email").unwrap_or_default());

    view! {
        <Title text="Sign in"/>
        <div class="signin">
            <main class="signin-pane">
                <header class="signin-top">
                    <span class="signin-brand"><Brand/>"Pulseboard"</span>
                    <ThemeToggle/>
                </header>
                <div class="signin-form">
                    <h1 class="text-title font-semibold">"Sign in to Pulseboard"</h1>
                    <p class="text-ink-3 mt-1 mb-4">"Use the account your administrator made for you."</p>
                    <form method="post" action={action::<SignIn>()} class="flex flex-col gap-4">
                        <input type="hidden" name="next" value=next/>
                        {Done::note()}
                        <div role="alert">
                            {move || error().and_then(|error| form_message(&error)).map(|text| view! { <Note kind=NoteKind::Fail>{text}</Note> })}
                        </div>
                        <Field
                            label="E-mail" name="email" kind="email" autocomplete="username" required=true
                            value=email error=email_problem
                        />
                        <Field
                            label="Password" name="password" kind="password" autocomplete="current-password" required=true
                            error=password_problem
                        />
                        <label class="flex gap-2 items-center text-ink-2">
                            <input class="check" type="checkbox" name="stay" value="yes"/>
                            "Stay signed in for 30 days"
                        </label>
                        <Button kind=ButtonKind::Primary submit=true>"Sign in"</Button>
                        <a class="link signin-aside" href="/forgot">"Forgot your password?"</a>
                    </form>
                </div>
                <footer class="text-meta text-ink-3">"Pulseboard "{env!("CARGO_PKG_VERSION")}", hosted by your organization"</footer>
            </main>
            <PulseArt/>
        </div>
    }
}

/// What is said above the form; problems of one field stand at the field.
fn form_message(error: &AppError) -> Option<String> {
    match error.refused_input() {
        Some(Invalid { problems, .. }) => {
            problems.iter().find(|problem| problem.field.is_none()).map(|problem| problem.text.clone())
        }
        None => Some(error.to_string()),
    }
}
