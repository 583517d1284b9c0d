"""Fractions of the whole, and what is left of the time."""

import asyncio

import pytest
from tests.unit.jobs.rig import Rig

from tutti.base.clock import now_ms
from tutti.jobs.task_progress import SHARES, StepName, TaskProgress, fraction_of_whole, seconds_left
from tutti.store.ledger import charge
from tutti.store.tasks import NewTask, add_task


def test_the_shares_of_all_steps_are_the_whole() -> None:
    assert list(SHARES) == list(StepName)
    assert sum(SHARES.values()) == pytest.approx(1.0)
    assert fraction_of_whole(StepName.FETCH, 0.0) == 0.0
    assert fraction_of_whole(StepName.ANNOUNCE_COMPLETE, 1.0) == pytest.approx(1.0)
    ends = [fraction_of_whole(name, 1.0) for name in StepName]
    begins = [fraction_of_whole(name, 0.0) for name in StepName]
    assert begins[1:] == pytest.approx(ends[:-1])
    assert fraction_of_whole(StepName.TAKE_1, 7.0) == fraction_of_whole(StepName.TAKE_1, 1.0)


def test_the_seconds_left_follow_the_pace_so_far() -> None:
    assert seconds_left(0.01, 3.0) is None
    assert seconds_left(0.25, 10.0) == pytest.approx(30.0)
    assert seconds_left(1.0, 40.0) == 0.0


def test_progress_is_written_down_now_and_then(rig: Rig) -> None:
    task = NewTask(
        id="a" * 32,
        account_id=rig.account_id,
        operation="add_vocals",
        request={},
        param="{}",
        model="V5",
        callback_url=None,
        base_url="",
        seed=1,
        cost_millicredits=1,
    )
    rig.database.write_now(lambda session: (charge(session, rig.account_id, task.id, 1), add_task(session, task)))

    async def run() -> None:
        progress = TaskProgress(rig.database, task.id, StepName.TAKE_1, now_ms() - 10_000)
        for step in range(100):
            progress(step / 100)
        await progress.settle()

    asyncio.run(run())
    row = rig.task(task.id)
    assert (row.stage, row.fraction) == ("take_1", fraction_of_whole(StepName.TAKE_1, 0.0))
    assert row.seconds_left == pytest.approx(10.0 * (1 - row.fraction) / row.fraction, abs=0.5)
