//! Names of fields that come from texts: NumPy's rules for what is kept of them.

use super::super::error::TextResult;
use super::super::savetxt::number_text;

/// Characters that no name has, unless others are said.
const DELETED: &str = "~!@#$%^&*()-=+~\\|]}[{';: /?.>,<";
/// Words that no name is.
const EXCLUDED: [&str; 3] = ["return", "file", "print"];

/// Which letters names have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum NameCase {
    /// Those of the text.
    #[default]
    Kept,
    /// Upper case.
    Upper,
    /// Lower case.
    Lower,
}

/// What is done with names.
#[derive(Clone, Debug)]
pub(crate) struct NameRules {
    pub excluded: Vec<String>,
    pub deleted: Option<String>,
    pub case: NameCase,
    pub replace_space: String,
    pub default_format: String,
}

impl Default for NameRules {
    fn default() -> NameRules {
        NameRules {
            excluded: Vec::new(),
            deleted: None,
            case: NameCase::Kept,
            replace_space: "_".to_owned(),
            default_format: "f%i".to_owned(),
        }
    }
}

impl NameRules {
    /// Names as fields may have them, as many as are wanted: none is empty, and none is there twice.
    pub fn validate(&self, names: &[String], wanted: Option<usize>) -> TextResult<Vec<String>> {
        let mut names = names.to_vec();
        if let Some(wanted) = wanted {
            names.resize(wanted, String::new());
        }
        let is_deleted = |c: char| c == '"' || self.deleted.as_deref().unwrap_or(DELETED).contains(c);
        let mut seen: Vec<(String, usize)> = Vec::new();
        let (mut valid, mut empty) = (Vec::with_capacity(names.len()), 0);
        for name in &names {
            let name = match self.case {
                NameCase::Kept => name.clone(),
                NameCase::Upper => name.to_uppercase(),
                NameCase::Lower => name.to_lowercase(),
            };
            let mut name = name.trim_matches(super::super::characters::is_space).to_owned();
            if !self.replace_space.is_empty() {
                name = name.replace(' ', &self.replace_space);
            }
            name.retain(|c| !is_deleted(c));
            if name.is_empty() {
                name = self.default_name(empty)?;
                while names.contains(&name) {
                    empty += 1;
                    name = self.default_name(empty)?;
                }
                empty += 1;
            } else if self.excluded.contains(&name) || EXCLUDED.contains(&name.as_str()) {
                name.push('_');
            }
            let count = match seen.iter_mut().find(|(known, _)| *known == name) {
                Some((_, count)) => count,
                None => {
                    seen.push((name.clone(), 0));
                    &mut seen.last_mut().expect("was just pushed").1
                }
            };
            if *count > 0 {
                name = format!("{name}_{count}");
            }
            *count += 1;
            valid.push(name);
        }
        Ok(valid)
    }

    /// The name of a column that has none.
    pub fn default_name(&self, i: usize) -> TextResult<String> {
        number_text(&self.default_format, i)
    }
}
