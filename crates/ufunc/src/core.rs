//! Closures over core axes as generalised universal functions.

use std::fmt;
use std::marker::PhantomData;

use npcore_array::{Array, ArrayError, ArrayView, ArrayViewMut, AsView, AsViewMut, Ints, Result, engine};
use npcore_dtype::Element;
use npcore_layout::{Order, normalize_axes, normalize_axis};

use crate::from_fn::{One, Two};
use crate::signature::{Frame, Signature};

/// The results of a [`CoreUfunc`] are scalars that the closure gives back; `O` is [`One`].
#[derive(Clone, Copy, Debug)]
pub struct Returned<O>(PhantomData<fn() -> O>);

/// Closures that [`from_core`] takes: of one to three views (`I`, the tuple of their element types), and of one or two
/// mutable views more where it writes its results (`O`).
#[diagnostic::on_unimplemented(
    message = "this is not a closure of one to three views that gives a scalar, or writes one or two mutable views",
    note = "write the types of its arguments: `|a: ArrayView<'_, f64>, out: ArrayViewMut<'_, f64>|`"
)]
pub trait OverCores<I, O> {
    #[doc(hidden)]
    const OPERANDS: [usize; 2];
    /// Whether results are given back.
    #[doc(hidden)]
    const RETURNED: bool;
}

/// A closure over core axes as a universal function; made by [`from_core`].
#[derive(Clone)]
pub struct CoreUfunc<F, I, O> {
    f: F,
    call: Spec,
    marker: PhantomData<fn(I) -> O>,
}

/// All of a call but the closure and the types.
#[derive(Clone, Debug)]
struct Spec {
    signature: Signature,
    name: &'static str,
    axes: Placed,
    keepdims: bool,
}

/// Where the core axes of operands are.
#[derive(Clone, Debug)]
enum Placed {
    Last,
    /// The one core dimension.
    At(isize),
    /// For each operand.
    Each(Vec<Vec<isize>>),
}

/// A generalised universal function of a closure over views of the core axes that a signature names.
///
/// `signature` is NumPy's: for each operand the names of its core axes, its last ones, as in `(m,n),(n)->(m)`; the same
/// name is the same length, a number a fixed length. The other axes are broadcast together, and for each place on them
/// the closure gets a view of each input. It gives back a scalar where the result has no core axes; else it gets a
/// mutable view for each result, which holds zeros in a new array. Lengths that only results have are settled by `call_into`.
///
/// ```
/// use npcore_array::{ArrayView, ArrayViewMut, array};
/// use npcore_ufunc::from_core;
///
/// let inner = from_core("(n),(n)->()", |a: ArrayView<'_, f64>, b: ArrayView<'_, f64>| {
///     a.values().zip(b.values()).map(|(x, y)| x * y).sum::<f64>()
/// })?;
/// let a = array![[1.0, 2.0], [3.0, 4.0]];
/// assert_eq!(inner.call(&a, [10.0, 1.0])?.to_string(), "[12. 34.]");
/// assert_eq!(inner.clone().axis(0).call(&a, &a)?.to_string(), "[10. 20.]");
/// assert_eq!(
///     inner.named("inner").call(&a, [1.0, 2.0, 3.0]).unwrap_err().to_string(),
///     "inner: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n),(n)->() \
///      (size 3 is different from 2)"
/// );
///
/// let normalise = from_core("(n)->(n)", |x: ArrayView<'_, f64>, mut out: ArrayViewMut<'_, f64>| {
///     let total: f64 = x.values().sum();
///     out.assign(&x.map(|x| x / total));
/// })?;
/// assert_eq!(normalise.call(&array![[1.0, 3.0], [2.0, 2.0]])?.to_string(), "[[0.25 0.75]\n [0.5  0.5 ]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// A signature that is not of the grammar, or not of as many operands as the closure has:
/// `expect '->' at position 3 in "(n)"`. Dimensions that may be missing (`n?`) are not supported.
pub fn from_core<I, O, F: OverCores<I, O>>(signature: &str, f: F) -> Result<CoreUfunc<F, I, O>> {
    let [inputs, outputs] = F::OPERANDS;
    let signature = Signature::parse(signature, inputs, outputs)?;
    if F::RETURNED && signature.rank(inputs) > 0 {
        return Err(ArrayError::Value(format!(
            "a closure that gives a scalar back has no core axes in its result, as signature {} has",
            signature.text()
        )));
    }
    let call = Spec { signature, name: "<closure>", axes: Placed::Last, keepdims: false };
    Ok(CoreUfunc { f, call, marker: PhantomData })
}

impl<F, I, O> fmt::Debug for CoreUfunc<F, I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let call = &self.call;
        f.debug_struct("CoreUfunc")
            .field("name", &call.name)
            .field("signature", &self.signature())
            .finish_non_exhaustive()
    }
}

impl<F, I, O> CoreUfunc<F, I, O> {
    /// With a name, which errors tell.
    pub fn named(mut self, name: &'static str) -> Self {
        self.call.name = name;
        self
    }

    /// The signature.
    pub fn signature(&self) -> &str {
        self.call.signature.text()
    }

    /// The one core axis, in all operands that have it; for signatures with one core dimension.
    pub fn axis(mut self, axis: isize) -> Self {
        self.call.axes = Placed::At(axis);
        self
    }

    /// The core axes of each operand; those of results may be left out if these have none.
    ///
    /// ```
    /// use npcore_array::{ArrayView, arange};
    /// let trace = npcore_ufunc::from_core("(n,n)->()", |a: ArrayView<'_, i64>| {
    ///     (0..a.shape()[0]).map(|i| a[[i, i]]).sum::<i64>()
    /// })?;
    /// let a = arange::<i64>(0, 8, 1).into_shape([2, 2, 2])?;
    /// assert_eq!(trace.call(&a)?.to_string(), "[ 3 11]");
    /// assert_eq!(trace.axes([[0, 1]]).call(&a)?.to_string(), "[6 8]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    pub fn axes(mut self, axes: impl IntoIterator<Item = impl Ints>) -> Self {
        self.call.axes = Placed::Each(axes.into_iter().map(|list| list.to_list().to_vec()).collect());
        self
    }

    /// The core axes stay in results with length 1; for signatures whose inputs have equally many, and whose results
    /// have none.
    pub fn keepdims(mut self) -> Self {
        self.call.keepdims = true;
        self
    }
}

impl Spec {
    /// Whether the options are any for this signature.
    fn check(&self) -> Result<()> {
        let (signature, name) = (&self.signature, self.name);
        let n = signature.ranks().count();
        let outputs_without = signature.ranks().skip(signature.inputs()).all(|rank| rank == 0);
        match &self.axes {
            Placed::At(_) if signature.distinct() != 1 || signature.ranks().any(|rank| rank > 1) => {
                return Err(ArrayError::Value(format!(
                    "{name}: axis can only be used with a single shared core dimension, not with the {} distinct ones \
                     implied by signature {}.",
                    signature.distinct(),
                    signature.text()
                )));
            }
            Placed::Each(axes) if axes.len() != n && !(axes.len() == signature.inputs() && outputs_without) => {
                return Err(ArrayError::Value(format!(
                    "axes should be a list with an entry for all {n} inputs and outputs; entries for outputs can only \
                     be omitted if none of them has core axes."
                )));
            }
            _ => {}
        }
        if self.keepdims {
            let rank = signature.rank(0);
            let wrong = (0..n).find(|&i| signature.rank(i) != if i < signature.inputs() { rank } else { 0 });
            if let Some(i) = wrong {
                let (kind, at) = match i.checked_sub(signature.inputs()) {
                    Some(at) => ("output", at),
                    None => ("input", i),
                };
                return Err(ArrayError::Value(format!(
                    "{name} does not support keepdims: its signature {} requires {kind} {at} to have {} core \
                     dimensions, but keepdims can only be used when all inputs have the same number of core dimensions \
                     and all outputs have no core dimensions.",
                    signature.text(),
                    signature.rank(i)
                )));
            }
        }
        Ok(())
    }

    /// The core axes of an operand with `ndim` axes; with `keepdims` those of results too.
    fn places(&self, operand: usize, ndim: usize) -> Result<Vec<usize>> {
        let output = operand >= self.signature.inputs();
        let rank = self.signature.rank(if output && self.keepdims { 0 } else { operand });
        if !(output && self.keepdims) {
            self.signature.check_rank(self.name, operand, ndim)?;
        }
        match &self.axes {
            Placed::At(axis) if rank == 1 => Ok(vec![normalize_axis(*axis, ndim)?]),
            Placed::Each(axes) => {
                // Kept axes that are not named are where the first input has them.
                let first = if output && self.keepdims { axes.first() } else { None };
                let named = axes.get(operand).or(first).map_or(&[][..], |list| &list[..]);
                if named.len() != rank {
                    return Err(ArrayError::Value(format!(
                        "{}: operand {operand} has {rank} core dimensions, but {} dimensions are specified by axes tuple.",
                        self.name,
                        named.len()
                    )));
                }
                Ok(normalize_axes(named, ndim)?.to_vec())
            }
            _ => Ok((ndim - rank..ndim).collect()),
        }
    }

    /// An input with its core axes last.
    fn input<'a, T: Element>(&self, operand: usize, a: ArrayView<'a, T>) -> Result<ArrayView<'a, T>> {
        let places = self.places(operand, a.ndim())?;
        let last: Vec<usize> = (a.ndim() - places.len()..a.ndim()).collect();
        if places == last { Ok(a) } else { a.moveaxis(&places, &last) }
    }

    /// The views of an input that the closure gets.
    fn views<'a, T: Element>(
        &self,
        frame: &Frame,
        operand: usize,
        a: ArrayView<'a, T>,
    ) -> Result<impl Iterator<Item = ArrayView<'a, T>>> {
        let core = self.signature.core(frame, operand);
        let shape: Vec<usize> = frame.outer.iter().chain(&core).copied().collect();
        engine::cores(a.broadcast_to(&shape)?, core.len())
    }

    /// The shape of a new result.
    fn shape(&self, frame: &Frame, operand: usize) -> Result<Vec<usize>> {
        let core = match self.keepdims {
            true => vec![1; self.signature.rank(0)],
            false => self.signature.core(frame, operand),
        };
        let ndim = frame.outer.len() + core.len();
        let places = self.places(operand, ndim)?;
        let mut outer = frame.outer.iter();
        let length = |axis| match places.iter().position(|&place| place == axis) {
            Some(k) => Some(core[k]),
            None => outer.next().copied(),
        };
        Ok((0..ndim).filter_map(length).collect())
    }

    /// A result that is given or new, with its core axes last; kept ones are gone.
    fn output<'a, T: Element>(&self, operand: usize, out: &'a mut ArrayViewMut<'_, T>) -> Result<ArrayViewMut<'a, T>> {
        let ndim = out.ndim();
        if self.keepdims && ndim < self.signature.rank(0) {
            return Err(ArrayError::Value(format!(
                "{}: output operand {} does not have enough dimensions to keep core axes",
                self.name,
                operand - self.signature.inputs()
            )));
        }
        let places = self.places(operand, ndim)?;
        if self.keepdims {
            return out.squeeze_axes_mut(&places);
        }
        let last: Vec<usize> = (ndim - places.len()..ndim).collect();
        if places == last { Ok(out.view_mut()) } else { out.moveaxis_mut(&places, &last) }
    }
}

/// Calls of closures that give scalars back.
macro_rules! returning {
    ($($n:literal: $($A:ident $a:ident $i:literal),*;)*) => { $(
        impl<F, $($A: Element,)* U: Element> OverCores<($($A,)*), Returned<One<U>>> for F
        where
            F: Fn($(ArrayView<'_, $A>),*) -> U,
        {
            const OPERANDS: [usize; 2] = [$n, 1];
            const RETURNED: bool = true;
        }

        impl<F, $($A: Element,)* U: Element> CoreUfunc<F, ($($A,)*), Returned<One<U>>>
        where
            F: Fn($(ArrayView<'_, $A>),*) -> U,
        {
            /// The function over the core axes of arrays whose other axes are broadcast together.
            ///
            /// # Errors
            /// Core axes that are missing or of other lengths than the signature says; other axes that do not
            /// broadcast together; options that the signature does not allow; no memory.
            pub fn call(&self, $($a: impl AsView<$A>),*) -> Result<Array<U>> {
                let call = &self.call;
                call.check()?;
                $(
                    let $a = $a.as_view();
                    let $a = call.input($i, $a)?;
                )*
                let frame = call.signature.frame(call.name, &[$($a.shape()),*])?;
                $(let mut $a = call.views(&frame, $i, $a)?;)*
                let shape = call.shape(&frame, $n)?;
                let mut values = Vec::with_capacity(shape.iter().product());
                while let ($(Some($a),)*) = ($($a.next(),)*) {
                    values.push((self.f)($($a),*));
                }
                Array::from_shape_vec(&shape, values)
            }

            /// The results into the elements of `out`, which is not stretched.
            ///
            /// # Errors
            /// As `call`; an output of another shape.
            pub fn call_into(&self, $($a: impl AsView<$A>,)* out: &mut (impl AsViewMut<U> + ?Sized)) -> Result<()> {
                let result = self.call($($a),*)?;
                npcore_array::map_into(&result, out, |x: U| x)
            }
        }
    )* };
}
returning! {
    1: A a 0;
    2: A a 0, B b 1;
    3: A a 0, B b 1, C c 2;
}

/// Calls of closures that write their results.
macro_rules! writing {
    ($($O:ident <$($U:ident $u:ident $o:tt),*>, $outputs:literal, $n:literal: $($A:ident $a:ident $i:literal),*;)*) => { $(
        impl<F, $($A: Element,)* $($U: Element),*> OverCores<($($A,)*), $O<$($U),*>> for F
        where
            F: Fn($(ArrayView<'_, $A>,)* $(ArrayViewMut<'_, $U>),*),
        {
            const OPERANDS: [usize; 2] = [$n, $outputs];
            const RETURNED: bool = false;
        }

        impl<F, $($A: Element,)* $($U: Element),*> CoreUfunc<F, ($($A,)*), $O<$($U),*>>
        where
            F: Fn($(ArrayView<'_, $A>,)* $(ArrayViewMut<'_, $U>),*),
        {
            /// The function over the core axes of arrays whose other axes are broadcast together.
            ///
            /// # Errors
            /// Core axes that are missing or of other lengths than the signature says; other axes that do not
            /// broadcast together; options that the signature does not allow; no memory.
            #[allow(unused_parens, reason = "one result is no tuple")]
            pub fn call(&self, $($a: impl AsView<$A>),*) -> Result<($(Array<$U>),*)> {
                let call = &self.call;
                call.check()?;
                $(let $a = $a.as_view();)*
                let frame = {
                    $(let $a = call.input($i, $a)?;)*
                    call.signature.frame(call.name, &[$($a.shape()),*])?
                };
                $(let mut $u = npcore_array::try_zeros::<$U>(&call.shape(&frame, $n + $o)?, Order::C)?;)*
                self.call_into($($a,)* $(&mut $u),*)?;
                Ok(($($u),*))
            }

            /// The results into the elements of outputs, which are not stretched: the closure gets views of these, with
            /// what they hold.
            ///
            /// # Errors
            /// As `call`; outputs of other shapes.
            pub fn call_into(
                &self,
                $($a: impl AsView<$A>,)*
                $($u: &mut (impl AsViewMut<$U> + ?Sized)),*
            ) -> Result<()> {
                let call = &self.call;
                call.check()?;
                $(
                    let $a = $a.as_view();
                    let $a = call.input($i, $a)?;
                )*
                $(
                    let mut $u = $u.as_view_mut();
                    let $u = call.output($n + $o, &mut $u)?;
                )*
                let frame = call.signature.frame(call.name, &[$($a.shape(),)* $($u.shape()),*])?;
                $(let mut $a = call.views(&frame, $i, $a)?;)*
                $(let mut $u = engine::cores_mut($u, call.signature.rank($n + $o))?;)*
                while let ($(Some($a),)* $(Some($u),)*) = ($($a.next(),)* $($u.next(),)*) {
                    (self.f)($($a,)* $($u),*);
                }
                Ok(())
            }
        }
    )* };
}
writing! {
    One<U u 0>, 1, 1: A a 0;
    One<U u 0>, 1, 2: A a 0, B b 1;
    One<U u 0>, 1, 3: A a 0, B b 1, C c 2;
    Two<U u 0, V v 1>, 2, 1: A a 0;
    Two<U u 0, V v 1>, 2, 2: A a 0, B b 1;
    Two<U u 0, V v 1>, 2, 3: A a 0, B b 1, C c 2;
}
