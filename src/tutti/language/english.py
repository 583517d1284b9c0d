"""English words to sung syllables.

Phones come from the pronunciation tables and the letter-to-sound network inside the package `hibari` (Apache-2.0; the
tables are misaki's), in misaki's alphabet: the r-coloured vowels are written "ɜ" + coda "ɹ" and "ə" + coda "ɹ".
Sung English differs from read English: weak words get their full form, since any of them may fall on a held note;
"fire" and "hour" are one syllable; vocables ("ooh", "na na") have their singer's vowel. `stress` is 1 only in content
words: one-syllable function words carry 0, pronouns and their like 2.
"""

from __future__ import annotations

import re
from functools import cache

from hibari.g2p import G2P

from tutti.base.errors import AssetMissing, LyricsUnsingable
from tutti.language.english_reading import plain_letters, read_words
from tutti.language.letters import split_letters
from tutti.language.onsets import PRIMARY_MARK, SECONDARY_MARK, SoundedSyllable, split
from tutti.music.lyric import Syllable

# Full forms of weak words, and words the tables read otherwise than they are sung.
_SUNG_FORMS = {
    "a": "ə", "an": "æn", "the": "ðə", "to": "tu", "and": "ænd", "for": "fɔɹ", "of": "ʌv", "or": "ɔɹ", "your": "jɔɹ",
    "you're": "jɔɹ", "'n'": "æn", "n'": "æn", "am": "æm", "i": "ˌI", "our": "ˌWɹ", "ours": "ˌWɹz", "every": "ˈɛvɹi",
    "everything": "ˈɛvɹiθˌɪŋ", "everyone": "ˈɛvɹiwˌʌn", "everybody": "ˈɛvɹibˌɑdi", "everywhere": "ˈɛvɹiwˌɛɹ",
    "yeah": "jˈæ", "yah": "jˈɑ", "oh": "ˈO", "o": "ˈO", "ooh": "ˈu", "oo": "ˈu", "ah": "ˈɑ", "uh": "ˈʌ", "la": "lˈɑ",
    "na": "nˈɑ", "da": "dˈɑ", "ba": "bˈɑ", "sha": "ʃˈɑ", "doo": "dˈu", "whoa": "wˈO", "woah": "wˈO", "wo": "wˈO",
    "hey": "hˈA", "ay": "ˈA", "mm": "ˈʌm", "mmm": "ˈʌm", "hm": "hˈʌm", "hmm": "hˈʌm", "'til": "tˈɪl", "til": "tˈɪl",
    "'cause": "kəz", "cuz": "kəz", "'em": "əm", "'round": "ɹˈWnd", "'bout": "bˈWt", "ol'": "ˈOl", "o'er": "ˈɔɹ",
    "e'er": "ˈɛɹ", "ne'er": "nˈɛɹ", "lil": "lˈɪl", "lil'": "lˈɪl", "miz": "mˈɪz", "okay": "OkˈA",
    "y'all": "jˈɔl", "heaven": "hˈɛvən",
}  # fmt: skip
_WEAK = """
    a an the to of and or but nor for in on at by with from as than if is are was were be been am it its do does did
    has have had will would can could shall should may might must that this these those there so your my his her
    their our i'm i'll i've i'd you're you'll you've you'd he's she's it's we're we'll we've we'd they're they'll
    they've they'd that's there's what's who's where's let's 'cause cuz 'em 'n' n' into onto upon just some
"""
_WEAK_WORDS = frozenset(_WEAK.split())
_LIGHT = """
    i you he she we they me him us them who what when where why how which not no don't won't can't couldn't wouldn't
    shouldn't didn't doesn't isn't aren't wasn't weren't ain't haven't hasn't all up down out off over here then too
    till til 'til through like once
"""
_LIGHT_WORDS = frozenset(_LIGHT.split())
_FIRE = re.compile(r"(ire|ires|ired|yre|yres|our|ours|oir)$")
_TRIPHTHONG = re.compile(r"([IW])ə(ɹ[zd]?)$")


@cache
def _g2p() -> G2P:
    try:
        return G2P()
    except (OSError, EOFError, ValueError) as error:
        raise AssetMissing(
            f"the English pronunciation tables cannot be read ({error}); run 'make setup' to install them again"
        ) from error


def syllabify(text: str) -> tuple[Syllable, ...]:
    """The syllables of one line of English.

    Raises:
        LyricsUnsingable: a word has no pronunciation, not even spelled out.
    """
    words = read_words(text)
    pieces = [piece for word in words for piece in word]
    readings = iter(_readings(tuple(pieces)))
    syllables: list[Syllable] = []
    for word in words:
        sounded = [(piece, split(next(readings))) for piece in word]
        syllables.extend(_word(word, sounded, text))
    return tuple(syllables)


def tagged_words(text: str) -> tuple[tuple[str, str], ...]:
    """The words and signs of a text with their parts of speech (Penn Treebank tags)."""
    return tuple((token.text, token.tag) for token in _g2p().tokenize(text))


def _word(word: tuple[str, ...], sounded: list[tuple[str, tuple[SoundedSyllable, ...]]], line: str) -> list[Syllable]:
    letters: list[str] = []
    sounds: list[SoundedSyllable] = []
    for index, (piece, found) in enumerate(sounded):
        spelled = (found or _spell(piece)) if plain_letters(piece).isascii() else ()
        if not spelled:
            raise LyricsUnsingable(
                f"the word {'-'.join(word)!r} in the line {line!r} cannot be pronounced; write it in English letters"
            )
        texts = list(split_letters(piece, spelled))
        if index + 1 < len(sounded):
            texts[-1] += "-"
        letters += texts
        sounds += spelled
    whole = "-".join(word).lower()
    last = len(sounds) - 1
    return [
        Syllable(
            text=text,
            onset=sound.onset,
            nucleus=sound.nucleus,
            coda=sound.coda,
            stress=_stress(whole, sound.stress, len(sounds)),
            starts_word=index == 0,
            ends_word=index == last,
        )
        for index, (text, sound) in enumerate(zip(letters, sounds, strict=True))
    ]


def _stress(word: str, marked: int, count: int) -> int:
    if word in _WEAK_WORDS:
        return 0 if count == 1 else min(marked, 1) * 2
    if word in _LIGHT_WORDS:
        return 2 if count == 1 or marked == 1 else 0
    return 1 if count == 1 else marked


@cache
def _readings(pieces: tuple[str, ...]) -> tuple[str, ...]:
    """The phones of each piece of a line, read in the context of the line; empty where there are none."""
    spoken = [_spoken(piece) for piece in pieces]
    known = [_SUNG_FORMS.get(word) for word in spoken]
    in_context = _read_line(tuple(_for_tables(word, piece) for word, piece in zip(spoken, pieces, strict=True)))
    return tuple(
        form if form is not None else _sung(word, phones)
        for word, form, phones in zip(spoken, known, in_context, strict=True)
    )


def _spoken(piece: str) -> str:
    word = plain_letters(piece)
    lower = word.lower()
    if lower in _SUNG_FORMS:
        return lower
    single = re.sub(r"(.)\1+", r"\1", lower)
    if len(lower) > 2 and lower != single and not _is_known(lower):
        doubled = re.sub(r"([a-z])\1+$", r"\1", lower)
        return next((form for form in (doubled, single) if form in _SUNG_FORMS or _is_known(form)), lower)
    return lower


def _is_known(word: str) -> bool:
    lexicon = _g2p().lexicon
    return word in lexicon.golds or word in lexicon.silvers


def _for_tables(word: str, piece: str) -> str:
    """The form the tables are asked for: "runnin'" as "running"; capitals only for initials no word is known for."""
    if word == "i" or word.startswith("i'"):
        return "I" + word[1:]
    if word.endswith("in'") and len(word) > 4:
        return word[:-1] + "g"
    bare = word.strip("'") if not _is_known(word) else word
    is_initials = piece.isupper() and 1 < len(piece) <= 4 and not _is_known(bare)
    return piece if is_initials else bare or word


def _read_line(words: tuple[str, ...]) -> list[str]:
    """One call of the tables for a line without punctuation: the phones of each word."""
    if not words:
        return []
    g2p = _g2p()
    tokens = g2p.phonemize_tokens(g2p.tokenize(" ".join(words)))
    readings = [""]
    for token in tokens:
        readings[-1] += token.phonemes or ""
        if token.whitespace:
            readings.append("")
    if len(readings) != len(words):  # a token swallowed a blank: read word by word, without context
        return [g2p(word) for word in words] if len(words) > 1 else ["".join(readings)]
    return readings


def _sung(word: str, phones: str) -> str:
    one = phones.replace(" ", "")
    if word.endswith("in'") and one.endswith("ɪŋ"):
        one = one[:-1] + "n"
    if _FIRE.search(word):
        one = _TRIPHTHONG.sub(r"\1\2", one)
    if PRIMARY_MARK not in one and len(split(one)) > 1:
        return one.replace(SECONDARY_MARK, PRIMARY_MARK, 1)
    return one


def _spell(piece: str) -> tuple[SoundedSyllable, ...]:
    """The names of the letters, where a word has no other sound."""
    letters = [sign for sign in plain_letters(piece).upper() if sign.isalpha()]
    names = [_g2p().lexicon.golds.get(letter) for letter in letters]
    if not letters or not all(isinstance(name, str) for name in names):
        return ()
    return tuple(sound for name in names for sound in split(str(name)))
