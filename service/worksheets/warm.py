"""Loads what a printing process needs; imported once, before such processes are forked."""

from generators import bank
from service.worksheets import printing

bank.load()
assert printing
