"""A practice payment gateway that speaks the Epay V1 server side."""
