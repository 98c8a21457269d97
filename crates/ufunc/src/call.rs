//! [`Call`]: a universal function with options.

use std::marker::PhantomData;

use npcore_array::{Array, ArrayView, AsView, AsViewMut, DynArray, DynView, Operand, Operands, Order, Result, engine};
use npcore_dtype::{Casting, DType, Dyn, Elem, Element};
use npcore_exec::{BinaryLoop, UnaryLoop};
use npcore_kernel::{Binary, Unary};
use npcore_layout::Layout;

use crate::binary::BinaryUfunc;
use crate::unary::UnaryUfunc;

#[allow(clippy::large_enum_variant, reason = "made once for a call, and not kept")]
enum Function<'a> {
    Unary(Unary, DynView<'a>),
    Binary(Binary, engine::OperandParts<'a>, engine::OperandParts<'a>),
}

/// The call of a universal function with options; [`run`](Call::run) or [`into`](Call::into) ends it.
///
/// ```
/// use npcore_array::{Array, array};
/// use npcore_ufunc::{Add, BinaryUfunc, Sqrt, UnaryUfunc};
///
/// let (a, b) = (array![1.0f64, 2.0, 3.0], array![10.0, 20.0, 30.0]);
/// let mut out = array![-1.0, -1.0, -1.0];
/// Add.call(&a, &b).where_(&array![true, false, true]).into(&mut out)?;
/// assert_eq!(out.to_string(), "[11. -1. 33.]");
///
/// let single: Array<f32> = Sqrt.call(&array![4, 9]).dtype::<f32>().run()?;
/// assert_eq!(single.to_string(), "[2. 3.]");
/// let error = Add.call(&a, &1).dtype::<i32>().run().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "Cannot cast ufunc 'add' input 0 from dtype('float64') to dtype('int32') with casting rule 'same_kind'"
/// );
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[must_use = "a call does nothing until `run` or `into`"]
pub struct Call<'a, O: Elem> {
    function: Function<'a>,
    mask: Option<ArrayView<'a, bool>>,
    dtype: Option<DType>,
    casting: Casting,
    order: Order,
    result: PhantomData<O>,
}

impl<'a, O: Elem> Call<'a, O> {
    fn new(function: Function<'a>) -> Self {
        Call { function, mask: None, dtype: None, casting: Casting::SameKind, order: Order::K, result: PhantomData }
    }

    pub(crate) fn unary<U, T: Elem>(x: ArrayView<'a, T>) -> Self
    where
        U: UnaryUfunc<Out<T> = O>,
    {
        Call::new(Function::Unary(U::OP, x.as_dyn()))
    }

    pub(crate) fn binary<U: BinaryUfunc, A: Operands<B>, B: Operand>(a: &'a A, b: &'a B) -> Self {
        Call::new(Function::Binary(U::OP, a.parts(), b.parts()))
    }

    /// Computes only where `mask` is true; it takes part in the broadcasting. Elsewhere an output keeps what it has, and
    /// a new array has zeros.
    pub fn where_<M: AsView<bool> + ?Sized>(mut self, mask: &'a M) -> Self {
        self.mask = Some(mask.as_view());
        self
    }

    /// Computes in the loop that gives `E`; the inputs are cast to its types.
    pub fn dtype<E: Element>(self) -> Call<'a, E> {
        let Call { function, mask, casting, order, .. } = self;
        Call { function, mask, dtype: Some(E::dtype()), casting, order, result: PhantomData }
    }

    /// [`dtype`](Call::dtype) known at run time.
    pub fn dtype_dyn(self, dtype: DType) -> Call<'a, Dyn> {
        let Call { function, mask, casting, order, .. } = self;
        Call { function, mask, dtype: Some(dtype), casting, order, result: PhantomData }
    }

    /// Which casts are allowed, of the inputs to the loop's types and of the result to the output's; `same_kind` if
    /// not said otherwise.
    pub fn casting(mut self, casting: Casting) -> Self {
        self.casting = casting;
        self
    }

    /// The order of a new array's elements in memory; that of the inputs if not said otherwise.
    pub fn order(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    /// The result as a new array.
    ///
    /// # Errors
    /// Shapes that do not fit; types that the function does not have, or casts that are not allowed; no memory.
    pub fn run(self) -> Result<Array<O>> {
        engine::typed(self.run_dyn()?)
    }

    fn run_dyn(self) -> Result<DynArray> {
        if self.mask.is_none() && self.dtype.is_none() && self.order == Order::K {
            return match &self.function {
                Function::Unary(op, x) => engine::unary(*op, &x.view_parts()),
                Function::Binary(op, a, b) => engine::binary(*op, a, b),
            };
        }
        let resolved = self.resolve()?;
        let mut layouts: Vec<&Layout> = match &self.function {
            Function::Unary(_, x) => vec![engine::operand(x).layout],
            Function::Binary(_, a, b) => vec![a.operand().layout, b.operand().layout],
        };
        let mask = self.mask.map(ArrayView::as_dyn);
        layouts.extend(mask.as_ref().map(|mask| engine::operand(mask).layout));
        let mut out = engine::zeros_for(&layouts, resolved.output(), self.order)?;
        self.fill(&resolved, &mut out, Casting::Unsafe)?;
        Ok(out)
    }

    /// The result into an array that exists, which may be (or overlap) an input: it is as if the inputs had been copied
    /// first.
    ///
    /// # Errors
    /// Shapes that do not fit (the output is not stretched); types that the function does not have; a result that may
    /// not be cast into the output.
    pub fn into<U: Elem>(self, out: &mut (impl AsViewMut<U> + ?Sized)) -> Result<()> {
        let resolved = self.resolve()?;
        let casting = match &resolved {
            Resolved::Unary(l) if asks_of_time(l) => Casting::Unsafe,
            _ => self.casting,
        };
        self.fill(&resolved, &mut out.as_view_mut().into_dyn(), casting)
    }

    fn resolve(&self) -> Result<Resolved> {
        Ok(match &self.function {
            &Function::Unary(op, x) => {
                let l = match self.dtype {
                    Some(dtype) => npcore_exec::unary_loop_giving(op, x.dtype(), dtype, self.casting)?,
                    None => npcore_exec::unary_loop(op, x.dtype())?,
                };
                if !asks_of_time(&l) {
                    l.check_input(x.dtype(), self.casting)?;
                }
                Resolved::Unary(l)
            }
            Function::Binary(op, a, b) => {
                let op = *op;
                let types = engine::loop_dtypes(op, a, b)?;
                let [x, y] = types;
                let l = match self.dtype {
                    Some(dtype) => npcore_exec::binary_loop_giving(op, types, dtype, self.casting)?,
                    None => match npcore_exec::mixed_comparison(op, x, y) {
                        Some(l) => l,
                        None => npcore_exec::binary_loop(op, x, y)?,
                    },
                };
                l.check_inputs(types, self.casting)?;
                Resolved::Binary(l)
            }
        })
    }

    fn fill(&self, resolved: &Resolved, out: &mut impl AsViewMut<Dyn>, casting: Casting) -> Result<()> {
        let mask = self.mask.map(ArrayView::as_dyn);
        let mask = mask.as_ref().map(engine::operand);
        let mut out = out.as_view_mut();
        let out = engine::operand_mut(&mut out);
        // SAFETY: the inputs are borrowed, the output alone; the execution layer detaches what overlaps.
        unsafe {
            match (&self.function, resolved, mask) {
                (Function::Unary(_, x), Resolved::Unary(l), None) => {
                    npcore_exec::unary_into(l, &engine::operand(x), &out, casting)?;
                }
                (Function::Unary(_, x), Resolved::Unary(l), Some(mask)) => {
                    npcore_exec::unary_masked_into(l, &engine::operand(x), &mask, &out, casting)?;
                }
                (Function::Binary(_, a, b), Resolved::Binary(l), None) => {
                    npcore_exec::binary_into(l, &a.operand(), &b.operand(), &out, casting)?;
                }
                (Function::Binary(_, a, b), Resolved::Binary(l), Some(mask)) => {
                    npcore_exec::binary_masked_into(l, &a.operand(), &b.operand(), &mask, &out, casting)?;
                }
                _ => unreachable!("a function and its loop have the same number of arguments"),
            }
        }
        Ok(())
    }
}

/// Whether it is `isnat` or its like of dates or times: NumPy does not ask the casting rule for these.
fn asks_of_time(l: &UnaryLoop) -> bool {
    l.input.unit().is_some() && l.output == DType::BOOL
}

enum Resolved {
    Unary(UnaryLoop),
    Binary(BinaryLoop),
}

impl Resolved {
    fn output(&self) -> DType {
        match self {
            Resolved::Unary(l) => l.output,
            Resolved::Binary(l) => l.output,
        }
    }
}
