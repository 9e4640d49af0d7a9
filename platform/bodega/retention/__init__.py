"""How long the platform keeps what it knows of people, and how that goes when its time is over.

Sources: E-Commerce Law of China, article 31, and Measures for the Supervision of Online Transactions, article 31 (identity
of merchants, three years from the day on which they leave); Cybersecurity Law, article 23 as amended in 2025 (network logs, six months).
"""
