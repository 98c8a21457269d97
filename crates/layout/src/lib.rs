//! Where array elements lie: shape, byte strides, order, slicing, overlap.
