"""The HTTP contract: routes, validation, envelope, keys, credits and limits. It never reaches the engine."""
