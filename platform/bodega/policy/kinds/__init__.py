"""The kinds of rules: each a set of parameters that knows how to check a listing. `registry.py` lists them."""
