//! In which order several operands are contracted: greedily, optimally, or as the caller says.

use npcore_array::Result;

use crate::products::operands::refused;

/// How [`einsum`](crate::einsum) and [`einsum_path`](crate::einsum_path()) choose the order of contractions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Optimize {
    /// All operands in one step. (The step itself takes them in pairs.)
    No,
    /// The pair that makes the operands smallest, step by step; no intermediate larger than the largest operand or the result.
    #[default]
    Greedy,
    /// The best order of pairs of all: the time grows as the factorial of the number of operands.
    Optimal,
    /// [`Greedy`](Optimize::Greedy) with intermediates of at most so many elements.
    GreedyWithin(usize),
    /// [`Optimal`](Optimize::Optimal) with intermediates of at most so many elements.
    OptimalWithin(usize),
    /// These steps: positions in the list of operands, from which they are taken; results are put to its end.
    Path(Vec<Vec<usize>>),
}

/// A set of labels, by their numbers.
pub(super) type Set = u128;

/// The sizes of labels, by their numbers.
pub(super) struct Sizes(pub(super) Vec<usize>);

impl Sizes {
    /// The number of elements with these labels.
    pub(super) fn product(&self, set: Set) -> u128 {
        let sizes = self.0.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1);
        sizes.fold(1, |product: u128, (_, &n)| product.saturating_mul(n as u128))
    }

    /// The operations of a contraction, as NumPy counts them.
    pub(super) fn operations(&self, labels: Set, sums: bool, operands: usize) -> u128 {
        let factor = operands.saturating_sub(1).max(1) + usize::from(sums);
        self.product(labels).saturating_mul(factor as u128)
    }
}

/// One contraction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// The labels of the operands.
    pub all: Set,
    /// Those of the result.
    pub kept: Set,
}

impl Step {
    /// Of the operands at `positions`.
    pub(super) fn of(positions: &[usize], sets: &[Set], output: Set) -> Step {
        let (mut all, mut others) = (0, output);
        for (i, &set) in sets.iter().enumerate() {
            if positions.contains(&i) {
                all |= set;
            } else {
                others |= set;
            }
        }
        Step { all, kept: all & others }
    }

    pub(super) fn operations(&self, sizes: &Sizes, operands: usize) -> u128 {
        sizes.operations(self.all, self.all != self.kept, operands)
    }
}

/// The operands left after a step: its result comes last.
pub(super) fn after(sets: &[Set], positions: &[usize], kept: Set) -> Vec<Set> {
    let others = sets.iter().enumerate().filter(|(i, _)| !positions.contains(i));
    others.map(|(_, &set)| set).chain([kept]).collect()
}

pub(super) type Path = Vec<Vec<usize>>;

/// The steps for operands with these labels.
///
/// # Errors
/// Steps given by the caller that name no operand, or leave more than one.
pub(super) fn path(optimize: &Optimize, sets: &[Set], output: Set, sizes: &Sizes) -> Result<Path> {
    let n = sets.len();
    let largest = sets.iter().chain([&output]).map(|&set| sizes.product(set)).max().unwrap_or(0);
    let limit = |given: &usize| *given as u128;
    let trivial = n <= 2 || sets.iter().fold(0, |all, set| all | set) == output;
    Ok(match optimize {
        Optimize::Path(path) => {
            checked(path, n)?;
            path.clone()
        }
        Optimize::No => vec![(0..n).collect()],
        _ if trivial => vec![(0..n).collect()],
        Optimize::Greedy => greedy(sets, output, sizes, largest),
        Optimize::GreedyWithin(most) => greedy(sets, output, sizes, limit(most)),
        Optimize::Optimal => optimal(sets, output, sizes, largest),
        Optimize::OptimalWithin(most) => optimal(sets, output, sizes, limit(most)),
    })
}

fn checked(path: &Path, mut n: usize) -> Result<()> {
    for step in path {
        let mut positions = step.clone();
        positions.sort_unstable();
        positions.dedup();
        if positions.len() != step.len() || positions.last().is_none_or(|&last| last >= n) {
            return refused("pop index out of range");
        }
        n = n - step.len() + 1;
    }
    if n > 1 {
        return refused(format!("Invalid einsum_path is specified: {} more operands has to be contracted.", n - 1));
    }
    Ok(())
}

/// A pair that may be contracted, by the numbers of its operands.
struct Pair {
    operands: [usize; 2],
    kept: Set,
    /// The least goes first: what the operands grow by, then the operations.
    key: (i128, u128),
}

/// Pair by pair, each time the one that makes the operands smallest. `limit` bounds the size of intermediates; no more
/// operations are spent than a single step of all would take.
pub(super) fn greedy(sets: &[Set], output: Set, sizes: &Sizes, limit: u128) -> Path {
    let n = sets.len();
    let whole = Step::of(&(0..n).collect::<Vec<_>>(), sets, output);
    let naive = whole.operations(sizes, n);
    // Operands by number; those that are left, in order.
    let mut numbered = sets.to_vec();
    let mut left: Vec<usize> = (0..n).collect();
    let (mut pairs, mut path, mut spent): (Vec<Pair>, Path, u128) = (Vec::new(), Vec::new(), 0);
    let candidate = |numbered: &[Set], left: &[usize], i: usize, j: usize, spent: u128| -> Option<Pair> {
        let here: Vec<Set> = left.iter().map(|&k| numbered[k]).collect();
        let step = Step::of(&[i, j], &here, output);
        let size = sizes.product(step.kept);
        let operations = step.operations(sizes, 2);
        if size > limit || spent.saturating_add(operations) > naive {
            return None;
        }
        let before = sizes.product(here[i]).saturating_add(sizes.product(here[j]));
        let clamp = |x: u128| i128::try_from(x).unwrap_or(i128::MAX);
        let key = (clamp(size).saturating_sub(clamp(before)), operations);
        Some(Pair { operands: [left[i], left[j]], kept: step.kept, key })
    };
    let all_pairs = |n: usize| (0..n).flat_map(move |i| (i + 1..n).map(move |j| (i, j)));
    let mut new: Vec<(usize, usize)> = all_pairs(n).collect();
    while left.len() > 1 {
        let meet = |&(i, j): &(usize, usize)| numbered[left[i]] & numbered[left[j]] != 0;
        let found = new.iter().copied().filter(meet).filter_map(|(i, j)| candidate(&numbered, &left, i, j, spent));
        pairs.extend(found);
        if pairs.is_empty() {
            // Nothing is summed any more: outer products.
            pairs.extend(all_pairs(left.len()).filter_map(|(i, j)| candidate(&numbered, &left, i, j, spent)));
        }
        let Some(best) = (0..pairs.len()).min_by_key(|&i| pairs[i].key) else {
            path.push((0..left.len()).collect());
            break;
        };
        let best = pairs.remove(best);
        path.push(left.iter().enumerate().filter(|(_, k)| best.operands.contains(k)).map(|(i, _)| i).collect());
        pairs.retain(|pair| !pair.operands.iter().any(|k| best.operands.contains(k)));
        spent = spent.saturating_add(best.key.1);
        left.retain(|k| !best.operands.contains(k));
        left.push(numbered.len());
        numbered.push(best.kept);
        let last = left.len() - 1;
        new = (0..last).map(|i| (i, last)).collect();
    }
    path
}

/// The best order of pairs, by trying all.
pub(super) fn optimal(sets: &[Set], output: Set, sizes: &Sizes, limit: u128) -> Path {
    let mut search = Search { output, sizes, limit, best: vec![None; sets.len()], steps: Vec::new() };
    search.go(sets, 0);
    let deepest = search.best.iter().rposition(Option::is_some).unwrap_or(0);
    let mut path = search.best.swap_remove(deepest).map_or_else(Vec::new, |(_, path)| path);
    if deepest + 1 < sets.len() {
        // Every other pair is too large.
        path.push((0..sets.len() - deepest).collect());
    }
    path
}

struct Search<'a> {
    output: Set,
    sizes: &'a Sizes,
    limit: u128,
    /// For each number of steps the cheapest, and what it costs; the first of equals.
    best: Vec<Option<(u128, Path)>>,
    steps: Path,
}

impl Search<'_> {
    fn go(&mut self, sets: &[Set], spent: u128) {
        let depth = self.steps.len();
        if self.best[depth].as_ref().is_none_or(|(least, _)| spent < *least) {
            self.best[depth] = Some((spent, self.steps.clone()));
        }
        let n = sets.len();
        for i in 0..n {
            for j in i + 1..n {
                let step = Step::of(&[i, j], sets, self.output);
                if self.sizes.product(step.kept) > self.limit {
                    continue;
                }
                let spent = spent.saturating_add(step.operations(self.sizes, 2));
                // Nothing that is as dear as a whole path will be cheaper.
                if matches!(self.best.last(), Some(Some((least, _))) if spent >= *least) {
                    continue;
                }
                self.steps.push(vec![i, j]);
                self.go(&after(sets, &[i, j], step.kept), spent);
                self.steps.pop();
            }
        }
    }
}
