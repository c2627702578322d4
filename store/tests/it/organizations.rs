//! Organizations that people make and change.

use domain::{
    access::{Action, Rules},
    locale::Locale,
    role::Role,
    zone::ZoneName,
};
use sqlx::PgPool;
use store::{
    StoreError,
    organization::{self, Settings},
};

use crate::harness::{Harness, name, origin, slug};

fn settings() -> Settings {
    Settings {
        name: name("Acme Data"),
        zone: ZoneName::parse("Asia/Kathmandu").expect("a zone"),
        locale: Locale::De,
        rules: Rules { viewers_see_analytics: false },
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whoever_makes_an_organization_owns_it(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let make = async |text: &str| {
        let zone = ZoneName::utc();
        organization::create_by(&harness.store, acme.user, &slug(text), &name("New"), &zone, &origin()).await
    };
    let org = make("new").await.expect("made");
    let scope = harness.store.enter(acme.user, &slug("new")).await.expect("asked").expect("a member");
    assert_eq!((scope.org_id(), scope.role()), (org, Role::Owner));
    let taken = make("acme").await;
    assert!(
        matches!(&taken, Err(StoreError::Conflict { constraint }) if constraint == "organizations_slug_key"),
        "{taken:?}"
    );
    let viewer = store::identity::viewer(&harness.store, acme.user).await.expect("asked").expect("a user");
    assert_eq!(viewer.organizations.len(), 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_owner_changes_what_the_organization_is(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let globex = harness.organization("globex").await;
    let viewer = harness.member(&acme, Role::Viewer, "viewer@acme.test").await;
    assert!(viewer.may(Action::SeeAnalytics));
    organization::change(&acme.scope, &settings(), &origin()).await.expect("changed");
    assert_eq!(organization::settings(&viewer).await.expect("every member sees it"), settings());
    let scope = harness.store.enter(viewer.user_id(), &slug("acme")).await.expect("asked").expect("a member");
    assert_eq!(
        (scope.name().as_str(), scope.zone().as_str(), scope.locale()),
        ("Acme Data", "Asia/Kathmandu", Locale::De)
    );
    assert!(!scope.may(Action::SeeAnalytics));
    assert!(matches!(scope.permit(Action::SeeAnalytics), Err(StoreError::Forbidden)));
    assert_eq!(
        acme.log().await[0],
        "owner@acme.test organization.changed  [name: acme to Acme Data; time zone: Europe/Berlin to Asia/Kathmandu; \
         locale: en-GB to de; viewers see analytics: yes to no] done"
    );
    assert_eq!(organization::settings(&globex.scope).await.expect("untouched").name, name("globex"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_but_an_owner_changes_it(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    for role in [Role::Viewer, Role::Editor, Role::Admin] {
        let scope = harness.member(&acme, role, &format!("{role}@acme.test")).await;
        let changed = organization::change(&scope, &settings(), &origin()).await;
        assert!(matches!(changed, Err(StoreError::Forbidden)), "{role}: {changed:?}");
        assert_eq!(acme.log().await[0], format!("{role}@acme.test organization.changed  [] refused"));
    }
    assert_eq!(organization::settings(&acme.scope).await.expect("untouched").name, name("acme"));
}
