//! The cases, a file a group.

use ndarray::{Array1, Zip};

use crate::case::{Case, Context, Work, fresh};
use crate::data::{Value, data};

mod broadcast;
mod casts;
mod compare;
mod copy;
mod dtypes;
mod elementwise;
mod files;
mod fusion;
mod joining;
mod order;
mod random;
mod reductions;
mod selection;
mod solvers;
mod sorting;
mod ufuncs;
mod views;

/// Every case, in the order of the report.
pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    elementwise::add(&mut cases);
    broadcast::add(&mut cases);
    order::add(&mut cases);
    copy::add(&mut cases);
    joining::add(&mut cases);
    dtypes::add(&mut cases);
    casts::add(&mut cases);
    compare::add(&mut cases);
    ufuncs::add(&mut cases);
    reductions::add(&mut cases);
    fusion::add(&mut cases);
    random::add(&mut cases);
    selection::add(&mut cases);
    sorting::add(&mut cases);
    solvers::add(&mut cases);
    views::add(&mut cases);
    files::add(&mut cases);
    cases
}

/// Element counts in names: 8, 1e3, 1e7.
fn count(n: usize) -> String {
    if n < 1000 { n.to_string() } else { format!("1e{}", n.ilog10()) }
}

/// The `ndarray` crate's way with two arrays of `n` elements: `f` of each pair.
fn pairs<A: Value, B: Value, O: Value>(
    n: usize,
    f: impl Fn(A, B) -> O + Copy + Send + Sync + 'static,
) -> impl Fn(&Context) -> Box<dyn Work> {
    move |context| {
        let (a, b) = (Array1::from(data::<A>(1, n)), Array1::from(data::<B>(2, n)));
        let parallel = context.parallel(n);
        fresh(move || {
            let zip = Zip::from(&a).and(&b);
            if parallel { zip.par_map_collect(|&x, &y| f(x, y)) } else { zip.map_collect(|&x, &y| f(x, y)) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let mut paths: Vec<String> = all().iter().map(Case::path).collect();
        let cases = paths.len();
        paths.sort();
        paths.dedup();
        assert_eq!(paths.len(), cases);
    }
}
