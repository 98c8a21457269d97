//! Promotion and casting rules at run time: NumPy's `promote_types`, `result_type`, `can_cast` and their kin.

use crate::casting::Casting;
use crate::datetime::Unit;
use crate::dtype::{DType, DTypeKind, DTypeKind::*};
use crate::error::PromotionError;
use crate::record::{Field, Record, RecordBuilder};
use crate::scalar_type::ScalarType;

/// The smallest dtype to which both can be cast safely, in native byte order.
///
/// # Errors
/// If there is none.
///
/// ```
/// use npcore_dtype::{DType, promote_types};
/// assert_eq!(promote_types(DType::INT32, DType::FLOAT32)?, DType::FLOAT64);
/// assert_eq!(promote_types(DType::INT32, DType::str_of(3))?, DType::str_of(11));
/// # Ok::<(), npcore_dtype::PromotionError>(())
/// ```
pub fn promote_types(a: DType, b: DType) -> Result<DType, PromotionError> {
    let native = |kind: DTypeKind| Ok(DType::native(kind));
    match (a.kind(), b.kind()) {
        (Scalar(x), Scalar(y)) => Ok(DType::scalar(promote_scalar_types(x, y))),
        (Str(n), Str(m)) | (Str(n), Bytes(m)) | (Bytes(n), Str(m)) => native(Str(n.max(m))),
        (Bytes(n), Bytes(m)) => native(Bytes(n.max(m))),
        (Scalar(x), Str(n)) | (Str(n), Scalar(x)) => native(Str(n.max(x.text_width()))),
        (Scalar(x), Bytes(n)) | (Bytes(n), Scalar(x)) => native(Bytes(n.max(x.text_width()))),
        (DateTime(x), DateTime(y)) => native(DateTime(x.common(y, false)?)),
        (DateTime(x), TimeDelta(y)) => native(DateTime(x.common(y, false)?)),
        (TimeDelta(x), DateTime(y)) => native(DateTime(x.common(y, false)?)),
        (TimeDelta(x), TimeDelta(y)) => native(TimeDelta(x.common(y, true)?)),
        (TimeDelta(unit), Scalar(x)) | (Scalar(x), TimeDelta(unit)) if counts_time(x) => native(TimeDelta(unit)),
        (Void(n), Void(m)) if n == m => native(Void(n)),
        (Void(_), Void(_)) => Err(PromotionError::VoidLengths),
        (Void(_), Record(_)) | (Record(_), Void(_)) => Err(PromotionError::Structured),
        (Record(x), Record(y)) => promote_records(x, y),
        _ => Err(PromotionError::NoCommon { left: a, right: b }),
    }
}

/// [`promote_types`] for numeric types, which always have a common one.
pub fn promote_scalar_types(a: ScalarType, b: ScalarType) -> ScalarType {
    use ScalarType as S;
    if a == b {
        return a;
    }
    let inexact = |ty: S| ty.is_float() || ty.is_complex();
    if a.is_bool() || b.is_bool() {
        return if a.is_bool() { b } else { a };
    }
    if inexact(a) || inexact(b) {
        // The real types that hold each; an integer of up to 8 bits fits float16, up to 16 float32.
        let real = |ty: S| match (inexact(ty), ty.itemsize()) {
            (true, _) => ty.real(),
            (false, 1) => S::Float16,
            (false, 2) => S::Float32,
            (false, _) => S::Float64,
        };
        let real = real(a).max(real(b));
        return match (a.is_complex() || b.is_complex(), real) {
            (false, real) => real,
            (true, S::Float64) => S::Complex128,
            (true, _) => S::Complex64,
        };
    }
    if a.is_signed_integer() == b.is_signed_integer() {
        return a.max(b);
    }
    let (signed, unsigned) = if a.is_signed_integer() { (a, b) } else { (b, a) };
    match unsigned.itemsize() {
        8 => S::Float64,
        size if size < signed.itemsize() => signed,
        1 => S::Int16,
        2 => S::Int32,
        _ => S::Int64,
    }
}

/// Whether NumPy takes the type for a count of a timedelta's units: integers that fit int64, and bool.
fn counts_time(ty: ScalarType) -> bool {
    ty.is_bool() || ty.is_signed_integer() || (ty.is_unsigned_integer() && ty != ScalarType::UInt64)
}

fn promote_records(x: &Record, y: &Record) -> Result<DType, PromotionError> {
    if !x.fields().iter().map(Field::name).eq(y.fields().iter().map(Field::name)) {
        return Err(PromotionError::FieldNames { left: names_text(x), right: names_text(y) });
    }
    let mut builder = RecordBuilder::new().aligned(x.is_aligned() || y.is_aligned());
    for (f, g) in x.fields().iter().zip(y.fields()) {
        if f.shape() != g.shape() {
            // A sub-array counts as raw bytes next to a single element.
            let whole = |f: &Field| if f.shape().is_empty() { f.dtype() } else { DType::void(f.nbytes() as u32) };
            return Err(if f.shape().is_empty() || g.shape().is_empty() {
                PromotionError::NoCommon { left: whole(f), right: whole(g) }
            } else {
                PromotionError::SubArrayShapes
            });
        }
        builder = builder.array(f.name(), promote_types(f.dtype(), g.dtype())?, f.shape());
    }
    builder.build().map_err(|_| PromotionError::Structured)
}

/// Names as Python prints a tuple of them.
fn names_text(record: &Record) -> String {
    let names: Vec<String> = record.fields().iter().map(|f| crate::display::python_str(f.name())).collect();
    match names.as_slice() {
        [one] => format!("({one},)"),
        many => format!("({})", many.join(", ")),
    }
}

/// Whether a cast from one dtype to another is allowed by a rule, NumPy's `np.can_cast`.
///
/// `S`, `U` and `V` of size 0 stand for any size, as in NumPy.
///
/// ```
/// use npcore_dtype::{Casting, DType, can_cast};
/// assert!(can_cast(DType::INT32, DType::FLOAT64, Casting::Safe));
/// assert!(!can_cast(DType::INT64, DType::FLOAT32, Casting::Safe));
/// assert!(can_cast(DType::INT64, DType::FLOAT32, Casting::SameKind));
/// ```
pub fn can_cast(from: DType, to: DType, casting: Casting) -> bool {
    let to = match (to.kind(), from.kind()) {
        (Void(0), Record(_)) => return true,
        (Void(0), Void(_)) => from,
        (Void(0), _) => DType::void(from.itemsize() as u32),
        (Str(0) | Bytes(0), from_kind) => {
            let width = match from_kind {
                Scalar(ty) => ty.text_width(),
                Bytes(n) | Str(n) => n,
                _ => 0,
            };
            if to.is_str() { DType::str_of(width.min(u32::MAX >> 3)) } else { DType::bytes(width) }
        }
        _ => to,
    };
    required_casting(from, to).is_some_and(|needed| needed <= casting)
}

/// [`can_cast`], or the error NumPy raises where it is refused.
///
/// # Errors
/// [`PromotionError::Cast`].
pub fn check_cast(from: DType, to: DType, casting: Casting) -> Result<(), PromotionError> {
    if can_cast(from, to, casting) { Ok(()) } else { Err(PromotionError::Cast { from, to, casting }) }
}

/// The strictest rule that allows the cast; `None` if there is no conversion at all.
pub fn required_casting(from: DType, to: DType) -> Option<Casting> {
    use Casting::*;
    let same_order = if from.is_swapped() == to.is_swapped() { No } else { Equiv };
    let fits = |fits: bool| if fits { Safe } else { Unsafe };
    let widens = |fits: bool| if fits { Safe } else { SameKind };
    Some(match (from.kind(), to.kind()) {
        (DTypeKind::Record(x), DTypeKind::Record(y)) => return record_casting(x, y),
        (DTypeKind::Record(x), _) => {
            return match x.fields() {
                [only] => required_casting(only.dtype(), to).map(|_| Unsafe),
                _ => None,
            };
        }
        (_, DTypeKind::Record(y)) => {
            let possible = y.fields().iter().all(|f| required_casting(from, f.dtype()).is_some());
            return possible.then_some(Unsafe);
        }
        (x, y) if x == y => same_order,
        (Scalar(x), Scalar(y)) => {
            if promote_scalar_types(x, y) == y {
                Safe
            } else {
                fits_kind(kind_rank(x) <= kind_rank(y))
            }
        }
        (Scalar(x), Str(n) | Bytes(n)) => widens(n >= x.text_width()),
        (Scalar(x), TimeDelta(_)) if x.is_bool() || x.is_integer() => widens(counts_time(x)),
        (Bytes(n), Bytes(m) | Str(m)) | (Str(n), Str(m)) | (Void(n), Void(m)) => widens(n <= m),
        (_, Void(n)) => fits(from.itemsize() <= n as usize),
        (DateTime(x), DateTime(y)) => unit_casting(x, y, false),
        (TimeDelta(x), TimeDelta(y)) => unit_casting(x, y, true),
        _ => Unsafe,
    })
}

fn fits_kind(same: bool) -> Casting {
    if same { Casting::SameKind } else { Casting::Unsafe }
}

/// The ladder of kinds up which `same_kind` casts go.
fn kind_rank(ty: ScalarType) -> u8 {
    match ty.kind_char() {
        'b' => 0,
        'u' => 1,
        'i' => 2,
        'f' => 3,
        _ => 4,
    }
}

fn unit_casting(from: Unit, to: Unit, span: bool) -> Casting {
    use crate::datetime::UnitBase::Month;
    if from.divides_into(to, span) {
        Casting::Safe
    } else if to.is_generic() {
        Casting::Unsafe
    } else {
        fits_kind(!span || (from.base() <= Month) == (to.base() <= Month))
    }
}

/// Fields are matched by position; other names, places or padding need no more than `Safe` and `Equiv`.
fn record_casting(x: &Record, y: &Record) -> Option<Casting> {
    if x.fields().len() != y.fields().len() {
        return None;
    }
    let mut needed = if x.itemsize() == y.itemsize() { Casting::No } else { Casting::Equiv };
    for (f, g) in x.fields().iter().zip(y.fields()) {
        if f.offset() != g.offset() {
            needed = needed.max(Casting::Equiv);
        }
        if f.name() != g.name() {
            needed = needed.max(Casting::Safe);
        }
        let each = required_casting(f.dtype(), g.dtype())?;
        let shapes = match (f.shape(), g.shape()) {
            (a, b) if a == b => Casting::No,
            ([], _) => Casting::Safe,
            (_, _) => Casting::Unsafe,
        };
        needed = needed.max(each).max(shapes);
    }
    Some(needed)
}
