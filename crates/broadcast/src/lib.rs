//! How several array layouts are walked together: broadcasting and the iteration plan.
