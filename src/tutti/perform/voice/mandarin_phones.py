"""The sounds of sung Mandarin that English has not, for `phones`.

Lengths of consonants are of the order measured in speech (Wu and Lin, "Outline of Experimental Phonetics", 1989): lenis
stops are short, aspirated ones twice as long. First formants are women's means after Zee and Lee, "An acoustical
analysis of the vowels in Beijing Mandarin", Eurospeech 2001, and Howie, "Acoustical Studies of Mandarin", 1976.
"""

from __future__ import annotations

LENIS_STOPS = {"b̥": 0.05, "d̥": 0.045, "ɡ̊": 0.055, "ʨ": 0.08, "ꭧ": 0.075, "ʦ": 0.08}
ASPIRATED_STOPS = {"pʰ": 0.11, "tʰ": 0.11, "kʰ": 0.115, "ʨʰ": 0.14, "ꭧʰ": 0.135, "ʦʰ": 0.14}
FRICATIVES = {"x": 0.095, "ɕ": 0.13, "ʂ": 0.13}
APPROXIMANTS = {"ɻ": 0.07, "ɥ": 0.055}
CLOSING_NASALS = {"n": 0.11, "ŋ": 0.13}  # a third of a spoken final
FIRST_FORMANTS_HZ = {
    "a": 950, "ai": 900, "au": 880, "ei": 500, "ou": 520, "o": 560, "ɤ": 550, "e": 540, "y": 330, "ɿ": 410, "ʅ": 420,
    "ɚ": 650,
}  # fmt: skip
GLIDING = frozenset({"ai", "au", "ei", "ou"})
