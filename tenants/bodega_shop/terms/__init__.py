"""The shop's policy pages: written, published in versions, agreed to."""
