//! The workspace as `cargo metadata` tells it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::process;

/// One workspace member.
pub struct Member {
    /// The package's name, `npcore-layout`.
    pub name: String,
    /// The folder of its `Cargo.toml`.
    pub folder: PathBuf,
    /// Every dependency named in its manifest.
    pub dependencies: Vec<Dependency>,
    /// Its `[package.metadata.xtask]` table, or null.
    pub settings: Value,
    /// Its Cargo features, but `default` and those that its `system-features` setting names: they need libraries,
    /// compilers or a network that not every machine has.
    pub features: Vec<String>,
    /// The first file of its library, if it has one.
    pub library: Option<PathBuf>,
}

/// A line of a `[dependencies]`, `[dev-dependencies]` or `[build-dependencies]` table.
pub struct Dependency {
    /// The package's name.
    pub package: String,
    /// The identifier that source code calls it by.
    pub identifier: String,
    /// `None` for a normal one, else `dev` or `build`.
    pub kind: Option<String>,
}

impl Member {
    /// The layer's name, which is the package's without `npcore-`; `None` for tools.
    pub fn layer(&self) -> Option<&str> {
        layer(&self.name)
    }

    /// A list of texts in `[package.metadata.xtask]`.
    pub fn setting(&self, key: &str) -> Vec<String> {
        list(&self.settings, key)
    }

    /// The manifest relative to the workspace's root, for messages.
    pub fn shown(&self) -> String {
        relative(&self.folder.join("Cargo.toml"))
    }
}

/// `npcore-layout` is `layout`, `npcore` itself, anything else no layer.
pub fn layer(package: &str) -> Option<&str> {
    match package {
        "npcore" => Some(package),
        "npcore-benches" => None,
        other => other.strip_prefix("npcore-"),
    }
}

/// A path as seen from the workspace's root.
pub fn relative(path: &Path) -> String {
    path.strip_prefix(process::root()).unwrap_or(path).display().to_string()
}

/// All workspace members, by name.
pub fn members() -> Result<Vec<Member>, String> {
    let text = process::output(&mut process::cargo(&["metadata", "--no-deps", "--format-version", "1"]))?;
    let json: Value = serde_json::from_str(&text).map_err(|e| format!("cargo metadata: {e}"))?;
    let packages = json["packages"].as_array().ok_or("cargo metadata lists no packages")?;
    let mut members: Vec<Member> = packages.iter().filter_map(member).collect();
    if members.len() != packages.len() {
        return Err("cargo metadata: a package without a name or a manifest".into());
    }
    members.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(members)
}

/// A list of texts in a table.
fn list(table: &Value, key: &str) -> Vec<String> {
    let items = table.get(key).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The arguments that turn on every feature which any machine can build, of the packages that cargo's other arguments
/// name with `-p`, or else of all. It stands for `--all-features`.
pub fn all_features(members: &[Member], arguments: &[String]) -> Vec<String> {
    let chosen = packages(arguments);
    let members = members.iter().filter(|m| chosen.is_empty() || chosen.contains(&m.name));
    let all = members.flat_map(|m| m.features.iter().map(move |feature| format!("{}/{feature}", m.name)));
    let all: Vec<String> = all.collect();
    if all.is_empty() { Vec::new() } else { vec!["--features".to_owned(), all.join(",")] }
}

/// The packages that cargo's arguments name.
fn packages(arguments: &[String]) -> Vec<String> {
    let mut chosen = Vec::new();
    let mut rest = arguments.iter().take_while(|argument| *argument != "--");
    while let Some(argument) = rest.next() {
        if argument == "-p" || argument == "--package" {
            chosen.extend(rest.next().cloned());
        } else if let Some(name) = argument.strip_prefix("--package=").or_else(|| argument.strip_prefix("-p")) {
            chosen.push(name.trim_start_matches('=').to_owned());
        }
    }
    chosen
}

fn member(package: &Value) -> Option<Member> {
    let manifest = Path::new(package["manifest_path"].as_str()?);
    let targets = package["targets"].as_array()?;
    let library = targets
        .iter()
        .find(|t| t["kind"].as_array().is_some_and(|k| k.iter().any(|k| k == "lib" || k == "proc-macro")))
        .and_then(|t| t["src_path"].as_str())
        .map(PathBuf::from);
    let settings = package["metadata"]["xtask"].clone();
    let left_out = list(&settings, "system-features");
    let wanted = |feature: &&String| *feature != "default" && !left_out.contains(feature);
    Some(Member {
        name: package["name"].as_str()?.to_owned(),
        folder: manifest.parent()?.to_path_buf(),
        dependencies: package["dependencies"].as_array()?.iter().filter_map(dependency).collect(),
        features: package["features"].as_object()?.keys().filter(wanted).cloned().collect(),
        settings,
        library,
    })
}

fn dependency(line: &Value) -> Option<Dependency> {
    let package = line["name"].as_str()?.to_owned();
    let identifier = line["rename"].as_str().unwrap_or(&package).replace('-', "_");
    Some(Dependency { identifier, kind: line["kind"].as_str().map(str::to_owned), package })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_named_in_four_ways() {
        let arguments = ["-p", "a", "--package", "b", "-p=c", "--package=d", "--release", "--", "-p", "e"];
        assert_eq!(packages(&arguments.map(str::to_owned)), ["a", "b", "c", "d"]);
        assert!(packages(&[]).is_empty());
    }
}
