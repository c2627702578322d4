//! Hashes passwords, and compares them, with Argon2id.
//!
//! A comparison takes the same time whether the account exists or not. Hashing is
//! slow by design and takes 19 MiB, so requests use the functions that run in the
//! background, a few at a time.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use domain::password::Password;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Memory in KiB, passes and lanes: the OWASP password storage cheat sheet's first
/// choice for Argon2id.
const COST: (u32, u32, u32) = (19_456, 2, 1);

/// Hashes that are computed at once. A flood of sign-ins waits instead of taking all
/// processors and memory.
const AT_ONCE: usize = 2;

static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);

/// Stands in for the hash of an account that doesn't exist.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash(&crate::random::password()));

fn argon2() -> Argon2<'static> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).expect("the parameters are in range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes a password with a salt of its own; the answer is a PHC string. Blocks.
pub fn hash(password: &Password) -> String {
    argon2()
        .hash_password(password.expose().as_bytes())
        .expect("Argon2 takes a password of any length, and the system gives a salt")
        .to_string()
}

/// Whether a password is the one behind a hash. Without a hash, or with one that
/// can't be read, it is wrong, and that takes just as long. Blocks.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    // Before anything else: the first call makes it, whoever that call is about.
    let nobody = NOBODY.as_str();
    let known = hash.and_then(|hash| PasswordHash::new(hash).ok());
    let is_known = known.is_some();
    let hash = known.unwrap_or_else(|| PasswordHash::new(nobody).expect("our own hash has the right form"));
    let is_right = argon2().verify_password(password.as_bytes(), &hash).is_ok();
    is_known && is_right
}

/// [`hash`], without blocking the runtime.
pub async fn hash_in_background(password: Password) -> String {
    in_background(move || hash(&password)).await
}

/// [`verify`], without blocking the runtime.
pub async fn verify_in_background(password: String, hash: Option<String>) -> bool {
    in_background(move || verify(&password, hash.as_deref())).await
}

async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let place = PLACES.acquire().await.expect("the semaphore is never closed");
    // The place goes along: a request that is given up doesn't stop its computation.
    let work = move || {
        let done = work();
        drop(place);
        done
    };
    spawn_blocking(work).await.expect("hashing doesn't panic")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::parse(text).expect("a password")
    }

    #[test]
    fn only_the_right_password_fits_its_hash() {
        let stored = hash(&password("correct horse"));
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("correct horse", Some(&stored)));
        assert!(!verify("correct horse ", Some(&stored)));
        assert!(!verify("", Some(&stored)));
        assert_ne!(stored, hash(&password("correct horse")), "each hash has its own salt");
    }

    #[test]
    fn an_unknown_account_costs_the_same_computation_and_is_wrong() {
        assert!(!verify("correct horse", None));
        assert!(!verify("correct horse", Some("no hash at all")));
        let nobody = PasswordHash::new(&NOBODY).expect("our own hash");
        let somebody = hash(&password("correct horse"));
        let somebody = PasswordHash::new(&somebody).expect("our own hash");
        assert_eq!(nobody.params, somebody.params);
        assert_eq!(nobody.algorithm, somebody.algorithm);
    }

    #[tokio::test]
    async fn the_background_gives_the_same_answers() {
        let stored = hash_in_background(password("correct horse")).await;
        assert!(verify_in_background("correct horse".into(), Some(stored.clone())).await);
        assert!(!verify_in_background("wrong horse".into(), Some(stored)).await);
        assert!(!verify_in_background("correct horse".into(), None).await);
        assert_eq!(PLACES.available_permits(), AT_ONCE);
    }
}
