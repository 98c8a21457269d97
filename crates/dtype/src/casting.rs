//! How much a cast may lose.

use std::fmt;
use std::str::FromStr;

/// How much a cast may lose, each rule allowing what the one before allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Casting {
    /// Nothing may change.
    No,
    /// Only the byte order (and the padding of records) may change.
    Equiv,
    /// Every value must survive.
    Safe,
    /// Safe, or within a kind: float64 to float32, int64 to int8, and up the ladder of kinds.
    SameKind,
    /// Anything for which there is a conversion.
    Unsafe,
}

impl Casting {
    /// All rules, strictest first.
    pub const ALL: [Casting; 5] = [Casting::No, Casting::Equiv, Casting::Safe, Casting::SameKind, Casting::Unsafe];

    /// NumPy's name of the rule: `"same_kind"`.
    pub const fn name(self) -> &'static str {
        match self {
            Casting::No => "no",
            Casting::Equiv => "equiv",
            Casting::Safe => "safe",
            Casting::SameKind => "same_kind",
            Casting::Unsafe => "unsafe",
        }
    }
}

impl fmt::Display for Casting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Casting {
    type Err = UnknownCasting;

    fn from_str(text: &str) -> Result<Casting, UnknownCasting> {
        Casting::ALL.into_iter().find(|c| c.name() == text).ok_or_else(|| UnknownCasting { text: text.to_string() })
    }
}

/// The text names no casting rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe' (got '{text}')")]
pub struct UnknownCasting {
    /// What was given.
    pub text: String,
}
