//! `einsum_path`: the steps, and NumPy's report of what they cost.

use std::fmt;

use npcore_array::{ArrayError, DynView, Result};

use super::parse::{Label, Labels, Terms};
use super::path::{self, Optimize, Set, Sizes, Step};

/// The steps of an [`einsum`](crate::einsum) and what they cost. Displayed it is NumPy's report.
#[derive(Clone, Debug, PartialEq)]
pub struct EinsumPath {
    steps: Vec<Vec<usize>>,
    /// The contraction as text, the labels under ellipses as letters.
    inputs: String,
    output: String,
    labels: usize,
    naive: u128,
    optimized: u128,
    largest: u128,
    lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq)]
struct Line {
    scaling: usize,
    current: String,
    remaining: String,
}

impl EinsumPath {
    /// The positions of the operands that each step takes from the list; its result is put to the end.
    pub fn steps(&self) -> &[Vec<usize>] {
        &self.steps
    }

    /// The steps, to be given to [`Einsum::optimize`](crate::Einsum::optimize).
    pub fn to_optimize(&self) -> Optimize {
        Optimize::Path(self.steps.clone())
    }

    /// Multiplications and additions in one step of all operands.
    pub fn naive_operations(&self) -> f64 {
        self.naive as f64
    }

    /// Multiplications and additions by these steps, and one.
    pub fn operations(&self) -> f64 {
        self.optimized as f64
    }

    /// Elements of the largest result of a step.
    pub fn largest_intermediate(&self) -> f64 {
        self.largest as f64
    }
}

/// Python's `.3e`.
fn scientific(x: f64) -> String {
    let text = format!("{x:.3e}");
    match text.split_once('e') {
        Some((digits, exponent)) => {
            let n: i32 = exponent.parse().unwrap_or(0);
            format!("{digits}e{}{:02}", if n < 0 { '-' } else { '+' }, n.abs())
        }
        None => text,
    }
}

impl fmt::Display for EinsumPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let most = self.lines.iter().map(|line| line.scaling).max().unwrap_or(0);
        let rule = "-".repeat(74);
        writeln!(f, "  Complete contraction:  {}->{}", self.inputs, self.output)?;
        writeln!(f, "         Naive scaling:  {}", self.labels)?;
        writeln!(f, "     Optimized scaling:  {most}")?;
        writeln!(f, "      Naive FLOP count:  {}", scientific(self.naive as f64))?;
        writeln!(f, "  Optimized FLOP count:  {}", scientific(self.optimized as f64))?;
        writeln!(f, "   Theoretical speedup:  {:.3}", self.naive as f64 / self.optimized as f64)?;
        writeln!(f, "  Largest intermediate:  {} elements", scientific(self.largest as f64))?;
        writeln!(f, "{rule}\n{:>6} {:>24} {:>40}\n{rule}", "scaling", "current", "remaining")?;
        for (i, line) in self.lines.iter().enumerate() {
            let end = if i + 1 < self.lines.len() { "\n" } else { "" };
            write!(f, "{:4}    {:>24} {:>40}{end}", line.scaling, line.current, line.remaining)?;
        }
        Ok(())
    }
}

/// Labels by number: sets of them, their sizes.
pub(super) struct Numbered {
    pub labels: Labels,
    pub sizes: Sizes,
    pub sets: Vec<Set>,
    pub output: Set,
}

impl Numbered {
    /// `size` is asked for each label.
    pub(super) fn new(terms: &Terms, size: impl Fn(Label) -> usize) -> Numbered {
        let labels = terms.all();
        let set =
            |list: &Labels| labels.iter().enumerate().filter(|(_, l)| list.contains(l)).fold(0, |s, (i, _)| s | 1 << i);
        let sets = terms.inputs.iter().map(set).collect();
        let (sizes, output) = (Sizes(labels.iter().map(|&l| size(l)).collect()), set(&terms.output));
        Numbered { labels, sizes, sets, output }
    }
}

/// The sizes of the labels in NumPy's words for `einsum_path`.
fn sizes(terms: &Terms, views: &[DynView<'_>]) -> Result<Vec<(Label, usize)>> {
    let mut sizes: Vec<(Label, usize)> = Vec::new();
    for (t, (labels, view)) in terms.inputs.iter().zip(views).enumerate() {
        for (&label, &n) in labels.iter().zip(view.shape()) {
            match sizes.iter_mut().find(|(l, _)| *l == label) {
                None => sizes.push((label, n)),
                Some((_, known)) if *known == 1 => *known = n,
                Some((_, known)) if n != 1 && n != *known => {
                    return Err(ArrayError::Value(format!(
                        "Size of label '{}' for operand {t} ({known}) does not match previous terms ({n}).",
                        label.text()
                    )));
                }
                Some(_) => {}
            }
        }
    }
    Ok(sizes)
}

pub(super) fn einsum_path(subscripts: &str, views: &[DynView<'_>], optimize: &Optimize) -> Result<EinsumPath> {
    let ranks: Vec<usize> = views.iter().map(|view| view.ndim()).collect();
    let terms = Terms::parse(subscripts, &ranks)?;
    let known = sizes(&terms, views)?;
    let numbered = Numbered::new(&terms, |label| known.iter().find(|(l, _)| *l == label).map_or(1, |&(_, n)| n));
    let Numbered { labels, sizes, mut sets, output } = numbered;
    let steps = path::path(optimize, &sets, output, &sizes)?;
    // Axes under ellipses have letters that are not used otherwise.
    let mut unused = (b'A'..=b'z').rev().map(char::from).filter(|c| c.is_ascii_alphabetic());
    let letters: Vec<char> = (labels.iter().rev())
        .map(|label| match label.is_letter() {
            true => label.text(),
            false => unused.by_ref().find(|c| !labels.iter().any(|l| l.text() == *c)).unwrap_or('?'),
        })
        .collect();
    let letter = |label: &Label| labels.iter().rev().position(|l| l == label).map_or('?', |i| letters[i]);
    let text = |list: &Labels| list.iter().map(letter).collect::<String>();
    let mut list: Vec<String> = terms.inputs.iter().map(text).collect();
    let (all_inputs, all_output) = (list.join(","), text(&terms.output));
    let distinct: u32 = sets.iter().map(|set| set.count_ones()).sum();
    let all = sets.iter().fold(0, |all, set| all | set);
    let naive = sizes.operations(all, distinct as usize > labels.len(), sets.len());
    let (mut optimized, mut largest, mut lines): (u128, u128, Vec<Line>) = (1, 0, Vec::new());
    for (i, positions) in steps.iter().enumerate() {
        let step = Step::of(positions, &sets, output);
        sets = path::after(&sets, positions, step.kept);
        optimized = optimized.saturating_add(step.operations(&sizes, positions.len()));
        largest = largest.max(sizes.product(step.kept));
        let mut from_last = positions.clone();
        from_last.sort_unstable_by(|a, b| b.cmp(a));
        let taken: Vec<String> = from_last.iter().map(|&position| list.remove(position)).collect();
        let result = if i + 1 == steps.len() {
            all_output.clone()
        } else {
            let mut kept: Vec<(usize, char)> = (0..labels.len())
                .filter(|k| step.kept >> k & 1 == 1)
                .map(|k| (sizes.0[k], letter(&labels[k])))
                .collect();
            kept.sort_unstable();
            kept.iter().map(|(_, c)| *c).collect()
        };
        list.push(result.clone());
        lines.push(Line {
            scaling: step.all.count_ones() as usize,
            current: format!("{}->{result}", taken.join(",")),
            remaining: format!("{}->{all_output}", list.join(",")),
        });
    }
    Ok(EinsumPath {
        steps,
        inputs: all_inputs,
        output: all_output,
        labels: labels.len(),
        naive,
        optimized,
        largest,
        lines,
    })
}
