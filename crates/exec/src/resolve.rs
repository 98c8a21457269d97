//! Which loop an operation takes for the dtypes of its operands: NumPy's type resolution.
//!
//! NumPy goes through an operation's list of loops and takes the first whose types all operands can be cast to safely.
//! The lists are the tables of the kernels. Some operations (those that dates have too, most of them) take the operands'
//! common type or nothing: they are called *uniform* here.

use npcore_dtype::{Casting, DType, DTypeKind, ScalarType, promote_scalar_types, promote_types};
use npcore_kernel::{self as kernel, Binary, Loop2, Loop3, TextLoop, Unary};

use crate::datetime::{self, Asked, is_time};
use crate::error::ExecError;
use crate::text;

/// The loop of a two-operand operation, and the types it works on.
#[derive(Clone, Copy)]
pub struct BinaryLoop {
    pub(crate) body: Body,
    /// The types of the inputs.
    pub inputs: [DType; 2],
    /// The type of the result.
    pub output: DType,
    pub(crate) op: Binary,
}

/// The kernel of a [`BinaryLoop`].
#[derive(Clone, Copy)]
pub(crate) enum Body {
    Elements(Loop3),
    /// Of text, which has widths.
    Text(TextLoop, [usize; 2]),
}

impl BinaryLoop {
    /// Calls the kernel.
    ///
    /// # Safety
    /// As [`Loop3`], for elements of the loop's types.
    #[inline]
    pub(crate) unsafe fn call(&self, n: [usize; 2], p: [*mut u8; 3], s: [[isize; 2]; 3]) {
        // SAFETY: the caller's word.
        unsafe {
            match self.body {
                Body::Elements(f) => f(n, p, s),
                Body::Text(f, widths) => f(n, p, s, widths),
            }
        }
    }

    /// Whether the elements are text.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self.body, Body::Text(..))
    }
}

/// The loop of a one-operand operation.
#[derive(Clone, Copy)]
pub struct UnaryLoop {
    pub(crate) f: Loop2,
    /// The type of the input.
    pub input: DType,
    /// The type of the result.
    pub output: DType,
    pub(crate) op: Unary,
}

fn binary_is_uniform(op: Binary) -> bool {
    use Binary::*;
    matches!(op, Add | Subtract | Multiply | Minimum | Maximum | Fmin | Fmax | Gcd | Lcm) || op.is_comparison()
}

fn unary_is_uniform(op: Unary) -> bool {
    use Unary::*;
    matches!(op, Negative | Positive | Absolute | Sign)
}

/// The class of a dtype, as NumPy's messages name it: `<class 'numpy.dtypes.StrDType'>`.
pub fn class_text(dtype: DType) -> String {
    let name = match dtype.kind() {
        DTypeKind::Scalar(ty) => {
            let name = ty.name();
            let upper = name[..1].to_uppercase() + &name[1..];
            upper.replace("Uint", "UInt")
        }
        DTypeKind::Str(_) => "Str".to_owned(),
        DTypeKind::Bytes(_) => "Bytes".to_owned(),
        DTypeKind::DateTime(_) => "DateTime64".to_owned(),
        DTypeKind::TimeDelta(_) => "TimeDelta64".to_owned(),
        _ => "Void".to_owned(),
    };
    format!("<class 'numpy.dtypes.{name}DType'>")
}

/// NumPy's words where no loop takes the types.
#[cold]
pub(crate) fn no_loop(name: &str, types: &[DType], uniform: bool) -> ExecError {
    let reason = match (name, types) {
        ("subtract", &[DType::BOOL, DType::BOOL]) => {
            "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, \
             or the logical_xor function instead."
                .to_owned()
        }
        ("negative", &[DType::BOOL]) => {
            "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the \
             logical_not function instead."
                .to_owned()
        }
        _ if uniform => {
            let classes: Vec<String> = types.iter().map(|&dtype| class_text(dtype)).collect();
            let classes = if let [one] = &classes[..] { one.clone() } else { format!("({})", classes.join(", ")) };
            format!("ufunc '{name}' did not contain a loop with signature matching types {classes} -> None")
        }
        _ => return unsupported(name),
    };
    ExecError::NoLoop { reason }
}

/// NumPy's words where a search through the loops finds none.
#[cold]
pub(crate) fn unsupported(name: &str) -> ExecError {
    let reason = match name {
        "isnat" => "ufunc 'isnat' is only defined for np.datetime64 and np.timedelta64.".to_owned(),
        _ => format!(
            "ufunc '{name}' not supported for the input types, and the inputs could not be safely coerced to any \
             supported types according to the casting rule ''safe''"
        ),
    };
    ExecError::NoLoop { reason }
}

/// The first type, in NumPy's order of loops, that takes all of `types` safely and that `exists`.
fn first_loop(types: &[ScalarType], exists: impl Fn(ScalarType) -> bool) -> Option<ScalarType> {
    let takes = |to: ScalarType| types.iter().all(|&from| promote_scalar_types(from, to) == to);
    ScalarType::ALL.into_iter().find(|&ty| exists(ty) && takes(ty))
}

/// The loop for operands of these types. (Where one of them is a lone value, its type gives way first: then both
/// types are the same.)
///
/// # Errors
/// [`ExecError::NoLoop`], in NumPy's words, where the operation does not exist for them; types with nothing in
/// common.
///
/// ```
/// use npcore_dtype::DType;
/// use npcore_exec::binary_loop;
/// use npcore_kernel::Binary;
/// assert_eq!(binary_loop(Binary::TrueDivide, DType::INT8, DType::INT8)?.output, DType::FLOAT64);
/// assert_eq!(binary_loop(Binary::FloorDivide, DType::BOOL, DType::BOOL)?.output, DType::INT8);
/// # Ok::<(), npcore_exec::ExecError>(())
/// ```
#[inline]
pub fn binary_loop(op: Binary, a: DType, b: DType) -> Result<BinaryLoop, ExecError> {
    // The common case: equal native types, with a loop of their own.
    if a == b
        && a.is_native()
        && let Some(ty) = a.scalar_type()
        && let Some(f) = kernel::binary(op, ty)
        && op != Binary::Ldexp
    {
        return Ok(BinaryLoop { body: Body::Elements(f), inputs: [a, a], output: DType::scalar(op.output(ty)), op });
    }
    search_binary(op, a, b)
}

#[cold]
fn search_binary(op: Binary, a: DType, b: DType) -> Result<BinaryLoop, ExecError> {
    if is_time(a) || is_time(b) {
        return datetime::binary_loop(op, a, b);
    }
    if text::is_text(a) || text::is_text(b) {
        return text::binary_loop(op, a, b);
    }
    let uniform = binary_is_uniform(op);
    let missing = || no_loop(op.name(), &[a.to_native(), b.to_native()], uniform);
    let (x, y) = match (a.scalar_type(), b.scalar_type()) {
        (Some(x), Some(y)) => (x, y),
        _ if uniform => {
            promote_types(a, b).map_err(npcore_dtype::DTypeError::from)?;
            return Err(missing());
        }
        _ => return Err(missing()),
    };
    let is_exact = |ty: ScalarType| ty.is_bool() || ty.is_integer();
    let ty = match op {
        _ if uniform => Some(promote_scalar_types(x, y)),
        Binary::TrueDivide if is_exact(x) && is_exact(y) => Some(ScalarType::Float64),
        Binary::Ldexp => {
            let takes = |ty| kernel::binary(op, ty).is_some();
            let whole = ScalarType::Int32;
            first_loop(&[x], takes).filter(|_| promote_scalar_types(y, whole) == whole)
        }
        _ => first_loop(&[x, y], |ty| kernel::binary(op, ty).is_some()),
    };
    let ty = ty.ok_or_else(missing)?;
    let f = kernel::binary(op, ty).ok_or_else(missing)?;
    let input = DType::scalar(ty);
    let right = if op == Binary::Ldexp { DType::INT32 } else { input };
    Ok(BinaryLoop { body: Body::Elements(f), inputs: [input, right], output: DType::scalar(op.output(ty)), op })
}

/// The comparison of int64 with uint64 (either way round), which no common type could do
/// exactly; `None` for other types and operations.
pub fn mixed_comparison(op: Binary, a: DType, b: DType) -> Option<BinaryLoop> {
    let (a, b) = (a.to_native(), b.to_native());
    if a == b {
        return None;
    }
    let f = kernel::compare_mixed(op, a.scalar_type()?, b.scalar_type()?)?;
    Some(BinaryLoop { body: Body::Elements(f), inputs: [a, b], output: DType::BOOL, op })
}

/// The loop for an operand of type `dtype`.
///
/// # Errors
/// [`ExecError::NoLoop`], in NumPy's words, where the operation does not exist for that type.
///
/// ```
/// use npcore_dtype::DType;
/// use npcore_exec::unary_loop;
/// use npcore_kernel::Unary;
/// assert_eq!(unary_loop(Unary::Absolute, DType::COMPLEX64)?.output, DType::FLOAT32);
/// assert!(unary_loop(Unary::Negative, DType::BOOL).is_err());
/// # Ok::<(), npcore_exec::ExecError>(())
/// ```
#[inline]
pub fn unary_loop(op: Unary, dtype: DType) -> Result<UnaryLoop, ExecError> {
    if is_time(dtype) {
        return datetime::unary_loop(op, dtype);
    }
    let uniform = unary_is_uniform(op);
    let missing = || no_loop(op.name(), &[dtype.to_native()], uniform);
    let own = dtype.scalar_type().ok_or_else(missing)?;
    let exists = |ty| kernel::unary(op, ty).is_some();
    let ty = if uniform || exists(own) { Some(own) } else { first_loop(&[own], exists) };
    let ty = ty.ok_or_else(missing)?;
    let f = kernel::unary(op, ty).ok_or_else(missing)?;
    Ok(UnaryLoop { f, input: DType::scalar(ty), output: DType::scalar(op.output(ty)), op })
}

/// The loop whose result is of type `output`, NumPy's `dtype=`, for inputs that `casting` allows into its types.
///
/// # Errors
/// [`ExecError::NoLoop`] if there is none; [`ExecError::Cast`] for inputs that may not be cast.
pub fn binary_loop_giving(
    op: Binary,
    types: [DType; 2],
    output: DType,
    casting: Casting,
) -> Result<BinaryLoop, ExecError> {
    let own = binary_loop(op, types[0], types[1]);
    if is_time(output) || types.into_iter().any(is_time) {
        let questions = op.is_comparison() || matches!(op, Binary::LogicalAnd | Binary::LogicalOr | Binary::LogicalXor);
        let extreme = matches!(op, Binary::Minimum | Binary::Maximum | Binary::Fmin | Binary::Fmax);
        if let Asked::Own = datetime::asked(op.name(), output, questions, extreme)? {
            return own;
        }
    }
    if let Ok(l) = own
        && l.output == output.to_native()
    {
        return Ok(l);
    }
    let ty = loop_giving(op.name(), output, |ty| kernel::binary(op, ty).map(|_| op.output(ty)))?;
    let l = binary_loop(op, DType::scalar(ty), if op == Binary::Ldexp { DType::INT32 } else { DType::scalar(ty) })?;
    l.check_inputs(types, casting)?;
    Ok(l)
}

/// [`binary_loop_giving`] for one operand.
///
/// # Errors
/// As [`binary_loop_giving`].
pub fn unary_loop_giving(op: Unary, dtype: DType, output: DType, casting: Casting) -> Result<UnaryLoop, ExecError> {
    if (is_time(output) || is_time(dtype))
        && let Asked::Own = datetime::asked(op.name(), output, op == Unary::LogicalNot, unary_is_uniform(op))?
    {
        return unary_loop(op, dtype);
    }
    if let Ok(l) = unary_loop(op, dtype)
        && l.output == output.to_native()
    {
        return Ok(l);
    }
    let ty = loop_giving(op.name(), output, |ty| kernel::unary(op, ty).map(|_| op.output(ty)))?;
    let l = unary_loop(op, DType::scalar(ty))?;
    l.check_input(dtype, casting)?;
    Ok(l)
}

fn loop_giving(
    name: &str,
    output: DType,
    gives: impl Fn(ScalarType) -> Option<ScalarType>,
) -> Result<ScalarType, ExecError> {
    let found = output.scalar_type().and_then(|wanted| {
        // A loop on the wanted type itself comes first.
        let own = Some(wanted).filter(|&ty| gives(ty) == Some(wanted));
        own.or_else(|| ScalarType::ALL.into_iter().find(|&ty| gives(ty) == Some(wanted)))
    });
    found.ok_or_else(|| no_matching_loop(name))
}

/// NumPy's words where no loop gives the type that is asked for.
#[cold]
pub(crate) fn no_matching_loop(name: &str) -> ExecError {
    let reason = format!("No loop matching the specified signature and casting was found for ufunc {name}");
    ExecError::NoLoop { reason }
}

impl BinaryLoop {
    /// Whether `casting` allows inputs of these types into the loop's.
    ///
    /// # Errors
    /// [`ExecError::Cast`].
    pub fn check_inputs(&self, types: [DType; 2], casting: Casting) -> Result<(), ExecError> {
        let logical = matches!(self.op, Binary::LogicalAnd | Binary::LogicalOr | Binary::LogicalXor);
        if logical && types.into_iter().any(|dtype| is_time(dtype) || text::is_text(dtype)) {
            // Whatever they are, they are true or false.
            return Ok(());
        }
        let mut inputs = types.iter().zip(self.inputs).enumerate();
        inputs.try_for_each(|(i, (&from, to))| check_input(self.op.name(), Some(i), from, to, casting))
    }
}

impl UnaryLoop {
    /// Whether `casting` allows an input of this type into the loop's.
    ///
    /// # Errors
    /// [`ExecError::Cast`].
    pub fn check_input(&self, dtype: DType, casting: Casting) -> Result<(), ExecError> {
        check_input(self.op.name(), None, dtype, self.input, casting)
    }
}

pub(crate) fn check_input(
    name: &str,
    number: Option<usize>,
    from: DType,
    to: DType,
    casting: Casting,
) -> Result<(), ExecError> {
    if from == to || npcore_dtype::can_cast(from, to, casting) {
        return Ok(());
    }
    let number = number.map_or(String::new(), |i| format!(" {i}"));
    let reason =
        format!("Cannot cast ufunc '{name}' input{number} from {from:?} to {to:?} with casting rule '{casting}'");
    Err(ExecError::Cast { from, to, reason })
}
