//! From a name to addresses. What comes back is only a claim: it is checked afterwards.

use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;

/// Finds the addresses of names. Tests put their own in its place.
pub trait Resolve: Send + Sync + 'static {
    /// The addresses of `name`, in the order in which they should be tried. None is the same as a
    /// name that doesn't exist.
    fn resolve<'a>(&'a self, name: &'a str) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;
}

/// The system's resolver: its name servers, its files, its order.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve<'a>(&'a self, name: &'a str) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect()) })
    }
}
