"""The one tree of errors.

    TuttiError
    ├── InputError            the caller's input cannot be used       exit code 2
    │   ├── FileMissing
    │   ├── AudioUnreadable
    │   ├── AudioTooShort
    │   ├── AudioTooLong
    │   ├── AudioSilent
    │   ├── LyricsUnsingable
    │   ├── WordsForbidden
    │   ├── BriefInvalid
    │   ├── AddressForbidden
    │   ├── FetchFailed
    │   │   └── FetchTooLarge
    │   └── OutputUnwritable
    ├── RequestError          a request to the server is turned down   exit code 2; `http_code` is the contract's
    │   ├── CreditsShort         402
    │   ├── IdempotencyConflict  409
    │   ├── RecordMissing        422
    │   └── RateExceeded         429
    ├── SetupError            something of the installation is missing exit code 3
    │   ├── AssetMissing
    │   ├── DataFolderBusy
    │   ├── SettingsInvalid
    │   └── VoiceBankUnusable
    └── EngineError           a promise of the engine was broken       exit code 4
        ├── EngineCrashed
        ├── EngineTimeout
        ├── LyricistFailed
        └── MixBroken

A message says what happened, which value it was, and what to do. `code` is stable text that programs may compare.
"""

from __future__ import annotations


class TuttiError(Exception):
    """Any failure Tutti can name."""

    code = "tutti_error"
    exit_code = 4


class InputError(TuttiError):
    """The caller's input cannot be used; the message says how to mend it."""

    code = "input_error"
    exit_code = 2


class FileMissing(InputError):
    """There is no readable file at the path given."""

    code = "file_missing"


class AudioUnreadable(InputError):
    """The file is not audio that can be decoded."""

    code = "audio_unreadable"


class AudioTooShort(InputError):
    """The recording is shorter than the least the engine can work with."""

    code = "audio_too_short"


class AudioTooLong(InputError):
    """The recording is longer than the contract allows."""

    code = "audio_too_long"


class AudioSilent(InputError):
    """The recording holds no sound to work with."""

    code = "audio_silent"


class LyricsUnsingable(InputError):
    """The lyrics hold words that cannot be sung, or no words at all."""

    code = "lyrics_unsingable"


class WordsForbidden(InputError):
    """The owner's filters object to the words of a request or to those written for it."""

    code = "words_forbidden"


class BriefInvalid(InputError):
    """A wish in the brief is out of its range or contradicts another."""

    code = "brief_invalid"


class AddressForbidden(InputError):
    """The URL leads to a place that this server does not visit."""

    code = "address_forbidden"


class FetchFailed(InputError):
    """What the URL names could not be fetched."""

    code = "fetch_failed"


class FetchTooLarge(FetchFailed):
    """What the URL names is larger than may be fetched."""

    code = "fetch_too_large"


class OutputUnwritable(InputError):
    """The place named for the results cannot be written to."""

    code = "output_unwritable"


class RequestError(TuttiError):
    """A request to the server is turned down; `http_code` is the code of the contract's envelope."""

    code = "request_error"
    exit_code = 2
    http_code = 422


class CreditsShort(RequestError):
    """The account has fewer credits than the task costs."""

    code = "credits_short"
    http_code = 402


class IdempotencyConflict(RequestError):
    """An idempotency key was used before with another request."""

    code = "idempotency_conflict"
    http_code = 409


class RecordMissing(RequestError):
    """There is no such record, or it belongs to another account."""

    code = "record_missing"
    http_code = 422


class RateExceeded(RequestError):
    """The account sends new requests faster than it may."""

    code = "rate_exceeded"
    http_code = 429


class SetupError(TuttiError):
    """Something of the installation is missing; the message says what to run."""

    code = "setup_error"
    exit_code = 3


class AssetMissing(SetupError):
    """A data file that comes at set-up is absent or not the one pinned."""

    code = "asset_missing"


class SettingsInvalid(SetupError):
    """A setting holds a value that means nothing; the message names the setting and the value."""

    code = "settings_invalid"


class VoiceBankUnusable(SetupError):
    """A voice bank the owner brought lacks something, or is not of a format that can be sung with."""

    code = "voice_bank_unusable"


class DataFolderBusy(SetupError):
    """Another server works on the data folder."""

    code = "data_folder_busy"


class EngineError(TuttiError):
    """The engine broke one of its own promises: a bug of ours."""

    code = "engine_error"
    exit_code = 4


class MixBroken(EngineError):
    """A mixdown does not hold what it promises: sum of stems, loudness or peak."""

    code = "mix_broken"


class EngineCrashed(EngineError):
    """The process that made the music ended before it was done."""

    code = "engine_crashed"


class EngineTimeout(EngineError):
    """Making the music took longer than it may."""

    code = "engine_timeout"


class LyricistFailed(EngineError):
    """The endpoint that writes lyrics gave nothing that can be sung."""

    code = "lyricist_failed"


def from_code(code: str, message: str) -> TuttiError:
    """The error a code names, with its message: for errors that crossed a process border."""
    kinds: list[type[TuttiError]] = [TuttiError]
    for kind in kinds:
        if kind.code == code:
            return kind(message)
        kinds.extend(kind.__subclasses__())
    return EngineCrashed(message)
