//! Lists that are shown a page at a time: one more than a page is read, to know whether there are more.

/// How much stands on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize(pub u32);

impl PageSize {
    /// How much is read.
    pub const fn limit(self) -> u32 {
        self.0 + 1
    }

    /// Takes away what was read too much. Answers the last of the page if there are more behind it.
    pub fn cut<T>(self, read: &mut Vec<T>) -> Option<&T> {
        let size = usize::try_from(self.0).unwrap_or(usize::MAX);
        let has_more = read.len() > size;
        read.truncate(size);
        read.last().filter(|_| has_more)
    }
}

#[cfg(test)]
mod tests {
    use super::PageSize;

    #[test]
    fn a_page_is_followed_by_another_where_more_was_read() {
        for (read, shown, last) in
            [(vec![], vec![], None), (vec![1, 2], vec![1, 2], None), (vec![1, 2, 3], vec![1, 2], Some(2))]
        {
            let mut page = read;
            assert!(page.len() <= PageSize(2).limit() as usize);
            assert_eq!(PageSize(2).cut(&mut page).copied(), last);
            assert_eq!(page, shown);
        }
    }
}
