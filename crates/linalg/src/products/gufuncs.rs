//! Products as generalised universal functions: `matmul`, `matvec`, `vecmat`, `vecdot`. The last axes of the operands are
//! matrices or vectors, and the others are broadcast together.

use npcore_array::{Array, ArrayError, AsViewMut, DynArray, DynCow, DynView, DynViewMut, Operand, Operands, Result};
use npcore_broadcast::broadcast_shapes;
use npcore_dtype::{DType, Elem};
use npcore_layout::{Layout, Order, Shape, normalize_axis, shape_text};
use smallvec::SmallVec;

use super::contract::{Axis, Roles};
use super::operands::{
    Work, check_cast, common_dtype, no_loop, plain_matrices, product, product_into, ready, refused, typed,
};
use npcore_array::engine::OperandParts;

/// One of the functions.
pub(crate) struct Gufunc {
    name: &'static str,
    signature: &'static str,
    /// The least and the most core axes of both inputs.
    ranks: [[usize; 2]; 2],
    /// Whether the left operand is conjugated.
    conjugates: bool,
}

const MATMUL: Gufunc =
    Gufunc { name: "matmul", signature: "(n?,k),(k,m?)->(n?,m?)", ranks: [[1, 2], [1, 2]], conjugates: false };
const MATVEC: Gufunc =
    Gufunc { name: "matvec", signature: "(m,n),(n)->(m)", ranks: [[2, 2], [1, 1]], conjugates: false };
const VECMAT: Gufunc =
    Gufunc { name: "vecmat", signature: "(n),(n,m)->(m)", ranks: [[1, 1], [2, 2]], conjugates: true };
const VECDOT: Gufunc = Gufunc { name: "vecdot", signature: "(n),(n)->()", ranks: [[1, 1], [1, 1]], conjugates: true };

/// What the shapes of a call settle.
struct Frame {
    /// The common shape of the other axes.
    outer: Shape,
    /// How many core axes both inputs have.
    core: [usize; 2],
    /// The lengths of the result's core axes.
    result: SmallVec<[usize; 2]>,
}

impl Gufunc {
    fn too_few(&self, operand: &str, has: usize, needs: usize) -> ArrayError {
        ArrayError::Value(format!(
            "{}: {operand} does not have enough dimensions (has {has}, gufunc core with signature {} requires {needs})",
            self.name, self.signature
        ))
    }

    fn mismatch(&self, operand: &str, k: usize, size: usize, known: usize) -> ArrayError {
        ArrayError::Value(format!(
            "{}: {operand} has a mismatch in its core dimension {k}, with gufunc signature {} (size {size} is different \
             from {known})",
            self.name, self.signature
        ))
    }

    #[inline]
    fn frame(&self, a: &[usize], b: &[usize], out: Option<&[usize]>) -> Result<Frame> {
        let mut core = [0; 2];
        for (i, shape) in [a, b].into_iter().enumerate() {
            let [least, most] = self.ranks[i];
            if shape.len() < least {
                return Err(self.too_few(&format!("Input operand {i}"), shape.len(), least));
            }
            core[i] = shape.len().min(most);
        }
        let (inner, other) = (a[a.len() - 1], b[b.len() - core[1]]);
        if inner != other {
            return Err(self.mismatch("Input operand 1", 0, other, inner));
        }
        let mut result = SmallVec::new();
        if core[0] == 2 {
            result.push(a[a.len() - 2]);
        }
        if core[1] == 2 {
            result.push(b[b.len() - 1]);
        }
        let outers = [&a[..a.len() - core[0]], &b[..b.len() - core[1]]];
        let outer = match (outers, out) {
            ([[], []], None) => Some(Shape::empty()),
            (_, None) => broadcast_shapes(&outers).ok(),
            (_, Some(out)) => {
                let Some(split) = out.len().checked_sub(result.len()) else {
                    return Err(self.too_few("Output operand 0", out.len(), result.len()));
                };
                let (given, cores) = out.split_at(split);
                if let Some(k) = (0..cores.len()).find(|&k| cores[k] != result[k]) {
                    return Err(self.mismatch("Output operand 0", k, cores[k], result[k]));
                }
                // The output may have more axes than the inputs, which are repeated then.
                let all = broadcast_shapes(&[outers[0], outers[1], given]).ok();
                let all = all.map(|outer| {
                    // It may lack leading axes of length 1.
                    let added = outer.len() - given.len();
                    if outer[..added].iter().all(|&n| n == 1) { Shape::from(&outer[added..]) } else { outer }
                });
                if all.as_ref().is_some_and(|outer| outer[..] != *given) {
                    return refused(
                        "output operand requires a reduction along dimension -1, but the reduction is not enabled. The \
                         dimension size of 1 does not match the expected output shape.",
                    );
                }
                all
            }
        };
        match outer {
            Some(outer) => Ok(Frame { outer, core, result }),
            None => Err(self.remapped(&[a, b], out, &outers, &result)),
        }
    }

    /// NumPy's words for other axes that do not broadcast together.
    #[cold]
    fn remapped(
        &self,
        inputs: &[&[usize]; 2],
        out: Option<&[usize]>,
        outers: &[&[usize]; 2],
        core: &[usize],
    ) -> ArrayError {
        let mut text = String::new();
        // Axes that are left out in front count for the comma.
        let all = outers[0].len().max(outers[1].len()).max(out.map_or(0, |out| out.len() - core.len())) + core.len();
        let comma = if all == 1 { "," } else { "" };
        for (shape, outer) in inputs.iter().zip(outers) {
            let mut lengths: Vec<String> = outer.iter().map(usize::to_string).collect();
            if !outer.is_empty() {
                lengths.extend(core.iter().map(|_| "newaxis".to_owned()));
            }
            let comma = if lengths.is_empty() { "" } else { comma };
            text += &format!("{}->({}{comma}) ", shape_text(shape), lengths.join(","));
        }
        if let Some(out) = out {
            text += &format!("{}->{} ", shape_text(out), shape_text(out));
        }
        ArrayError::Value(format!(
            "operands could not be broadcast together with remapped shapes [original->remapped]: {text} and requested \
             shape {}",
            shape_text(core)
        ))
    }

    /// The result's type.
    #[inline]
    fn dtype<T: Elem>(&self, a: &OperandParts<'_>, b: &OperandParts<'_>) -> Result<DType> {
        common_dtype::<T>(a, b).map_err(|_| no_loop(self.name, [a.operand().dtype, b.operand().dtype]))
    }

    fn work(&self, dtype: DType, a: DType, b: DType) -> Result<Work> {
        Work::of(dtype).ok_or_else(|| no_loop(self.name, [a, b]))
    }

    fn operands<'a>(&self, a: DynView<'a>, b: DynView<'a>, work: &Work) -> Result<[DynCow<'a>; 2]> {
        let left = if self.conjugates && work.dtype.is_complex() {
            let conjugate: DynArray = npcore_ufunc::conjugate(a)?;
            if conjugate.dtype() == work.dtype { conjugate.into() } else { conjugate.astype_dyn(work.dtype)?.into() }
        } else {
            ready(a, work)?
        };
        Ok([left, ready(b, work)?])
    }

    #[inline]
    pub(crate) fn call(&self, a: DynView<'_>, b: DynView<'_>, dtype: DType) -> Result<DynArray> {
        let work = self.work(dtype, a.dtype(), b.dtype())?;
        if self.ranks == MATMUL.ranks
            && let Some(product) = plain_matrices(&a, &b, &work)?
        {
            return Ok(product);
        }
        let frame = self.frame(a.shape(), b.shape(), None)?;
        let [a, b] = self.operands(a, b, &work)?;
        let shape: SmallVec<[usize; 6]> = frame.outer.iter().chain(&frame.result).copied().collect();
        let layout = Layout::contiguous(&shape, work.dtype.itemsize(), Order::C)?;
        product(&a.view(), &b.view(), &work, layout, |a, b, out| frame.roles(a, b, out))
    }

    fn call_into(&self, a: DynView<'_>, b: DynView<'_>, dtype: DType, out: &mut DynViewMut<'_>) -> Result<()> {
        let work = self.work(dtype, a.dtype(), b.dtype())?;
        check_cast(self.name, work.result, out.dtype())?;
        let frame = self.frame(a.shape(), b.shape(), Some(out.shape()))?;
        let [a, b] = self.operands(a, b, &work)?;
        product_into(&a.view(), &b.view(), &work, out, |a, b, out| frame.roles(a, b, out))
    }
}

impl Frame {
    fn roles(&self, a: &Layout, b: &Layout, out: &Layout) -> Roles {
        let mut roles = Roles::default();
        // The stride of an input along a common axis: 0 where it is repeated.
        let along = |layout: &Layout, core: usize, axis: usize| {
            let own = layout.ndim() - core;
            match (axis + own).checked_sub(self.outer.len()) {
                Some(i) if layout.shape()[i] != 1 => layout.strides()[i],
                _ => 0,
            }
        };
        for (axis, &len) in self.outer.iter().enumerate() {
            let s = [along(a, self.core[0], axis), along(b, self.core[1], axis), out.strides()[axis]];
            roles.batch.push(Axis { len, s });
        }
        let ((an, bn), mut at) = ((a.ndim(), b.ndim()), self.outer.len());
        if self.core[0] == 2 {
            roles.rows.push(Axis { len: a.shape()[an - 2], s: [a.strides()[an - 2], 0, out.strides()[at]] });
            at += 1;
        }
        if self.core[1] == 2 {
            roles.cols.push(Axis { len: b.shape()[bn - 1], s: [0, b.strides()[bn - 1], out.strides()[at]] });
        }
        roles.inner.push(Axis { len: a.shape()[an - 1], s: [a.strides()[an - 1], b.strides()[bn - self.core[1]], 0] });
        roles
    }
}

/// A call of operands whose result has the type `T`.
#[inline]
fn called<T: Elem>(f: &Gufunc, a: &OperandParts<'_>, b: &OperandParts<'_>) -> Result<Array<T>> {
    typed(f.call(a.view(), b.view(), f.dtype::<T>(a, b)?)?)
}

#[inline]
fn called_into<T: Elem, U: Elem>(
    f: &Gufunc,
    a: &OperandParts<'_>,
    b: &OperandParts<'_>,
    out: &mut (impl AsViewMut<U> + ?Sized),
) -> Result<()> {
    f.call_into(a.view(), b.view(), f.dtype::<T>(a, b)?, &mut out.as_view_mut().into_dyn())
}

/// The matrix product of the last two axes of both operands; the other axes are broadcast together.
///
/// An operand with one axis is a row on the left and a column on the right, and has no axis in the result. There are no scalars.
///
/// ```
/// use npcore_array::{array, ones};
/// use npcore_linalg::matmul;
/// let (a, b) = (array![[1, 2], [3, 4]], array![[5, 6], [7, 8]]);
/// assert_eq!(matmul(&a, &b)?.to_string(), "[[19 22]\n [43 50]]");
/// assert_eq!(matmul(&a, [1, 1])?.to_string(), "[3 7]");
/// assert_eq!(matmul(&ones::<f64>([10, 3, 4]), &ones::<f64>([4, 5]))?.shape(), [10, 3, 5]);
/// assert_eq!(
///     matmul(&ones::<f64>([2, 3]), &ones::<f64>([2, 3])).unwrap_err().to_string(),
///     "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) \
///      (size 2 is different from 3)"
/// );
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Inner axes of different lengths, operands without axes, other axes that do not broadcast together; types without a product;
/// no memory.
#[inline]
pub fn matmul<A: Operands<B>, B: Operand>(a: A, b: B) -> Result<Array<A::Out>> {
    called(&MATMUL, &a.parts(), &b.parts())
}

/// [`matmul`] into a given array, of a type that the result may be converted to within its kind.
///
/// ```
/// use npcore_array::{array, zeros};
/// let a = array![[1.0, 2.0], [3.0, 4.0]];
/// let mut out = zeros::<f64>([2, 2]);
/// npcore_linalg::matmul_into(&a, a.t(), &mut out)?;
/// assert_eq!(out.to_string(), "[[ 5. 11.]\n [11. 25.]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`matmul`]; an output of another shape or kind.
pub fn matmul_into<A: Operands<B>, B: Operand, U: Elem>(
    a: A,
    b: B,
    out: &mut (impl AsViewMut<U> + ?Sized),
) -> Result<()> {
    called_into::<A::Out, U>(&MATMUL, &a.parts(), &b.parts(), out)
}

/// The products of matrices, the last two axes of `a`, and vectors, the last axis of `b`.
///
/// ```
/// use npcore_array::array;
/// let (a, vectors) = (array![[0, 1], [2, 3]], array![[1, 0], [10, 1]]);
/// assert_eq!(npcore_linalg::matvec(&a, &vectors)?.to_string(), "[[ 0  2]\n [ 1 23]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`matmul`].
pub fn matvec<A: Operands<B>, B: Operand>(a: A, b: B) -> Result<Array<A::Out>> {
    called(&MATVEC, &a.parts(), &b.parts())
}

/// [`matvec`] into a given array.
///
/// # Errors
/// As [`matmul_into`].
pub fn matvec_into<A: Operands<B>, B: Operand, U: Elem>(
    a: A,
    b: B,
    out: &mut (impl AsViewMut<U> + ?Sized),
) -> Result<()> {
    called_into::<A::Out, U>(&MATVEC, &a.parts(), &b.parts(), out)
}

/// The products of vectors, the last axis of `a`, conjugated, and matrices, the last two axes of `b`.
///
/// ```
/// use npcore_array::array;
/// let (vectors, b) = (array![[1, 0], [10, 1]], array![[0, 1], [2, 3]]);
/// assert_eq!(npcore_linalg::vecmat(&vectors, &b)?.to_string(), "[[ 0  1]\n [ 2 13]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`matmul`].
pub fn vecmat<A: Operands<B>, B: Operand>(a: A, b: B) -> Result<Array<A::Out>> {
    called(&VECMAT, &a.parts(), &b.parts())
}

/// [`vecmat`] into a given array.
///
/// # Errors
/// As [`matmul_into`].
pub fn vecmat_into<A: Operands<B>, B: Operand, U: Elem>(
    a: A,
    b: B,
    out: &mut (impl AsViewMut<U> + ?Sized),
) -> Result<()> {
    called_into::<A::Out, U>(&VECMAT, &a.parts(), &b.parts(), out)
}

/// The products of vectors with vectors along the last axes, the left ones conjugated.
///
/// ```
/// use npcore_array::array;
/// let v = array![[0, 5, 0], [0, 0, 10], [0, 6, 8]];
/// assert_eq!(npcore_linalg::vecdot(&v, [0, 3, 4])?.to_string(), "[15 40 50]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`matmul`].
pub fn vecdot<A: Operands<B>, B: Operand>(a: A, b: B) -> Result<Array<A::Out>> {
    called(&VECDOT, &a.parts(), &b.parts())
}

/// [`vecdot`] into a given array.
///
/// # Errors
/// As [`matmul_into`].
pub fn vecdot_into<A: Operands<B>, B: Operand, U: Elem>(
    a: A,
    b: B,
    out: &mut (impl AsViewMut<U> + ?Sized),
) -> Result<()> {
    called_into::<A::Out, U>(&VECDOT, &a.parts(), &b.parts(), out)
}

/// [`vecdot`] along another axis of both operands.
///
/// ```
/// use npcore_array::array;
/// let (a, b) = (array![[1, 2], [3, 4]], array![[1, 0], [1, 1]]);
/// assert_eq!(npcore_linalg::vecdot_axis(&a, &b, 0)?.to_string(), "[4 4]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`vecdot`]; an axis out of bounds.
pub fn vecdot_axis<A: Operands<B>, B: Operand>(a: A, b: B, axis: isize) -> Result<Array<A::Out>> {
    let (a, b) = (a.parts(), b.parts());
    let dtype = VECDOT.dtype::<A::Out>(&a, &b)?;
    let (a, b) = (a.view(), b.view());
    if a.ndim() == 0 || b.ndim() == 0 {
        // Told by the function itself.
        return typed(VECDOT.call(a, b, dtype)?);
    }
    for view in [&a, &b] {
        normalize_axis(axis, view.ndim())?;
    }
    typed(VECDOT.call(a.moveaxis(axis, -1)?, b.moveaxis(axis, -1)?, dtype)?)
}

/// NumPy's words for what is no matrix.
pub(crate) fn check_square(shape: &[usize]) -> Result<()> {
    match shape {
        [.., n, m] if n == m => Ok(()),
        [.., _, _] => refused("Last 2 dimensions of the array must be square"),
        _ => refused(format!("{}-dimensional array given. Array must be at least two-dimensional", shape.len())),
    }
}

/// The matrix product at run time.
pub(crate) fn matmul_dyn(a: DynView<'_>, b: DynView<'_>) -> Result<DynArray> {
    MATMUL.call(a, b, a.dtype().to_native())
}
