//! Rounding to decimals.

use npcore_array::{Array, AsView, DynArray, DynView, Result, engine};
use npcore_dtype::{Casting, DType, Elem};
use npcore_exec::{Chain, Step};
use npcore_kernel::{Binary, Unary};
use npcore_layout::Order;

use crate::reduce::run::number;

/// Every element rounded to `decimals` digits after the point, ties to even; negative `decimals` round to tens,
/// hundreds, ...
///
/// As NumPy does it: multiplied by a power of ten, rounded, and divided again, so that what overflows on the way is
/// infinite or NaN. Integers go through float64; bool, which gives float16, has to be a `Dyn` array.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::round;
/// assert_eq!(round(&array![1.25, 2.675, -0.5], 1)?.to_string(), "[ 1.2  2.7 -0.5]");
/// assert_eq!(round(&array![15, 25, 149], -1)?.to_string(), "[ 20  20 150]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Types that are no numbers; no memory.
pub fn round<T: Elem>(a: impl AsView<T>, decimals: i32) -> Result<Array<T>> {
    engine::typed(round_dyn(a.as_view().as_dyn(), decimals)?)
}

pub use round as around;

fn round_dyn(a: DynView<'_>, decimals: i32) -> Result<DynArray> {
    let dtype = a.dtype();
    if dtype.is_complex() {
        let mut out = DynArray::zeros_order(a.shape(), dtype, Order::C)?;
        for imaginary in [false, true] {
            let from = if imaginary { a.imag() } else { a.real().into() };
            let mut to = if imaginary { out.imag_mut()? } else { out.real_mut() };
            to.try_assign(&round_dyn(from.view(), decimals)?)?;
        }
        return Ok(out);
    }
    if dtype.is_integer() && decimals >= 0 {
        return a.try_to_owned(Order::K);
    }
    let steps = match decimals.signum() {
        0 => return engine::unary(Unary::Rint, &a.view_parts()),
        1 => [Binary::Multiply, Binary::TrueDivide],
        _ => [Binary::TrueDivide, Binary::Multiply],
    };
    let Some(_) = dtype.scalar_type() else {
        // The words of an operation that the type does not have.
        return engine::binary(steps[0], &engine::parts(&a), &engine::parts(&number(1.0, DType::FLOAT64)?.view()));
    };
    let work = if dtype.is_float() { dtype.to_native() } else { DType::FLOAT64 };
    let power = number(10f64.powf(decimals.unsigned_abs().into()), work)?;
    let steps = [Step::Binary(steps[0], 1), Step::Unary(Unary::Rint), Step::Binary(steps[1], 1)];
    let name = if decimals > 0 { "multiply" } else { "divide" };
    let chain = Chain { name, work, steps: &steps };
    let power = power.view();
    let operands = [engine::operand(&a), engine::operand(&power)];
    // SAFETY: the operands are borrowed for the call; the results are fresh.
    unsafe {
        if work == dtype {
            return Ok(engine::array(chain.run(&operands)?));
        }
        let mut out = DynArray::zeros_order(a.shape(), dtype, Order::C)?;
        let casting = if dtype.is_integer() { Casting::Unsafe } else { Casting::SameKind };
        chain.run_into(&operands, &engine::operand_mut(&mut out.view_mut()), casting)?;
        Ok(out)
    }
}
