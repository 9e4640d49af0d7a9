"""What complaints and notices have in common: files that anybody may hand in, and the clocks of each day."""
