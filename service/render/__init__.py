"""Everything that is shown: figures, prose, pages and printed sheets. Imports no domain."""
