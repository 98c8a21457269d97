//! Operations that loop until every one of several elements is done: the same steps
//! for all of them, so that they are steps of vectors.

use crate::element::{Out, Un};
use crate::run::{Op2, Run2, erase2, served};
use crate::tier::Tier;

/// Elements computed together. So many that the compiler keeps the loops over them, and
/// makes vectors of them: 16 it unrolled into scalar code, ten times as slow.
const LANES: usize = 64;

/// Of fewer elements each is computed by itself.
const FEW: usize = 6;

/// An operation on several elements at once.
pub(crate) trait Lanes: Op2<B = <Self as Op2>::A, O = <Self as Op2>::A> {
    fn lanes<const N: usize>(a: [Self::A; N], b: [Self::A; N]) -> [Self::A; N];
}

/// `b` is as long as `a`, or one element.
#[inline(always)]
fn body<K: Lanes>(a: &[Un<K::A>], b: &[Un<K::A>], o: &mut [Out<K::A>]) {
    let scalar = b.len() == 1;
    let (a_chunks, a_rest) = a.as_chunks::<LANES>();
    let (o_chunks, o_rest) = o.as_chunks_mut::<LANES>();
    for (i, (a, o)) in a_chunks.iter().zip(o_chunks).enumerate() {
        let b = if scalar { [b[0].0; LANES] } else { std::array::from_fn(|j| b[i * LANES + j].0) };
        let result = K::lanes(a.map(|x| x.0), b);
        for j in 0..LANES {
            o[j].write(Un(result[j]));
        }
    }
    let done = a.len() - a_rest.len();
    let right = |j: usize| b[if scalar { 0 } else { done + j }].0;
    if a_rest.len() > FEW {
        // The first pair again where there are no more.
        let at = |j: usize| if j < a_rest.len() { j } else { 0 };
        let result = K::lanes::<LANES>(std::array::from_fn(|j| a_rest[at(j)].0), std::array::from_fn(|j| right(at(j))));
        for (o, result) in o_rest.iter_mut().zip(result) {
            o.write(Un(result));
        }
    } else {
        for (j, (a, o)) in a_rest.iter().zip(o_rest).enumerate() {
            o.write(Un(K::f(a.0, right(j))));
        }
    }
}

unsafe fn base<K: Lanes>(a: &[Un<K::A>], b: &[Un<K::A>], o: &mut [Out<K::A>]) {
    body::<K>(a, b, o);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
unsafe fn v3<K: Lanes>(a: &[Un<K::A>], b: &[Un<K::A>], o: &mut [Out<K::A>]) {
    body::<K>(a, b, o);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl")]
unsafe fn v4<K: Lanes>(a: &[Un<K::A>], b: &[Un<K::A>], o: &mut [Out<K::A>]) {
    body::<K>(a, b, o);
}

/// Loops over two contiguous operands, or a right one of one element, by tier.
pub(crate) const fn runs<K: Lanes>() -> [Run2; 3] {
    [run::<K>(Tier::Base), run::<K>(Tier::V3), run::<K>(Tier::V4)]
}

const fn run<K: Lanes>(tier: Tier) -> Run2 {
    match served(tier, K::TIER) {
        #[cfg(target_arch = "x86_64")]
        Tier::V3 => erase2(v3::<K>),
        #[cfg(target_arch = "x86_64")]
        Tier::V4 => erase2(v4::<K>),
        _ => erase2(base::<K>),
    }
}
