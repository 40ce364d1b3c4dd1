"""Everybody who is measured, one file each. Adding a peer: write the file, name it here."""

from tests.benchmarks.peers import jax_xla, keras_jax, layerlab, pytorch, scikit_learn

MODULES = {module.__name__.rsplit(".", 1)[-1]: module
           for module in (layerlab, pytorch, jax_xla, keras_jax, scikit_learn)}
VARIANTS = {variant.name: variant for module in MODULES.values() for variant in module.VARIANTS}


def session(name: str, case, threads: int):
    """A session of a variant by name. Imports the library; raises NotApplicableError where it cannot do the case."""
    variant = VARIANTS[name]
    return MODULES[variant.module].session(variant, case, threads)
