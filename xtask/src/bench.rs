//! `cargo xtask bench`: the benchmark program in `benches/`, built for release. For the comparison of BLAS back ends also
//! with each Cargo feature that can link one here: a program can be linked with one of them only.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::{metadata, process};

const PACKAGE: &str = "npcore-benches";

pub fn run(arguments: &[String]) -> Result<(), String> {
    let Some(words) = blas(arguments) else {
        let mut command = process::cargo(&["run", "--release", "--package", PACKAGE, "--"]);
        return process::run(command.args(arguments));
    };
    let wishes = Wishes::of(words)?;
    let mut linked = Vec::new();
    for feature in wishes.features(&offered()?) {
        match worker(&feature, &wishes) {
            Ok(program) => linked.push(format!("{feature}={}", program.display())),
            Err(text) => eprintln!("feature {feature} is left out: {text}"),
        }
    }
    // The last build, so that what is left in the target folder is the program without features.
    let mut command = Command::new(build(&[])?);
    command.arg("blas").args(&wishes.rest).current_dir(process::root());
    for program in linked {
        command.args(["--linked", &program]);
    }
    process::run(&mut command)
}

/// The words after `blas`, which may be left out, if that is what is asked for.
fn blas(arguments: &[String]) -> Option<&[String]> {
    match arguments.first() {
        Some(word) if word == "blas" => Some(&arguments[1..]),
        Some(word) if !word.starts_with('-') => None,
        _ => Some(arguments),
    }
}

/// What the words say about linking; `rest` is for the program.
#[derive(Debug, Default)]
struct Wishes {
    /// Nothing is to be timed, or nothing to be linked.
    none: bool,
    /// Features that take long, and are wanted all the same.
    build: Vec<String>,
    /// The only back ends that are wanted, if there are any.
    only: Vec<String>,
    rest: Vec<String>,
}

impl Wishes {
    fn of(words: &[String]) -> Result<Wishes, String> {
        let mut wishes = Wishes::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let value = |next: Option<&String>| next.cloned().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--no-linked" => wishes.none = true,
                "--build" => wishes.build.push(value(words.next())?),
                _ => {
                    wishes.none |= ["--help", "-h", "--install"].contains(&word.as_str());
                    wishes.rest.push(word.clone());
                    if word == "--only" {
                        let id = value(words.next())?;
                        wishes.rest.push(id.clone());
                        wishes.only.push(id);
                    }
                }
            }
        }
        Ok(wishes)
    }

    /// Which features to try, of those that there are.
    fn features(&self, offered: &[String]) -> Vec<String> {
        let unknown = self.build.iter().filter(|feature| !offered.contains(feature));
        unknown.for_each(|feature| eprintln!("there is no feature {feature}; there are: {}", offered.join(", ")));
        let wanted = |feature: &&String| {
            let quick = self.build.contains(feature) || !takes_long(feature);
            let named = self.only.is_empty() || self.only.contains(feature) || self.build.contains(feature);
            !self.none && quick && named
        };
        offered.iter().filter(wanted).cloned().collect()
    }
}

/// The features of the benchmarks that link a library, as their manifest lists them.
fn offered() -> Result<Vec<String>, String> {
    let members = metadata::members()?;
    let benches = members.iter().find(|member| member.name == PACKAGE);
    Ok(benches.map(|member| member.setting("system-features")).unwrap_or_default())
}

/// Features that compile a library from its source.
fn takes_long(feature: &str) -> bool {
    ["openblas-static", "blis", "netlib"].contains(&feature)
}

/// The program that is linked with a library, where it stays while others are built.
fn worker(feature: &str, wishes: &Wishes) -> Result<PathBuf, String> {
    if !wishes.build.iter().any(|wanted| wanted == feature) {
        can_be_linked(feature)?;
    }
    eprintln!("building with the feature {feature}: some minutes the first time (--no-linked leaves it out)");
    let built = build(&["--features", feature])?;
    let folder = process::target_dir().join("bench").join("workers");
    let kept = folder.join(format!("{PACKAGE}-{feature}{}", std::env::consts::EXE_SUFFIX));
    let copied = std::fs::create_dir_all(&folder).and_then(|()| std::fs::copy(&built, &kept));
    copied.map(|_| kept.clone()).map_err(|error| format!("{}: {error}", kept.display()))
}

/// Whether a build with the feature has a chance, found out in less time than the build takes.
fn can_be_linked(feature: &str) -> Result<(), String> {
    match feature {
        "openblas-system" => {
            let mut flags = vec!["-lopenblas".to_string()];
            if let Ok(told) = process::output(Command::new("pkg-config").args(["--libs", "openblas"])) {
                flags = told.split_whitespace().map(str::to_string).collect();
            }
            trial_link(&flags)
        }
        "accelerate" if cfg!(target_os = "macos") => trial_link(&["-framework".to_string(), "Accelerate".to_string()]),
        "accelerate" => Err("Accelerate is Apple's".to_string()),
        "mkl" => {
            let known = process::output(Command::new("pkg-config").args(["--exists", "mkl-static-lp64-iomp"])).is_ok();
            let root = std::env::var_os("MKLROOT").is_some_and(|root| Path::new(&root).is_dir());
            if known || root {
                Ok(())
            } else {
                Err("MKLROOT names no folder, and pkg-config does not know MKL".to_string())
            }
        }
        _ => Ok(()),
    }
}

/// Links a program that multiplies.
fn trial_link(flags: &[String]) -> Result<(), String> {
    const SOURCE: &[u8] = b"void cblas_dgemm(void); int main(void) { cblas_dgemm(); return 0; }\n";
    let folder = process::target_dir().join("bench");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let trial = folder.join(format!("trial{}", std::env::consts::EXE_SUFFIX));
    let mut command = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()));
    command.args(["-x", "c", "-", "-o"]).arg(&trial).args(flags);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let shown = process::text(&command);
    let mut child = command.spawn().map_err(|error| format!("`{shown}`: {error}"))?;
    if let Some(mut source) = child.stdin.take() {
        // A compiler that does not read fails by itself.
        let _ = source.write_all(SOURCE);
    }
    let status = child.wait().map_err(|error| format!("`{shown}`: {error}"))?;
    let _ = std::fs::remove_file(&trial);
    if status.success() { Ok(()) } else { Err(format!("not found by the linker ({})", flags.join(" "))) }
}

/// Builds the program and tells where it is.
fn build(arguments: &[&str]) -> Result<PathBuf, String> {
    let mut command = process::cargo(&["build", "--release", "--package", PACKAGE]);
    command.args(["--message-format", "json-render-diagnostics"]).args(arguments).stderr(Stdio::inherit());
    println!("$ {}", process::text(&command));
    let output = command.output().map_err(|error| format!("`{}`: {error}", process::text(&command)))?;
    if !output.status.success() {
        return Err(format!("`{}` failed: {}", process::text(&command), output.status));
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    executable(&messages).ok_or_else(|| format!("`{}` made no program", process::text(&command)))
}

/// The program among Cargo's messages.
fn executable(messages: &str) -> Option<PathBuf> {
    messages.lines().rev().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let ours = message.pointer("/target/name")?.as_str()? == PACKAGE;
        message.get("executable")?.as_str().filter(|_| ours).map(PathBuf::from)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_string).collect()
    }

    #[test]
    fn without_a_word_it_is_blas() {
        assert_eq!(blas(&[]), Some(&[][..]));
        assert_eq!(blas(&words("--quick")), Some(&words("--quick")[..]));
        assert_eq!(blas(&words("blas --apply")), Some(&words("--apply")[..]));
        assert_eq!(blas(&words("peers --quick")), None);
    }

    #[test]
    fn features_that_are_tried() {
        let offered = words("openblas-system openblas-static blis mkl");
        let features = |text: &str| Wishes::of(&words(text)).unwrap().features(&offered);
        assert_eq!(features("--quick"), words("openblas-system mkl"));
        assert_eq!(features("--build blis --quick"), words("openblas-system blis mkl"));
        assert_eq!(features("--only mkl --only scipy-openblas64"), words("mkl"));
        assert!(features("--no-linked").is_empty() && features("--install").is_empty());
        let wishes = Wishes::of(&words("--no-linked --only mkl --build blis --quick")).unwrap();
        assert_eq!(wishes.rest, words("--only mkl --quick"));
        assert!(Wishes::of(&words("--build")).is_err());
    }

    #[test]
    fn the_program_among_cargos_messages() {
        let messages = concat!(
            "{\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"npcore\"},\"executable\":null}\n",
            "{\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"npcore-benches\"},\"executable\":\"/t/npcore-benches\"}\n",
            "{\"reason\":\"build-finished\",\"success\":true}\nnot JSON\n"
        );
        assert_eq!(executable(messages), Some("/t/npcore-benches".into()));
        assert_eq!(executable(""), None);
    }
}
