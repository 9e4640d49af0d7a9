"""The guided journey: from an account to an application that somebody can decide."""
