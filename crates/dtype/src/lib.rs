//! What an array element is: NumPy's dtypes, promotion and casting rules.
