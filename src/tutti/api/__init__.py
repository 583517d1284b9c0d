"""The HTTP contract: routes, schemas, envelope, keys, limits. Never reaches the engine."""
