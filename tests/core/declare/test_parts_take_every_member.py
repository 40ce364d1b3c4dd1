"""A field that takes a member of a family takes each of them from a file, whichever file was imported first."""


import msgspec
import pytest

import core.project.spec  # noqa: F401  (fills the families)
from core.declare import registry
from core.declare.parameters import parameters
from core.declare.registry import Family

FAMILIES = [family for family in vars(registry).values() if isinstance(family, Family)]
FIELDS = {(cls, parameter.name): parameter for family in FAMILIES for cls in family.values()
          for parameter in parameters(cls) if parameter.kind == "part"}


@pytest.mark.parametrize(("cls", "name"), FIELDS, ids=lambda one: getattr(one, "__name__", one))
def test_a_part_may_be_any_member(cls, name):
    for kind, member in FIELDS[cls, name].family.items():
        tag = member.__struct_config__.tag or kind
        found = msgspec.convert({"kind": cls.__struct_config__.tag or cls.__name__, name: {"kind": tag}}, cls)
        assert type(getattr(found, name)) is member
