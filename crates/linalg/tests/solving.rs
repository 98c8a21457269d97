//! `numpy.linalg` against NumPy's own results (`cargo xtask goldens` makes the file; its script says what the lines mean).
//!
//! Numbers are compared up to a small part of the largest of their array, eigenvalues and their like within a part of the
//! largest; shapes, dtypes and the words of errors exactly.

use npcore_array::{ArrayError, DynArray, DynView};
use npcore_dtype::{Complex, DType};
use npcore_linalg::{self as np, Cutoff, NormOrder, QrMode, Triangle};

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
use golden::{Memory, all_same, numbers, same_words};

type Result<T> = std::result::Result<T, ArrayError>;

/// An operand: in memory of its own, or made.
enum Given {
    Memory(Memory),
    Made(DynArray),
}

impl Given {
    fn parse(text: &str) -> Given {
        match text.split(' ').collect::<Vec<_>>()[..] {
            ["made", kind, dtype, sides, seed, scale] => {
                let sides: Vec<usize> = numbers(sides);
                let scale = f64::powi(2.0, scale.parse().unwrap());
                Given::Made(made(kind, dtype.parse().unwrap(), [sides[0], sides[1]], seed.parse().unwrap(), scale))
            }
            _ => Given::Memory(Memory::parse(text)),
        }
    }

    fn view(&self) -> DynView<'_> {
        match self {
            Given::Memory(memory) => memory.view(),
            Given::Made(array) => array.view(),
        }
    }
}

/// The script's generator.
fn made(kind: &str, dtype: DType, [rows, cols]: [usize; 2], seed: u64, scale: f64) -> DynArray {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 40) as f64 / f64::powi(2.0, 24) - 0.5
    };
    let complex = dtype.is_complex();
    let a: Vec<Complex<f64>> =
        (0..rows * cols).map(|_| Complex::new(next(), if complex { next() } else { 0.0 })).collect();
    let at = |i: usize, j: usize| {
        let mut x = a[i * cols + j];
        if kind != "any" {
            x += a[j * cols + i].conj();
        }
        if kind == "positive" && i == j {
            x += 2.0 * rows as f64;
        }
        x * scale
    };
    let list: Vec<Complex<f64>> = (0..rows * cols).map(|p| at(p / cols, p % cols)).collect();
    let array = npcore_array::Array::from_shape_vec([rows, cols], list).unwrap();
    if complex { array.into_dyn() } else { array.real().to_owned().into_dyn() }
}

fn order(text: &str) -> NormOrder {
    match text {
        "-" => NormOrder::Default,
        "fro" => NormOrder::Fro,
        "nuc" => NormOrder::Nuc,
        p => NormOrder::P(p.parse().unwrap()),
    }
}

fn cutoff(text: &str) -> Cutoff {
    match text.split_once(':') {
        Some(("relative", x)) => Cutoff::relative(x.parse::<f64>().unwrap()),
        Some(("absolute", x)) => Cutoff::absolute(x.parse::<f64>().unwrap()),
        _ => Cutoff::Default,
    }
}

fn triangle(text: &str) -> Triangle {
    if text == "U" { Triangle::Upper } else { Triangle::Lower }
}

fn call(name: &str, arguments: &[&str], given: &[Given]) -> Result<Vec<DynArray>> {
    let a = given[0].view();
    let b = || given[1].view();
    let keep = |i: usize| arguments[i] == "1";
    Ok(match name {
        "solve" => vec![np::solve(a, b())?],
        "inv" => vec![np::inv(a)?],
        "det" => vec![np::det(a)?],
        "slogdet" => {
            let result = np::slogdet(a)?;
            vec![result.sign, result.logabsdet]
        }
        "cholesky" => vec![np::cholesky(a, triangle(arguments[0]))?],
        "qr" => match arguments[0] {
            "r" => vec![np::qr_r(a)?],
            "raw" => {
                let (h, tau) = np::qr_raw(a)?;
                vec![h, tau]
            }
            mode => {
                let mode = if mode == "complete" { QrMode::Complete } else { QrMode::Reduced };
                let result = np::qr(a, mode)?;
                vec![result.q, result.r]
            }
        },
        "svdvals" => vec![np::svdvals(a)?],
        "pinv" => vec![np::pinv_with(a, &cutoff(arguments[0]), keep(1))?],
        "matrix_rank" => vec![np::matrix_rank_with(a, &cutoff(arguments[0]), keep(1))?.into_dyn()],
        "cond" => vec![np::cond(a, order(arguments[0]))?],
        "eigvals" => vec![np::eigvals(a)?],
        "eigvalsh" => vec![np::eigvalsh(a, triangle(arguments[0]))?],
        "lstsq" => {
            let result = np::lstsq(a, b(), arguments[0].parse().ok())?;
            let rank = npcore_array::Array::from_shape_vec((), vec![result.rank as i32])?;
            vec![result.x, result.residuals, rank.into_dyn(), result.s]
        }
        "norm" => {
            let axes: Vec<isize> = match arguments[1] {
                "-" => (0..a.ndim() as isize).collect(),
                axes => numbers(axes),
            };
            let order = order(arguments[0]);
            vec![if keep(2) { np::norm_keepdims(a, order, &axes[..])? } else { np::norm(a, order, &axes[..])? }]
        }
        "vector_norm" => {
            let axes: Vec<isize> = match arguments[1] {
                "-" => (0..a.ndim() as isize).collect(),
                axes => numbers(axes),
            };
            vec![np::vector_norm(a, order(arguments[0]), &axes[..])?]
        }
        "matrix_norm" => vec![np::matrix_norm(a, order(arguments[0]), keep(1))?],
        "cross" => vec![np::cross(a, b(), arguments[0].parse().unwrap())?],
        "diagonal" => vec![np::diagonal(&a, arguments[0].parse().unwrap())?.to_owned()],
        "trace" => vec![np::matrix_trace(a, arguments[0].parse().unwrap())?],
        "tensorsolve" => {
            let axes: Vec<isize> = if arguments[0] == "-" { vec![] } else { numbers(arguments[0]) };
            vec![np::tensorsolve(a, b(), &axes[..])?]
        }
        "tensorinv" => vec![np::tensorinv(a, arguments[0].parse().unwrap())?],
        name => panic!("no function {name}"),
    })
}

/// Results separated by `|`, with which the dtypes of bytes begin too.
fn several(mut text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    while let Some(at) = text.char_indices().find(|&(at, c)| at > 0 && c == '|').map(|(at, _)| at) {
        parts.push(&text[..at]);
        text = &text[at + 1..];
    }
    parts.push(text);
    parts
}

/// NumPy's array in a line.
fn parsed(text: &str) -> DynArray {
    let fields: Vec<&str> = text.split(';').collect();
    let [dtype, shape, hex] = fields[..] else { panic!("three fields: {text}") };
    let shape: Vec<usize> = numbers(shape);
    DynArray::from_bytes(&shape[..], dtype.parse().unwrap(), &golden::bytes(hex)).unwrap()
}

/// The words of NumPy's error, without what stands between them in its source.
fn words(numpys: &str) -> String {
    let words: Vec<&str> = numpys[1..].split_whitespace().collect();
    // Ours says what did not converge, not what for.
    words.join(" ").replace(" in Linear Least Squares", "")
}

/// Eigenvalues of each matrix by real and imaginary part, and as complex where NumPy's are.
fn sorted(ours: DynArray, dtype: DType) -> DynArray {
    let mut values: Vec<Complex<f64>> = ours.view().astype::<Complex<f64>>().to_vec();
    let n = ours.shape().last().copied().unwrap_or(0).max(1);
    for part in values.chunks_mut(n) {
        part.sort_by(|x, y| x.re.total_cmp(&y.re).then(x.im.total_cmp(&y.im)));
    }
    let shape: Vec<usize> = ours.shape().to_vec();
    npcore_array::Array::from_shape_vec(&shape[..], values).unwrap().view().astype_dyn(dtype).unwrap()
}

/// How far two arrays differ, as a part of the largest number.
fn difference(ours: &DynArray, numpys: &DynArray) -> f64 {
    let list = |a: &DynArray| a.view().astype::<Complex<f64>>().to_vec();
    let (ours, numpys) = (list(ours), list(numpys));
    let size = |x: &Complex<f64>| x.re.abs().max(x.im.abs());
    let largest = numpys.iter().map(size).filter(|x| x.is_finite()).fold(0.0, f64::max);
    let mut worst = 0.0f64;
    for (x, y) in ours.iter().zip(&numpys) {
        let same = |x: f64, y: f64| x == y || x.is_nan() && y.is_nan();
        if !(same(x.re, y.re) && same(x.im, y.im)) {
            let far = size(&Complex::new(x.re - y.re, x.im - y.im));
            worst = worst.max(if far.is_nan() { f64::INFINITY } else { far / largest });
        }
    }
    worst
}

fn run(line: &str) -> std::result::Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [name, arguments, operands @ .., numpys] = &fields[..] else { panic!("three fields: {line}") };
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let given: Vec<Given> = operands.iter().map(|text| Given::parse(text)).collect();
    let short = || line.chars().take(300).collect::<String>();
    let results = match call(name, &arguments, &given) {
        Ok(_) if numpys.starts_with('!') => return Err(format!("{}\nours is no error", short())),
        Err(e) if numpys.starts_with('!') && same_words(&format!("!{}", words(&format!("!{e}"))), &words(numpys)) => {
            return Ok(());
        }
        Err(e) => return Err(format!("{}\nours   {e}", short())),
        Ok(results) => results,
    };
    let numpys: Vec<DynArray> = several(numpys).into_iter().map(parsed).collect();
    if results.len() != numpys.len() {
        return Err(format!("{}\n{} results", short(), results.len()));
    }
    for (at, (ours, numpys)) in results.into_iter().zip(&numpys).enumerate() {
        let sorts = *name == "eigvals";
        let ours = if sorts { sorted(ours, numpys.dtype()) } else { ours };
        if (ours.shape(), ours.dtype()) != (numpys.shape(), numpys.dtype()) {
            return Err(format!("{}\nresult {at}: {:?} {}", short(), ours.shape(), ours.dtype()));
        }
        // Eigenvalues of matrices that are not Hermitian, and residuals, may be sensitive.
        let bound = match *name {
            "eigvals" | "cond" | "lstsq" | "pinv" => 1e-9,
            _ => 1e-12,
        };
        let single = numpys.dtype() == DType::FLOAT32 || numpys.dtype() == DType::COMPLEX64;
        let bound = match numpys.dtype().itemsize() {
            2 => 2e-3,
            _ if single => 1e-5,
            _ => bound,
        };
        let least = matches!(*name, "norm" | "matrix_norm") && arguments[0] == "-2";
        let infinite = |a: &DynArray| a.view().astype::<f64>().values().all(|x| x.is_infinite() || x > 1e15);
        if *name == "cond" && infinite(&ours) && infinite(numpys) {
            // Singular up to rounding.
            continue;
        }
        let unknown = *name == "slogdet" && at == 0 && fields[fields.len() - 1].ends_with("f87f");
        if unknown {
            // The sign of a NaN.
            continue;
        }
        let mut far = difference(&ours, numpys);
        if least {
            // The smallest singular value is as exact as the largest is.
            far *= numpys.view().astype::<f64>().values().fold(0.0, f64::max);
        }
        if far > bound {
            return Err(format!("{}\nresult {at} differs by {far:e}\nours {ours}\nNumPy's {numpys}", short()));
        }
    }
    Ok(())
}

#[test]
fn like_numpy() {
    all_same(include_str!("goldens/solving.txt"), 4000, run);
}
