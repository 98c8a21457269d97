//! Arrays made and viewed against NumPy's own results (`cargo xtask goldens making` makes the file).
//!
//! Compared are dtype, shape, strides, values, whether a result shares memory with an operand, and the words of
//! errors. The cases run on `Dyn` arrays over strided, reversed, broadcast and byte-swapped memory; the typed family
//! runs through the same engine.

mod golden;

use npcore_array::{
    Array, ArrayError, AsView, BitOrder, CopyMode, DynCow, DynView, GridAxis, Indexing, Like, Memory, Order, Sections,
};
use npcore_dtype::{Complex, DType, Dyn, Element, Scalar, ScalarType, f16};

use golden::{Memory as Held, all_same, hex, numbers};

type Texts = Result<Vec<String>, ArrayError>;

fn order(text: &str) -> Order {
    match text {
        "C" => Order::C,
        "F" => Order::F,
        "A" => Order::A,
        _ => Order::K,
    }
}

fn bit_order(text: &str) -> BitOrder {
    if text == "big" { BitOrder::Big } else { BitOrder::Little }
}

fn optional<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

/// One case's operands and how results are told.
struct Case<'a> {
    operands: Vec<DynView<'a>>,
}

impl Case<'_> {
    /// A result as NumPy's side writes it.
    fn text(&self, a: DynView<'_>) -> String {
        let shares = match a.is_empty() || self.operands.is_empty() {
            true => '-',
            false if self.operands.iter().any(|o| npcore_array::shares_memory(o, &a)) => 'V',
            false => 'C',
        };
        let list = |x: Vec<String>| x.join(",");
        let shape = list(a.shape().iter().map(usize::to_string).collect());
        let strides = list(a.strides().iter().map(isize::to_string).collect());
        format!("{shares};{};{shape};{strides};{}", a.dtype().str(), hex(&a.to_bytes()))
    }

    fn one(&self, a: impl AsView<Dyn>) -> Texts {
        Ok(vec![self.text(a.as_view())])
    }

    fn typed<T: Element>(&self, a: Array<T>) -> Texts {
        self.one(a.into_dyn())
    }

    fn many(&self, all: &[impl AsView<Dyn>]) -> Texts {
        Ok(all.iter().map(|a| self.text(a.as_view())).collect())
    }

    fn cow(&self, a: DynCow<'_>) -> Texts {
        let shares = self.operands.iter().any(|o| npcore_array::shares_memory(o, &a as &dyn Memory));
        assert!(a.is_empty() || a.is_view() == shares, "a view that shares nothing, or a copy that shares");
        self.one(a)
    }
}

struct Cuts(Result<isize, Vec<isize>>);

impl Cuts {
    fn parse(text: &str) -> Cuts {
        match text.strip_prefix('n') {
            Some(n) => Cuts(Ok(n.parse().unwrap())),
            None => Cuts(Err(numbers(&text[1..]))),
        }
    }
    fn apply<R>(&self, n: impl FnOnce(isize) -> R, list: impl FnOnce(&[isize]) -> R) -> R {
        match &self.0 {
            Ok(x) => n(*x),
            Err(x) => list(x),
        }
    }
}

/// Both ends of a range in a float or complex type.
macro_rules! ends {
    ($view:expr, $f:ident) => {
        match $view.dtype().scalar_type() {
            Some(ScalarType::Float16) => ends!(@ $view, f16, $f),
            other => ends!(@rest other, $view, $f),
        }
    };
    (@rest $ty:expr, $view:expr, $f:ident) => {
        match $ty {
            Some(ScalarType::Float32) => ends!(@ $view, f32, $f),
            Some(ScalarType::Float64) => ends!(@ $view, f64, $f),
            Some(ScalarType::Complex64) => ends!(@ $view, Complex<f32>, $f),
            _ => ends!(@ $view, Complex<f64>, $f),
        }
    };
    (@ $view:expr, $t:ty, $f:ident) => {{
        let e = $view.downcast::<$t>()?;
        $f!(e.get(0)?, e.get(1)?)
    }};
}

fn run(name: &str, args: &[&str], operands: &[Held]) -> Texts {
    let case = Case { operands: operands.iter().map(Held::view).collect() };
    let a = || case.operands[0];
    let int = |i: usize| args[i].parse::<isize>().unwrap();
    let len = |i: usize| args[i].parse::<usize>().unwrap();
    match name {
        "matrix_transpose" => case.one(a().matrix_transpose()?),
        "atleast_1d" => case.one(a().atleast_1d()),
        "atleast_2d" => case.one(a().atleast_2d()),
        "atleast_3d" => case.one(a().atleast_3d()),
        "fliplr" => case.one(a().fliplr()?),
        "flipud" => case.one(a().flipud()?),
        "squeeze" => case.one(a().squeeze()),
        "real" => case.one(a().real()),
        "imag" => case.cow(a().imag()),
        "rollaxis" => case.one(a().rollaxis(int(0), int(1))?),
        "rot90" => case.one(a().rot90(int(0), (int(1), int(2)))?),
        "flip" => case.one(a().flip(args.iter().map(|x| x.parse().unwrap()).collect::<Vec<isize>>())?),
        "ravel" => case.cow(a().ravel_order(order(args[0]))),
        "flatten" => case.one(a().flatten_order(order(args[0]))?),
        "tobytes" => case.typed(Array::from_vec(a().tobytes(order(args[0]))?)),
        "split" | "array_split" | "hsplit" | "vsplit" | "dsplit" => {
            let cuts = Cuts::parse(args[0]);
            fn cut<'a>(
                name: &str,
                a: DynView<'a>,
                s: impl Sections,
                axis: isize,
            ) -> Result<Vec<DynView<'a>>, ArrayError> {
                match name {
                    "split" => a.split(s, axis),
                    "array_split" => a.array_split(s, axis),
                    "hsplit" => a.hsplit(s),
                    "vsplit" => a.vsplit(s),
                    _ => a.dsplit(s),
                }
            }
            let axis = if args.len() > 1 { int(1) } else { 0 };
            case.many(&cuts.apply(|n| cut(name, a(), n, axis), |list| cut(name, a(), list, axis))?)
        }
        "unstack" => case.many(&a().unstack(int(0))?),
        "view" => case.one(a().view_dtype(args[0].parse()?)?),
        "byteswap" => case.one(a().byteswap()),
        "broadcast_arrays" => case.many(&npcore_array::broadcast_arrays(&case.operands)?),
        "array_equiv" => {
            case.typed(npcore_array::full((), npcore_array::array_equiv(case.operands[0], case.operands[1])))
        }
        "nditer" => {
            let iter = npcore_array::nditer(case.operands.clone(), order(args[0]))?;
            let ndim = case.operands.iter().map(|o| o.ndim()).max().unwrap();
            let (mut places, mut found, mut n) = (vec![], vec![], 0);
            for (index, values) in iter.indexed() {
                n += 1;
                places.extend(index.iter().map(|&i| i as i64));
                found.extend(values.iter().map(|x| x.as_i64().unwrap() as i8));
            }
            let places = Array::from_shape_vec([n, ndim], places)?.into_dyn();
            case.many(&[places, Array::from_shape_vec([n, case.operands.len()], found)?.into_dyn()])
        }
        "ndindex" => {
            let shape: Vec<usize> = (0..args.len()).map(len).collect();
            let rows: Vec<i64> =
                npcore_array::ndindex(&shape)?.flat_map(|i| i.iter().map(|&i| i as i64).collect::<Vec<_>>()).collect();
            case.typed(Array::from_shape_vec([shape.iter().product::<usize>(), shape.len()], rows)?)
        }
        "linspace" => {
            macro_rules! linspace {
                ($a:expr, $b:expr) => {{
                    let (y, step) = npcore_array::try_linspace($a, $b, len(0), args[1] == "1")?;
                    case.many(&[y.into_dyn(), npcore_array::full((), step).into_dyn()])
                }};
            }
            ends!(a(), linspace)
        }
        "linspace_as" => {
            let e = a().downcast::<f64>()?;
            macro_rules! linspace_as {
                ($t:ty) => {
                    case.typed(npcore_array::linspace_as::<$t>(e.get(0)?, e.get(1)?, len(0), args[1] == "1")?.0)
                };
            }
            match args[2] {
                "i1" => linspace_as!(i8),
                "<i4" => linspace_as!(i32),
                "<i8" => linspace_as!(i64),
                "<f4" => linspace_as!(f32),
                _ => linspace_as!(Complex<f64>),
            }
        }
        "linspace_arrays" => {
            let (a, b) = (case.operands[0], case.operands[1]);
            case.one(npcore_array::linspace_arrays(a, b, len(0), args[1] == "1", int(2))?.0)
        }
        "logspace" => {
            macro_rules! logspace {
                ($a:expr, $b:expr) => {
                    case.typed(npcore_array::try_logspace($a, $b, len(0), args[1] == "1", args[2].parse().unwrap())?)
                };
            }
            ends!(@rest a().dtype().scalar_type(), a(), logspace)
        }
        "geomspace" => {
            macro_rules! geomspace {
                ($a:expr, $b:expr) => {
                    case.typed(npcore_array::try_geomspace($a, $b, len(0), args[1] == "1")?)
                };
            }
            ends!(@rest a().dtype().scalar_type(), a(), geomspace)
        }
        "diag" => case.cow(npcore_array::diag(&a(), int(0))?),
        "diagflat" => case.one(npcore_array::diagflat(a(), int(0))?),
        "tri" => case.typed(npcore_array::tri::<i32>(len(0), len(1), int(2))),
        "tril" => case.one(npcore_array::tril(a(), int(0))?),
        "triu" => case.one(npcore_array::triu(a(), int(0))?),
        "vander" => vander(&case, Some(len(0)), args[1] == "1"),
        "meshgrid" => {
            let indexing = if args[0] == "xy" { Indexing::Xy } else { Indexing::Ij };
            let sparse = args[1] == "1";
            if args[2] == "1" {
                case.many(&npcore_array::meshgrid(&case.operands, indexing, sparse)?)
            } else {
                case.many(&npcore_array::meshgrid_views(&case.operands, indexing, sparse)?)
            }
        }
        "indices" => {
            let shape: Vec<usize> = (2..args.len()).map(len).collect();
            macro_rules! sparse {
                ($t:ty) => {{
                    let all = npcore_array::indices_sparse::<$t>(&shape)?;
                    case.many(&all.into_iter().map(|a| a.into_dyn()).collect::<Vec<_>>())
                }};
            }
            match (args[0], args[1]) {
                (dtype, "0") => case.one(npcore_array::indices_dyn(&shape, dtype.parse()?)?),
                ("<i4", _) => sparse!(i32),
                ("<i8", _) => sparse!(i64),
                _ => sparse!(f64),
            }
        }
        "mgrid" | "ogrid" => {
            let axes = args.iter().map(|text| {
                let x: Vec<f64> = numbers(&text[1..]);
                if text.starts_with('p') {
                    Ok(GridAxis::points(x[0], x[1], x[2] as usize))
                } else {
                    GridAxis::step(x[0], x[1], x[2])
                }
            });
            let axes: Vec<_> = axes.collect::<Result<_, _>>()?;
            if name == "mgrid" {
                case.typed(npcore_array::mgrid(&axes)?)
            } else {
                let all = npcore_array::ogrid(&axes)?;
                case.many(&all.into_iter().map(|a| a.into_dyn()).collect::<Vec<_>>())
            }
        }
        "full_like" => {
            let like = Like::new().order(order(args[1]));
            let like = match args[2].strip_prefix('s') {
                Some(shape) if args[2] != "same" => like.shape(numbers::<usize>(shape))?,
                _ => like,
            };
            case.one(a().full_like_dyn(&Scalar::Int64(7), args[0].parse()?, like)?)
        }
        "asarray" => {
            let copy = match args[2] {
                "None" => CopyMode::IfNeeded,
                "True" => CopyMode::Always,
                _ => CopyMode::Never,
            };
            case.cow(a().asarray_dyn(args[0].parse()?, order(args[1]), copy)?)
        }
        "frombuffer" => {
            case.one(npcore_array::frombuffer_dyn(&operands[0].bytes, args[0].parse()?, optional(args[1]), len(2))?)
        }
        "packbits" => case.typed(npcore_array::packbits(a(), optional(args[0]), bit_order(args[1]))?),
        "unpackbits" => {
            case.typed(npcore_array::unpackbits(a(), optional(args[0]), optional(args[1]), bit_order(args[2]))?)
        }
        "fromstring" => {
            let unquoted = |text: &str| text[1..text.len() - 1].replace('_', " ").replace("\\\\t", "\t");
            let (text, sep) = (unquoted(args[0]), unquoted(args[1]));
            case.one(npcore_array::fromstring_dyn(&text, args[2].parse()?, &sep, optional(args[3]))?)
        }
        name => panic!("no such case: {name}"),
    }
}

/// `vander` promotes when compiled: the typed form of each operand.
fn vander(case: &Case<'_>, n: Option<usize>, increasing: bool) -> Texts {
    let a = case.operands[0];
    macro_rules! typed {
        ($t:ty) => {
            case.typed(npcore_array::vander(a.asarray::<$t>(Order::K, CopyMode::IfNeeded)?, n, increasing)?)
        };
    }
    match a.dtype().scalar_type() {
        Some(ScalarType::Bool) => typed!(bool),
        Some(ScalarType::Int8) => typed!(i8),
        Some(ScalarType::UInt8) => typed!(u8),
        Some(ScalarType::Int32) => typed!(i32),
        Some(ScalarType::Int64) => typed!(i64),
        Some(ScalarType::Float32) => typed!(f32),
        Some(ScalarType::Float64) => typed!(f64),
        _ => typed!(Complex<f64>),
    }
}

/// Whether two results are the same; powers and logarithms within a few units of the last place, and complex
/// products, which NumPy fuses on some processors.
fn same(name: &str, ours: &str, numpys: &str) -> bool {
    if ours == numpys {
        return true;
    }
    let (o, n): (Vec<&str>, Vec<&str>) = (ours.split(';').collect(), numpys.split(';').collect());
    if o.len() != 5 || n.len() != 5 || o[..3] != n[..3] {
        return false;
    }
    let shape: Vec<usize> = numbers(o[2]);
    let (so, sn): (Vec<isize>, Vec<isize>) = (numbers(o[3]), numbers(n[3]));
    // Strides of axes of length 1 are NumPy's too; those of an empty array mean nothing.
    if !(shape.contains(&0) || so == sn) {
        return false;
    }
    if o[4] == n[4] {
        return true;
    }
    let dtype: DType = o[1].parse().unwrap();
    let slack = match name {
        "logspace" | "geomspace" => 16.0,
        "linspace" | "linspace_arrays" | "vander" if dtype.is_complex() => 2.0,
        _ => 0.0,
    };
    let read = |hex: &str| -> Vec<Complex<f64>> {
        let held = Held::parse(&format!("{};{};{};0;{hex}", o[1], shape.iter().product::<usize>(), dtype.itemsize()));
        held.view().values().map(|x| x.as_complex().unwrap_or_default()).collect()
    };
    let epsilon = if dtype.word_size() == 4 { f64::from(f32::EPSILON) } else { f64::EPSILON };
    let near =
        |x: f64, y: f64, size: f64| (x.is_nan() && y.is_nan()) || x == y || (x - y).abs() <= slack * epsilon * size;
    o[4].len() == n[4].len()
        && (dtype.is_float() || dtype.is_complex())
        && read(o[4]).iter().zip(read(n[4])).all(|(x, y)| {
            let size = y.re.abs().max(y.im.abs());
            near(x.re, y.re, size) && near(x.im, y.im, size)
        })
}

fn check(line: &str) -> Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [name, args, operands, numpys] = fields[..] else { panic!("four fields: {line}") };
    let args: Vec<&str> = args.split(' ').filter(|s| !s.is_empty()).collect();
    let operands: Vec<Held> = operands.split('/').filter(|s| !s.is_empty()).map(Held::parse).collect();
    let ours = run(name, &args, &operands);
    let fine = match (&ours, numpys.strip_prefix('!')) {
        (Ok(_), Some(_)) | (Err(_), None) => false,
        (Err(e), Some(words)) => {
            let words = words.split_once(": ").map_or(words, |(_, w)| w);
            e.to_string().replace('\n', "\\n") == words
        }
        (Ok(ours), None) => {
            let numpys: Vec<&str> = numpys.split('/').filter(|s| !s.is_empty()).collect();
            ours.len() == numpys.len() && ours.iter().zip(numpys).all(|(o, n)| same(name, o, n))
        }
    };
    let ours = match ours {
        Ok(texts) => texts.join("/"),
        Err(e) => format!("!{e}"),
    };
    if fine { Ok(()) } else { Err(format!("{line}\n--- ours\n{ours}")) }
}

#[test]
fn arrays_are_made_and_viewed_as_numpys() {
    all_same(include_str!("goldens/making.txt"), 2000, check);
}
