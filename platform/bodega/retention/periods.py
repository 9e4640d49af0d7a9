"""The periods after which the platform's own records go. The law sets the least; nobody can choose less."""

from datetime import timedelta

# Never less than three years, whatever years they are.
IDENTITY = timedelta(days=1096)
LOGS = timedelta(days=184)
REPORT_FILES = timedelta(days=1096)
# An account that nobody used, and that nothing hangs on any more.
IDLE = timedelta(days=1096)
IDLE_TOLD_BEFORE = timedelta(days=30)

AT_ONCE = 100
MOST_BATCHES = 200
