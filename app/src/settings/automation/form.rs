//! The form of a policy beside its preview.

use super::api::{nothing_in_scope, problems};
use super::choice::Choice;
use super::preview::{Previewed, preview};
use super::typed::Typed;
use super::{SavePolicy, fields, lanes, told};
use crate::AppError;
use crate::error::Invalid;
use crate::form::{Refusal, action};
use crate::piece::Asked;
use crate::ui::{Card, Note, NoteKind};
use domain::id::{EnvironmentId, PolicyId};
use leptos::prelude::*;
use store::policy::Policy;

/// Tags that the form offers.
const OFFERED: u32 = 1_000;

pub(super) async fn render(asked: &Asked, own: Option<PolicyId>) -> Result<AnyView, AppError> {
    let scope = &asked.scope;
    let mut tx = scope.begin().await?;
    let environments = store::environment::list(&mut tx).await?;
    let stored = match own {
        Some(id) => {
            let found = store::policy::list(&mut tx).await?.into_iter().find(|one| one.id == id);
            Some(found.ok_or(AppError::NotFound)?)
        }
        None => None,
    };
    let refused = asked.refused::<SavePolicy>();
    let typed = typed(asked, refused.as_ref(), stored.as_ref(), environments.first().map(|one| one.id));
    let environment = typed.get("environment_id").parse().ok().map(EnvironmentId);
    let choice = match environment {
        Some(id) => Some(Choice::of(&mut tx, id, &typed).await?),
        None => None,
    };
    let tags = store::health::tags(&mut tx, OFFERED).await?;
    let providers = store::provider::list(&mut tx).await?;
    drop(tx);
    let (shown, refused) = look(asked, &typed, own, refused).await?;
    let refusal = Refusal::of(refused);
    let org = scope.slug().to_string();
    let page = format!("/o/{org}/settings/automation");
    let edit = own.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let title = stored.as_ref().map_or_else(|| "New policy".to_owned(), |policy| policy.name.to_string());
    let zone = domain::zone::ZoneName::parse(typed.get("zone")).ok().and_then(|zone| zone.to_tz().ok());
    let strip = shown.as_ref().zip(zone).map(|(shown, zone)| lanes::render(shown, zone));
    let strip = strip.unwrap_or_else(|| {
        view! { <Card title="Preview"><p class="px-3.5 pb-3.5 text-ink-2">"Fill in the form and press Preview to see when what is checked."</p></Card> }
            .into_any()
    });
    let warnings = shown.map(|shown| shown.warnings).unwrap_or_default();
    let above = refusal.above().map(|text| view! { <Note kind=NoteKind::Fail>{text}</Note> });
    Ok(view! {
        <nav class="crumb" aria-label="Where this is">
            <a class="link" href="?">"Policies"</a><span aria-hidden="true">"›"</span><strong><bdi>{title}</bdi></strong>
        </nav>
        <form method="post" action={action::<SavePolicy>()} class="policy-form">
            <input type="hidden" name="org" value=org/>
            <input type="hidden" name="edit" value=edit/>
            // Enter saves, wherever it is pressed: of all buttons the first one is meant.
            <button type="submit" class="visually-hidden" tabindex="-1" aria-hidden="true">"Save policy"</button>
            <div class="policy-fields">
                <div role="alert" class="empty:hidden">{above}</div>
                {fields::what(&typed, &refusal, &environments, choice.unwrap_or_default(), tags, &page)}
                {fields::when(&typed, &refusal)}
                {fields::limits(&typed, &refusal)}
                {told::render(&typed, &refusal, &providers)}
                <div class="flex flex-wrap gap-2">
                    <button type="submit" class="btn btn-primary">"Save policy"</button>
                    <button type="submit" class="btn" formmethod="get" formaction=page.clone() formnovalidate="">"Preview"</button>
                    <a class="btn btn-ghost" href="?">"Cancel"</a>
                </div>
            </div>
            <div class="policy-preview">{strip}{accept(warnings)}</div>
        </form>
    }
    .into_any())
}

/// What was typed last: refused, asked for a preview of, stored, or nothing yet.
fn typed(asked: &Asked, refused: Option<&AppError>, stored: Option<&Policy>, first: Option<EnvironmentId>) -> Typed {
    if let Some(invalid) = refused.and_then(AppError::refused_input).filter(|invalid| !invalid.typed.is_empty()) {
        return Typed(invalid.typed.clone());
    }
    if asked.get("scope").is_some() {
        let pairs = url::form_urlencoded::parse(asked.query.as_bytes());
        return Typed(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect());
    }
    let chosen = asked.get("environment").and_then(|id| id.parse().ok()).or(first.map(|id| id.0));
    stored.map_or_else(|| Typed::new(chosen, asked.scope.zone().as_str()), Typed::of)
}

/// The preview of what was typed, or what is wrong with it. A form that nobody has filled in yet is not told what it
/// lacks.
async fn look(
    asked: &Asked,
    typed: &Typed,
    own: Option<PolicyId>,
    refused: Option<AppError>,
) -> Result<(Option<Previewed>, Option<AppError>), AppError> {
    let is_fresh = refused.is_none() && asked.get("scope").is_none();
    // What it would do doesn't depend on what it is called.
    let mut named = typed.clone();
    if typed.get("name").trim().is_empty() {
        named.0.insert(0, ("name".to_owned(), "Preview".to_owned()));
    }
    match named.draft() {
        Ok(draft) => {
            let shown = match preview(&asked.scope, &draft, own, (asked.host.clock)()).await {
                Ok(shown) => shown,
                Err(AppError::NotFound) => None,
                Err(error) => return Err(error),
            };
            let empty = (shown.is_none() && !is_fresh)
                .then(|| AppError::Invalid(Invalid { problems: vec![nothing_in_scope(&draft)], typed: Vec::new() }));
            Ok((shown, refused.or(empty)))
        }
        Err(_) if is_fresh => Ok((None, refused)),
        Err(errors) => {
            let found = AppError::Invalid(Invalid { problems: problems(errors), typed: Vec::new() });
            Ok((None, refused.or(Some(found))))
        }
    }
}

/// Warnings, and the box that has to be ticked to save all the same.
fn accept(warnings: Vec<String>) -> AnyView {
    if warnings.is_empty() {
        return ().into_any();
    }
    let notes = warnings.into_iter().map(|text| view! { <Note kind=NoteKind::Warn>{text}</Note> });
    view! {
        <div role="alert" class="flex flex-col gap-2.5">{notes.collect_view()}</div>
        <label class="flex gap-2 items-center">
            <input class="check" type="checkbox" name="accept" value="yes"/>"Save it all the same"
        </label>
    }
    .into_any()
}
