//! The macros that declare a universal function: its value, and the function of its name.

/// The element type that a universal function of one argument gives.
macro_rules! unary_out {
    (Same, $t:ident) => {
        $t
    };
    (Float, $t:ident) => {
        <$t as Elem>::Float
    };
    (Number, $t:ident) => {
        <$t as Elem>::Number
    };
    (Real, $t:ident) => {
        <$t as Elem>::Real
    };
    (Bool, $t:ident) => {
        bool
    };
    (Byte, $t:ident) => {
        u8
    };
}

/// The element type that a universal function of two arguments gives.
macro_rules! binary_out {
    (Common, $a:ident, $b:ident) => {
        <$a as Operands<$b>>::Out
    };
    (Float, $a:ident, $b:ident) => {
        <$a as Operands<$b>>::Float
    };
    (Number, $a:ident, $b:ident) => {
        <<$a as Operands<$b>>::Out as Elem>::Number
    };
    (Difference, $a:ident, $b:ident) => {
        <<$a as Operands<$b>>::Out as Elem>::Difference
    };
    (Floored, $a:ident, $b:ident) => {
        <<$a as Operands<$b>>::Out as Elem>::Floored
    };
    (Quotient, $a:ident, $b:ident) => {
        <<$a as Operands<$b>>::Out as Elem>::Quotient
    };
    (Bool, $a:ident, $b:ident) => {
        bool
    };
}

/// The element type that the reduction by a universal function gives.
macro_rules! folded {
    (Common, $t:ident) => {
        $t
    };
    (Sum, $t:ident) => {
        <$t as Elem>::Sum
    };
    (Float, $t:ident) => {
        <$t as Elem>::Float
    };
    (Number, $t:ident) => {
        <$t as Elem>::Number
    };
    (Quotient, $t:ident) => {
        <$t as Elem>::Quotient
    };
    (Bool, $t:ident) => {
        bool
    };
}

pub(crate) use {binary_out, folded, unary_out};
