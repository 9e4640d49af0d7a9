"""The whole street on one machine, for looking around: real servers, four shops, and nothing that costs money."""
