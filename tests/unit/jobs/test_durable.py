"""What the workflow engine promises: order within a partition, one run each, pauses that go on, a quiet stop."""

import asyncio
import time

from sqlalchemy.orm import Session
from tests.unit.jobs.rig import Rig, until

from tutti.jobs.durable import Durable, QueuedWorkflow, QueueName, Workflow


def durable_of(rig: Rig) -> Durable:
    return Durable(rig.database.url, songs_at_once=1, polling_seconds=0.05)


def test_workflows_of_a_partition_run_one_at_a_time_by_their_place(rig: Rig) -> None:
    ran: list[str] = []
    running: set[str] = set()

    async def note(subject: str) -> None:
        running.add(subject)
        assert len(running) == 1
        await asyncio.sleep(0.01)
        running.discard(subject)
        ran.append(subject)

    async def run() -> None:
        durable = durable_of(rig)
        await durable.start({"note": note})

        def queue(session: Session) -> None:  # all within one second, the clock of the queue
            for place in (4, 2, 5, 1, 3):
                job = QueuedWorkflow(
                    workflow="note", subject=f"n{place}", queue=QueueName.CALLBACKS, partition="p", place=place
                )
                durable.enqueue(session, job)
                durable.enqueue(session, job)

        await rig.database.write(queue)
        await until(lambda: len(ran) == 5)
        await durable.stop()

    asyncio.run(run())
    assert ran == ["n1", "n2", "n3", "n4", "n5"]


def test_a_pause_goes_on_over_a_restart_and_a_result_is_kept(rig: Rig) -> None:
    made: list[str] = []
    ended: list[float] = []

    def workflow(durable: Durable) -> Workflow:
        async def make() -> dict[str, int]:
            made.append("once")
            return {"n": 7}

        async def nap(_subject: str) -> None:
            assert await durable.step("make", make) == {"n": 7}
            await durable.sleep(1.0)
            ended.append(time.monotonic())

        return nap

    async def run() -> float:
        durable = durable_of(rig)
        await durable.start({"nap": workflow(durable)})
        job = QueuedWorkflow(workflow="nap", subject="n", queue=QueueName.SONGS, partition="p")
        await rig.database.write(lambda session: durable.enqueue(session, job))
        await until(lambda: bool(made))
        began = time.monotonic()
        await asyncio.sleep(0.1)
        assert durable.is_running
        await durable.stop()
        assert not durable.is_running
        later = durable_of(rig)
        await later.start({"nap": workflow(later)})
        await until(lambda: bool(ended))
        await later.stop()
        return ended[0] - began

    assert 0.9 < asyncio.run(run()) < 3.0
    assert made == ["once"]
