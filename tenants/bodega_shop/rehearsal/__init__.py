"""Rehearse a shop in its twin: real pages, real messages, practice money, and figures for the launch checklist."""
