"""The street: what all shops share."""

VERSION = "0.1.0"
