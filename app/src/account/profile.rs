//! `/profile`: name, locale and theme, where one hears of one's dashboards, password, sessions.

use super::bots::bots;
use super::frame::{AccountForm, AccountPage, content, signed_in};
use super::sessions::Sessions;
use super::{AskAddress, ChangePassword, ChangeProfile, ClearAddress, Done, EndSession, SetNotifies};
use crate::AppError;
use crate::form::{Refusal, action};
use crate::host::{OnceKind, Visit};
use crate::theme::{SetTheme, current};
use crate::ui::{Card, Note, NoteKind, Select, TextField};
use domain::locale::Locale;
use domain::theme::Theme;
use leptos::prelude::*;
use store::identity::Viewer;
use store::profile::Notifications;

/// Sessions that are listed; older ones can be ended all at once.
const LISTED: u32 = 50;

/// One's own account.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let (profile, password) = (Refusal::here::<ChangeProfile>(), Refusal::here::<ChangePassword>());
    let (ended, address) = (Refusal::here::<EndSession>(), Refusal::here::<AskAddress>());
    let asked = signed_in();
    let code = Visit::here().ok().and_then(|visit| visit.once(OnceKind::ChatCode).map(str::to_owned));
    let (theme, done) = (current(), Done::note());
    let body = content(async move {
        let (host, caller, user) = asked?;
        let viewer = store::identity::viewer(&host.store, user).await?.ok_or(AppError::SignedOut)?;
        let (current, now) = (caller.accounts.session(), caller.accounts.origin().at);
        let sessions = store::session::list(&host.store, user, current.as_ref(), LISTED, now).await?;
        let ended = ended.above().map(|text| view! { <Note kind=NoteKind::Fail>{text}</Note> });
        let chosen = store::profile::notifications(&host.store, user).await?;
        let bots = bots(&host, user, &viewer, code).await?;
        Ok(view! {
            {done}
            <div role="alert">{ended}</div>
            {person(viewer.clone(), profile)}
            {messages(&viewer, chosen, address)}
            {bots}
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

fn messages(viewer: &Viewer, chosen: Notifications, refusal: Refusal) -> AnyView {
    let own = viewer.email.to_string();
    let present = chosen.address.as_ref().map(ToString::to_string);
    let sub = format!("Messages about your dashboards go to {}", present.as_ref().unwrap_or(&own));
    let back = present.is_some().then(|| {
        view! {
            <AccountForm action={action::<ClearAddress>()}>
                <div><button type="submit" class="btn">{format!("Use {own} again")}</button></div>
            </AccountForm>
        }
    });
    view! {
        <Card title="Notifications" sub>
            <AccountForm action={action::<SetNotifies>()}>
                <label class="flex gap-2 items-center">
                    <input class="check" type="checkbox" name="notifies" value="yes" checked=chosen.notifies_on_failure/>
                    "Notify me on failures of dashboards that I own"
                </label>
                <div><button type="submit" class="btn">"Keep"</button></div>
            </AccountForm>
            <AccountForm action={action::<AskAddress>()} refusal=refusal.clone()>
                <TextField label="Another address" name="address" kind="email" required=true
                    hint="A link is sent there. The address counts once it was opened."
                    value=refusal.typed("address", "") error=refusal.at("address")/>
                <div><button type="submit" class="btn">"Send the link"</button></div>
            </AccountForm>
            {back}
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
                <input type="text" hidden="" readonly="" name="username" autocomplete="username" value=viewer.email.to_string()/>
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
