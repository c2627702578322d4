//! Has the server compiled again when the site's files change: they are embedded in it.

fn main() {
    let site = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site");
    // A checkout that has built no site yet has no such folder, and cargo would run this each time.
    if let Err(error) = std::fs::create_dir_all(site) {
        println!("cargo::error={site} can't be made: {error}");
    }
    println!("cargo::rerun-if-changed={site}");
}
