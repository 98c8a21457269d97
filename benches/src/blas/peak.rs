//! What the processor can do at most: independent fused multiplications and additions in registers, nothing else. Shares
//! of this are what the tables show, as the nominal frequency says little of the one it runs at.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// Floating-point operations a second.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Peak {
    /// On this many threads at once.
    pub threads: usize,
    /// The instructions that were used.
    pub with: String,
    /// GFLOP/s in `f32`.
    pub single: f64,
    /// GFLOP/s in `f64`.
    pub double: f64,
}

/// Does `rounds` rounds and returns how many operations those were.
type Loop = fn(rounds: usize) -> usize;

/// On `threads` threads at once, the best of what fits into `time`.
pub fn measure(threads: usize, time: Duration) -> Peak {
    let (with, single, double) = loops();
    Peak {
        threads,
        with: with.to_string(),
        single: best(single, threads, time / 2),
        double: best(double, threads, time / 2),
    }
}

fn best(run: Loop, threads: usize, time: Duration) -> f64 {
    // About a millisecond each: short beside the system's time slices.
    let start = Instant::now();
    run(10_000);
    let rounds = (10_000.0 * 1e-3 / start.elapsed().as_secs_f64().max(1e-9)) as usize;
    let rounds = rounds.clamp(1000, 1 << 30);
    let (start, mut best) = (Instant::now(), 0.0f64);
    while best == 0.0 || start.elapsed() < time {
        let barrier = Barrier::new(threads);
        let spans = std::thread::scope(|scope| {
            let one = || {
                barrier.wait();
                let start = Instant::now();
                let flops = run(rounds);
                (start, Instant::now(), flops)
            };
            let others = Vec::from_iter((1..threads).map(|_| scope.spawn(one)));
            let mut spans = vec![one()];
            spans.extend(others.into_iter().map(|other| other.join().expect("arithmetic does not panic")));
            spans
        });
        let begin = spans.iter().map(|span| span.0).min().expect("one thread at least");
        let end = spans.iter().map(|span| span.1).max().expect("one thread at least");
        let flops: usize = spans.iter().map(|span| span.2).sum();
        best = best.max(flops as f64 / (end - begin).as_secs_f64().max(1e-9));
    }
    best / 1e9
}

/// `$count` chains of `$fma`, each waiting for itself only. The sums converge, so that no value is ever slow.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
macro_rules! chains {
    ($name:ident, $feature:literal, $count:literal, $vector:ty, $t:ty, $set:expr, $fma:expr) => {
        pub fn $name(rounds: usize) -> usize {
            #[target_feature(enable = $feature)]
            fn run(rounds: usize) -> [$vector; $count] {
                use std::hint::black_box;
                let (factor, term) = ($set(black_box(0.5)), $set(black_box(1.0)));
                let mut sums = [$set(black_box(1.5)); $count];
                for _ in 0..rounds {
                    for sum in &mut sums {
                        *sum = $fma(*sum, factor, term);
                    }
                }
                sums
            }
            // SAFETY: `loops` takes this where the processor has the feature.
            std::hint::black_box(unsafe { run(rounds) });
            rounds * $count * 2 * (size_of::<$vector>() / size_of::<$t>())
        }
    };
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;
    chains!(avx512_single, "avx512f", 16, __m512, f32, _mm512_set1_ps, _mm512_fmadd_ps);
    chains!(avx512_double, "avx512f", 16, __m512d, f64, _mm512_set1_pd, _mm512_fmadd_pd);
    // With the two constants these are the sixteen registers that there are.
    chains!(avx2_single, "avx2,fma", 12, __m256, f32, _mm256_set1_ps, _mm256_fmadd_ps);
    chains!(avx2_double, "avx2,fma", 12, __m256d, f64, _mm256_set1_pd, _mm256_fmadd_pd);
}

#[cfg(target_arch = "aarch64")]
mod arm {
    use std::arch::aarch64::*;
    chains!(neon_single, "neon", 24, float32x4_t, f32, vdupq_n_f32, |sum, factor, term| vfmaq_f32(term, sum, factor));
    chains!(neon_double, "neon", 24, float64x2_t, f64, vdupq_n_f64, |sum, factor, term| vfmaq_f64(term, sum, factor));
}

/// Multiplications and additions as the compiler sees fit, for processors that none of the above is for. `mul_add` would
/// be a call of a function where it is no instruction.
macro_rules! plain {
    ($name:ident, $t:ty) => {
        fn $name(rounds: usize) -> usize {
            use std::hint::black_box;
            const COUNT: usize = 128 / size_of::<$t>();
            let (factor, term): ($t, $t) = (black_box(0.5), black_box(1.0));
            let mut sums: [$t; COUNT] = [black_box(1.5); COUNT];
            for _ in 0..rounds {
                for sum in &mut sums {
                    *sum = if cfg!(target_feature = "fma") { sum.mul_add(factor, term) } else { *sum * factor + term };
                }
            }
            black_box(sums);
            rounds * COUNT * 2
        }
    };
}
plain!(plain_single, f32);
plain!(plain_double, f64);

/// The widest loops of this processor.
fn loops() -> (&'static str, Loop, Loop) {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") {
            return ("AVX-512 FMA", x86::avx512_single, x86::avx512_double);
        }
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            return ("AVX2 FMA", x86::avx2_single, x86::avx2_double);
        }
    }
    #[cfg(target_arch = "aarch64")]
    if std::arch::is_aarch64_feature_detected!("neon") {
        return ("NEON FMA", arm::neon_single, arm::neon_double);
    }
    ("multiplications and additions", plain_single, plain_double)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_is_measured() {
        let peak = measure(2, Duration::from_millis(4));
        assert_eq!(peak.threads, 2);
        assert!(peak.single > 0.0 && peak.double.is_finite());
        assert!(plain_single(10) == 10 * 32 * 2 && plain_double(10) == 10 * 16 * 2);
    }
}
