"""Rows and objects: what the server remembers. Knows nothing of music; the only place that speaks SQL.

Functions take the session of a transaction first; whoever calls them decides what belongs into one transaction. Times
are epoch milliseconds, credits are thousandths.
"""
