//! People, before an organization is known.

use domain::{id::UserId, role::Role, theme::Theme};
use sqlx::PgPool;
use store::{StoreError, identity, organization, user};

use crate::harness::{Harness, email, name, slug};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_viewer_sees_who_they_are_and_where_they_may_go(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let globex = harness.organization("globex").await;
    let acme = harness.organization("acme").await;
    user::add_member(&harness.system, acme.id, globex.user, Role::Viewer).await.expect("new");

    let viewer = identity::viewer(&harness.store, globex.user).await.expect("asked").expect("a user");
    assert_eq!(viewer.email, email("owner@globex.test"));
    assert_eq!(viewer.theme, Theme::System);
    let places: Vec<_> = viewer.organizations.iter().map(|m| (m.slug.as_str(), m.role)).collect();
    assert_eq!(places, [("acme", Role::Viewer), ("globex", Role::Owner)]);
    assert_eq!(identity::viewer(&harness.store, UserId(0)).await.expect("asked"), None);

    let organizations = user::memberships(&harness.system, globex.user).await.expect("asked");
    assert_eq!(organizations, [globex.id, acme.id]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn credentials_are_found_by_address_and_can_change(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let ana = harness.user("ana@example.com").await;
    let find = async |address: &str| {
        let found = identity::find_credentials(&harness.store, &email(address)).await.expect("asked");
        found.map(|credentials| (credentials.user_id, credentials.password_hash))
    };
    assert_eq!(find("Ana@Example.com").await, Some((ana, "$argon2id$test".to_owned())));
    assert_eq!(find("bob@example.com").await, None);

    identity::set_password_hash(&harness.store, ana, "$argon2id$new").await.expect("changed");
    assert_eq!(find("ana@example.com").await, Some((ana, "$argon2id$new".to_owned())));
    let missing = identity::set_password_hash(&harness.store, UserId(0), "x").await;
    assert!(matches!(missing, Err(StoreError::NotFound)));

    let credentials = identity::find_credentials(&harness.store, &email("ana@example.com")).await.expect("asked");
    assert!(!format!("{credentials:?}").contains("argon2"), "a hash must not reach a log");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_theme_is_kept_for_one_user(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let (ana, bob) = (harness.user("ana@example.com").await, harness.user("bob@example.com").await);
    identity::set_theme(&harness.store, ana, Theme::Dark).await.expect("changed");
    for (user, expected) in [(ana, Theme::Dark), (bob, Theme::System)] {
        let viewer = identity::viewer(&harness.store, user).await.expect("asked").expect("a user");
        assert_eq!(viewer.theme, expected);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_taken_is_a_conflict_that_names_it(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let system = &harness.system;
    let zone = acme.scope.zone();
    let taken = [
        organization::create(system, &slug("acme"), &name("Other"), zone).await.map(|_| ()),
        user::create(system, &email("owner@acme.test"), &name("Other"), "x").await.map(|_| ()),
        user::add_member(system, acme.id, acme.user, Role::Viewer).await,
    ];
    let constraints = taken.map(|result| match result {
        Err(StoreError::Conflict { constraint }) => constraint,
        other => panic!("{other:?}"),
    });
    assert_eq!(constraints, ["organizations_slug_key", "users_email_key", "members_pkey"]);
    let nobody = user::add_member(system, acme.id, UserId(0), Role::Viewer).await;
    assert!(matches!(nobody, Err(StoreError::NotFound)), "{nobody:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn organizations_are_found(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let system = &harness.system;
    assert_eq!(organization::first(system).await.expect("asked"), None);
    let globex = harness.organization("globex").await;
    let acme = harness.organization("acme").await;
    assert_eq!(organization::first(system).await.expect("asked"), Some((globex.id, slug("globex"))));
    assert_eq!(organization::find(system, &slug("acme")).await.expect("asked"), Some(acme.id));
    assert_eq!(organization::find(system, &slug("nobody")).await.expect("asked"), None);
    assert_eq!(organization::all(system).await.expect("asked"), [globex.id, acme.id]);
    assert_eq!(user::find(system, &email("owner@acme.test")).await.expect("asked"), Some(acme.user));
    assert_eq!(user::find(system, &email("nobody@acme.test")).await.expect("asked"), None);
}
