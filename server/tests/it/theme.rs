//! The theme is on the page before the first paint, and comes from a cookie.

use app::theme::COOKIE;

use crate::harness::TestApp;

async fn root_with(app: &TestApp, theme: Option<&str>) -> String {
    let mut visitor = app.visitor();
    if let Some(theme) = theme {
        visitor.set_cookie(COOKIE, theme);
    }
    let page = visitor.get("/login").await.expect(200).body;
    let start = page.find("<html").expect("a root element");
    page[start..].split_inclusive('>').next().expect("it ends").to_owned()
}

#[tokio::test]
async fn a_page_comes_in_the_theme_of_its_cookie() {
    let app = TestApp::new().await;
    for theme in ["dark", "light"] {
        let root = root_with(&app, Some(theme)).await;
        assert!(root.contains(&format!("data-theme=\"{theme}\"")), "{root}");
    }
    for theme in [None, Some("system"), Some("purple"), Some("dark\"><script>"), Some("")] {
        let root = root_with(&app, theme).await;
        assert!(!root.contains("data-theme"), "{theme:?}: {root}");
    }
}

#[tokio::test]
async fn choosing_a_theme_sets_the_cookie_for_a_year() {
    let app = TestApp::new().await;
    let mut visitor = app.visitor();
    let answer = visitor.post_form("/fn/set_theme", &[("theme", "dark")]).await.expect(200);
    let [cookie] = answer.set_cookies()[..] else { panic!("{:?}", answer.set_cookies()) };
    for part in ["pulseboard_theme=dark", "Path=/", "Max-Age=31536000", "SameSite=Lax"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("Secure"), "{cookie}");
    assert!(visitor.get("/login").await.body.contains("data-theme=\"dark\""));
    visitor.post_form("/fn/set_theme", &[("theme", "system")]).await.expect(200);
    assert!(!visitor.get("/login").await.body.contains("data-theme=\"dark\""));
}

#[tokio::test]
async fn with_https_the_theme_is_secure_too() {
    let app = TestApp::https().await;
    let answer = app.visitor().post_form("/fn/set_theme", &[("theme", "dark")]).await.expect(200);
    assert!(answer.set_cookies()[0].contains("; Secure"), "{:?}", answer.set_cookies());
}

#[tokio::test]
async fn a_theme_is_kept_with_the_account() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let user = app.user("ana@acme.test", org).await;
    let mut ana = app.signed_in(user).await;
    ana.post_form("/fn/set_theme", &[("theme", "light")]).await.expect(200);
    let viewer = store::identity::viewer(&app.state.host.store, user).await.expect("it answers").expect("she exists");
    assert_eq!(viewer.theme, domain::theme::Theme::Light);
}

#[tokio::test]
async fn a_theme_that_does_not_exist_is_refused() {
    let app = TestApp::new().await;
    let answer = app.visitor().post_form("/fn/set_theme", &[("theme", "purple")]).await.expect(422);
    assert_eq!(answer.json()["Invalid"]["problems"][0]["field"], "theme");
    assert!(answer.set_cookies().is_empty());
}

#[tokio::test]
async fn the_button_works_as_a_form() {
    let app = TestApp::new().await;
    let mut visitor = app.visitor();
    let answer = visitor.submit("/login", "/fn/set_theme", &[("theme", "dark")]).await.expect(302);
    let location = answer.header(http::header::LOCATION).trim_end_matches('?');
    assert!(location.ends_with("/login"), "{location}");
    assert!(visitor.get("/login").await.body.contains("data-theme=\"dark\""));
}
