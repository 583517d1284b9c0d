"""Whatever goes wrong: the contract's status and code, a refund, one error callback, and no second end."""

import asyncio
import json

import pytest
from tests.unit.jobs.rig import SECRET, Rig, running, until

from tutti.base.errors import (
    AudioSilent,
    AudioTooLong,
    AudioTooShort,
    AudioUnreadable,
    BriefInvalid,
    EngineCrashed,
    EngineTimeout,
    LyricsUnsingable,
    MixBroken,
)
from tutti.base.links import upload_link
from tutti.jobs.failures import LOST, end_without_success
from tutti.jobs.step_edge import MOST_STARTS
from tutti.store.deliveries import deliveries_of
from tutti.store.ledger import balance
from tutti.store.models import Status
from tutti.store.steps import start_step


def failed(rig: Rig, **fields: object) -> str:
    async def run() -> str:
        async with running(rig):
            task_id = await rig.jobs.submit(rig.order(**fields))
            await rig.over(task_id)
            return task_id

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("verb", "error", "status", "code"),
    [
        ("listen", AudioUnreadable("not audio"), Status.CREATE_TASK_FAILED, 400),
        ("listen", AudioTooShort("1 s"), Status.CREATE_TASK_FAILED, 400),
        ("listen", AudioTooLong("9 minutes"), Status.CREATE_TASK_FAILED, 400),
        ("listen", AudioSilent("nothing"), Status.CREATE_TASK_FAILED, 400),
        ("listen", EngineTimeout("300 s"), Status.GENERATE_AUDIO_FAILED, 408),
        ("plan", LyricsUnsingable("xyz"), Status.GENERATE_AUDIO_FAILED, 400),
        ("plan", BriefInvalid("style"), Status.GENERATE_AUDIO_FAILED, 400),
        ("take_1", EngineCrashed("it ended"), Status.GENERATE_AUDIO_FAILED, 500),
        ("take_2", MixBroken("sum"), Status.GENERATE_AUDIO_FAILED, 501),
    ],
)
def test_an_error_has_its_status_and_code(rig: Rig, verb: str, error: Exception, status: Status, code: int) -> None:
    rig.engines.errors[verb] = error
    task_id = failed(rig, callback_url="http://127.0.0.1:9/nobody")
    task = rig.task(task_id)
    assert (task.status, task.error_code) == (status, code)
    assert str(error) in str(task.error_message)
    assert rig.read(lambda session: balance(session, rig.account_id)) == 1_200_000
    body = json.loads(rig.read(lambda session: deliveries_of(session, task_id))[-1].body)
    assert body["code"] == code
    assert body["msg"] == f"Audio generation failed: {error}"
    assert (body["data"]["callbackType"], body["data"]["data"]) == ("error", None)
    step = rig.steps(task_id)[-1]
    assert (step.name, step.error) == (verb, f"{type(error).__name__}: {error}")
    assert not (rig.settings.work / task_id).exists()


def test_an_error_without_a_name_tells_the_caller_a_number_only(rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    rig.engines.errors["plan"] = ZeroDivisionError("secret detail")
    task = rig.task(failed(rig))
    assert (task.status, task.error_code) == (Status.GENERATE_AUDIO_FAILED, 501)
    message = str(task.error_message)
    assert "secret" not in message
    number = message.partition("number ")[2].split()[0]
    assert number in capsys.readouterr().out


@pytest.mark.parametrize(
    "url",
    [
        upload_link("https://elsewhere", SECRET, "uploads/100001/gone.wav"),
        "http://127.0.0.1:9/voice.wav",
        "http://10.0.0.1/voice.wav",
        "file:///etc/passwd",
        "http://[",
    ],
)
def test_an_upload_that_cannot_be_fetched(rig: Rig, url: str) -> None:
    task = rig.task(failed(rig, request={"uploadUrl": url}))
    assert (task.status, task.error_code) == (Status.CREATE_TASK_FAILED, 451)
    assert task.error_message
    assert rig.read(lambda session: balance(session, rig.account_id)) == 1_200_000


def test_a_step_that_keeps_ending_the_server_is_given_up(rig: Rig) -> None:
    async def run() -> str:
        rig.engines.gates["listen"] = asyncio.Event()
        async with running(rig):
            task_id = await rig.jobs.submit(rig.order())
            await rig.calls("listen")
        for _ in range(MOST_STARTS):  # as starts look that were never ended
            await rig.database.write(lambda session: start_step(session, task_id, "listen"))
        async with running(rig):
            await rig.ended(task_id)
        return task_id

    task = rig.task(asyncio.run(run()))
    assert (task.status, task.error_code) == (Status.GENERATE_AUDIO_FAILED, 500)
    assert "listen" in str(task.error_message)
    assert len(rig.engines.calls) == 1


def test_a_task_ends_once(rig: Rig) -> None:
    async def run() -> str:
        rig.engines.errors["plan"] = BriefInvalid("style")
        async with running(rig):
            task_id = await rig.jobs.submit(rig.order(callback_url="http://127.0.0.1:9/nobody"))
            await rig.ended(task_id)
            again = await rig.database.write(
                lambda session: end_without_success(session, rig.jobs.workshop.durable, task_id, LOST)
            )
            assert not again
            await until(lambda: all(step.finished_ms for step in rig.steps(task_id)))
            return task_id

    task_id = asyncio.run(run())
    assert rig.task(task_id).error_code == 400
    assert len(rig.read(lambda session: deliveries_of(session, task_id))) == 1
    assert rig.read(lambda session: balance(session, rig.account_id)) == 1_200_000
