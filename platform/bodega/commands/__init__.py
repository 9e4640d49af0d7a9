"""The commands, one file each; `bodega.cli` puts them together."""
