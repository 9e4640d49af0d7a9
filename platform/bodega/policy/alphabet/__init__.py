"""What one character stands for, whatever it was dressed up as."""
