"""Outbound calls: uploads are fetched and callbacks are delivered without being led where the server must not go.

Values in, values out: no database, no jobs, no environment. One module an idea: which addresses may be visited, the
client that visits only those, one fetch, one delivery attempt, the signature and the body of a callback.
"""
