//! `out = a + b` in intrinsics: the bandwidth this machine has to offer an elementwise loop.

use crate::case::{Case, Context, Peer, Work, into};
use crate::data::data;

/// Adds every variant this machine can run as a peer of an `a + b -> out` case of `n` doubles.
pub fn add_peers(case: Case, n: usize) -> Case {
    variants()
        .into_iter()
        .fold(case, |case, (name, kernel)| case.rust(Peer::Simd(name), move |context| into_warm(context, n, kernel)))
}

type Kernel = fn(&[f64], &[f64], &mut [f64]);

fn into_warm(context: &Context, n: usize, kernel: Kernel) -> Box<dyn Work> {
    let (a, b) = (data::<f64>(1, n), data::<f64>(2, n));
    let context = *context;
    into(vec![0.0; n], move |out| context.zip(&a, &b, out, kernel))
}

#[cfg(not(target_arch = "x86_64"))]
fn variants() -> Vec<(&'static str, Kernel)> {
    Vec::new()
}

#[cfg(target_arch = "x86_64")]
fn variants() -> Vec<(&'static str, Kernel)> {
    let mut all: Vec<(&'static str, Kernel)> = Vec::new();
    if is_x86_feature_detected!("avx2") {
        all.push(("avx2", x86::avx2::<false>));
        all.push(("avx2 nt", x86::avx2::<true>));
    }
    if is_x86_feature_detected!("avx512f") {
        all.push(("avx512", x86::avx512::<false>));
        all.push(("avx512 nt", x86::avx512::<true>));
    }
    all
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    macro_rules! kernel {
        ($name:ident, $feature:tt, $width:literal, $load:ident, $add:ident, $store:ident, $stream:ident) => {
            /// `out = a + b`; with `NT` the aligned part by stores that bypass the caches.
            pub fn $name<const NT: bool>(a: &[f64], b: &[f64], out: &mut [f64]) {
                #[target_feature(enable = $feature)]
                fn run<const NT: bool>(a: &[f64], b: &[f64], out: &mut [f64]) {
                    const W: usize = $width;
                    let n = out.len();
                    assert!(a.len() == n && b.len() == n);
                    let head = out.as_ptr().align_offset(W * 8).min(n);
                    for i in 0..head {
                        out[i] = a[i] + b[i];
                    }
                    let mut i = head;
                    let (pa, pb, po) = (a.as_ptr(), b.as_ptr(), out.as_mut_ptr());
                    while i + 4 * W <= n {
                        for j in [i, i + W, i + 2 * W, i + 3 * W] {
                            // SAFETY: j + W <= n, the length of all three slices, so every access is inside
                            // them; `po + j` is aligned to the vector's width as `head` is and j - head is a
                            // multiple of W.
                            unsafe {
                                let c = $add($load(pa.add(j)), $load(pb.add(j)));
                                if NT { $stream(po.add(j), c) } else { $store(po.add(j), c) }
                            }
                        }
                        i += 4 * W;
                    }
                    if NT {
                        _mm_sfence();
                    }
                    for i in i..n {
                        out[i] = a[i] + b[i];
                    }
                }
                assert!(is_x86_feature_detected!($feature));
                // SAFETY: the feature was just found present.
                unsafe { run::<NT>(a, b, out) }
            }
        };
    }
    kernel!(avx2, "avx2", 4, _mm256_loadu_pd, _mm256_add_pd, _mm256_storeu_pd, _mm256_stream_pd);
    kernel!(avx512, "avx512f", 8, _mm512_loadu_pd, _mm512_add_pd, _mm512_storeu_pd, _mm512_stream_pd);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variant_adds() {
        for n in [0, 1, 7, 63, 64, 1000] {
            let (a, b) = (data::<f64>(1, n), data::<f64>(2, n));
            let expected: Vec<f64> = a.iter().zip(&b).map(|(x, y)| x + y).collect();
            for (name, kernel) in variants() {
                let mut out = vec![0.0; n];
                kernel(&a, &b, &mut out);
                assert_eq!(out, expected, "{name}, {n} elements");
            }
        }
    }
}
