//! What the first start leaves behind, and that it may happen several times at once.

use std::path::Path;

use chrono::Utc;
use domain::email::Email;
use domain::role::Role;
use server::bootstrap::{self, Welcome};
use server::config::Config;
use server::database::Database;
use server::password;
use server::postgres::Access;
use store::Store;

use crate::harness::DataDir;

fn config(data_dir: &Path, variables: &[(&str, &str)]) -> Config {
    let data_dir = ("PULSEBOARD_DATA_DIR", data_dir.to_str().unwrap());
    Config::from_variables(variables.iter().copied().chain([data_dir]), false).unwrap()
}

/// Runs a test on a new database in the directory.
fn with_store(dir: &DataDir, test: impl AsyncFnOnce(&Store)) {
    let database = Database::Embedded(Access::Started(dir.start()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = database.connect().await.unwrap();
        test(&store).await;
        store.close().await;
    });
}

async fn may_sign_in(store: &Store, email: &str, text: &str) -> bool {
    let email = Email::parse(email).unwrap();
    let credentials = store::identity::find_credentials(store, &email).await.unwrap();
    password::verify_in_background(text.to_owned(), credentials.map(|known| known.password_hash)).await
}

/// The slug and role of each organization of the owner.
async fn memberships(store: &Store, email: &str) -> Vec<(String, Role)> {
    let email = Email::parse(email).unwrap();
    let user = store::identity::find_credentials(store, &email).await.unwrap().unwrap().user_id;
    let viewer = store::identity::viewer(store, user).await.unwrap().unwrap();
    viewer.organizations.into_iter().map(|one| (one.slug.to_string(), one.role)).collect()
}

#[test]
fn the_first_start_makes_an_owner_and_each_later_one_tells_the_password_while_it_is_on_file() {
    let dir = DataDir::with_cluster();
    let config = config(dir.path(), &[]);
    with_store(&dir, async |store| {
        let welcome = bootstrap::prepare(store, &config, Utc::now()).await.unwrap().unwrap();
        assert_eq!(welcome.email.as_str(), "admin@localhost");
        assert!(may_sign_in(store, "admin@localhost", welcome.password.expose()).await);
        assert!(!may_sign_in(store, "admin@localhost", "some other password").await);
        assert_eq!(memberships(store, "admin@localhost").await, [("demo".to_owned(), Role::Owner)]);

        let again = bootstrap::prepare(store, &config, Utc::now()).await.unwrap().unwrap();
        assert_eq!(again.password, welcome.password);
        std::fs::remove_file(&welcome.file).unwrap();
        assert!(bootstrap::prepare(store, &config, Utc::now()).await.unwrap().is_none());
        assert_eq!(memberships(store, "admin@localhost").await.len(), 1);
    });
}

#[test]
fn a_password_of_the_operator_is_used_and_written_nowhere() {
    let dir = DataDir::with_cluster();
    let mine = [("PULSEBOARD_ADMIN_EMAIL", "Ana@example.com"), ("PULSEBOARD_ADMIN_PASSWORD", "correct horse")];
    let config = config(dir.path(), &mine);
    with_store(&dir, async |store| {
        assert!(bootstrap::prepare(store, &config, Utc::now()).await.unwrap().is_none());
        assert!(may_sign_in(store, "ana@example.com", "correct horse").await);
        assert!(!dir.path().join("first-sign-in").exists());
    });
}

#[test]
fn servers_that_start_together_agree_on_one_owner_and_one_password() {
    let dir = DataDir::with_cluster();
    // Each server has its own data directory; the database is the same.
    let others: Vec<_> = (0..3).map(|_| DataDir::new()).collect();
    let configs: Vec<_> = others.iter().map(|other| config(other.path(), &[])).collect();
    with_store(&dir, async |store| {
        let now = Utc::now();
        let (a, b, c) = tokio::join!(
            bootstrap::prepare(store, &configs[0], now),
            bootstrap::prepare(store, &configs[1], now),
            bootstrap::prepare(store, &configs[2], now),
        );
        let welcomes: Vec<Welcome> = [a, b, c].into_iter().filter_map(Result::unwrap).collect();
        assert_eq!(welcomes.len(), 1, "{welcomes:?}");
        assert!(may_sign_in(store, "admin@localhost", welcomes[0].password.expose()).await);
        assert_eq!(memberships(store, "admin@localhost").await, [("demo".to_owned(), Role::Owner)]);
        assert_eq!(store::organization::all(&store.system()).await.unwrap().len(), 1);
    });
}

/// The password is on file before the account is made; a crash in between must not
/// leave an account whose password nobody knows.
#[test]
fn a_start_after_a_crash_uses_the_password_that_is_on_file() {
    let dir = DataDir::with_cluster();
    let text = "email: admin@localhost\npassword: abcde-fghij-kmnpq-rstuv\n";
    std::fs::write(dir.path().join("first-sign-in"), text).unwrap();
    let config = config(dir.path(), &[]);
    with_store(&dir, async |store| {
        let welcome = bootstrap::prepare(store, &config, Utc::now()).await.unwrap().unwrap();
        assert_eq!(welcome.password.expose(), "abcde-fghij-kmnpq-rstuv");
        assert!(may_sign_in(store, "admin@localhost", "abcde-fghij-kmnpq-rstuv").await);
    });
}
