//! Uniform, normal and exponential values of the standard distributions, in either precision.

use std::mem::MaybeUninit;

use npcore_array::{Array, ArrayError, AsViewMut, IntoShape, Order, Result};
use npcore_dtype::Element;

use super::Generator;
use crate::bits::BitGenerator;
use crate::dist::continuous::{standard_gamma, standard_gamma_f32};
use crate::dist::ziggurat::*;
use crate::params::{fill, fill_by_halves};
use crate::stream::{Memory, Stream, unit_f32};

/// The floats that can be random: f32 and f64. Those of f32 have 24 random bits, of words of 32.
pub trait RandomFloat: Element {
    #[doc(hidden)]
    fn fill(bits: &mut dyn BitGenerator, kind: Standard, out: &mut [MaybeUninit<Self>]);
}

/// How exponential values are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExponentialMethod {
    /// The ziggurat.
    #[default]
    Zig,
    /// The logarithm of a uniform value: slower, but monotone in it.
    Inv,
}

/// The standard distributions.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standard {
    Uniform,
    Normal,
    Exponential(ExponentialMethod),
    /// Of a shape.
    Gamma(f64),
}

impl RandomFloat for f64 {
    fn fill(bits: &mut dyn BitGenerator, kind: Standard, out: &mut [MaybeUninit<f64>]) {
        let mut memory = Memory::new();
        let mut stream = Stream::of_words(bits, &mut memory);
        let stream = &mut stream;
        match kind {
            Standard::Uniform => uniform(stream, out),
            Standard::Normal => fill(out, stream, 1, normal),
            Standard::Exponential(ExponentialMethod::Zig) => fill(out, stream, 1, exponential),
            Standard::Exponential(ExponentialMethod::Inv) => fill(out, stream, 1, exponential_inverse),
            Standard::Gamma(shape) => fill(out, stream, 0, |s| standard_gamma(s, shape)),
        }
    }
}

/// Whole blocks of words become doubles without a question in between.
fn uniform(stream: &mut Stream<'_>, mut out: &mut [MaybeUninit<f64>]) {
    while !out.is_empty() {
        let split = stream.is_split();
        let words = stream.block(out.len());
        let (part, rest) = out.split_at_mut(words.len());
        if split {
            part.iter_mut().zip(words).for_each(|(x, &word)| _ = x.write(crate::stream::unit_of_two(word)));
        } else {
            part.iter_mut().zip(words).for_each(|(x, &word)| _ = x.write(crate::bits::unit(word)));
        }
        out = rest;
    }
}

impl RandomFloat for f32 {
    fn fill(bits: &mut dyn BitGenerator, kind: Standard, out: &mut [MaybeUninit<f32>]) {
        let mut memory = Memory::new();
        let mut stream = Stream::of_halves(bits, &mut memory);
        let stream = &mut stream;
        match kind {
            Standard::Uniform => uniform_f32(stream, out),
            Standard::Normal => fill_by_halves(out, stream, normal_f32),
            Standard::Exponential(ExponentialMethod::Zig) => fill_by_halves(out, stream, exponential_f32),
            Standard::Exponential(ExponentialMethod::Inv) => fill_by_halves(out, stream, exponential_inverse_f32),
            Standard::Gamma(shape) => {
                out.iter_mut().for_each(|x| _ = x.write(standard_gamma_f32(stream, shape as f32)));
            }
        }
    }
}

fn uniform_f32(stream: &mut Stream<'_>, mut out: &mut [MaybeUninit<f32>]) {
    while !out.is_empty() {
        let words = stream.block_halves(out.len());
        let (part, rest) = out.split_at_mut(words.len());
        part.iter_mut().zip(words).for_each(|(x, &word)| _ = x.write(unit_f32(word)));
        out = rest;
    }
}

/// A new array of a standard distribution.
pub(crate) fn standard<T: RandomFloat>(
    bits: &mut dyn BitGenerator,
    kind: Standard,
    shape: &[usize],
) -> Result<Array<T>> {
    // SAFETY: `fill` writes every element.
    unsafe { Array::from_uninit(shape, Order::C, |out| T::fill(bits, kind, out)) }
}

/// The elements of an output in the order of its memory, to be written.
pub(crate) fn in_memory<T: Element, R>(
    out: &mut (impl AsViewMut<T> + ?Sized),
    write: impl FnOnce(&mut [MaybeUninit<T>]) -> R,
) -> Result<R> {
    let words = "Supplied output array must be contiguous, writable, aligned, and in machine byte-order.";
    let mut view = out.as_view_mut();
    let turned = !view.is_c_contiguous();
    let mut view = if turned { view.t_mut() } else { view };
    let slice = view.as_slice_mut().ok_or_else(|| ArrayError::Value(words.into()))?;
    // SAFETY: the same elements; `write` is of this crate and only writes values.
    let slice = unsafe { &mut *(slice as *mut [T] as *mut [MaybeUninit<T>]) };
    Ok(write(slice))
}

/// One standard distribution's methods.
macro_rules! standard {
    ($($what:literal, $kind:expr, $one:expr;
        $name:ident, $try_name:ident, $one_name:ident, $as_name:ident, $into_name:ident;)*) => {
        impl<B: BitGenerator> Generator<B> { $(
            #[doc = concat!($what, ".")]
            ///
            /// # Panics
            #[doc = concat!("As the errors of [`", stringify!($try_name), "`](Self::", stringify!($try_name), ").")]
            #[track_caller]
            pub fn $name(&mut self, size: impl IntoShape) -> Array<f64> {
                crate::expect(self.$try_name(size))
            }

            #[doc = concat!("[`", stringify!($name), "`](Self::", stringify!($name), ") with an error instead of a panic.")]
            ///
            /// # Errors
            /// `negative dimensions are not allowed`; a size that overflows; no memory.
            pub fn $try_name(&mut self, size: impl IntoShape) -> Result<Array<f64>> {
                self.$as_name(size)
            }

            #[doc = concat!("One value of [`", stringify!($name), "`](Self::", stringify!($name), ").")]
            pub fn $one_name(&mut self) -> f64 {
                $one(&mut Stream::single(&mut self.bits))
            }

            #[doc = concat!("[`", stringify!($name), "`](Self::", stringify!($name), ") as f64 or f32: `rng.",
                stringify!($as_name), "::<f32>([2, 3])?`.")]
            ///
            /// # Errors
            /// `negative dimensions are not allowed`; a size that overflows; no memory.
            pub fn $as_name<T: RandomFloat>(&mut self, size: impl IntoShape) -> Result<Array<T>> {
                standard(&mut self.bits, $kind, &size.into_shape()?)
            }

            #[doc = concat!("[`", stringify!($name), "`](Self::", stringify!($name),
                ") into a given array of f64 or f32, in the order of its memory.")]
            ///
            /// # Errors
            /// `Supplied output array must be contiguous, writable, aligned, and in machine byte-order.`
            pub fn $into_name<T: RandomFloat>(&mut self, out: &mut (impl AsViewMut<T> + ?Sized)) -> Result<()> {
                in_memory(out, |out| T::fill(&mut self.bits, $kind, out))
            }
        )* }
    };
}
standard! {
    "Values of [0, 1), uniform, with 53 random bits", Standard::Uniform, |s: &mut Stream<'_>| s.f64();
    random, try_random, random_one, random_as, random_into;
    "Values of the standard normal distribution, by a ziggurat", Standard::Normal, normal;
    standard_normal, try_standard_normal, standard_normal_one, standard_normal_as, standard_normal_into;
    "Values of the standard exponential distribution, by a ziggurat",
    Standard::Exponential(ExponentialMethod::Zig), exponential;
    standard_exponential, try_standard_exponential, standard_exponential_one, standard_exponential_as, standard_exponential_into;
}

impl<B: BitGenerator> Generator<B> {
    /// [`standard_exponential`](Self::standard_exponential) by either method, as f64 or f32.
    ///
    /// ```
    /// use npcore_random::{ExponentialMethod, default_rng};
    /// let u = default_rng(1).random_one();
    /// let x = default_rng(1).standard_exponential_by::<f64>(ExponentialMethod::Inv, 1)?;
    /// assert_eq!(x[0], -(-u).ln_1p());
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As [`try_standard_exponential`](Self::try_standard_exponential).
    pub fn standard_exponential_by<T: RandomFloat>(
        &mut self,
        method: ExponentialMethod,
        size: impl IntoShape,
    ) -> Result<Array<T>> {
        standard(&mut self.bits, Standard::Exponential(method), &size.into_shape()?)
    }

    /// [`standard_exponential_by`](Self::standard_exponential_by) into a given array.
    ///
    /// # Errors
    /// As [`standard_exponential_into`](Self::standard_exponential_into).
    pub fn standard_exponential_by_into<T: RandomFloat>(
        &mut self,
        method: ExponentialMethod,
        out: &mut (impl AsViewMut<T> + ?Sized),
    ) -> Result<()> {
        in_memory(out, |out| T::fill(&mut self.bits, Standard::Exponential(method), out))
    }

    /// `n` random bytes.
    ///
    /// ```
    /// assert_eq!(npcore_random::default_rng(0).bytes(5).len(), 5);
    /// ```
    pub fn bytes(&mut self, n: usize) -> Vec<u8> {
        bytes(&mut self.bits, n)
    }
}

/// Bytes of words of 32 bits, the lowest first. None take a word too, as in NumPy.
pub(crate) fn bytes(bits: &mut dyn BitGenerator, n: usize) -> Vec<u8> {
    let mut words = vec![0; n.div_ceil(4).max(1)];
    bits.fill_u32(&mut words);
    let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    bytes.truncate(n);
    bytes
}
