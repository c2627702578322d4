//! The store against a real Postgres, reached by `DATABASE_URL`. Each test
//! has a database of its own, with the migrations applied.

mod harness;
mod scene;

mod center;
mod checks;
mod hosts;
mod identity;
mod ingest;
mod ingest_parallel;
mod live;
mod login;
mod partitions;
mod planning;
mod queries;
mod rollups;
mod schema;
mod sessions;
mod sign_in;
mod tenancy;
