//! The code of `#[derive(Record)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Result};

use crate::layout::{Options, fields};

pub fn record(input: &DeriveInput) -> Result<TokenStream> {
    let Options { packed, library, constants } = Options::of(input)?;
    let fields = fields(input)?;
    let this = &input.ident;
    let path = quote!(#library::__derive);
    // What records are promoted with besides themselves.
    let wider = [quote!(Dyn), quote!(Structured)];
    let names: Vec<&str> = fields.iter().map(|(_, name)| name.as_str()).collect();
    let idents: Vec<_> = fields.iter().map(|(field, _)| &field.ident).collect();
    let types: Vec<_> = fields.iter().map(|(field, _)| &field.ty).collect();
    let visibilities: Vec<_> = fields.iter().map(|(field, _)| &field.vis).collect();

    let same = ["Quotient", "Float", "Number", "Difference", "Floored", "Average", "Sum", "Real", "Double", "Value"]
        .map(|name| syn::Ident::new(name, proc_macro2::Span::call_site()));
    let aligned = !packed;

    let field_constants = constants.then(|| {
        quote! {
            /// The fields, for `field`.
            #[allow(non_upper_case_globals, dead_code)]
            impl #this {
                #(
                    #[doc = concat!("The field `", #names, "` in arrays of these records.")]
                    #visibilities const #idents: #path::FieldOf<#this, <#types as #path::FieldType>::Item> =
                        #path::FieldOf::new(#names);
                )*
            }
        }
    });

    Ok(quote! {
        impl #path::Elem for #this {
            #( type #same = #this; )*

            fn static_dtype() -> ::core::option::Option<#path::DType> {
                ::core::option::Option::Some(<#this as #path::Element>::dtype())
            }

            #[inline]
            #[allow(unsafe_code)]
            unsafe fn load(p: *const u8, _: #path::DType) -> #this {
                // SAFETY: the caller vouches for the bytes of an element.
                unsafe { <#this as #path::Element>::read(p) }
            }

            #[inline]
            #[allow(unsafe_code)]
            fn store(
                value: &#this,
                d: #path::DType,
                out: &mut [u8],
            ) -> ::core::result::Result<(), #path::DTypeError> {
                let out = &mut out[..::core::mem::size_of::<#this>()];
                ::core::debug_assert_eq!(d.itemsize(), out.len());
                // SAFETY: as many bytes as the element has.
                unsafe { <#this as #path::Element>::write(*value, out.as_mut_ptr()) };
                ::core::result::Result::Ok(())
            }
        }

        // SAFETY: the dtype is made of the compiler's own offsets and size of the `repr(C)` struct. Fields are read and
        // written where they are by their own types, whose contract is the same; all bytes are zeros before, so that every
        // byte is written. `PADDED` and `ALL_VALID` follow from the sizes and the fields.
        #[allow(unsafe_code)]
        unsafe impl #path::Element for #this {
            const ALL_VALID: bool = true
                #( && <<#types as #path::FieldType>::Item as #path::Element>::ALL_VALID )*;

            const PADDED: bool = ::core::mem::size_of::<#this>() != 0 #( + ::core::mem::size_of::<#types>() )*
                #( || <<#types as #path::FieldType>::Item as #path::Element>::PADDED )*;

            fn dtype() -> #path::DType {
                static DTYPE: ::std::sync::OnceLock<#path::DType> = ::std::sync::OnceLock::new();
                *DTYPE.get_or_init(|| {
                    #path::record_dtype(
                        ::core::mem::size_of::<#this>(),
                        #aligned,
                        &[#( #path::record_field::<#types>(#names, ::core::mem::offset_of!(#this, #idents)) ),*],
                    )
                })
            }

            #[inline]
            unsafe fn read(p: *const u8) -> #this {
                #this {
                    #(
                        // SAFETY: the field's bytes, of those that the caller vouches for.
                        #idents: unsafe {
                            <#types as #path::FieldType>::read_field(p.add(::core::mem::offset_of!(#this, #idents)))
                        },
                    )*
                }
            }

            #[inline]
            unsafe fn write(self, p: *mut u8) {
                if <#this as #path::Element>::PADDED {
                    // SAFETY: the bytes that the caller vouches for.
                    unsafe { p.write_bytes(0, ::core::mem::size_of::<#this>()) };
                }
                #(
                    let field: #types = self.#idents;
                    // SAFETY: the field's bytes, of those.
                    unsafe {
                        <#types as #path::FieldType>::write_field(field, p.add(::core::mem::offset_of!(#this, #idents)))
                    };
                )*
            }

            fn to_scalar(self) -> #path::Scalar {
                #path::record_scalar(
                    <#this as #path::Element>::dtype(),
                    ::std::vec![#({
                        let field: #types = self.#idents;
                        <#types as #path::FieldType>::to_field(field)
                    }),*],
                )
            }
        }

        impl #path::Promote<#this> for #this {
            type Output = #this;
            type Float = #this;
        }
        #(
            impl #path::Promote<#path::#wider> for #this {
                type Output = #path::#wider;
                type Float = #path::#wider;
            }
            impl #path::Promote<#this> for #path::#wider {
                type Output = #path::#wider;
                type Float = #path::#wider;
            }
        )*
        impl #path::WeakPromote<#this> for #this {
            type Output = #this;
        }

        impl #path::Nested<#this> for #this {
            fn shape(&self, _: &mut ::std::vec::Vec<usize>) {}
            fn flatten(self, values: &mut ::std::vec::Vec<#this>) {
                values.push(self);
            }
        }
        impl #path::Literal for #this {
            fn assemble(
                shape: ::std::vec::Vec<usize>,
                values: ::std::vec::Vec<#this>,
            ) -> #path::Result<#path::Array<#this>> {
                #path::Array::from_shape_vec(shape, values)
            }
        }

        impl #path::Row for #this {
            fn put_row(&self, dtype: #path::DType, out: &mut [u8]) -> #path::Result<()> {
                #path::Row::put_row(&<#this as #path::Element>::to_scalar(*self), dtype, out)
            }

            fn own_types(&self) -> #path::Result<::std::vec::Vec<(#path::DType, ::std::vec::Vec<usize>)>> {
                #path::Row::own_types(&<#this as #path::Element>::to_scalar(*self))
            }
        }

        #field_constants
    })
}
