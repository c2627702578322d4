//! Rows of comma-separated values (RFC 4180), safe to open in a spreadsheet.

/// One row with its line end. A cell that a spreadsheet would run as a
/// formula begins with an apostrophe instead.
pub fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = String::new();
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            line.push(',');
        }
        let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
        let needs_quotes = cell.contains(['"', ',', '\r', '\n']) || cell.starts_with(' ') || cell.ends_with(' ');
        if needs_quotes {
            line.push('"');
        }
        if is_formula {
            line.push('\'');
        }
        line.push_str(&cell.replace('"', "\"\""));
        if needs_quotes {
            line.push('"');
        }
    }
    line.push_str("\r\n");
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rows() {
        let cases = [
            (vec!["a", "b c", ""], "a,b c,\r\n"),
            (vec!["a,b", "say \"hi\"", "two\nlines"], "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n"),
            (vec!["=1+1", "+1", "-1", "@x", "＝x"], "'=1+1,'+1,'-1,'@x,'＝x\r\n"),
            (vec!["\t=1", "=\"a\",b"], "'\t=1,\"'=\"\"a\"\",b\"\r\n"),
            (vec![" a", "b "], "\" a\",\"b \"\r\n"),
            (vec!["öß🔑"], "öß🔑\r\n"),
        ];
        for (cells, expected) in cases {
            assert_eq!(row(cells.iter().copied()), expected, "{cells:?}");
        }
    }

    /// Reads a row back, as a spreadsheet does.
    fn read(line: &str) -> Vec<String> {
        let (mut cells, mut cell, mut is_quoted) = (Vec::new(), String::new(), false);
        let mut chars = line.strip_suffix("\r\n").expect("a line end").chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' if is_quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => cells.push(std::mem::take(&mut cell)),
                c => cell.push(c),
            }
        }
        cells.push(cell);
        cells
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_and_is_no_formula(cells in prop::collection::vec("[a=+@\"', \r\n\t-]{0,6}", 1..5)) {
            let found = read(&row(cells.iter().map(String::as_str)));
            prop_assert_eq!(found.len(), cells.len());
            for (found, cell) in found.iter().zip(&cells) {
                let defused = format!("'{cell}");
                prop_assert!(found == cell || *found == defused);
                prop_assert!(!found.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
            }
        }
    }
}
