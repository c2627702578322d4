//! The server as the network sees it: requests go in through the router, answers come out, and what happened is
//! looked at through the same door. Each test has a database of its own, made from a template that is migrated once.
//!
//! They need `DATABASE_URL`, a Postgres whose databases may be made and dropped: `scripts/test.sh rust` brings one.

mod access;
mod accounts;
mod anonymous;
mod answer;
mod api;
mod arguments;
mod audit;
mod catalogue;
mod center;
mod checks;
mod cookies;
mod database;
mod environments;
mod harness;
mod headers;
mod health;
mod home;
mod hostile_text;
mod incidents;
mod ingest;
mod ingest_refusals;
mod invitations;
mod isolation;
mod limits;
mod live;
mod mailbox;
mod members;
mod notifications;
mod odd_paths;
mod openapi;
mod origin;
mod outbound;
mod outbound_tls;
mod outbox;
mod outside;
mod overview;
mod piece;
mod ranges;
mod reports;
mod revoked;
mod sign_in;
mod sign_in_form;
mod stream;
mod theme;
mod tokens;
mod visitor;
mod windows;
