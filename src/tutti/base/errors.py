"""The one tree of errors.

    TuttiError
    ├── InputError            the caller's input cannot be used       exit code 2
    │   ├── FileMissing
    │   ├── AudioUnreadable
    │   ├── AudioTooShort
    │   ├── AudioTooLong
    │   ├── AudioSilent
    │   ├── LyricsUnsingable
    │   ├── BriefInvalid
    │   ├── AddressForbidden
    │   ├── FetchFailed
    │   └── OutputUnwritable
    ├── SetupError            something of the installation is missing exit code 3
    │   ├── AssetMissing
    │   └── SettingsInvalid
    └── EngineError           a promise of the engine was broken       exit code 4
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


class BriefInvalid(InputError):
    """A wish in the brief is out of its range or contradicts another."""

    code = "brief_invalid"


class AddressForbidden(InputError):
    """The URL leads to a place that this server does not visit."""

    code = "address_forbidden"


class FetchFailed(InputError):
    """What the URL names could not be fetched."""

    code = "fetch_failed"


class OutputUnwritable(InputError):
    """The place named for the results cannot be written to."""

    code = "output_unwritable"


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


class EngineError(TuttiError):
    """The engine broke one of its own promises: a bug of ours."""

    code = "engine_error"
    exit_code = 4


class MixBroken(EngineError):
    """A mixdown does not hold what it promises: sum of stems, loudness or peak."""

    code = "mix_broken"
