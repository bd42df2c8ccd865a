"""Tokens to tree: a Pratt parser for authors' texts and learners' answers alike.

Authors name what they like; a learner's names are those the exercise declares (`Vocabulary`). Nothing is ever executed:
an unknown character, name or function is an error with its column.
"""

from __future__ import annotations

from functools import lru_cache

from generators.notation.characters import FRACTIONS, SUPERSCRIPTS
from generators.notation.errors import NotationError
from generators.notation.functions import FUNCTIONS, INVERSES, canonical_name
from generators.notation.house import house
from generators.notation.runs import split_run
from generators.notation.shorthand import ENDERS, OPENERS, spelled_out
from generators.notation.tokens import Token, plain_name, tokens
from generators.notation.tree import (
    PRECEDENCE,
    PRODUCT,
    RELATIONS,
    SUM,
    Braces,
    Call,
    Cases,
    Chain,
    Given,
    Logic,
    Name,
    Neg,
    Node,
    Num,
    Op,
    Rows,
    Series,
    Sub,
    Text,
    Tuple,
    children,
)
from generators.notation.vocabulary import Vocabulary

MAX_LENGTH, MAX_TOKENS, MAX_DIGITS, MAX_EXPONENT = 4_000, 1_200, 400, 300  # of an author's formula
MAX_PLAIN = 60  # digits of a number in an answer
MAX_NESTING = 50
MAX_DEPTH = 150  # of a tree: printers and evaluators recurse

WORDS = {"in", "notin", "subset", "approx", "pm", "odot", "times", "dot", "cap", "cup", "setminus", "and", "or", "not"}
KEYWORDS = WORDS | {"U"}
JOINING_WORDS = {"and", "or", "not", "in"}  # what joins statements, with spaces around it
RELATION_WORDS = frozenset(RELATIONS)
CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">", "<|": "|>", "floor(": ")floor", "ceil(": ")ceil"}
SIGN_OF = {"<|": "⟨", "|>": "⟩", "floor(": "⌊", ")floor": "⌋", "ceil(": "⌈", ")ceil": "⌉"}
"""How tokens look that are named otherwise."""
ROUNDINGS = {"floor(": "floor", "ceil(": "ceil"}

BRACKETED = {"E", "Var", "SD", "P", "Cov"}  # may take square brackets: E[X]
CONDITIONED = BRACKETED | {"p", "f", "L", "Pr"}  # functions in whose arguments a bar means "given"
LIMITS = {"diff", "integral", "sum", "product"}  # SymPy writes their limits as one tuple
RELATIONAL = {"Eq": "=", "Ne": "!=", "Lt": "<", "Le": "<=", "Gt": ">", "Ge": ">="}
JOINING = {"and", "or"}
RAISING = {"sup", "power", "transpose"}
GATHERED = {"min", "max", "gcd", "lcm"}  # may take braces: max{a, b}
CLOSERS = {",", "]", ")", "}"}
SIGNS = {"-", "+", "pm"}
FACTOR_SIGNS = {"", "(", "[", "|", "floor(", "ceil(", "∜"}
"""What may begin a factor without a sign before it; "" is a number, a name or a small raised number."""
OPENING = {"(", "[", "_"}  # what makes a name more than a name
EMPTY = {"emptyset", "EmptySet"}
UNDEFINED = {"nan", "zoo", "NaN", "undefined"}
LOOSE = {"+", "-", "pm", ",", ";", "=", "<", ">", "<=", ">=", "!=", "approx", "in", "and", "or", "not", "|"}
"""What a quotient does not reach across."""
ARGUED = {"-", "|", "[", "{", "||", *ROUNDINGS, "∜"}
"""Signs that may begin the argument of a function without parentheses."""
JOINED = {"^", "!", "%", "|", "||", *"([{", *")]}", *ROUNDINGS, ")floor", ")ceil", "∜", "choose"}
"""Signs inside a product without signs."""
WRITTEN_NOT = {"=>": "`>=`", "~": None, ":=": "`=`", "->": None, "<->": None, "<=>": None}
"""Relations of authors' texts that mean nothing in an answer, with what may have been meant."""


@lru_cache(maxsize=8192)
def parse(text: str) -> Node:
    """The tree of an author's formula.

    >>> parse("2x^2")
    Op(symbol='*', left=Num(text='2'), right=Op(symbol='^', left=Name(text='x'), right=Num(text='2')))
    """
    if len(text) > MAX_LENGTH:
        raise NotationError(f"This formula has {len(text)} characters; at most {MAX_LENGTH} can be read.")
    return Parser(text, tokens(text, MAX_TOKENS), None).whole()


class Parser:
    """One pass over the tokens of one text. `vocabulary` None is the author's grammar."""

    def __init__(self, text: str, found: list[Token], vocabulary: Vocabulary | None) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.tokens = self.with_words(found if vocabulary is None else spelled_out(found, text, vocabulary))
        self.i = 0
        self.nesting = 0
        self.bars: list[str] = []  # open |…| and ||…||: inside them a bar closes
        self.given = False  # whether a bar means "given" here
        self.bars_part_columns = False
        self.in_row = False  # whether entries between square brackets are being read
        self.applied = False  # whether the argument of a function without parentheses is being read
        self.angled = False  # whether a `>` closes a vector
        self.function_at: tuple[Token, int] | None = None  # that function, and where its argument begins
        self.opaque = False  # whether the arguments of a function of matrices are being read
        self.opens: dict[int, bool] | None = None  # for bars that can be read in several ways: column to "opens"
        self.comma = vocabulary is not None and vocabulary.decimal_comma
        self.mixed_numbers = vocabulary is not None and vocabulary.mixed

    # Moving over tokens -----------------------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        return self.tokens[self.i]

    def take(self) -> Token:
        token = self.tokens[self.i]
        self.i += 1
        return token

    def is_op(self, text: str) -> bool:
        token = self.tokens[self.i]
        return token.kind == "op" and token.text == text

    def word(self) -> str:
        """The operator or keyword at hand, or ''."""
        token = self.tokens[self.i]
        return token.text if token.kind == "op" else ""

    def with_words(self, found: list[Token]) -> list[Token]:
        """The tokens with keywords told from names; `U` behind a bracket is a union."""
        for i, token in enumerate(found):
            if token.kind == "name" and token.text in KEYWORDS and not self.declared(token.text):
                if self.is_product(token, found[i + 1]):
                    continue
                if token.text != "U":
                    found[i] = token._replace(kind="op")
                elif i and found[i - 1].kind == "op" and found[i - 1].text in (")", "]", "}"):
                    found[i] = token._replace(kind="op", text="cup")
        return found

    def is_product(self, token: Token, after: Token) -> bool:
        """Whether a keyword is a product of declared names instead: `2pm` where p and m are declared."""
        if len(token.text) < 2 or not all(map(self.declared, token.text)):
            return False
        return token.text not in JOINING_WORDS or not (token.spaced and after.spaced)

    def declared(self, name: str) -> bool:
        return self.vocabulary is not None and (name in self.vocabulary.symbols or name in self.vocabulary.called)

    def fail(self, message: str, token: Token | None = None, suggestion: str | None = None) -> NotationError:
        token = token or self.token
        return NotationError(message, self.text, token.at, token.end, suggestion)

    def typed(self, token: Token) -> str:
        """The token as it stands in the text, which may spell it otherwise."""
        return self.text[token.at : token.end] or token.text

    def missing(self, closing: str, opening: Token) -> NotationError:
        token = self.token
        if token.kind == "end":
            where = f"the `{self.typed(opening)}` in column {opening.at + 1} is never closed."
            return self.fail(f"`{_sign(closing)}` is missing: {where}")
        if token.text in ENDERS:
            return self.fail(f"`{_sign(closing)}` is missing before `{self.typed(token)}`.")
        return self.unexpected()

    def unexpected(self) -> NotationError:
        token = self.token
        if token.kind == "end":
            return self.fail("Something is missing at the end.")
        if token.text in ENDERS:
            return self.fail(f"This `{self.typed(token)}` closes nothing.")
        if token.kind in ("num", "frac"):
            return self.side_by_side(token)
        hint = {":": " Write / for a division.", "...": " Write all of it."}.get(token.text, "")
        if token.text == "{":
            hint = " Group with round parentheses."
        return self.fail(f"`{self.typed(token)}` is not expected here.{hint}")

    def side_by_side(self, token: Token) -> NotationError:
        before = self.tokens[self.i - 1] if self.i else token
        if before.kind == token.kind == "num" and token.text.startswith(".") and not token.spaced:
            return self.fail("This number has two decimal points.", token)
        if before.kind in ("num", "frac"):
            return self.fail("Two numbers stand side by side: an operator or a comma is missing between them.", token,
                             self.two_numbers(before, token))  # fmt: skip
        typed = self.typed(before)
        readings = f"`{typed}*{token.text}` or `{typed}^{token.text}`" if before.kind == "name" else None
        message = "A number cannot follow here without a sign such as `*` or `^` before it."
        return self.fail(message, token, readings)

    def two_numbers(self, before: Token, token: Token) -> str | None:
        """What two numbers side by side may stand for."""
        raised = self.i > 1 and self.tokens[self.i - 2].text == "^"
        if self.vocabulary is None or raised or before.node is not None or token.node is not None:
            return None
        one, other, whole = before.text, token.text, before.text.isdigit()
        if token.kind == "frac":
            return f"`{one} + {FRACTIONS[other]}` or `{one}*({FRACTIONS[other]})`"
        slash, below = (*self.tokens[self.i + 1 : self.i + 3], token, token)[:2]
        if whole and slash.text == "/" and below.kind == "num":
            return f"`{one} + {other}/{below.text}` or `{one}*({other}/{below.text})`"
        if whole and len(one) <= 3 and len(other) == 3 and other.isdigit():
            return f"`{one}{other}`"
        return f"`{one}*{other}` or `{one}, {other}`"

    def deeper(self, token: Token) -> None:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.fail(f"This is nested too deeply: at most {MAX_NESTING} levels can be read.", token)

    # Levels of the grammar, loosest first -----------------------------------------------------------------------

    def whole(self) -> Node:
        if self.token.kind == "end":
            raise self.fail("There is nothing to read.")
        node = self.series()
        if self.token.kind != "end":
            raise self.unexpected()
        if len(self.tokens) > MAX_DEPTH and (deep := deeper_than(node, MAX_DEPTH)):
            raise NotationError(f"This has too many terms or levels: at most {deep} in a row can be read.", self.text)
        return node

    def series(self) -> Node:
        items = [self.disjunction()]
        while self.separator():
            items.append(self.disjunction())
        return Series(tuple(items)) if len(items) > 1 else items[0]

    def is_separator(self, token: Token) -> bool:
        return token.kind == "op" and token.text in (",", ";")

    def separator(self) -> bool:
        if self.is_op(",") or self.is_op(";"):
            self.i += 1
            return True
        return False

    def disjunction(self) -> Node:
        token = self.tokens[self.i]
        if (token.kind == "num" or token.text == "-") and (number := self.lone_number()) is not None:
            return number
        node = self.negation() if token.text == "not" else self.chain()
        after = self.tokens[self.i]
        if after.kind != "op" or after.text not in JOINING:  # the usual case, and quick
            return node
        return self.joined("or", self.joined("and", node))

    def lone_number(self) -> Node | None:
        """A number with a comma or a closing bracket behind it, as matrices are full of; read without a detour."""
        at = self.i
        minus = self.is_op("-")
        if self.tokens[at + minus].kind != "num" or self.mixed_numbers:
            return None
        after = self.tokens[at + minus + 1]
        if after.kind != "op" or after.text not in CLOSERS:
            return None
        self.i += minus
        return Neg(self.number()) if minus else self.number()

    def joined(self, word: str, first: Node) -> Node:
        """`first` and what else this word joins to it; "and" binds tighter than "or"."""
        items = [first]
        while self.word() == word:
            self.i += 1
            item = self.clause(items[-1], word) if self.vocabulary is not None else self.negation()
            items.append(self.joined("and", item) if word == "or" else item)
        return Logic(word, tuple(items)) if len(items) > 1 else first

    def clause(self, before: Node, word: str) -> Node:
        """What "and" or "or" joins; `x = 1 or 2` and `x < 1 or > 5` leave out what was said already."""
        token = self.tokens[self.i]
        subject, relation = None, ""
        if isinstance(before, Chain) and len(before.relations) == 1 and isinstance(before.terms[0], Name):
            subject, relation = before.terms[0], before.relations[0]
        if subject is not None and token.kind == "op" and token.text in RELATION_WORDS and not self.opens_angle():
            self.i += 1
            return Chain((subject, self.binary(SUM)), (self.relation(token),))
        item = self.negation()
        if subject is None or type(item) in (Chain, Logic):
            return item
        if relation == "=" and word == "or":
            return Chain((subject, item), ("=",))
        if relation == "!=":
            one, two = house(before.terms[1]), house(item)  # type: ignore[union-attr]
            name = subject.text
            raise self.fail("It is not clear what is said about this value.", token,
                            f"`{name} != {one} and {name} != {two}`")  # fmt: skip
        return item

    def negation(self) -> Node:
        if self.word() == "not":
            self.deeper(self.take())
            node = Logic("not", (self.negation(),))
            self.nesting -= 1
            return node
        return self.chain()

    def chain(self) -> Node:
        first = self.binary(SUM)
        after = self.tokens[self.i]
        if after.kind != "op" or after.text not in RELATION_WORDS:
            return first
        terms: list[Node] = [first]
        relations: list[str] = []
        breaks: list[int] = []
        while self.word() in RELATION_WORDS and not (self.angled and self.word() == ">"):
            if self.token.line:
                breaks.append(len(relations))
            relations.append(self.relation(self.take()))
            terms.append(self.binary(SUM))
        return Chain(tuple(terms), tuple(relations), tuple(breaks)) if relations else first

    def relation(self, token: Token) -> str:
        """The relation a sign just taken stands for; a learner's `=<` is one sign."""
        relation = token.text
        if self.vocabulary is None:
            return relation
        if relation in WRITTEN_NOT:
            raise self.fail(f"`{self.typed(token)}` is not expected here.", token, WRITTEN_NOT[relation])
        if relation == "!=" and self.typed(token) == "!=" and not token.spaced:
            self.not_factorial(token)
        if relation == "=" and self.is_op("<") and not self.token.spaced and not self.opens_angle():
            self.i += 1
            return "<="
        return relation

    def not_factorial(self, token: Token) -> None:
        """`n!=6` may be n! = 6 as well; `x!=1` is what programmers write for x ≠ 1."""
        before = self.tokens[self.i - 2]
        if before.kind == "num" or before.text in (")", "n", "k", "m"):
            value, rest = self.value_before(token), self.product_text()
            raise self.fail("`!=` can mean two things here.", token, f"`{value} ≠ {rest}` or `{value}! = {rest}`")

    def binary(self, floor: int) -> Node:
        """Sums, products and what lies between, of at least strength `floor`."""
        left = self.operand(floor)
        slash: Token | None = None  # the sign of a quotient of which nothing but its divisor followed
        while True:
            sign = self.tokens[self.i]
            symbol = sign.text if sign.kind == "op" else ""
            strength = PRECEDENCE.get(symbol, 0)
            implicit = strength == 0
            if implicit:
                if symbol not in FACTOR_SIGNS or not self.begins_factor():
                    return left
                symbol, strength = "*", PRODUCT
            if strength < floor or (self.applied and not implicit):
                return left
            if implicit and slash is not None and not self.begins_row():  # nothing is divided by a vector
                raise self.two_readings(slash)
            if not implicit:
                self.i += 1
                if symbol in "+-" and self.vocabulary is not None:
                    symbol = self.two_signs(sign)
            left = Op(symbol, left, self.binary(strength + 1))
            slash = sign if symbol == "/" else None

    def two_signs(self, sign: Token) -> str:
        """`3 + -2` is a sum; `3+-2` may be one or stand for ±, unless one value is asked for."""
        if sign.text == "-" or not self.is_op("-") or self.token.spaced:
            return sign.text
        assert self.vocabulary is not None
        if not self.vocabulary.single:
            raise self.fail("`+-` can mean two things here.", sign, "`±` or `+ (-...)`")
        return sign.text

    def operand(self, floor: int) -> Node:
        """A value with its leading sign and its powers; at the beginning of a term the sign takes the whole product."""
        token = self.tokens[self.i]
        if token.kind != "op" or token.text not in SIGNS:
            base = self.postfix()
            after = self.tokens[self.i]
            raised = after.text == "^" if after.kind == "op" else after.kind in RAISING
            return self.raised(base) if raised else base
        self.deeper(self.take())
        sign = token.text
        if sign == "+" and self.vocabulary is not None and self.is_op("-") and not self.token.spaced:
            self.i += 1
            sign = "pm"  # nobody writes `+-2` for -2
        inner = self.binary(max(PRODUCT, floor))
        self.nesting -= 1
        return Neg(inner) if sign == "-" else Call("pm", (inner,)) if sign == "pm" else inner

    def power(self) -> Node:
        return self.raised(self.postfix())

    def raised(self, base: Node) -> Node:
        token = self.tokens[self.i]
        if token.kind == "op" and token.text == "^":
            self.take()
            return Op("^", base, self.exponent(token))
        if token.kind == "sup":
            if self.is_index_of_root() and self.vocabulary is not None:
                if token.spaced:
                    return base
                raise self.fail("It is not clear whether this is an exponent or belongs to the root.", token)
            self.take()
            if self.token.kind == "sup" or self.is_op("^"):
                raise self.fail("A power of a power needs parentheses.")
            return Op("^", base, _superscript(token, self))
        if token.kind == "power" and token.node is not None:
            self.take()
            if self.is_op("^") or self.token.kind == "sup":
                raise self.fail("A power of a power needs parentheses.")
            return self.marked(Op("^", base, token.node))
        if token.kind == "transpose":
            known = isinstance(base, Rows | Tuple) or self.vocabulary is None or self.vocabulary.open_names
            if not known and not self.declared("T"):
                raise self.fail("There is no matrix here to transpose.")
            self.take()
            return self.raised(Op("^", base, Name("T")))
        return base

    def exponent(self, caret: Token) -> Node:
        self.deeper(caret)
        if self.token.kind == "end":
            raise self.fail("The exponent is missing behind `^`.", caret)
        if self.is_op("{") and self.vocabulary is not None:
            raise self.fail("An exponent stands in round parentheses.", suggestion="`^(...)`")
        applied, self.applied = self.applied, False
        begin = self.i
        if self.is_op("-") or self.is_op("+"):
            minus = self.take().text == "-"
            inner = self.power()
            node: Node = Neg(inner) if minus else inner
        else:
            inner = node = self.power()
        self.applied = applied
        self.nesting -= 1
        if self.vocabulary is not None and type(inner) in (Num, Name):
            self.ends_clearly(caret, begin, inner)
        return node

    def ends_clearly(self, caret: Token, begin: int, exponent: Node) -> None:
        """Raises where it is not clear how far an exponent reaches: `e^2x`, `2^xy`; `x^2y`, `e^xsin(y)` are clear."""
        token, before = self.tokens[self.i], self.tokens[self.i - 1]
        if token.kind not in ("name", "function", "frac") or token.spaced or before.text == ")":
            return
        base = self.tokens[self.tokens.index(caret) - 1]
        constant = base.kind == "num" or (base.text in ("e", "pi", "π") and not self.declared(base.text))
        after = self.tokens[self.i + 1]
        raised = after.kind == "sup" or after.text == "^"
        logarithm = base.text == "e" and token.text.startswith(("ln", "log"))  # e^(x ln x) is a power of x
        if (not constant and isinstance(exponent, Num)) or (self.is_function(token) and not logarithm):
            return
        if raised and isinstance(exponent, Name) and (token.text == "e" or base.text == ")"):
            return
        power, rest = self.text[self.tokens[begin].at : before.end], self.product_text()
        shown = self.value_before(caret)
        raise self.fail("It is not clear where the exponent ends.", caret,
                        f"`{shown}^({power}*{rest})` or `{shown}^{power}*{rest}`")  # fmt: skip

    def postfix(self) -> Node:
        kind = self.tokens[self.i].kind
        return self.marked(self.number() if kind == "num" else self.name() if kind == "name" else self.primary())

    def marked(self, node: Node) -> Node:
        """A value with the marks behind it: `5%`, `3!`."""
        while (sign := self.tokens[self.i]).kind == "op" and sign.text in ("%", "!"):
            self.i += 1
            if sign.text == "!" and self.is_op("!") and not self.token.spaced:
                raise self.fail("Two `!` in a row can mean two things.", sign, f"`({self.value_before(sign)}!)!`")
            node = Call("percent" if sign.text == "%" else "factorial", (node,))
        if sign.kind == "op" and sign.text == "choose":
            self.i += 1
            return Call("binomial", (node, self.postfix()))
        return node

    # Values -----------------------------------------------------------------------------------------------------

    def primary(self) -> Node:
        token = self.token
        if token.kind == "num":
            return self.number()
        if token.kind in ("name", "function"):
            return self.name()
        if token.kind == "frac":
            return _fraction(self.take())
        if token.kind == "tree" and token.node is not None:
            self.take()
            return token.node
        if token.kind == "binder" and token.node is not None:
            self.deeper(self.take())
            call = Call(token.text, (self.binary(PRODUCT), *children(token.node)))
            self.nesting -= 1
            return call
        if token.kind == "text":
            if self.vocabulary is not None:
                raise self.fail("Words in quotation marks cannot be part of an answer.")
            return Text(self.take().text)
        if token.kind == "op":
            if token.text in ("(", "["):
                return self.bracket()
            if token.text == "{":
                return self.braces()
            if token.text in ("|", "||") and self.may_open(token):
                return self.bar()
            if token.text == "∜" or token.text in ROUNDINGS:
                return self.rounded() if token.text in ROUNDINGS else self.root("4")
            if token.text in ("<", "<|") and self.opens_angle():
                return Rows((self.items(self.take(), CLOSING[token.text]),))
            if token.text == "...":
                if self.vocabulary is not None:
                    raise self.fail("Write all of it: dots leave open what is meant.")
                self.take()
                return Name("dots")
        if token.kind == "sup" and self.is_index_of_root():
            return self.root("".join(SUPERSCRIPTS[c] for c in token.text))
        raise self.no_value(token)

    def rounded(self) -> Node:
        """`⌊x⌋`, `⌈x⌉`."""
        opening = self.take()
        items = self.items(opening, CLOSING[opening.text])
        if len(items) != 1:
            raise self.fail("One value stands between these brackets.", opening)
        return Call(ROUNDINGS[opening.text], items)

    def is_index_of_root(self) -> bool:
        """Whether the small raised number at hand belongs to a root: `³√x`."""
        token, after = self.tokens[self.i], self.tokens[self.i + 1 : self.i + 2]
        return token.kind == "sup" and bool(after) and after[0].text == "sqrt" and self.text[token.end] == "√"

    def root(self, degree: str) -> Node:
        """`³√x`, `∜x`."""
        sign = self.take()
        if sign.kind == "sup":
            if not degree.isdigit() and degree != "n":
                raise self.fail("This root cannot be read.", sign, "`root(x, 3)`")
            index = _superscript(sign, self)
            sign = self.take()
        else:
            index = Num(degree)
        inner = self.argument(sign._replace(kind="function", text="sqrt"))
        return Call("cbrt", (inner,)) if degree == "3" else Call("root", (inner, index))

    def opens_angle(self) -> bool:
        """Whether a `<` or `⟨` of a learner begins a vector: what closes it must follow."""
        if self.vocabulary is None:
            return False
        sign = self.tokens[self.i].text
        return sign in ("<", "<|") and any(token.text == CLOSING[sign] for token in self.tokens[self.i + 1 :])

    def may_open(self, token: Token) -> bool:
        return self.opens is None or self.opens.get(token.at, True)

    def no_value(self, token: Token) -> NotationError:
        if token.kind == "end":
            before = self.tokens[self.i - 1] if self.i else token
            behind = f" behind `{self.typed(before)}`" if before.text else ""
            return self.fail(f"Something is missing at the end{behind}.")
        if token.kind in ("sup", "power"):
            return self.fail("An exponent needs something before it.")
        if token.text in ENDERS and self.i and self.tokens[self.i - 1].text in OPENERS:
            return self.fail("There is nothing between these brackets.")
        typed = self.typed(token)
        if token.text in ENDERS and (self.i == 0 or self.nesting == 0):
            return self.fail(f"This `{typed}` closes nothing.")
        if self.i and token.text in ("*", "/", "^") and self.tokens[self.i - 1].text == token.text:
            return self.fail(f"Two `{typed}` in a row.")
        return self.fail(f"A number or a name is missing before `{typed}`.")

    def number(self) -> Node:
        token = self.take()
        text = token.text
        if text.isdigit() and len(text) <= MAX_PLAIN and not self.mixed_numbers:  # the usual case, and quick
            return Num(text)
        text = text.lower()
        digits, _, exponent = text.partition("e")
        learner = self.vocabulary is not None
        if len(digits) > (MAX_PLAIN if learner else MAX_DIGITS):
            raise self.fail(f"This number has too many digits: at most {MAX_PLAIN if learner else MAX_DIGITS}.", token)
        if exponent and (len(exponent) > 5 or abs(int(exponent)) > MAX_EXPONENT):
            raise self.fail(f"The power of ten is too large: at most {MAX_EXPONENT}.", token)
        if exponent and self.vocabulary is not None:
            signed = exponent[0] in ("+", "-")
            if self.declared("e") or self.declared("E") or (signed and self.vocabulary.euler):
                letter = token.text[len(digits)]
                other = f"{digits}*{letter} {exponent[0]} {exponent[1:]}" if signed else f"{digits}*{letter}*{exponent}"
                power = f"({exponent})" if exponent[0] == "-" else exponent.lstrip("+")
                readings = f"`{digits}*10^{power}` or `{other}`"
                raise self.fail(f"`{token.text}` can mean two things here.", token, readings)
        if digits.startswith("."):
            digits = "0" + digits
        if digits.endswith(".") and self.is_repeated():
            raise self.fail("A repeating decimal cannot be read: write it as a fraction.", token)
        number = Num(digits.rstrip(".") + (f"e{int(exponent)}" if exponent else ""))
        if self.mixed_numbers:
            return self.mixed(number)
        return number

    def is_repeated(self) -> bool:
        """Whether `(3)` follows at once, as in `0.(3)`."""
        opening, inside, closing = (*self.tokens[self.i : self.i + 3], *[self.tokens[-1]] * 3)[:3]
        return opening.text == "(" and not opening.spaced and inside.kind == "num" and closing.text == ")"

    def mixed(self, whole: Num) -> Node:
        """`1 1/2`, where the exercise allows it."""
        here = self.tokens[self.i : self.i + 3]
        if here[0].kind == "frac" and whole.text.isdigit():
            return Op("+", whole, _fraction(self.take()))
        kinds = [token.kind for token in here]
        if kinds != ["num", "op", "num"] or here[1].text != "/" or not here[0].spaced:
            return whole
        if whole.text.isdigit() and here[0].text.isdigit() and here[2].text.isdigit():
            self.i += 3
            return Op("+", whole, Op("/", Num(here[0].text), Num(here[2].text)))
        return whole

    def bar(self) -> Node:
        """|x| and, for authors, ||v||."""
        opening = self.take()
        self.deeper(opening)
        double = opening.text == "||" or (
            self.vocabulary is None and self.is_op("|") and not self.token.spaced and opening.text == "|"
        )
        if double and self.vocabulary is not None and "norm" not in self.vocabulary.allowed:
            raise self.fail("Give the result: these bars only name the length that is to be worked out.", opening)
        if double and opening.text == "|":
            self.i += 1
        given, applied, self.given, self.applied = self.given, self.applied, False, False
        self.bars.append("||" if double else "|")
        inside = self.binary(SUM)
        self.bars.pop()
        self.given, self.applied = given, applied
        for _ in range(2 if double and not self.is_op("||") else 1):
            closes = self.is_op("|") or self.is_op("||")
            if not closes or (self.opens is not None and self.opens.get(self.token.at)):
                raise self.missing("|", opening)
            self.i += 1
        self.nesting -= 1
        return Call("norm" if double else "abs", (inside,))

    def begins_factor(self) -> bool:
        """Whether what follows multiplies what stands before, with no sign between."""
        token = self.tokens[self.i]
        if self.applied and self.vocabulary is not None and self.tokens[self.i - 1].text == "|":
            opens = self.opens.get(token.at, True) if self.opens is not None else not self.bars
            if token.text == "(" or (token.text == "|" and opens):
                raise self.unclear_argument()
            return False  # `ln|x| x`: the bars end the argument; in `ln|ln|x||` the next one closes the outer pair
        if token.kind == "name":
            if not self.applied:
                return True
            if self.vocabulary is not None and self.ends_argument(token):
                raise self.unclear_argument()
            return not self.is_function(token)
        if token.kind == "function":
            return not self.applied
        if token.kind in ("text", "frac", "tree", "binder"):
            if token.kind != "frac" or token.node is not None or self.vocabulary is None:
                return token.kind != "frac" or self.tokens[self.i - 1].kind != "num"
            if self.tokens[self.i - 1].kind == "num":
                return False
            raise self.fraction_behind(token)
        if token.kind == "sup":
            return self.is_index_of_root() and not self.applied
        if token.kind != "op":
            return False
        if token.text in ROUNDINGS or token.text == "∜":
            return not self.applied
        if token.text == "(":
            if self.applied and self.begins_row():
                return False
            if self.applied:
                raise self.unclear_argument()
            return True
        if token.text == "[":  # `2[1, 2]`, `sqrt(2)[1, 2]`
            before = self.tokens[self.i - 1]
            return self.vocabulary is not None and not self.applied and before.text not in ("]", "}")
        if token.text == "|" and self.opens is not None and token.at in self.opens:
            return self.opens[token.at]
        if token.text == "|":
            return not self.bars and not self.given and not (self.in_row and self.parts_columns(token))
        return False

    def ends_argument(self, token: Token) -> bool:
        """Whether a name may begin a factor behind the argument of a function: `sin x e^x`, `ln 2 x`."""
        if token.text == "e" and self.tokens[self.i + 1].text == "^":
            return True
        assert self.function_at is not None
        function, begin = self.function_at
        constant = begin == self.i - 1 and self.tokens[begin].kind == "num"
        return constant and token.spaced and function.text.startswith(("ln", "log", "lg"))

    def fraction_behind(self, token: Token) -> NotationError:
        """`x½` may be a product or a power."""
        value, fraction = self.value_before(token), FRACTIONS[token.text]
        return self.fail("It is not clear what this fraction does here.", token,
                         f"`{value}*({fraction})` or `{value}^({fraction})`")  # fmt: skip

    def begins_row(self) -> bool:
        """Whether what follows is a vector: `[1, 2]`, or `(1, 2)`, which the comma tells from a group."""
        if not self.is_op("("):
            return self.is_op("[")
        depth = 0
        for token in self.tokens[self.i :]:
            depth += (token.text in OPENERS) - (token.text in ENDERS)
            if depth == 0 or (depth == 1 and token.text == ","):
                return depth == 1
        return False

    def parts_columns(self, token: Token) -> bool:
        """Whether a bar in a row is that of an augmented matrix: in a learner's one it has space on both sides.

        Where that reading fails, `read` tries again with every bar in a row as such a bar.
        """
        spaced = token.spaced and self.tokens[self.i + 1].spaced
        return self.vocabulary is None or spaced or self.bars_part_columns

    def is_function(self, token: Token) -> bool:
        return self.pieces(token)[0].kind == "function"

    def two_readings(self, sign: Token) -> NotationError:
        """`1/2x`: two readings of equal right."""
        above, below = self.text_before(sign), self.text[sign.end : self.token.at].strip()
        rest = self.product_text()
        return NotationError(
            "This can be read in two ways: put parentheses where you mean them.",
            self.text,
            sign.at,
            min(self.token.end, len(self.text)),
            f"`({above}/{below})*{rest}` or `{above}/({below}*{rest})`",
        )

    def value_before(self, sign: Token) -> str:
        """The one value before a sign as typed: a bracket with all that is in it, or a single piece."""
        depth, at, barred = 0, sign.at, False
        for token in reversed(self.tokens[: self.tokens.index(sign)]):
            depth += (token.text in ENDERS) - (token.text in OPENERS)
            barred = barred != (token.text == "|")
            at = token.at
            if depth <= 0 and not barred:
                break
        return self.text[at : sign.at].strip()

    def text_before(self, sign: Token) -> str:
        """The dividend as typed: back to the last looser sign or opening bracket."""
        depth, at, barred = 0, 0, False
        for i in range(self.tokens.index(sign) - 1, -1, -1):
            token = self.tokens[i]
            depth += (token.text in ENDERS) - (token.text in OPENERS)
            leading = token.text in SIGNS and i > 0 and self.tokens[i - 1].text in ("^", "*", "/")
            loose = token.kind == "op" and token.text in LOOSE and not leading and token.text != "|"
            if depth < 0 or (depth == 0 and not barred and (loose or (token.text == "|" and self.bars))):
                at = token.end
                break
            barred = barred != (token.text == "|")
        return self.text[at : sign.at].strip()

    def product_text(self) -> str:
        """The factors at hand as typed, up to the next sign between them."""
        depth, end, before, barred = 0, self.token.end, "", False
        for token in self.tokens[self.i : -1]:
            depth += (token.text in OPENERS) - (token.text in ENDERS)
            sign = token.kind == "op" and token.text not in JOINED and not (before == "^" and token.text in SIGNS)
            if depth < 0 or (depth == 0 and not barred and (sign or (token.text == "|" and self.bars))):
                break
            barred = barred != (token.text == "|")
            end, before = token.end, token.text
        return self.text[self.token.at : end].strip()

    # Names ------------------------------------------------------------------------------------------------------

    def name(self) -> Node:
        token, after = self.tokens[self.i], self.tokens[self.i + 1]
        if after.kind != "op" or after.text not in OPENING:  # the usual case, and quick
            if self.vocabulary is None:
                kind, text = _author_reading(token.text)
                if kind == "plain":
                    self.i += 1
                    return Name(text)
            elif token.text in self.vocabulary.symbols:
                self.i += 1
                return Name(token.text)
        if token.kind != "function":
            self.tokens[self.i : self.i + 1] = self.pieces(token)
        piece = self.take()
        return self.function(piece) if piece.kind == "function" else self.named(piece)

    def named(self, token: Token) -> Node:
        """A name by itself, called, or with an index."""
        name = token.text
        if name in ("Interval.open", "Interval.Lopen", "Interval.Ropen"):
            ends = self.arguments(name)
            return Tuple(ends, "[" if name.endswith("Ropen") else "(", "]" if name.endswith("Lopen") else ")")
        if self.is_op("_"):
            return self.index(token)
        if self.vocabulary is not None:
            stem = name.rstrip("'")
            if stem in self.vocabulary.called:
                if self.is_op("("):
                    return Call(name, self.arguments(name))
                if stem not in self.vocabulary.symbols and name not in self.vocabulary.symbols:
                    raise self.fail(f"`{name}` is a function: it needs its argument in parentheses.", token,
                                    f"`{name}(...)`")  # fmt: skip
            if name == "emptyset":
                return Braces(())
            return Name(name)
        if name in UNDEFINED:
            raise self.fail(f"`{name}` is not a value.", token)
        if name in EMPTY:
            return Braces(())
        if self.is_op("(") or (self.is_op("[") and name in BRACKETED):
            return self.call(token)
        return Name(name)

    def index(self, token: Token) -> Node:
        """`x_(k + 1)`, `x_{1}`."""
        self.take()
        if not (self.is_op("(") or self.is_op("{")):
            raise self.fail("An index is a name, a number or stands in parentheses: `x_(k + 1)`.")
        if self.vocabulary is not None:
            raise self.fail("An index is written without brackets here.", suggestion="`x_1`")
        curly = self.is_op("{")
        items = self.items(self.take(), "}" if curly else ")")
        if curly and len(items) == 1 and isinstance(items[0], Num | Name) and items[0].text.isalnum():
            return self.named(Token("name", f"{token.text}_{items[0].text}", token.at, token.end))
        sub = Sub(Name(token.text), items)
        if self.is_op("(") and not self.token.spaced:
            raise self.fail("A function with a computed index cannot be called.")
        return sub

    def call(self, token: Token) -> Node:
        """A name with arguments, in an author's text."""
        name = token.text
        if name == "Interval":
            return Tuple(self.arguments(name), "[", "]")
        if name in ("Matrix", "ImmutableMatrix", "MutableDenseMatrix", "ImmutableDenseMatrix"):
            (inner, *_) = self.arguments(name)
            if isinstance(inner, Rows):
                return inner
            raise self.fail("A matrix is written `[[1, 2], [3, 4]]`.", token)
        if name == "FiniteSet":
            return Braces(self.arguments(name))
        if name in ("Union", "Intersection"):
            first, *others = self.arguments(name)
            for other in others:
                first = Op("cup" if name == "Union" else "cap", first, other)
            return first
        if name in RELATIONAL:
            return Chain(self.arguments(name), (RELATIONAL[name],))
        if name in ("And", "Or", "Not"):
            return Logic(name.lower(), self.arguments(name))
        if name in ("piecewise", "Piecewise"):
            return self.cases(token)
        canonical = canonical_name(name)
        if canonical in FUNCTIONS:
            return self.applied_to(canonical, token)
        return Call(name, self.arguments(name))

    def cases(self, token: Token) -> Cases:
        branches: list[tuple[Node, Node | None]] = []
        items = self.arguments("piecewise")
        for i, item in enumerate(items):
            match item:
                case Tuple((value, Name("True" | "otherwise"))):
                    branches.append((value, None))
                case Tuple((value, when)):
                    branches.append((value, when))
                case _ if i == len(items) - 1:
                    branches.append((item, None))
                case _:
                    raise self.fail("A case is written `(value, condition)`.", token)
        if any(when is None for _, when in branches[:-1]):
            raise self.fail("Only the last case can stand without a condition.", token)
        return Cases(tuple(branches))

    def function(self, token: Token) -> Node:
        """A known function: `sin(x)`, `sin x`, `sin^2 x`, `sin^-1(x)`, `log_2(x)`."""
        name, _, base = token.text.partition("_")
        if token.node is not None:
            power = self.take() if self.token.kind == "power" else None
            logarithm = Call("log", (self.argument(token), token.node))
            return Op("^", logarithm, power.node) if power and power.node else logarithm
        if name == "log" and base:
            return self.logarithm(token, _base(base))
        if name == "log" and self.is_op("_"):
            self.take()
            if not self.is_op("("):
                raise self.fail("The base of a logarithm is a name, a number or stands in parentheses.")
            opening = self.take()
            bases = self.items(opening, ")")
            if len(bases) != 1:
                raise self.fail("A logarithm has one base.", opening)
            return self.logarithm(token, bases[0])
        canonical = canonical_name(name)
        if FUNCTIONS[canonical].prefix and (self.is_op("^") or self.token.kind in ("sup", "power")):
            return self.power_of_function(canonical, token)
        return self.applied_to(canonical, token)

    def logarithm(self, token: Token, base: Node) -> Node:
        """`log_2(x)`, `log_2^3(x)`."""
        caret = self.take() if self.is_op("^") or self.token.kind == "sup" else None
        exponent = None if caret is None else _superscript(caret, self) if caret.kind == "sup" else self.exponent(caret)
        value = Call("log", (self.argument(token), base))
        return value if exponent is None else Op("^", value, exponent)

    def power_of_function(self, name: str, token: Token) -> Node:
        caret = self.take()
        if name == "exp" and self.vocabulary is not None:
            raise self.fail("`exp` needs its argument in parentheses.", token, "`exp(x)` or `e^x`")
        exponent = caret.node or (_superscript(caret, self) if caret.kind == "sup" else self.exponent(caret))
        if exponent == Neg(Num("1")):
            if name not in INVERSES:
                raise self.fail(f"`{name}^-1` can mean two things.", token, f"`1/{name}(x)`")
            return self.applied_to(INVERSES[name], token)
        return Op("^", self.applied_to(name, token), exponent)

    def applied_to(self, name: str, token: Token) -> Node:
        """The function with its arguments, however they are written."""
        opens = self.word()
        if opens != "(" and not (opens == "[" and name in BRACKETED) and not (opens == "{" and name in GATHERED):
            return Call(name, (self.argument(token),))
        args = self.arguments(name)
        if name in LIMITS and len(args) == 2 and isinstance(args[1], Tuple) and len(args[1].items) in (2, 3):
            args = (args[0], *args[1].items)
        if name == "ln" and len(args) == 2:
            name = "log"
        known = FUNCTIONS[name]
        if not known.low <= len(args) <= known.high:
            wanted = str(known.low) if known.low == known.high else f"{known.low} to {known.high}"
            wanted = "1 or 2" if name == "ln" else wanted
            shown = f"`{self.typed(token)}` takes {wanted} argument{'s' * (wanted != '1')}, not {len(args)}."
            raise self.fail(shown, token)
        return Call(name, args)

    def argument(self, token: Token) -> Node:
        """What a function applies to: in parentheses, or the factors that follow without a sign."""
        typed = self.typed(token)
        if self.is_op("("):
            args = self.arguments(token.text)
            if len(args) != 1:
                raise self.fail(f"`{typed}` takes 1 argument, not {len(args)}.", token)
            return args[0]
        if self.token.kind == "tree" and self.token.text in ("{", "|"):
            return self.grouped(token)
        if not FUNCTIONS[canonical_name(token.text.partition("_")[0])].prefix and "_" not in token.text:
            raise self.fail(f"`{typed}` needs its argument in parentheses.", token, f"`{typed}(...)`")
        following = self.token
        if following.text == "{" and not self.groups():
            raise self.fail(f"`{typed}` needs its argument in round parentheses.", token, f"`{typed}(...)`")
        aside = following.text == "-" and following.spaced and self.tokens[self.i + 1].spaced  # `sin - 1`
        if following.kind == "end" or aside or (following.kind == "op" and following.text not in ARGUED):
            raise self.fail(f"`{typed}` needs an argument.", token, f"`{typed}(x)`")
        inverse = following.text == "-" and not following.spaced and self.tokens[self.i + 1].text == "1"
        if inverse and self.vocabulary is not None:
            readings = f"`{typed}^-1(...)` or `{typed}(-1...)`"
            raise self.fail(f"`{typed}-1` can mean two things.", token, readings)
        self.deeper(token)
        applied, self.applied = self.applied, True
        begin = self.i
        outer, self.function_at = self.function_at, (token, begin)
        inner = self.binary(PRODUCT)
        self.applied, self.function_at = applied, outer
        self.nesting -= 1
        if isinstance(inner, Call) and inner.name == "abs" and following.text == "|":
            return inner  # `ln|x|/2`: the bars end the argument
        sign = self.text[token.at : token.at + 1]
        if token.text in ("sqrt", "cbrt") and (sign in "√∛∜" or self.vocabulary is not None):
            self.under_root(inner, token, begin)
            if sign in "√∛∜" or token.end == following.at:
                return inner
        numeric = all(t.kind in ("num", "frac") for t in self.tokens[begin : self.i])
        if (numeric and self.is_op("*")) or (self.is_op("/") and self.tokens[self.i + 1].kind == "num"):
            argument, joint = self.text[following.at : self.tokens[self.i - 1].end], self.take()
            sign, rest = joint.text, self.product_text()
            readings = f"`{typed}({argument}){sign}{rest}` or `{typed}({argument}{sign}{rest})`"
            raise self.fail("It is not clear where the argument of the function ends.", joint, readings)
        return inner

    def grouped(self, token: Token) -> Node:
        """The argument of a function in LaTeX's braces or bars."""
        group = self.take()
        assert group.node is not None
        if self.token.kind in RAISING or self.word() in ("!", "%"):
            name, inner, mark = self.typed(token), self.typed(group), self.typed(self.token)
            inner = inner[1:-1] if group.text == "{" else inner
            readings = f"`{name}({inner}){mark}` or `{name}({inner}{mark})`"
            raise self.fail("It is not clear whether this belongs to the function or to its argument.", None, readings)
        return group.node

    def under_root(self, inner: Node, token: Token, begin: int) -> None:
        """`√2`, `√x` and `√sin(x)` are clear; `√2x`, `√x²` and `sqrt x+1` are not."""
        first, last, after = self.tokens[begin], self.tokens[self.i - 1], self.tokens[self.i]
        whole = isinstance(inner, Call) and inner.name not in ("factorial", "percent")
        head = self.text[first.at : last.end if whole else first.end]
        if self.i - begin > 1 and not whole:
            if first.text == "|":
                bars = [i for i in range(begin, self.i) if self.tokens[i].text == "|"]
                first = self.tokens[bars[1]]
                head = self.text[self.tokens[begin].at : first.end]
            tail = self.text[first.end : last.end].strip()
            behind = self.tokens[self.tokens.index(first) + 1]
            sign = "" if behind.text in ("^", "!", "%") or behind.kind == "sup" else "*"
        elif self.word() in ("+", "-") and not after.spaced and token.end < first.at:
            if self.tokens[self.i + 1].spaced:
                return
            self.i += 1
            sign, tail = after.text, self.product_text()
        else:
            return
        if first.text == "-" or first.kind == "function":
            readings = f"`{token.text}({self.text[first.at : last.end]})`"
        else:
            readings = f"`{token.text}({head}){sign}{tail}` or `{token.text}({head}{sign}{tail})`"
        raise self.fail("It is not clear how far the root reaches: put parentheses.", token, readings)

    def unclear_argument(self) -> NotationError:
        """`sin x(x + 1)`, `sin x e^x`: whether a factor still belongs to the argument is open."""
        assert self.function_at is not None
        function, begin = self.function_at
        head = self.text[function.at : self.tokens[begin].at].strip()
        argument = self.text[self.tokens[begin].at : self.tokens[self.i - 1].end]
        rest = self.product_text()
        return self.fail("It is not clear where the argument of the function ends.", None,
                         f"`{head}({argument})*{rest}` or `{head}({argument}*{rest})`")  # fmt: skip

    # Brackets ---------------------------------------------------------------------------------------------------

    def arguments(self, name: str) -> tuple[Node, ...]:
        if self.word() not in CLOSING:
            raise self.fail(f"`{name}` needs its arguments in parentheses.")
        opening = self.take()
        given, self.given = self.given, name in CONDITIONED or (self.vocabulary is None and name not in FUNCTIONS)
        opaque, self.opaque = self.opaque, self.opaque or (name in FUNCTIONS and not FUNCTIONS[name].learner)
        items = self.items(opening, CLOSING[opening.text])
        self.given, self.opaque = given, opaque
        return items

    def items(self, opening: Token, closing: str) -> tuple[Node, ...]:
        """What stands between commas, up to and past the closing bracket."""
        self.deeper(opening)
        bars, applied, in_row, angled = self.bars, self.applied, self.in_row, self.angled
        self.bars, self.applied, self.in_row, self.angled = [], False, False, opening.text == "<"
        items: list[Node] = []
        while not self.is_op(closing):
            items.append(self.disjunction())
            if self.given and (self.is_op("|") or (self.is_op(":") and closing == "}")):
                self.i += 1
                event = Series(tuple(items)) if len(items) > 1 else items[0]
                items = [Given(event, self.conditions(closing))]
            if not self.is_op(closing) and not self.separator():
                raise self.missing(closing, opening)
            if self.is_op(closing) and self.is_separator(self.tokens[self.i - 1]):
                raise self.fail("Something is missing behind this comma.", self.tokens[self.i - 1])
        self.i += 1
        self.bars, self.applied, self.in_row, self.angled = bars, applied, in_row, angled
        self.nesting -= 1
        return tuple(items)

    def conditions(self, closing: str) -> Node:
        """What stands behind "given": several conditions are separated by commas."""
        given, self.given = self.given, False
        items = [self.disjunction()]
        while not self.is_op(closing) and self.separator():
            items.append(self.disjunction())
        self.given = given
        return Series(tuple(items)) if len(items) > 1 else items[0]

    def braces(self) -> Node:
        opening = self.take()
        given, self.given = self.given, True
        items = self.items(opening, "}")
        self.given = given
        if len(items) == 1 and self.groups():
            return items[0]
        return Braces(items)

    def groups(self) -> bool:
        """Whether square brackets and braces around one value are parentheses, as in `2[x(x + 1) - 3]`."""
        return self.vocabulary is not None and self.vocabulary.single and not self.opaque

    def bracket(self) -> Node:
        """A group, a point, an interval, a vector or a matrix: which one shows at the end."""
        opening = self.take()
        self.deeper(opening)
        bars, given, applied, in_row, angled = self.bars, self.given, self.applied, self.in_row, self.angled
        self.bars, self.given, self.applied, self.in_row = [], False, False, opening.text == "["
        self.angled = False
        rows: list[list[Node]] = [[]]
        bar = 0
        single = False
        while (sign := self.word()) not in (")", "]"):
            rows[-1].append(self.disjunction())
            sign = self.word()
            if sign in (")", "]"):
                break
            if sign == "|" and self.in_row and bar in (0, len(rows[-1])) and self.parts_columns(self.token):
                bar = len(rows[-1])
            elif sign == ";" and opening.text == "[":
                rows.append([])
            elif sign not in (",", ";"):
                if opening.text == "[" and self.token.kind in ("num", "name", "frac"):
                    raise self.fail("Entries are separated by commas.", None, self.with_commas(opening))
                raise self.missing(CLOSING[opening.text], opening)
            self.i += 1
            if self.ends_single(opening, rows):
                single = True
                break
            if self.word() in (")", "]"):
                raise self.fail("Something is missing behind this comma.", self.tokens[self.i - 1])
        closing = self.take()
        self.bars, self.given, self.applied, self.in_row, self.angled = bars, given, applied, in_row, angled
        self.nesting -= 1
        return Rows((tuple(rows[0]),)) if single else self.bracketed(opening, closing, rows, bar)

    def ends_single(self, opening: Token, rows: list[list[Node]]) -> bool:
        """Whether this closes `(4,)`, which is how Python writes a vector with one entry: without any space."""
        comma = self.tokens[self.i - 1]
        one = len(rows) == len(rows[0]) == 1 and opening.text == "(" and comma.text == ","
        return one and self.word() == ")" and not self.token.spaced

    def with_commas(self, opening: Token) -> str:
        """A row with commas where spaces part its entries, if that is all it needs."""
        inside = self.text[opening.end :].partition("]")[0]
        entries = inside.split()
        if self.vocabulary is None or not all(entry.strip("-.").isalnum() for entry in entries):
            return "`[1, 2]`"
        return f"`[{', '.join(entries)}]`"

    def bracketed(self, opening: Token, closing: Token, rows: list[list[Node]], bar: int) -> Node:
        if len(rows) > 1 and all(len(row) == 1 and (self.comma or isinstance(row[0], Rows)) for row in rows):
            rows = [[row[0] for row in rows]]  # `[[1, 2]; [3, 4]]`; with a decimal comma `[1,5; 2]` too
        items = tuple(item for row in rows for item in row)
        if len(rows) > 1 and closing.text == "]":
            return self.matrix(tuple(Rows((tuple(row),), bar) for row in rows), bar, opening)
        if not items:
            raise self.fail("There is nothing between these brackets.", opening)
        if len(items) == 1 and (opening.text, closing.text) == ("(", ")"):
            return items[0]
        if len(items) == 1 and (opening.text, closing.text) == ("[", "]") and not bar and self.groups():
            return items[0]
        if (opening.text, closing.text) == ("[", "]"):
            return self.matrix(items, bar, opening)
        if len(items) == 1:
            raise self.fail(f"`{opening.text}` and `{closing.text}` do not belong together.", opening)
        if opening.text != closing.text and len(items) != 2 and (opening.text, closing.text) != ("(", ")"):
            raise self.fail("An interval has two ends.", opening)
        return Tuple(items, opening.text, closing.text)

    def matrix(self, items: tuple[Node, ...], bar: int, opening: Token) -> Rows:
        nested = [isinstance(item, Rows) and len(item.rows) == 1 for item in items]
        if not any(nested):
            if any(isinstance(item, Rows) for item in items):
                raise self.fail("A matrix inside a matrix cannot be read.", opening)
            return Rows((items,), bar)
        if not all(nested):
            raise self.fail("Either all entries are rows in brackets, or none.", opening)
        rows = tuple(item.rows[0] for item in items if isinstance(item, Rows))
        bars = {item.bar for item in items if isinstance(item, Rows)}
        if len({len(row) for row in rows}) > 1:
            raise self.fail(f"The rows differ in length: {', '.join(str(len(row)) for row in rows)}.", opening)
        if len(bars) > 1:
            raise self.fail("The bar must stand in the same place in every row.", opening)
        return Rows(rows, bars.pop())

    # A run of letters -------------------------------------------------------------------------------------------

    def pieces(self, token: Token) -> list[Token]:
        """What a run of letters stands for: one name or function, or several side by side."""
        if token.kind != "name" or self.vocabulary is None:
            return [_authors(token)]
        if token.text == "R" and self.i and self.tokens[self.i - 1].text in ("in", "notin") and not self.declared("R"):
            return [token._replace(text="RR")]
        return split_run(token, self.vocabulary, self.text, self.tokens[self.i + 1])


def _authors(token: Token) -> Token:
    """An author's name: a known prefix function, or a name in house spelling."""
    kind, text = _author_reading(token.text)
    return token._replace(kind="function" if kind == "function" else "name", text=text)


@lru_cache(maxsize=4096)
def _author_reading(text: str) -> tuple[str, str]:
    """Kind and spelling of an author's name; a `plain` one is a name whatever follows but a bracket."""
    text = plain_name(text)
    name, _, base = text.partition("_")
    canonical = canonical_name(name)
    function = canonical in FUNCTIONS and FUNCTIONS[canonical].prefix and not base and name != "rank"
    if function or (name == "log" and base):
        return "function", text
    return ("name" if text in UNDEFINED or text in EMPTY or "." in text else "plain"), text


def _fraction(token: Token) -> Node:
    if token.node is not None:
        return token.node
    above, _, below = FRACTIONS[token.text].partition("/")
    return Op("/", Num(above), Num(below))


def _base(text: str) -> Node:
    return Num(text) if text.isdigit() else Name(text)


def _superscript(token: Token, parser: Parser) -> Node:
    """A small raised number or formula: `x²`, `x⁻¹`, `2ⁿ⁺¹`."""
    text = "".join(SUPERSCRIPTS[c] for c in token.text)
    if text.isdigit() and len(text) <= MAX_PLAIN:
        return Num(text)
    inside = tokens(" " * token.at + text, MAX_TOKENS)  # so that columns are those of the whole
    return Parser(parser.text, inside, parser.vocabulary).whole()


def _sign(text: str) -> str:
    return SIGN_OF.get(text, text)


def deeper_than(node: Node, limit: int) -> int:
    """`limit` if the tree is deeper, else 0. Level by level, so that no tree is too deep to be measured."""
    here, depth = [node], 0
    while here:
        depth += 1
        if depth > limit:
            return limit
        here = [child for each in here for child in children(each)]
    return 0
