//! Stacks of matrices: the types they are computed in, their elements by columns, and the walk over them.

use std::sync::Mutex;

use npcore_array::{Array, ArrayError, CopyMode, DynArray, DynView, LinAlgError, Order, Result, engine};
use npcore_dtype::{Casting, Complex, DType, Elem, Element, Promote};
use npcore_exec::{Buffer, ExecError, Output};
use npcore_layout::{Layout, MAX_RANK};

use crate::Scalar;
use crate::backend::{Columns, Failure, Lapack, SLACK, current};

/// The type of results for elements of type `T`: f64 for integers and bool, else the type itself.
pub type Float<T> = <T as Elem>::Quotient;
/// The type of real results (norms, singular values) for elements of type `T`.
pub type Real<T> = <<T as Elem>::Quotient as Elem>::Real;
/// The type of results for elements of two types.
pub type Both<A, B> = <Float<A> as Promote<Float<B>>>::Output;

/// A type that matrices are computed in: as in NumPy f64 and complex128, also for elements of single precision.
pub(crate) trait Work: Scalar<Re = f64> {}
impl Work for f64 {}
impl Work for Complex<f64> {}

pub(crate) fn lapack<T: Work>() -> &'static dyn Lapack<T> {
    current().lapack::<T>()
}

/// What some arrays are computed in together.
#[derive(Clone, Copy)]
pub(crate) struct Common {
    pub complex: bool,
    /// The dtype of results.
    pub dtype: DType,
    /// The dtype of real results.
    pub real: DType,
}

/// Runs the block with `$T` as the type to compute in.
macro_rules! with_work {
    ($common:expr, $T:ident => $e:expr) => {
        if $common.complex {
            type $T = npcore_dtype::Complex<f64>;
            $e
        } else {
            type $T = f64;
            $e
        }
    };
}
pub(crate) use with_work;

impl Common {
    pub fn of(arrays: &[&DynView<'_>]) -> Result<Common> {
        let (mut complex, mut single) = (false, true);
        for array in arrays {
            let dtype = array.dtype();
            if dtype.is_float() || dtype.is_complex() {
                complex |= dtype.is_complex();
                let parts = if dtype.is_complex() { dtype.itemsize() / 2 } else { dtype.itemsize() };
                if parts == 2 {
                    return refused(format!("array type {} is unsupported in linalg", dtype.name()));
                }
                single &= parts == 4;
            } else {
                npcore_exec::check_cast(dtype, DType::FLOAT64, Casting::SameKind)?;
                single = false;
            }
        }
        let real = if single { DType::FLOAT32 } else { DType::FLOAT64 };
        let dtype = match (complex, single) {
            (false, _) => real,
            (true, true) => DType::COMPLEX64,
            (true, false) => DType::COMPLEX128,
        };
        Ok(Common { complex, dtype, real })
    }
}

/// An error of an argument.
pub(crate) fn refused<T>(words: impl Into<String>) -> Result<T> {
    Err(ArrayError::Value(words.into()))
}

/// Rows and columns of the matrices, which the array has.
pub(crate) fn sides(a: &DynView<'_>) -> Result<[usize; 2]> {
    match a.shape() {
        [.., m, n] => Ok([*m, *n]),
        shape => Err(LinAlgError::TooFewDimensions(shape.len()).into()),
    }
}

/// The side of the matrices, which are square.
pub(crate) fn side(a: &DynView<'_>) -> Result<usize> {
    let [m, n] = sides(a)?;
    if m == n { Ok(n) } else { Err(LinAlgError::NotSquare.into()) }
}

/// The axes before the matrices.
pub(crate) fn outer<'a>(a: &'a DynView<'_>) -> &'a [usize] {
    &a.shape()[..a.ndim() - 2]
}

/// A shape of some axes and more.
pub(crate) fn shape_of(outer: &[usize], inner: &[usize]) -> Result<Vec<usize>> {
    let shape = [outer, inner].concat();
    if shape.len() > MAX_RANK {
        return Err(npcore_layout::LayoutError::TooManyDimensions { found: shape.len() }.into());
    }
    Ok(shape)
}

/// Memory that `buffer` gives for a library to get: with [`SLACK`] behind the elements.
fn with_slack<T: Work>(shape: &[usize], buffer: fn(usize) -> std::result::Result<Buffer, ExecError>) -> Result<Output> {
    let dtype = <T as Element>::dtype();
    let layout = Layout::contiguous(shape, dtype.itemsize(), Order::C)?;
    let bytes = layout.nbytes(dtype.itemsize()).saturating_add(SLACK);
    Ok(Output { buffer: buffer(bytes)?, dtype, layout })
}

/// The matrices by columns: a new array in which rows and columns have changed places.
pub(crate) fn by_columns<T: Work>(a: &DynView<'_>) -> Result<Array<T>> {
    let turned = a.swapaxes(-1, -2)?;
    let output = with_slack::<T>(turned.shape(), Buffer::uninit)?;
    // SAFETY: the elements of a view; those of the output, in fresh memory. Then they are all written.
    unsafe {
        npcore_exec::copy_elements(&engine::operand(&turned), &output.operand(), output.buffer.is_warm())?;
        Ok(engine::array(output))
    }
}

/// Matrices that are by columns, by rows and in a dtype.
pub(crate) fn by_rows<T: Work>(columns: Array<T>, dtype: DType) -> Result<DynArray> {
    let columns = columns.into_dyn();
    if let [outer @ .., cols, rows] = columns.shape()
        && (*cols <= 1 || *rows <= 1)
        && columns.dtype() == dtype
    {
        // The elements lie as they should.
        let shape = [outer, &[*rows, *cols]].concat();
        return columns.into_shape(&shape[..]);
    }
    Ok(columns.view().swapaxes(-1, -2)?.asarray_dyn(dtype, Order::C, CopyMode::Always)?.into_owned())
}

/// An array in its dtype.
pub(crate) fn in_dtype<T: Work>(array: Array<T>, dtype: DType) -> Result<DynArray> {
    let array = array.into_dyn();
    if array.dtype() == dtype { Ok(array) } else { array.astype_dyn(dtype) }
}

/// New elements in a shape.
pub(crate) fn zeros<T: Work>(outer: &[usize], inner: &[usize]) -> Result<Array<T>> {
    let output = with_slack::<T>(&shape_of(outer, inner)?, Buffer::zeroed)?;
    // SAFETY: zeros are elements of the type.
    Ok(unsafe { engine::array(output) })
}

/// The elements of an array, in pieces of a length, that several threads may take.
pub(crate) struct Pieces<T> {
    ptr: *mut T,
    len: usize,
    count: usize,
}

// SAFETY: the pieces are disjoint, and each is taken by one thread at a time (the contract of `piece`).
unsafe impl<T: Send> Sync for Pieces<T> {}

impl<T: Work> Pieces<T> {
    /// Of a new array in C order.
    pub fn of(array: &mut Array<T>, len: usize) -> Pieces<T> {
        let data = array.as_slice_mut().unwrap_or_default();
        Pieces { count: data.len().checked_div(len).unwrap_or(usize::MAX), len, ptr: data.as_mut_ptr() }
    }

    /// A piece; those without elements are all alike.
    ///
    /// # Safety
    /// The array is not used otherwise while pieces are, and no other use is made of the same piece.
    #[expect(clippy::mut_from_ref, reason = "the caller's word")]
    pub unsafe fn piece(&self, i: usize) -> &mut [T] {
        assert!(i < self.count);
        // SAFETY: one of the array's pieces, which nobody else has.
        unsafe { std::slice::from_raw_parts_mut(self.ptr.add(i * self.len), self.len) }
    }
}

/// Matrices by columns and, for each, `len` values, both as `f` leaves them; `what` is what its errors are of.
pub(crate) fn with_values<T: Work, U: Work>(
    a: &DynView<'_>,
    [m, n]: [usize; 2],
    len: usize,
    what: &'static str,
    f: impl Fn(Columns<'_, T>, &mut [U]) -> Result<(), Failure> + Sync,
) -> Result<(Array<T>, Array<U>)> {
    let outer = outer(a);
    let (mut columns, mut values) = (by_columns::<T>(a)?, zeros::<U>(outer, &[len])?);
    let (data, parts) = (Pieces::of(&mut columns, m * n), Pieces::of(&mut values, len));
    if len > 0 {
        each(outer.iter().product(), [m, n], error_of(what), |i| {
            // SAFETY: each matrix is taken once, and the arrays are not used meanwhile.
            let (data, values) = unsafe { (data.piece(i), parts.piece(i)) };
            f(Columns::new(data, [m, n], m), values)
        })?;
    }
    Ok((columns, values))
}

/// Sides from which a matrix takes the threads for itself.
const LARGE: usize = 200;

/// Calls `f` for each of `count` matrices of some sides, on several threads where the matrices are small and many.
///
/// The error is that of the first matrix that has one.
pub(crate) fn each(
    count: usize,
    sides: [usize; 2],
    failed: impl Fn(Failure) -> ArrayError,
    f: impl Fn(usize) -> Result<(), Failure> + Sync,
) -> Result<()> {
    let work = match sides.iter().max() {
        Some(&side) if side >= LARGE => 0,
        // As many bytes as would take about as long to be moved.
        _ => count.saturating_mul(256 + 8 * sides[0] * sides[1] * sides[0].min(sides[1])),
    };
    let first: Mutex<Option<(usize, Failure)>> = Mutex::new(None);
    npcore_exec::for_each_range(count, 1, work, &|range| {
        for i in range {
            if let Err(failure) = f(i) {
                let mut first = first.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                if first.is_none_or(|(at, _)| i < at) {
                    *first = Some((i, failure));
                }
                return;
            }
        }
    });
    match first.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner()) {
        None => Ok(()),
        Some((_, failure)) => Err(failed(failure)),
    }
}

/// The error for what stopped a decomposition; `what` is NumPy's name of an iteration.
pub(crate) fn error_of(what: &'static str) -> impl Fn(Failure) -> ArrayError {
    move |failure| {
        match failure {
        Failure::Singular(_) => LinAlgError::Singular.into(),
        Failure::NotPositiveDefinite(_) => LinAlgError::NotPositiveDefinite.into(),
        Failure::NotConverged => LinAlgError::NotConverged(what).into(),
        Failure::Memory => ArrayError::Value("Unable to allocate memory for the work of a decomposition".into()),
        Failure::Unavailable => ArrayError::Value(
            "this build has no singular values and eigenvalues: enable the feature `decompositions` of npcore-linalg, or \
             choose a back end with LAPACK"
                .into(),
        ),
    }
    }
}
