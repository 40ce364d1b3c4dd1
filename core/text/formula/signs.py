"""Every TeX command without arguments that a formula of a declaration may use."""

LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "ell": "ℓ",
}
UPRIGHT = {
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    "infty": "∞", "dots": "…", "ldots": "…", "cdots": "⋯",
}
RELATIONS = {
    "leftarrow": "←", "rightarrow": "→", "to": "→", "uparrow": "↑", "downarrow": "↓", "sim": "∼", "approx": "≈",
    "propto": "∝", "equiv": "≡", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ll": "≪", "gg": "≫", "ne": "≠",
    "neq": "≠", "in": "∈", "notin": "∉", "mid": "|",
}
OPERATORS = {
    "cdot": "·", "times": "×", "odot": "⊙", "oplus": "⊕", "ast": "∗", "star": "⋆", "pm": "±", "mp": "∓", "circ": "∘",
}
PREFIXES = {"partial": "∂", "nabla": "∇"}
BIG = {"sum": "Σ", "prod": "∏", "int": "∫"}
FUNCTIONS = ("max", "min", "ln", "log", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "det", "lim", "arg")
FENCES = {"lfloor": "⌊", "lceil": "⌈", "langle": "⟨", "{": "{", "lbrace": "{"}, {
    "rfloor": "⌋", "rceil": "⌉", "rangle": "⟩", "}": "}", "rbrace": "}"}
BARS = {"vert": "|", "Vert": "‖", "|": "‖"}
SPACES = {",": 1 / 6, ":": 2 / 9, ";": 5 / 18, "!": -1 / 6, " ": 1 / 4, "quad": 1.0, "qquad": 2.0}
ACCENTS = {"hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde",
           "dot": "dot"}
TABLES = {"matrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "vmatrix": ("|", "|"), "cases": ("{", "")}
SPOKEN = {"mathrm", "text", "operatorname"}
ALPHABETS = {"mathcal", "mathbf", "mathbb", "mathit"}
"""Fonts of single letters, which are shown as letters."""

COMMANDS = {
    **{name: (sign, "letter") for name, sign in LETTERS.items()},
    **{name: (sign, "number") for name, sign in UPRIGHT.items()},
    **{name: (sign, "relation") for name, sign in RELATIONS.items()},
    **{name: (sign, "operator") for name, sign in OPERATORS.items()},
    **{name: (sign, "prefix") for name, sign in PREFIXES.items()},
    **{name: (sign, "big") for name, sign in BIG.items()},
    **{name: (name, "function") for name in FUNCTIONS},
    **{name: (sign, "open") for name, sign in FENCES[0].items()},
    **{name: (sign, "close") for name, sign in FENCES[1].items()},
    **{name: (sign, "bar") for name, sign in BARS.items()},
    "%": ("%", "number"), "_": ("_", "letter"), "&": ("&", "letter"), "#": ("#", "letter"),
}
"""The sign and the kind of every command without an argument."""
CHARACTERS = {
    **dict.fromkeys("=<>≤≥≈", "relation"), **dict.fromkeys("+-−·×*", "operator"), **dict.fromkeys("([", "open"),
    **dict.fromkeys(")]", "close"), "|": "bar", "‖": "bar", ",": "comma", ";": "comma", ":": "comma", "/": "slash",
}
"""Kinds of signs that stand for themselves; other signs are letters or numbers."""
