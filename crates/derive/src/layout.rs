//! What a struct says of its layout and of itself in attributes, and what its fields cannot be.

use syn::spanned::Spanned;
use syn::{DeriveInput, Error, Field, Fields, Path, Result, Type};

/// The struct's attributes.
pub struct Options {
    /// Without padding between the fields: `repr(C, packed)`.
    pub packed: bool,
    /// Where the library is.
    pub library: Path,
    /// Whether each field gets a constant.
    pub constants: bool,
}

impl Options {
    pub fn of(input: &DeriveInput) -> Result<Options> {
        let (mut c, mut packed) = (false, false);
        let mut options = Options { packed: false, library: syn::parse_quote!(::npcore), constants: true };
        for attribute in &input.attrs {
            if attribute.path().is_ident("repr") {
                attribute.parse_nested_meta(|meta| {
                    if meta.path.is_ident("C") {
                        c = true;
                    } else if meta.path.is_ident("packed") {
                        if meta.input.peek(syn::token::Paren) {
                            let content;
                            syn::parenthesized!(content in meta.input);
                            let n: syn::LitInt = content.parse()?;
                            if n.base10_parse::<u32>()? != 1 {
                                return Err(
                                    meta.error("a record is packed without gaps, or aligned: `packed(1)`, or none")
                                );
                            }
                        }
                        packed = true;
                    } else if meta.path.is_ident("align") {
                        let content;
                        syn::parenthesized!(content in meta.input);
                        let _: syn::LitInt = content.parse()?;
                    }
                    Ok(())
                })?;
            } else if attribute.path().is_ident("record") {
                attribute.parse_nested_meta(|meta| {
                    if meta.path.is_ident("crate") {
                        options.library = meta.value()?.call(Path::parse_mod_style)?;
                    } else if meta.path.is_ident("no_constants") {
                        options.constants = false;
                    } else {
                        return Err(meta.error("a record's attributes are `crate = path` and `no_constants`"));
                    }
                    Ok(())
                })?;
            }
        }
        if !c {
            return Err(Error::new(
                input.ident.span(),
                "a record needs #[repr(C)]: without it the compiler may put the fields in any order",
            ));
        }
        options.packed = packed;
        Ok(options)
    }
}

/// The fields, by name.
pub fn fields(input: &DeriveInput) -> Result<Vec<(&Field, String)>> {
    let refused = |words: &str| Err(Error::new(input.ident.span(), words));
    if !input.generics.params.is_empty() {
        return refused("a record cannot be generic: each record has one dtype");
    }
    let syn::Data::Struct(data) = &input.data else {
        return refused(
            "a record is a struct: which bytes of an enum or a union mean something, only the program knows",
        );
    };
    let Fields::Named(named) = &data.fields else {
        return refused("the fields of a record have names");
    };
    if named.named.is_empty() {
        return refused("a record has fields");
    }
    named.named.iter().map(|field| Ok((field, name(field)?))).collect()
}

fn name(field: &Field) -> Result<String> {
    refuse_pointers(&field.ty)?;
    let mut name = field.ident.as_ref().map(|ident| ident.to_string().trim_start_matches("r#").to_owned());
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("record")) {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("rename") {
                return Err(meta.error("a field's attribute is `rename = \"name\"`"));
            }
            name = Some(meta.value()?.parse::<syn::LitStr>()?.value());
            Ok(())
        })?;
    }
    name.ok_or_else(|| Error::new(field.span(), "the fields of a record have names"))
}

/// Refuses what is an address, by its form; other types without a dtype are refused by `FieldType`.
fn refuse_pointers(ty: &Type) -> Result<()> {
    match ty {
        Type::Reference(_) => Err(Error::new(
            ty.span(),
            "a record has no references: its bytes are copied, saved and read back, and no address outlives that. \
             Text is `Str<N>`, bytes are `Bytes<N>`",
        )),
        Type::Ptr(_) | Type::BareFn(_) => Err(Error::new(
            ty.span(),
            "a record has no pointers: its bytes are copied, saved and read back, and no address outlives that",
        )),
        Type::Array(array) => refuse_pointers(&array.elem),
        Type::Paren(inner) => refuse_pointers(&inner.elem),
        Type::Group(inner) => refuse_pointers(&inner.elem),
        _ => Ok(()),
    }
}
