//! Dates and times as a user has them: typed arrays, run-time ones, and NumPy's text of the results.

use npcore_array::{Array, DynArray, array, floor_divide};
use npcore_dtype::{DType, DateTime64, TimeDelta64, dtype, units};
use npcore_ufunc::{self as np, ArrayMethods, ErrState, errstate, reduce};

type Days = DateTime64<units::D>;
type Hours = TimeDelta64<units::h>;

fn days(values: &[i64]) -> Array<Days> {
    values.iter().map(|&x| Days::new(x)).collect()
}

fn hours(values: &[i64]) -> Array<Hours> {
    values.iter().map(|&x| Hours::new(x)).collect()
}

/// Numbers as times.
fn times(values: &[i64], dtype: DType) -> DynArray {
    values.iter().copied().collect::<Array<i64>>().into_dyn().astype_dyn(dtype).unwrap()
}

#[test]
fn typed_arrays_give_typed_results() {
    let (a, b) = (days(&[10, 3, 5]), days(&[1, i64::MIN, 7]));
    let between: Array<TimeDelta64<units::D>> = &a - &b;
    assert_eq!(between.to_string(), "[    9 'NaT'    -2]");
    assert_eq!(between.dtype(), dtype!("m8[D]"));
    let later: Array<Days> = np::maximum(&a, &b).unwrap();
    assert_eq!(later.to_string(), "['1970-01-11'        'NaT' '1970-01-08']");
    assert_eq!(a.gt(&b).to_string(), "[ True False False]");

    let (x, y) = (hours(&[7, -7, 5]), hours(&[2, 2, 0]));
    assert_eq!((&x + &y).to_string(), "[ 9 -5  5]");
    let quotient: Array<i64> = floor_divide(&x, &y).unwrap();
    assert_eq!(quotient.to_string(), "[ 3 -4  0]");
    let ratio: Array<f64> = &x / &y;
    assert_eq!(ratio.to_string(), "[ 3.5 -3.5  inf]");
    assert_eq!((&x % &y).to_string(), "[    1     1 'NaT']");
    let (quotient, rest) = np::divmod(&x, &y).unwrap();
    assert_eq!((quotient.dtype(), rest.dtype()), (DType::INT64, dtype!("m8[h]")));
    assert_eq!((-&x).to_string(), "[-7  7 -5]");

    // Of two units: the finer one.
    let minutes: Array<TimeDelta64<units::m>> = [30, 90].into_iter().map(TimeDelta64::new).collect();
    let sum: Array<TimeDelta64<units::m>> = &hours(&[1, 2]) + &minutes;
    assert_eq!(sum.to_string(), "[ 90 210]");
}

#[test]
fn one_date_beside_many() {
    let a = days(&[10, i64::MIN, 5]);
    let new_year: Days = "1970-01-06".parse().unwrap();
    assert_eq!(a.gt(new_year).to_string(), "[ True False False]");
    assert_eq!(a.equal([new_year, Days::NAT, new_year]).to_string(), "[False False  True]");
    let since: Array<TimeDelta64<units::D>> = &a - new_year;
    assert_eq!(since.to_string(), "[    5 'NaT'     0]");
    assert_eq!(np::minimum(&a, new_year).unwrap().to_string(), "['1970-01-06'        'NaT' '1970-01-06']");
    let mut later = hours(&[1, 2]) + Hours::new(3);
    later += Hours::new(1);
    assert_eq!(later.to_string(), "[5 6]");
    assert_eq!((a.into_dyn() - new_year).to_string(), "[    5 'NaT'     0]");
}

#[test]
fn typed_reductions() {
    let x = hours(&[5, 2, 9, -4]);
    assert_eq!(x.sum(..).unwrap(), Hours::new(12));
    assert_eq!(x.mean(..).unwrap(), Hours::new(3));
    assert_eq!(x.max(..).unwrap(), Hours::new(9));
    assert_eq!(x.argmin(..).unwrap(), 3);
    assert_eq!(x.cumsum(..).unwrap().to_string(), "[ 5  7 16 12]");
    let a = days(&[10, 3, 5]);
    let range: TimeDelta64<units::D> = np::ptp(&a, ..).unwrap();
    assert_eq!(range, TimeDelta64::new(7));
    let steps: Array<TimeDelta64<units::D>> = np::diff(&a, 1, 0).unwrap();
    assert_eq!(steps.to_string(), "[-7  2]");
    assert_eq!(a.min(..).unwrap(), Days::new(3));
    assert!(
        a.sum(..)
            .unwrap_err()
            .to_string()
            .starts_with("ufunc 'add' cannot use operands with types dtype('<M8[D]') and dtype('<M8[D]')")
    );
    assert!(hours(&[]).mean(..).unwrap().is_nat());
}

#[test]
fn not_a_time_is_found_and_stays() {
    let a = days(&[1, i64::MIN, -3, i64::MIN]);
    assert_eq!(np::isnat(&a).unwrap().to_string(), "[False  True False  True]");
    assert!(a.max(..).unwrap().is_nat());
    assert_eq!(reduce(&a).nanmax().unwrap(), Days::new(1));
    assert_eq!((a.argmax(..).unwrap(), a.argmin(..).unwrap()), (1, 1));
    assert_eq!(
        np::isnat(array![1, 2]).unwrap_err().to_string(),
        "ufunc 'isnat' is only defined for np.datetime64 and np.timedelta64."
    );
}

#[test]
fn numbers_beside_times() {
    let x = times(&[5, -5, i64::MIN], dtype!("m8[h]"));
    assert_eq!((&x * 3).to_string(), "[   15   -15 'NaT']");
    assert_eq!((2.5_f64 * &x).to_string(), "[   12   -12 'NaT']");
    assert_eq!((&x / 2).to_string(), "[    2    -2 'NaT']");
    assert_eq!((&x + 1).to_string(), "[    6    -4 'NaT']");
    let day = times(&[0, 31], dtype!("M8[D]"));
    assert_eq!((&day + 1).to_string(), "['1970-01-02' '1970-02-02']");
    let spans = times(&[12, 36], dtype!("m8[h]"));
    assert_eq!((&day + &spans).to_string(), "['1970-01-01T12' '1970-02-02T12']");
    let months = times(&[1, 2], dtype!("m8[M]"));
    assert_eq!(
        np::BinaryUfunc::apply(np::Add, &day, &months).unwrap_err().to_string(),
        "Cannot cast ufunc 'add' input 1 from dtype('<m8[M]') to dtype('<m8[D]') with casting rule 'same_kind'"
    );
    assert_eq!(
        np::BinaryUfunc::apply(np::Add, &spans, &times(&[1], dtype!("m8[Y]"))).unwrap_err().to_string(),
        "Cannot get a common metadata divisor for Numpy datetime metadata [h] and [Y] because they have \
         incompatible nonlinear base time units."
    );
}

#[test]
fn in_place_and_into_outputs() {
    let mut day = times(&[0, 31], dtype!("M8[D]"));
    day += &times(&[24, 49], dtype!("m8[h]"));
    assert_eq!(day.to_string(), "['1970-01-02' '1970-02-03']");
    let mut spans = hours(&[1, 2]);
    spans += &hours(&[10, 20]);
    assert_eq!(spans.to_string(), "[11 22]");
    let mut total = times(&[0, 0], dtype!("m8[s]"));
    np::BinaryUfunc::call(np::Add, &spans, &spans).into(&mut total).unwrap();
    assert_eq!(total.to_string(), "[ 79200 158400]");
}

#[test]
#[should_panic = "ufunc 'multiply' cannot use operands with types dtype('<M8[D]') and dtype('<M8[D]')"]
fn points_have_no_product() {
    let a = days(&[1]);
    let _ = &a * &a;
}

#[test]
fn long_arrays_of_other_layouts() {
    // Beyond a block, with a unit to convert, swapped bytes and an axis that is not the fastest.
    let n = 30_000;
    let a = times(&(0..n).collect::<Vec<_>>(), dtype!("m8[D]")).into_shape([300, 100]).unwrap();
    let b = times(&(0..n).rev().collect::<Vec<_>>(), dtype!("m8[h]")).into_shape([100, 300]).unwrap();
    let swapped = b.t().astype_dyn(dtype!(">m8[h]")).unwrap();
    let sum = &a + &swapped;
    let value = |i: i64, j: i64| 24 * (100 * i + j) + (n - 1 - (300 * j + i));
    let wanted: Vec<i64> = (0..300).flat_map(|i| (0..100).map(move |j| value(i, j))).collect();
    let wanted = times(&wanted, dtype!("m8[h]")).into_shape([300, 100]).unwrap();
    let equal = np::BinaryUfunc::apply(np::Equal, &sum, &wanted).unwrap();
    assert!(equal.all(..).unwrap());
    let rows = reduce(&sum).axis(1).max().unwrap();
    let last =
        times(&(0..300).map(|i| (0..100).map(|j| value(i, j)).max().unwrap()).collect::<Vec<_>>(), dtype!("m8[h]"));
    assert_eq!(rows.to_string(), last.to_string());
}

#[test]
fn errors_under_a_guard() {
    let _guard = errstate(ErrState::raise_all());
    let (x, zero) = (times(&[5], dtype!("m8[h]")), times(&[0], dtype!("m8[h]")));
    assert_eq!(
        np::BinaryUfunc::apply(np::FloorDivide, &x, &zero).unwrap_err().to_string(),
        "divide by zero encountered in floor_divide"
    );
    // By an integer it is not-a-time without an error.
    assert_eq!((&x / 0).to_string(), "['NaT']");
}
