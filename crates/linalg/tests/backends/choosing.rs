//! Choosing among back ends.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use npcore_linalg::backend::{Origin, available_backends, current, load, set_backend, use_backend, with_backend};

use crate::libraries::BACKENDS;

/// Held by tests that change, or look at, what all threads share.
static PROCESS: Mutex<()> = Mutex::new(());

#[test]
fn a_guard_is_for_its_thread_and_ends() {
    let _alone = PROCESS.lock().unwrap_or_else(PoisonError::into_inner);
    let outside = current();
    for (name, backend) in BACKENDS.iter() {
        let guard = use_backend(*backend).unwrap();
        assert_eq!(current().id(), backend.id(), "{name}");
        std::thread::scope(|scope| {
            scope.spawn(|| assert!(std::ptr::eq(current(), outside))).join().unwrap();
        });
        let inner = with_backend("pure-rust", || current().id()).unwrap();
        assert_eq!(inner, "pure-rust");
        assert!(std::ptr::eq(current(), *backend));
        drop(guard);
        assert!(std::ptr::eq(current(), outside));
    }
}

#[test]
fn the_same_file_is_the_same_back_end() {
    for (name, backend) in BACKENDS.iter() {
        if let Some(file) = backend.info().file {
            // SAFETY: it has been loaded already.
            assert!(std::ptr::eq(unsafe { load(&file) }.unwrap(), *backend), "{name}");
            let link = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
            #[cfg(unix)]
            {
                std::os::unix::fs::symlink(&file, &link).unwrap();
                // SAFETY: as above.
                let again = unsafe { load(&link) }.unwrap();
                std::fs::remove_file(&link).unwrap();
                assert!(std::ptr::eq(again, *backend), "{name}");
            }
        }
    }
}

#[test]
fn all_that_is_found_can_be_asked() {
    let all = available_backends();
    assert_eq!(all[0].id, "pure-rust");
    let mut ids = Vec::from_iter(all.iter().map(|found| &found.id));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all.len(), "two of one name: {all:?}");
    for found in all {
        let info = found.info.unwrap();
        assert_eq!(info.file.is_some(), info.origin == Origin::Loaded);
    }
}

#[test]
fn the_process_can_change_its_back_end() {
    let _alone = PROCESS.lock().unwrap_or_else(PoisonError::into_inner);
    let first = set_backend("pure-rust").unwrap();
    for (_, backend) in BACKENDS.iter() {
        let before = set_backend(*backend).unwrap();
        assert!(std::ptr::eq(current(), *backend));
        assert!(std::ptr::eq(set_backend(before).unwrap(), *backend));
    }
    set_backend(first).unwrap();
}

#[test]
fn the_configuration_tells_what_is_in_use() {
    for (name, backend) in BACKENDS.iter() {
        let _guard = use_backend(*backend).unwrap();
        let config = npcore_linalg::show_config();
        assert_eq!(config.current, backend.info());
        let text = config.to_string();
        let info = backend.info();
        assert!(text.contains(&format!("id: {}", info.id)), "{text}");
        for part in [info.version, info.core].into_iter().flatten() {
            assert!(text.contains(&part), "{name}: {part} in {text}");
        }
        if info.lapack_version.is_none() && info.origin == Origin::Loaded {
            assert!(text.contains("decompositions: the library has no LAPACK"), "{text}");
        }
        assert_eq!(config.falls_through.is_empty(), name == "pure-rust");
        assert!(config.others.iter().all(|library| library.id != config.current.id));
    }
}

#[cfg(feature = "serde")]
#[test]
fn the_configuration_as_json() {
    let config = npcore_linalg::show_config();
    let json = serde_json::to_value(&config).unwrap();
    assert_eq!(json["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(json["current"]["id"], config.current.id.as_str());
    assert_eq!(json["simd"]["used"], config.simd.used.as_str());
    let runtime = serde_json::to_value(npcore_linalg::show_runtime()).unwrap();
    assert_eq!(runtime["backends"][0]["origin"], "pure-rust");
}
