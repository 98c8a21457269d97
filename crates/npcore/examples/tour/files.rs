//! Arrays in files: saved and loaded, mapped, read by section.

use np::prelude::*;
use np::{ArrayFile, Memmap, Mode, out_of_core};
use npcore as np;

use super::{Tour, data};

pub fn run(tour: &mut Tour) -> np::Result<()> {
    let folder = std::env::temp_dir().join(format!("npcore-tour-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| np::Error::Value(error.to_string()))?;
    let result = steps(tour, &folder);
    // What is left of a folder for temporary files harms nobody.
    _ = std::fs::remove_dir_all(&folder);
    result
}

fn steps(tour: &mut Tour, folder: &std::path::Path) -> np::Result<()> {
    tour.say("A .npy file is NumPy's byte for byte; it takes its name when it is whole.");
    step!(tour, data::NUMPY_LOAD; let iris = data::load()?);
    step!(tour, "np.save('iris.npy', iris)"; np::save(folder.join("iris.npy"), &iris)?);
    step!(tour, "again = np.load('iris.npy')"; let again: Array<f64> = np::load(folder.join("iris.npy"))?);
    step!(tour, "np.array_equal(again, iris)"; again.array_equal(&iris));

    tour.say("A map is an array that lies in a file: a page enters memory when an element there is touched.");
    step!(tour, "fp = np.memmap('large.dat', dtype=np.float32, mode='w+', shape=(10000, 1000))";
        // SAFETY: the file is new, and nobody else knows of it.
        let mut fp = unsafe { Memmap::<f32>::create(folder.join("large.dat"), [10_000, 1000])? });
    step!(tour, "fp[500:600] = 1.5"; fp.cells()?.slice(s![500..600]).fill(1.5));
    step!(tour, "fp.flush()"; fp.flush()?);
    step!(tour, "fp.nbytes"; fp.nbytes());
    step!(tour, "section = fp[500:600]"; let section = fp.slice(s![500..600]));
    step!(tour, "section.sum()"; np::sum(section, ..)?);
    step!(tour, "fp[499:502, 7]"; fp.slice(s![499..502, 7]));

    tour.say("Without a map, and without `unsafe`: sections are read, and what is larger than memory is worked on by blocks.");
    step!(tour, "# the same file, by positional reads";
        let file = ArrayFile::<f32>::options().mode(Mode::Read).shape([10_000, 1000]).open(folder.join("large.dat"))?);
    step!(tour, "fp[550:552, :4]"; file.read_section(s![550..552, ..4])?);
    // A bar on the standard error, where that is a terminal.
    let bar = indicatif::ProgressBar::new(0);
    let show = |done: np::Progress| {
        bar.set_length(done.total);
        bar.set_position(done.done);
    };
    step!(tour, "fp.max(axis=1)[598:602]"; out_of_core(&file).progress(show).max(1)?.slice(s![598..602]));
    bar.finish_and_clear();
    step!(tour, "fp.argmax()"; out_of_core(&file).argmax(..)?);
    Ok(())
}
