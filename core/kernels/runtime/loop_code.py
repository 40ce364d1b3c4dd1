"""The machine's native loop: runs the instruction tables of a plan, step after step, without the GIL.

A table has one row an instruction: the address of the entry, the address of its argument row, the number of tiles.
`control` is an array of 64-bit cells shared by the loop, its followers and Python (see the indices below).
Instructions of one tile run on the leader alone. The tiles of larger ones are claimed one by one by the leader and
the followers: who runs a tile may differ from run to run, what a tile computes may not.
Imported only when it is compiled; `core.kernels.runtime.loop` is what others call.
"""

from llvmlite import ir
from numba import cfunc, njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from core.kernels.runtime.control import CLAIM, CLOSE, DONE, END, ENTRY, FAILED, FOLLOWERS, PAUSE, ROW, TILES
from core.kernels.runtime.machine_code import Compiled
from core.kernels.runtime.pipeline_code import NUMBERS, compiled_of

I64 = ir.IntType(64)
WHOLE = types.int64
SPINS = 2000
"""Looks at a cell before the processor is offered to others."""
LINGER = 100_000
"""Looks for another chunk after the end of one, some tenths of a millisecond: waking a thread takes nearly as long."""
TILE_BITS = 20
TILE_MASK = (1 << TILE_BITS) - 1


def _pointer(builder, address, kind=I64):
    return builder.inttoptr(address, kind.as_pointer())


@intrinsic
def call_entry(typing_context, entry, row, first, last, me):
    """Run the tiles [first, last) of one instruction."""
    def code(context, builder, signature, args):
        kind = ir.FunctionType(ir.VoidType(), [I64.as_pointer(), I64, I64, I64])
        builder.call(builder.inttoptr(args[0], kind.as_pointer()), [_pointer(builder, args[1]), *args[2:]])
        return context.get_dummy_value()
    return types.void(WHOLE, WHOLE, WHOLE, WHOLE, WHOLE), code


@intrinsic
def cell(typing_context, address):
    """A 64-bit cell, seen in order."""
    def code(context, builder, signature, args):
        return builder.load_atomic(_pointer(builder, args[0]), "acquire", 8)
    return WHOLE(WHOLE), code


@intrinsic
def set_cell(typing_context, address, value):
    """Write a 64-bit cell after everything before."""
    def code(context, builder, signature, args):
        builder.store_atomic(args[1], _pointer(builder, args[0]), "release", 8)
        return context.get_dummy_value()
    return types.void(WHOLE, WHOLE), code


@intrinsic
def add_cell(typing_context, address, value):
    """Add to a 64-bit cell; returns what stood there."""
    def code(context, builder, signature, args):
        return builder.atomic_rmw("add", _pointer(builder, args[0]), args[1], "acq_rel")
    return WHOLE(WHOLE, WHOLE), code


@intrinsic
def swap_cell(typing_context, address, expected, value):
    """Write a 64-bit cell if it holds `expected`; says whether it did."""
    def code(context, builder, signature, args):
        pair = builder.cmpxchg(_pointer(builder, args[0]), args[1], args[2], "acq_rel", "acquire")
        return builder.extract_value(pair, 1)
    return types.boolean(WHOLE, WHOLE, WHOLE), code


@intrinsic
def float_cell(typing_context, address):
    """A float32 in memory."""
    def code(context, builder, signature, args):
        return builder.load(_pointer(builder, args[0], ir.FloatType()))
    return types.float32(WHOLE), code


@intrinsic
def offer_processor(typing_context):
    """Let another thread run (sched_yield), where the system has it."""
    def code(context, builder, signature, args):
        import sys
        if sys.platform != "win32":
            builder.call(cgutils.get_or_insert_function(builder.module, ir.FunctionType(ir.IntType(32), []),
                                                        "sched_yield"), [])
        return context.get_dummy_value()
    return types.void(), code


@njit(inline="always")
def claimed_tiles(control, generation, me):
    """Claim and run tiles of the present job until none is left."""
    entry, row, tiles = cell(control + 8 * ENTRY), cell(control + 8 * ROW), cell(control + 8 * TILES)
    while True:
        claim = cell(control + 8 * CLAIM)
        number = claim & TILE_MASK
        if claim >> TILE_BITS != generation or number >= tiles:
            return
        # The claim holds only if the job is still the one whose entry and row were read above.
        if swap_cell(control + 8 * CLAIM, claim, claim + 1):
            call_entry(entry, row, number, number + 1, me)
            add_cell(control + 8 * DONE, 1)


@njit(inline="always")
def shared(control, entry, row, tiles):
    """Publish one instruction, work on it, wait for the last tile."""
    generation = (cell(control + 8 * CLAIM) >> TILE_BITS) + 1
    # First a claim word that nobody can claim from, then the job, then the word that opens it.
    set_cell(control + 8 * CLAIM, (generation << TILE_BITS) | TILE_MASK)
    generation += 1
    set_cell(control + 8 * ENTRY, entry)
    set_cell(control + 8 * ROW, row)
    set_cell(control + 8 * TILES, tiles)
    set_cell(control + 8 * DONE, 0)
    set_cell(control + 8 * CLAIM, generation << TILE_BITS)
    claimed_tiles(control, generation, 0)
    spins = 0
    while cell(control + 8 * DONE) < tiles:
        spins += 1
        if spins > SPINS:
            offer_processor()
            spins = 0


@njit(inline="always")
def run_table(table, count, control, followers):
    """Run one plan once."""
    for i in range(count):
        entry, row, tiles = cell(table + 24 * i), cell(table + 24 * i + 8), cell(table + 24 * i + 16)
        if tiles > 1 and followers > 0:
            shared(control, entry, row, tiles)
        else:
            call_entry(entry, row, 0, tiles, 0)
        if cell(control + 8 * CLOSE) != 0:
            return


def once(table, count):
    """Run one plan once on the caller's thread."""
    for i in range(count):
        call_entry(cell(table + 24 * i), cell(table + 24 * i + 8), 0, cell(table + 24 * i + 16), 0)


def lead(main, main_count, tail, tail_count, steps, position, batch, epoch_samples, loss, alarm, control):
    """Up to `steps` steps; the tail's table serves the last, smaller batch of an epoch. Returns the steps done.

    `position`, `loss` and `alarm` are addresses. Stops early at a pause or close order and after a step whose loss
    or weights are not finite (FAILED is set then).
    """
    done = 0
    followers = cell(control + 8 * FOLLOWERS)
    while done < steps and cell(control + 8 * PAUSE) == 0 and cell(control + 8 * CLOSE) == 0:
        table, count = main, main_count
        if cell(position) + batch > epoch_samples:
            table, count = tail, tail_count
        run_table(table, count, control, followers)
        done += 1
        value = float_cell(loss)
        if not (abs(value) < 3.0e38) or float_cell(alarm) != 0.0:
            set_cell(control + 8 * FAILED, 1)
            break
    return done


def follow(control, me):
    """Follower number `me` (from 1): claims tiles of whatever job is open until the chunk has ended and no other
    has begun for a while."""
    seen, spins, idle = -1, 0, 0
    while idle < LINGER:
        generation = cell(control + 8 * CLAIM) >> TILE_BITS
        if generation != seen:
            seen, spins, idle = generation, 0, 0
            claimed_tiles(control, generation, me)
        else:
            idle = idle + 1 if cell(control + 8 * END) != 0 else 0
            spins += 1
            if spins > SPINS:
                offer_processor()
                spins = 0


SIGNATURES = {once: types.void(WHOLE, WHOLE), lead: types.int64(*[WHOLE] * 11), follow: types.void(WHOLE, WHOLE)}


def compiled(name: str) -> Compiled:
    """The machine code of one of these three functions."""
    function, signature = next((one, kind) for one, kind in SIGNATURES.items() if one.__name__ == name)
    return compiled_of(cfunc(signature, nopython=True, **NUMBERS)(function))
