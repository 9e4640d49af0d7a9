"""What may be sold and said here: rules as data, and the judging of shop names and listings by them."""
