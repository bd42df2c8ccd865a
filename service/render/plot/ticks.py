"""Where ticks stand and what they say."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, log10, pi

from schemas.figure import Axis, Bars, Figure
from service.render.plot.glyphs import NOTHING, Outline, numeral, typeset
from service.render.plot.style import SMALL


@dataclass(frozen=True, slots=True)
class Ticks:
    at: tuple[float, ...]
    labels: tuple[Outline, ...]

    @property
    def widest(self) -> float:
        return max((label.width for label in self.labels), default=0.0)

    def every(self, k: int) -> "Ticks":
        """Every k-th label, counted from zero where zero is among the ticks."""
        start = min(range(len(self.at)), key=lambda i: abs(self.at[i]), default=0) % k
        shown = (label if i % k == start else NOTHING for i, label in enumerate(self.labels))
        return Ticks(self.at, tuple(shown))


def ticks(axis: Axis, figure: Figure, apart: float, room: float) -> Ticks:
    """Ticks at multiples of the step, which is chosen about `apart` points wide if the axis names none."""
    if not axis.shown:
        return Ticks((), ())
    bars = next((mark for mark in figure.marks if isinstance(mark, Bars)), None)
    if bars and axis.step is None and axis is figure.x and len(bars.edges) <= 12:
        return Ticks(bars.edges, tuple(decimal(edge) for edge in bars.edges))
    whole = bars is not None and axis is figure.y and all(height == int(height) for height in bars.heights)
    step = axis.step or nice((axis.high - axis.low) * apart / room, whole)
    slack = 1e-9 * (axis.high - axis.low)
    places = range(ceil((axis.low - slack) / step), floor((axis.high + slack) / step) + 1)
    share = Fraction(step / pi).limit_denominator(12)
    turns = share and abs(share * pi - step) < 1e-6 * step and abs(round(step, 3) - step) > 1e-9
    labels = (of_pi(share * k) if turns else decimal(round(k * step, 12)) for k in places)
    return Ticks(tuple(k * step for k in places), tuple(labels))


def nice(least: float, whole: bool) -> float:
    """The least of 1, 2, 5 times a power of ten that is at least `least`."""
    power = 10.0 ** floor(log10(least))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))
    return max(step, 1.0) if whole else step


def decimal(value: float) -> Outline:
    """A number as a tick shows it: `0.25`, `-3`, `25 000`, 2 times a power of ten."""
    number = Decimal(repr(value)).normalize()
    if number and not -4 <= number.adjusted() <= 6:
        power = number.adjusted()
        lead = number.scaleb(-power).normalize()
        return typeset(rf"10^{{{power}}}" if lead == 1 else rf"{lead:f} \cdot 10^{{{power}}}", SMALL)
    return numeral(f"{number:,f}" if abs(number) >= 10_000 else f"{number:f}" if number else "0", SMALL)


def of_pi(share: Fraction) -> Outline:
    sign, over = "-" if share < 0 else "", abs(share.numerator)
    top = r"\pi" if over == 1 else rf"{over}\pi"
    under = "" if share.denominator == 1 else f"/{share.denominator}"
    return typeset(f"{sign}{top}{under}" if share else "0", SMALL)


def thinned(dense: Ticks, room: float, along: bool) -> Ticks:
    """As many labels as have room; the ticks stay."""
    if len(dense.at) < 2:
        return dense
    apart = room / (len(dense.at) - 1)
    need = dense.widest + 4 if along else SMALL + 2
    step = next((k for k in (1, 2, 5, 10, 20, 50, 100) if k * apart >= need), 200)
    return dense.every(step) if step > 1 else dense
