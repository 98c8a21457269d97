//! Whether two layouts touch a common byte, and whether one layout touches a byte twice.
//!
//! [`may_share_memory`] compares the ranges of bytes and may say yes where the elements interleave.
//! [`shares_memory`] is exact. Two arrays share a byte where the bounded linear Diophantine equation
//!
//! ```text
//! low_a + |s_1| x_1 + ... + r_a  =  low_b + |t_1| y_1 + ... + r_b,   0 <= x_i < n_i,  0 <= r_a < itemsize_a, ...
//! ```
//!
//! has a solution. Replacing `y` by `(n - 1) - y` makes all coefficients positive: `sum a_i x_i = c` with
//! `0 <= x_i <= u_i`. This is NP-complete in general (it contains the subset sum problem), but arrays give
//! easy cases almost always. The search is the one of the literature on bounded equations of this kind:
//! depth first over the coefficients from the largest down, cut by what the smaller ones can add up to
//! at most, by the greatest common divisor of the smaller ones (which leaves a residue class for each
//! unknown), and, our addition, stopping where the smaller ones reach *every* multiple of their divisor,
//! which holds for anything that is contiguous inside. The number of nodes visited can be limited.

use smallvec::SmallVec;

use crate::layout::Layout;

/// The search was given up at the limit on its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Exceeded max_work")]
pub struct TooHard;

/// Whether the ranges of bytes of two layouts overlap: cheap, and never wrong when it says no.
///
/// `difference` is the address of `b`'s buffer less the address of `a`'s, 0 for two views of one buffer.
///
/// ```
/// use npcore_layout::{Layout, Order, may_share_memory, s};
/// let a = Layout::contiguous(&[10], 8, Order::C)?;
/// let (even, odd) = (a.slice(&s![..;2])?, a.slice(&s![1..;2])?);
/// assert!(may_share_memory(&even, 8, &odd, 8, 0));
/// assert!(!may_share_memory(&a.slice(&s![..5])?, 8, &a.slice(&s![5..])?, 8, 0));
/// # Ok::<(), npcore_layout::LayoutError>(())
/// ```
#[inline]
pub fn may_share_memory(a: &Layout, a_itemsize: usize, b: &Layout, b_itemsize: usize, difference: isize) -> bool {
    let (a_low, a_high) = a.extents(a_itemsize);
    let (b_low, b_high) = b.extents(b_itemsize);
    // Sums of two `isize` fit an `i128`.
    let shift = difference as i128;
    a_itemsize > 0
        && b_itemsize > 0
        && a_low < a_high
        && b_low < b_high
        && (a_low as i128) < b_high as i128 + shift
        && b_low as i128 + shift < a_high as i128
}

/// Whether two layouts touch a common byte: exact.
///
/// `difference` is as for [`may_share_memory`]. `max_work` limits the number of nodes of the search; `None`
/// is no limit.
///
/// # Errors
/// [`TooHard`] if the limit was reached before there was an answer.
///
/// ```
/// use npcore_layout::{Layout, Order, s, shares_memory};
/// let a = Layout::contiguous(&[10], 8, Order::C)?;
/// let (even, odd) = (a.slice(&s![..;2])?, a.slice(&s![1..;2])?);
/// assert_eq!(shares_memory(&even, 8, &odd, 8, 0, None), Ok(false));
/// assert_eq!(shares_memory(&even, 8, &a.slice(&s![..;3])?, 8, 0, None), Ok(true));
/// # Ok::<(), npcore_layout::LayoutError>(())
/// ```
pub fn shares_memory(
    a: &Layout,
    a_itemsize: usize,
    b: &Layout,
    b_itemsize: usize,
    difference: isize,
    max_work: Option<usize>,
) -> Result<bool, TooHard> {
    if !may_share_memory(a, a_itemsize, b, b_itemsize, difference) {
        return Ok(false);
    }
    // Most pairs that share anything share their first elements. Neither array is empty.
    let apart = b.offset as i128 + difference as i128 - a.offset as i128;
    if apart < a_itemsize as i128 && -apart < b_itemsize as i128 {
        return Ok(true);
    }
    if max_work == Some(0) {
        return Err(TooHard);
    }
    let mut terms = Terms::new();
    let (a_low, _) = push_terms(&mut terms, a, a_itemsize);
    let (b_low, b_reach) = push_terms(&mut terms, b, b_itemsize);
    let target = difference as i128 + b_low + b_reach - a_low;
    Search::new(terms, max_work).run(target)
}

/// Whether some byte of the layout belongs to two different elements: exact.
///
/// # Errors
/// [`TooHard`] if `max_work` nodes were visited before there was an answer.
///
/// ```
/// use npcore_layout::{Layout, Order, internal_overlap};
/// let a = Layout::contiguous(&[10], 8, Order::C)?;
/// assert_eq!(internal_overlap(&a, 8, None), Ok(false));
/// assert_eq!(internal_overlap(&a.sliding_window(&[3], None)?, 8, None), Ok(true));
/// # Ok::<(), npcore_layout::LayoutError>(())
/// ```
pub fn internal_overlap(layout: &Layout, itemsize: usize, max_work: Option<usize>) -> Result<bool, TooHard> {
    if layout.is_empty() || itemsize == 0 {
        return Ok(false);
    }
    let mut axes: SmallVec<[(i128, i128); 8]> = layout
        .shape
        .iter()
        .zip(&layout.strides)
        .filter(|&(&n, _)| n > 1)
        .map(|(&n, &stride)| (stride.unsigned_abs() as i128, n as i128 - 1))
        .collect();
    axes.sort_unstable();
    // The common case: each axis steps over everything the faster ones reach.
    let mut reach = itemsize as i128;
    let nested = axes.iter().all(|&(stride, last)| {
        let clear = stride >= reach;
        reach += stride * last;
        clear
    });
    if nested {
        return Ok(false);
    }
    if axes[0].0 == 0 {
        return Ok(true);
    }
    // Two elements whose indices differ by d_i touch a common byte where sum |s_i| d_i + r = 0 with
    // |r| < itemsize. Some d_i is not 0; let the first such one be positive. Shifting the others to
    // start at 0 gives, for each choice of the first, an equation of the usual kind.
    let mut work = max_work;
    for first in 0..axes.len() {
        let (stride, last) = axes[first];
        let mut terms = Terms::new();
        terms.push((stride, last - 1));
        // (d_first - 1) stride + sum (d_i + last_i) |s_i| + (r + itemsize - 1) = sum last_i |s_i| + itemsize - 1 - stride
        let mut target = itemsize as i128 - 1 - stride;
        for &(stride, last) in &axes[first + 1..] {
            terms.push((stride, 2 * last));
            target += stride * last;
        }
        terms.push((1, 2 * (itemsize as i128 - 1)));
        let mut search = Search::new(terms, work);
        if search.run(target)? {
            return Ok(true);
        }
        work = search.left;
    }
    Ok(false)
}

// Coefficient and largest value of an unknown.
type Terms = SmallVec<[(i128, i128); 12]>;

/// Adds an unknown for each axis and one for the byte within the element; gives the lowest byte touched
/// and the distance from there to the highest.
fn push_terms(terms: &mut Terms, layout: &Layout, itemsize: usize) -> (i128, i128) {
    let mut low = layout.offset as i128;
    let mut reach = 0;
    for (&n, &stride) in layout.shape.iter().zip(&layout.strides) {
        let (last, step) = (n as i128 - 1, stride.unsigned_abs() as i128);
        if stride < 0 {
            low -= last * step;
        }
        reach += last * step;
        terms.push((step, last));
    }
    terms.push((1, itemsize as i128 - 1));
    (low, reach + itemsize as i128 - 1)
}

/// Depth-first search for `sum a_i x_i = c`, `0 <= x_i <= u_i`, all `a_i > 0`.
///
/// Sizes: every `a_i * u_i` is at most twice what invariant 3 of `Layout` lets an array reach, and there are
/// at most 130 of them, so no sum leaves an `i128`.
struct Search {
    levels: SmallVec<[Level; 12]>,
    left: Option<usize>,
}

#[derive(Clone, Copy)]
struct Level {
    coefficient: i128,
    bound: i128,
    // Of this level and the ones below it:
    divisor: i128,
    maximum: i128,
    // Every multiple of `divisor` from 0 to `maximum` is reached.
    complete: bool,
}

impl Search {
    fn new(mut terms: Terms, max_work: Option<usize>) -> Self {
        terms.retain(|&mut (a, u)| a > 0 && u > 0);
        terms.sort_unstable_by_key(|&(a, _)| std::cmp::Reverse(a));
        // Equal coefficients are one unknown.
        terms.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        let mut levels: SmallVec<[Level; 12]> = SmallVec::new();
        let mut below: Option<Level> = None;
        for &(coefficient, bound) in terms.iter().rev() {
            let level = match below {
                None => {
                    Level { coefficient, bound, divisor: coefficient, maximum: coefficient * bound, complete: true }
                }
                Some(below) => Level {
                    coefficient,
                    bound,
                    divisor: gcd(coefficient, below.divisor),
                    maximum: below.maximum + coefficient * bound,
                    // The steps of this level leave no gap between what the lower ones fill.
                    complete: below.complete
                        && coefficient % below.divisor == 0
                        && below.maximum + below.divisor >= coefficient,
                },
            };
            levels.push(level);
            below = Some(level);
        }
        levels.reverse();
        Search { levels, left: max_work }
    }

    fn run(&mut self, target: i128) -> Result<bool, TooHard> {
        self.search(0, target)
    }

    fn search(&mut self, depth: usize, target: i128) -> Result<bool, TooHard> {
        let Some(&level) = self.levels.get(depth) else {
            return Ok(target == 0);
        };
        if target < 0 || target > level.maximum || target % level.divisor != 0 {
            return Ok(false);
        }
        if level.complete {
            return Ok(true);
        }
        // A level that is not complete has one below it.
        let below = self.levels[depth + 1];
        // coefficient * x = target modulo the divisor of what is below.
        let modulus = below.divisor / level.divisor;
        let residue =
            (target / level.divisor % modulus) * inverse(level.coefficient / level.divisor, modulus) % modulus;
        let first = div_ceil(target - below.maximum, level.coefficient).max(0);
        let last = (target / level.coefficient).min(level.bound);
        let mut x = first + (residue - first).rem_euclid(modulus);
        while x <= last {
            if let Some(left) = &mut self.left {
                *left = left.checked_sub(1).ok_or(TooHard)?;
            }
            if self.search(depth + 1, target - level.coefficient * x)? {
                return Ok(true);
            }
            x += modulus;
        }
        Ok(false)
    }
}

fn div_ceil(a: i128, b: i128) -> i128 {
    -(-a).div_euclid(b)
}

fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The inverse of `a` modulo `modulus`, to which it is coprime; 0 for modulus 1.
fn inverse(a: i128, modulus: i128) -> i128 {
    let (mut r, mut next_r) = (modulus, a % modulus);
    let (mut t, mut next_t) = (0, 1);
    while next_r != 0 {
        let quotient = r / next_r;
        (r, next_r) = (next_r, r - quotient * next_r);
        (t, next_t) = (next_t, t - quotient * next_t);
    }
    t.rem_euclid(modulus)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Order, s};

    #[test]
    fn literal_numbers() {
        let a = Layout::contiguous(&[4, 6], 8, Order::C).unwrap();
        let left = a.slice(&s![.., ..3]).unwrap();
        let right = a.slice(&s![.., 3..]).unwrap();
        assert!(may_share_memory(&left, 8, &right, 8, 0));
        assert_eq!(shares_memory(&left, 8, &right, 8, 0, None), Ok(false));
        assert_eq!(shares_memory(&left, 8, &right, 8, -8, None), Ok(true));
        assert_eq!(shares_memory(&a, 8, &a.transpose(), 8, 0, None), Ok(true));
        assert_eq!(shares_memory(&left, 8, &right, 8, 0, Some(0)), Err(TooHard));
        assert_eq!(shares_memory(&a, 8, &a, 8, 0, Some(0)), Ok(true));
        let empty = a.slice(&s![2..2]).unwrap();
        assert_eq!(shares_memory(&a, 8, &empty, 8, 0, None), Ok(false));
        // Two fields of a packed record.
        let (f, g) = (Layout::new(&[5], &[12], 0).unwrap(), Layout::new(&[5], &[12], 4).unwrap());
        assert_eq!(shares_memory(&f, 4, &g, 8, 0, None), Ok(false));
        assert_eq!(shares_memory(&f, 5, &g, 8, 0, None), Ok(true));
    }

    #[test]
    fn internal() {
        let overlaps = |shape: &[usize], strides: &[isize], itemsize| {
            internal_overlap(&Layout::new(shape, strides, 1000).unwrap(), itemsize, None).unwrap()
        };
        assert!(!overlaps(&[3, 4], &[32, 8], 8));
        assert!(overlaps(&[3, 4], &[31, 8], 8));
        assert!(overlaps(&[3], &[0], 8));
        assert!(overlaps(&[3], &[-7], 8));
        assert!(!overlaps(&[2, 2], &[16, -24], 8));
        assert!(!overlaps(&[3, 2], &[16, 24], 8));
        assert!(overlaps(&[4, 3], &[16, 24], 8));
        assert!(!overlaps(&[0, 3], &[0, 0], 8));
    }

    #[test]
    fn the_limit_ends_hard_searches() {
        // Large coprime strides whose sums seldom meet: a subset-sum problem of 24 unknowns.
        let strides: Vec<isize> = (0..12).map(|i| 1_000_003 * (1 << 20) + 7919 * i * i * i + 2 * i).collect();
        let other: Vec<isize> = (0..12).map(|i| 1_000_003 * (1 << 20) + 104_729 * i * i + 6 * i + 1).collect();
        let a = Layout::new(&[2; 12], &strides, 0).unwrap();
        let b = Layout::new(&[2; 12], &other, 1).unwrap();
        assert_eq!(shares_memory(&a, 1, &b, 1, 3, Some(20)), Err(TooHard));
    }

    #[test]
    fn inverses() {
        for m in 1..60 {
            for a in 1..60 {
                if gcd(a, m) == 1 {
                    assert_eq!(a * inverse(a, m) % m, 1 % m);
                }
            }
        }
    }
}
