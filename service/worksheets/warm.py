"""Loads what a printing process needs; imported once, before such processes are forked.

No more of Typst than its module: a process does not inherit the threads that it starts.
"""

import gc

from generators import bank
from service.render.plot import glyphs, style
from service.worksheets import printing

bank.load()
glyphs.numeral("-0123456789.", style.SMALL)
assert printing

# What is here stays: the collector need not walk through it again and again, nor copy the pages that processes share.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)  # drawing and setting make much that is soon gone, and little of it in circles
