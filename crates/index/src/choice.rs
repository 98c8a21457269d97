//! One of several values for each element: `where_`, `select`, `choose`.

use npcore_array::engine::{self, OperandParts};
use npcore_array::{Array, ArrayOperand, AsView, DynArray, DynView, Operand, Operands, Order, Result};
use npcore_dtype::{DType, Elem, Operand as Promoted, result_type};
use npcore_exec::IndexMode;

use crate::convert::{of_dtype, positions, refused, truth};

/// The elements of `x` where those of `condition` are not 0, and of `y` elsewhere, all three broadcast together.
///
/// With one argument NumPy's function is [`nonzero`](crate::nonzero).
///
/// ```
/// use npcore_array::array;
/// use npcore_index::where_;
/// let a = array![[1, -2], [-3, 4]];
/// assert_eq!(where_(&a.gt(0), &a, 0)?.to_string(), "[[1 0]\n [0 4]]");
/// assert_eq!(where_([true, false], 0.5, &a)?.to_string(), "[[ 0.5 -2. ]\n [ 0.5  4. ]]");
/// let signs = where_(&a.gt(0), "plus", "minus")?; // a StrArray
/// assert_eq!(format!("{signs:?}"), "array([['plus', 'minus'],\n       ['minus', 'plus']], dtype='<U5')");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Shapes that do not broadcast; types without a common one; no memory.
pub fn where_<C: Elem, A: Operands<B>, B: Operand>(condition: impl AsView<C>, x: A, y: B) -> Result<Array<A::Out>> {
    let condition = condition.as_view();
    engine::typed(either(condition.as_dyn(), &x.parts(), &y.parts())?)
}

/// The dtype that all are converted to. Where there is no array whose type lone values could take, they keep their own.
fn common_dtype(parts: &[&OperandParts<'_>]) -> Result<DType> {
    let alone = parts.iter().all(|parts| parts.is_weak());
    let types: Vec<_> = parts
        .iter()
        .map(|parts| if alone { Promoted::Array(parts.operand().dtype) } else { parts.promotes_as() })
        .collect();
    Ok(result_type(&types)?)
}

fn either(condition: DynView<'_>, x: &OperandParts<'_>, y: &OperandParts<'_>) -> Result<DynArray> {
    let dtype = common_dtype(&[x, y])?;
    let condition = truth(condition)?;
    let (x, y) = (of_dtype(x.view(), dtype)?, of_dtype(y.view(), dtype)?);
    let (mask, x, y) = (condition.view(), x.view(), y.view());
    // SAFETY: all three are borrowed and of the types wanted.
    unsafe {
        let out = npcore_exec::choose(&engine::operand(&mask), &engine::operand(&x), &engine::operand(&y))?;
        engine::moved(out, &[&x, &y])
    }
}

/// For each element the choice of the first condition that holds, `default` where none does.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::select;
/// let x = array![0, 1, 2, 3, 4, 5];
/// let chosen = select(&[&x.lt(3), &x.gt(3)], &[&x, &(&x * &x)], 42)?;
/// assert_eq!(chosen.to_string(), "[ 0  1  2 42 16 25]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// NumPy's words for lists of different length, or empty ones; shapes that do not broadcast; types without a common one; no
/// memory.
pub fn select<C: AsView<bool>, A: Operands<D>, D: Operand>(
    conditions: &[C],
    choices: &[A],
    default: D,
) -> Result<Array<A::Out>> {
    if conditions.len() != choices.len() {
        return refused("list of cases must be same length as list of conditions");
    }
    if conditions.is_empty() {
        return refused("select with an empty condition list is not possible");
    }
    let masks: Vec<_> = conditions.iter().map(|condition| condition.as_view()).collect();
    let mut parts: Vec<_> = choices.iter().map(|choice| choice.parts()).collect();
    parts.push(default.parts());
    let dtype = common_dtype(&parts.iter().collect::<Vec<_>>())?;
    // Choices with choices and conditions with conditions first, as NumPy's words tell.
    let choice_shape = common(&parts.iter().map(|parts| parts.operand().layout.shape().to_vec()).collect::<Vec<_>>())?;
    let mask_shape = common(&masks.iter().map(|mask| mask.shape().to_vec()).collect::<Vec<_>>())?;
    let shape = common(&[mask_shape, choice_shape])?;
    let mut out = DynArray::zeros_dyn(&shape[..], dtype)?;
    out.try_assign(parts[choices.len()].view())?;
    for (mask, choice) in masks.iter().zip(&parts).rev() {
        let choice = of_dtype(choice.view(), dtype)?;
        // SAFETY: a fresh array; the others are borrowed and of the types wanted.
        unsafe { overwrite(&mut out, &mask.as_dyn(), &choice.view())? };
    }
    engine::typed(out)
}

/// The common shape, with the words of `broadcast_arrays`.
fn common(shapes: &[Vec<usize>]) -> Result<Vec<usize>> {
    let shapes: Vec<&[usize]> = shapes.iter().map(Vec::as_slice).collect();
    Ok(npcore_broadcast::broadcast_arguments(&shapes)?.to_vec())
}

/// # Safety
/// The values are of the array's dtype, the mask of type bool, and both apart from it; both broadcast to it.
unsafe fn overwrite(out: &mut DynArray, mask: &DynView<'_>, values: &DynView<'_>) -> Result<()> {
    let copied;
    let values = if out.dtype() == DType::BOOL {
        // A fresh array's bools are known to be such.
        copied = engine::converted(values, DType::BOOL)?;
        copied.view()
    } else {
        *values
    };
    let mut target = out.view_mut();
    // SAFETY: the caller's word.
    unsafe {
        Ok(npcore_exec::copy_where(
            &engine::operand(&values),
            &engine::operand(mask),
            &engine::operand_mut(&mut target),
        )?)
    }
}

/// For each element of `indices` that of the choice with this number, all broadcast together.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::{IndexMode, choose};
/// let choices = [array![0, 1, 2], array![10, 11, 12]];
/// assert_eq!(choose([1, 0, 1], &choices, IndexMode::Raise)?.to_string(), "[10  1 12]");
/// assert_eq!(choose(7, &choices, IndexMode::Clip)?.to_string(), "[10 11 12]");
/// let refused = choose([2], &choices, IndexMode::Raise).unwrap_err();
/// assert_eq!(refused.to_string(), "invalid entry in choice array");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// NumPy's words for numbers that no choice has (negative ones, too), no choices, shapes that do not broadcast; no memory.
pub fn choose<I: Elem, A: ArrayOperand>(
    indices: impl AsView<I>,
    choices: &[A],
    mode: IndexMode,
) -> Result<Array<A::T>> {
    if choices.is_empty() {
        return refused("0-length sequence.");
    }
    let indices = indices.as_view();
    let indices = positions(indices.as_dyn())?;
    let parts: Vec<_> = choices.iter().map(|choice| choice.parts()).collect();
    let dtype = common_dtype(&parts.iter().collect::<Vec<_>>())?;
    let mut shapes: Vec<Vec<usize>> = parts.iter().map(|parts| parts.operand().layout.shape().to_vec()).collect();
    shapes.push(indices.shape().to_vec());
    let shape = common(&shapes)?;
    let n = choices.len() as i64;
    let numbers: Array<i64> = match mode {
        IndexMode::Raise => {
            let looked_at = if shape.contains(&0) { None } else { indices.values().find(|i| !(0..n).contains(i)) };
            if looked_at.is_some() {
                return refused("invalid entry in choice array");
            }
            indices.view().copy()
        }
        IndexMode::Wrap => engine::map1(indices.view(), move |i: i64| i.rem_euclid(n))?,
        IndexMode::Clip => engine::map1(indices.view(), move |i: i64| i.clamp(0, n - 1))?,
    };
    let mut out = DynArray::zeros_order(&shape[..], dtype, Order::C)?;
    for (k, choice) in parts.iter().enumerate() {
        let chosen = engine::map1(numbers.view(), move |i: i64| i == k as i64)?;
        let choice = of_dtype(choice.view(), dtype)?;
        // SAFETY: a fresh array; the others are borrowed and of the types wanted.
        unsafe { overwrite(&mut out, &chosen.as_dyn(), &choice.view())? };
    }
    engine::typed(out)
}
