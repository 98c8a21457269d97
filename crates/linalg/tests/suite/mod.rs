//! What every back end must fulfil: functions over a back end, which each test of one calls.

#![allow(dead_code, reason = "each test uses a part of it")]

pub mod lapack;
