//! An array in blocks of consecutive bytes, in the order in which it lies in its file.

use std::ops::Range;

use npcore_layout::SliceItem;
use smallvec::SmallVec;

/// A part of an array: a range of positions on each axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    ranges: SmallVec<[Range<usize>; 4]>,
}

impl Block {
    /// The positions on each axis.
    pub fn ranges(&self) -> &[Range<usize>] {
        &self.ranges
    }

    /// The lengths of the axes.
    pub fn shape(&self) -> SmallVec<[usize; 6]> {
        self.ranges.iter().map(Range::len).collect()
    }

    /// The block as an index: what [`s!`](npcore_array::s) gives of its ranges.
    pub fn items(&self) -> SmallVec<[SliceItem; 6]> {
        let item =
            |r: &Range<usize>| SliceItem::Range { start: Some(r.start as isize), stop: Some(r.end as isize), step: 1 };
        self.ranges.iter().map(item).collect()
    }
}

/// All blocks of an array, of at most so many bytes where an element is no larger.
///
/// They depend on shape, order and bytes alone.
#[derive(Clone, Debug)]
pub(crate) struct Blocks {
    shape: SmallVec<[usize; 6]>,
    /// The axes, slowest first.
    axes: SmallVec<[usize; 6]>,
    /// How many of them come before the one that is cut.
    outer: usize,
    /// Positions of the axis that is cut in each block.
    rows: usize,
    count: usize,
}

impl Blocks {
    pub fn new(shape: &[usize], itemsize: usize, fortran_order: bool, bytes: usize) -> Blocks {
        let ndim = shape.len();
        let mut axes: SmallVec<[usize; 6]> = (0..ndim).collect();
        if fortran_order {
            axes.reverse();
        }
        let shape = SmallVec::from_slice(shape);
        if shape.contains(&0) {
            return Blocks { shape, axes, outer: 0, rows: 1, count: 0 };
        }
        // The bytes of one position of each axis: of all that is faster.
        let mut row = itemsize.max(1);
        let mut cut = (ndim.saturating_sub(1), row);
        for (depth, &axis) in axes.iter().enumerate().rev() {
            if row > bytes {
                break;
            }
            cut = (depth, row);
            row = row.saturating_mul(shape[axis]);
        }
        let (outer, row) = cut;
        let length = axes.get(outer).map_or(1, |&axis| shape[axis]);
        let rows = (bytes / row).clamp(1, length);
        let before: usize = axes[..outer.min(ndim)].iter().map(|&axis| shape[axis]).product();
        let count = before * length.div_ceil(rows);
        Blocks { shape, axes, outer, rows, count }
    }

    pub fn len(&self) -> usize {
        self.count
    }

    pub fn get(&self, index: usize) -> Block {
        let mut ranges: SmallVec<[Range<usize>; 4]> = self.shape.iter().map(|&n| 0..n).collect();
        let Some(&cut) = self.axes.get(self.outer) else { return Block { ranges } };
        let pieces = self.shape[cut].div_ceil(self.rows);
        let start = index % pieces * self.rows;
        ranges[cut] = start..(start + self.rows).min(self.shape[cut]);
        let mut rest = index / pieces;
        for &axis in self.axes[..self.outer].iter().rev() {
            let at = rest % self.shape[axis];
            ranges[axis] = at..at + 1;
            rest /= self.shape[axis];
        }
        Block { ranges }
    }

    pub fn iter(&self) -> impl Iterator<Item = Block> + '_ {
        (0..self.count).map(|index| self.get(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_follow_one_another_in_the_file() {
        for shape in [&[][..], &[7], &[3, 4], &[2, 3, 5], &[1, 1, 9], &[4, 1, 3], &[0, 3]] {
            for fortran in [false, true] {
                for bytes in [1, 8, 17, 40, 100, 10_000] {
                    let blocks = Blocks::new(shape, 8, fortran, bytes);
                    let mut next = 0;
                    for block in blocks.iter() {
                        let n: usize = block.shape().iter().product();
                        assert!(n * 8 <= bytes.max(8), "{shape:?} {bytes}: {block:?}");
                        // The place of the block's first element in the file.
                        let axes: Vec<usize> =
                            if fortran { (0..shape.len()).rev().collect() } else { (0..shape.len()).collect() };
                        let first = axes.iter().fold(0, |at, &a| at * shape[a] + block.ranges()[a].start);
                        assert_eq!(first, next, "{shape:?} {bytes}: {block:?}");
                        next += n;
                    }
                    assert_eq!(next, shape.iter().product::<usize>(), "{shape:?} {bytes}");
                }
            }
        }
    }
}
