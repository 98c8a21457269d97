//! Shuffles and permutations.

use npcore_array::{Array, AsView, AsViewMut, DynArray, DynView, DynViewMut, Order, Result, engine};
use npcore_dtype::Elem;
use npcore_layout::normalize_axis;

use super::Generator;
use crate::bits::BitGenerator;
use crate::dist::bounded::{interval, mask};
use crate::params::refused;
use crate::stream::{Memory, Stream};

impl<B: BitGenerator> Generator<B> {
    /// Brings the parts of an array along its first axis into a random order.
    ///
    /// ```
    /// let mut rng = npcore_random::default_rng(1);
    /// let mut cards = npcore_array::arange(0, 8, 1);
    /// rng.shuffle(&mut cards)?;
    /// assert_eq!(cards.to_string(), "[5 0 1 4 2 6 3 7]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// `len() of unsized object`: an array without axes; no memory.
    pub fn shuffle<T: Elem>(&mut self, x: &mut (impl AsViewMut<T> + ?Sized)) -> Result<()> {
        self.shuffle_axis(x, 0)
    }

    /// [`shuffle`](Self::shuffle) along an axis: whole parts move, so that the axis is in the same order everywhere.
    ///
    /// # Errors
    /// As [`shuffle`](Self::shuffle); an axis out of bounds.
    pub fn shuffle_axis<T: Elem>(&mut self, x: &mut (impl AsViewMut<T> + ?Sized), axis: isize) -> Result<()> {
        shuffle(&mut self.bits, x.as_view_mut().into_dyn(), axis)
    }

    /// [`shuffle`](Self::shuffle) of values of any kind.
    ///
    /// ```
    /// let mut names = ["Ada", "Grace", "Kathleen"].map(String::from);
    /// npcore_random::default_rng(2).shuffle_slice(&mut names);
    /// assert_eq!(names, ["Kathleen", "Ada", "Grace"]);
    /// ```
    pub fn shuffle_slice<T>(&mut self, x: &mut [T]) {
        let n = x.len();
        let swap = &mut |i: usize, j: usize| x.swap(i, j);
        swaps(&mut Stream::of_halves(&mut self.bits, &mut Memory::new()), n, swap);
    }

    /// The numbers from 0 to below `n` in a random order.
    ///
    /// ```
    /// assert_eq!(npcore_random::default_rng(0).permutation(5).to_string(), "[2 4 3 0 1]");
    /// ```
    ///
    /// # Panics
    /// No memory.
    #[track_caller]
    pub fn permutation(&mut self, n: usize) -> Array<i64> {
        crate::expect(Array::from_shape_vec(n, permutation(&mut self.bits, n)))
    }

    /// A copy of an array whose parts along an axis are in a random order: NumPy's `permutation` of an array.
    ///
    /// # Errors
    /// An axis out of bounds; no memory.
    pub fn permutation_of<T: Elem>(&mut self, x: impl AsView<T>, axis: isize) -> Result<Array<T>> {
        let x = x.as_view();
        let axis = normalize_axis(axis, x.ndim())?;
        engine::typed(permutation_of(&mut self.bits, x.as_dyn(), axis)?)
    }

    /// A copy in which the elements along an axis are in random orders, each row its own; without an axis all of them.
    ///
    /// ```
    /// let mut rng = npcore_random::default_rng(9);
    /// let x = npcore_array::array![[1, 2, 3, 4], [5, 6, 7, 8]];
    /// assert_eq!(rng.permuted(&x, 1)?.to_string(), "[[4 1 3 2]\n [8 6 7 5]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// An axis out of bounds; `len() of unsized object`; no memory.
    pub fn permuted<T: Elem>(&mut self, x: impl AsView<T>, axis: impl Into<Option<isize>>) -> Result<Array<T>> {
        let x = x.as_view();
        let mut out = x.try_to_owned(Order::K)?;
        permute(&mut self.bits, out.as_dyn_mut(), axis.into())?;
        Ok(out)
    }

    /// [`permuted`](Self::permuted) into a given array, of a type that the elements go into safely.
    ///
    /// # Errors
    /// As [`permuted`](Self::permuted); `out must have the same shape as x`; a type that does not convert.
    pub fn permuted_into<T: Elem, U: Elem>(
        &mut self,
        x: impl AsView<T>,
        axis: impl Into<Option<isize>>,
        out: &mut (impl AsViewMut<U> + ?Sized),
    ) -> Result<()> {
        let x = x.as_view();
        let mut out = out.as_view_mut().into_dyn();
        if x.shape() != out.shape() {
            return refused("out must have the same shape as x");
        }
        npcore_exec::check_cast(x.dtype(), out.dtype(), npcore_dtype::Casting::Safe)?;
        out.try_assign(x)?;
        permute(&mut self.bits, out, axis.into())
    }
}

/// Calls `swap` with each place from the last to the second, and the place that its element is exchanged with.
///
/// The places are drawn by masking and rejection, a hundred at a time: as a chain of selects, without a branch that would be
/// guessed wrong every third time, and before the memory that they name is touched.
pub(crate) fn swaps(s: &mut Stream<'_>, n: usize, swap: &mut impl FnMut(usize, usize)) {
    const BATCH: usize = 128;
    let mut targets = [0u32; BATCH];
    let mut i = n.saturating_sub(1);
    while i > 0 {
        if i > u32::MAX as usize {
            swap(i, interval(s, i as u64) as usize);
            i -= 1;
            continue;
        }
        let mask = mask(i as u64) as u32;
        // As long as the mask is the same.
        let count = (i - (mask >> 1) as usize).min(BATCH);
        s.promise_halves(i, i - count);
        let (mut drawn, mut limit) = (0, i as u32);
        while drawn < count {
            let target = s.u32() & mask;
            targets[drawn % BATCH] = target;
            let fits = target <= limit;
            drawn += usize::from(fits);
            limit -= u32::from(fits);
        }
        for (k, &target) in targets[..count].iter().enumerate() {
            swap(i - k, target as usize);
        }
        i -= count;
    }
}

/// Elements side by side, by their bytes.
fn shuffle_bytes(s: &mut Stream<'_>, bytes: &mut [u8], itemsize: usize) {
    macro_rules! sized {
        ($($size:literal)*) => {
            match itemsize {
                0 => {}
                $( $size => {
                    let items = bytes.as_chunks_mut::<$size>().0;
                    swaps(s, items.len(), &mut |i, j| items.swap(i, j));
                } )*
                _ => swaps(s, bytes.len() / itemsize, &mut |i, j| {
                    if i != j {
                        // `j` is below `i`.
                        let (low, high) = bytes.split_at_mut(i * itemsize);
                        low[j * itemsize..(j + 1) * itemsize].swap_with_slice(&mut high[..itemsize]);
                    }
                }),
            }
        };
    }
    sized!(1 2 4 8 16);
}

/// A view's memory, where it is C-contiguous.
fn bytes_of<'a>(view: &'a mut DynViewMut<'_>) -> Option<&'a mut [u8]> {
    if !view.is_c_contiguous() || view.size() == 0 {
        return None;
    }
    let n = view.nbytes();
    let operand = engine::operand_mut(view);
    let first = operand.ptr.wrapping_offset(operand.layout.offset());
    // SAFETY: the view's elements lie side by side from the first, exclusively borrowed; any bytes may be exchanged with
    // those of an element of the same type.
    Some(unsafe { std::slice::from_raw_parts_mut(first, n) })
}

/// The numbers from 0 in a random order.
pub(crate) fn permutation(bits: &mut dyn BitGenerator, n: usize) -> Vec<i64> {
    let mut order: Vec<i64> = (0..n as i64).collect();
    swaps(&mut Stream::of_halves(bits, &mut Memory::new()), n, &mut |i, j| order.swap(i, j));
    order
}

pub(crate) fn permutation_of(bits: &mut dyn BitGenerator, x: DynView<'_>, axis: usize) -> Result<DynArray> {
    if x.ndim() == 1 {
        let mut copy = x.try_to_owned(Order::C)?;
        shuffle(bits, copy.as_dyn_mut(), 0)?;
        return Ok(copy);
    }
    let order = permutation(bits, x.shape()[axis]);
    npcore_index::take(x, order, axis as isize)
}

pub(crate) fn shuffle(bits: &mut dyn BitGenerator, mut x: DynViewMut<'_>, axis: isize) -> Result<()> {
    if x.ndim() == 0 {
        return refused("len() of unsized object");
    }
    let axis = normalize_axis(axis, x.ndim())?;
    if x.size() == 0 {
        return Ok(());
    }
    let n = x.shape()[axis];
    if axis == 0 {
        let part = x.nbytes() / n;
        if let Some(bytes) = bytes_of(&mut x) {
            shuffle_bytes(&mut Stream::of_halves(bits, &mut Memory::new()), bytes, part);
            return Ok(());
        }
    }
    let order = permutation(bits, n);
    let moved: DynArray = npcore_index::take(x.view(), order, axis as isize)?;
    x.try_assign(&moved)
}

/// The elements in random orders, along an axis or all of them in the order of memory.
fn permute(bits: &mut dyn BitGenerator, mut x: DynViewMut<'_>, axis: Option<isize>) -> Result<()> {
    let Some(axis) = axis else {
        if x.ndim() <= 1 {
            return shuffle(bits, x, 0);
        }
        let itemsize = x.itemsize();
        let mut x = if !x.is_c_contiguous() && x.is_f_contiguous() { x.t_mut() } else { x };
        return with_bytes(&mut x, |bytes| {
            shuffle_bytes(&mut Stream::of_halves(bits, &mut Memory::new()), bytes, itemsize);
        });
    };
    let axis = normalize_axis(axis, x.ndim())?;
    let (itemsize, row) = (x.itemsize(), x.itemsize() * x.shape()[axis]);
    let mut x = x.moveaxis_mut(axis as isize, -1)?;
    with_bytes(&mut x, |bytes| {
        if row > 0 {
            let mut memory = Memory::new();
            for row in bytes.chunks_exact_mut(row) {
                shuffle_bytes(&mut Stream::of_halves(bits, &mut memory), row, itemsize);
            }
        }
    })
}

/// Changes a view's elements in C order: in place, or in a copy that is written back.
fn with_bytes(x: &mut DynViewMut<'_>, change: impl FnOnce(&mut [u8])) -> Result<()> {
    if let Some(bytes) = bytes_of(x) {
        change(bytes);
        return Ok(());
    }
    let mut copy = x.view().try_to_owned(Order::C)?;
    if let Some(bytes) = bytes_of(&mut copy.as_dyn_mut()) {
        change(bytes);
    }
    x.try_assign(&copy)
}
