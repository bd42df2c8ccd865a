"""How decimals are written where a learner lives."""

from functools import lru_cache

from schemas.locale import COMMA, EXCEPTIONS, TAG, known_locale


@lru_cache(maxsize=256)
def decimal_comma(locale: str) -> bool:
    """Whether `1,5` is a decimal there. Raises ValueError for an unknown tag.

    >>> decimal_comma("en"), decimal_comma("de"), decimal_comma("de-CH"), decimal_comma("fr-CA")
    (False, True, False, True)
    """
    match = TAG.fullmatch(known_locale(locale))
    assert match is not None
    language, region = match[1], match[3] or ""
    return (language in COMMA) != (language + region in EXCEPTIONS)
