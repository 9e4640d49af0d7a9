"""Report files for the authorities: who the merchants are, and what they took.

Sources: Measures for the Supervision of Online Transactions (网络交易监督管理办法), article 25: identities of merchants, in
January and in July; Provisions on Tax-Related Reporting by Internet Platforms (互联网平台企业涉税信息报送规定, State Council
decree 810 of 2025), article 4: identities and income of the quarter, in the month after it.
"""
