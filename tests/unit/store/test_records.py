"""Tasks, takes, steps, files, deliveries, keys and the request rate."""

from tests.unit.store.conftest import new_task

from tutti.base.secret import Secret
from tutti.store import deliveries, files, keys, rate, steps, takes, tasks
from tutti.store.database import Database
from tutti.store.models import Account, DeliveryState, Status


def test_a_key_opens_its_account_until_it_is_revoked(database: Database, account: Account) -> None:
    secret = Secret(b"s" * 32)
    key = database.write_now(lambda s: keys.create_key(s, account_id=account.id, name="laptop", secret=secret))
    found = database.read_now(lambda s: keys.account_of_key(s, key.text, secret))
    assert found is not None
    assert found.id == account.id
    assert database.read_now(lambda s: keys.account_of_key(s, key.text, Secret(b"o" * 32))) is None
    assert database.read_now(lambda s: keys.account_of_key(s, key.text[:-1], secret)) is None
    (listed,) = database.read_now(keys.list_keys)
    assert key.text not in (listed.shown, listed.digest)
    assert database.write_now(lambda s: keys.revoke_key(s, key.id))
    assert not database.write_now(lambda s: keys.revoke_key(s, key.id))
    assert database.read_now(lambda s: keys.account_of_key(s, key.text, secret)) is None


def test_a_final_task_stays_as_it_is(database: Database, account: Account) -> None:
    task = database.write_now(lambda s: tasks.add_task(s, new_task(account)))
    assert database.write_now(lambda s: tasks.set_status(s, task.id, Status.TEXT_SUCCESS))
    assert database.write_now(lambda s: tasks.fail_task(s, task.id, Status.GENERATE_AUDIO_FAILED, 501, "no sound"))
    assert not database.write_now(lambda s: tasks.set_status(s, task.id, Status.SUCCESS))
    assert not database.write_now(lambda s: tasks.fail_task(s, task.id, Status.CREATE_TASK_FAILED, 400, "again"))
    database.write_now(lambda s: tasks.set_progress(s, task.id, "take_1", 0.5, 9.0))
    found = database.read_now(lambda s: tasks.find_task(s, task.id, account.id))
    assert found is not None
    assert (found.status, found.error_code, found.error_message, found.stage) == (
        Status.GENERATE_AUDIO_FAILED,
        501,
        "no sound",
        tasks.DONE,
    )
    assert database.read_now(tasks.unfinished) == []
    assert database.read_now(lambda s: tasks.find_task(s, task.id, account.id + 1)) is None


def test_tasks_are_listed_by_page(database: Database, account: Account) -> None:
    for number in range(5):
        database.write_now(lambda s, n=number: tasks.add_task(s, new_task(account, seed=n)))  # type: ignore[misc]
    every = database.read_now(lambda s: tasks.list_tasks(s, account.id, tasks.TaskFilter()))
    assert len(every) == 5
    assert [t.created_ms for t in every] == sorted((t.created_ms for t in every), reverse=True)
    wanted = tasks.TaskFilter(statuses=(Status.PENDING,), operation="add_instrumental", limit=2)
    assert len(database.read_now(lambda s: tasks.list_tasks(s, account.id, wanted))) == 2
    other = tasks.TaskFilter(operation="add_vocals")
    assert database.read_now(lambda s: tasks.list_tasks(s, account.id, other)) == []
    past = tasks.TaskFilter(before_ms=every[-1].created_ms)
    assert database.read_now(lambda s: tasks.list_tasks(s, account.id, past)) == []


def test_an_idempotency_key_finds_its_task_until_it_is_forgotten(database: Database, account: Account) -> None:
    task = database.write_now(lambda s: tasks.add_task(s, new_task(account, idempotency_key="k")))
    found = database.read_now(lambda s: tasks.task_of_idempotency_key(s, account.id, "k"))
    assert found is not None
    assert found.id == task.id
    assert database.read_now(lambda s: tasks.task_of_idempotency_key(s, account.id + 1, "k")) is None
    database.write_now(lambda s: tasks.forget_idempotency_keys(s, task.created_ms + 1))
    assert database.read_now(lambda s: tasks.task_of_idempotency_key(s, account.id, "k")) is None


def test_takes_are_announced_once_and_parts_never_go_back(database: Database, account: Account) -> None:
    task = database.write_now(lambda s: tasks.add_task(s, new_task(account)))

    def new(audio_id: str) -> list[takes.NewTake]:
        return [takes.NewTake(audio_id=audio_id, number=1, title="T", tags="pop", lyrics="", model_name="chirp-crow")]

    database.write_now(lambda s: takes.add_takes(s, task.id, new("a")))
    (again,) = database.write_now(lambda s: takes.add_takes(s, task.id, new("b")))
    assert again.audio_id == "a"
    database.write_now(lambda s: takes.set_stream_parts(s, "a", 3))
    database.write_now(lambda s: takes.set_stream_parts(s, "a", 1))
    database.write_now(lambda s: takes.finish_take(s, "a", 61.5, 10))
    found = database.read_now(lambda s: takes.find_take(s, "a"))
    assert found is not None
    assert (found.stream_parts, found.duration_seconds) == (3, 61.5)
    assert [t.audio_id for t in database.read_now(lambda s: takes.expired_takes(s, 11, 10))] == ["a"]
    database.write_now(lambda s: takes.mark_takes_deleted(s, ["a"], 12))
    assert database.read_now(lambda s: takes.expired_takes(s, 13, 10)) == []


def test_the_journal_counts_attempts(database: Database, account: Account) -> None:
    task = database.write_now(lambda s: tasks.add_task(s, new_task(account)))
    first = database.write_now(lambda s: steps.start_step(s, task.id, "listen"))
    second = database.write_now(lambda s: steps.start_step(s, task.id, "listen"))
    assert (first.attempt, second.attempt) == (1, 2)
    database.write_now(lambda s: steps.finish_step(s, second.id))
    assert database.read_now(lambda s: steps.unfinished_attempts(s, task.id, "listen")) == 1
    assert [s.attempt for s in database.read_now(lambda s: steps.steps_of(s, task.id))] == [1, 2]


def test_a_file_of_the_same_key_is_replaced(database: Database, account: Account) -> None:
    def file(content: int, expires_ms: int) -> files.NewFile:
        return files.NewFile(
            account_id=account.id,
            kind=files.UPLOAD,
            name="a.mp3",
            key="uploads/1/a.mp3",
            content_type="audio/mpeg",
            bytes=content,
            etag=str(content),
            expires_ms=expires_ms,
        )

    first = database.write_now(lambda s: files.add_file(s, file(1, 5)))
    database.write_now(lambda s: files.mark_deleted(s, [first.id], 6))
    assert database.read_now(lambda s: files.expired_files(s, 7, 10)) == []
    second = database.write_now(lambda s: files.add_file(s, file(2, 9)))
    found = database.read_now(lambda s: files.find_file(s, "uploads/1/a.mp3"))
    assert found is not None
    assert (found.id, found.bytes, found.deleted_ms) == (second.id, 2, None)
    assert [f.id for f in database.read_now(lambda s: files.expired_files(s, 9, 10))] == [second.id]


def test_a_delivery_keeps_its_first_body(database: Database, account: Account) -> None:
    task = database.write_now(lambda s: tasks.add_task(s, new_task(account)))

    def delivery(body: str) -> deliveries.NewDelivery:
        return deliveries.NewDelivery(
            id="d", task_id=task.id, account_id=account.id, stage="text", url="http://example.com", body=body
        )

    database.write_now(lambda s: deliveries.add_delivery(s, delivery("one")))
    assert database.write_now(lambda s: deliveries.add_delivery(s, delivery("two"))).body == "one"
    attempt = deliveries.NewAttempt(number=1, started_ms=1, duration_ms=2, http_status=200, error=None, ok=True)
    database.write_now(lambda s: deliveries.add_attempt(s, "d", attempt))
    database.write_now(lambda s: deliveries.finish_delivery(s, "d", DeliveryState.DELIVERED))
    (found,) = database.read_now(lambda s: deliveries.deliveries_of(s, task.id))
    assert found.state == DeliveryState.DELIVERED
    assert [a.http_status for a in database.read_now(lambda s: deliveries.attempts_of(s, "d"))] == [200]


def test_twenty_requests_in_any_ten_seconds(database: Database, account: Account) -> None:
    def ask(now_ms: int) -> bool:
        return database.write_now(lambda s: rate.take_slot(s, account.id, now_ms=now_ms, burst=20, window_ms=10_000))

    assert [ask(1_000_000 + n) for n in range(25)] == [True] * 20 + [False] * 5
    assert not ask(1_009_999)
    assert ask(1_010_000)  # the first has left the window
    assert not ask(1_010_000)
    assert sum(ask(1_020_001) for _ in range(30)) == 20
