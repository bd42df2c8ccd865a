"""One pass over LaTeX: from its pieces to the tokens of the ordinary grammar."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches

from generators.notation import latex_words as words
from generators.notation.characters import PLAIN, SPELLINGS
from generators.notation.errors import NotationError
from generators.notation.functions import UNSOLVED, canonical_name
from generators.notation.parse import MAX_NESTING, MAX_PLAIN, Parser
from generators.notation.runs import is_known
from generators.notation.tokens import LETTER, NAMED_SIGNS, Token, unreadable
from generators.notation.tree import RELATIONS, Braces, Call, Name, Neg, Node, Num, Op, Series
from generators.notation.vocabulary import Vocabulary

PIECE = re.compile(
    rf"""(?P<space>[ \n~]+)
    | (?P<name>[{LETTER}][{LETTER}0-9]*[₀-₉]*)
    | (?P<command>\\(?:[A-Za-z]+\*?|.))
    | (?P<num>(?:[0-9]+(?:\.[0-9]+|\.(?![0-9.]))?|\.[0-9]+)(?:[eE][-+]?[0-9]+(?![A-Za-z0-9.]))?)
    | (?P<mark>[{{}}_^'%$&\\°])
    | (?P<sup>[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]+)
    | (?P<frac>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])
    | (?P<op>\*\*|<=>|<->|<=|>=|!=|->|=>|:=|==|\.\.\.|[-+*/()\[\],;=<>|!]
       |[≤⩽≥⩾≠≈∼∈∉⊂⊆→↔⇒⇔−–·⋅∙•∗×÷⁄∕±∪∩∖⊙∧∨¬‖∣√∛∞∅ℝℤℚℕℂ…])
    """,
    re.VERBOSE | re.DOTALL,
)
BLANK = re.compile(r"(?:[ \n~]|\\[,;:! ](?![A-Za-z]))*")
INDEX = re.compile(r"_(?:\{([A-Za-z0-9]{1,40})\}|([A-Za-z])|([0-9])(?![0-9]))")
POWER = re.compile(r"\^(?:\{([0-9]{1,60})\}|([0-9])(?![0-9.]))")
"""An index and an exponent as most are, read in one step."""
MARK = re.compile(r"\{([^{}]{1,24}(?:\{\s*T\s*\})?)\s*\}|(\\[a-z]+(?![A-Za-z])|[T*'°])")
"""What might be no exponent but a mark: primes, a degree, a transpose."""
PRIMES = re.compile(r"(?:\\(?:double)?prime|'|\s)+")
TRANSPOSED = re.compile(r"T|\\(?:top|intercal|(?:math(?:sf|rm|up|bf|it)|text(?:sf|rm)?)\s*(?:\{?\s*T\s*\}?))")
EMPTY = re.compile(r"\s*\{\s*\}\s*")
THOUSANDS = re.compile(r"[0-9]{1,3}(?:\\,[0-9]{3})+(?![0-9])")
COMMENT = re.compile(r"[ ]*(?:[A-Za-z]{3}|[A-Za-z]+ [A-Za-z])[^\n]*(?:\n|$)")
DEGREES = "Angles are in radians: write \\frac{\\pi}{180} for one degree."
RESULT = "Give the result: `{}` only names what is to be worked out."
SCRIPTS = frozenset("^_'")
ROW_ENDS = (r"\\", r"\cr")
INFIXES = (r"\over", r"\choose")
CLOSERS = frozenset(("}", "&", r"\end", *ROW_ENDS, *INFIXES, *words.RIGHT))
"""What ends a sequence: only an opener further out can take it."""
BASES = frozenset(("name", "num", "frac", "tree", "function", "power", "sup", "transpose"))
ENDS = frozenset((")", "]", "}", "|", "||", "!", "%"))
SEPARATORS = (",", ";")
STARRED = (r"\operatorname", r"\hspace", r"\vspace", r"\tag")
ROW_SPACE = re.compile(r"\*?\s*\[-?[0-9.]+\s*[a-z]{2}\]")


class Reader:
    """One pass over one text of at most `limit` signs.

    `at` is the column at hand, `stop` the one where all ends, `out` holds the tokens of the group that is being read.
    """

    def __init__(self, text: str, vocabulary: Vocabulary, commands: Commands, limit: int) -> None:
        self.text = text
        self.commands = commands
        self.plain = text.translate(PLAIN)
        self.vocabulary = vocabulary
        self.at, self.stop = words.unwrapped(text)
        self.limit = limit
        self.depth = 0
        self.out: list[Token] = []
        self.spaced = self.broken = False  # white space, a line break stands before the next token
        self.partial = False  # whether what is read is a part of a name, such as its index
        self.in_cases = False  # whether words such as "if" may stand here

    # Tokens --------------------------------------------------------------------------------------------------------

    def put(self, kind: str, text: str, at: int, node: Node | None = None) -> None:
        """A token from column `at` to the one at hand."""
        self.out.append(Token(kind, text, at, self.at, self.spaced, self.broken, node))
        self.spaced = self.broken = False
        self.limit -= 1
        if self.limit < 0:
            raise self.fail("This is too long to be read.", at)

    def inline(self, found: list[Token]) -> None:
        """Tokens as if nothing stood around them."""
        if found:
            found[0] = found[0]._replace(spaced=self.spaced)
            self.out += found
            self.spaced = False

    def ending(self, at: int) -> Token:
        return Token("end", "", at, at, self.spaced)

    def fail(self, message: str, at: int, end: int = 0, suggestion: str | None = None) -> NotationError:
        return NotationError(message, self.text, at, end or max(self.at, at + 1), suggestion)

    def peek(self) -> str:
        """The next piece that is no space, or ''; spaces are skipped."""
        match = BLANK.match(self.plain, self.at, self.stop)
        if match and match.end() > self.at:
            self.at, self.spaced = match.end(), True
        match = PIECE.match(self.plain, self.at, self.stop)
        return match[0] if match else self.plain[self.at : min(self.at + 1, self.stop)]

    def take(self, piece: str) -> int:
        """Past the piece at hand; the column where it began."""
        self.at += len(piece)
        return self.at - len(piece)

    def stands(self, piece: str) -> bool:
        return self.plain.startswith(piece, self.at, self.stop)

    def captured(self, read: Callable[[], None]) -> list[Token]:
        """The tokens that `read` puts out, kept aside."""
        kept, self.out = (self.out, self.spaced, self.broken), []
        self.spaced = self.broken = False
        read()
        found = self.out
        self.out, self.spaced, self.broken = kept
        return found

    def node(self, found: list[Token], end: int) -> Node:
        """The value that tokens stand for, which end in column `end`."""
        if len(found) == 1:
            token = found[0]
            if token.node is not None and token.kind in ("tree", "frac"):
                return token.node
            if token.kind == "num" and token.text.isdigit() and len(token.text) <= MAX_PLAIN:
                return Num(token.text)
            if token.kind == "name" and token.text in self.vocabulary.symbols:
                return Name(token.text)
        parser = Parser(self.text, [*found, self.ending(end)], self.vocabulary)
        parser.nesting = self.depth
        tree = parser.series()
        if parser.token.kind != "end":
            raise parser.unexpected()
        return tree

    def value(self, found: list[Token], end: int) -> Node:
        """The same, which must be one value."""
        tree = self.node(found, end)
        if isinstance(tree, Series):
            comma = next(token for token in found if token.text in SEPARATORS)
            raise self.fail(f"`{comma.text}` is not expected here.", comma.at, comma.end)
        return tree

    # Sequences and groups ------------------------------------------------------------------------------------------

    def whole(self) -> None:
        """Everything: one formula, or several lines of them."""
        rows = [self.row("")]
        while self.at < self.stop and self.peek() in ROW_ENDS:
            self.end_row()
            rows.append(self.row(""))
        if self.at < self.stop:
            raise self.stray()
        self.out = joined(rows)

    def end_row(self) -> None:
        r"""Past `\\` and the space it may ask for."""
        self.take(self.peek())
        if match := ROW_SPACE.match(self.plain, self.at, self.stop):
            self.at = match.end()

    def row(self, stop: str) -> list[Token]:
        """A formula up to the end of its line."""
        return self.captured(lambda: self.formula(stop))

    def formula(self, stop: str) -> None:
        r"""A sequence in which `a \over b` may be a fraction."""
        begin = self.at
        self.sequence(stop)
        for infix in INFIXES:
            if self.stands(infix):
                self.infix(infix, begin, stop)

    def sequence(self, stop: str = "") -> None:
        """Everything up to `stop`, or to what only an opener further out can take; it is left."""
        plain, match_at = self.plain, PIECE.match
        while self.at < self.stop:
            match = match_at(plain, self.at, self.stop)
            if match is None:
                if self.full_stop():
                    return
                raise unreadable(self.text, self.at, plain[self.at])
            piece, kind = match[0], match.lastgroup
            if piece == stop or piece in CLOSERS:
                return
            at = self.at
            self.at = match.end()
            if kind == "space":
                self.spaced = True
                self.broken = self.broken or "\n" in piece
            elif kind == "command":
                self.command(piece, at)
            elif kind == "mark":
                self.mark(piece, at)
            elif kind == "op":
                sign = SPELLINGS.get(piece, piece)
                self.put("name" if sign in NAMED_SIGNS else "op", sign, at)
            elif kind == "num":
                self.number(piece, at)
            else:
                self.put(kind or "", piece, at)

    def full_stop(self) -> bool:
        """Past a full stop at the end of all."""
        if not self.stands(".") or self.plain[self.at + 1 : self.stop].strip():
            return False
        self.at = self.stop
        return True

    def number(self, digits: str, at: int) -> None:
        r"""A number; `10\,000` is one."""
        if len(digits) <= 3 and (match := THOUSANDS.match(self.plain, at, self.stop)):
            self.at = match.end()
            digits = match[0].replace(r"\,", "")
        self.put("num", digits, at)

    def mark(self, piece: str, at: int) -> None:
        if piece in SCRIPTS:
            self.at = at
            self.scripts(at)
        elif piece == "{":
            self.group(at)
        elif piece == "%":
            self.percent(at)
        elif piece == "$":
            raise self.fail("The dollar sign is not part of a formula.", at)
        elif piece == "°":
            raise self.fail(DEGREES, at)
        else:
            raise self.fail("The name of a command is missing behind this backslash.", at)

    def percent(self, at: int) -> None:
        """A percent sign without a backslash begins a comment in LaTeX; but nobody comments with nothing."""
        rest = self.plain[self.at : self.stop]
        if not rest.strip():
            self.put("op", "%", at)
        elif (self.spaced or not self.out) and (match := COMMENT.match(rest)):
            self.at += match.end()
            self.spaced = True
        else:
            raise self.fail("In LaTeX `%` begins a comment: for percent write `\\%`.", at)

    def until(self, stop: str, opening: str, at: int) -> None:
        """A sequence that must end with `stop`, which is taken."""
        self.deeper(at)
        self.formula(stop)
        if not self.stands(stop):
            raise self.unclosed(stop, opening, at)
        self.depth -= 1
        self.at += len(stop)

    def deeper(self, at: int) -> None:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.fail(f"This is nested too deeply: at most {MAX_NESTING} levels can be read.", at)

    def unclosed(self, stop: str, opening: str, at: int) -> NotationError:
        return self.fail(f"`{stop}` is missing: this `{opening}` is never closed.", at, at + len(opening))

    def stray(self) -> NotationError:
        piece = self.peek()
        at = self.take(piece)
        if piece == "&" or piece in ROW_ENDS:
            return self.fail(f"`{piece}` separates entries inside a matrix or list of cases only.", at)
        return self.fail(f"This `{piece}` closes nothing.", at)

    def group(self, at: int) -> None:
        """Braces: what stands in them is whole. One piece or bracket is as if they were not there."""
        found = self.captured(lambda: self.until("}", "{", at))
        if len(found) == 1 and found[0].text == "," and found[0].kind == "op":
            self.decimal_comma(at)
        elif is_bracket(found) or (len(found) == 1 and not self.behind_function()):
            self.inline(found)
        elif found:
            tree = self.node(found, self.at - 1)
            # A list in braces is a set, as it is in plain text: the braces were typed, though LaTeX hides them.
            self.put("tree", "{", at, Braces(tree.items) if isinstance(tree, Series) else tree)
        elif EMPTY.fullmatch(self.text):
            self.put("tree", "{", at, Braces(()))

    def behind_function(self) -> bool:
        """Whether the name of a function stands before, with its power or without."""
        before = [token.kind for token in self.out[-2:]]
        return before[-1:] == ["function"] or before == ["function", "power"]

    def decimal_comma(self, at: int) -> None:
        r"""`1{,}5`: a comma inside a number."""
        last = self.out[-1] if self.out else None
        if not self.vocabulary.decimal_comma and last and last.kind == "num":
            raise self.fail("Write a point in a decimal number, and nothing between thousands.", at)
        self.put("op", ",", at)

    def infix(self, command: str, begin: int, stop: str) -> None:
        top, self.out = self.out, []
        at = self.at
        self.at += len(command)
        self.sequence(stop)
        if not top or not self.out:
            raise self.fail(f"Something is missing {'behind' if top else 'before'} `{command}`.", at, at + len(command))
        above, below = self.value(top, at), self.value(self.out, self.at)
        self.out = []
        tree = Op("/", above, below) if command == r"\over" else self.call("binomial", command, at, above, below)
        self.put("tree", command, begin, tree)

    def argument(self, command: str, at: int, what: str = "argument") -> list[Token]:
        """The tokens of what a command applies to: a group, a bracket, a command with its own arguments, one sign."""
        piece = self.peek()
        begin = self.at
        if not piece or piece in CLOSERS or piece in SCRIPTS:
            raise self.fail(f"`{command}` needs {_article(what)}.", at, at + len(command))
        if piece == "{":
            self.at += 1
            found = self.captured(lambda: self.until("}", "{", begin))
        elif piece == "(":
            found = self.captured(self.bracket)
        elif piece[0] == "\\" and len(piece) > 1:
            self.at += len(piece)
            self.deeper(begin)
            found = self.captured(lambda: self.command(piece, begin))
            self.depth -= 1
        else:
            found = self.captured(lambda: self.one(piece, command))
        if not found:
            raise self.fail(f"The {what} of `{command}` is empty.", begin)
        return found

    def applied_to(self, command: str, at: int, what: str = "argument") -> Node:
        """The value that a command applies to."""
        found = self.argument(command, at, what)
        return self.value(found, self.at - self.plain.endswith("}", 0, self.at))

    def one(self, piece: str, command: str) -> None:
        """One letter or digit, as LaTeX takes it, or the name or sign that begins here."""
        at = self.at
        if piece[0] in "0123456789":
            if len(piece) > 1 and (command in ("^", "_", r"\sqrt") or "." in piece):
                raise self.only_one(command, piece, at)
            self.at += 1
            self.put("num", piece[0], at)
        elif piece[0].isalpha() and not (len(piece) > 1 and is_known(piece, self.vocabulary)):
            self.at += 1
            self.put("name", piece[0], at)
        else:
            stop, self.stop = self.stop, at + len(piece)
            self.sequence()
            self.stop = stop

    def only_one(self, command: str, digits: str, at: int) -> NotationError:
        readings = f"`{command}{{{digits}}}` or `{command}{{{digits[0]}}}\\cdot {digits[1:].lstrip('.')}`"
        message = f"In LaTeX `{command}` takes the first digit only: put the number in braces."
        return self.fail(message, at, at + len(digits), readings)

    def bracket(self) -> None:
        """A round bracket and all that stands in it."""
        begin = self.take("(")
        self.put("op", "(", begin)
        self.deeper(begin)
        open_ones = 1
        while open_ones:
            before = len(self.out)
            self.sequence(")")
            if not self.stands(")"):
                raise self.unclosed(")", "(", begin)
            at = self.take(")")
            self.put("op", ")", at)
            open_ones += sum(_turn(token) for token in self.out[before:])
        self.depth -= 1

    def raw(self, command: str, at: int) -> tuple[str, int]:
        """The characters of a group, unread, and the column where they begin."""
        piece = self.peek()
        if piece != "{":
            if not piece or piece in CLOSERS:
                raise self.fail(f"`{command}` needs an argument.", at, at + len(command))
            piece = piece if piece[0] == "\\" else piece[0]
            return piece, self.take(piece)
        begin, level = self.at + 1, 0
        for i in range(self.at, self.stop):
            level += (self.plain[i] == "{") - (self.plain[i] == "}")
            if level == 0:
                self.at = i + 1
                return self.plain[begin:i], begin
        raise self.fail(f"`}}` is missing: the `{{` of `{command}` is never closed.", at, at + len(command))

    # Scripts -------------------------------------------------------------------------------------------------------

    def scripts(self, at: int) -> None:
        """Index, primes and exponent of what stands before, in any order."""
        base = self.out[-1] if self.out else None
        if base is None or (base.kind not in BASES and base.text not in ENDS):
            self.at += 1
            raise self.fail("An exponent or index needs something before it.", at)
        place = len(self.out) - 1
        raised = base.kind in ("power", "sup", "transpose")
        index, primes, power = "", 0, None
        while (sign := self.next_script()) and self.at < self.stop:
            begin = self.at
            if sign == "'":
                self.at += 1
                primes += 1
            elif sign == "_" and not index and not raised:
                index = self.index(base, place)
            elif sign == "^" and power is None and not raised:
                marks, power = self.exponent()
                primes += marks
            else:
                kind = "indices" if sign == "_" else "exponents"
                self.at += 1
                raise self.fail(f"Two {kind} at one place: group with braces.", begin)
        if index or primes:
            self.rename(place, index, primes, at)
        if power is not None:
            self.out.append(power)

    def next_script(self) -> str:
        """The sign of a script, spaces before it skipped; '' and no step if there is none."""
        sign = self.plain[self.at : self.at + 1]
        if sign in (" ", "\n"):
            kept = self.at, self.spaced
            sign = self.peek()
            if sign in SCRIPTS:
                self.spaced = kept[1]
            else:
                self.at, self.spaced = kept
        return sign if sign in SCRIPTS else ""

    def rename(self, place: int, index: str, primes: int, at: int) -> None:
        """The name at this place with its index and primes."""
        base = self.out[place]
        if base.kind == "function" and base.node is not None and not primes:
            return
        if base.kind != "name":
            raise self.fail(f"{'An index' if index else 'A prime'} belongs to a name.", at)
        self.out[place] = base._replace(text=self.with_index(base.text, index) + "'" * primes, end=self.at)

    def with_index(self, name: str, index: str) -> str:
        """The name with its index as the exercise writes it: `a_{1,2}` may be its `a_12`, and `a_{12}` its `a_1_2`."""
        plain = index[1:].replace("_", "")
        spellings = (name + index, f"{name}_{plain}", f"{name}_{'_'.join(plain)}")
        return next((each for each in spellings if each in self.vocabulary.symbols), name + index)

    def index(self, base: Token, place: int) -> str:
        """An index as part of a name; the base of a logarithm is a value."""
        if base.text == "log" and base.kind in ("name", "function") and not self.declared("log"):
            node = self.applied_to("_", self.take("_"), "base")
            self.out[place] = base._replace(kind="function", end=self.at, node=node)
            return "_"
        if match := INDEX.match(self.plain, self.at, self.stop):
            self.at = match.end()
            return "_" + (match[1] or match[2] or match[3])
        at = self.take("_")
        return "_" + self.word_of(self.unchecked("_", at, "index"), at)

    def unchecked(self, command: str, at: int, what: str = "argument") -> list[Token]:
        """The tokens of an argument whose words need not be names of the exercise, being parts of names."""
        partial, self.partial = self.partial, True
        found = self.argument(command, at, what)
        self.partial = partial
        return found

    def word_of(self, found: list[Token], at: int) -> str:
        """The tokens of an index as part of a name: `i,j` is `i_j`."""
        word = ""
        for token in found:
            if token.kind in ("name", "function", "num") and token.node is None and token.text.isascii():
                word += token.text
            elif token.text == "," and word:
                word += "_"
            else:
                raise self.fail("An index is a name or a number here.", at, suggestion="`x_{1}`")
        if "." in word or word.endswith("_"):
            raise self.fail("An index is a name or a number here.", at, suggestion="`x_{1}`")
        return word

    def exponent(self) -> tuple[int, Token | None]:
        """How many primes a caret makes, or the token of the exponent."""
        caret = self.at
        if match := POWER.match(self.plain, caret, self.stop):
            self.at = match.end()
            return 0, Token("power", "^", caret, self.at, node=Num(match[1] or match[2]))
        self.at += 1
        self.peek()
        match = MARK.match(self.plain, self.at, self.stop)
        mark = (match[1] or match[2]).strip() if match else ""
        if match and mark:
            begin, self.at = self.at, match.end()
            if PRIMES.fullmatch(mark):
                return mark.count("'") + mark.count("prime") + mark.count("double"), None
            if mark in (r"\circ", r"\degree", "°"):
                raise self.fail(DEGREES, caret)
            if mark in ("*", r"\ast", r"\star", r"\dagger", "+", "-"):
                raise self.fail("This mark cannot be an exponent.", caret)
            if mark in (r"\mathsf", r"\mathrm", r"\text") and (match := TRANSPOSED.match(self.plain, begin, self.stop)):
                mark, self.at = match[0], match.end()
            if TRANSPOSED.fullmatch(mark) and not (mark == "T" and self.declared("T")):
                return 0, Token("transpose", ".T", caret, self.at)
            self.at = begin
        return 0, self.power(caret)

    def power(self, caret: int) -> Token:
        """An exponent; a sign before a single piece belongs to it, as in `e^-x`."""
        sign = self.peek()
        minus = sign in ("-", "−", "–")
        if minus or sign == "+":
            self.at += 1
        node = self.applied_to("^", caret, "exponent")
        return Token("power", "^", caret, self.at, node=Neg(node) if minus else node)

    # Names and functions -------------------------------------------------------------------------------------------

    def declared(self, name: str) -> bool:
        return name in self.vocabulary.symbols or name in self.vocabulary.called

    def named(self, name: str, at: int) -> None:
        """A name written as a command or in upright letters, with its scripts. It is one name or none."""
        place = len(self.out)
        self.put("name", name, at)
        if self.next_script():
            self.scripts(at)
        token = self.out[place]
        if not (self.partial or self.vocabulary.open_names or is_known(token.text, self.vocabulary)):
            raise self.stranger(token)

    def stranger(self, token: Token) -> NotationError:
        typed = self.text[token.at : token.end]
        known = sorted(self.vocabulary.symbols | self.vocabulary.called)
        close = get_close_matches(token.text, known, n=1, cutoff=0.75) if len(token.text) > 3 else []
        suggestion = f"`{close[0]}`" if close else None
        return self.fail(f"`{typed}` is not a variable of this exercise.", token.at, token.end, suggestion)

    def function(self, name: str, at: int) -> None:
        """The name of a function, if the exercise allows it."""
        if self.partial or self.declared(name):
            self.named(name, at)
            return
        self.check_allowed(canonical_name(name), self.text[at : self.at], at)
        self.put("function", name, at)

    def check_allowed(self, name: str, typed: str, at: int) -> None:
        if name in self.vocabulary.allowed:
            return
        if name in UNSOLVED:
            raise self.fail(RESULT.format(typed), at, at + len(typed))
        raise self.fail(f"The function `{typed}` may not be used here.", at, at + len(typed))

    def call(self, name: str, typed: str, at: int, *args: Node) -> Call:
        self.check_allowed(name, typed, at)
        return Call(name, args)

    # Commands ------------------------------------------------------------------------------------------------------

    def command(self, piece: str, at: int) -> None:
        handler = self.commands.get(piece)
        if handler is None and piece[-1] == "*" and len(piece) > 2:
            piece = piece[:-1]
            self.at -= piece not in STARRED
            handler = self.commands.get(piece)
        if handler is None:
            raise self.unknown(piece, at)
        handler(self, piece, at)

    def unknown(self, command: str, at: int) -> NotationError:
        if command in words.UNSOLVED:
            return self.fail(RESULT.format(command), at)
        if command in (r"\degree", r"\circ"):
            return self.fail(DEGREES, at)
        if command in words.PAIRED.values():
            return self.fail(f"This `{command}` closes nothing.", at)
        shown = command if len(command) < 20 else command[:20] + "…"
        return self.fail(f"The LaTeX command `{shown}` cannot be read here.", at, 0, self.close_to(command))

    def close_to(self, command: str) -> str | None:
        r"""What may have been meant: `\sin x` for `\sinx`, `\frac` for `\fracc`."""
        if not 3 < len(command) < 20:
            return None
        for size in (len(command) - 1, len(command) - 2):
            if command[:size] in self.commands and is_known(command[size:], self.vocabulary):
                return f"`{command[:size]} {command[size:]}`"
        if len(command) < 5:
            return None
        close = get_close_matches(command, self.commands.keys() - words.BINDERS.keys(), n=1, cutoff=0.75)
        return f"`{close[0]}`" if close else None


Commands = Mapping[str, Callable[[Reader, str, int], None]]
"""What each command does: it gets the reader, its own name and the column where it stands."""


def joined(rows: list[list[Token]]) -> list[Token]:
    """Lines one below the other as one formula: a relation goes on with the line above, the others are a list."""
    found: list[Token] = []
    for row in rows:
        while row and row[-1].kind == "op" and row[-1].text in SEPARATORS and row is not rows[-1]:
            row.pop()
        if found and row:
            first = row[0]
            if goes_on(row):
                row[0] = first._replace(line=first.text in RELATIONS)
            else:
                found.append(Token("op", ",", first.at, first.at))
        found += row
    return found


def goes_on(row: list[Token]) -> bool:
    """Whether a line or cell continues what stands before it."""
    return not row or (row[0].kind == "op" and (row[0].text in RELATIONS or row[0].text == "+"))


def is_bracket(found: list[Token]) -> bool:
    """Whether tokens are one pair of round brackets with all the rest between them."""
    if len(found) < 2 or _turn(found[0]) != 1 or _turn(found[-1]) != -1:
        return False
    depth = 0
    for token in found[:-1]:
        depth += _turn(token)
        if depth == 0:
            return False
    return True


def _turn(token: Token) -> int:
    return (token.text == "(") - (token.text == ")") if token.kind == "op" else 0


def _article(what: str) -> str:
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"
