"""Loads what a printing process needs; imported once, before such processes are forked.

No more of Typst than its module: a process does not inherit the threads that it starts.
"""

from generators import bank
from service.render.plot import glyphs, style
from service.worksheets import printing

bank.load()
glyphs.numeral("-0123456789.", style.SMALL)
assert printing
