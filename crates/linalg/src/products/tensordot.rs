//! `tensordot` and `kron`.

use npcore_array::{Array, ArrayError, DynArray, DynView, Int, Ints, Operand, Operands, Result, engine};
use npcore_dtype::DType;
use npcore_kernel::Binary;
use npcore_layout::{Layout, Order};
use smallvec::SmallVec;

use super::contract::{Axis, Roles};
use super::dot::work_of;
use super::operands::{common_dtype, product, ready, refused, typed};

type List = SmallVec<[isize; 6]>;

/// The axes that [`tensordot`] sums over: how many of the last of one and the first of the other array, or two lists.
pub trait ContractedAxes {
    /// The axes of the left and of the right array.
    #[doc(hidden)]
    fn pairs(&self) -> [List; 2];
}

macro_rules! count {
    ($($t:ty)*) => { $(
        impl ContractedAxes for $t {
            fn pairs(&self) -> [List; 2] {
                let n = self.to_isize();
                [(-n..0).collect(), (0..n).collect()]
            }
        }
    )* };
}
count!(i32 i64 isize u32 u64 usize);

impl<A: Ints, B: Ints> ContractedAxes for (A, B) {
    fn pairs(&self) -> [List; 2] {
        [self.0.to_list(), self.1.to_list()]
    }
}

/// The sums of products over axes of both arrays, of all pairs of the other axes: first those of `a`, then those of `b`.
///
/// `axes` is how many of the last axes of `a` and the first of `b` are summed over, or two lists of axes, or two axes.
///
/// ```
/// use npcore_array::{arange, ones};
/// use npcore_linalg::tensordot;
/// let (a, b) = (arange(0.0, 60.0, 1.0).into_shape([3, 4, 5])?, arange(0.0, 24.0, 1.0).into_shape([4, 3, 2])?);
/// let c = tensordot(&a, &b, ([1, 0], [0, 1]))?;
/// assert_eq!(c.slice(npcore_array::s![..2]).to_string(), "[[4400. 4730.]\n [4532. 4874.]]");
/// assert_eq!(tensordot(&ones::<f64>([2, 3, 4]), &ones::<f64>([3, 4, 5]), 2)?.to_string(), "[[12. 12. 12. 12. 12.]\n [12. 12. 12. 12. 12.]]");
/// assert_eq!(tensordot(&a, &b, (0, 1))?.shape(), [4, 5, 4, 2]);
/// assert_eq!(tensordot(&a, &b, 1).unwrap_err().to_string(), "shape-mismatch for sum");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `shape-mismatch for sum`, `duplicate axes are not allowed in tensordot`, axes out of bounds; types without a product; no memory.
pub fn tensordot<A: Operands<B>, B: Operand>(a: A, b: B, axes: impl ContractedAxes) -> Result<Array<A::Out>> {
    let (a, b) = (a.parts(), b.parts());
    let dtype = common_dtype::<A::Out>(&a, &b)?;
    typed(tensordot_dyn(a.view(), b.view(), axes.pairs(), dtype)?)
}

/// An axis counted from the front.
fn counted(axis: isize, ndim: usize) -> Result<usize> {
    let from_front = if axis < 0 { axis + ndim as isize } else { axis };
    let place = usize::try_from(from_front).ok().filter(|&axis| axis < ndim);
    place.ok_or_else(|| ArrayError::Value("tuple index out of range".into()))
}

fn tensordot_dyn(a: DynView<'_>, b: DynView<'_>, [i, j]: [List; 2], dtype: DType) -> Result<DynArray> {
    let repeats = |list: &List| (1..list.len()).any(|k| list[..k].contains(&list[k]));
    if repeats(&i) || repeats(&j) {
        return refused("duplicate axes are not allowed in tensordot");
    }
    if i.len() != j.len() {
        return refused("shape-mismatch for sum");
    }
    let mut places: [SmallVec<[usize; 6]>; 2] = Default::default();
    // Pair by pair: the first that is wrong is told.
    for (&i, &j) in i.iter().zip(&j) {
        let (i, j) = (counted(i, a.ndim())?, counted(j, b.ndim())?);
        if a.shape()[i] != b.shape()[j] {
            return refused("shape-mismatch for sum");
        }
        places[0].push(i);
        places[1].push(j);
    }
    let [i, j] = places;
    if [&i, &j].iter().any(|list| (1..list.len()).any(|k| list[..k].contains(&list[k]))) {
        // One axis by two names.
        return refused("axes don't match array");
    }
    let work = work_of(dtype)?;
    let rest =
        |ndim: usize, axes: &[usize]| -> SmallVec<[usize; 6]> { (0..ndim).filter(|k| !axes.contains(k)).collect() };
    let (rows, cols) = (rest(a.ndim(), &i), rest(b.ndim(), &j));
    let shape: SmallVec<[usize; 6]> =
        rows.iter().map(|&k| a.shape()[k]).chain(cols.iter().map(|&k| b.shape()[k])).collect();
    let layout = Layout::contiguous(&shape, work.dtype.itemsize(), Order::C)?;
    let (a, b) = (ready(a, &work)?, ready(b, &work)?);
    product(&a.view(), &b.view(), &work, layout, |a, b, out| Roles {
        batch: SmallVec::new(),
        rows: (rows.iter().zip(&out.strides()[..]))
            .map(|(&k, to)| Axis { len: a.shape()[k], s: [a.strides()[k], 0, *to] })
            .collect(),
        inner: (i.iter().zip(&j))
            .map(|(&i, &j)| Axis { len: a.shape()[i], s: [a.strides()[i], b.strides()[j], 0] })
            .collect(),
        cols: (cols.iter().zip(&out.strides()[rows.len()..]))
            .map(|(&k, &to)| Axis { len: b.shape()[k], s: [0, b.strides()[k], to] })
            .collect(),
    })
}

/// The Kronecker product: every element of `a` replaced by its product with all of `b`.
///
/// ```
/// use npcore_array::array;
/// use npcore_linalg::kron;
/// assert_eq!(kron(array![1, 10], [5, 6])?.to_string(), "[ 5  6 50 60]");
/// let eye = npcore_array::eye::<i32>(2, 2, 0);
/// assert_eq!(kron(&eye, &array![[1, 2]])?.to_string(), "[[1 2 0 0]\n [0 0 1 2]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Types without a product; more than 32 axes; no memory.
pub fn kron<A: Operands<B>, B: Operand>(a: A, b: B) -> Result<Array<A::Out>> {
    let (a, b) = (a.parts(), b.parts());
    let (x, y) = (a.view(), b.view());
    if x.ndim() == 0 || y.ndim() == 0 {
        return engine::binary(Binary::Multiply, &a, &b);
    }
    typed(kron_dyn(x, y)?)
}

fn kron_dyn(a: DynView<'_>, b: DynView<'_>) -> Result<DynArray> {
    let ndim = a.ndim().max(b.ndim());
    // Axis k of the result is the pair of both arrays' axes k, those of the shorter one counted from the end.
    let (mut shape, mut left, mut right) = (Vec::new(), Vec::new(), Vec::new());
    for k in 0..ndim {
        let length = |view: &DynView<'_>| (k + view.ndim()).checked_sub(ndim).map_or(1, |i| view.shape()[i]) as isize;
        let (n, m) = (length(&a), length(&b));
        left.extend([n, 1]);
        right.extend([1, m]);
        shape.push(n * m);
    }
    let (left, right) = (a.reshape(left)?, b.reshape(right)?);
    let (left, right) = (left.view(), right.view());
    let product = engine::binary::<npcore_dtype::Dyn>(Binary::Multiply, &engine::parts(&left), &engine::parts(&right))?;
    // In C order, so that pairs of axes become one; the product has its inputs' order.
    let gapless = product.is_c_contiguous();
    (if gapless { product } else { product.view().try_to_owned(Order::C)? }).into_shape(shape)
}
