"""Takes money through Epay V1 (易支付) channels."""
