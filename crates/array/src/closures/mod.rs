//! Closures over the elements of arrays: `map`, `map2`, `map3`, into new arrays, given ones, and in place.
//!
//! The walk is planned once, by code that knows no types ([`walk`]); what is compiled for a closure is two loops:
//! one over gapless rows, which the compiler can vectorise, and one over steps of any size. So that a repeated
//! value (a scalar, a column) does not need loops of its own, it is spread over a block first.

mod loops;
mod walk;

use npcore_dtype::Element;

use self::loops::{apply1, apply1_pair, apply2, apply2_pair, apply3, apply3_pair, change0, change1, change2};
use self::walk::{fresh, into_outputs, new_outputs, walk};
use crate::arguments::{AsView, AsViewMut};
use crate::containers::{Array, ArrayCow, ArrayView, ArrayViewMut, Container};
use crate::error::{Result, expect};
use crate::macros::{readers, writers};
use crate::raw::Raw;

fn map<T: Element, U: Element>(a: &Raw, f: &mut impl FnMut(T) -> U) -> Result<Array<U>> {
    let (way, [layout]) = new_outputs(&[a], [size_of::<U>()])?;
    let (buffer, out) = fresh::<U>(layout)?;
    // SAFETY: the way was made for these; `a` is borrowed by the callers, the output is fresh, and every element
    // of it is written with a valid value.
    unsafe {
        walk(&way, [a, &out], &mut |r| apply1(f, r));
        Ok(Array::from_parts(buffer, out.dtype, out.layout, true))
    }
}

readers! { where T: Element;
    /// An array of `f` of each value, in the same order in memory: a vectorised closure at loop speed.
    ///
    /// `f` is called once for each element, in the order of memory. [`map2`] and [`map3`] take several arrays;
    /// [`dispatch!`](crate::dispatch) leads here from a `DynArray`.
    ///
    /// ```
    /// use npcore_array::array;
    /// let a = array![1.0, -2.0, 3.0].map(|x| if x > 0.0 { x as i32 } else { 0 });
    /// assert_eq!(a.to_string(), "[1 0 3]");
    /// ```
    ///
    /// # Panics
    /// No memory.
    #[track_caller]
    pub fn map<U: Element>(&self, mut f: impl FnMut(T) -> U) -> Array<U> {
        expect(map(self.raw(), &mut f))
    }
}

writers! { where T: Element;
    /// Replaces every value by `f` of it; called once for each, in the order of memory.
    ///
    /// ```
    /// use npcore_array::{array, s};
    /// let mut a = array![1, 2, 3, 4];
    /// a.slice_mut(s![..;2]).map_inplace(|x| 10 * x);
    /// assert_eq!(a.to_string(), "[10  2 30  4]");
    /// ```
    pub fn map_inplace(&mut self, mut f: impl FnMut(T) -> T) {
        let out = *self.raw();
        let way = expect(into_outputs(&[], &[&out], true));
        // SAFETY: the way was made for it; `&mut self` is alone with its elements.
        unsafe { walk(&way, [&out], &mut |r| change0(&mut f, r)) };
    }
}

/// `f` of each value into the elements of `out`; the input may be broadcast.
///
/// # Errors
/// Shapes that do not fit: the output is not stretched.
///
/// ```
/// use npcore_array::{array, map_into, zeros};
/// let mut out = zeros::<i64>([2, 2]);
/// map_into(&array![1.5, 2.5], &mut out, |x: f64| x as i64)?;
/// assert_eq!(out.to_string(), "[[1 2]\n [1 2]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn map_into<A: Element, U: Element>(
    a: impl AsView<A>,
    out: &mut (impl AsViewMut<U> + ?Sized),
    mut f: impl FnMut(A) -> U,
) -> Result<()> {
    let (a, out) = (a.as_view(), out.as_view_mut());
    let way = into_outputs(&[a.raw()], &[out.raw()], false)?;
    // SAFETY: the way was made for these; the input is borrowed, the output exclusively.
    unsafe { walk(&way, [a.raw(), out.raw()], &mut |r| apply1(&mut f, r)) };
    Ok(())
}

/// An array of `f` of the values of two arrays, broadcast together.
///
/// The arrays may have different element types, and the result a third. The closure is compiled into the loop: over
/// contiguous arrays, rows and columns this is as fast as a loop over slices. It is called once for each element of
/// the result, in an order that suits the memory of the arrays (not always that of the indices), and the result
/// lies in memory as the arguments do.
///
/// # Errors
/// `operands could not be broadcast together with shapes (2,) (3,)`; no memory.
///
/// ```
/// use npcore_array::{array, map2};
/// let (price, quantity) = (array![[9.5], [20.0]], array![1, 2, 3]);
/// let cost = map2(&price, &quantity, |p: f64, q: i32| p * f64::from(q))?;
/// assert_eq!(cost.to_string(), "[[ 9.5 19.  28.5]\n [20.  40.  60. ]]");
///
/// let clipped = map2(&array![-3, 4], 0, i32::max)?;
/// assert_eq!(clipped.to_string(), "[0 4]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn map2<A: Element, B: Element, U: Element>(
    a: impl AsView<A>,
    b: impl AsView<B>,
    mut f: impl FnMut(A, B) -> U,
) -> Result<Array<U>> {
    let (a, b) = (a.as_view(), b.as_view());
    let (way, [layout]) = new_outputs(&[a.raw(), b.raw()], [size_of::<U>()])?;
    let (buffer, out) = fresh::<U>(layout)?;
    // SAFETY: the way was made for these; the inputs are borrowed, the output is fresh, and every element of it is
    // written with a valid value.
    unsafe {
        walk(&way, [a.raw(), b.raw(), &out], &mut |r| apply2(&mut f, r));
        Ok(Array::from_parts(buffer, out.dtype, out.layout, true))
    }
}

/// [`map2`] into the elements of `out`.
///
/// # Errors
/// Shapes that do not fit: the output is not stretched.
pub fn map2_into<A: Element, B: Element, U: Element>(
    a: impl AsView<A>,
    b: impl AsView<B>,
    out: &mut (impl AsViewMut<U> + ?Sized),
    mut f: impl FnMut(A, B) -> U,
) -> Result<()> {
    let (a, b, out) = (a.as_view(), b.as_view(), out.as_view_mut());
    let way = into_outputs(&[a.raw(), b.raw()], &[out.raw()], false)?;
    // SAFETY: the way was made for these; the inputs are borrowed, the output exclusively.
    unsafe { walk(&way, [a.raw(), b.raw(), out.raw()], &mut |r| apply2(&mut f, r)) };
    Ok(())
}

/// An array of `f` of the values of three arrays, broadcast together; see [`map2`].
///
/// # Errors
/// `operands could not be broadcast together with shapes (2,) (3,) ()`; no memory.
///
/// ```
/// use npcore_array::{array, map3};
/// let clip = map3(&array![-1.0, 0.5, 2.0], 0.0, 1.0, |x: f64, lo: f64, hi: f64| x.clamp(lo, hi))?;
/// assert_eq!(clip.to_string(), "[0.  0.5 1. ]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn map3<A: Element, B: Element, C: Element, U: Element>(
    a: impl AsView<A>,
    b: impl AsView<B>,
    c: impl AsView<C>,
    mut f: impl FnMut(A, B, C) -> U,
) -> Result<Array<U>> {
    let (a, b, c) = (a.as_view(), b.as_view(), c.as_view());
    let (way, [layout]) = new_outputs(&[a.raw(), b.raw(), c.raw()], [size_of::<U>()])?;
    let (buffer, out) = fresh::<U>(layout)?;
    // SAFETY: the way was made for these; the inputs are borrowed, the output is fresh, and every element of it is
    // written with a valid value.
    unsafe {
        walk(&way, [a.raw(), b.raw(), c.raw(), &out], &mut |r| apply3(&mut f, r));
        Ok(Array::from_parts(buffer, out.dtype, out.layout, true))
    }
}

/// [`map3`] into the elements of `out`.
///
/// # Errors
/// Shapes that do not fit: the output is not stretched.
pub fn map3_into<A: Element, B: Element, C: Element, U: Element>(
    a: impl AsView<A>,
    b: impl AsView<B>,
    c: impl AsView<C>,
    out: &mut (impl AsViewMut<U> + ?Sized),
    mut f: impl FnMut(A, B, C) -> U,
) -> Result<()> {
    let (a, b, c, out) = (a.as_view(), b.as_view(), c.as_view(), out.as_view_mut());
    let way = into_outputs(&[a.raw(), b.raw(), c.raw()], &[out.raw()], false)?;
    // SAFETY: the way was made for these; the inputs are borrowed, the output exclusively.
    unsafe { walk(&way, [a.raw(), b.raw(), c.raw(), out.raw()], &mut |r| apply3(&mut f, r)) };
    Ok(())
}

/// Replaces every value of `a` by `f` of it and the value of `b` at its place; `b` is broadcast to `a`'s shape.
///
/// # Errors
/// `b` does not broadcast to the shape of `a`.
///
/// ```
/// use npcore_array::{array, zip_inplace};
/// let mut best = array![[3, 1], [0, 9]];
/// zip_inplace(&mut best, &array![2, 5], |x: i32, y: i32| x.max(y))?;
/// assert_eq!(best.to_string(), "[[3 5]\n [2 9]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn zip_inplace<A: Element, B: Element>(
    a: &mut (impl AsViewMut<A> + ?Sized),
    b: impl AsView<B>,
    mut f: impl FnMut(A, B) -> A,
) -> Result<()> {
    let (a, b) = (a.as_view_mut(), b.as_view());
    let way = into_outputs(&[b.raw()], &[a.raw()], true)?;
    // SAFETY: the way was made for these; `b` is borrowed, `a` exclusively.
    unsafe { walk(&way, [b.raw(), a.raw()], &mut |r| change1(&mut f, r)) };
    Ok(())
}

/// Replaces every value of `a` by `f` of it and the values of `b` and `c` at its place; see [`zip_inplace`].
///
/// # Errors
/// `b` and `c` do not broadcast to the shape of `a`.
pub fn zip_inplace2<A: Element, B: Element, C: Element>(
    a: &mut (impl AsViewMut<A> + ?Sized),
    b: impl AsView<B>,
    c: impl AsView<C>,
    mut f: impl FnMut(A, B, C) -> A,
) -> Result<()> {
    let (a, b, c) = (a.as_view_mut(), b.as_view(), c.as_view());
    let way = into_outputs(&[b.raw(), c.raw()], &[a.raw()], true)?;
    // SAFETY: the way was made for these; `b` and `c` are borrowed, `a` exclusively.
    unsafe { walk(&way, [b.raw(), c.raw(), a.raw()], &mut |r| change2(&mut f, r)) };
    Ok(())
}

/// [`map2`] for one array; a view has [`map`](ArrayView::map).
#[doc(hidden)]
pub fn map1<A: Element, U: Element>(a: ArrayView<'_, A>, mut f: impl FnMut(A) -> U) -> Result<Array<U>> {
    map(a.raw(), &mut f)
}

/// Closures of two results; the public way to them is `ufunc::from_fn`.
macro_rules! pairs {
    ($($name:ident $into:ident $apply:ident: $($A:ident $a:ident),*;)*) => { $(
        #[doc(hidden)]
        pub fn $name<$($A: Element,)* U: Element, V: Element>(
            $($a: ArrayView<'_, $A>,)* mut f: impl FnMut($($A),*) -> (U, V),
        ) -> Result<(Array<U>, Array<V>)> {
            let (way, layouts) = new_outputs(&[$($a.raw()),*], [size_of::<U>(), size_of::<V>()])?;
            let (first, u) = fresh::<U>(layouts[0])?;
            let (second, v) = fresh::<V>(layouts[1])?;
            // SAFETY: the way was made for these; the inputs are borrowed, the outputs are fresh, and every element of
            // them is written with a valid value.
            unsafe {
                walk(&way, [$($a.raw(),)* &u, &v], &mut |r| $apply(&mut f, r));
                let u = Array::from_parts(first, u.dtype, u.layout, true);
                Ok((u, Array::from_parts(second, v.dtype, v.layout, true)))
            }
        }

        #[doc(hidden)]
        pub fn $into<$($A: Element,)* U: Element, V: Element>(
            $($a: ArrayView<'_, $A>,)*
            u: &mut ArrayViewMut<'_, U>,
            v: &mut ArrayViewMut<'_, V>,
            mut f: impl FnMut($($A),*) -> (U, V),
        ) -> Result<()> {
            let way = into_outputs(&[$($a.raw()),*], &[u.raw(), v.raw()], false)?;
            // SAFETY: the way was made for these; the inputs are borrowed, the outputs exclusively.
            unsafe { walk(&way, [$($a.raw(),)* u.raw(), v.raw()], &mut |r| $apply(&mut f, r)) };
            Ok(())
        }
    )* };
}
pairs! {
    map1_pair map1_pair_into apply1_pair: A a;
    map2_pair map2_pair_into apply2_pair: A a, B b;
    map3_pair map3_pair_into apply3_pair: A a, B b, C c;
}
