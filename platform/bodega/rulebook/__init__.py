"""The rules as the platform keeps them: versions, trials, the book of the day, and the cases that shops tell of."""
