"""`GET /docs`: the OpenAPI document as a page to read, without scripts and without anything from another host.

The page is built once, on the server, from the same document that /openapi.json answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

router = APIRouter()

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #b3541e; }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); }
article { border: 1px solid var(--line); border-radius: .5rem; padding: 0 1rem 1rem; margin: 1rem 0; }
code, pre { font: 14px/1.45 ui-monospace, monospace; } pre { background: var(--soft); padding: .6rem; overflow: auto; }
table { border-collapse: collapse; width: 100%; } tr { border-top: 1px solid var(--line); }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; }
.method { color: var(--accent); font-weight: 700; } summary { cursor: pointer; }
nav li { list-style: none; } .note { opacity: .75; }
"""
_LIMITS = (
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minimum", "from {}"),
    ("maximum", "to {}"),
    ("multipleOf", "in steps of {}"),
    ("pattern", "like {}"),
    ("default", "default {}"),
)


@router.get("/docs", include_in_schema=False)
def docs(request: Request) -> Response:
    """The reference of the API."""
    return HTMLResponse(page(request.app.openapi()), headers=HEADERS)


def page(document: Mapping[str, Any]) -> str:
    """The whole page for an OpenAPI document."""
    info = document["info"]
    operations = list(_operations(document))
    parts = [f"<h1>{escape(info['title'])} <small>{escape(info['version'])}</small></h1>", _prose(info["description"])]
    parts.append('<p><a href="/openapi.json">openapi.json</a></p><nav>')
    for tag in document["tags"]:
        parts.append(f"<h3>{escape(tag['name'])}</h3><ul>")
        parts += [_entry(*each) for each in operations if tag["name"] in each[2]["tags"]]
        parts.append("</ul>")
    parts.append("</nav>")
    for tag in document["tags"]:
        parts.append(f"<h2>{escape(tag['name'])}</h2>{_prose(tag['description'])}")
        parts += [_operation(document, *each) for each in operations if tag["name"] in each[2]["tags"]]
    body = "\n".join(parts)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(info['title'])} API</title><style>{_STYLE}</style></head><body>{body}</body></html>"
    )


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _entry(method: str, path: str, operation: Mapping[str, Any]) -> str:
    name = escape(operation["operationId"])
    return f'<li><a href="#{name}"><code>{method} {escape(path)}</code></a> {escape(operation["summary"])}</li>'


def _operation(document: Mapping[str, Any], method: str, path: str, operation: Mapping[str, Any]) -> str:
    parts = [
        f'<article id="{escape(operation["operationId"])}"><h3>{escape(operation["summary"])}</h3>',
        f'<p><code><span class="method">{method}</span> {escape(path)}</code></p>',
        _prose(operation.get("description", "")),
        _parameters(document, operation.get("parameters", [])),
        *(
            _content(document, kind, content)
            for kind, content in operation.get("requestBody", {}).get("content", {}).items()
        ),
        *(_answer(document, status, answer) for status, answer in operation["responses"].items()),
    ]
    for callback in operation.get("callbacks", {}).values():
        for receivers in callback.values():
            receiver = receivers["post"]
            parts.append(f"<h4>Callback: {escape(receiver['summary'])}</h4>{_prose(receiver.get('description', ''))}")
            parts.append(_parameters(document, receiver.get("parameters", [])))
            parts += [_content(document, kind, content) for kind, content in receiver["requestBody"]["content"].items()]
    return "\n".join([*parts, "</article>"])


def _parameters(document: Mapping[str, Any], parameters: Sequence[Mapping[str, Any]]) -> str:
    rows = [
        _row(
            document,
            f"{each['name']} ({each['in']})",
            each["schema"],
            each.get("description"),
            each.get("required", False),
        )
        for each in parameters
    ]
    return _table(rows)


def _content(document: Mapping[str, Any], kind: str, content: Mapping[str, Any]) -> str:
    schema = _resolved(document, content.get("schema", {}))
    required = schema.get("required", ())
    rows = [_row(document, name, field, None, name in required) for name, field in schema.get("properties", {}).items()]
    examples = "".join(_example("Example", value) for value in schema.get("examples", ()))
    return f"<h4>Body <code>{escape(kind)}</code></h4>{_table(rows)}{examples}"


def _answer(document: Mapping[str, Any], status: str, answer: Mapping[str, Any]) -> str:
    parts = [f"<h4>Answer {escape(status)}</h4>{_prose(answer['description'])}"]
    for kind, content in answer.get("content", {}).items():
        parts.append(f"<p><code>{escape(kind)}</code></p>")
        for name, example in content.get("examples", {}).items():
            parts.append(_example(example.get("summary", name), example.get("value")))
        schema = _resolved(document, content.get("schema", {}))
        parts += [_example("Example", value) for value in schema.get("examples", ())]
    return "".join(parts)


def _example(title: str, value: Any) -> str:
    text = escape(json.dumps(value, indent=2, ensure_ascii=False))
    return f"<details><summary>{escape(title)}</summary><pre>{text}</pre></details>"


def _table(rows: Sequence[str]) -> str:
    return f"<table><tr><th>Field<th>Type<th>Meaning</tr>{''.join(rows)}</table>" if rows else ""


def _row(document: Mapping[str, Any], name: str, schema: Mapping[str, Any], said: str | None, is_required: bool) -> str:
    schema = _resolved(document, schema)
    choices = [_resolved(document, each) for each in schema.get("anyOf", ())]
    chosen = next((each for each in choices if each.get("type") != "null"), schema)
    merged = {**chosen, **{key: value for key, value in schema.items() if key != "anyOf"}}
    limits = [words.format(merged[key]) for key, words in _LIMITS if merged.get(key) is not None]
    values = merged.get("enum") or ([merged["const"]] if "const" in merged else [])
    kind = ", ".join(str(value) for value in values) or str(merged.get("type", "any"))
    meaning = _inline(said or merged.get("description", ""))
    return (
        f"<tr><td><code>{escape(name)}</code>{'' if is_required else ' <span class=note>optional</span>'}"
        f"<td>{escape(kind)}<br><span class=note>{escape('; '.join(limits))}</span><td>{meaning}</tr>"
    )


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        found: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema


def _prose(text: str) -> str:
    paragraphs = [each for each in re.split(r"\n\s*\n", text) if each.strip()]
    return "".join(f"<p>{_inline(each)}</p>" for each in paragraphs)


def _inline(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))
