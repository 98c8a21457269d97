//! Records: a tuple of fields, each in the common format of its column; sub-arrays nested in brackets.

use npcore_dtype::{DType, Scalar};

use super::element::ElementFormat;
use super::options::PrintOptions;

/// Writes the records of an array.
pub(super) struct RecordFormat {
    fields: Vec<FieldFormat>,
}

struct FieldFormat {
    element: ElementFormat,
    threshold: usize,
    edgeitems: usize,
}

/// The elements of a field's value: itself, or those of its sub-array.
fn elements(value: &Scalar) -> &[Scalar] {
    match value {
        Scalar::Array { items, .. } => items,
        single => std::slice::from_ref(single),
    }
}

/// The values of a record.
fn values(record: &Scalar) -> &[Scalar] {
    match record {
        Scalar::Record(_, values) => values,
        _ => &[],
    }
}

impl RecordFormat {
    pub(super) fn new(shown: &[&Scalar], dtype: DType, zero_d: bool, options: &PrintOptions) -> Self {
        let column = |i: usize| shown.iter().filter_map(move |record| values(record).get(i));
        let fields = dtype.fields().iter().enumerate().map(|(i, field)| {
            let flat: Vec<&Scalar> = column(i).flat_map(elements).collect();
            let zero_d = zero_d && field.shape().is_empty();
            FieldFormat {
                element: ElementFormat::new(&flat, field.dtype(), zero_d, options),
                threshold: options.threshold,
                edgeitems: options.edgeitems,
            }
        });
        RecordFormat { fields: fields.collect() }
    }

    pub(super) fn format(&self, record: &Scalar) -> String {
        let texts: Vec<String> = values(record).iter().zip(&self.fields).map(|(v, f)| f.format(v)).collect();
        match texts.as_slice() {
            [single] => format!("({single},)"),
            _ => format!("({})", texts.join(", ")),
        }
    }
}

impl FieldFormat {
    fn format(&self, value: &Scalar) -> String {
        match value {
            Scalar::Array { shape, items, .. } => self.brackets(shape, items, items.len() > self.threshold),
            single => self.element.format(single),
        }
    }

    fn brackets(&self, shape: &[usize], items: &[Scalar], summarise: bool) -> String {
        let [n, rest @ ..] = shape else {
            return items.first().map_or_else(String::new, |x| self.element.format(x));
        };
        let step: usize = rest.iter().product();
        let part = |i: usize| self.brackets(rest, &items[i * step..(i + 1) * step], summarise);
        let mut texts: Vec<String>;
        if summarise && *n > self.edgeitems.saturating_mul(2) {
            texts = (0..self.edgeitems).map(part).collect();
            texts.push("...".to_owned());
            // NumPy's slice from "minus no elements" is the whole axis.
            let tail = if self.edgeitems == 0 { 0 } else { n - self.edgeitems };
            texts.extend((tail..*n).map(part));
        } else {
            texts = (0..*n).map(part).collect();
        }
        format!("[{}]", texts.join(", "))
    }
}
