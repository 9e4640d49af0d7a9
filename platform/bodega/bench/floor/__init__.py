"""Floors: the least that such work costs on this machine, with nothing of ours in it."""
