//! Elements as unsigned words in the same order, the most significant word first.

use std::mem::MaybeUninit;

use npcore_dtype::{DType, DTypeKind};
use npcore_kernel::{self as kernel, Places, SortType};

/// What orders elements: words of which the first that differ decide.
///
/// # Safety
/// [`write`](Words::write) must initialise all of `words`.
pub unsafe trait Words: Sync {
    /// How many words an element has.
    fn count(&self) -> usize;

    /// Writes a word of some elements: of as many as there are `words`.
    fn write(&self, word: usize, places: Places<'_>, words: &mut [MaybeUninit<u64>]);
}

/// How values of a native type of one or two words are ordered; None for text and records.
pub(super) fn sort_type(dtype: DType) -> Option<SortType> {
    match dtype.kind() {
        DTypeKind::Scalar(ty) => Some(SortType::Number(ty)),
        DTypeKind::DateTime(_) | DTypeKind::TimeDelta(_) => Some(SortType::Time),
        _ => None,
    }
}

/// How many words order an element of the type; native or not.
pub fn word_count(dtype: DType) -> usize {
    match dtype.kind() {
        DTypeKind::Bytes(n) | DTypeKind::Void(n) => (n as usize).div_ceil(8),
        DTypeKind::Str(n) => (n as usize).div_ceil(2),
        DTypeKind::Record(record) => {
            record.fields().iter().map(|field| field.count() * word_count(field.dtype())).sum()
        }
        _ => sort_type(dtype).map_or(0, kernel::key_words),
    }
}

/// Elements in memory, a step apart.
#[derive(Clone, Copy)]
pub struct MemoryWords {
    p: *const u8,
    stride: isize,
    dtype: DType,
}

// SAFETY: the maker's promise is that nobody writes the elements meanwhile.
unsafe impl Sync for MemoryWords {}
// SAFETY: as above.
unsafe impl Send for MemoryWords {}

impl MemoryWords {
    /// Elements of a type from `p` on, `stride` bytes apart.
    ///
    /// # Safety
    /// Those that are asked for may be read as long as this lives, and nobody writes them.
    pub unsafe fn new(dtype: DType, p: *const u8, stride: isize) -> MemoryWords {
        MemoryWords { p, stride, dtype }
    }

    /// Calls `f` with each element's address, and keeps what it gives.
    fn each(&self, places: Places<'_>, words: &mut [MaybeUninit<u64>], f: impl Fn(*const u8) -> u64) {
        let at = |i: usize| self.p.wrapping_offset(self.stride.wrapping_mul(i as isize));
        match places {
            Places::All => words.iter_mut().enumerate().for_each(|(i, word)| _ = word.write(f(at(i)))),
            Places::At(places) => words.iter_mut().zip(places).for_each(|(word, &i)| _ = word.write(f(at(i as usize)))),
        }
    }
}

// SAFETY: every branch of `write` goes through all words.
unsafe impl Words for MemoryWords {
    fn count(&self) -> usize {
        word_count(self.dtype)
    }

    fn write(&self, word: usize, places: Places<'_>, words: &mut [MaybeUninit<u64>]) {
        let swapped = self.dtype.is_swapped();
        match self.dtype.kind() {
            DTypeKind::Bytes(n) | DTypeKind::Void(n) => {
                let (from, len) = (8 * word, (n as usize - 8 * word).min(8));
                self.each(places, words, |p| {
                    let mut bytes = [0; 8];
                    // SAFETY: bytes of an element.
                    unsafe { p.add(from).copy_to_nonoverlapping(bytes.as_mut_ptr(), len) };
                    u64::from_be_bytes(bytes)
                });
            }
            DTypeKind::Str(n) => {
                let second = 2 * word + 1 < n as usize;
                let unit = move |p: *const u8, i: usize| {
                    // SAFETY: a code unit of an element.
                    let unit = unsafe { p.cast::<u32>().add(i).read_unaligned() };
                    u64::from(if swapped { unit.swap_bytes() } else { unit })
                };
                self.each(places, words, |p| unit(p, 2 * word) << 32 | if second { unit(p, 2 * word + 1) } else { 0 });
            }
            DTypeKind::Record(record) => {
                // The word of a field, or of one of its elements.
                let mut word = word;
                for field in record.fields() {
                    let each = word_count(field.dtype());
                    if word < each * field.count() {
                        let at = field.offset() + word / each * field.dtype().itemsize();
                        // SAFETY: a part of the elements.
                        let part = unsafe { MemoryWords::new(field.dtype(), self.p.wrapping_add(at), self.stride) };
                        return part.write(word % each, places, words);
                    }
                    word -= each * field.count();
                }
            }
            _ => {
                let Some(ty) = sort_type(self.dtype.to_native()) else { return };
                if !swapped {
                    // SAFETY: the maker's promise.
                    return unsafe { kernel::order_words(ty, word, self.p, self.stride, places, words) };
                }
                // One by one: fields of the other byte order are rare, and whole arrays are converted.
                let (size, parts) = (self.dtype.itemsize(), if self.dtype.is_complex() { 2 } else { 1 });
                self.each(places, words, |p| {
                    let (mut bytes, mut key) = ([0u8; 16], [MaybeUninit::new(0)]);
                    // SAFETY: the bytes of an element; a copy of it.
                    unsafe {
                        p.copy_to_nonoverlapping(bytes.as_mut_ptr(), size);
                        bytes[..size].chunks_mut(size / parts).for_each(<[u8]>::reverse);
                        kernel::order_words(ty, word, bytes.as_ptr(), 0, Places::All, &mut key);
                    }
                    // SAFETY: initialised from the beginning.
                    unsafe { key[0].assume_init() }
                });
            }
        }
    }
}
