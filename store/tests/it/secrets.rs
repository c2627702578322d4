//! Secrets in a table: what seals them, and what a change of keys does to them while others work.

use std::{future::Future, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use sqlx::{PgPool, Row};
use store::{
    StoreError,
    secret::{self, KeyId, Keyring, KnownKey, SEALED_COLUMNS, SealedColumn, SecretError, SecretKey},
};

use crate::harness::{Harness, Org};

const THINGS: SealedColumn = SealedColumn { table: "things", column: "secret" };

/// Columns of bytes that hold no secret which could be opened. A new one needs a reason, here, or a
/// line in `SEALED_COLUMNS`.
const NOT_SEALED: &[&str] = &[
    // Only hashes.
    "api_tokens.hash",
    "badge_tokens.hash",
    "email_verifications.token_hash",
    "events.body_hash",
    "invitations.token_hash",
    "password_resets.token_hash",
    "sign_in_attempts.account_hash",
    "telegram_chats.code_hash",
    "user_sessions.id_hash",
];

/// A database with a table of secrets, an organization, and two keys of which the first is current.
struct Vault {
    harness: Harness,
    org: Org,
    keyring: Keyring,
    first: KeyId,
    second: KeyId,
}

impl Vault {
    async fn new(pool: PgPool) -> Self {
        sqlx::raw_sql(
            "create table things (org_id int not null, id int generated always as identity, secret bytea,
                                  constraint things_pkey primary key (org_id, id));
             alter table things enable row level security;
             alter table things force row level security;
             create policy things_system on things to app_system using (true);
             grant select, update on things to app_system",
        )
        .execute(&pool)
        .await
        .expect("a table");
        let harness = Harness::new(pool).await;
        let org = harness.organization("acme").await;
        let keys = vec![SecretKey::generate(), SecretKey::generate()];
        let (first, second) = (keys[0].id(), keys[1].id());
        secret::adopt(&harness.system, first).await.expect("it is the first");
        Self { harness, org, keyring: Keyring::new(keys), first, second }
    }

    /// Stores a secret as the application does, and says in which row.
    async fn keep(&self, text: &str) -> i64 {
        let pool = &self.harness.pool;
        let row: i32 = sqlx::query_scalar("insert into things (org_id) values ($1) returning id")
            .bind(self.org.id.0)
            .fetch_one(pool)
            .await
            .expect("a row");
        let mut tx = self.org.scope.begin().await.expect("begun");
        let place = THINGS.at(self.org.id, row.into());
        let sealed = secret::seal(&mut tx, &self.keyring, &place, &SecretString::from(text)).await.expect("sealed");
        self.write(row.into(), &sealed).await;
        tx.commit().await.expect("committed");
        row.into()
    }

    async fn write(&self, row: i64, sealed: &[u8]) {
        sqlx::query("update things set secret = $2 where id = $1")
            .bind(row)
            .bind(sealed)
            .execute(&self.harness.pool)
            .await
            .expect("written");
    }

    async fn sealed(&self, row: i64) -> Vec<u8> {
        sqlx::query_scalar("select secret from things where id = $1")
            .bind(row)
            .fetch_one(&self.harness.pool)
            .await
            .expect("there")
    }

    async fn read(&self, row: i64) -> Result<String, StoreError> {
        let sealed = self.sealed(row).await;
        let place = THINGS.at(self.org.id, row);
        Ok(secret::open(&self.keyring, &place, &sealed)?.expose_secret().to_owned())
    }

    /// How many values each of the two keys has.
    async fn by_key(&self) -> [i64; 2] {
        let mut counts = [0; 2];
        for (count, key) in counts.iter_mut().zip([self.first, self.second]) {
            *count = sqlx::query_scalar(
                "select count(*) from things where encode(substring(secret from 2 for 8), 'hex') = $1",
            )
            .bind(key.to_string())
            .fetch_one(&self.harness.pool)
            .await
            .expect("counted");
        }
        counts
    }

    /// A change to the second key, for a task of its own.
    fn rotate(&self) -> impl Future<Output = Result<secret::Rotation, StoreError>> + Send + 'static {
        let (system, keyring, to) = (self.harness.system.clone(), self.keyring.clone(), self.second);
        let columns: Vec<_> = SEALED_COLUMNS.iter().copied().chain([THINGS]).collect();
        async move { secret::rotate(&system, &keyring, to, &columns).await }
    }

    /// Waits until somebody waits for a lock of this kind.
    async fn until_somebody_waits(&self, kind: &str) {
        let waiting = "select exists (select from pg_locks where not granted and locktype = $1)";
        let seen = async {
            while !sqlx::query_scalar::<_, bool>(waiting).bind(kind).fetch_one(&self.harness.pool).await.expect("asked")
            {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), seen).await.expect("somebody waits");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_secret_is_unreadable_in_the_database_and_in_any_other_row(pool: PgPool) {
    let vault = Vault::new(pool).await;
    let (hers, his) = (vault.keep("hunter2hunter2").await, vault.keep("another").await);
    assert_eq!(vault.read(hers).await.expect("it opens"), "hunter2hunter2");
    let sealed = vault.sealed(hers).await;
    assert!(!sealed.windows(7).any(|part| part == b"hunter2"));
    // Whoever can write the table copies a secret into a row of their own, to have it sent to themselves.
    vault.write(his, &sealed).await;
    let error = vault.read(his).await.expect_err("it belongs to another row");
    let place = THINGS.at(vault.org.id, his);
    assert!(matches!(error, StoreError::Secret(SecretError::Damaged { place: told }) if told == place), "{error:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn of_several_servers_with_different_keys_one_wins(pool: PgPool) {
    let harness = Harness::new(pool).await;
    assert_eq!(secret::known(&harness.system).await.expect("asked"), []);
    let keys: Vec<_> = (0..5).map(|_| SecretKey::generate().id()).collect();
    let adopting = keys.iter().map(|id| {
        let system = harness.system.clone();
        let id = *id;
        tokio::spawn(async move { secret::adopt(&system, id).await })
    });
    for adopting in adopting.collect::<Vec<_>>() {
        adopting.await.expect("no panic").expect("no failure");
    }
    let known = secret::known(&harness.system).await.expect("asked");
    let [KnownKey { id, is_current: true }] = known[..] else { panic!("{known:?}") };
    assert!(keys.contains(&id));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn without_the_key_nothing_is_sealed_or_opened(pool: PgPool) {
    let vault = Vault::new(pool).await;
    let row = vault.keep("secret").await;
    let place = THINGS.at(vault.org.id, row);
    let stranger = Keyring::new(vec![SecretKey::generate()]);
    let mut tx = vault.org.scope.begin().await.expect("begun");
    let id = vault.first;
    let sealing = secret::seal(&mut tx, &stranger, &place, &"x".into()).await;
    let opening = secret::open(&stranger, &place, &vault.sealed(row).await);
    for error in [sealing.expect_err("no key"), opening.expect_err("no key")] {
        assert!(matches!(error, StoreError::Secret(SecretError::UnknownKey { id: told }) if told == id), "{error:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_change_of_keys_seals_everything_anew_and_forgets_the_old_key(pool: PgPool) {
    let vault = Vault::new(pool).await;
    let mut rows = Vec::new();
    for number in 0..205 {
        rows.push(vault.keep(&format!("secret {number}")).await);
    }
    // A row without a secret is none to seal.
    sqlx::query("insert into things (org_id) values ($1)")
        .bind(vault.org.id.0)
        .execute(&vault.harness.pool)
        .await
        .expect("a row");
    assert_eq!(vault.by_key().await, [205, 0]);
    let done = vault.rotate().await.expect("it works");
    assert_eq!((done.resealed, done.unreadable.len(), &done.forgotten[..]), (205, 0, &[vault.first][..]));
    assert_eq!(vault.by_key().await, [0, 205]);
    assert_eq!(vault.read(rows[204]).await.expect("it opens"), "secret 204");
    let known = secret::known(&vault.harness.system).await.expect("asked");
    assert_eq!(known, [KnownKey { id: vault.second, is_current: true }]);
    // Once more is nothing to do, and what is written from now on has the new key.
    assert_eq!(vault.rotate().await.expect("it works"), secret::Rotation::default());
    vault.keep("later").await;
    assert_eq!(vault.by_key().await, [0, 206]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_change_of_keys_that_was_killed_half_way_is_finished_by_the_next(pool: PgPool) {
    let vault = Vault::new(pool).await;
    let mut rows = Vec::new();
    for number in 0..150 {
        rows.push(vault.keep(&format!("secret {number}")).await);
    }
    // Somebody holds a row of the second batch, and the run is killed while it waits.
    let mut holding = vault.harness.pool.begin().await.expect("begun");
    let hold = sqlx::query("select from things where id = $1 for update").bind(rows[140]);
    hold.fetch_one(&mut *holding).await.expect("held");
    let running = tokio::spawn(vault.rotate());
    vault.until_somebody_waits("transactionid").await;
    running.abort();
    assert!(running.await.expect_err("it was killed").is_cancelled());
    holding.rollback().await.expect("let go");
    assert_eq!(vault.by_key().await, [50, 100]);
    for row in &rows {
        vault.read(*row).await.expect("every secret opens in between");
    }
    let known = secret::known(&vault.harness.system).await.expect("asked");
    assert_eq!(known.len(), 2, "the old key is still needed: {known:?}");

    let done = vault.rotate().await.expect("it works");
    assert_eq!((done.resealed, &done.forgotten[..]), (50, &[vault.first][..]));
    assert_eq!(vault.by_key().await, [0, 150]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_secret_that_is_being_written_while_keys_change_is_not_left_behind(pool: PgPool) {
    let vault = Vault::new(pool).await;
    let row = vault.keep("before").await;
    let place = THINGS.at(vault.org.id, row);
    let mut tx = vault.org.scope.begin().await.expect("begun");
    let sealed = secret::seal(&mut tx, &vault.keyring, &place, &"while".into()).await.expect("sealed");
    let running = tokio::spawn(vault.rotate());
    vault.until_somebody_waits("advisory").await;
    vault.write(row, &sealed).await;
    tx.commit().await.expect("committed");
    let done = running.await.expect("no panic").expect("it works");
    assert_eq!((done.resealed, &done.forgotten[..]), (1, &[vault.first][..]));
    assert_eq!(vault.by_key().await, [0, 1]);
    assert_eq!(vault.read(row).await.expect("it opens"), "while");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_can_not_be_opened_is_told_and_keeps_its_key(pool: PgPool) {
    let vault = Vault::new(pool).await;
    let (good, bad) = (vault.keep("good").await, vault.keep("bad").await);
    let mut sealed = vault.sealed(bad).await;
    *sealed.last_mut().expect("bytes") ^= 1;
    vault.write(bad, &sealed).await;
    let done = vault.rotate().await.expect("it goes on");
    let expected = SecretError::Damaged { place: THINGS.at(vault.org.id, bad) };
    assert_eq!((done.resealed, &done.unreadable[..], done.forgotten.len()), (1, &[expected][..], 0));
    assert_eq!(vault.read(good).await.expect("it opens"), "good");
    assert_eq!(vault.sealed(bad).await, sealed, "it was left as it is");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_column_of_bytes_is_sealed_or_says_why_not(pool: PgPool) {
    let rows = sqlx::query(
        "select c.relname || '.' || a.attname as name
         from pg_attribute a
         join pg_class c on c.oid = a.attrelid
         where c.relnamespace = 'public'::regnamespace
           and c.relkind in ('r', 'p') and not c.relispartition
           and a.atttypid = 'bytea'::regtype and not a.attisdropped and c.relname <> '_sqlx_migrations'
         order by (c.relname || '.' || a.attname) collate \"C\"",
    )
    .fetch_all(&pool)
    .await
    .expect("asked");
    let found: Vec<String> = rows.iter().map(|row| row.get("name")).collect();
    let mut known: Vec<String> = SEALED_COLUMNS.iter().map(ToString::to_string).collect();
    known.extend(NOT_SEALED.iter().map(|name| (*name).to_owned()));
    known.sort();
    assert_eq!(found, known);
}
