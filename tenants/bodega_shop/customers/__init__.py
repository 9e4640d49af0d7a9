"""A shop's customers: who they are, how they sign in, and what is remembered for their next order."""
