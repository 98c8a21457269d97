//! Where functions are found: in a loaded library, or linked into the program.

/// Looks names up.
pub(crate) trait Symbols {
    /// The address of a symbol, exactly as named.
    fn find(&self, name: &str) -> Option<*const ()>;
}

/// What a library puts before and after the standard names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Naming {
    prefix: &'static str,
    suffix: &'static str,
    /// Between the name of a Fortran routine and the suffix: `_` but for some compilers.
    underscore: &'static str,
}

const PREFIXES: [&str; 2] = ["", "scipy_"];
/// `$NEWLAPACK` is Accelerate's, `_64` MKL's second set, the others OpenBLAS's.
const SUFFIXES: [&str; 7] = ["", "64_", "64", "_64", "_64_", "$NEWLAPACK", "$NEWLAPACK$ILP64"];

impl Naming {
    /// The naming under which a library has CBLAS.
    pub fn of(symbols: &dyn Symbols) -> Option<Naming> {
        let all = SUFFIXES.iter().flat_map(|&suffix| PREFIXES.iter().map(move |&prefix| (prefix, suffix)));
        let mut namings = all.map(|(prefix, suffix)| Naming { prefix, suffix, underscore: "_" });
        let mut naming = namings.find(|naming| naming.c(symbols, "cblas_dgemm").is_some())?;
        if naming.fortran(symbols, "dgetrf").is_none() {
            let bare = Naming { underscore: "", ..naming.clone() };
            if bare.fortran(symbols, "dgetrf").is_some() {
                naming = bare;
            }
        }
        Some(naming)
    }

    /// Every name under which `cblas_dgemm` was looked for.
    pub fn tried() -> Vec<String> {
        SUFFIXES.iter().flat_map(|suffix| PREFIXES.map(|prefix| format!("{prefix}cblas_dgemm{suffix}"))).collect()
    }

    /// A function of C.
    pub fn c(&self, symbols: &dyn Symbols, name: &str) -> Option<*const ()> {
        symbols.find(&format!("{}{name}{}", self.prefix, self.suffix))
    }

    /// A routine of Fortran.
    pub fn fortran(&self, symbols: &dyn Symbols, name: &str) -> Option<*const ()> {
        symbols.find(&format!("{}{name}{}{}", self.prefix, self.underscore, self.suffix))
    }
}
