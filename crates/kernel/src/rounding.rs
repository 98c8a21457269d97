//! Rounding to integers, and the parts before and after the point.
//!
//! SSE2 has no instruction for it. There, adding and subtracting 2^52 (f32: 2^23)
//! rounds a smaller magnitude to an integer, ties to even; one step leads from there
//! to floor and ceiling. Larger magnitudes are integers already.

use std::marker::PhantomData;

use crate::arithmetic::{op1, or};
use crate::kernel::Stage;
use crate::run::{Op1, Run1, run1};
use crate::tier::Tier;

/// `P` where the processor has an instruction for it, `A` on the base tier of x86-64.
/// Both must give the same.
pub(crate) struct Rounded<A, P>(PhantomData<(A, P)>);

impl<A: Op1, P: Op1<A = A::A, O = A::O>> Stage for Rounded<A, P> {
    type A = A::A;
    type O = A::O;
    const RUNS: [Run1; 3] = [
        if cfg!(target_arch = "x86_64") { run1::<A>(Tier::Base) } else { run1::<P>(Tier::Base) },
        run1::<P>(Tier::V3),
        run1::<P>(Tier::V4),
    ];
    const TIER: Tier = P::TIER;
}

/// Rounding by arithmetic alone.
macro_rules! by_arithmetic {
    ($t:ident, $integers:literal) => {
        impl Round for $t {
            #[inline(always)]
            fn nearest(self) -> $t {
                let magnitude = self.abs();
                let rounded = (magnitude + $integers) - $integers;
                // NaN becomes quiet by the sum.
                if magnitude < $integers { rounded.copysign(self) } else { self + 0.0 }
            }
            #[inline(always)]
            fn down(self) -> $t {
                let near = self.nearest();
                let one = if near > self { 1.0 } else { 0.0 };
                // The sign is that of the number: 0 - 0 and -1 + 1 lose it.
                (near - one).copysign(self)
            }
            #[inline(always)]
            fn up(self) -> $t {
                let near = self.nearest();
                let one = if near < self { 1.0 } else { 0.0 };
                (near + one).copysign(self)
            }
            #[inline(always)]
            fn cut(self) -> $t {
                self.abs().down().copysign(self)
            }
        }
    };
}

trait Round {
    fn nearest(self) -> Self;
    fn down(self) -> Self;
    fn up(self) -> Self;
    fn cut(self) -> Self;
}
by_arithmetic!(f32, 8388608.0);
by_arithmetic!(f64, 4503599627370496.0);

/// What is left of `$a` without `$whole`, with its sign; 0 of infinity.
macro_rules! fraction {
    ($t:ident, $a:ident, $whole:expr) => {{
        let rest = $a - $whole;
        let rest = if $a.abs() == $t::INFINITY { 0.0 } else { rest };
        rest.copysign($a)
    }};
}

op1! {
    Rint;
    f32: |a| a.round_ties_even();
    f64: |a| a.round_ties_even();
}

op1! {
    RintBase;
    f32: |a| a.nearest();
    f64: |a| a.nearest();
}

op1! {
    Floor;
    f32: |a| a.floor();
    f64: |a| a.floor();
}

op1! {
    FloorBase;
    f32: |a| a.down();
    f64: |a| a.down();
}

op1! {
    Ceil;
    f32: |a| a.ceil();
    f64: |a| a.ceil();
}

op1! {
    CeilBase;
    f32: |a| a.up();
    f64: |a| a.up();
}

op1! {
    Trunc;
    f32: |a| a.trunc();
    f64: |a| a.trunc();
}

op1! {
    TruncBase;
    f32: |a| a.cut();
    f64: |a| a.cut();
}

op1! {
    Fraction;
    f32: |a| fraction!(f32, a, a.trunc());
    f64: |a| fraction!(f64, a, a.trunc());
}

op1! {
    FractionBase;
    f32: |a| fraction!(f32, a, a.cut());
    f64: |a| fraction!(f64, a, a.cut());
}
