//! One suite for every back end of this machine, all loaded side by side in this process.

mod choosing;
mod decompositions;
mod errors;
mod libraries;
mod matrices;
mod products;
mod threads;
