//! Holds the import table of `docs/architecture.md` against `cargo metadata`.
//!
//! The table's rows are ``| `crate` | knows | may import |``. The last column is `-`,
//! `all`, or names with commas; `and below` at its end adds everything that the
//! named crates may import themselves. Rows of crates to come are fine; a crate
//! of the workspace without a row is not.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::metadata::{self, Member};
use crate::process;
use crate::report::findings;

type Table = BTreeMap<String, BTreeSet<String>>;

pub fn check(members: &[Member]) -> Result<(), String> {
    let path = process::root().join("docs/architecture.md");
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let table = parse(&text)?;
    let mut wrong = Vec::new();
    for member in members {
        let Some(layer) = member.layer() else {
            continue;
        };
        let Some(allowed) = table.get(layer) else {
            wrong.push(format!("docs/architecture.md has no row for `{layer}`"));
            continue;
        };
        for dependency in &member.dependencies {
            let Some(imported) = metadata::layer(&dependency.package) else {
                continue;
            };
            // A crate may name itself in its own tests.
            if imported != layer && !allowed.contains(imported) {
                wrong.push(format!("{}: `{layer}` may not import `{imported}`", member.shown()));
            }
        }
    }
    findings(wrong)
}

/// The table with every `and below` and `all` written out.
fn parse(text: &str) -> Result<Table, String> {
    let rows: Vec<(String, String)> = text
        .lines()
        .skip_while(|line| !line.starts_with("| crate "))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            Some((cells.first()?.trim_matches('`').to_owned(), (*cells.get(2)?).to_owned()))
        })
        .collect();
    if rows.is_empty() {
        return Err("docs/architecture.md: found no table that begins with `| crate `".into());
    }
    let mut table = Table::new();
    for (name, imports) in &rows {
        let mut allowed = BTreeSet::new();
        if imports == "all" {
            allowed.extend(rows.iter().map(|(other, _)| other.clone()).filter(|other| other != name));
        } else if imports != "-" {
            let below = imports.strip_suffix("and below");
            let list = below.unwrap_or(imports).split(',').map(|n| n.trim().trim_matches('`'));
            for import in list.filter(|n| !n.is_empty()) {
                // Rows stand in the order of the layers, so what lies below is known.
                let deeper = table.get(import).ok_or_else(|| {
                    format!("docs/architecture.md: `{name}` imports `{import}`, which no row above it names")
                })?;
                if below.is_some() {
                    allowed.extend(deeper.iter().cloned());
                }
                allowed.insert(import.to_owned());
            }
        }
        table.insert(name.clone(), allowed);
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
| crate | knows | imports |
| --- | --- | --- |
| `a` | x | - |
| `b` | x | `a` |
| `c` | x | `b` |
| `d` | x | `b`, and below |
| `e` | x | all |

| crate | another table | - |
";

    #[test]
    fn names_are_exact_and_below_is_transitive() {
        let table = parse(TEXT).unwrap();
        let allowed = |name: &str| table[name].iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!(allowed("a"), [] as [&str; 0]);
        assert_eq!(allowed("c"), ["b"]);
        assert_eq!(allowed("d"), ["a", "b"]);
        assert_eq!(allowed("e"), ["a", "b", "c", "d"]);
    }

    #[test]
    fn a_row_may_not_look_up() {
        assert!(parse("| crate | k | i |\n|---|---|---|\n| `a` | x | `b` |\n| `b` | x | - |\n").is_err());
        assert!(parse("no table").is_err());
    }
}
