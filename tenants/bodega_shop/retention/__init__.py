"""How long what is kept: periods with floors, holds, deletion when due, and what customers may ask for."""
