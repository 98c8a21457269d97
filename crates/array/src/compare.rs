//! Comparisons by element: `a.gt(0.0)`, `equal(&a, &b)`.

use npcore_dtype::Elem;
use npcore_kernel::Binary;

use crate::arguments::{Operand, OperandParts, Operands};
use crate::containers::{Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut};
use crate::error::{Result, expect};
use crate::macros::all_containers;
use crate::ops::binary;

/// One of the comparisons, of elements of any types.
fn compared(op: Binary, a: &OperandParts<'_>, b: &OperandParts<'_>) -> Result<Array<bool>> {
    match crate::records::compared(op, a.raw(), b.raw()) {
        Some(result) => result,
        None => binary(op, a, b)?.downcast(),
    }
}

macro_rules! comparisons {
    ($($(#[$meta:meta])* $method:ident $try_method:ident $function:ident $op:ident $symbol:literal;)*) => {
        all_containers! { $(
            #[doc = concat!("Where `self ", $symbol, " other`, by element, broadcast together.")]
            ///
            /// # Panics
            /// As the error of the `try_` twin.
            #[track_caller]
            pub fn $method<B: Operand>(&self, other: B) -> Array<bool>
            where
                Self: Operands<B>,
            {
                expect(self.$try_method(other))
            }

            #[doc = concat!("Where `self ", $symbol, " other`, by element, with an error instead of a panic.")]
            ///
            /// # Errors
            /// Shapes that do not fit; types without an order.
            pub fn $try_method<B: Operand>(&self, other: B) -> Result<Array<bool>>
            where
                Self: Operands<B>,
            {
                compared(Binary::$op, &self.parts(), &other.parts())
            }
        )* }
        $(
            #[doc = concat!("Where `a ", $symbol, " b`, by element, broadcast together; either may be a scalar or a list.")]
            ///
            /// # Errors
            /// Shapes that do not fit; types without an order.
            $(#[$meta])*
            pub fn $function<A, B>(a: A, b: B) -> Result<Array<bool>>
            where
                A: Operands<B>,
                B: Operand,
            {
                compared(Binary::$op, &a.parts(), &b.parts())
            }
        )*
    };
}
comparisons! {
    ///
    /// ```
    /// use npcore_array::{array, equal};
    /// assert_eq!(equal(&array![1, 2, 3], [1.0, 2.5, 3.0])?.to_string(), "[ True False  True]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    equal try_equal equal Equal "==";
    not_equal try_not_equal not_equal NotEqual "!=";
    lt try_lt less Less "<";
    le try_le less_equal LessEqual "<=";
    gt try_gt greater Greater ">";
    ge try_ge greater_equal GreaterEqual ">=";
}

all_containers! {
    /// Whether an element is equal to `value`: NumPy's `value in a`.
    ///
    /// A list is broadcast against the array, as there.
    ///
    /// # Errors
    /// Shapes that do not fit; types that do not compare.
    ///
    /// ```
    /// use npcore_array::array;
    /// let a = array![[1, 2], [3, 4]];
    /// assert!(a.contains(3)?);
    /// assert!(!a.contains(2.5)?);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    pub fn contains<B: Operand>(&self, value: B) -> Result<bool>
    where
        Self: Operands<B>,
    {
        let equal = compared(Binary::Equal, &self.parts(), &value.parts())?;
        Ok(equal.values().any(|equal| equal))
    }
}
