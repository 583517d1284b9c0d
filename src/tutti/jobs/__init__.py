"""Durable work: tasks that survive a crash. Only here engine and store meet, and only here is dbos imported."""
