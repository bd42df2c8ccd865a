"""Locales: which countries write a decimal comma."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

COMMA = frozenset({
    "af", "az", "be", "bg", "br", "bs", "ca", "cs", "da", "de", "el", "eo", "es", "et", "eu", "fi", "fo", "fr",
    "fy", "gl", "hr", "hu", "hy", "id", "is", "it", "ka", "kk", "kl", "ku", "ky", "lb", "lt", "lv", "mk", "nb",
    "nl", "nn", "no", "pl", "ps", "pt", "rm", "ro", "ru", "rw", "se", "sk", "sl", "sq", "sr", "sv", "tg", "tk",
    "tr", "tt", "uk", "uz", "vi", "wo",
})  # fmt: skip
"""Languages that write one, as the Unicode CLDR has it for Latin digits."""
POINT = frozenset({
    "am", "ar", "as", "bn", "cy", "en", "fa", "fil", "ga", "gd", "gsw", "gu", "ha", "haw", "he", "hi", "ig", "ja",
    "km", "kn", "ko", "kok", "ml", "mn", "mr", "ms", "mt", "my", "ne", "om", "or", "pa", "qu", "sa", "sd", "si",
    "so", "sw", "ta", "te", "th", "ti", "to", "ug", "ur", "xh", "yi", "yo", "zh", "zu",
})  # fmt: skip
"""Languages that write a decimal point."""
EXCEPTIONS = frozenset({
    "ar-DZ", "ar-LB", "ar-LY", "ar-MA", "ar-MR", "ar-TN", "de-CH", "de-LI", "en-AT", "en-BE", "en-CZ", "en-DE",
    "en-DK", "en-EE", "en-ES", "en-FI", "en-FR", "en-GE", "en-HU", "en-ID", "en-IT", "en-LT", "en-LV", "en-NL",
    "en-NO", "en-PL", "en-PT", "en-RO", "en-SE", "en-SI", "en-SK", "en-UA", "en-ZA", "es-419", "es-BR", "es-BZ",
    "es-CU", "es-DO", "es-GT", "es-HN", "es-MX", "es-NI", "es-PA", "es-PE", "es-PR", "es-SV", "es-US", "fr-RW",
    "it-CH", "ms-BN", "ms-ID", "qu-BO", "sw-CD",
})  # fmt: skip
"""Where a country writes the other one."""
TAG = re.compile(r"([A-Za-z]{2,3})(-[A-Za-z]{4})?(-(?:[A-Za-z]{2}|[0-9]{3}))?((?:-[A-Za-z0-9]{1,8})*)")
"""Language, script, region and what else may follow (RFC 5646)."""


def known_locale(tag: str) -> str:
    """The tag in its usual capitals, `de-CH`. Raises ValueError for what is no tag of a language known here."""
    match = TAG.fullmatch(tag)
    if match is None or match[1].lower() not in COMMA | POINT:
        raise ValueError(f"{tag!r} is not the tag of a known locale; write one such as 'en', 'de' or 'fr-CA'")
    language, script, region, rest = match.groups(default="")
    return language.lower() + script.title() + region.upper() + rest


Locale = Annotated[
    str,
    Field(
        max_length=35,
        description="BCP 47 tag such as `de`, `fr-CA`: where it writes a decimal comma, `1,5` is read as 1.5.",
        examples=["en", "de"],
    ),
    AfterValidator(known_locale),
]
