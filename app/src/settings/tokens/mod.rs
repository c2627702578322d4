//! API tokens: made here, shown once, revoked here.

mod api;

use api::{CreateToken, RevokeToken};

use super::dates::Dates;
use super::parts::{Change, ConfirmEnd, Once, Pages};
use crate::AppError;
use crate::form::{Refusal, action};
use crate::host::OnceKind;
use crate::piece::Asked;
use crate::ui::{Card, Column, Empty, IconName, Light, LightKind, Select, Table, TextField};
use chrono::{DateTime, Utc};
use domain::id::TokenId;
use domain::paging::PageSize;
use domain::scope::{TokenLife, TokenScope};
use leptos::prelude::*;
use store::token::{Token, TokenFilter};

/// Tokens on one page.
const PAGE: PageSize = PageSize(50);

pub(super) async fn render(asked: &Asked) -> Result<AnyView, AppError> {
    let (scope, dates) = (&asked.scope, Dates::of(&asked.scope)?);
    let after = asked.get("after").and_then(|id| id.parse().ok()).map(TokenId);
    let filter = TokenFilter {
        search: asked.get("find").filter(|text| !text.is_empty()),
        works: asked.get("state").and_then(|state| STATES.iter().find(|(name, _)| *name == state)?.1),
    };
    let mut tokens = store::token::list(scope, &filter, after, PAGE.limit(), &asked.visit.origin).await?;
    let next = PAGE.cut(&mut tokens).map(|last| query(&filter, Some(last.id)));
    let first = query(&filter, None);
    let (org, now) = (scope.slug().to_string(), asked.visit.origin.at);
    let shown = asked.visit.once(OnceKind::Token).map(|token| {
        view! { <Once text="This is the token. Copy it now: it can’t be shown again." secret=token.to_owned()/> }
    });
    let is_filtered = filter != TokenFilter::default();
    let list = if tokens.is_empty() && is_filtered {
        view! { <Empty icon=IconName::SearchX title="No token is like this" text="Search for another part of its name."/> }
            .into_any()
    } else if tokens.is_empty() {
        view! { <Empty icon=IconName::Inbox title="No tokens" text="A program that sends or reads data needs one."/> }
            .into_any()
    } else {
        let rows = tokens.into_iter().map(|token| row(token, dates, &org, now)).collect_view();
        let columns = ["Name", "May", "Made", "Last used", "State", "Actions"].map(Column::text).into();
        view! { <Table caption="API tokens" columns cards=true>{rows}</Table> }.into_any()
    };
    Ok(view! {
        {shown}
        {form(Refusal::of(asked.refused::<CreateToken>()), org.clone())}
        <Card title="Tokens">{find(&filter)}{list}<Pages next is_later=after.is_some() first/></Card>
    }
    .into_any())
}

/// The states that are asked for, as the address has them.
const STATES: [(&str, Option<bool>); 3] = [("", None), ("working", Some(true)), ("ended", Some(false))];

fn state(filter: &TokenFilter) -> &'static str {
    STATES.iter().find(|(_, works)| *works == filter.works).map_or("", |(name, _)| name)
}

/// The list as it is filtered, and what comes behind `after` of it.
fn query(filter: &TokenFilter, after: Option<TokenId>) -> String {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let fields =
        [("find", filter.search.as_deref().unwrap_or_default()), ("state", state(filter)), ("after", after.as_str())];
    let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish()
}

fn find(filter: &TokenFilter) -> AnyView {
    let states = [("", "All"), ("working", "Working"), ("ended", "Expired or revoked")];
    let options = states.map(|(state, label)| (state.to_owned(), label.to_owned())).into();
    view! {
        <form method="get" class="flex flex-wrap gap-2.5 p-3.5 items-end">
            <TextField label="Search" name="find" kind="search" value=filter.search.clone().unwrap_or_default()/>
            <Select label="State" name="state" options value=state(filter).to_owned()/>
            <button type="submit" class="btn">"Show"</button>
        </form>
    }
    .into_any()
}

fn form(refusal: Refusal, org: String) -> AnyView {
    let scope = |scope: &TokenScope| {
        let is_chosen = !refusal.typed(scope.as_str(), "").is_empty();
        view! {
            <label class="flex gap-2 items-center text-ink-2">
                <input class="check" type="checkbox" id=format!("scope-{scope}") name=scope.as_str() value="yes" checked=is_chosen/>
                {scope.label()}
            </label>
        }
    };
    let scopes = TokenScope::ALL.iter().map(scope).collect_view();
    let lives = TokenLife::OFFERED.map(|days| match days {
        Some(days) => (days.to_string(), format!("{days} days")),
        None => ("never".to_owned(), "It never expires".to_owned()),
    });
    let problem = refusal.at("ingest").map(|text| view! { <p class="err"><Light kind=LightKind::Fail/>{text}</p> });
    view! {
        <Card title="New token">
            <Change action={action::<CreateToken>()} org refusal=refusal.clone()>
                <TextField label="Name" name="name" required=true hint="What it is for: “collector in Berlin”."
                    value=refusal.typed("name", "") error=refusal.at("name")/>
                <fieldset class="field"><legend class="legend">"It may"</legend>{scopes}{problem}</fieldset>
                <Select label="Expires after" name="life" options=lives.into() value=refusal.typed("life", "90")/>
                <div><button type="submit" class="btn btn-primary">"Make a token"</button></div>
            </Change>
        </Card>
    }
    .into_any()
}

fn row(token: Token, dates: Dates, org: &str, now: DateTime<Utc>) -> AnyView {
    let scopes = token.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ");
    let state = match (token.revoked_at, token.expires_at) {
        (Some(at), _) => view! { "Revoked "{dates.day(at)} }.into_any(),
        (None, Some(at)) if at <= now => view! { "Expired "{dates.day(at)} }.into_any(),
        (None, Some(at)) => view! { "Expires "{dates.day(at)} }.into_any(),
        (None, None) => "Never expires".into_any(),
    };
    let (id, name) = (token.id, token.name.to_string());
    let revoke = token.revoked_at.is_none().then(|| revoke(name.clone(), token.id, org.to_owned()));
    let hint = token.hint.map(|hint| view! { <div class="mono text-ink-3">"pb_…"{hint}</div> });
    let by =
        token.created_by.map(|name| view! { <div class="text-meta text-ink-3"><bdi>{name.to_string()}</bdi></div> });
    view! {
        <tr data-key=id.to_string()>
            <th scope="row"><bdi class="break-words">{name.clone()}</bdi>{hint}</th>
            <td data-label="may">{scopes}</td>
            <td data-label="made">{dates.day(token.created_at)}{by}</td>
            <td>{token.last_used_at.map_or_else(|| "Never used".into_any(), |at| dates.time(at))}</td>
            <td>{state}</td>
            <td>{revoke}</td>
        </tr>
    }
    .into_any()
}

fn revoke(name: String, id: TokenId, org: String) -> AnyView {
    view! {
        <ConfirmEnd verb="Revoke" what=name text="Programs that use it are refused from then on." action={action::<RevokeToken>()}
            org done="The token was revoked." field="id" id=id.to_string()/>
    }
    .into_any()
}
