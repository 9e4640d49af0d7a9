"""The look that consoles, platform pages and themes share: styles, macros, small scripts."""
