"""Addresses of values as whole numbers, for kernels that pass them on. Compiled, these are the functions of
`core.kernels.runtime.place_code`; the stand-ins below serve plain Python."""

import ctypes


def at(array, offset):
    """The address of the flat element `offset`."""
    return array.ctypes.data + array.itemsize * offset


def ask_ahead(array, offset):
    """Ask for the line of memory in which the flat element `offset` stands, without waiting; it may lie outside."""


def run_entry(entry, row, first, last, me):
    """Run the tiles from `first` to `last` of a compiled kernel: the addresses of its entry and its argument row. Plain
    Python has no entries."""
    raise NotImplementedError


def point(cell, address):
    """Write an address into the 64-bit cell that stands at the address `cell`."""
    ctypes.c_int64.from_address(int(cell)).value = address
