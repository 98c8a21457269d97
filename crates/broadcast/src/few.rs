//! A list on the stack while it is short.

use std::ops::{Deref, DerefMut};

/// Up to `N` entries in the value itself, more on the heap.
///
/// Plainer than a general small vector, and faster where a plan is filled: entries that are not used hold
/// `T::default()`, so growing by zeros costs nothing.
#[derive(Clone, Debug)]
pub(crate) struct Few<T, const N: usize> {
    len: usize,
    inline: [T; N],
    // All entries, if there are more than `N`.
    long: Vec<T>,
}

impl<T: Copy + Default, const N: usize> Few<T, N> {
    #[inline]
    pub(crate) fn new() -> Self {
        Few { len: 0, inline: [T::default(); N], long: Vec::new() }
    }

    #[inline]
    pub(crate) fn clear(&mut self) {
        *self = Few::new();
    }

    #[inline]
    pub(crate) fn push(&mut self, entry: T) {
        match self.inline.get_mut(self.len) {
            Some(place) => *place = entry,
            None => self.push_long(entry),
        }
        self.len += 1;
    }

    #[cold]
    fn push_long(&mut self, entry: T) {
        if self.long.is_empty() {
            self.long.extend_from_slice(&self.inline);
        }
        self.long.push(entry);
    }

    /// Adds default entries up to length `len`.
    #[inline]
    pub(crate) fn grow(&mut self, len: usize) {
        if len <= N {
            self.len = self.len.max(len);
        } else {
            while self.len < len {
                self.push(T::default());
            }
        }
    }
}

impl<T, const N: usize> Deref for Few<T, N> {
    type Target = [T];
    #[inline]
    fn deref(&self) -> &[T] {
        match self.inline.get(..self.len) {
            Some(entries) => entries,
            None => &self.long,
        }
    }
}

impl<T, const N: usize> DerefMut for Few<T, N> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        match self.inline.get_mut(..self.len) {
            Some(entries) => entries,
            None => &mut self.long,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Few;

    #[test]
    fn short_and_long() {
        for len in 0..9 {
            let mut few = Few::<usize, 3>::new();
            (0..len).for_each(|i| few.push(i));
            assert_eq!(few[..], (0..len).collect::<Vec<_>>()[..]);
            few.grow(len + 2);
            assert_eq!(few.len(), len + 2);
            assert_eq!(few[len..], [0, 0]);
            few[0] = 7;
            few.push(9);
            assert_eq!((few[0], few[len + 2]), (7, 9));
        }
    }
}
