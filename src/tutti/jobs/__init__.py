"""Durable work: tasks that survive a crash. The only place where engine and store meet; the only one that imports dbos."""
