//! Builds the crate anew when a migration or the description of a query
//! changes: the macros read both, and cargo doesn't see that.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
    println!("cargo:rerun-if-changed=../.sqlx");
}
