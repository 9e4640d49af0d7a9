"""Notices of right holders: what they object to, the takedown, the counter-notice, and the clocks of the law."""
