import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.jobs.rig import UPLOAD_KEY, Rig, new_jobs, running
from tests.unit.jobs.small_engine import SmallEngines

from tutti.base.settings import Settings
from tutti.store.accounts import create_account
from tutti.store.blobs import Blobs
from tutti.store.database import Database
from tutti.store.migrate import migrate


@pytest.fixture(scope="session")
def used_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which jobs ran before: tables and queues are there."""
    data = tmp_path_factory.mktemp("jobs") / "data"
    rig = rig_on(data)
    migrate(rig.database)
    rig.database.write_now(lambda session: create_account(session, name="studio", credits_millis=1_200_000))

    async def once() -> None:
        await rig.blobs.put_bytes(UPLOAD_KEY, b"a voice")
        async with running(rig):
            pass

    asyncio.run(once())
    rig.database.close()
    return data


@pytest.fixture
def rig(used_folder: Path, tmp_path: Path) -> Iterator[Rig]:
    shutil.copytree(used_folder, tmp_path / "data")
    rig = rig_on(tmp_path / "data")
    yield rig
    rig.database.close()


def rig_on(data: Path) -> Rig:
    settings = Settings(data=data, outbound_allow="127.0.0.1", callback_pauses_seconds=(0.05, 0.05), songs_at_once=2)
    database, blobs, engines = Database(settings.database), Blobs(settings.storage), SmallEngines()
    return Rig(
        settings=settings,
        database=database,
        blobs=blobs,
        engines=engines,
        account_id=100001,
        jobs=new_jobs(settings, database, blobs, engines),
    )
