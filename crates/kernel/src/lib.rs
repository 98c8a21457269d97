//! The inner loops: SIMD kernels dispatched at run time.
