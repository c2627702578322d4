//! `/profile`: name, locale and theme, password, sessions.

use super::frame::{AccountForm, AccountPage, content, signed_in};
use super::sessions::Sessions;
use super::{ChangePassword, ChangeProfile, Done, EndSession};
use crate::AppError;
use crate::form::{Refusal, action};
use crate::theme::{SetTheme, current};
use crate::ui::{Card, Note, NoteKind, Select, TextField};
use domain::locale::Locale;
use domain::theme::Theme;
use leptos::prelude::*;
use store::identity::Viewer;

/// Sessions that are listed; older ones can be ended all at once.
const LISTED: u32 = 50;

/// One's own account.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let (profile, password) = (Refusal::here::<ChangeProfile>(), Refusal::here::<ChangePassword>());
    let ended = Refusal::here::<EndSession>();
    let asked = signed_in();
    let (theme, done) = (current(), Done::note());
    let body = content(async move {
        let (host, caller, user) = asked?;
        let viewer = store::identity::viewer(&host.store, user).await?.ok_or(AppError::SignedOut)?;
        let (current, now) = (caller.accounts.session(), caller.accounts.origin().at);
        let sessions = store::session::list(&host.store, user, current.as_ref(), LISTED, now).await?;
        let ended = ended.above().map(|text| view! { <Note kind=NoteKind::Fail>{text}</Note> });
        Ok(view! {
            {done}
            <div role="alert">{ended}</div>
            {person(viewer.clone(), profile)}
            {colours(theme)}
            {new_password(viewer, password)}
            <Sessions sessions now/>
        }
        .into_any())
    });
    view! { <AccountPage title="Profile" has_way_back=true>{body}</AccountPage> }
}

fn person(viewer: Viewer, refusal: Refusal) -> AnyView {
    let own = std::iter::once((String::new(), "As each organization writes them".to_owned()));
    let locales = own.chain(Locale::ALL.iter().map(|locale| (locale.to_string(), locale.label().to_owned()))).collect();
    let locale = viewer.locale.map(|locale| locale.to_string()).unwrap_or_default();
    view! {
        <Card title="You" sub=viewer.email.to_string()>
            <AccountForm action={action::<ChangeProfile>()} refusal=refusal.clone()>
                <TextField label="Name" name="name" autocomplete="name" required=true
                    value=refusal.typed("name", viewer.name.as_str()) error=refusal.at("name")/>
                <Select label="Dates and times" name="locale" options=locales value=refusal.typed("locale", &locale)/>
                <div><button type="submit" class="btn btn-primary">"Save"</button></div>
            </AccountForm>
        </Card>
    }
    .into_any()
}

fn colours(theme: Theme) -> AnyView {
    let themes = Theme::ALL.iter().map(|theme| (theme.to_string(), theme.label().to_owned())).collect();
    view! {
        <Card title="Theme">
            <AccountForm action={action::<SetTheme>()}>
                <Select label="Colours" name="theme" options=themes value=theme.to_string()/>
                <div><button type="submit" class="btn">"Use"</button></div>
            </AccountForm>
        </Card>
    }
    .into_any()
}

fn new_password(viewer: Viewer, refusal: Refusal) -> AnyView {
    view! {
        <Card title="Password">
            <AccountForm action={action::<ChangePassword>()} refusal=refusal.clone()>
                <input type="hidden" name="username" autocomplete="username" value=viewer.email.to_string()/>
                <TextField label="Present password" name="current" kind="password" autocomplete="current-password" required=true
                    error=refusal.at("current")/>
                <TextField label="New password" name="new" kind="password" autocomplete="new-password" required=true
                    hint="At least 10 characters. Your other sessions end." error=refusal.at("new")/>
                <div><button type="submit" class="btn btn-primary">"Change the password"</button></div>
            </AccountForm>
        </Card>
    }
    .into_any()
}
