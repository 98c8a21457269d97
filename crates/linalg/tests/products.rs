//! Products against NumPy's own results (`cargo xtask goldens` makes the file; its script says what the lines mean).

use npcore_array::{Array, ArrayError, DynArray, DynView};
use npcore_dtype::{DType, Elem};
use npcore_linalg::{self as np, ArrayProducts};

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
mod shared;
use golden::{Memory, all_same};
use shared::same_values;

type Result<T> = std::result::Result<T, ArrayError>;

fn list(text: &str) -> Vec<isize> {
    if text == "-" { Vec::new() } else { golden::numbers(text) }
}

fn one<T: Elem>(array: Array<T>) -> DynArray {
    array.into_dyn()
}

fn call(name: &str, arguments: &[&str], given: &mut [Memory]) -> Result<DynArray> {
    if let Some(name) = name.strip_suffix("_into") {
        let [a, b, out] = given else { panic!("three operands") };
        let (a, b) = (a.view(), b.view());
        {
            let out = &mut out.view_mut();
            match name {
                "matmul" => np::matmul_into(a, b, out)?,
                "matvec" => np::matvec_into(a, b, out)?,
                "vecmat" => np::vecmat_into(a, b, out)?,
                "vecdot" => np::vecdot_into(a, b, out)?,
                "dot" => np::dot_into(a, b, out)?,
                "outer" => np::outer_into(a, b, out)?,
                name => panic!("no function {name}_into"),
            }
        }
        return Ok(out.view().to_owned());
    }
    let int = |i: usize| arguments[i].parse::<isize>().unwrap();
    let view = |i: usize| given[i].view();
    Ok(match name {
        "matmul" => one(np::matmul(view(0), view(1))?),
        "matvec" => one(np::matvec(view(0), view(1))?),
        "vecmat" => one(np::vecmat(view(0), view(1))?),
        "vecdot" => one(np::vecdot(view(0), view(1))?),
        "vecdot_axis" => one(np::vecdot_axis(view(0), view(1), int(0))?),
        "dot" => one(np::dot(view(0), view(1))?),
        "inner" => one(np::inner(view(0), view(1))?),
        "outer" => one(np::outer(view(0), view(1))?),
        "vdot" => one(np::vdot(view(0), view(1))?),
        "tensordot" if arguments.len() == 1 => one(np::tensordot(view(0), view(1), int(0))?),
        "tensordot" => one(np::tensordot(view(0), view(1), (list(arguments[0]), list(arguments[1])))?),
        "kron" => one(np::kron(view(0), view(1))?),
        "multi_dot" => {
            let views: Vec<DynView<'_>> = given.iter().map(Memory::view).collect();
            np::multi_dot(&views)?
        }
        "matrix_power" => one(np::matrix_power(view(0), arguments[0].parse().unwrap())?),
        "trace" => {
            let (a, offset, i, j) = (view(0), int(0), int(1), int(2));
            match arguments[3] {
                "-" => one(np::trace(a, offset, i, j)?),
                "f" => one(np::trace_as::<_, f32>(a, offset, i, j)?),
                "d" => one(np::trace_as::<_, f64>(a, offset, i, j)?),
                "q" => one(np::trace_as::<_, i64>(a, offset, i, j)?),
                _ => one(np::trace_as::<_, npcore_dtype::Complex<f64>>(a, offset, i, j)?),
            }
        }
        name => panic!("no function {name}"),
    })
}

fn run(line: &str) -> std::result::Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [name, arguments, operands @ .., numpys] = &fields[..] else { panic!("three fields: {line}") };
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let mut given: Vec<Memory> = operands.iter().map(|text| Memory::parse(text)).collect();
    same_values(line, call(name, &arguments, &mut given), numpys)
}

#[test]
fn like_numpy() {
    all_same(include_str!("goldens/products.txt"), 2500, run);
}

/// Typed operands: types promote, literals and lists take the array's type.
#[test]
fn types_are_known_when_compiled() {
    let a = npcore_array::array![[1i32, 2], [3, 4]];
    let b = npcore_array::array![[0.5f32, 1.0], [2.0, 4.0]];
    let wide: Array<f64> = np::matmul(&a, &b).unwrap();
    assert_eq!(wide.to_string(), "[[ 4.5  9. ]\n [ 9.5 19. ]]");
    let narrow: Array<f32> = np::dot(&b, [1.0, 2.0]).unwrap();
    assert_eq!(narrow.to_string(), "[ 2.5 10. ]");
    let scaled: Array<f32> = np::dot(&b, 2.0).unwrap();
    assert_eq!(scaled.to_string(), "[[1. 2.]\n [4. 8.]]");
    let row: Array<f32> = np::outer(2.0, b.slice(npcore_array::s![0])).unwrap();
    assert_eq!(row.to_string(), "[[1. 2.]]");
    let d: DynArray = a.as_dyn().matmul(&b).unwrap();
    assert_eq!(d.dtype(), DType::FLOAT64);
    assert_eq!(b.t().matmul(&a).unwrap().shape(), [2, 2]);
    assert_eq!(a.slice(npcore_array::s![.., ..;-1]).trace().unwrap().item().unwrap(), 5);
}

/// Matrices of which one is many vectors.
#[test]
fn many_vectors_are_no_matrix() {
    let (a, v) = (npcore_array::array![[0, 1], [2, 3]], npcore_array::array![[1, 0], [10, 1]]);
    assert_eq!(np::matmul(&a, &v).unwrap().to_string(), "[[10  1]\n [32  3]]");
    assert_eq!(np::matvec(&a, &v).unwrap().to_string(), "[[ 0  2]\n [ 1 23]]");
    assert_eq!(np::vecmat(&v, &a).unwrap().to_string(), "[[ 0  1]\n [ 2 13]]");
    assert_eq!(np::vecdot(&a, &v).unwrap().to_string(), "[ 0 23]");
}

/// An output that is an input too gives what a copy gives.
#[test]
fn an_output_may_overlap() {
    let mut a = npcore_array::arange(0.0, 18.0, 1.0).into_shape([2, 3, 3]).unwrap();
    let want = np::matmul(a.slice(npcore_array::s![0]), a.slice(npcore_array::s![1])).unwrap();
    let whole = a.to_owned();
    let (x, y) = (whole.slice(npcore_array::s![0]), whole.slice(npcore_array::s![1]));
    np::matmul_into(x, y, &mut a.slice_mut(npcore_array::s![0, .., ..;-1])).unwrap();
    assert!(a.slice(npcore_array::s![0, .., ..;-1]).array_equal(&want));
}

#[test]
fn negative_powers_are_those_of_the_inverse() {
    let a = npcore_array::array![[[2.0, 0.0], [0.0, -4.0]], [[0.5, 1.0], [0.0, 1.0]]];
    let want = npcore_array::array![[[0.125, 0.0], [0.0, -0.015625]], [[8.0, -14.0], [0.0, 1.0]]];
    assert_eq!(np::matrix_power(&a, -3).unwrap(), want);
    // Inverses of integers are floats, which only an array of any type can be.
    let whole = npcore_array::array![[2, 0], [0, 4]];
    let inverse = np::matrix_power(whole.clone().into_dyn(), -1).unwrap();
    assert_eq!((inverse.dtype(), inverse.to_string().as_str()), (DType::FLOAT64, "[[0.5  0.  ]\n [0.   0.25]]"));
    assert_eq!(
        np::matrix_power(&whole, -1).unwrap_err().to_string(),
        "array has dtype float64, not int32; use `astype` to convert its values"
    );
    assert_eq!(np::matrix_power(npcore_array::zeros::<f64>([2, 2]), -1).unwrap_err().to_string(), "Singular matrix");
}
