"""Finding words in texts, in whatever way they are spelt, and telling an offer from a mere mention."""
