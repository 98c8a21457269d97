//! What would bring more libraries on this system: commands to read and run, never run from here.

/// A system by its package manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    Debian,
    Fedora,
    Arch,
    MacOs,
    Other,
}

impl System {
    /// This one.
    pub fn here() -> System {
        if cfg!(target_os = "macos") {
            return System::MacOs;
        }
        let file =
            ["/etc/os-release", "/usr/lib/os-release"].iter().find_map(|file| std::fs::read_to_string(file).ok());
        file.map_or(System::Other, |text| System::of(&text))
    }

    /// By the text of an os-release file: its own id, else the first known one that it says it is like.
    pub fn of(os_release: &str) -> System {
        let value = |name: &str| {
            let mut lines = os_release.lines();
            let value = lines.find_map(|line| line.trim().strip_prefix(name)?.strip_prefix('='));
            value.unwrap_or_default().trim_matches(['"', '\'']).to_string()
        };
        let (id, like) = (value("ID"), value("ID_LIKE"));
        let known = std::iter::once(id.as_str()).chain(like.split_whitespace()).find_map(|id| match id {
            "debian" | "ubuntu" => Some(System::Debian),
            "fedora" | "rhel" | "centos" => Some(System::Fedora),
            "arch" => Some(System::Arch),
            _ => None,
        });
        known.unwrap_or(System::Other)
    }
}

/// What a command brings, and the command.
type Command = (&'static str, &'static str);

/// The commands for a system and an architecture.
pub fn commands(system: System, arch: &str) -> Vec<Command> {
    let x86 = arch == "x86_64";
    let mut commands: Vec<Command> = match system {
        System::Debian => vec![
            ("OpenBLAS, to load", "sudo apt-get install libopenblas0-pthread"),
            ("OpenBLAS, to link (feature openblas-system)", "sudo apt-get install libopenblas-dev pkg-config"),
            ("BLIS, to load (it has no LAPACK)", "sudo apt-get install libblis4"),
        ],
        System::Fedora => vec![
            (
                "OpenBLAS, to load; the one with threads by its path, /usr/lib64/libopenblasp.so.0",
                "sudo dnf install openblas openblas-threads",
            ),
            ("OpenBLAS, to link (feature openblas-system)", "sudo dnf install openblas-devel pkgconf-pkg-config"),
            ("BLIS, to load (it has no LAPACK)", "sudo dnf install blis"),
            ("FlexiBLAS, to load", "sudo dnf install flexiblas"),
        ],
        System::Arch => vec![
            ("OpenBLAS, to load and to link (feature openblas-system)", "sudo pacman -S openblas"),
            ("BLAS and LAPACK of the reference, to link (feature netlib)", "sudo pacman -S cblas lapack"),
        ],
        System::MacOs => vec![
            ("OpenBLAS, to load and to link (feature openblas-system)", "brew install openblas"),
            ("Accelerate is part of macOS (feature accelerate)", "# nothing to install"),
        ],
        System::Other => Vec::new(),
    };
    if system == System::Arch && x86 {
        commands.push(("MKL, to load", "sudo pacman -S intel-oneapi-mkl"));
    }
    // Anywhere: wheels are libraries in a folder, found through the environment's `VIRTUAL_ENV`.
    commands
        .push(("a Python environment for libraries from PyPI", "python3 -m venv .venv && source .venv/bin/activate"));
    commands.push(("the newest OpenBLAS, 32-bit integers", "pip install scipy-openblas32"));
    commands.push(("the newest OpenBLAS, 64-bit integers", "pip install scipy-openblas64"));
    if x86 && system != System::MacOs {
        commands.push(("MKL, to load (more than 200 MB)", "pip install mkl"));
        commands.push((
            "MKL, to link (feature mkl)",
            "pip install mkl-static mkl-include && export MKLROOT=\"$VIRTUAL_ENV\"",
        ));
    }
    commands
}

/// The commands as a text that a shell would take.
pub fn text() -> String {
    let commands = commands(System::here(), std::env::consts::ARCH);
    let mut text =
        String::from("# More BLAS libraries for this system; `cargo xtask bench` finds what is there afterwards.\n");
    for (what, command) in commands {
        text += &format!("\n# {what}\n{command}\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_by_their_release_files() {
        for (text, system) in [
            ("PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n", System::Debian),
            ("NAME=\"Linux Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", System::Debian),
            ("ID=fedora\nVERSION_ID=42\n", System::Fedora),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", System::Fedora),
            ("ID=arch\n", System::Arch),
            ("ID='manjaro'\nID_LIKE=arch\n", System::Arch),
            ("ID=nixos\n", System::Other),
            ("", System::Other),
        ] {
            assert_eq!(System::of(text), system, "{text}");
        }
    }

    #[test]
    fn commands_by_system() {
        let words =
            |system, arch| Vec::from_iter(commands(system, arch).into_iter().map(|(_, command)| command)).join("\n");
        assert!(words(System::Debian, "x86_64").contains("apt-get install libblis4\n"));
        assert!(words(System::Fedora, "x86_64").contains("dnf install openblas "));
        assert!(words(System::Arch, "x86_64").contains("intel-oneapi-mkl"));
        assert!(words(System::MacOs, "aarch64").contains("brew install openblas"));
        for system in [System::Debian, System::Fedora, System::Arch, System::MacOs, System::Other] {
            assert!(words(system, "aarch64").contains("pip install scipy-openblas64"), "{system:?}");
            assert!(!words(system, "aarch64").contains("mkl"), "{system:?}");
        }
    }
}
