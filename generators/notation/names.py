"""Names, letters and characters: what they are called here and how they look."""

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
"""House name to letter."""

LETTERS = {letter: name for name, letter in GREEK.items()} | {
    "ϵ": "epsilon", "ϑ": "theta", "ϕ": "phi", "ς": "sigma", "ϱ": "rho", "ϰ": "kappa", "ℓ": "ell",
}  # fmt: skip
"""Letter to house name."""

SYMBOLS = {"oo": "∞", "emptyset": "∅", "RR": "ℝ", "QQ": "ℚ", "ZZ": "ℤ", "NN": "ℕ", "CC": "ℂ", "dots": "…", "ell": "ℓ"}
"""Names that are shown as a sign of their own."""

CONSTANTS = {"pi", "e", "i", "oo"}
"""Names with a value unless they are declared as something else; `i` only where complex numbers are meant."""


def split_name(name: str) -> tuple[str, str, str]:
    """Stem, index and primes of a name.

    >>> split_name("f_1''"), split_name("x_1_new")
    (('f', '1', "''"), ('x', '1,new', ''))
    """
    stem = name.rstrip("'")
    base, _, index = stem.partition("_")
    return base, index.replace("_", ","), name[len(stem) :]
