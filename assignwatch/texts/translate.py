"""The language of all texts: English here, others from compiled catalogues in `resources`.

Every module of this room takes `_` and `ngettext` from here. Without a catalogue for the user's
language the English sentence is used as it stands.
"""

import gettext
from pathlib import Path

_DOMAIN = "assignwatch"
_translation: gettext.NullTranslations = gettext.NullTranslations()


def use(catalogues: Path, languages: list[str] | None = None) -> None:
    """Speak the first of these languages (default: the user's) that has a catalogue."""
    global _translation  # noqa: PLW0603  one language for the whole program, set once at start
    _translation = gettext.translation(_DOMAIN, catalogues, languages=languages, fallback=True)


def _(sentence: str) -> str:
    """The sentence in the user's language."""
    return _translation.gettext(sentence)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The singular or plural sentence in the user's language."""
    return _translation.ngettext(singular, plural, count)
