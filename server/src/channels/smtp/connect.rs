//! A connection to a mail server: by the outbound rule, protected as the provider says.

use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;

use super::wire::Wire;
use super::{CONNECT, Failure, Server, starttls};
use crate::channels::Channels;
use crate::outbound::Host;
use domain::provider::SmtpTls;

/// Connects and says hello.
pub(super) async fn connect(channels: &Channels, server: &Server<'_>) -> Result<AsyncSmtpConnection, Failure> {
    let outbound = &channels.outbound;
    let host = Host::parse(server.host)?;
    let mut stream = outbound.dialer().dial(&host, server.port, CONNECT).await?;
    let peer = stream.peer_addr().map_err(|_| Failure::Broken(server.host.to_owned()))?;
    let hello = ClientId::Domain(channels.name.clone());
    let connection = match server.tls {
        SmtpTls::Plain => {
            AsyncSmtpConnection::connect_with_transport(Box::new(Wire::new(stream, peer)), &hello).await?
        }
        SmtpTls::Implicit => {
            let stream = outbound.tls().wrap(&host, stream).await?;
            AsyncSmtpConnection::connect_with_transport(Box::new(Wire::new(stream, peer)), &hello).await?
        }
        SmtpTls::StartTls => {
            starttls::ask(&mut stream, &channels.name, server.host).await?;
            let stream = outbound.tls().wrap(&host, stream).await?;
            AsyncSmtpConnection::connect_with_transport(Box::new(Wire::greeted(stream, peer)), &hello).await?
        }
    };
    Ok(connection)
}
