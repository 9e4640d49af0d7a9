"""Who stands behind a shop, verified again every six months.

Sources: E-Commerce Law of China, article 27 (register, file, verify and update regularly); Measures for the Supervision
of Online Transactions (网络交易监督管理办法), article 24 (at least every six months).
"""
