//! Seeds: integers of any size hashed into as many words as a bit generator wants.
//!
//! The hash is O'Neill's `seed_seq` alternative as NumPy has it: a pool of words, each mixed with each, read out in a cycle.

use npcore_array::{ArrayError, Result};

const INIT_A: u32 = 0x43b0_d7e5;
const MULT_A: u32 = 0x931e_8875;
const INIT_B: u32 = 0x8b51_f9dd;
const MULT_B: u32 = 0x58f3_8ded;
const MIX_L: u32 = 0xca01_f9dd;
const MIX_R: u32 = 0x4973_f715;
const POOL: usize = 4;

/// Entropy mixed into a pool of words, from which bit generators take their first state; and the source of any number of
/// independent ones ([`spawn`](SeedSequence::spawn)).
///
/// ```
/// use npcore_random::SeedSequence;
/// let seeds = SeedSequence::new(12345);
/// assert_eq!(seeds.generate_state(3), [2688385916, 3048105090, 4196366895]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Saved", into = "Saved"))]
pub struct SeedSequence {
    entropy: Vec<u32>,
    spawn_key: Vec<u32>,
    pool: Vec<u32>,
    children: u32,
}

/// What makes a sequence again.
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
struct Saved {
    entropy: Vec<u32>,
    spawn_key: Vec<u32>,
    pool_size: usize,
    n_children_spawned: u32,
}

#[cfg(feature = "serde")]
impl From<SeedSequence> for Saved {
    fn from(s: SeedSequence) -> Saved {
        Saved { pool_size: s.pool.len(), entropy: s.entropy, spawn_key: s.spawn_key, n_children_spawned: s.children }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<Saved> for SeedSequence {
    type Error = ArrayError;
    fn try_from(s: Saved) -> Result<SeedSequence> {
        // A hostile size would only be memory and time.
        if s.pool_size > 1 << 16 {
            return Err(ArrayError::Value("pool_size is too large".into()));
        }
        let mut sequence = SeedSequence::with_pool(s.entropy, s.spawn_key, s.pool_size)?;
        sequence.children = s.n_children_spawned;
        Ok(sequence)
    }
}

impl SeedSequence {
    /// The sequence of an integer or a list of them; of `()` one from the system's entropy.
    ///
    /// # Panics
    /// A negative integer (`expected non-negative integer`); no entropy to be had.
    #[track_caller]
    pub fn new(entropy: impl IntoSeed) -> SeedSequence {
        crate::expect(entropy.into_seed())
    }

    /// A sequence with its place in a tree of them, and a pool of another size than 4 words.
    ///
    /// ```
    /// use npcore_random::SeedSequence;
    /// let child = SeedSequence::new(7).spawn(2).remove(1);
    /// assert_eq!(child, SeedSequence::with_pool(7, [1], 4)?);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// A negative integer; `The size of the entropy pool should be at least 4`.
    pub fn with_pool(entropy: impl IntoEntropy, spawn_key: impl IntoEntropy, pool_size: usize) -> Result<SeedSequence> {
        if pool_size < POOL {
            return Err(ArrayError::Value(format!("The size of the entropy pool should be at least {POOL}")));
        }
        let entropy = match entropy.into_entropy()? {
            Some(words) => words,
            None => fresh(pool_size)?,
        };
        let spawn_key = spawn_key.into_entropy()?.unwrap_or_default();
        let pool = mixed(&entropy, &spawn_key, pool_size);
        Ok(SeedSequence { entropy, spawn_key, pool, children: 0 })
    }

    /// The entropy it was made from, in words of 32 bits, the lowest first: gives the same sequence again.
    pub fn entropy(&self) -> &[u32] {
        &self.entropy
    }

    /// Its place in the tree of sequences: the numbers of the children on the way to it.
    pub fn spawn_key(&self) -> &[u32] {
        &self.spawn_key
    }

    /// The number of words in the pool.
    pub fn pool_size(&self) -> usize {
        self.pool.len()
    }

    /// The mixed entropy.
    pub fn pool(&self) -> &[u32] {
        &self.pool
    }

    /// How many children it has had.
    pub fn n_children_spawned(&self) -> u32 {
        self.children
    }

    /// Words for a bit generator's first state: always the same ones.
    pub fn generate_state(&self, n_words: usize) -> Vec<u32> {
        let mut constant = INIT_B;
        let word = |&word: &u32| {
            let mut x = word ^ constant;
            constant = constant.wrapping_mul(MULT_B);
            x = x.wrapping_mul(constant);
            x ^ x >> 16
        };
        self.pool.iter().cycle().take(n_words).map(word).collect()
    }

    /// [`generate_state`](SeedSequence::generate_state) in words of 64 bits: NumPy's `generate_state(n, np.uint64)`.
    pub fn generate_state_u64(&self, n_words: usize) -> Vec<u64> {
        let pair = |pair: &[u32]| u64::from(pair[1]) << 32 | u64::from(pair[0]);
        self.generate_state(2 * n_words).chunks_exact(2).map(pair).collect()
    }

    /// New sequences, independent of this and of one another; further calls give further ones.
    ///
    /// ```
    /// use npcore_random::{Generator, Pcg64, SeedSequence};
    /// let workers = SeedSequence::new(1234).spawn(3);
    /// let mut rngs: Vec<_> = workers.into_iter().map(|s| Generator::new(Pcg64::new(s))).collect();
    /// assert_ne!(rngs[0].random_one(), rngs[1].random_one());
    /// ```
    pub fn spawn(&mut self, n_children: u32) -> Vec<SeedSequence> {
        let first = self.children;
        self.children = first.wrapping_add(n_children);
        let child = |i: u32| {
            let mut spawn_key = self.spawn_key.clone();
            spawn_key.push(first.wrapping_add(i));
            let pool = mixed(&self.entropy, &spawn_key, self.pool.len());
            SeedSequence { entropy: self.entropy.clone(), spawn_key, pool, children: 0 }
        };
        (0..n_children).map(child).collect()
    }
}

/// Entropy of the system.
fn fresh(n_words: usize) -> Result<Vec<u32>> {
    let mut bytes = vec![0; 4 * n_words];
    getrandom::fill(&mut bytes).map_err(|e| ArrayError::Value(format!("no entropy from the system: {e}")))?;
    Ok(bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
}

fn mixed(entropy: &[u32], spawn_key: &[u32], pool_size: usize) -> Vec<u32> {
    let mut words = entropy.to_vec();
    if !spawn_key.is_empty() && words.len() < pool_size {
        // A child must not be what longer entropy without a key gives.
        words.resize(pool_size, 0);
    }
    words.extend_from_slice(spawn_key);
    let mut constant = INIT_A;
    let mut hash = |word: u32| {
        let mut x = word ^ constant;
        constant = constant.wrapping_mul(MULT_A);
        x = x.wrapping_mul(constant);
        x ^ x >> 16
    };
    let mix = |x: u32, y: u32| {
        let z = MIX_L.wrapping_mul(x).wrapping_sub(MIX_R.wrapping_mul(y));
        z ^ z >> 16
    };
    let mut pool: Vec<u32> = (0..pool_size).map(|i| hash(words.get(i).copied().unwrap_or(0))).collect();
    for source in 0..pool_size {
        for target in 0..pool_size {
            if source != target {
                pool[target] = mix(pool[target], hash(pool[source]));
            }
        }
    }
    for &word in words.iter().skip(pool_size) {
        for target in &mut pool {
            *target = mix(*target, hash(word));
        }
    }
    pool
}

/// What may stand for entropy: integers, lists of them, `()` for the system's.
pub trait IntoEntropy {
    /// The words, the lowest first; `None` for entropy of the system.
    ///
    /// # Errors
    /// `expected non-negative integer`.
    fn into_entropy(self) -> Result<Option<Vec<u32>>>;
}

/// What may seed a bit generator: entropy, or a sequence made of it.
pub trait IntoSeed {
    /// The sequence.
    ///
    /// # Errors
    /// `expected non-negative integer`; no entropy to be had.
    fn into_seed(self) -> Result<SeedSequence>;
}

impl<X: IntoEntropy> IntoSeed for X {
    fn into_seed(self) -> Result<SeedSequence> {
        SeedSequence::with_pool(self, (), POOL)
    }
}
impl IntoSeed for SeedSequence {
    fn into_seed(self) -> Result<SeedSequence> {
        Ok(self)
    }
}
impl IntoSeed for &SeedSequence {
    fn into_seed(self) -> Result<SeedSequence> {
        Ok(self.clone())
    }
}

/// An integer as words, as few as hold it.
fn push_words(words: &mut Vec<u32>, mut n: u128) {
    loop {
        words.push(n as u32);
        n >>= 32;
        if n == 0 {
            return;
        }
    }
}

macro_rules! entropy {
    ($($t:ty)*) => { $(
        impl IntoEntropy for $t {
            fn into_entropy(self) -> Result<Option<Vec<u32>>> {
                [self][..].into_entropy()
            }
        }
        impl IntoEntropy for &[$t] {
            fn into_entropy(self) -> Result<Option<Vec<u32>>> {
                let mut words = Vec::with_capacity(self.len());
                for &n in self {
                    #[allow(clippy::unnecessary_fallible_conversions, reason = "the one body serves all widths")]
                    let n = u128::try_from(n).map_err(|_| ArrayError::Value("expected non-negative integer".into()))?;
                    push_words(&mut words, n);
                }
                Ok(Some(words))
            }
        }
        impl IntoEntropy for Vec<$t> {
            fn into_entropy(self) -> Result<Option<Vec<u32>>> {
                self[..].into_entropy()
            }
        }
        impl IntoEntropy for &Vec<$t> {
            fn into_entropy(self) -> Result<Option<Vec<u32>>> {
                self[..].into_entropy()
            }
        }
        impl<const N: usize> IntoEntropy for [$t; N] {
            fn into_entropy(self) -> Result<Option<Vec<u32>>> {
                self[..].into_entropy()
            }
        }
        impl<const N: usize> IntoEntropy for &[$t; N] {
            fn into_entropy(self) -> Result<Option<Vec<u32>>> {
                self[..].into_entropy()
            }
        }
    )* };
}
entropy!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

impl IntoEntropy for () {
    fn into_entropy(self) -> Result<Option<Vec<u32>>> {
        Ok(None)
    }
}
