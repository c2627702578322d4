//! The store against a real Postgres, reached by `DATABASE_URL`. Each test
//! has a database of its own, with the migrations applied.

mod harness;
mod scene;

mod accounts;
mod audit;
mod center;
mod checks;
mod hosts;
mod identity;
mod ingest;
mod ingest_parallel;
mod invitations;
mod live;
mod login;
mod members;
mod organizations;
mod partitions;
mod planning;
mod queries;
mod rights;
mod rollups;
mod schema;
mod secrets;
mod sessions;
mod sign_in;
mod tenancy;
mod tokens;
