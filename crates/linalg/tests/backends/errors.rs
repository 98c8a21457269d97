//! Files that are no BLAS library.

use std::path::PathBuf;

use npcore_linalg::backend::{AvailableBackend, BackendError, Origin, available_backends, current, load, set_backend};

fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
    std::fs::write(&path, bytes).unwrap();
    path
}

/// The error's text, and that nothing has changed.
fn refused(path: &std::path::Path) -> (BackendError, String) {
    let before = current();
    // SAFETY: none of these is loaded, or it is the C library's.
    let error = unsafe { load(path) }.unwrap_err();
    assert!(std::ptr::eq(before, current()));
    let text = error.to_string();
    (error, text)
}

#[test]
fn no_such_file() {
    let (error, text) = refused("/nowhere/libfast.so".as_ref());
    assert!(matches!(error, BackendError::Load { .. }));
    assert!(text.contains("/nowhere/libfast.so") && text.contains("No such file"), "{text}");
}

#[test]
fn no_such_name() {
    let before = current();
    let error = set_backend("fastblas").unwrap_err();
    assert!(std::ptr::eq(before, current()));
    let BackendError::Unknown { name, known, folders } = &error else { panic!("{error}") };
    assert_eq!(name, "fastblas");
    assert!(known.iter().any(|known| known == "pure-rust"));
    let text = error.to_string();
    assert!(folders.iter().all(|folder| text.contains(&folder.display().to_string())), "{text}");
    let array_error: npcore_array::ArrayError = error.clone().into();
    assert_eq!(array_error.to_string(), text);
}

#[test]
fn a_file_that_is_no_library() {
    let path = file("text.so", b"INPUT(libopenblas.so.0)");
    let (_, text) = refused(&path);
    assert!(text.starts_with(&format!("cannot load {}: ", path.display())), "{text}");
    std::fs::remove_file(path).unwrap();
}

#[test]
#[cfg(target_os = "linux")]
fn a_library_of_another_architecture() {
    let machines: [(u16, u8, &str); 3] =
        [(183, 2, "aarch64 (64 bits)"), (62, 2, "x86_64 (64 bits)"), (3, 1, "x86 (32 bits)")];
    for (machine, class, name) in machines {
        if name.starts_with(std::env::consts::ARCH) {
            continue;
        }
        let mut head = vec![0u8; 64];
        head[..7].copy_from_slice(&[0x7f, b'E', b'L', b'F', class, 1, 1]);
        head[16] = 3;
        head[18..20].copy_from_slice(&machine.to_le_bytes());
        let path = file(&format!("{machine}.so"), &head);
        let (_, text) = refused(&path);
        assert!(text.contains(&format!("it is a library for {name}")), "{text}");
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_library_without_blas() {
    let (error, text) = refused("libc.so.6".as_ref());
    let BackendError::NoCblas { tried, .. } = error else { panic!("{text}") };
    for name in ["cblas_dgemm", "scipy_cblas_dgemm64_"] {
        assert!(tried.iter().any(|tried| tried == name) && text.contains(name), "{text}");
    }
}

/// A process whose environment names what cannot be had says so once and works.
#[test]
fn a_variable_that_cannot_be_met() {
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "errors::under_the_variable", "--nocapture", "--include-ignored"])
        .env("NPCORE_BLAS", "/nowhere/libfast.so")
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    assert_eq!(err.matches("npcore: NPCORE_BLAS=/nowhere/libfast.so: cannot load").count(), 1, "{err}");
    assert!(out.contains("Refused: NPCORE_BLAS=/nowhere/libfast.so"), "{out}");
    let linked = |found: &AvailableBackend| found.info.as_ref().is_ok_and(|info| info.origin == Origin::Linked);
    let usual = available_backends().into_iter().find(linked).map_or("pure-rust".to_owned(), |found| found.id);
    assert!(out.contains(&format!("in use is {usual}\n")), "{out}");
}

/// And one that can is in use from the first call.
#[test]
fn a_variable_that_names_a_library() {
    for found in npcore_linalg::backend::found_libraries() {
        for wish in [found.id.clone(), found.file.display().to_string()] {
            let output = std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "errors::under_the_variable", "--nocapture", "--include-ignored"])
                .env("NPCORE_BLAS", &wish)
                .output()
                .unwrap();
            let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert!(output.status.success(), "{wish}: {out}{err}");
            assert!(out.contains(&format!("in use is {}\n", found.id)), "{wish}: {out}{err}");
        }
    }
}

#[test]
#[ignore = "run by other tests, in processes with another environment"]
fn under_the_variable() {
    println!("{}\nin use is {}", npcore_linalg::show_config(), current().id());
}
