"""Alembic's entry: runs the revisions on the connection that was handed over."""

from __future__ import annotations

from typing import Any

from alembic import context

from tutti.store.models import Base


def _is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """DBOS keeps tables of its own in the same database; they are left alone."""
    return kind != "table" or name in Base.metadata.tables


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    include_name=_is_ours,
    transactional_ddl=True,
)
context.run_migrations()
