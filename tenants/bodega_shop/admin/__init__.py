"""The shop code's pages on the platform's own host, for administrators."""
