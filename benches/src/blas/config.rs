//! Taking the recommendation: `NPCORE_BLAS` in the workspace's `.cargo/config.toml`, which Cargo hands to what it runs.

use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, value};

const VARIABLE: &str = "NPCORE_BLAS";

/// The text of a configuration with `[env] NPCORE_BLAS` set to `name`, or without it. All else stays as it is, comments and
/// spaces too.
///
/// # Errors
///
/// If the text is no TOML, or its `env` no table.
pub fn edited(text: &str, name: Option<&str>) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|error| format!("{error}"))?;
    if let Some(name) = name {
        let env = document.entry("env").or_insert_with(|| Item::Table(Table::new()));
        let env = env.as_table_like_mut().ok_or("`env` is no table")?;
        match env.get_mut(VARIABLE).and_then(Item::as_table_like_mut) {
            // With `force` or `relative` beside it; a path from here is no longer relative.
            Some(table) => {
                table.insert("value", value(name));
                table.remove("relative");
            }
            None => _ = env.insert(VARIABLE, value(name)),
        }
    } else if let Some(item) = document.get_mut("env") {
        let env = item.as_table_like_mut().ok_or("`env` is no table")?;
        if env.remove(VARIABLE).is_some() && env.is_empty() {
            document.remove("env");
        }
    }
    Ok(document.to_string())
}

/// Writes it, and says what was done.
///
/// # Errors
///
/// A text naming the file.
pub fn apply(file: &Path, name: Option<&str>) -> Result<String, String> {
    let error = |what: &dyn std::fmt::Display| format!("{}: {what}", file.display());
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(error(&e)),
    };
    let new = edited(&text, name).map_err(|e| error(&e))?;
    let done = match name {
        Some(name) => format!("[env] {VARIABLE} = \"{name}\""),
        None => format!("no {VARIABLE}: none is needed"),
    };
    if new == text {
        return Ok(format!("{} stays as it is ({done})", file.display()));
    }
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(|e| error(&e))?;
    }
    std::fs::write(file, new).map_err(|e| error(&e))?;
    Ok(format!("{} now has {done}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALIAS: &str = "[alias] # short words\nxtask = \"run --quiet --release --package xtask --\"\n";

    #[test]
    fn set_changed_and_removed_with_all_else_kept() {
        let set = edited(ALIAS, Some("mkl")).unwrap();
        assert_eq!(set, format!("{ALIAS}\n[env]\nNPCORE_BLAS = \"mkl\"\n"));
        let changed = edited(&set, Some("/a/lib.so")).unwrap();
        assert_eq!(changed, format!("{ALIAS}\n[env]\nNPCORE_BLAS = \"/a/lib.so\"\n"));
        assert_eq!(edited(&changed, None).unwrap(), ALIAS);
        assert_eq!(edited(ALIAS, None).unwrap(), ALIAS);
        assert_eq!(edited("", Some("blis")).unwrap(), "[env]\nNPCORE_BLAS = \"blis\"\n");
    }

    #[test]
    fn other_variables_and_their_comments_stay() {
        let text =
            "[env]\n# of the tests\nA = { value = \"1\", force = true }\nNPCORE_BLAS = \"mkl\"\n\n[build]\njobs = 2\n";
        let removed = "[env]\n# of the tests\nA = { value = \"1\", force = true }\n\n[build]\njobs = 2\n";
        assert_eq!(edited(text, None).unwrap(), removed);
        assert_eq!(edited(text, Some("blis")).unwrap(), text.replace("mkl", "blis"));
        let forced = "env.NPCORE_BLAS = { value = \"mkl\", force = true }\n";
        assert_eq!(edited(forced, Some("blis")).unwrap(), forced.replace("mkl", "blis"));
    }

    #[test]
    fn what_is_no_configuration_is_left_alone() {
        assert!(edited("[env\n", Some("mkl")).is_err());
        assert_eq!(edited("env = 1\n", Some("mkl")), Err("`env` is no table".to_string()));
        assert_eq!(edited("env = 1\n", None), Err("`env` is no table".to_string()));
    }

    #[test]
    fn a_file_is_made_changed_and_left() {
        let folder = std::env::temp_dir().join(format!("npcore-bench-config-{}", std::process::id()));
        let file = folder.join(".cargo").join("config.toml");
        assert!(apply(&file, Some("mkl")).unwrap().ends_with("now has [env] NPCORE_BLAS = \"mkl\""));
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "[env]\nNPCORE_BLAS = \"mkl\"\n");
        assert!(apply(&file, Some("mkl")).unwrap().contains("stays as it is"));
        std::fs::write(&file, "[env\n").unwrap();
        assert!(apply(&file, None).unwrap_err().contains("config.toml"));
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "[env\n");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
