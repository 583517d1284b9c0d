"""Brief and Listening to Plan and Score: what is written."""

from __future__ import annotations

from tutti.compose.accompaniment import plan_accompaniment, write_accompaniment
from tutti.compose.topline import plan_topline, write_topline
from tutti.music.brief import Brief, Task
from tutti.music.listening import Listening
from tutti.music.plan import Plan
from tutti.music.score import Score

_TASKS = {
    Task.ACCOMPANY: (plan_accompaniment, write_accompaniment),
    Task.SING: (plan_topline, write_topline),
}


def plan(brief: Brief, listening: Listening, seed: int) -> Plan:
    """Settle style, form, chords and words; fast, and shared by all takes."""
    return _TASKS[brief.task][0](brief, listening, seed)


def compose(plan: Plan, take: int) -> Score:
    """Write the score of a take, 1 or more."""
    return _TASKS[plan.brief.task][1](plan, take)
