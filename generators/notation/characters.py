"""The one table of characters that count as maths; whatever is not in it is refused by its code point.

Nothing is normalised wholesale: NFKC would turn ½ into 1⁄2, x² into x2, and bold letters, which often mean another
thing, into plain ones. What stands here means one thing only, and is what keyboards, Word and PDF files really give.
"""

import re
import unicodedata

from generators.notation.names import LETTERS

SUPERSCRIPTS = dict(
    zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵖʳˢᵗᵘᵛʷˣʸᶻ", "0123456789+-()abcdefghijklmnprstuvwxyz", strict=True)
)
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789aehijklmnoprstuvx", strict=True))
FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5",
             "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅐": "1/7", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
             "⅑": "1/9", "⅒": "1/10"}  # fmt: skip

SPELLINGS = {
    "**": "^", "==": "=", "<>": "!=", "=/=": "!=", "=\u0338": "!=", "&&": "and", "+/-": "pm",
    "≤": "<=", "⩽": "<=", "≦": "<=", "≥": ">=", "⩾": ">=", "≧": ">=", "≠": "!=", "≈": "approx", "≃": "approx",
    "≅": "approx", "∼": "~", "∈": "in", "∉": "notin", "⊂": "subset", "⊆": "subset", "→": "->", "⟶": "->", "↔": "<->",
    "⇒": "=>", "⟹": "=>", "⇔": "<=>", "⟺": "<=>", "≔": ":=",
    "·": "*", "⋅": "*", "∙": "*", "•": "*", "∗": "*", "×": "*", "✕": "*", "✖": "*", "⨯": "*", "÷": "/", "⁄": "/",
    "∕": "/",
    "±": "pm", "∪": "cup", "∩": "cap", "∖": "setminus", "⊙": "odot", "∧": "and", "&": "and", "∨": "or", "¬": "not",
    "‖": "||", "∥": "||", "∣": "|", "√": "sqrt", "∛": "cbrt", "∜": "∜", "∞": "oo", "∅": "emptyset", "ℝ": "RR",
    "ℤ": "ZZ", "ℚ": "QQ", "ℕ": "NN", "ℂ": "CC", "…": "...", "⋯": "...",
    "\u27e8": "<|", "\u2329": "<|", "\u3008": "<|", "\u27e9": "|>", "\u232a": "|>", "\u3009": "|>",  # ⟨ ⟩
    "⌊": "floor(", "⌋": ")floor", "⌈": "ceil(", "⌉": ")ceil",
}  # fmt: skip
"""Characters and other spellings to the token they stand for."""

SIGNS = "".join(sign for sign in SPELLINGS if len(sign) == 1 and not sign.isascii())
"""The characters among them that are not on every keyboard."""


def _italic(first: int, plain: str) -> dict[int, str]:
    return {first + i: sign for i, sign in enumerate(plain)}


LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
GREEK_ITALIC = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ"
"""In the order of the mathematical italic letters from U+1D6E2 on."""

PLAIN: dict[int, str] = (
    dict.fromkeys(map(ord, "\u00a0\u202f\u205f\u2060\u2061\u2062\u2063\ufeff\u3000\u1680\t\r\x0b\x0c"), " ")
    | dict.fromkeys(range(0x2000, 0x2010), " ")
    | dict.fromkeys((0x2028, 0x2029, 0x85), "\n")
    | dict.fromkeys(map(ord, "’‘′´ʹʼ"), "'")
    | dict.fromkeys(map(ord, "“”„"), '"')
    | dict.fromkeys(map(ord, "−–‒‐‑⁃"), "-")
    | _italic(0x1D434, LATIN)
    | _italic(0x1D6E2, GREEK_ITALIC)
    | {ord("ℎ"): "h", ord("ℯ"): "e", ord("ⅇ"): "e", ord("ⅈ"): "i", 0xB5: "μ", 0x2126: "Ω", 0x2206: "Δ"}
)
"""Characters that are another way to write one other character, so that columns stay what they are.

Italic letters are what Word and PDF files give for a variable; upright bold, script and double-struck letters are left
out, since they often stand beside the plain one and mean something else.
"""

HINTS = {
    "°": "Angles are in radians: write pi/180 for one degree.",
    "º": "Angles are in radians: write pi/180 for one degree.",
    "ᵒ": "Angles are in radians: write pi/180 for one degree.",
    "$": "The dollar sign is not part of a formula.",
    "€": "Give the number without its currency.",
    "£": "Give the number without its currency.",
    "¥": "Give the number without its currency.",
    ":": "Write / for a division.",
    "∶": "Write / for a division.",
    "\\": "A backslash begins a LaTeX command, which cannot be mixed with this text.",
    "'": "A prime belongs directly behind the name of a function.",
    "`": "A prime is written ' and belongs directly behind the name of a function.",
    "#": "The number sign is not part of a formula.",
    "@": "Write * for a product.",
    "?": "A question mark is not part of a formula.",
    "‰": "Write /1000 for one in a thousand.",
    "—": "Write - for a minus.",
    "∓": "Write out the values.",
    "≡": "Write = for an equation.",
    "∫": "Give the result, not the integral.",
    "∑": "Give the result, not the sum.",
    "∏": "Give the result, not the product.",
    "∂": "Give the result, not the derivative.",
    "∇": "Give the result, not the gradient.",
    "Ø": "Write {} for the empty set.",
    "ø": "Write {} for the empty set.",
    "⌀": "Write {} for the empty set.",
    "∴": "It can stand only at the beginning.",
    ".": "A point belongs inside a number, such as 0.5.",
}
LOOKALIKES = dict(
    zip(
        "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405"  # Cyrillic
        "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u051b\u051d\u04bb"
        "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7\u03bf",  # Greek
        "ABEKMHOPCTYXIJSaeopcyxijsdqwhABEZHIKMNOPTXo",
        strict=True,
    )
)
"""Letters of other alphabets that cannot be told from a Latin one by eye."""


ALPHABET = re.compile(r"cyrillic|greek|latin|arabic|hebrew|armenian|roman")


def refusal(sign: str) -> str:
    """Why a character is not read, and what to type instead."""
    if sign.isascii():
        shown = f"`{sign}`" if sign.isprintable() else f"The control character U+{ord(sign):04X}"
        return f"{shown} cannot be read here. {HINTS.get(sign, '')}".rstrip()
    return f"The character U+{ord(sign):04X} cannot be read here. {HINTS.get(sign) or _resembles(sign)}".rstrip()


def _resembles(sign: str) -> str:
    name = ALPHABET.sub(lambda match: match[0].title(), unicodedata.name(sign, "").lower())
    if sign in LOOKALIKES:
        return f"It is the {name}: type the letter `{LOOKALIKES[sign]}` of the Latin alphabet."
    plain = unicodedata.normalize("NFKC", sign)
    if len(plain) == 1 and plain.isascii() and plain.isprintable() and plain != " ":
        return f"It is the {name}: type the plain `{plain}`."
    if plain in LETTERS:
        return f"It is the {name}: type the plain `{plain}` or `{LETTERS[plain]}`."
    return f"It is the {name}." if name and name.isascii() else ""
