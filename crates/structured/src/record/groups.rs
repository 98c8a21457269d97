//! Rows by the values of a key: what to sum, count or average them by needs.

use std::mem::MaybeUninit;
use std::ops::Range;

use npcore_array::{Array, DynView, Result};
use npcore_dtype::Field;
use npcore_exec::Words;
use npcore_kernel::Places;

use super::order;

/// Rows with equal keys, group by group, in the order of the keys; made by [`group_by`](super::RecordOrder::group_by).
///
/// A group is a list of positions of rows, ascending. NaN is equal to NaN.
///
/// ```
/// use npcore_array::RecordArray;
/// use npcore_dtype::dtype;
/// use npcore_index::take;
/// use npcore_structured::{MakeRecords, RecordFields, RecordOrder};
/// use npcore_ufunc::sum;
/// let rows = [("ETH", 2.0), ("BTC", 1.0), ("ETH", 3.0)];
/// let trades = RecordArray::from_rows(dtype!([("name", "U3"), ("price", "f8")]), rows)?;
/// let price = trades.field::<f64>("price")?;
/// for group in &trades.group_by(["name"])? {
///     let (name, _): (String, f64) = trades.row(group[0] as isize)?;
///     let total: f64 = sum(take(price, group, 0)?, ..)?;
///     assert_eq!(total, if name == "BTC" { 1.0 } else { 5.0 });
/// }
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Groups {
    order: Vec<i64>,
    starts: Vec<usize>,
}

impl Groups {
    /// The number of groups.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    fn range(&self, group: usize) -> Range<usize> {
        self.starts[group]..self.starts.get(group + 1).copied().unwrap_or(self.order.len())
    }

    /// The positions of a group's rows.
    ///
    /// # Panics
    /// There is no such group.
    pub fn rows(&self, group: usize) -> &[i64] {
        &self.order[self.range(group)]
    }

    /// The groups, one after the other.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[i64]> {
        (0..self.len()).map(|group| self.rows(group))
    }

    /// The first row of each group: `a.index_rows(groups.first())` has the keys.
    pub fn first(&self) -> Array<i64> {
        Array::from_vec(self.iter().map(|rows| rows[0]).collect())
    }

    /// How many rows each group has.
    pub fn counts(&self) -> Array<i64> {
        Array::from_vec((0..self.len()).map(|group| self.range(group).len() as i64).collect())
    }

    /// For each row the group that it is in.
    pub fn inverse(&self) -> Array<i64> {
        let mut inverse = vec![0; self.order.len()];
        for (group, rows) in self.iter().enumerate() {
            rows.iter().for_each(|&row| inverse[row as usize] = group as i64);
        }
        Array::from_vec(inverse)
    }

    /// All rows, group after group: with [`starts`](Groups::starts) what `ufunc::Add.reduceat` takes.
    pub fn order(&self) -> &[i64] {
        &self.order
    }

    /// Where in [`order`](Groups::order) each group begins.
    pub fn starts(&self) -> Array<i64> {
        Array::from_vec(self.starts.iter().map(|&start| start as i64).collect())
    }
}

impl<'a> IntoIterator for &'a Groups {
    type Item = &'a [i64];
    type IntoIter = GroupsIter<'a>;
    fn into_iter(self) -> GroupsIter<'a> {
        GroupsIter { groups: self, next: 0 }
    }
}

/// Groups of rows, one after the other.
#[derive(Clone, Debug)]
pub struct GroupsIter<'a> {
    groups: &'a Groups,
    next: usize,
}

impl<'a> Iterator for GroupsIter<'a> {
    type Item = &'a [i64];
    fn next(&mut self) -> Option<&'a [i64]> {
        let group = self.next;
        (group < self.groups.len()).then(|| {
            self.next += 1;
            self.groups.rows(group)
        })
    }
}

/// Rows compared at once.
const BLOCK: usize = 1024;

/// The rows of records along one axis by some of their fields.
pub(super) fn of(records: &DynView<'_>, by: &[(&Field, bool)]) -> Result<Groups> {
    let order = order::order_of(records, by)?.into_vec();
    order::with_keys(records, by, |keys, n| {
        let mut starts = vec![];
        if n > 0 {
            starts.push(0);
        }
        starts
            .extend(changes(keys, &order).into_iter().enumerate().filter(|(_, changes)| *changes).map(|(i, _)| i + 1));
        Ok(Groups { order, starts })
    })
}

/// Which rows of an order differ from those before them: one less than there are.
pub(super) fn changes(keys: &dyn Words, order: &[i64]) -> Vec<bool> {
    let mut changes = vec![false; order.len().saturating_sub(1)];
    let mut words = [MaybeUninit::new(0u64); BLOCK];
    for word in 0..keys.count() {
        for (block, changes) in changes.chunks_mut(BLOCK - 1).enumerate() {
            let from = block * (BLOCK - 1);
            let places = &order[from..from + changes.len() + 1];
            let words = &mut words[..places.len()];
            keys.write(word, Places::At(places), words);
            for (change, pair) in changes.iter_mut().zip(words.windows(2)) {
                // SAFETY: just written.
                *change |= unsafe { pair[0].assume_init() != pair[1].assume_init() };
            }
        }
    }
    changes
}
