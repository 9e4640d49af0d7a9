"""The shop's part in `bodega bench`: a shop full of codes, buyers who buy them, and an audit of where they went."""
