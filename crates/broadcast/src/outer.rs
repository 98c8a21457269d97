//! The odometer over the axes that are not the kernel's.

use std::ops::Range;

use smallvec::SmallVec;

use crate::plan::Plan;

impl Plan {
    /// How many times the kernel is called: the product of the lengths of all iteration axes but the first
    /// two.
    #[inline]
    pub fn outer_len(&self) -> usize {
        if self.lens.len() == 2 { 1 } else { self.lens[2..].iter().product() }
    }

    /// Calls `visit` with each operand's byte offset, for the kernel calls `range` of
    /// `0..`[`outer_len`](Plan::outer_len), in order.
    ///
    /// # Panics
    /// If the range is not within that.
    ///
    /// ```
    /// use npcore_broadcast::{OperandSpec, Plan};
    /// use npcore_layout::{Layout, Order, s};
    /// // Rows and columns with gaps, a hundred planes with a gap between them.
    /// let a = Layout::contiguous(&[101, 40, 50], 8, Order::C)?.slice(&s![..-1, ..30, ..20])?;
    /// let plan = Plan::new(&[OperandSpec::read(&a)], Order::K)?;
    /// assert_eq!((plan.inner_len(), plan.outer_len()), ([20, 30], 100));
    /// let mut offsets = vec![];
    /// plan.for_each_outer(2..4, |o| offsets.push(o[0]));
    /// assert_eq!(offsets, [32_000, 48_000]);
    /// # Ok::<(), npcore_broadcast::BroadcastError>(())
    /// ```
    #[inline]
    pub fn for_each_outer(&self, range: Range<usize>, mut visit: impl FnMut(&[isize])) {
        let mut offsets: SmallVec<[isize; 4]> = self.operands.iter().map(|walked| walked.offset).collect();
        self.walk(range, &mut offsets, |offsets| visit(offsets));
    }

    /// [`for_each_outer`](Plan::for_each_outer) for a number of operands known to the compiler.
    ///
    /// # Panics
    /// If the range is too long, or `N` is not the number of operands.
    #[inline]
    pub fn for_each_outer_n<const N: usize>(&self, range: Range<usize>, mut visit: impl FnMut([isize; N])) {
        let mut offsets = self.offsets::<N>();
        // The slice is that of the array: its length is `N`.
        self.walk(range, &mut offsets, |offsets| visit(std::array::from_fn(|op| offsets[op])));
    }

    #[inline]
    fn walk(&self, range: Range<usize>, offsets: &mut [isize], mut visit: impl FnMut(&[isize])) {
        let total = self.outer_len();
        assert!(range.start <= range.end && range.end <= total, "no kernel calls {range:?} among {total}");
        if range.start == range.end {
            return;
        }
        if total == 1 {
            visit(offsets);
            return;
        }
        let count = offsets.len();
        let lens = &self.lens[2..];
        let strides = &self.strides[2 * count..];
        let mut position: SmallVec<[usize; 6]> = SmallVec::from_elem(0, lens.len());
        let mut left = range.start;
        for (axis, (&n, p)) in lens.iter().zip(&mut position).enumerate() {
            *p = left % n;
            left /= n;
            for (offset, &stride) in offsets.iter_mut().zip(&strides[axis * count..]) {
                // In range, because the operand has an element there.
                *offset += *p as isize * stride;
            }
        }
        let mut calls = range.end - range.start;
        loop {
            visit(offsets);
            calls -= 1;
            if calls == 0 {
                return;
            }
            for (axis, (&n, p)) in lens.iter().zip(&mut position).enumerate() {
                let row = &strides[axis * count..][..count];
                *p += 1;
                if *p < n {
                    for (offset, &stride) in offsets.iter_mut().zip(row) {
                        *offset += stride;
                    }
                    break;
                }
                *p = 0;
                for (offset, &stride) in offsets.iter_mut().zip(row) {
                    // Back over an axis that was walked just now.
                    *offset -= (n as isize - 1) * stride;
                }
            }
        }
    }
}
