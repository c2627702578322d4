//! Takes a port, before anything else is started.

use std::io;
use std::net::{SocketAddr, TcpListener};

/// A port can't be had.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Somebody else has it.
    #[error("{address} is taken by another program: stop that one, or choose another {variable}")]
    Taken {
        /// The address.
        address: SocketAddr,
        /// The variable that sets it.
        variable: &'static str,
    },
    /// Not on this machine, or not for this user.
    #[error("can't listen on {address}, which is set by {variable}")]
    Refused {
        /// The address.
        address: SocketAddr,
        /// The variable that sets it.
        variable: &'static str,
        /// Why.
        source: io::Error,
    },
}

/// Listens on an address; the listener doesn't block, as a runtime wants it.
/// `variable` is what the message tells people to change.
pub fn listen(address: SocketAddr, variable: &'static str) -> Result<TcpListener, ListenError> {
    let refused = |source: io::Error| match source.kind() {
        io::ErrorKind::AddrInUse => ListenError::Taken { address, variable },
        _ => ListenError::Refused { address, variable, source },
    };
    let listener = TcpListener::bind(address).map_err(refused)?;
    listener.set_nonblocking(true).map_err(refused)?;
    Ok(listener)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_told_with_the_variable() {
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        let first = listen(loopback, "PULSEBOARD_ADDR").expect("any port is free");
        let address = first.local_addr().expect("it listens");
        let error = listen(address, "PULSEBOARD_ADDR").expect_err("the port is taken");
        let expected =
            format!("{address} is taken by another program: stop that one, or choose another PULSEBOARD_ADDR");
        assert_eq!(error.to_string(), expected);
    }
}
