//! The text of an array's flags.

/// The flags of an array, printed as NumPy prints `a.flags`.
///
/// ```
/// let text = npcore_array::print::flags_text(true, false, true, true, true, false);
/// assert!(text.starts_with("  C_CONTIGUOUS : True\n  F_CONTIGUOUS : False\n"));
/// ```
pub fn flags_text(
    c_contiguous: bool,
    f_contiguous: bool,
    owndata: bool,
    writeable: bool,
    aligned: bool,
    writebackifcopy: bool,
) -> String {
    let lines = [
        ("C_CONTIGUOUS", c_contiguous),
        ("F_CONTIGUOUS", f_contiguous),
        ("OWNDATA", owndata),
        ("WRITEABLE", writeable),
        ("ALIGNED", aligned),
        ("WRITEBACKIFCOPY", writebackifcopy),
    ];
    lines.iter().map(|&(name, set)| format!("  {name} : {}\n", bool_text(set))).collect()
}

/// Python's spelling of a truth value.
pub(super) fn bool_text(x: bool) -> &'static str {
    if x { "True" } else { "False" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_numpy_prints_them() {
        let expected = "  C_CONTIGUOUS : True\n  F_CONTIGUOUS : False\n  OWNDATA : True\n  \
                        WRITEABLE : True\n  ALIGNED : False\n  WRITEBACKIFCOPY : False\n";
        assert_eq!(flags_text(true, false, true, true, false, false), expected);
    }
}
