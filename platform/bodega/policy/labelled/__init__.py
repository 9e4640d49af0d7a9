"""Texts of this trade that were labelled by hand, guilty and innocent, to measure the rules by."""
