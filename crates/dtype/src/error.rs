//! What can go wrong: one enum for dtypes, one for promotion and casting, in NumPy's words.

use crate::casting::Casting;
use crate::datetime::{DateTimeError, Unit};
use crate::display::python_str;
use crate::dtype::DType;
use crate::result_type::Operand;

/// Why a dtype could not be made, parsed or read.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DTypeError {
    /// The text is no spelling of a dtype.
    #[error("data type {} not understood", python_str(text))]
    NotUnderstood {
        /// What was to be parsed.
        text: String,
    },
    /// NumPy has the type; npcore does not (objects, long double, variable-width strings).
    #[error("data type {} is not supported", python_str(text))]
    Unsupported {
        /// Its spelling.
        text: String,
    },
    /// An alias of NumPy 1.
    #[error("Alias {} was removed in NumPy 2.0. Use a name without a digit at the end.", python_str(text))]
    RemovedAlias {
        /// The alias.
        text: String,
    },
    /// The text of a list, tuple or dictionary is broken.
    #[error("invalid syntax at position {position} in dtype {}", python_str(text))]
    Syntax {
        /// The whole text.
        text: String,
        /// Bytes before the place.
        position: usize,
    },
    /// Lists, tuples and dictionaries nest too deep.
    #[error("dtype nests deeper than {limit} levels")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// One format of a comma string.
    #[error("format number {number} of \"{text}\" is not recognized")]
    FormatNotRecognized {
        /// Which, from 1.
        number: usize,
        /// The whole text.
        text: String,
    },
    /// A format with two byte orders.
    #[error("inconsistent byte-order specification {first} and {second}")]
    InconsistentByteOrder {
        /// One order.
        first: String,
        /// The other.
        second: String,
    },
    /// A value that cannot be a dtype.
    #[error("Cannot interpret '{value}' as a data type")]
    NotADType {
        /// The value as Python prints it.
        value: String,
    },
    /// A sub-array outside of a record.
    #[error("a sub-array data type can only be a field of a record")]
    TopLevelSubArray,
    /// An item of a record's list that is no field.
    #[error("Field elements must be 2- or 3-tuples, got '{value}'")]
    FieldNotTuple {
        /// The item as Python prints it.
        value: String,
    },
    /// An item of a record's list with too many parts.
    #[error("Field elements must be tuples with at most 3 elements, got '{value}'")]
    FieldTooLong {
        /// The item as Python prints it.
        value: String,
    },
    /// The name of a field in a list is no text.
    #[error("First element of field tuple is neither a tuple nor str")]
    FieldName,
    /// The name of a field in a dictionary is no text.
    #[error("field names must be strings")]
    FieldNameNotStr,
    /// Fields with titles, which npcore does not have.
    #[error("titles of fields are not supported")]
    Titles,
    /// A dictionary whose lists do not match.
    #[error("'names', 'formats', 'offsets', and 'titles' dict entries must have the same length")]
    DictEntries,
    /// A dictionary's field without a format and an offset.
    #[error("entry not a 2- or 3- tuple")]
    DictField,
    /// A place or size that is no integer.
    #[error("{value} cannot be interpreted as an integer")]
    NotAnInteger {
        /// The value as Python prints it.
        value: String,
    },
    /// A field before the start of its record.
    #[error("offset {offset} cannot be negative")]
    NegativeOffset {
        /// The offset.
        offset: i64,
    },
    /// The brackets behind datetime64 or timedelta64 are not understood.
    #[error("Invalid datetime metadata string \"{text}\"{}", position_text(*position))]
    UnitText {
        /// All that stands behind the type.
        text: String,
        /// The place, 0 if there is none in particular.
        position: usize,
    },
    /// There is no such unit of time.
    #[error("Invalid datetime unit in metadata string \"{text}\"")]
    UnitName {
        /// All that stands behind the type.
        text: String,
    },
    /// A unit of time cannot be divided so.
    #[error("divisor ({divisor}) is not a multiple of a lower-unit in datetime metadata \"{text}\"")]
    UnitDivisor {
        /// The divisor.
        divisor: i64,
        /// All that stands behind the type.
        text: String,
    },
    /// The generic unit cannot be divided.
    #[error("Can't use 'den' divisor with generic units")]
    GenericDivisor,
    /// `descr` can tell fields only in order and without overlap.
    #[error("dtype.descr is not defined for types with overlapping or out-of-order fields")]
    NoDescr,
    /// A name stands for two fields.
    #[error("field '{name}' occurs more than once")]
    DuplicateField {
        /// The name.
        name: String,
    },
    /// A sub-array of more than 64 axes.
    #[error("invalid shape in fixed-type tuple.")]
    SubArrayRank,
    /// An axis of a sub-array beyond `i32::MAX`.
    #[error("invalid shape in fixed-type tuple: dimension does not fit into a C int.")]
    SubArrayAxis,
    /// A sub-array of more bytes than `i32::MAX`.
    #[error("invalid shape in fixed-type tuple: dtype size in bytes must fit into a C int.")]
    SubArraySize,
    /// An axis of a sub-array below zero.
    #[error("invalid shape in fixed-type tuple: dimension smaller then zero.")]
    SubArrayNegative,
    /// A record of more bytes than `i32::MAX` (where NumPy silently overflows).
    #[error("a record's size in bytes must fit into a C int")]
    RecordSize,
    /// A field of an aligned record that is not aligned.
    #[error(
        "offset {offset} for NumPy dtype with fields is not divisible by the field alignment {alignment} with align=True"
    )]
    MisalignedOffset {
        /// The field.
        name: String,
        /// Where it should go.
        offset: usize,
        /// What its offset must be a multiple of.
        alignment: usize,
    },
    /// The size asked for an aligned record is no multiple of its alignment.
    #[error(
        "NumPy dtype descriptor requires alignment of {alignment} bytes, which is not divisible into the specified itemsize {given}"
    )]
    MisalignedItemsize {
        /// The size asked for.
        given: usize,
        /// What it must be a multiple of.
        alignment: usize,
    },
    /// The size asked for a record is too small for its fields.
    #[error("NumPy dtype descriptor requires {needed} bytes, cannot override to smaller itemsize of {given}")]
    ItemsizeTooSmall {
        /// What the fields take.
        needed: usize,
        /// The size asked for.
        given: i64,
    },
    /// A scalar was to be stored as a dtype of another kind.
    #[error("Cannot cast scalar from {scalar:?} to {dtype:?} according to the rule 'unsafe'")]
    ScalarMismatch {
        /// What the scalar is.
        scalar: DType,
        /// What was asked for.
        dtype: DType,
    },
    /// Text that is no integer.
    #[error("invalid literal for int() with base 10: {text}")]
    NotAnIntegerText {
        /// The text as Python prints it.
        text: String,
    },
    /// Text that is no float.
    #[error("could not convert string to float: {text}")]
    NotAFloatText {
        /// The text as Python prints it.
        text: String,
    },
    /// Text that is no complex number.
    #[error("complex() arg is a malformed string")]
    NotAComplexText,
    /// Text that is no span of time.
    #[error("Could not convert object to NumPy timedelta")]
    NotATimedeltaText,
    /// An integer in text beyond 64 bits.
    #[error("Python int too large to convert to C long")]
    IntegerTooLarge,
    /// Text for bytes that is not ASCII.
    #[error("'ascii' codec can't encode {}: ordinal not in range(128)", not_ascii(*character, *position, *count))]
    NotAscii {
        /// The first character that is not.
        character: char,
        /// Characters before it.
        position: usize,
        /// How many in a row are not.
        count: usize,
    },
    /// Bytes for text that are not ASCII.
    #[error("'ascii' codec can't decode byte 0x{byte:02x} in position {position}: ordinal not in range(128)")]
    NotAsciiByte {
        /// The first byte that is not.
        byte: u8,
        /// Bytes before it.
        position: usize,
    },
    /// A time whose text would be cut.
    #[error("The string provided for NumPy ISO datetime formatting was too short, with length {width}")]
    TimeTextTooLong {
        /// Characters there is room for.
        width: usize,
    },
    /// Text that is no point in time.
    #[error(transparent)]
    DateTime(#[from] DateTimeError),
    /// Promotion found no common dtype.
    #[error(transparent)]
    Promotion(#[from] PromotionError),
}

/// Why two dtypes have no common one, or a cast is not allowed.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PromotionError {
    /// There is no dtype both can be cast to.
    #[error(
        "The DTypes {} and {} do not have a common DType. For example they cannot be stored in a single array unless the dtype is `object`.",
        class_name(*left), class_name(*right)
    )]
    NoCommon {
        /// One dtype.
        left: DType,
        /// The other.
        right: DType,
    },
    /// Several operands have no common dtype.
    #[error(
        "The DType {} could not be promoted by {}. This means that no common DType exists for the given inputs. For example they cannot be stored in a single array unless the dtype is `object`. The full list of DTypes is: ({})",
        operand_class(left),
        operand_class(right),
        list_classes(all)
    )]
    NoCommonAmong {
        /// The operand that did not fit.
        left: Operand,
        /// What it did not fit.
        right: Operand,
        /// All of them.
        all: Vec<Operand>,
    },
    /// A weak integer that no dtype holds, or not the one the other operands have.
    #[error("Python integer {value} out of bounds for {}", dtype.name())]
    IntegerOutOfBounds {
        /// The integer.
        value: i128,
        /// The dtype.
        dtype: DType,
    },
    /// `common_type` of what is no number.
    #[error("can't get common type for non-numeric array")]
    NonNumeric,
    /// `finfo` of what is no float or complex number.
    #[error("data type <class 'numpy.{}'> not inexact", scalar_class(*dtype))]
    NotInexact {
        /// The dtype.
        dtype: DType,
    },
    /// `iinfo` of what is no integer.
    #[error("Invalid integer data type '{}'.", dtype.kind_char())]
    NotInteger {
        /// The dtype.
        dtype: DType,
    },
    /// Two timedeltas of which one counts years or months, the other days or less.
    #[error(
        "Cannot get a common metadata divisor for Numpy datetime metadata [{left}] and [{right}] because they have incompatible nonlinear base time units."
    )]
    IncompatibleUnits {
        /// One unit.
        left: Unit,
        /// The other.
        right: Unit,
    },
    /// The common unit of two times would need a factor beyond 2^56.
    #[error("Integer overflow getting a common metadata divisor for NumPy datetime metadata [{left}] and [{right}].")]
    UnitOverflow {
        /// One unit.
        left: Unit,
        /// The other.
        right: Unit,
    },
    /// Raw data of different lengths.
    #[error(
        "Invalid type promotion with void datatypes of different lengths. Use the `np.bytes_` datatype instead to pad the shorter value with trailing zero bytes."
    )]
    VoidLengths,
    /// A record with raw data.
    #[error("invalid type promotion with structured datatype(s).")]
    Structured,
    /// Two records whose fields are named differently.
    #[error("field names `{left}` and `{right}` mismatch.")]
    FieldNames {
        /// One record's names as a Python tuple prints.
        left: String,
        /// The other's.
        right: String,
    },
    /// A field is a sub-array of different shape in the two records.
    #[error("invalid type promotion with subarray datatypes (shape mismatch).")]
    SubArrayShapes,
    /// The list of operands was empty.
    #[error("at least one array or dtype is required")]
    NoOperands,
    /// The cast is not allowed by the rule given.
    #[error("Cannot cast array data from {from:?} to {to:?} according to the rule '{casting}'")]
    Cast {
        /// What there is.
        from: DType,
        /// What was asked for.
        to: DType,
        /// The rule.
        casting: Casting,
    },
}

fn operand_class(operand: &Operand) -> String {
    match operand {
        Operand::Array(dtype) => class_name(*dtype),
        Operand::WeakInt(_) => "<class 'numpy.dtypes._PyLongDType'>".to_string(),
        Operand::WeakFloat => "<class 'numpy.dtypes._PyFloatDType'>".to_string(),
        Operand::WeakComplex => "<class 'numpy.dtypes._PyComplexDType'>".to_string(),
    }
}

fn list_classes(operands: &[Operand]) -> String {
    operands.iter().map(operand_class).collect::<Vec<_>>().join(", ")
}

/// The name of NumPy's scalar class, which lacks size and unit.
fn scalar_class(dtype: DType) -> String {
    use crate::dtype::DTypeKind::*;
    match dtype.kind() {
        Scalar(ty) => ty.name().to_string(),
        DateTime(_) => "datetime64".to_string(),
        TimeDelta(_) => "timedelta64".to_string(),
        Bytes(_) => "bytes_".to_string(),
        Str(_) => "str_".to_string(),
        Void(_) | Record(_) => "void".to_string(),
    }
}

/// A character beyond ASCII as Python escapes it.
fn not_ascii(character: char, position: usize, count: usize) -> String {
    match count {
        ..2 => format!("character '{}' in position {position}", escaped(character)),
        _ => format!("characters in position {position}-{}", position + count - 1),
    }
}

fn escaped(character: char) -> String {
    match u32::from(character) {
        c @ ..0x100 => format!("\\x{c:02x}"),
        c @ ..0x1_0000 => format!("\\u{c:04x}"),
        c => format!("\\U{c:08x}"),
    }
}

fn position_text(position: usize) -> String {
    if position == 0 { String::new() } else { format!(" at position {position}") }
}

/// The name NumPy prints for the class of a dtype.
fn class_name(dtype: DType) -> String {
    use crate::dtype::DTypeKind::*;
    let class = match dtype.kind() {
        Scalar(ty) => {
            let name = ty.name();
            match name.strip_prefix("uint") {
                Some(rest) => format!("UInt{rest}"),
                None => name[..1].to_ascii_uppercase() + &name[1..],
            }
        }
        DateTime(_) => "DateTime64".to_string(),
        TimeDelta(_) => "TimeDelta64".to_string(),
        Bytes(_) => "Bytes".to_string(),
        Str(_) => "Str".to_string(),
        Void(_) | Record(_) => "Void".to_string(),
    };
    format!("<class 'numpy.dtypes.{class}DType'>")
}
