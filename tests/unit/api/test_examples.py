from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from tutti.api.examples import kept, restored

EXAMPLE = {"code": 200, "data": {"tracks": [{"duration": None}, None], "title": "null"}}


def test_nulls_come_through_the_framework() -> None:
    app = FastAPI()

    @app.get("/x", responses={200: {"content": {"application/json": {"example": kept(EXAMPLE)}}}})
    def x() -> None: ...

    document = restored(get_openapi(title="x", version="1", routes=app.routes))
    content = document["paths"]["/x"]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["example"] == EXAMPLE
