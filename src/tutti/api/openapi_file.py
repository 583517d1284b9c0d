"""`python -m tutti.api.openapi_file [PATH]`: write the OpenAPI document to a file, openapi.json by default."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tutti.api.app import wired_app

DEFAULT_PATH = Path("openapi.json")


def openapi_text() -> str:
    """The document as it is committed."""
    return json.dumps(wired_app().openapi(), indent=1, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> None:
    """Write the document."""
    path = Path(arguments[0]) if arguments else DEFAULT_PATH
    path.write_text(openapi_text(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
