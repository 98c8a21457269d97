//! Which BLAS and LAPACK this process really uses.

use npcore as np;

use super::Tour;

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say(
        "The configuration of this process, asked for at this moment: instruction set, threads, the library that \
         multiplies, its version, file and kernels, and what else is on this machine.",
    );
    step!(tour, "# NumPy: np.show_config()"; np::show_config().to_string().as_str());
    tour.say("The back end can be changed while the program runs, for the process or for one thread.");
    step!(tour, "# NumPy's is fixed when it is built"; np::linalg::backend::current().id());
    let _guard = np::linalg::use_backend("pure-rust")?;
    step!(tour, "# for this thread, until the guard is dropped"; np::linalg::backend::current().id());
    Ok(())
}
