//! Searching, counting and sets, against NumPy's own results (`cargo xtask goldens` makes the file; its script says what the
//! lines mean).

use npcore_array::{Array, ArrayError, DynArray, DynView};
use npcore_dtype::{Dyn, Elem, Scalar};
use npcore_index::{self as np, BinRule, Bins, Histogram, HistogramDd, Interp, IsIn, IsInKind, Side, Unique};

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
use golden::{Memory, all_same, numbers, same_results};

type Result<T> = std::result::Result<T, ArrayError>;

fn one<T: Elem>(array: Array<T>) -> Vec<DynArray> {
    vec![array.into_dyn()]
}

fn side(text: &str) -> Side {
    if text == "left" { Side::Left } else { Side::Right }
}

fn range(text: &str) -> Option<(f64, f64)> {
    match numbers::<f64>(if text == "-" { "" } else { text })[..] {
        [first, last] => Some((first, last)),
        _ => None,
    }
}

fn histogram<B: Bins<Dyn, Edge = Dyn>>(
    name: &str,
    arguments: &[&str],
    given: &[DynView<'_>],
    bins: B,
) -> Result<Vec<DynArray>> {
    let (a, weights) = (given[0], given.get(1));
    let histogram = Histogram::of(&a).bins(bins);
    let histogram = match range(arguments[1]) {
        Some((first, last)) => histogram.range(first, last),
        None => histogram,
    };
    if name == "histogram_bin_edges" {
        return Ok(vec![histogram.edges()?]);
    }
    Ok(match (arguments[2] == "1", weights) {
        (false, None) => {
            let (counts, edges) = histogram.count()?;
            vec![counts.into_dyn(), edges]
        }
        (false, Some(weights)) => {
            let (sums, edges) = histogram.weights(weights).count()?;
            vec![sums, edges]
        }
        (true, None) => {
            let (density, edges) = histogram.density()?;
            vec![density.into_dyn(), edges]
        }
        (true, Some(weights)) => {
            let (density, edges) = histogram.weights(weights).density()?;
            vec![density, edges]
        }
    })
}

fn histogramdd<B: Bins<Dyn, Edge = Dyn>>(
    arguments: &[&str],
    given: &[DynView<'_>],
    bins: &[B],
) -> Result<Vec<DynArray>> {
    let ranges: Option<Vec<_>> = (arguments[1] != "-").then(|| arguments[1].split('|').map(range).collect());
    // A lone "-" of one axis means the same as none.
    let mut histogram = HistogramDd::of(&given[0]).bins(bins);
    if let Some(ranges) = &ranges {
        histogram = histogram.range(ranges);
    }
    if let Some(weights) = given.get(1) {
        histogram = histogram.weights(weights);
    }
    let (counts, edges) = if arguments[2] == "1" { histogram.density()? } else { histogram.count()? };
    Ok([counts.into_dyn()].into_iter().chain(edges).collect())
}

fn call(name: &str, arguments: &[&str], given: &[DynView<'_>]) -> Result<Vec<DynArray>> {
    let float = |i: usize| arguments[i].parse::<f64>().ok();
    Ok(match name {
        "searchsorted" => one(np::searchsorted(given[0], given[1], side(arguments[0]))?),
        "searchsorted_sorter" => one(np::searchsorted_sorter(given[0], given[1], side(arguments[0]), given[2])?),
        "digitize" => one(np::digitize(given[0], given[1], arguments[0] == "1")?),
        "bincount" => one(np::bincount(given[0], arguments[0].parse().unwrap())?),
        "bincount_weights" => one(np::bincount_weights(given[0], given[1], arguments[0].parse().unwrap())?),
        "interp" => {
            let mut interp = Interp::of(&given[1], &given[2]);
            if let Some(left) = float(0) {
                interp = interp.left(Scalar::Float64(left));
            }
            if let Some(right) = float(1) {
                interp = interp.right(Scalar::Float64(right));
            }
            if let Some(period) = float(2) {
                interp = interp.period(period);
            }
            vec![interp.at(given[0])?]
        }
        "histogram" | "histogram_bin_edges" => match arguments[0].split_at(1) {
            ("n", n) => histogram(name, arguments, given, n.parse::<usize>().unwrap())?,
            ("r", rule) => match rule.parse::<BinRule>() {
                Ok(rule) => histogram(name, arguments, given, rule)?,
                Err(_) => histogram(name, arguments, given, rule)?,
            },
            _ => {
                let others: Vec<_> = [given[0]].into_iter().chain(given.get(2).copied()).collect();
                histogram(name, arguments, &others, given[1])?
            }
        },
        "histogramdd" => match arguments[0].split_at(1) {
            ("n", n) => histogramdd(arguments, given, &numbers::<usize>(n))?,
            _ => {
                let axes = given[0].shape()[1];
                let others: Vec<_> = [given[0]].into_iter().chain(given.get(1 + axes).copied()).collect();
                histogramdd(arguments, &others, &given[1..1 + axes])?
            }
        },
        "unique" | "unique_counts" | "unique_inverse" | "unique_all" => {
            let unique = Unique::of(&given[0]).equal_nan(arguments[1] == "1");
            let unique = match arguments[0].parse() {
                Ok(axis) => unique.axis(axis),
                Err(_) => unique,
            };
            match name {
                "unique" => vec![unique.values()?],
                "unique_counts" => {
                    let found = unique.with_counts()?;
                    vec![found.values, found.counts.into_dyn()]
                }
                "unique_inverse" => {
                    let found = unique.with_inverse()?;
                    vec![found.values, found.inverse_indices.into_dyn()]
                }
                _ => {
                    let found = unique.all()?;
                    let [indices, inverse, counts] =
                        [found.indices, found.inverse_indices, found.counts].map(Array::into_dyn);
                    vec![found.values, indices, inverse, counts]
                }
            }
        }
        "union1d" => vec![np::union1d(given[0], given[1])?],
        "intersect1d" => vec![np::intersect1d(given[0], given[1])?],
        "intersect1d_indices" => {
            let (both, in_a, in_b) = np::intersect1d_indices(given[0], given[1])?;
            vec![both, in_a.into_dyn(), in_b.into_dyn()]
        }
        "setxor1d" => vec![np::setxor1d(given[0], given[1])?],
        "setdiff1d" => vec![np::setdiff1d(given[0], given[1])?],
        "isin" => {
            let kind = match arguments[1] {
                "sort" => IsInKind::Sort,
                "table" => IsInKind::Table,
                _ => IsInKind::Auto,
            };
            one(np::isin_with(given[0], given[1], IsIn { invert: arguments[0] == "1", kind })?)
        }
        name => panic!("no function {name}"),
    })
}

fn run(line: &str) -> std::result::Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [name, arguments, operands @ .., numpys] = &fields[..] else { panic!("three fields: {line}") };
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let memory: Vec<Memory> = operands.iter().map(|text| Memory::parse(text)).collect();
    let given: Vec<DynView<'_>> = memory.iter().map(Memory::view).collect();
    same_results(line, call(name, &arguments, &given), numpys)
}

#[test]
fn like_numpy() {
    all_same(include_str!("goldens/searching.txt"), 2000, run);
}
