//! API tokens as members make, list and end them.

use chrono::TimeDelta;
use domain::{
    id::TokenId,
    role::Role,
    scope::TokenScope::{self, Ingest, Read},
};
use sqlx::PgPool;
use store::{
    OrgScope, StoreError,
    token::{self, NewToken, TokenFilter},
};

use crate::harness::{Harness, Org, name, now, origin, token_hash};

async fn make(scope: &OrgScope, text: &str, scopes: &[TokenScope]) -> Result<TokenId, StoreError> {
    let new = NewToken { name: &name(text), hash: &token_hash(text), hint: "wxyz", scopes, expires_at: None };
    token::create_by(scope, new, &origin()).await
}

async fn names(org: &Org, after: Option<TokenId>, limit: u32) -> Vec<String> {
    let tokens = token::list(&org.scope, &TokenFilter::default(), after, limit, &origin()).await.expect("listed");
    tokens.into_iter().map(|token| token.name.to_string()).collect()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_token_is_made_used_and_revoked_at_once(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let id = make(&acme.scope, "collector", &[Ingest, Read]).await.expect("made");
    let enter = async |at| harness.store.enter_ingest(&token_hash("collector"), at).await.expect("asked").is_some();
    let find = async || {
        let tokens = token::list(&acme.scope, &TokenFilter::default(), None, 10, &origin()).await.expect("listed");
        tokens.into_iter().find(|token| token.id == id).expect("it is there")
    };
    let found = find().await;
    assert_eq!((found.name.as_str(), found.hint.as_deref()), ("collector", Some("wxyz")));
    assert_eq!((found.scopes, found.created_at, found.last_used_at), (vec![Ingest, Read], now(), None));
    assert_eq!(found.created_by, Some(name("owner@acme.test")));

    assert!(enter(now()).await);
    assert_eq!(find().await.last_used_at, Some(now()));
    assert!(enter(now() + TimeDelta::seconds(59)).await);
    assert_eq!(find().await.last_used_at, Some(now()), "a use is noted once a minute");
    let later = now() + TimeDelta::minutes(1);
    assert!(enter(later).await);
    assert_eq!(find().await.last_used_at, Some(later));

    token::revoke(&acme.scope, id, &origin()).await.expect("revoked");
    assert!(!enter(now()).await, "it stops working at once");
    assert_eq!(find().await.revoked_at, Some(now()));
    assert!(matches!(token::revoke(&acme.scope, id, &origin()).await, Err(StoreError::NotFound)));
    let log = acme.log().await;
    assert_eq!(log[0], "owner@acme.test token.revoked collector [] done");
    assert_eq!(log[1], "owner@acme.test token.created collector [ingest, read] done");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn tokens_are_for_admins(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let id = make(&acme.scope, "collector", &[Ingest]).await.expect("made");
    for role in [Role::Viewer, Role::Editor] {
        let scope = harness.member(&acme, role, &format!("{role}@acme.test")).await;
        assert!(matches!(
            token::list(&scope, &TokenFilter::default(), None, 10, &origin()).await,
            Err(StoreError::Forbidden)
        ));
        assert!(matches!(make(&scope, "mine", &[Read]).await, Err(StoreError::Forbidden)));
        assert!(matches!(token::revoke(&scope, id, &origin()).await, Err(StoreError::Forbidden)));
        let log = acme.log().await;
        assert_eq!(log[0], format!("{role}@acme.test token.revoked  [] refused"));
        assert_eq!(log[1], format!("{role}@acme.test token.created  [] refused"));
    }
    let admin = harness.member(&acme, Role::Admin, "admin@acme.test").await;
    make(&admin, "mine", &[Read]).await.expect("made");
    token::revoke(&admin, id, &origin()).await.expect("revoked");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_token_of_another_organization_is_not_found(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let globex = harness.organization("globex").await;
    let id = make(&acme.scope, "collector", &[Ingest]).await.expect("made");
    assert!(matches!(token::revoke(&globex.scope, id, &origin()).await, Err(StoreError::NotFound)));
    assert_eq!(names(&globex, None, 10).await, ["test"]);
    assert_eq!(names(&acme, None, 10).await, ["collector", "test"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn ten_thousand_tokens_are_listed_page_by_page(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    sqlx::query(
        "insert into api_tokens (org_id, name, hash, scopes)
         select $1, 'token ' || n, sha256(n::text::bytea), array['ingest']
         from generate_series(1, 10000) n",
    )
    .bind(acme.id.0)
    .execute(&harness.pool)
    .await
    .expect("made");
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let page = token::list(&acme.scope, &TokenFilter::default(), after, 500, &origin()).await.expect("listed");
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 500);
        after = Some(last.id);
        seen.extend(page.into_iter().map(|token| token.id));
    }
    assert_eq!(seen.len(), 10_001);
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "the latest first, each once");
    sqlx::raw_sql("analyze api_tokens").execute(&harness.pool).await.expect("analyzed");
    // Nothing is sorted and nothing is skipped over, however far down the list.
    let plan: Vec<String> = sqlx::query_scalar(
        "explain select id from api_tokens where org_id = 1 and id < 5000 order by id desc limit 50",
    )
    .fetch_all(&harness.pool)
    .await
    .expect("planned");
    let plan = plan.join("\n");
    assert!(plan.contains("Backward") && !plan.contains("Sort"), "{plan}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn tokens_are_found_by_name_and_by_whether_they_work(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    sqlx::query(
        "insert into api_tokens (org_id, name, hash, scopes, expires_at, revoked_at)
         values ($1, 'Berlin 100%', sha256('1'), array['read'], null, null),
                ($1, 'berlin old', sha256('2'), array['read'], $2, null),
                ($1, 'Berlin gone', sha256('3'), array['read'], null, $2)",
    )
    .bind(acme.id.0)
    .bind(now())
    .execute(&harness.pool)
    .await
    .expect("made");
    for (search, works, expected) in [
        (Some("BERLIN"), None, vec!["Berlin gone", "berlin old", "Berlin 100%"]),
        (Some("berlin"), Some(true), vec!["Berlin 100%"]),
        (Some("berlin"), Some(false), vec!["Berlin gone", "berlin old"]),
        (Some("0%"), None, vec!["Berlin 100%"]),
        (Some("%"), Some(false), vec![]),
    ] {
        let filter = TokenFilter { search: search.map(str::to_owned), works };
        let found = token::list(&acme.scope, &filter, None, 10, &origin()).await.expect("listed");
        let names: Vec<_> = found.iter().map(|token| token.name.as_str()).collect();
        assert_eq!(names, expected, "{filter:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn many_requests_at_once_do_not_wait_to_note_the_use(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    // Somebody holds the row, as another request would.
    let mut tx = harness.pool.begin().await.expect("begun");
    sqlx::raw_sql("select from api_tokens for update").execute(&mut *tx).await.expect("held");
    let found = harness.store.enter_ingest(&token_hash("acme"), now() + TimeDelta::hours(1)).await.expect("no wait");
    assert_eq!(found.map(|scope| scope.org_id()), Some(acme.id));
    tx.rollback().await.expect("let go");
    assert_eq!(
        token::list(&acme.scope, &TokenFilter::default(), None, 1, &origin()).await.expect("listed")[0].last_used_at,
        Some(now())
    );
}
