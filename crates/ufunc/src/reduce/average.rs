//! Weighted means.

use npcore_array::{ArrayError, AsView, DynArray, DynView, ReducedAxes, Result, engine};
use npcore_dtype::{DType, Elem, Promote, promote_types};
use npcore_kernel::Binary;
use npcore_layout::{LayoutError, normalize_axes};

use super::builder::{Auto, Reduce, reduce};
use super::run::{Spec, assign};

/// The type of an average of elements of type `T` with weights of type `W`.
type Averaged<T, W> = <<T as Elem>::Quotient as Promote<W>>::Output;

impl<T: Elem, A: ReducedAxes> Reduce<'_, T, A, Auto> {
    /// The average with weights of the array's shape, or of the lengths of the axes in the order that they are named.
    ///
    /// # Errors
    /// Weights of another shape, or whose sum is 0; axes that the array does not have; no memory.
    pub fn average<W: Elem>(self, weights: impl AsView<W>) -> Result<A::Out<Averaged<T, W>>>
    where
        T::Quotient: Promote<W>,
    {
        Ok(self.average_with_sum(weights)?.0)
    }

    /// The [`average`](Reduce::average), and the sum of the weights.
    ///
    /// # Errors
    /// As `average`.
    #[allow(clippy::type_complexity, reason = "two results of one type")]
    pub fn average_with_sum<W: Elem>(
        self,
        weights: impl AsView<W>,
    ) -> Result<(A::Out<Averaged<T, W>>, A::Out<Averaged<T, W>>)>
    where
        T::Quotient: Promote<W>,
    {
        let (ndim, axes) = (self.ndim(), self.axis_list());
        normalize_axes(&axes, ndim).map_err(|e| match e {
            LayoutError::RepeatedAxis { .. } => ArrayError::Value("repeated axis in `axis` argument".into()),
            e => ArrayError::Value(format!("axis: {e}")),
        })?;
        let spec = self.spec()?;
        let (average, sum) = spec.weighted(weights.as_view().as_dyn(), &axes)?;
        Ok((A::give(engine::typed(average)?), A::give(engine::typed(sum)?)))
    }
}

impl Spec<'_> {
    fn weighted(&self, weights: DynView<'_>, axes: &[isize]) -> Result<(DynArray, DynArray)> {
        let native = self.dtype();
        let mut work = promote_types(native, weights.dtype())?;
        if native.is_integer() || native == DType::BOOL {
            work = promote_types(work, DType::FLOAT64)?;
        }
        let reshaped;
        let mut weights = weights;
        if weights.shape() != self.array.shape() {
            reshaped = fitting(weights, self.array.shape(), axes)?;
            weights = reshaped.view();
        }
        let products = {
            let l = npcore_exec::binary_loop(Binary::Multiply, work, work)?;
            // SAFETY: the operands are borrowed for the call; the result is fresh, of the loop's type.
            unsafe {
                let (a, b) = (engine::operand(&self.array), engine::operand(&weights));
                engine::array::<npcore_dtype::Dyn>(npcore_exec::binary(&l, &a, &b)?)
            }
        };
        let all = |array| Spec { array, initial: None, dtype: None, ..self.clone() };
        let shared = weights.shape() != self.array.shape();
        // Weights that all share are summed once; a mask makes them different.
        let wide = if self.mask.is_some() { weights.broadcast_to(self.array.shape())? } else { weights };
        let mut sum = Spec { dtype: Some(work), ..all(wide) }.reduce(Binary::Add)?;
        let zero = super::run::number(0.0, work)?;
        let zeros = engine::binary(Binary::Equal, &engine::parts(&sum.view()), &engine::parts(&zero.view()))?;
        if zeros.downcast::<bool>()?.values().any(|zero| zero) {
            return Err(ArrayError::Value("Weights sum to zero, can't be normalized".into()));
        }
        let mut average = all(products.view()).reduce(Binary::Add)?;
        assign(Binary::TrueDivide, &mut average, &sum)?;
        if shared && sum.shape() != average.shape() {
            sum = sum.broadcast_to(average.shape())?.copy();
        }
        Ok((average, sum))
    }
}

/// Weights that have the lengths of `axes`, with all axes of the array.
fn fitting(weights: DynView<'_>, shape: &[usize], axes: &[isize]) -> Result<DynArray> {
    let axes = normalize_axes(axes, shape.len())?;
    if axes.iter().copied().eq(0..shape.len()) {
        return Err(ArrayError::Value("Axis must be specified when shapes of a and weights differ.".into()));
    }
    if !weights.shape().iter().copied().eq(axes.iter().map(|&axis| shape[axis])) {
        let words = "Shape of weights must be consistent with shape of a along specified axis.";
        return Err(ArrayError::Value(words.into()));
    }
    let mut order: Vec<isize> = (0..axes.len() as isize).collect();
    order.sort_by_key(|&i| axes[i as usize]);
    let lengths: Vec<usize> = shape.iter().enumerate().map(|(i, &n)| if axes.contains(&i) { n } else { 1 }).collect();
    weights.transpose(&order[..])?.copy().into_shape(&lengths)
}

/// The average of elements along axes, with weights of the array's shape, or of the lengths of these axes. Without
/// weights it is the [`mean`](crate::mean()); with options: [`Reduce::average`].
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::{average, reduce};
/// let a = array![[0, 1], [2, 3], [4, 5]];
/// assert_eq!(average(&a, &array![0.25, 0.75], 1)?.to_string(), "[0.75 2.75 4.75]");
/// let (average, sum) = reduce(&array![1, 2, 3, 4]).average_with_sum(&array![4, 3, 2, 1])?;
/// assert_eq!((average, sum), (2.0, 10.0));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Weights of another shape, or whose sum is 0; axes that the array does not have; no memory.
pub fn average<T: Elem, W: Elem, A: ReducedAxes>(
    a: impl AsView<T>,
    weights: impl AsView<W>,
    axes: A,
) -> Result<A::Out<Averaged<T, W>>>
where
    T::Quotient: Promote<W>,
{
    reduce(&a).axis(axes).average(weights)
}
