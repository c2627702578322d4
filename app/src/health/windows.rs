//! The rows of the table in parts of fifty. The page has one of them; of each other it has the place, as high as its rows
//! will be, with a link to the page that has them. With scripts the browser asks for the rows of a place that comes near
//! the screen and lets those go that are far from it (`piece/windows.rs`); without, one reads page by page.

use super::filter::Chosen;
use super::row;
use crate::AppError;
use crate::piece::{Asked, to_markup};
use crate::settings::Dates;
use leptos::prelude::*;
use std::fmt::Write;
use store::OrgTx;
use store::health::HealthRow;

/// Rows of one part, and of one page.
pub(super) const ROWS: u32 = 50;
/// Columns of the table.
const COLUMNS: u32 = 10;
/// How high a row is until the browser knows better, in pixels.
const HEIGHT: u32 = 57;

/// The rows from `first` on, with their place in the whole table.
pub(super) async fn rows(
    asked: &Asked,
    tx: &mut OrgTx<'_>,
    chosen: &Chosen,
    first: u32,
) -> Result<Vec<AnyView>, AppError> {
    let (dates, now, org) = (Dates::of(&asked.scope)?, (asked.host.clock)(), asked.scope.slug().to_string());
    let rows = store::health::window(tx, &chosen.filter(), first, ROWS, now).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let strips = store::health::strips(tx, &ids).await?;
    let uptimes = store::health::uptimes(tx, &ids, now).await?;
    let render = |(place, one): (u32, HealthRow)| {
        let strip = strips.get(&one.id).map(Vec::as_slice).unwrap_or_default();
        row::row(&one, place, strip, uptimes.get(&one.id).copied(), chosen, &org, dates, now)
    };
    Ok((first..).zip(rows).map(render).collect())
}

/// The rows of one part, as the browser puts them into its place.
pub(super) async fn part(asked: &Asked, first: u32) -> Result<String, AppError> {
    let chosen = Chosen::of(asked);
    let mut tx = asked.scope.begin().await?;
    let rows = rows(asked, &mut tx, &chosen, first).await?;
    Ok(rest(&chosen, first, ROWS, true) + &to_markup(rows))
}

/// All parts of a table of `total` rows: `filled` in the one that begins at `first`, the places of all others.
pub(super) fn parts(chosen: &Chosen, total: u32, first: u32, filled: Vec<AnyView>) -> String {
    let mut filled = Some(to_markup(filled));
    let mut parts = String::new();
    let key = escaped(&chosen.query());
    for start in (0..total.max(1)).step_by(ROWS as usize) {
        let rows = ROWS.min(total - start);
        let content = filled.take_if(|_| start == first);
        // Writing into a string can't fail.
        let _ = write!(
            parts,
            "<tbody data-window='{start}' data-key='{start} {key}'>{}",
            rest(chosen, start, rows, content.is_some())
        );
        parts.push_str(&content.unwrap_or_default());
        parts.push_str("</tbody>");
    }
    parts
}

/// The first row that the address asks for, the first of a part.
pub(super) fn first(asked: &Asked, total: u32) -> u32 {
    let wanted = asked.get("from").and_then(|from| from.parse::<u32>().ok()).unwrap_or_default();
    let last = total.saturating_sub(1);
    wanted.min(last) / ROWS * ROWS
}

/// What stands in a place whose rows are elsewhere; in one that has them it is out of sight.
fn rest(chosen: &Chosen, first: u32, rows: u32, is_hidden: bool) -> String {
    let href = escaped(&chosen.with("from", &first.to_string()));
    let (hidden, height) = if is_hidden { (" hidden", 0) } else { ("", rows * HEIGHT) };
    format!(
        "<tr class='rest' data-key='rest'{hidden}><td colspan='{COLUMNS}' height='{height}'>\
         <a class='link' href='?{href}#dashboards'>Rows {} to {}</a></td></tr>",
        first + 1,
        first + rows,
    )
}

/// A query string as the value of an attribute.
fn escaped(query: &str) -> String {
    query.replace('&', "&amp;").replace('\'', "&#39;").replace('<', "&lt;")
}
