//! einsum against NumPy's own results (`cargo xtask goldens` makes the file; its script says what the lines mean).

use npcore_array::{Array, ArrayCow, ArrayError, AsView, DynArray, DynView};
use npcore_linalg::{Einsum, Optimize, einsum, einsum_lists, einsum_mut, einsum_path};

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
mod shared;
use golden::{Memory, all_same, same_strides, same_words};
use shared::same_values;

type Outcome = Result<(), String>;

fn optimize(text: &str) -> Optimize {
    match text.split(' ').collect::<Vec<_>>()[..] {
        ["no"] => Optimize::No,
        ["greedy"] => Optimize::Greedy,
        ["optimal"] => Optimize::Optimal,
        ["greedy", most] => Optimize::GreedyWithin(most.parse().unwrap()),
        ["optimal", most] => Optimize::OptimalWithin(most.parse().unwrap()),
        _ => panic!("no choice {text}"),
    }
}

fn items(text: &str) -> Vec<Option<i32>> {
    let item = |item: &str| if item == "." { None } else { Some(item.parse().unwrap()) };
    text.split(',').filter(|s| !s.is_empty()).map(item).collect()
}

/// NumPy makes a scalar of what has no axes, which is native.
fn scalar(ours: Result<ArrayCow<'_, npcore_dtype::Dyn>, ArrayError>) -> Result<DynArray, ArrayError> {
    let ours = ours?.into_owned();
    if ours.ndim() == 0 { ours.astype_dyn(ours.dtype().to_native()) } else { Ok(ours) }
}

fn contracted(line: &str, subscripts: &str, views: &[DynView<'_>], numpys: &str) -> Outcome {
    // Every way gives the same: the sums are exact.
    for optimize in [Optimize::Greedy, Optimize::No, Optimize::Optimal] {
        let ours = scalar(Einsum::new(subscripts).optimize(optimize).run(views));
        same_values(line, ours, numpys)?;
    }
    Ok(())
}

fn viewed(line: &str, subscripts: &str, view: DynView<'_>, numpys: &str) -> Outcome {
    let ours = einsum(subscripts, &[view]);
    let Ok(ours) = ours else {
        return same_values(line, ours.map(ArrayCow::into_owned), numpys);
    };
    let [dtype, shape, strides, hex] = numpys.split(';').collect::<Vec<_>>()[..] else {
        return Err(format!("{line}\nours {ours:?}"));
    };
    let own: Vec<String> = ours.strides().iter().map(isize::to_string).collect();
    if !ours.is_view() || !same_strides(shape, &own.join(","), strides) {
        return Err(format!("{line}\nours {own:?}"));
    }
    same_values(line, scalar(Ok(ours)), &[dtype, shape, hex].join(";"))
}

fn planned(line: &str, choice: &str, subscripts: &str, views: &[DynView<'_>], numpys: &str) -> Outcome {
    let ours = match einsum_path(subscripts, views, &optimize(choice)) {
        Ok(path) => {
            let step = |step: &Vec<usize>| step.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
            let steps: Vec<String> = path.steps().iter().map(step).collect();
            format!("{} {}", steps.join(";"), path.to_string().replace('\n', "/"))
        }
        Err(e) => format!("!{e}"),
    };
    let same = ours == numpys || numpys.strip_prefix('!').is_some_and(|words| same_words(&ours, words));
    if same { Ok(()) } else { Err(format!("{line}\nours   {ours}")) }
}

fn run(line: &str) -> Outcome {
    let fields: Vec<&str> = line.split('\t').collect();
    let [kind, rest @ .., numpys] = &fields[..] else { panic!("three fields: {line}") };
    let texts = if *kind == "path" { 2 } else { 1 };
    let (texts, operands) = rest.split_at(texts);
    let mut given: Vec<Memory> = operands.iter().map(|text| Memory::parse(text)).collect();
    let mut out = (*kind == "into").then(|| given.pop().unwrap());
    let views: Vec<DynView<'_>> = given.iter().map(Memory::view).collect();
    match *kind {
        "einsum" => contracted(line, texts[0], &views, numpys),
        "view" => viewed(line, texts[0], views[0], numpys),
        "path" => planned(line, texts[0], texts[1], &views, numpys),
        "lists" => {
            let (inputs, output) = match texts[0].split_once("->") {
                Some((inputs, output)) => (inputs, Some(items(output))),
                None => (texts[0], None),
            };
            let lists: Vec<Vec<Option<i32>>> = inputs.split('|').map(items).collect();
            let pairs: Vec<_> = views.iter().zip(&lists).map(|(view, list)| (view, &list[..])).collect();
            same_values(line, scalar(einsum_lists(&pairs, output.as_deref())), numpys)
        }
        "into" => {
            let out = out.as_mut().unwrap();
            let done = Einsum::new(texts[0]).run_into(&views, &mut out.view_mut());
            same_values(line, done.map(|()| out.view().to_owned()), numpys)
        }
        kind => panic!("no case {kind}"),
    }
}

#[test]
fn like_numpy() {
    all_same(include_str!("goldens/einsum.txt"), 2000, run);
}

/// `bii->bi` writes through.
#[test]
fn diagonals_can_be_written() {
    let mut a = npcore_array::zeros::<f64>([2, 3, 3]);
    einsum_mut("bii->ib", &mut a).unwrap().assign(npcore_array::array![[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]);
    assert_eq!(einsum("bii->b", &[&a]).unwrap().to_string(), "[ 6. 15.]");
    assert_eq!(npcore_ufunc::sum(&a, ..).unwrap(), 21.0);
    let error: Result<_, ArrayError> = einsum_mut::<f64>("bii->b", &mut a);
    assert!(error.unwrap_err().to_string().starts_with("these subscripts sum"));
}

/// Paths may be given, and say when they do not fit.
#[test]
fn paths_may_be_given() {
    let a: Array<i64> = npcore_array::arange(0, 4, 1).into_shape([2, 2]).unwrap();
    let ways = |steps: &[&[usize]]| {
        let path = Optimize::Path(steps.iter().map(|step| step.to_vec()).collect());
        let result: Result<ArrayCow<'_, i64>, _> = Einsum::new("ij,jk,kl->li").optimize(path).run(&[&a, &a, &a]);
        result.map(|r| r.to_string()).unwrap_or_else(|e| e.to_string())
    };
    let cube = "[[ 6 22]\n [11 39]]";
    assert_eq!(ways(&[&[0, 1], &[0, 1]]), cube);
    assert_eq!(ways(&[&[0, 2], &[0, 1]]), cube);
    assert_eq!(ways(&[&[0, 1, 2]]), cube);
    assert_eq!(ways(&[&[1], &[0, 1], &[0, 1]]), cube);
    assert_eq!(ways(&[&[0, 1]]), "Invalid einsum_path is specified: 1 more operands has to be contracted.");
    assert_eq!(ways(&[&[0, 5], &[0, 1]]), "pop index out of range");
    let path = einsum_path("ij,jk,kl->li", &[&a, &a, &a], &Optimize::Greedy).unwrap();
    assert_eq!(ways(&path.steps().iter().map(|s| &s[..]).collect::<Vec<_>>()), cube);
}

/// Axes that are copied, looped over and merged, against a plain sum.
#[test]
fn larger_contractions_are_the_sums() {
    let values = |shape: &[usize], seed: usize| -> Array<f64> {
        let n = shape.iter().product();
        let list: Vec<f64> = (0..n).map(|i| ((i * 7919 + seed * 104729) % 17) as f64 - 8.0).collect();
        Array::from_shape_vec(shape, list).unwrap()
    };
    // Every letter has its size.
    let size = |c: char| [3, 70, 5, 9, 4, 33, 2][(c as u8 - b'a') as usize];
    for subscripts in [
        "ab,bc->ac",
        "ab,cb->ca",
        "abc,cbd->ad",
        "abc,acd->abd",
        "abd,cbd->dac",
        "fab,fbc->fac",
        "fab,bc->fac",
        "ab,fbc->fac",
        "abfe,efda->bd",
        "ab,ab->",
        "ab,ba->",
        "abc,abc->b",
        "a,f->fa",
        "fb,fb->f",
        "fbc,bc->f",
        "gab,gab,gb->a",
        "ab,bc,cd,de->ae",
        "af,bf,cf->abc",
        "ab,cd->",
        "abc,f->cf",
    ] {
        let (inputs, output) = subscripts.split_once("->").unwrap();
        let terms: Vec<&str> = inputs.split(',').collect();
        let letters: Vec<char> = ('a'..='g').filter(|c| inputs.contains(*c)).collect();
        for way in 0..4 {
            let arrays: Vec<Array<f64>> = (terms.iter().enumerate())
                .map(|(k, term)| values(&term.chars().map(size).collect::<Vec<_>>(), k))
                .collect();
            // The same elements lying in another order in memory, and backwards.
            let stored: Vec<Array<f64>> = (arrays.iter())
                .map(|a| match way {
                    1 => a.try_to_owned(npcore_array::Order::F).unwrap(),
                    2 => a.flip(0).unwrap().copy(),
                    _ => a.to_owned(),
                })
                .collect();
            let views: Vec<DynView<'_>> =
                (stored.iter()).map(|a| if way == 2 { a.flip(0).unwrap().as_dyn() } else { a.as_dyn() }).collect();
            let ours: DynArray = einsum(subscripts, &views).unwrap().into_owned();
            let ours = ours.downcast::<f64>().unwrap();
            let mut want = npcore_array::zeros::<f64>(&output.chars().map(size).collect::<Vec<_>>()[..]);
            let mut index = vec![0usize; letters.len()];
            'all: loop {
                let place = |term: &str| -> Vec<usize> {
                    term.chars().map(|c| index[letters.iter().position(|l| *l == c).unwrap()]).collect()
                };
                let product: f64 = terms.iter().zip(&arrays).map(|(term, a)| a.get(place(term)).unwrap()).product();
                *want.get_mut(place(output)).unwrap() += product;
                for i in (0..letters.len()).rev() {
                    index[i] += 1;
                    if index[i] < size(letters[i]) {
                        continue 'all;
                    }
                    index[i] = 0;
                }
                break;
            }
            assert!(ours.array_equal(&want), "{subscripts} {way}");
            let whole: Array<i64> = einsum(
                subscripts,
                &stored.iter().map(|a| a.astype::<i64>()).collect::<Vec<_>>().iter().collect::<Vec<_>>(),
            )
            .unwrap()
            .into_owned();
            if way != 2 {
                assert!(whole.as_view().array_equal(&want), "{subscripts} {way} of integers");
            }
        }
    }
}
