"""The whole street on one machine, for looking around: real servers, three shops, and nothing that costs money."""
