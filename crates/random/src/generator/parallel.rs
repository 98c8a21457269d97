//! Filling by several streams at once.

use npcore_array::{Array, ArrayError, AsViewMut, IntoShape, Order, Result, try_zeros};
use npcore_dtype::Element;
use rayon::prelude::*;

use super::Generator;
use super::floats::RandomFloat;
use crate::bits::Seeded;
use crate::params::refused;

/// Elements of a part, which has a stream of its own: about half a millisecond of work.
const PART: usize = 1 << 16;

/// Parallel filling, an explicit choice: **the numbers are not those of one stream.** The elements are cut, in the order of
/// memory, into parts of 65536; each part is drawn by a child of the generator ([`spawn`](Generator::spawn)). So the numbers
/// depend on the seed, on what was spawned before and on the size, but not on the number of threads; and what the generator
/// itself draws before or after has no part in them.
impl<B: Seeded + Send> Generator<B> {
    /// Calls `fill` with each part of an array and the part's own generator, on several threads.
    ///
    /// ```
    /// use npcore_array::zeros;
    /// use npcore_random::default_rng;
    /// let mut walks = zeros::<f64>(200_000);
    /// default_rng(1).fill_parallel(&mut walks, |rng, part| rng.standard_normal_into(part))?;
    /// // The first part is what the first child draws.
    /// let first = default_rng(1).spawn(1)?.remove(0).standard_normal(65536);
    /// assert_eq!(walks.slice(npcore_array::s![..65536]).to_vec(), first.to_vec());
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// What `fill` gives; no seed sequence; `Supplied output array must be contiguous, ...`; more than 2^48 elements.
    pub fn fill_parallel<T: Element>(
        &mut self,
        out: &mut (impl AsViewMut<T> + ?Sized),
        fill: impl Fn(&mut Generator<B>, &mut [T]) -> Result<()> + Sync,
    ) -> Result<()> {
        let mut view = out.as_view_mut();
        let turned = !view.is_c_contiguous();
        let mut view = if turned { view.t_mut() } else { view };
        let words = "Supplied output array must be contiguous, writable, aligned, and in machine byte-order.";
        let slice = view.as_slice_mut().ok_or_else(|| ArrayError::Value(words.into()))?;
        let parts = slice.len().div_ceil(PART);
        let Ok(children) = u32::try_from(parts) else {
            return refused("an array of so many parts cannot be filled by children of one generator");
        };
        let children = self.spawn(children)?;
        let threads = npcore_exec::num_threads();
        let jobs = slice.chunks_mut(PART).zip(children);
        if threads < 2 || parts < 2 {
            return jobs.into_iter().try_for_each(|(part, mut rng)| fill(&mut rng, part));
        }
        let jobs: Vec<_> = jobs.collect();
        let least = parts.div_ceil(threads);
        jobs.into_par_iter().with_min_len(least).try_for_each(|(part, mut rng)| fill(&mut rng, part))
    }

    /// [`random`](Self::random) by several streams: not the numbers of one.
    ///
    /// # Errors
    /// No seed sequence; a size that overflows; no memory.
    pub fn random_parallel<T: RandomFloat>(&mut self, size: impl IntoShape) -> Result<Array<T>> {
        let mut out = try_zeros(size, Order::C)?;
        self.fill_parallel(&mut out, |rng, part| rng.random_into(part))?;
        Ok(out)
    }

    /// [`standard_normal`](Self::standard_normal) by several streams: not the numbers of one.
    ///
    /// # Errors
    /// As [`random_parallel`](Self::random_parallel).
    pub fn standard_normal_parallel<T: RandomFloat>(&mut self, size: impl IntoShape) -> Result<Array<T>> {
        let mut out = try_zeros(size, Order::C)?;
        self.fill_parallel(&mut out, |rng, part| rng.standard_normal_into(part))?;
        Ok(out)
    }

    /// [`standard_exponential`](Self::standard_exponential) by several streams: not the numbers of one.
    ///
    /// # Errors
    /// As [`random_parallel`](Self::random_parallel).
    pub fn standard_exponential_parallel<T: RandomFloat>(&mut self, size: impl IntoShape) -> Result<Array<T>> {
        let mut out = try_zeros(size, Order::C)?;
        self.fill_parallel(&mut out, |rng, part| rng.standard_exponential_into(part))?;
        Ok(out)
    }
}
