//! Loops of binary operations in two stages, a block at a time.
//!
//! A long chain of dependent operations keeps the processor waiting: it looks ahead by fewer instructions than two
//! elements have. Two loops over a block with half of the chain each find twice as many independent ones.

use crate::element::{Out, Plain, Un};
use crate::run::{Op2, Run2, erase2};
use crate::tier::Tier;

/// Elements of a block.
const BLOCK: usize = 128;

/// An operation whose first stage sees the left operand alone. Both stages have a shorter form for blocks of nothing but
/// ordinary operands, which gives the same bits.
pub(crate) trait Staged: Op2 {
    type Middle: Plain;
    fn is_ordinary(a: Self::A, b: Self::B) -> bool;
    fn first<const ORDINARY: bool>(a: Self::A) -> [Self::Middle; 2];
    fn second<const ORDINARY: bool>(a: Self::A, b: Self::B, middle: [Self::Middle; 2]) -> Self::O;
    const ZERO: Self::Middle;
}

/// `b` is as long as `a`, or one element.
#[inline(always)]
fn blocks<K: Staged>(a: &[Un<K::A>], b: &[Un<K::B>], o: &mut [Out<K::O>]) {
    let single = b.len() == 1;
    let repeated = [b[0]; BLOCK];
    let mut middle = [[K::ZERO; BLOCK]; 2];
    for (i, (a, o)) in a.chunks(BLOCK).zip(o.chunks_mut(BLOCK)).enumerate() {
        let n = o.len();
        let (a, b) = (&a[..n], if single { &repeated[..n] } else { &b[i * BLOCK..][..n] });
        let mut ordinary = true;
        for j in 0..n {
            ordinary &= K::is_ordinary(a[j].0, b[j].0);
        }
        if ordinary {
            block::<K, true>(a, b, o, &mut middle);
        } else {
            block::<K, false>(a, b, o, &mut middle);
        }
    }
}

/// Operands and results of the same length.
#[inline(always)]
fn block<K: Staged, const ORDINARY: bool>(
    a: &[Un<K::A>],
    b: &[Un<K::B>],
    o: &mut [Out<K::O>],
    middle: &mut [[K::Middle; BLOCK]; 2],
) {
    let n = o.len();
    let (a, b) = (&a[..n], &b[..n]);
    let [high, low] = middle;
    let (high, low) = (&mut high[..n], &mut low[..n]);
    for j in 0..n {
        [high[j], low[j]] = K::first::<ORDINARY>(a[j].0);
    }
    for j in 0..n {
        o[j].write(Un(K::second::<ORDINARY>(a[j].0, b[j].0, [high[j], low[j]])));
    }
}

unsafe fn base<K: Staged>(a: &[Un<K::A>], b: &[Un<K::B>], o: &mut [Out<K::O>]) {
    blocks::<K>(a, b, o);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
unsafe fn v3<K: Staged>(a: &[Un<K::A>], b: &[Un<K::B>], o: &mut [Out<K::O>]) {
    blocks::<K>(a, b, o);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl")]
unsafe fn v4<K: Staged>(a: &[Un<K::A>], b: &[Un<K::B>], o: &mut [Out<K::O>]) {
    blocks::<K>(a, b, o);
}

/// Loops over two contiguous operands, or a right one of one element, by tier.
pub(crate) const fn runs<K: Staged>() -> [Run2; 3] {
    const { assert!(matches!(K::TIER, Tier::V4)) };
    let base = erase2(base::<K>);
    #[cfg(target_arch = "x86_64")]
    return [base, erase2(v3::<K>), erase2(v4::<K>)];
    #[cfg(not(target_arch = "x86_64"))]
    [base; 3]
}
