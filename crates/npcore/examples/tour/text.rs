//! Tables of text: read into records, filtered, and written again.

use np::prelude::*;
use np::{GenFromTxt, LoadTxt, SaveTxt, TextSource};
use npcore as np;

use super::{Tour, data};

pub fn run(tour: &mut Tour) -> np::Result<()> {
    let folder = std::env::temp_dir().join(format!("npcore-tour-text-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| np::Error::Value(error.to_string()))?;
    let result = steps(tour, &folder);
    // What is left of a folder for temporary files harms nobody.
    _ = std::fs::remove_dir_all(&folder);
    result
}

fn steps(tour: &mut Tour, folder: &std::path::Path) -> np::Result<()> {
    tour.say(
        "A CSV file with a line of names: each column gets the type that its fields allow, and the rows are records.",
    );
    step!(tour, "iris = np.genfromtxt('iris.csv', delimiter=',', names=True, dtype=None, encoding='utf-8')";
        let iris = GenFromTxt::infer().delimiter(",").names_in_text().load(TextSource::text(data::CSV))?);
    step!(tour, "iris.dtype"; iris.dtype());
    step!(tour, "iris[:2]"; iris.slice(s![..2]));

    tour.say("A field is a view; a mask over it chooses records.");
    step!(tour, "length = iris['petal_length']"; let length = iris.field::<f64>("petal_length")?);
    step!(tour, "length.mean()"; np::mean(length, ..)?);
    step!(tour, "large = iris[iris['petal_length'] > 6.5]"; let large = iris.mask(length.gt(6.5))?);
    step!(tour, "large['species']"; large.field_dyn("species")?);

    tour.say("Written again, a format for each column; the file appears when it is whole.");
    step!(tour, "np.savetxt('large.csv', large, fmt=['%.1f'] * 4 + ['%s'], delimiter=',', header='sl,sw,pl,pw,species', comments='')";
        SaveTxt::new().fmts(["%.1f", "%.1f", "%.1f", "%.1f", "%s"]).delimiter(",").header("sl,sw,pl,pw,species").comments("")
            .save(folder.join("large.csv"), &large)?);
    step!(tour, "open('large.csv').read().splitlines()[:2]"; lines(&folder.join("large.csv"))?);

    tour.say("Where the types are known: `loadtxt`, into records, or some columns into a matrix.");
    step!(tour, "again = np.loadtxt('large.csv', dtype='f8,f8,f8,f8,U10', delimiter=',', skiprows=1)";
        let again = LoadTxt::new_dyn("f8,f8,f8,f8,U10")?.delimiter(',').skiprows(1).load(folder.join("large.csv"))?);
    step!(tour, "again[-1]"; again.get([-1])?.to_string());
    step!(tour, "np.loadtxt('large.csv', delimiter=',', skiprows=1, usecols=(0, 2))";
        LoadTxt::<f64>::new().delimiter(',').skiprows(1).usecols([0, 2]).load(folder.join("large.csv"))?);

    tour.say("An error names the line, the row and the column.");
    step!(tour, "# could not convert string 'virginica' to float64 at row 0, column 5.";
        LoadTxt::<f64>::new().delimiter(',').skiprows(1).load(TextSource::text("h\n7.6,3.0,6.6,2.1,virginica\n")));
    Ok(())
}

/// The first two lines of a file, as Python prints a list of them.
fn lines(path: &std::path::Path) -> np::Result<String> {
    let text = std::fs::read_to_string(path).map_err(|error| np::Error::Value(error.to_string()))?;
    let lines: Vec<String> = text.lines().take(2).map(|line| format!("'{line}'")).collect();
    Ok(format!("[{}]", lines.join(", ")))
}
