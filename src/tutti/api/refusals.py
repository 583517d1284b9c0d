"""Turns every foreseen failure into the envelope of its family of paths.

That is raised refusals, errors of the tree, and what the web framework raises for unknown paths, wrong methods and
parameters. Nothing that was sent is repeated.
"""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tutti.api.allowed_methods import allowed_methods
from tutti.api.envelope import Refused, Surface, refusal, surface_of
from tutti.api.sentences import sentence
from tutti.base.errors import CreditsShort, InputError, RateExceeded, RecordMissing, RequestError

INVALID = 422
NOT_FOUND = 404
NO_METHOD = 405

# The recorded wire has its own words for these; clients compare them.
NO_CREDITS_MESSAGE = "The current credits are insufficient. Please top up."
TOO_FAST_MESSAGE = "Your call frequency is too high. Please try again later."
_RECORDED: dict[type[RequestError], str] = {
    CreditsShort: NO_CREDITS_MESSAGE,
    RateExceeded: TOO_FAST_MESSAGE,
    RecordMissing: "Record does not exist",
}
_SENTENCES = {
    NOT_FOUND: "There is nothing at this path; /docs lists what there is",
    NO_METHOD: "This path does not take this method; /docs lists what it takes",
}


def install_refusals(app: FastAPI) -> None:
    """Register the handlers of foreseen failures."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestError, _request_error)
    app.add_exception_handler(InputError, _input_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return refusal(error, surface_of(request.url.path))


def _request_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestError)
    recorded = next((words for kind, words in _RECORDED.items() if isinstance(error, kind)), None)
    return refusal(Refused(error.http_code, recorded or str(error)), surface_of(request.url.path))


def _input_error(request: Request, error: Exception) -> Response:
    surface = surface_of(request.url.path)
    return refusal(Refused(400 if surface is Surface.UPLOAD else INVALID, str(error)), surface)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    surface = surface_of(request.url.path)
    return refusal(Refused(400 if surface is Surface.UPLOAD else INVALID, sentence(error.errors()[0])), surface)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    surface = surface_of(request.url.path)
    headers = {"Allow": allowed_methods(request)} if error.status_code == NO_METHOD else error.headers
    refused = Refused(error.status_code, _SENTENCES.get(error.status_code, error.detail), headers=headers)
    is_real = error.status_code in _SENTENCES or surface is Surface.TUTTI
    return refusal(refused, surface, status=error.status_code if is_real else None)
