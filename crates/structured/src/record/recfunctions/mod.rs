//! NumPy's `numpy.lib.recfunctions`.
