//! Ranges and sizes of types; what two types make together.

use np::prelude::*;
use npcore as np;

use super::{Tour, data};

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("An element type has a size and limits.");
    step!(tour, "np.dtype(np.int8).itemsize"; DType::INT8.itemsize());
    step!(tour, "np.dtype(np.float32).itemsize"; DType::FLOAT32.itemsize());
    step!(tour, "np.dtype(np.float64).itemsize"; DType::FLOAT64.itemsize());
    step!(tour, "repr(np.iinfo(np.int8))"; np::iinfo(DType::INT8)?);
    step!(tour, "repr(np.finfo(np.float32))"; np::finfo(DType::FLOAT32)?);
    step!(tour, "repr(np.finfo(np.float64))"; np::finfo(DType::FLOAT64)?);
    step!(tour, "float(np.finfo(np.float64).eps)"; np::finfo(DType::FLOAT64)?.eps);

    tour.say("Dtypes are spelled as in NumPy, records included.");
    step!(tour, "repr(np.dtype('>i2'))"; format!("{:?}", ">i2".parse::<DType>()?));
    step!(tour, "np.dtype([('name', 'U20'), ('price', 'f8')])"; dtype!([("name", "U20"), ("price", "f8")]));
    step!(tour, "np.dtype('flot64')"; "flot64".parse::<DType>());

    tour.say("Two types promote to one that holds both; a lone number takes the array's type.");
    step!(tour, "np.promote_types('i4', 'f4')"; np::promote_types(DType::INT32, DType::FLOAT32)?);
    step!(tour, "(np.int32([1, 2]) + np.float32([0.5, 0.5])).dtype"; (array![1, 2] + array![0.5f32, 0.5]).dtype());
    step!(tour, "np.uint8([250, 255]) + 10"; array![250u8, 255] + 10);
    step!(tour, "np.float32([1.5, 2.5]) * 2.0"; array![1.5f32, 2.5] * 2.0);

    tour.say("The irises in single precision take half the memory.");
    step!(tour, data::NUMPY_LOAD; let iris = data::load()?);
    step!(tour, "iris.nbytes"; iris.nbytes());
    step!(tour, "iris.astype(np.float32).nbytes"; iris.astype::<f32>().nbytes());
    step!(tour, "iris.astype(np.float32)[:2]"; iris.astype::<f32>().slice(s![..2]));

    tour.say("Where the type is known only when the program runs, the array is a DynArray.");
    step!(tour, "big = iris[:2].astype('>f4')"; let big = iris.slice(s![..2]).astype_dyn(">f4".parse()?)?);
    step!(tour, "repr(big)"; format!("{big:?}"));
    Ok(())
}
