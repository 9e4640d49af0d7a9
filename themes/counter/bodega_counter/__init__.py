"""The counter: the storefront theme every shop starts with."""
