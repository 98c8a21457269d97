//! Columns of text and of dates.

use np::prelude::*;
use np::{BusDayCalendar, Roll, TextUnit, TimeZone, strings};
use npcore as np;

use super::Tour;

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("Text has the width of its longest element, compares and sorts as numbers do, and joins.");
    step!(tour, "names = np.array(['Alice', 'Bob', 'carol'])"; let mut names = array!["Alice", "Bob", "carol"]);
    step!(tour, "names"; &names);
    step!(tour, "names.dtype"; names.dtype().to_string().as_str());
    step!(tour, "names == 'Bob'"; names.equal("Bob"));
    step!(tour, "names < 'B'"; names.lt("B"));
    step!(tour, "np.sort(names)"; np::sort(&names, -1)?);
    step!(tour, "names + '@example.org'"; &names + "@example.org");
    step!(tour, "names.argmax()"; np::argmax(&names, ..)?);

    tour.say("np.strings has Python's methods, by element and broadcast together.");
    step!(tour, "np.strings.upper(names)"; strings::upper(&names)?);
    step!(tour, "np.strings.str_len(names)"; strings::str_len(&names)?);
    step!(tour, "np.strings.find(names, 'o')"; strings::find(&names, "o", ..)?);
    step!(tour, "np.strings.startswith(names, ['A', 'x', 'c'])"; strings::startswith(&names, ["A", "x", "c"], ..)?);
    step!(tour, "np.strings.center(names, 9, '*')"; strings::center(&names, 9, "*")?);
    step!(tour, "np.strings.multiply(names, [1, 2, 0])"; strings::multiply(&names, [1, 2, 0])?);
    step!(tour, "np.strings.partition(names, 'o')[0]"; &strings::partition(&names, "o")?[0]);
    step!(tour, "np.strings.mod('%06.2f', np.array([7.14159, -2.5]))"; strings::mod_("%06.2f", array![7.14159, -2.5])?);
    step!(tour, "np.strings.encode(np.array(['é']), 'utf-8')"; strings::encode(array!["é"], "utf-8", "strict")?);

    tour.say("To numbers and back.");
    step!(tour, "np.array(['42', ' 7 ']).astype(np.int64)"; array!["42", " 7 "].astype::<i64>());
    step!(tour, "np.array(['x']).astype(np.int64)"; array!["x"].astype_dyn(DType::INT64));
    step!(tour, "np.array([1.5, 2.0]).astype('U4')"; array![1.5, 2.0].astype_dyn("U4".parse()?)?);

    tour.say("Assigning cuts what is too long, as in NumPy. The checked form says what would be lost.");
    step!(tour, "names[1] = 'Robert'"; names.set(1, "Robert".to_owned())?);
    step!(tour, "names"; &names);
    step!(tour, "# NumPy has no such check"; strings::assign_checked(&mut names, "Robert").unwrap_err().to_string().as_str());

    tour.say("Dates are numbers with a unit: they subtract, print in any unit, and count business days.");
    step!(tour, "days = np.array(['2026-11-20', '2026-11-22', '2026-12-25'], dtype='M8[D]')";
        let days = array!["2026-11-20", "2026-11-22", "2026-12-25"].astype_dyn("M8[D]".parse()?)?);
    step!(tour, "days[1:] - days[:-1]"; days.slice(s![1..]) - days.slice(s![..-1]));
    step!(tour, "np.datetime_as_string(days, unit='h')";
        np::datetime_as_string(&days, TextUnit::Unit(np::dtypes::Unit::HOUR), TimeZone::Naive, np::Casting::SameKind)?);
    step!(tour, "calendar = np.busdaycalendar(holidays=['2026-12-25'])";
        let calendar = BusDayCalendar::new("Mon Tue Wed Thu Fri", ["2026-12-25"])?);
    step!(tour, "np.is_busday(days, busdaycal=calendar)"; np::is_busday(&days, &calendar)?);
    step!(tour, "np.busday_offset(days, 1, roll='forward', busdaycal=calendar)";
        np::busday_offset(&days, 1, Roll::Forward, &calendar)?);
    step!(tour, "np.busday_count('2026-12-01', '2027-01-01', busdaycal=calendar)";
        np::busday_count("2026-12-01", "2027-01-01", &calendar)?);
    Ok(())
}
