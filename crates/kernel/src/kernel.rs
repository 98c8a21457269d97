//! From operations on elements to kernels: how the types in memory relate to
//! the types of the loops.

use std::marker::PhantomData;

use crate::drive::{Kernel, Run, drive1, drive2};
use crate::element::{Half, Plain};
use crate::float16::{DOUBLE_TO_HALF, HALF_TO_SINGLE, SINGLE_TO_HALF};
use crate::run::{Op1, Op2, Run1, Runs2, run1, runs2, served};
use crate::tier::Tier;
use crate::{Loop2, Loop3};

/// A kernel for each tier.
pub(crate) trait Define {
    const KERNELS: [Kernel; 3];
    /// The highest tier that differs from the one below it.
    const TIER: Tier;
}

/// A conversion that can stand alone or before or after another loop.
pub(crate) trait Stage {
    type A: Plain;
    type O: Plain;
    const RUNS: [Run1; 3];
    const TIER: Tier;
}

unsafe fn entry1<D: Define, const T: usize>(n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2]) {
    // SAFETY: the contract of `Loop2` is that of `drive1`.
    unsafe { drive1(const { &D::KERNELS[T] }, n, p, s) }
}

unsafe fn entry2<D: Define, const T: usize>(n: [usize; 2], p: [*mut u8; 3], s: [[isize; 2]; 3]) {
    // SAFETY: the contract of `Loop3` is that of `drive2`.
    unsafe { drive2(const { &D::KERNELS[T] }, n, p, s) }
}

/// The loop of a unary kernel in `tier`.
pub(crate) const fn loop2<D: Define>(tier: Tier) -> Loop2 {
    match served(tier, D::TIER) {
        Tier::Base => entry1::<D, 0>,
        Tier::V3 => entry1::<D, 1>,
        Tier::V4 => entry1::<D, 2>,
    }
}

/// The loop of a binary kernel in `tier`.
pub(crate) const fn loop3<D: Define>(tier: Tier) -> Loop3 {
    match served(tier, D::TIER) {
        Tier::Base => entry2::<D, 0>,
        Tier::V3 => entry2::<D, 1>,
        Tier::V4 => entry2::<D, 2>,
    }
}

const fn sizes2<K: Op2>() -> [usize; 3] {
    [size_of::<K::A>(), size_of::<K::B>(), size_of::<K::O>()]
}

/// The operation as it stands.
pub(crate) struct Direct<K>(PhantomData<K>);

impl<K: Op2> Direct<K> {
    const fn kernel(tier: Tier) -> Kernel {
        Kernel {
            run: Run::Two(runs2::<K>(tier)),
            size: sizes2::<K>(),
            work: sizes2::<K>(),
            lanes: 1,
            swap: false,
            load: None,
            store: None,
        }
    }
}

impl<K: Op2> Define for Direct<K> {
    const KERNELS: [Kernel; 3] = [Self::kernel(Tier::Base), Self::kernel(Tier::V3), Self::kernel(Tier::V4)];
    const TIER: Tier = K::TIER;
}

/// The operation with its operands exchanged.
pub(crate) struct Swapped<D>(PhantomData<D>);

impl<D: Define> Define for Swapped<D> {
    const KERNELS: [Kernel; 3] = {
        let mut kernels = D::KERNELS;
        let mut i = 0;
        while i < 3 {
            kernels[i].swap = true;
            i += 1;
        }
        kernels
    };
    const TIER: Tier = D::TIER;
}

/// Complex numbers as pairs of reals, for what acts on the parts separately.
pub(crate) struct Pairs<D>(PhantomData<D>);

impl<D: Define> Define for Pairs<D> {
    const KERNELS: [Kernel; 3] = {
        let mut kernels = D::KERNELS;
        let mut i = 0;
        while i < 3 {
            let k = &mut kernels[i];
            k.lanes = 2;
            let mut op = 0;
            while op < 3 {
                k.size[op] *= 2;
                k.work[op] *= 2;
                op += 1;
            }
            if let Run::Two(runs) = k.run {
                // One real is not one complex number.
                k.run = Run::Two(Runs2 {
                    right_scalar: None,
                    left_scalar: None,
                    in_place_scalar: None,
                    strided: None,
                    ..runs
                });
            }
            i += 1;
        }
        kernels
    };
    const TIER: Tier = D::TIER;
}

/// An operation on f16 carried out in f32: each operand converted exactly, the
/// result rounded once, as NumPy does.
pub(crate) struct ViaSingle<K>(PhantomData<K>);

impl<K: Op2<A = f32, B = f32>> ViaSingle<K> {
    const fn kernel(tier: Tier) -> Kernel {
        let float = size_of::<K::O>() == size_of::<f32>();
        Kernel {
            run: Run::Two(runs2::<K>(tier)),
            size: [2, 2, if float { 2 } else { size_of::<K::O>() }],
            work: sizes2::<K>(),
            lanes: 1,
            swap: false,
            load: Some(HALF_TO_SINGLE[tier as usize]),
            store: if float { Some(SINGLE_TO_HALF[tier as usize]) } else { None },
        }
    }
}

impl<K: Op2<A = f32, B = f32>> Define for ViaSingle<K> {
    const KERNELS: [Kernel; 3] = [Self::kernel(Tier::Base), Self::kernel(Tier::V3), Self::kernel(Tier::V4)];
    const TIER: Tier = Tier::V3;
}

/// A unary operation as a stage.
pub(crate) struct Each<K>(PhantomData<K>);

impl<K: Op1> Stage for Each<K> {
    type A = K::A;
    type O = K::O;
    const RUNS: [Run1; 3] = [run1::<K>(Tier::Base), run1::<K>(Tier::V3), run1::<K>(Tier::V4)];
    const TIER: Tier = K::TIER;
}

/// f16 to f32, exact.
pub(crate) struct HalfToSingle;

impl Stage for HalfToSingle {
    type A = Half;
    type O = f32;
    const RUNS: [Run1; 3] = HALF_TO_SINGLE;
    const TIER: Tier = Tier::V3;
}

/// f32 to f16, rounded to nearest, ties to even.
pub(crate) struct SingleToHalf;

impl Stage for SingleToHalf {
    type A = f32;
    type O = Half;
    const RUNS: [Run1; 3] = SINGLE_TO_HALF;
    const TIER: Tier = Tier::V3;
}

/// f64 to f16, rounded once.
pub(crate) struct DoubleToHalf;

impl Stage for DoubleToHalf {
    type A = f64;
    type O = Half;
    const RUNS: [Run1; 3] = DOUBLE_TO_HALF;
    const TIER: Tier = Tier::V3;
}

/// One stage.
pub(crate) struct One<R>(PhantomData<R>);

impl<R: Stage> Define for One<R> {
    const KERNELS: [Kernel; 3] = chain::<R>(R::RUNS, size_of::<R::A>(), size_of::<R::O>(), None, None);
    const TIER: Tier = R::TIER;
}

/// Two stages, a block at a time: `L` before `R`.
pub(crate) struct Before<L, R>(PhantomData<(L, R)>);

impl<L: Stage, R: Stage<A = L::O>> Define for Before<L, R> {
    const KERNELS: [Kernel; 3] = chain::<R>(R::RUNS, size_of::<L::A>(), size_of::<R::O>(), Some(L::RUNS), None);
    const TIER: Tier = highest(L::TIER, R::TIER);
}

/// Two stages, a block at a time: `S` after `R`.
pub(crate) struct After<R, S>(PhantomData<(R, S)>);

impl<R: Stage, S: Stage<A = R::O>> Define for After<R, S> {
    const KERNELS: [Kernel; 3] = chain::<R>(R::RUNS, size_of::<R::A>(), size_of::<S::O>(), None, Some(S::RUNS));
    const TIER: Tier = highest(R::TIER, S::TIER);
}

/// A unary operation on f16 carried out in f32, as [`ViaSingle`].
pub(crate) type ViaSingle1<K> = StageViaSingle<Each<K>>;

/// A stage from f32 to f32, for f16.
pub(crate) struct StageViaSingle<R>(PhantomData<R>);

impl<R: Stage<A = f32, O = f32>> Define for StageViaSingle<R> {
    const KERNELS: [Kernel; 3] = chain::<R>(R::RUNS, 2, 2, Some(HALF_TO_SINGLE), Some(SINGLE_TO_HALF));
    const TIER: Tier = highest(R::TIER, Tier::V3);
}

const fn highest(a: Tier, b: Tier) -> Tier {
    if a as u8 > b as u8 { a } else { b }
}

const fn chain<R: Stage>(
    runs: [Run1; 3],
    from: usize,
    to: usize,
    load: Option<[Run1; 3]>,
    store: Option<[Run1; 3]>,
) -> [Kernel; 3] {
    let work = [size_of::<R::A>(), size_of::<R::A>(), size_of::<R::O>()];
    let mut kernels = [Kernel {
        run: Run::One(runs[0]),
        size: [from, from, to],
        work,
        lanes: 1,
        swap: false,
        load: None,
        store: None,
    }; 3];
    let mut i = 0;
    while i < 3 {
        kernels[i].run = Run::One(runs[i]);
        if let Some(load) = load {
            kernels[i].load = Some(load[i]);
        }
        if let Some(store) = store {
            kernels[i].store = Some(store[i]);
        }
        i += 1;
    }
    kernels
}
