//! API tokens: how programs prove who they are. Only the SHA-256 of a token
//! is known here.
//!
//! Nothing remembers a token: it is looked up with each request, so one that
//! is revoked stops working at once, on every server.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::Action,
    audit::AuditAction,
    id::{OrgId, TokenId},
    name::DisplayName,
    scope::TokenScope,
    zone::ZoneName,
};

use crate::{
    ApiScope, By, OrgScope, Store, StoreError, SystemScope,
    audit::{self, Entry, Origin},
    error::{stored, undecodable},
};

/// A token's last use is noted this often at most.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);

/// What is kept of a new token.
#[derive(Debug, Clone, Copy)]
pub struct NewToken<'a> {
    /// What it is for, in words.
    pub name: &'a DisplayName,
    /// Its SHA-256.
    pub hash: &'a [u8; 32],
    /// Its last four characters, to recognize it by.
    pub hint: &'a str,
    /// What it is good for.
    pub scopes: &'a [TokenScope],
    /// The first instant at which it is refused.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A token as members see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Which one.
    pub id: TokenId,
    /// What it is for.
    pub name: DisplayName,
    /// Its end, as far as it is known.
    pub hint: Option<String>,
    /// What it is good for.
    pub scopes: Vec<TokenScope>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// By whom, if by somebody who is still a member.
    pub created_by: Option<DisplayName>,
    /// The first instant at which it is refused.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was used last, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Since when it no longer works.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Which tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenFilter {
    /// A part of the name, in any case.
    pub search: Option<String>,
    /// Only those that open something still, or only those that don't.
    pub works: Option<bool>,
}

/// Makes a token on the command line. `expires_at` is the first instant at
/// which it is refused.
pub async fn create(
    system: &SystemScope,
    org: OrgId,
    name: &DisplayName,
    hash: &[u8; 32],
    scopes: &[TokenScope],
    expires_at: Option<DateTime<Utc>>,
) -> Result<TokenId, StoreError> {
    let texts = texts(scopes);
    let mut tx = system.begin().await?;
    let id = sqlx::query_scalar!(
        "insert into api_tokens (org_id, name, hash, scopes, expires_at)
         values ($1, $2, $3, $4, $5)
         returning id",
        org.0,
        name.as_str(),
        hash,
        &texts,
        expires_at,
    )
    .fetch_one(&mut *tx)
    .await?;
    let entry = Entry::done(AuditAction::TokenCreated).on(name.as_str()).with(&texts.join(", "));
    audit::by_operator(&mut tx, org, &entry).await?;
    tx.commit().await?;
    Ok(TokenId(id))
}

/// Makes a token as a member.
pub async fn create_by(scope: &OrgScope, new: NewToken<'_>, origin: &Origin) -> Result<TokenId, StoreError> {
    let texts = texts(new.scopes);
    let (mut tx, _) = scope.act(Action::CreateTokens, AuditAction::TokenCreated, origin).await?;
    let id = sqlx::query_scalar!(
        "insert into api_tokens (org_id, name, hash, scopes, hint, created_at, created_by, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         returning id",
        scope.org_id().0,
        new.name.as_str(),
        new.hash,
        &texts,
        new.hint,
        origin.at,
        scope.user_id().0,
        new.expires_at,
    )
    .fetch_one(tx.connection())
    .await?;
    let entry = Entry::done(AuditAction::TokenCreated).on(new.name.as_str()).with(&texts.join(", "));
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await?;
    Ok(TokenId(id))
}

/// At most `limit` tokens, the latest first, made before `after`.
pub async fn list(
    by: impl Into<By<'_>>,
    filter: &TokenFilter,
    after: Option<TokenId>,
    limit: u32,
    origin: &Origin,
) -> Result<Vec<Token>, StoreError> {
    let by = by.into();
    let mut tx = by.act(Action::SeeTokens, AuditAction::TokensRead, origin).await?;
    let rows = sqlx::query!(
        r#"select t.id, t.name, t.hint, t.scopes, t.created_at, t.expires_at, t.last_used_at, t.revoked_at,
                  u.name as "created_by?"
           from api_tokens t
           left join users u on u.id = t.created_by
           where t.org_id = $1 and ($2::int is null or t.id < $2)
             and ($4::text is null or strpos(lower(t.name), lower($4)) > 0)
             and ($5::boolean is null
                  or (t.revoked_at is null and (t.expires_at is null or t.expires_at > $6)) = $5)
           order by t.id desc
           limit $3"#,
        by.org_id().0,
        after.map(|token| token.0),
        i64::from(limit),
        filter.search.as_deref(),
        filter.works,
        origin.at,
    )
    .fetch_all(tx.connection())
    .await?;
    tx.commit().await?;
    rows.into_iter()
        .map(|row| {
            Ok(Token {
                id: TokenId(row.id),
                name: stored("name", &row.name)?,
                hint: row.hint,
                scopes: row.scopes.iter().map(|scope| stored("scopes", scope)).collect::<Result<_, StoreError>>()?,
                created_at: row.created_at,
                created_by: row.created_by.map(|name| stored("name", &name)).transpose()?,
                expires_at: row.expires_at,
                last_used_at: row.last_used_at,
                revoked_at: row.revoked_at,
            })
        })
        .collect()
}

/// Ends a token for good.
pub async fn revoke(by: impl Into<By<'_>>, id: TokenId, origin: &Origin) -> Result<(), StoreError> {
    let by = by.into();
    let mut tx = by.act(Action::RevokeTokens, AuditAction::TokenRevoked, origin).await?;
    let name = sqlx::query_scalar!(
        "update api_tokens
         set revoked_at = $3, revoked_by = $4
         where org_id = $1 and id = $2 and revoked_at is null
         returning name",
        by.org_id().0,
        id.0,
        origin.at,
        by.user().map(|user| user.0),
    )
    .fetch_optional(tx.connection())
    .await?
    .ok_or(StoreError::NotFound)?;
    audit::by(tx.connection(), by, origin, &Entry::done(AuditAction::TokenRevoked).on(&name)).await?;
    tx.commit().await
}

/// The program whose token this is, if the token works at `now` and has the
/// scope that is `needed`. Its use is noted.
pub(crate) async fn find(
    store: &Store,
    hash: &[u8; 32],
    needed: Option<TokenScope>,
    now: DateTime<Utc>,
) -> Result<Option<ApiScope>, StoreError> {
    let mut tx = store.identity(None).await?;
    let row = sqlx::query!(
        "select t.org_id, t.id, t.name, t.scopes, t.last_used_at, o.slug, o.zone
         from api_tokens t
         join organizations o on o.id = t.org_id
         where t.hash = $1
           and ($3::text is null or $3 = any(t.scopes))
           and t.revoked_at is null
           and (t.expires_at is null or t.expires_at > $2)
         order by t.org_id, t.id",
        hash,
        now,
        needed.map(TokenScope::as_str),
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if row.last_used_at.is_none_or(|last| last + TOUCH_EVERY <= now) {
        // Of many requests at once one notes it, and none waits for it.
        sqlx::query!(
            "update api_tokens
             set last_used_at = $3
             where (org_id, id) in (
                 select org_id, id from api_tokens where org_id = $1 and id = $2 for update skip locked
             )",
            row.org_id,
            row.id,
            now,
        )
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(Some(ApiScope {
        store: store.clone(),
        org_id: OrgId(row.org_id),
        slug: stored("slug", &row.slug)?,
        zone: ZoneName::try_from(row.zone).map_err(|error| undecodable("zone", error))?,
        token_id: TokenId(row.id),
        name: stored("name", &row.name)?,
        scopes: row.scopes.iter().map(|scope| stored("scopes", scope)).collect::<Result<_, StoreError>>()?,
    }))
}

fn texts(scopes: &[TokenScope]) -> Vec<String> {
    scopes.iter().map(|scope| scope.as_str().to_owned()).collect()
}
