//! Short lists of lengths and strides that are `Copy`.
//!
//! Views are `Copy`, so the shape and strides inside a [`Layout`](crate::Layout) must be too. Up to
//! [`INLINE_RANK`] entries live in the value itself. Longer lists are rare; they are kept once for
//! the life of the process in a deduplicating table and the value holds a reference to the entry.
//! A program that makes many *different* shapes of rank above six therefore keeps each of them (a few
//! hundred bytes at most); equal ones are never stored twice.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::{LazyLock, Mutex, PoisonError};

use smallvec::SmallVec;

/// The largest rank an array may have, as in NumPy.
pub const MAX_RANK: usize = 64;

/// How many entries a [`Dims`] holds without the table.
pub const INLINE_RANK: usize = 6;

/// A growable list used while a [`Dims`] is put together; on the stack up to [`INLINE_RANK`].
pub type DimsBuf<T> = SmallVec<[T; INLINE_RANK]>;

/// Lengths of the axes.
pub type Shape = Dims<usize>;

/// Distances in bytes between neighbours along each axis.
pub type Strides = Dims<isize>;

mod sealed {
    pub trait Sealed {}
    impl Sealed for usize {}
    impl Sealed for isize {}
}

/// The entry types of [`Dims`]: `usize` (lengths) and `isize` (strides).
pub trait Dim: sealed::Sealed + Copy + Default + Eq + Hash + fmt::Debug + Send + Sync + 'static {
    #[doc(hidden)]
    fn intern(entries: &[Self]) -> &'static Kept<Self>;
}

/// A long list, kept for the life of the process; behind a pointer of one word.
#[doc(hidden)]
pub struct Kept<T>(Box<[T]>);

type Table<T> = LazyLock<Mutex<HashMap<&'static [T], &'static Kept<T>>>>;

fn intern_in<T: Dim>(table: &Table<T>, entries: &[T]) -> &'static Kept<T> {
    let mut table = table.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(&known) = table.get(entries) {
        return known;
    }
    let kept: &'static Kept<T> = Box::leak(Box::new(Kept(entries.into())));
    table.insert(&kept.0, kept);
    kept
}

impl Dim for usize {
    fn intern(entries: &[Self]) -> &'static Kept<Self> {
        static TABLE: Table<usize> = LazyLock::new(Default::default);
        intern_in(&TABLE, entries)
    }
}

impl Dim for isize {
    fn intern(entries: &[Self]) -> &'static Kept<Self> {
        static TABLE: Table<isize> = LazyLock::new(Default::default);
        intern_in(&TABLE, entries)
    }
}

/// A short list of lengths or strides that is `Copy` and reads as a slice.
///
/// ```
/// use npcore_layout::Shape;
/// let shape = Shape::from([2, 3, 4]);
/// assert_eq!(shape[1], 3);
/// assert_eq!(shape.iter().product::<usize>(), 24);
/// assert_eq!(shape.with(|s| s.reverse()), [4, 3, 2]);
/// ```
#[derive(Clone, Copy)]
pub struct Dims<T: Dim> {
    // All fields are words: with a tag of one byte, compilers copy what follows it in pieces that straddle the
    // entries, and a view takes twice as long to make.
    /// The list, where it is longer than [`INLINE_RANK`].
    long: Option<&'static Kept<T>>,
    /// The number of entries, where they are inline.
    len: usize,
    /// Those past `len` are `T::default()`.
    entries: [T; INLINE_RANK],
}

impl<T: Dim> Dims<T> {
    /// The empty list: the shape of a 0-d array.
    #[inline]
    pub fn empty() -> Self {
        Dims::inline(0, [T::default(); INLINE_RANK])
    }

    /// A list of one entry.
    #[inline]
    pub fn one(entry: T) -> Self {
        let mut entries = [T::default(); INLINE_RANK];
        entries[0] = entry;
        Dims::inline(1, entries)
    }

    /// The list of `len` entries `entry(0)`, `entry(1)`, ..., called in that order.
    #[inline]
    pub fn from_fn(len: usize, mut entry: impl FnMut(usize) -> T) -> Self {
        if len <= INLINE_RANK {
            let mut entries = [T::default(); INLINE_RANK];
            for (i, e) in entries.iter_mut().enumerate().take(len) {
                *e = entry(i);
            }
            Dims::inline(len, entries)
        } else {
            Self::long((0..len).map(entry).collect::<Vec<T>>().as_slice())
        }
    }

    /// `len` times the same entry.
    #[inline]
    pub fn filled(len: usize, entry: T) -> Self {
        Self::from_fn(len, |_| entry)
    }

    /// The first `len` of `entries`, which is at most [`INLINE_RANK`]; the others must be `T::default()`.
    #[inline]
    pub(crate) fn inline(len: usize, entries: [T; INLINE_RANK]) -> Self {
        debug_assert!(len <= INLINE_RANK);
        Dims { long: None, len, entries }
    }

    #[cold]
    fn long(entries: &[T]) -> Self {
        Dims { long: Some(T::intern(entries)), len: 0, entries: [T::default(); INLINE_RANK] }
    }

    /// The entries.
    #[inline]
    pub fn as_slice(&self) -> &[T] {
        match self.long {
            // `len` never exceeds the array; `get` keeps a panic path out of the caller.
            None => self.entries.get(..self.len).unwrap_or(&self.entries),
            Some(kept) => &kept.0,
        }
    }

    /// A copy in reverse order.
    #[inline]
    #[must_use]
    pub fn reversed(&self) -> Self {
        if self.long.is_some() {
            return self.with(<[T]>::reverse);
        }
        // Entry by entry rather than by a loop in memory: the result never has to be moved.
        let entry =
            |i: usize| self.len.checked_sub(i + 1).and_then(|i| self.entries.get(i)).copied().unwrap_or_default();
        Dims { long: None, len: self.len, entries: std::array::from_fn(entry) }
    }

    /// A copy changed in place by `change`.
    #[inline]
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut [T])) -> Self {
        if let Some(kept) = self.long {
            let mut entries = kept.0.to_vec();
            change(&mut entries);
            return Self::long(&entries);
        }
        let mut copy = *self;
        if let Some(used) = copy.entries.get_mut(..copy.len) {
            change(used);
        }
        copy
    }

    /// Starts anew with `len` entries (at most [`INLINE_RANK`]) of `T::default()`, to be written in place.
    #[inline]
    pub(crate) fn refill(&mut self, len: usize) -> &mut [T; INLINE_RANK] {
        *self = Dims::inline(len, [T::default(); INLINE_RANK]);
        &mut self.entries
    }

    /// A copy with `entry` put in before position `at` (at the end if `at` is the length).
    ///
    /// # Panics
    /// If `at` is larger than the length.
    #[inline]
    #[must_use]
    pub fn inserted(&self, at: usize, entry: T) -> Self {
        let old = self.as_slice();
        assert!(at <= old.len(), "position {at} is past the end of {} entries", old.len());
        Self::from_fn(old.len() + 1, |i| match i.cmp(&at) {
            std::cmp::Ordering::Less => old[i],
            std::cmp::Ordering::Equal => entry,
            std::cmp::Ordering::Greater => old[i - 1],
        })
    }

    /// A copy without the entry at position `at`.
    ///
    /// # Panics
    /// If `at` is not smaller than the length.
    #[inline]
    #[must_use]
    pub fn removed(&self, at: usize) -> Self {
        let old = self.as_slice();
        assert!(at < old.len(), "no entry {at} among {}", old.len());
        Self::from_fn(old.len() - 1, |i| old[i + usize::from(i >= at)])
    }
}

/// Puts a [`Dims`] together entry by entry; as fast as filling an array while it is short.
pub(crate) struct DimsBuilder<T: Dim> {
    len: usize,
    inline: [T; INLINE_RANK],
    // All entries, once there are more than fit inline.
    long: Vec<T>,
}

impl<T: Dim> DimsBuilder<T> {
    #[inline]
    pub(crate) fn new() -> Self {
        DimsBuilder { len: 0, inline: [T::default(); INLINE_RANK], long: Vec::new() }
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

    #[inline]
    pub(crate) fn finish(self) -> Dims<T> {
        if self.len <= INLINE_RANK { Dims::inline(self.len, self.inline) } else { Dims::long(&self.long) }
    }
}

impl<T: Dim> Default for Dims<T> {
    #[inline]
    fn default() -> Self {
        Self::empty()
    }
}

impl<T: Dim> Deref for Dims<T> {
    type Target = [T];
    #[inline]
    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T: Dim> AsRef<[T]> for Dims<T> {
    #[inline]
    fn as_ref(&self) -> &[T] {
        self
    }
}

// `Eq` and `Hash` below are those of the slice, which is what `Borrow` asks for.
impl<T: Dim> Borrow<[T]> for Dims<T> {
    #[inline]
    fn borrow(&self) -> &[T] {
        self
    }
}

impl<T: Dim> fmt::Debug for Dims<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}

impl<T: Dim> Hash for Dims<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_slice().hash(state);
    }
}

impl<T: Dim> Eq for Dims<T> {}

impl<T: Dim> PartialEq for Dims<T> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Dim> PartialEq<[T]> for Dims<T> {
    #[inline]
    fn eq(&self, other: &[T]) -> bool {
        self.as_slice() == other
    }
}

impl<T: Dim> PartialEq<&[T]> for Dims<T> {
    #[inline]
    fn eq(&self, other: &&[T]) -> bool {
        self.as_slice() == *other
    }
}

impl<T: Dim, const N: usize> PartialEq<[T; N]> for Dims<T> {
    #[inline]
    fn eq(&self, other: &[T; N]) -> bool {
        self.as_slice() == other
    }
}

impl<T: Dim> PartialEq<Vec<T>> for Dims<T> {
    #[inline]
    fn eq(&self, other: &Vec<T>) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Dim> From<&[T]> for Dims<T> {
    #[inline]
    fn from(entries: &[T]) -> Self {
        if entries.len() > INLINE_RANK {
            return Self::long(entries);
        }
        let mut inline = [T::default(); INLINE_RANK];
        for (to, &from) in inline.iter_mut().zip(entries) {
            *to = from;
        }
        Dims::inline(entries.len(), inline)
    }
}

impl<T: Dim, const N: usize> From<[T; N]> for Dims<T> {
    #[inline]
    fn from(entries: [T; N]) -> Self {
        entries.as_slice().into()
    }
}

impl<T: Dim, const N: usize> From<&[T; N]> for Dims<T> {
    #[inline]
    fn from(entries: &[T; N]) -> Self {
        entries.as_slice().into()
    }
}

impl<T: Dim> From<Vec<T>> for Dims<T> {
    #[inline]
    fn from(entries: Vec<T>) -> Self {
        entries.as_slice().into()
    }
}

impl<T: Dim> From<&Vec<T>> for Dims<T> {
    #[inline]
    fn from(entries: &Vec<T>) -> Self {
        entries.as_slice().into()
    }
}

impl<T: Dim> From<DimsBuf<T>> for Dims<T> {
    #[inline]
    fn from(entries: DimsBuf<T>) -> Self {
        entries.as_slice().into()
    }
}

impl<T: Dim> From<&Dims<T>> for Dims<T> {
    #[inline]
    fn from(entries: &Dims<T>) -> Self {
        *entries
    }
}

impl<T: Dim> From<T> for Dims<T> {
    #[inline]
    fn from(entry: T) -> Self {
        Self::one(entry)
    }
}

impl<T: Dim> From<()> for Dims<T> {
    #[inline]
    fn from((): ()) -> Self {
        Self::empty()
    }
}

macro_rules! from_tuple {
    ($($name:ident: $dim:ident),+) => {
        impl<T: Dim> From<($($dim,)+)> for Dims<T> {
            #[inline]
            fn from(($($name,)+): ($($dim,)+)) -> Self {
                [$($name),+].into()
            }
        }
    };
}
from_tuple!(a: T);
from_tuple!(a: T, b: T);
from_tuple!(a: T, b: T, c: T);
from_tuple!(a: T, b: T, c: T, d: T);
from_tuple!(a: T, b: T, c: T, d: T, e: T);
from_tuple!(a: T, b: T, c: T, d: T, e: T, f: T);

impl<T: Dim> FromIterator<T> for Dims<T> {
    #[inline]
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        let mut list = DimsBuilder::new();
        entries.into_iter().for_each(|entry| list.push(entry));
        list.finish()
    }
}

impl<'a, T: Dim> IntoIterator for &'a Dims<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.as_slice().iter()
    }
}

/// The entries of a [`Dims`] by value.
#[derive(Clone, Debug)]
pub struct DimsIter<T: Dim> {
    dims: Dims<T>,
    next: usize,
}

impl<T: Dim> Iterator for DimsIter<T> {
    type Item = T;
    #[inline]
    fn next(&mut self) -> Option<T> {
        let entry = self.dims.get(self.next).copied()?;
        self.next += 1;
        Some(entry)
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.dims.len() - self.next;
        (left, Some(left))
    }
}

impl<T: Dim> ExactSizeIterator for DimsIter<T> {}

impl<T: Dim> IntoIterator for Dims<T> {
    type Item = T;
    type IntoIter = DimsIter<T>;
    #[inline]
    fn into_iter(self) -> DimsIter<T> {
        DimsIter { dims: self, next: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_stored_once() {
        let long: Vec<usize> = (0..9).collect();
        let (a, b) = (Shape::from(long.as_slice()), Shape::from(long.clone()));
        assert_eq!(a, b);
        assert!(std::ptr::eq(a.as_slice(), b.as_slice()));
        assert_eq!(a.with(|s| s[8] = 1)[8], 1);
        assert_eq!(a[8], 8);
    }

    #[test]
    fn edges_of_the_inline_form() {
        for len in [0, 1, 5, 6, 7, 64] {
            let v: Vec<isize> = (0..len).map(|i| i - 3).collect();
            let d = Strides::from(&v);
            assert_eq!(d, v);
            assert_eq!(d.into_iter().collect::<Vec<_>>(), v);
            assert_eq!(v.iter().copied().collect::<Strides>(), d);
            let mut longer = v.clone();
            longer.insert(v.len() / 2, 99);
            assert_eq!(d.inserted(v.len() / 2, 99), longer);
            assert_eq!(d.inserted(v.len() / 2, 99).removed(v.len() / 2), d);
        }
    }

    #[test]
    fn a_view_stays_small() {
        assert_eq!(size_of::<Shape>(), 64);
    }
}
