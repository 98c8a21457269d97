//! Small pieces: sorting networks over rows of lanes.
//!
//! Up to 32 rows of one vector each are sorted together. First the columns, by a network over whole rows. Then
//! neighbouring groups of columns are merged, two into one, until all lanes are one group, in which elements follow row by
//! row:
//!
//! ```text
//! for group in 2, 4, ..., lanes:            a group holds two sorted lists, one in either half of its lanes
//!     for height in rows, rows/2, ..., 2:   half-cleaners of a bitonic merge
//!         in each block of `height` rows exchange row r with the reversed row height-1-r
//!     in every row exchange lanes that are mirrored, then those at distance group/4, ..., 2, 1
//! ```
//!
//! Row `r` of one list and row `height-1-r` of the other, with the lanes of each group reversed, are what a bitonic merge
//! compares: nothing has to be turned round before or transposed after. (Columns merged downwards need fewer
//! permutations, but a transposition at the end.)
//!
//! Networks are those of 2, 4, 8, 16 and 32 rows. Of fewer rows they are what is left without the others, which would hold
//! the greatest keys: each comparator puts the greater one into the later row, so these would stay where they are.

use super::lanes::Lanes;

/// Sorts the columns from a row on: Batcher's merge exchange, whose 63 comparators for 16 rows are three more than the best
/// known.
macro_rules! columns {
    ($L:ident, $v:ident from $from:expr; $($a:literal $b:literal),*) => {
        $(
            if $from + $b < ROWS {
                ($v[$from + $a], $v[$from + $b]) = $L::exchange($v[$from + $a], $v[$from + $b]);
            }
        )*
    };
}

#[inline(always)]
unsafe fn columns2<L: Lanes, const ROWS: usize>(v: &mut [L::V; ROWS]) {
    // SAFETY: the caller has the instructions.
    unsafe {
        columns!(L, v from 0; 0 1);
    }
}

#[inline(always)]
unsafe fn columns4<L: Lanes, const ROWS: usize>(v: &mut [L::V; ROWS]) {
    // SAFETY: the caller has the instructions.
    unsafe {
        columns!(L, v from 0; 0 2, 1 3, 0 1, 2 3, 1 2);
    }
}

#[inline(always)]
unsafe fn columns8<L: Lanes, const ROWS: usize>(v: &mut [L::V; ROWS]) {
    // SAFETY: the caller has the instructions.
    unsafe {
        columns!(L, v from 0; 0 4, 1 5, 2 6, 3 7, 0 2, 1 3, 4 6, 5 7, 2 4, 3 5, 0 1, 2 3, 4 5, 6 7, 1 4, 3 6, 1 2, 3 4, 5 6);
    }
}

#[inline(always)]
unsafe fn columns16<L: Lanes, const ROWS: usize, const FROM: usize>(v: &mut [L::V; ROWS]) {
    // SAFETY: the caller has the instructions.
    unsafe {
        columns!(L, v from FROM;
            0 8, 1 9, 2 10, 3 11, 4 12, 5 13, 6 14, 7 15,
            0 4, 1 5, 2 6, 3 7, 8 12, 9 13, 10 14, 11 15,
            4 8, 5 9, 6 10, 7 11,
            0 2, 1 3, 4 6, 5 7, 8 10, 9 11, 12 14, 13 15,
            2 8, 3 9, 6 12, 7 13,
            2 4, 3 5, 6 8, 7 9, 10 12, 11 13,
            0 1, 2 3, 4 5, 6 7, 8 9, 10 11, 12 13, 14 15,
            1 8, 3 10, 5 12, 7 14,
            1 4, 3 6, 5 8, 7 10, 9 12, 11 14,
            1 2, 3 4, 5 6, 7 8, 9 10, 11 12, 13 14);
    }
}

#[inline(always)]
unsafe fn columns32<L: Lanes, const ROWS: usize>(v: &mut [L::V; ROWS]) {
    // SAFETY: the caller has the instructions.
    unsafe {
        columns16::<L, ROWS, 0>(v);
        columns16::<L, ROWS, 16>(v);
        // Batcher's odd-even merge of the two.
        columns!(L, v from 0;
            0 16, 8 24, 4 20, 12 28, 2 18, 10 26, 6 22, 14 30, 1 17, 9 25, 5 21, 13 29, 3 19, 11 27, 7 23, 15 31,
            8 16, 12 20, 10 18, 14 22, 9 17, 13 21, 11 19, 15 23,
            4 8, 12 16, 20 24, 6 10, 14 18, 22 26, 5 9, 13 17, 21 25, 7 11, 15 19, 23 27,
            2 4, 6 8, 10 12, 14 16, 18 20, 22 24, 26 28, 3 5, 7 9, 11 13, 15 17, 19 21, 23 25, 27 29,
            1 2, 3 4, 5 6, 7 8, 9 10, 11 12, 13 14, 15 16, 17 18, 19 20, 21 22, 23 24, 25 26, 27 28, 29 30);
    }
}

/// Exchanges row `r` with the reversed row `height-1-r` of each block, for heights from all rows down.
#[inline(always)]
unsafe fn half_clean<L: Lanes, const ROWS: usize, const MIRROR: usize>(v: &mut [L::V; ROWS]) {
    let mut height = ROWS.next_power_of_two();
    while height >= 2 {
        let mut block = 0;
        while block < ROWS {
            let mut r = 0;
            while r < height / 2 {
                let (a, b) = (block + r, block + height - 1 - r);
                if b < ROWS {
                    // SAFETY: the caller has the instructions.
                    unsafe {
                        (v[a], v[b]) = L::exchange(v[a], L::permute::<MIRROR>(v[b]));
                    }
                }
                r += 1;
            }
            block += height;
        }
        height /= 2;
    }
}

/// Exchanges the lanes of every row whose numbers differ by the bits of `XOR`: the smaller one goes to the lower lane.
#[inline(always)]
unsafe fn within_rows<L: Lanes, const ROWS: usize, const XOR: usize>(v: &mut [L::V; ROWS]) {
    for row in v {
        // SAFETY: the caller has the instructions.
        *row = unsafe { L::exchange_within::<XOR>(*row) };
    }
}

/// Merges the columns, which are sorted.
#[inline(always)]
unsafe fn merge<L: Lanes, const ROWS: usize>(v: &mut [L::V; ROWS]) {
    // SAFETY: the caller has the instructions.
    unsafe {
        half_clean::<L, ROWS, 1>(v);
        within_rows::<L, ROWS, 1>(v);
        half_clean::<L, ROWS, 3>(v);
        within_rows::<L, ROWS, 3>(v);
        within_rows::<L, ROWS, 1>(v);
        half_clean::<L, ROWS, 7>(v);
        within_rows::<L, ROWS, 7>(v);
        within_rows::<L, ROWS, 2>(v);
        within_rows::<L, ROWS, 1>(v);
        if L::LANES == 16 {
            half_clean::<L, ROWS, 15>(v);
            within_rows::<L, ROWS, 15>(v);
            within_rows::<L, ROWS, 4>(v);
            within_rows::<L, ROWS, 2>(v);
            within_rows::<L, ROWS, 1>(v);
        }
    }
}

/// The `n` elements at `from`, and the greatest key behind them.
#[inline(always)]
unsafe fn load_rows<L: Lanes, const ROWS: usize>(from: *const L::Key, n: usize) -> [L::V; ROWS] {
    // SAFETY: the caller's word.
    unsafe {
        let mut v = [L::splat(L::GREATEST); ROWS];
        for (r, row) in v.iter_mut().enumerate() {
            let at = r * L::LANES;
            if at + L::LANES <= n {
                *row = L::load(from.add(at));
            } else if at < n {
                *row = L::load_part(from.add(at), n - at, *row);
            }
        }
        v
    }
}

#[inline(always)]
unsafe fn store_rows<L: Lanes, const ROWS: usize>(to: *mut L::Key, n: usize, v: [L::V; ROWS]) {
    for (r, row) in v.into_iter().enumerate() {
        let at = r * L::LANES;
        // SAFETY: the caller's word.
        unsafe {
            if at + L::LANES <= n {
                L::store(to.add(at), row);
            } else if at < n {
                L::store_part(to.add(at), n - at, row);
            }
        }
    }
}

macro_rules! rows {
    ($name:ident, $rows:literal, $columns:ident $($from:literal)?) => {
        #[inline(always)]
        unsafe fn $name<L: Lanes>(list: *mut L::Key, n: usize) {
            // SAFETY: the caller's word.
            unsafe {
                let mut v = load_rows::<L, $rows>(list, n);
                $columns::<L, $rows $(, $from)?>(&mut v);
                merge::<L, $rows>(&mut v);
                store_rows::<L, $rows>(list, n, v);
            }
        }
    };
}
rows!(sort2, 2, columns2);
rows!(sort4, 4, columns4);
rows!(sort8, 8, columns8);
rows!(sort16, 16, columns16 0);
rows!(sort24, 24, columns32);
rows!(sort32, 32, columns32);

/// Sorts at most 32 rows of elements.
///
/// # Safety
/// The processor has the instructions of `L`; `n` elements at `list` may be read and written; `n` is at most 32 times the
/// number of lanes.
#[inline(always)]
pub(super) unsafe fn sort_small<L: Lanes>(list: *mut L::Key, n: usize) {
    // SAFETY: the caller's word.
    unsafe {
        match n.div_ceil(L::LANES) {
            0..=2 => sort2::<L>(list, n),
            3..=4 => sort4::<L>(list, n),
            5..=8 => sort8::<L>(list, n),
            9..=16 => sort16::<L>(list, n),
            17..=24 => sort24::<L>(list, n),
            _ => sort32::<L>(list, n),
        }
    }
}
