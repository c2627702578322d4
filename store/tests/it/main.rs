//! The store against a real Postgres, reached by `DATABASE_URL`. Each test
//! has a database of its own, with the migrations applied.

mod harness;
mod scene;

mod accounts;
mod alerts;
mod audit;
mod center;
mod checks;
mod doubt;
mod gone;
mod hosts;
mod identity;
mod incidents;
mod ingest;
mod ingest_parallel;
mod invitations;
mod live;
mod login;
mod members;
mod organizations;
mod outbox;
mod partitions;
mod past;
mod planning;
mod plans_held;
mod profiles;
mod queries;
mod rights;
mod rollups;
mod schema;
mod secrets;
mod sessions;
mod sign_in;
mod tenancy;
mod tokens;
