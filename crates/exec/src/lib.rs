//! Runs an iteration plan over raw operands: threads, cast blocks, temporaries.
