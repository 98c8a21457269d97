//! Floating-point errors: which of them are `Err`s, on this thread, for as long as a guard lives.
//!
//! Without a guard nothing is looked for, which costs a call one load. With one, results are computed aside, looked at
//! by their values ([`values`]) and only then moved to where they belong ([`checked`]).

pub(crate) mod checked;
mod values;

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::ExecError;

/// What arithmetic may run into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum FloatError {
    /// An infinite result of finite operands: a division by zero, the logarithm of zero. Of integers, a division by zero.
    Divide = 1,
    /// A result that is too large for its type.
    Over = 2,
    /// A result that is too close to zero for its type to hold all its digits.
    Under = 4,
    /// No number as a result of numbers; a number that an integer type does not have.
    Invalid = 8,
    /// A result that wraps in its integer type.
    Integer = 16,
}

impl FloatError {
    /// In NumPy's order: the first of several is told.
    const ALL: [FloatError; 5] =
        [FloatError::Divide, FloatError::Over, FloatError::Under, FloatError::Invalid, FloatError::Integer];
}

impl std::fmt::Display for FloatError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            FloatError::Divide => "divide by zero",
            FloatError::Over => "overflow",
            FloatError::Under => "underflow",
            FloatError::Invalid => "invalid value",
            FloatError::Integer => "integer overflow",
        })
    }
}

/// What becomes of a floating-point error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnError {
    /// The result is what IEEE 754 says, or wraps.
    #[default]
    Ignore,
    /// The call fails with [`ExecError::FloatingPoint`] and writes nothing.
    Raise,
}

/// What becomes of each kind of floating-point error; see [`errstate`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ErrState {
    /// The kinds that raise, as bits.
    raised: u8,
}

macro_rules! setters {
    ($($(#[$meta:meta])* $name:ident $kind:ident;)*) => { $(
        $(#[$meta])*
        #[must_use]
        pub const fn $name(self, action: OnError) -> ErrState {
            self.set(FloatError::$kind as u8, action)
        }
    )* };
}

impl ErrState {
    /// Nothing raises: how every thread starts.
    pub const fn new() -> ErrState {
        ErrState { raised: 0 }
    }

    /// Divisions by zero, overflow, underflow and invalid values raise: NumPy's `all="raise"`. Wrapping integers have
    /// their own switch.
    pub const fn raise_all() -> ErrState {
        let all = FloatError::Divide as u8 | FloatError::Over as u8 | FloatError::Under as u8;
        ErrState { raised: all | FloatError::Invalid as u8 }
    }

    /// That of this thread at this moment (NumPy's `geterr`).
    pub fn current() -> ErrState {
        active().unwrap_or_default()
    }

    const fn set(self, bit: u8, action: OnError) -> ErrState {
        match action {
            OnError::Ignore => ErrState { raised: self.raised & !bit },
            OnError::Raise => ErrState { raised: self.raised | bit },
        }
    }

    setters! {
        /// Infinite results of finite operands, such as `1 / 0` and `log(0)`; divisions of integers by zero.
        divide Divide;
        /// Results too large for their type; of integers `MIN // -1`.
        over Over;
        /// Results so close to zero that digits are lost.
        under Under;
        /// NaN where no operand is; casts of what the integer type does not have.
        invalid Invalid;
        /// Integers that wrap: in sums, differences, products, negation, magnitudes, squares, powers, shifts to the left,
        /// and folds and scans by addition and multiplication. NumPy has no such switch.
        integer Integer;
    }

    /// Whether any kind of this set is looked for.
    pub(crate) fn wants(self, kinds: u8) -> bool {
        self.raised & kinds != 0
    }

    /// Fails for the first of the kinds found that raises.
    pub(crate) fn report(self, found: u8, name: &'static str) -> Result<(), ExecError> {
        let raised = found & self.raised;
        match FloatError::ALL.into_iter().find(|&kind| raised & kind as u8 != 0) {
            Some(kind) => Err(ExecError::FloatingPoint { kind, name }),
            None => Ok(()),
        }
    }
}

/// How many guards live, in all threads: while there are none, nobody asks further.
static GUARDS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// The guards of this thread, the innermost last.
    static STACK: RefCell<Vec<(u64, ErrState)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u64> = const { Cell::new(0) };
}

/// The state of this thread where anything raises.
#[inline]
pub(crate) fn active() -> Option<ErrState> {
    // A guard of this thread was counted by this thread: no ordering is needed to see it.
    if GUARDS.load(Ordering::Relaxed) == 0 { None } else { innermost() }
}

#[cold]
fn innermost() -> Option<ErrState> {
    let top = STACK.try_with(|stack| stack.borrow().last().map(|&(_, state)| state));
    top.ok().flatten().filter(|state| state.raised != 0)
}

/// Restores the state before it when it is dropped; see [`errstate`]. It stays on its thread.
#[must_use = "the state holds only as long as the guard lives"]
#[derive(Debug)]
pub struct ErrGuard {
    id: u64,
    thread: PhantomData<*const ()>,
}

impl Drop for ErrGuard {
    fn drop(&mut self) {
        // Guards may be dropped in any order; the last one that is left decides.
        let _ = STACK.try_with(|stack| stack.borrow_mut().retain(|&(id, _)| id != self.id));
        GUARDS.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Sets what becomes of floating-point errors in the calls of this thread for as long as the guard lives: NumPy's
/// `with np.errstate(...)`.
///
/// A call that fails so has written nothing. Errors are told by operands and results, not by the processor's flags:
/// * *invalid*: NaN where no operand is NaN; in casts, what the integer type does not have;
/// * *divide*: an infinite result at a pole of the function (`1 / 0`, `log(0)`, `0 ** -1`, `arctanh(1)`); division of
///   integers by zero;
/// * *over*: any other infinite result of finite operands, `MIN // -1`;
/// * *under*: a product, quotient, power, exponential or cast below the normal numbers of its type that is not exact;
/// * *integer*: a result that wrapped.
///
/// NumPy reads the flags, which differ here and there among its own loops: it misses `float64` values outside of small
/// integer types (300.0 to int8), tells of steps on the way (`logaddexp` underflows in most of its calls, `cos` of small
/// float32), and of complex products that underflow in part, which here are silent.
///
/// ```
/// use npcore_exec::{ErrState, FloatError, OnError, errstate};
/// let state = ErrState::new().divide(OnError::Raise);
/// {
///     let _guard = errstate(state);
///     assert_eq!(ErrState::current(), state);
/// }
/// assert_eq!(ErrState::current(), ErrState::new());
/// assert_eq!(FloatError::Divide.to_string(), "divide by zero");
/// ```
pub fn errstate(state: ErrState) -> ErrGuard {
    let id = NEXT.with(|next| next.replace(next.get() + 1));
    STACK.with(|stack| stack.borrow_mut().push((id, state)));
    GUARDS.fetch_add(1, Ordering::Relaxed);
    ErrGuard { id, thread: PhantomData }
}

/// Calls `f` under a state: [`errstate`] as a closure.
pub fn with_errstate<R>(state: ErrState, f: impl FnOnce() -> R) -> R {
    let _guard = errstate(state);
    f()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards_nest_and_go_in_any_order() {
        let (one, two) = (ErrState::new().over(OnError::Raise), ErrState::raise_all());
        let outer = errstate(one);
        let inner = errstate(two);
        assert_eq!(ErrState::current(), two);
        drop(outer);
        assert_eq!(ErrState::current(), two);
        assert_eq!(std::thread::spawn(ErrState::current).join().unwrap(), ErrState::new());
        drop(inner);
        assert_eq!(active(), None);
        let caught = std::panic::catch_unwind(|| with_errstate(two, || panic!("on purpose")));
        assert!(caught.is_err());
        assert_eq!(active(), None);
        with_errstate(two, || with_errstate(two.under(OnError::Ignore), || assert!(!ErrState::current().wants(4))));
    }
}
