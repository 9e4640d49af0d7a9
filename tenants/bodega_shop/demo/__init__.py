"""What the shops of `bodega demo` sell."""
