//! Closures over scalars as universal functions.
//!
//! The loops are [`map2`](npcore_array::map2)'s and its relatives': this is what makes a ufunc of them.

use std::fmt;
use std::marker::PhantomData;

use npcore_array::{
    Array, ArrayError, ArrayView, AsView, AsViewMut, Int, ReducedAxes, Result, engine, map_into, map2, map2_into, map3,
    map3_into, zip_inplace,
};
use npcore_dtype::Element;
use npcore_exec::ExecError;
use npcore_layout::Order;

use crate::at::positions;
use crate::reduce::run::axis_bits;

/// The results of a [`FnUfunc`]: one array of `U`.
#[derive(Clone, Copy, Debug)]
pub struct One<U>(PhantomData<fn() -> U>);

/// The results of a [`FnUfunc`]: an array of `U` and one of `V`.
#[derive(Clone, Copy, Debug)]
pub struct Two<U, V>(PhantomData<fn() -> (U, V)>);

/// Closures that [`from_fn`] takes: of one, two or three scalars (`I`, a tuple), whose result is a scalar or a pair (`O`).
#[diagnostic::on_unimplemented(
    message = "this is not a closure of one to three scalars that gives a scalar or a pair of them",
    note = "write the types of its arguments: `from_fn(|x: f64, y: f64| x.hypot(y))`"
)]
pub trait ScalarFn<I, O> {}

/// A closure as a universal function; made by [`from_fn`].
#[derive(Clone, Copy)]
pub struct FnUfunc<F, I, O> {
    f: F,
    name: &'static str,
    marker: PhantomData<fn(I) -> O>,
}

/// A universal function of a closure: of one, two or three scalars, giving a scalar or a pair.
///
/// The closure is compiled into the loops, with the processor's vector instructions where it has them. Which scalars it
/// takes and gives is read off its argument types, so they must be written. `call` takes arrays of exactly these types
/// (containers, slices, lists, scalars), broadcast together; other arrays are converted by `astype` first. Closures
/// of two scalars have `outer` and `at` too, and those of one type (`Fn(T, T) -> T`) `reduce` and `accumulate`, which
/// go strictly in order. The closure is called once for each element of a result, in an order that suits the memory, on the
/// caller's thread: it may count or collect. [`lazy(&a).map(f)`](crate::lazy::Lazy::map) takes all threads.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::from_fn;
///
/// let relu = from_fn(|x: f64| if x > 0.0 { x } else { 0.0 });
/// assert_eq!(relu.call(&array![-1.0, 2.5])?.to_string(), "[0.  2.5]");
///
/// let gcd = from_fn(|mut a: u32, mut b: u32| {
///     while b != 0 {
///         (a, b) = (b, a % b);
///     }
///     a
/// });
/// assert_eq!(gcd.call(&array![[12], [18]], [8, 9, 0])?.to_string(), "[[ 4  3 12]\n [ 2  9 18]]");
/// assert_eq!(gcd.reduce([12, 18, 27], ..)?, 3);
/// assert_eq!(gcd.outer([4, 6], [6, 8])?.to_string(), "[[2 4]\n [6 2]]");
///
/// let polar = from_fn(|x: f64, y: f64| (x.hypot(y), y > 0.0));
/// let (radius, upper) = polar.call(&array![3.0, -6.0], &array![4.0, -8.0])?;
/// assert_eq!(radius.to_string(), "[ 5. 10.]");
/// assert_eq!(upper.to_string(), "[ True False]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn from_fn<I, O, F: ScalarFn<I, O>>(f: F) -> FnUfunc<F, I, O> {
    FnUfunc { f, name: "<closure>", marker: PhantomData }
}

impl<F, I, O> fmt::Debug for FnUfunc<F, I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FnUfunc").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<F, I, O> FnUfunc<F, I, O> {
    /// With a name, which errors tell.
    pub fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// The name.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

/// [`npcore_array::map2`] for one array.
fn map1<A: Element, U: Element>(a: impl AsView<A>, f: impl FnMut(A) -> U) -> Result<Array<U>> {
    engine::map1(a.as_view(), f)
}

macro_rules! calls {
    ($($map:ident $into:ident $pair:path, $pair_into:path: $($A:ident $a:ident),*;)*) => { $(
        impl<F: Fn($($A),*) -> U, $($A: Element,)* U: Element> ScalarFn<($($A,)*), One<U>> for F {}
        impl<F: Fn($($A),*) -> (U, V), $($A: Element,)* U: Element, V: Element> ScalarFn<($($A,)*), Two<U, V>> for F {}

        impl<F: Fn($($A),*) -> U, $($A: Element,)* U: Element> FnUfunc<F, ($($A,)*), One<U>> {
            /// The function of all elements, broadcast together.
            ///
            /// # Errors
            /// Shapes that do not fit; no memory.
            pub fn call(&self, $($a: impl AsView<$A>),*) -> Result<Array<U>> {
                $map($($a,)* &self.f)
            }

            /// The results into the elements of `out`, which is not stretched.
            ///
            /// # Errors
            /// Shapes that do not fit.
            pub fn call_into(&self, $($a: impl AsView<$A>,)* out: &mut (impl AsViewMut<U> + ?Sized)) -> Result<()> {
                $into($($a,)* out, &self.f)
            }
        }

        impl<F: Fn($($A),*) -> (U, V), $($A: Element,)* U: Element, V: Element> FnUfunc<F, ($($A,)*), Two<U, V>> {
            /// The function of all elements, broadcast together: an array for each of its two results.
            ///
            /// # Errors
            /// Shapes that do not fit; no memory.
            pub fn call(&self, $($a: impl AsView<$A>),*) -> Result<(Array<U>, Array<V>)> {
                $pair($($a.as_view(),)* &self.f)
            }

            /// The results into the elements of `first` and `second`, which are not stretched.
            ///
            /// # Errors
            /// Shapes that do not fit.
            pub fn call_into(
                &self,
                $($a: impl AsView<$A>,)*
                first: &mut (impl AsViewMut<U> + ?Sized),
                second: &mut (impl AsViewMut<V> + ?Sized),
            ) -> Result<()> {
                $pair_into($($a.as_view(),)* &mut first.as_view_mut(), &mut second.as_view_mut(), &self.f)
            }
        }
    )* };
}
calls! {
    map1 map_into engine::map1_pair, engine::map1_pair_into: A a;
    map2 map2_into engine::map2_pair, engine::map2_pair_into: A a, B b;
    map3 map3_into engine::map3_pair, engine::map3_pair_into: A a, B b, C c;
}

impl<F: Fn(A, B) -> U, A: Element, B: Element, U: Element> FnUfunc<F, (A, B), One<U>> {
    /// The function of every element of `a` with every element of `b`: the shape is that of `a` followed by that of `b`.
    ///
    /// # Errors
    /// More than 64 axes; no memory.
    pub fn outer(&self, a: impl AsView<A>, b: impl AsView<B>) -> Result<Array<U>> {
        let (a, b) = (a.as_view(), b.as_view());
        let added: Vec<usize> = (a.ndim()..a.ndim() + b.ndim()).collect();
        self.call(a.expand_dims(&added)?, b)
    }
}

impl<F: Fn(A, B) -> A, A: Element, B: Element> FnUfunc<F, (A, B), One<A>> {
    /// `a[i] = f(a[i], b[i])` for each of the indices into the first axis of `a`, one after the other: what an index
    /// that is named twice gives counts twice.
    ///
    /// ```
    /// use npcore_array::array;
    /// let shifted = npcore_ufunc::from_fn(|total: i64, x: i64| 10 * total + x);
    /// let mut a = array![0i64, 0, 0];
    /// shifted.at(&mut a, [2, 0, 2], [1i64, 2, 3])?;
    /// assert_eq!(a.to_string(), "[ 2  0 13]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// Indices that are not on the axis (nothing is written then); a `b` that does not broadcast to what they select.
    pub fn at<I: Element + Int>(
        &self,
        a: &mut (impl AsViewMut<A> + ?Sized),
        indices: impl AsView<I>,
        b: impl AsView<B>,
    ) -> Result<()> {
        let mut a = a.as_view_mut();
        let b = b.as_view();
        let Some((&n, rest)) = a.shape().split_first() else {
            return Err(ArrayError::Value(
                "too many indices for array: array is 0-dimensional, but 1 were indexed".into(),
            ));
        };
        let indices: Vec<isize> = indices.as_view().values().map(Int::to_isize).collect();
        let positions = positions(&indices, n)?;
        let shape: Vec<usize> = std::iter::once(positions.len()).chain(rest.iter().copied()).collect();
        let b = b.broadcast_to(&shape)?;
        if rest.is_empty() {
            for (i, y) in positions.into_iter().zip(b.values()) {
                let x = a.get(i)?;
                a.set(i, (self.f)(x, y))?;
            }
            return Ok(());
        }
        for (k, i) in positions.into_iter().enumerate() {
            let mut row = a.index_axis_mut(0, i as isize)?;
            zip_inplace(&mut row, b.index_axis(0, k as isize)?, &self.f)?;
        }
        Ok(())
    }
}

/// Lanes shorter than this, of which there are many, are not gone along one by one.
const LONG_LANE: usize = 16;

/// Whether a fold goes along one lane after the other, rather than across all of them step by step.
fn goes_along<T: Element>(a: &ArrayView<'_, T>, axis: usize) -> bool {
    let strides = a.strides();
    let others = (0..a.ndim()).filter(|&k| k != axis && a.shape()[k] > 1);
    let fastest = others.clone().all(|k| strides[k].unsigned_abs() >= strides[axis].unsigned_abs());
    let lanes: usize = others.map(|k| a.shape()[k]).product();
    lanes < LONG_LANE || (fastest && a.shape()[axis] >= LONG_LANE)
}

impl<F: Fn(T, T) -> T, T: Element> FnUfunc<F, (T, T), One<T>> {
    /// The elements along an axis joined from first to last, `f(f(a[0], a[1]), a[2])` and so on: an array, or with `..`
    /// the value of a one-dimensional array.
    ///
    /// ```
    /// use npcore_array::array;
    /// let minus = npcore_ufunc::from_fn(|x: i64, y: i64| x - y);
    /// let a = array![[10i64, 1, 2], [20, 3, 4]];
    /// assert_eq!(minus.reduce(&a, 1)?.to_string(), "[ 7 13]");
    /// assert_eq!(minus.reduce([10i64, 1, 2], ..)?, 7);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// An axis that the array does not have; more than one axis: their order would matter; no elements; no memory.
    pub fn reduce<X: ReducedAxes>(&self, a: impl AsView<T>, axes: X) -> Result<X::Out<T>> {
        let a = a.as_view();
        let bits = axis_bits(&axes, a.ndim())?;
        if bits.count_ones() > 1 {
            return Err(ArrayError::Value(format!(
                "reduction operation '{}' is not reorderable, so at most one axis may be specified",
                self.name
            )));
        }
        if bits == 0 {
            return Ok(X::give(a.to_owned()));
        }
        let axis = bits.trailing_zeros() as usize;
        let mut folded = self.fold(a, axis)?;
        if X::KEPT {
            let mut shape = a.shape().to_vec();
            shape[axis] = 1;
            folded = folded.into_shape(&shape)?;
        }
        Ok(X::give(folded))
    }

    fn fold(&self, a: ArrayView<'_, T>, axis: usize) -> Result<Array<T>> {
        let mut shape = a.shape().to_vec();
        let n = shape.remove(axis);
        if n == 0 {
            return match shape.contains(&0) {
                true => npcore_array::try_zeros(&shape, Order::C),
                false => Err(ExecError::NoIdentity { name: self.name }.into()),
            };
        }
        if goes_along(&a, axis) {
            let joined = a.lanes(axis as isize).filter_map(|lane| match lane.as_slice() {
                Some(values) => values.iter().copied().reduce(&self.f),
                None => lane.values().reduce(&self.f),
            });
            return Array::from_shape_vec(&shape, joined.collect());
        }
        let mut rows = a.axis_iter(axis as isize);
        let Some(first) = rows.next() else { return npcore_array::try_zeros(&shape, Order::C) };
        let mut folded = first.to_owned();
        for row in rows {
            zip_inplace(&mut folded, row, &self.f)?;
        }
        Ok(folded)
    }

    /// The results of all steps of a reduction along an axis.
    ///
    /// ```
    /// use npcore_array::array;
    /// let decay = npcore_ufunc::from_fn(|past: f64, x: f64| past / 2.0 + x);
    /// assert_eq!(decay.accumulate(&array![8.0, 0.0, 1.0, 0.0], 0)?.to_string(), "[8.  4.  3.  1.5]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// An axis that the array does not have; no memory.
    pub fn accumulate(&self, a: impl AsView<T>, axis: isize) -> Result<Array<T>> {
        let a = a.as_view();
        if a.ndim() == 0 {
            return Err(ArrayError::Value("cannot accumulate on a scalar".into()));
        }
        let axis = npcore_layout::normalize_axis(axis, a.ndim())?;
        // A map, not a copy: what it gives is known to be valid, so that it may be borrowed.
        let mut out = map1(a, |x| x)?;
        if out.is_empty() {
            return Ok(out);
        }
        if goes_along(&out.view(), axis) {
            for mut lane in out.lanes_mut(axis as isize) {
                match lane.as_slice_mut() {
                    Some(values) => self.scan(values.iter_mut()),
                    None => self.scan(lane.iter_mut()),
                }
            }
            return Ok(out);
        }
        let mut rows = out.axis_iter_mut(axis as isize);
        if let Some(mut past) = rows.next() {
            for mut row in rows {
                zip_inplace(&mut row, &past, |x, past| (self.f)(past, x))?;
                past = row;
            }
        }
        Ok(out)
    }

    fn scan<'a>(&self, mut values: impl Iterator<Item = &'a mut T>) {
        let Some(&mut mut past) = values.next() else { return };
        for value in values {
            past = (self.f)(past, *value);
            *value = past;
        }
    }
}
