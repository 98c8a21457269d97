//! Which loop an operation takes where dates or times are among its operands.
//!
//! NumPy has rules of its own for these: an operation says itself what it does to points in time (datetime64), spans
//! (timedelta64) and numbers; units are cast to the common one first.

use npcore_dtype::{Casting, DType, DTypeKind, Operand, PromotionError, ScalarType, promote_types, result_type};
use npcore_kernel::{Binary, TimeOperands, Unary, time_binary, time_unary};

use crate::error::ExecError;
use crate::resolve::{BinaryLoop, Body, UnaryLoop, check_input, no_loop, no_matching_loop, unsupported};

/// What an operand is to an operation on times.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Point,
    Span,
    Bool,
    Integer,
    /// Real.
    Float,
    Other,
}

impl Kind {
    fn of(dtype: DType) -> Kind {
        match dtype.kind() {
            DTypeKind::DateTime(_) => Kind::Point,
            DTypeKind::TimeDelta(_) => Kind::Span,
            DTypeKind::Scalar(ScalarType::Bool) => Kind::Bool,
            DTypeKind::Scalar(ty) if ty.is_integer() => Kind::Integer,
            DTypeKind::Scalar(ty) if ty.is_float() => Kind::Float,
            _ => Kind::Other,
        }
    }

    fn is_time(self) -> bool {
        matches!(self, Kind::Point | Kind::Span)
    }
}

/// Whether it is a date or a time.
pub(crate) fn is_time(dtype: DType) -> bool {
    Kind::of(dtype).is_time()
}

/// The span of the unit of a date or a time.
fn span_of(dtype: DType) -> DType {
    dtype.unit().map_or(dtype, DType::timedelta)
}

fn common(a: DType, b: DType) -> Result<DType, ExecError> {
    Ok(promote_types(a, b).map_err(npcore_dtype::DTypeError::from)?)
}

/// The types of the inputs and of the result, and the kind of loop.
type Types = ([DType; 2], DType, TimeOperands);

/// The loop for operands of which one is a date or a time; see [`binary_loop`](crate::binary_loop).
pub(crate) fn binary_loop(op: Binary, a: DType, b: DType) -> Result<BinaryLoop, ExecError> {
    use Binary::*;
    // Errors tell the types as they are.
    let asked = [a, b];
    let (a, b) = (a.to_native(), b.to_native());
    let types = match op {
        Add | Subtract => sum(op, a, b)?,
        Multiply => product(a, b),
        TrueDivide | FloorDivide | Remainder => quotient(op, a, b)?,
        Minimum | Maximum | Fmin | Fmax => extreme(op, a, b)?,
        Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual => comparison(op, a, b)?,
        LogicalAnd | LogicalOr | LogicalXor => return crate::resolve::binary_loop(op, DType::BOOL, DType::BOOL),
        Gcd | Lcm => {
            if a.is_timedelta() && b.is_timedelta() {
                common(a, b)?;
            }
            return Err(no_loop(op.name(), &[a, b], true));
        }
        _ => return Err(unsupported(op.name())),
    };
    let found = types.and_then(|(inputs, output, operands)| Some((time_binary(op, operands)?, inputs, output)));
    let (f, inputs, output) = found.ok_or_else(|| cannot_use(op, asked))?;
    Ok(BinaryLoop { body: Body::Elements(f), inputs, output, op })
}

fn sum(op: Binary, a: DType, b: DType) -> Result<Option<Types>, ExecError> {
    use Kind::*;
    let subtract = op == Binary::Subtract;
    let number = |kind| matches!(kind, Bool | Integer);
    let (inputs, output) = match (Kind::of(a), Kind::of(b)) {
        (Span, Span) => {
            let unit = common(a, b)?;
            ([unit; 2], unit)
        }
        (Point, Point) if subtract => {
            let unit = common(a, b)?;
            ([unit; 2], span_of(unit))
        }
        (Point, Span) => {
            let unit = common(a, b)?;
            ([unit, span_of(unit)], unit)
        }
        (Span, Point) if !subtract => {
            let unit = common(a, b)?;
            ([span_of(unit), unit], unit)
        }
        (Point | Span, other) if number(other) => ([a, span_of(a)], a),
        (other, Span) if number(other) => ([b, b], b),
        (other, Point) if number(other) && !subtract => ([span_of(b), b], b),
        _ => return Ok(None),
    };
    Ok(Some((inputs, output, TimeOperands::Times)))
}

fn product(a: DType, b: DType) -> Option<Types> {
    use Kind::*;
    Some(match (Kind::of(a), Kind::of(b)) {
        (Span, Bool | Integer) => ([a, DType::INT64], a, TimeOperands::TimeInteger),
        (Span, Float) => ([a, DType::FLOAT64], a, TimeOperands::TimeFloat),
        (Bool | Integer, Span) => ([DType::INT64, b], b, TimeOperands::IntegerTime),
        (Float, Span) => ([DType::FLOAT64, b], b, TimeOperands::FloatTime),
        _ => return None,
    })
}

fn quotient(op: Binary, a: DType, b: DType) -> Result<Option<Types>, ExecError> {
    use Kind::*;
    Ok(Some(match (Kind::of(a), Kind::of(b)) {
        (Span, Span) => {
            let unit = common(a, b)?;
            let output = match op {
                Binary::TrueDivide => DType::FLOAT64,
                Binary::FloorDivide => DType::INT64,
                _ => unit,
            };
            ([unit; 2], output, TimeOperands::Times)
        }
        // (There is no remainder by a number.)
        (Span, Integer) => ([a, DType::INT64], a, TimeOperands::TimeInteger),
        (Span, Float) => ([a, DType::FLOAT64], a, TimeOperands::TimeFloat),
        _ => return Ok(None),
    }))
}

fn extreme(op: Binary, a: DType, b: DType) -> Result<Option<Types>, ExecError> {
    let unit = common_of_all(op.name(), &[a, b])?;
    Ok(Some(([unit; 2], unit, TimeOperands::Times)))
}

/// The common type of dates or times and what goes with them. (That a span goes with a point is refused as a cast.)
fn common_of_all(name: &str, types: &[DType]) -> Result<DType, ExecError> {
    let operands: Vec<Operand> = types.iter().map(|&dtype| Operand::Array(dtype)).collect();
    match result_type(&operands) {
        Ok(unit) if is_time(unit) => return Ok(unit),
        Err(e @ (PromotionError::IncompatibleUnits { .. } | PromotionError::UnitOverflow { .. })) => {
            return Err(npcore_dtype::DTypeError::from(e).into());
        }
        _ => {}
    }
    if !types.iter().any(|dtype| dtype.is_str() || dtype.is_bytes()) {
        return Err(no_loop(name, types, true));
    }
    let texts: Vec<String> = types.iter().map(|dtype| format!("{dtype:?}")).collect();
    let texts = texts.join(", ");
    let reason = format!("ufunc '{name}' did not contain a loop with signature matching types ({texts}) -> None");
    Err(ExecError::NoLoop { reason })
}

/// The type that dates or times and what goes with them are limited in, by a function of that name, as the rule
/// `same_kind` allows it.
///
/// # Errors
/// Types that do not go together; casts that are not allowed.
pub fn limited_time_type(name: &str, types: &[DType]) -> Result<DType, ExecError> {
    let unit = common_of_all(name, types)?;
    for (i, &from) in types.iter().enumerate() {
        check_input(name, Some(i), from, unit, Casting::SameKind)?;
    }
    Ok(unit)
}

fn comparison(op: Binary, a: DType, b: DType) -> Result<Option<Types>, ExecError> {
    let (x, y) = (Kind::of(a), Kind::of(b));
    let unit = match (x, y) {
        (Kind::Point, Kind::Point) | (Kind::Span, Kind::Span) => common(a, b)?,
        _ if x.is_time() && y.is_time() => return Ok(None),
        _ => match promote_types(a, b) {
            Ok(unit) if is_time(unit) => unit,
            _ => return Err(no_loop(op.name(), &[a, b], true)),
        },
    };
    Ok(Some(([unit; 2], DType::BOOL, TimeOperands::Times)))
}

/// NumPy's words where an operation on times does not take these types.
#[cold]
fn cannot_use(op: Binary, [a, b]: [DType; 2]) -> ExecError {
    let reason = format!("ufunc '{}' cannot use operands with types {a:?} and {b:?}", op.name());
    ExecError::NoLoop { reason }
}

/// The loop for a date or a time; see [`unary_loop`](crate::unary_loop).
pub(crate) fn unary_loop(op: Unary, dtype: DType) -> Result<UnaryLoop, ExecError> {
    use Unary::*;
    let dtype = dtype.to_native();
    let question = matches!(op, IsNat | IsNan | IsInf | IsFinite);
    let of_spans = matches!(op, Negative | Positive | Absolute | Sign);
    if of_spans && dtype.is_datetime() {
        return Err(no_loop(op.name(), &[dtype], true));
    }
    let f = time_unary(op).filter(|_| question || of_spans).ok_or_else(|| unsupported(op.name()))?;
    Ok(UnaryLoop { f, input: dtype, output: if question { DType::BOOL } else { dtype }, op })
}

/// What a `dtype=` chooses that is given with dates or times, or is one.
pub(crate) enum Asked {
    /// The loop that the operation takes by itself.
    Own,
    /// The loop on that type.
    Loop,
}

/// What `dtype=` chooses for an operation, by its name; `questions` are answered by bool.
///
/// # Errors
/// [`ExecError::NoLoop`], in NumPy's words: units do not choose loops.
pub(crate) fn asked(name: &str, output: DType, questions: bool, uniform: bool) -> Result<Asked, ExecError> {
    if output.unit().is_some_and(|unit| !unit.is_generic()) {
        return Err(ExecError::NoLoop {
            reason: "The `dtype` and `signature` arguments to ufuncs only select the general DType and not details \
                     such as the byte order or time unit. You can avoid this error by using the scalar types \
                     `np.float64` or the dtype string notation."
                .into(),
        });
    }
    if questions && output != DType::BOOL {
        return Err(no_matching_loop(name));
    }
    Ok(if uniform && !is_time(output) && !questions { Asked::Loop } else { Asked::Own })
}
