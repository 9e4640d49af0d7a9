"""What is asked for on the whole street: sums over shops, never what one of them sells."""
