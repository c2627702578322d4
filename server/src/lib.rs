//! The Pulseboard server: configuration, database, command line and everything
//! that answers requests. The binary only calls [`cli::main`].

pub mod accounts;
pub mod assets;
pub mod bootstrap;
pub mod channels;
pub mod cli;
pub mod clock;
pub mod config;
pub mod connectors;
pub mod database;
pub mod gate;
pub mod headers;
pub mod http;
pub mod live;
pub mod outbound;
pub mod password;
pub mod postgres;
pub mod private_file;
pub mod probe;
pub mod random;
pub mod router;
pub mod secrets;
pub mod serve;
pub mod session;
pub mod state;
pub mod telemetry;
pub mod visitors;
pub mod workers;
