"""Puts the bodies of helpers where kernels call them, before types are found. Imported only when something compiles.

Numba's own pass for `inline="always"` reads a helper anew for each of its calls and copies it deeply, twice, which was
half of the time of a kernel with many helpers. Here each helper is read once a process, its own helpers put into it,
and a call costs one shallow copy under new names. What comes of it is the same code. To be given up if Numba's pass
gets as quick.
"""

import itertools

from numba.core import ir, ir_utils, postproc
from numba.core.analysis import compute_cfg_from_blocks
from numba.core.compiler import DefaultPassBuilder
from numba.core.compiler_machinery import FunctionPass, register_pass
from numba.core.inline_closurecall import InlineWorker, _created_inlined_var_name, _get_callee_args
from numba.core.registry import CPUDispatcher
from numba.core.untyped_passes import InlineInlinables

READ: dict = {}
"""What a helper's function is, with its own helpers in it."""
CALLS = itertools.count()


def with_helpers(passes):
    """A list of Numba's passes with the quick one for helpers."""
    passes.passes = [(InlineHelpers if one is InlineInlinables else one, words) for one, words in passes.passes]
    passes.finalize()
    return passes


def _untyped(state):
    """What is done with a helper before it is copied: all up to the types."""
    return with_helpers(DefaultPassBuilder.define_untyped_pipeline(state))


@register_pass(mutates_CFG=True, analysis_only=False)
class InlineHelpers(FunctionPass):
    """In place of Numba's `InlineInlinables`."""

    _name = "inline_helpers"

    def __init__(self):
        FunctionPass.__init__(self)

    def run_pass(self, state):
        """Every call of a helper gives way to its body."""
        code, changed = state.func_ir, False
        worker = _Worker(state.typingctx, state.targetctx, state.locals, state.pipeline, state.flags)
        open_blocks = list(code.blocks.values())
        while open_blocks:
            block = open_blocks.pop()
            for number, line in enumerate(block.body):
                function = _helper(code, line)
                if function is not None:
                    open_blocks.append(worker.put(code, block, number, function))
                    changed = True
                    break
        if changed:
            for dead in compute_cfg_from_blocks(code.blocks).dead_nodes():
                del code.blocks[dead]
            postproc.PostProcessor(code).run()
            code.blocks = ir_utils.simplify_CFG(code.blocks)
        return True


def _helper(code, line):
    """The function of the helper that a line calls, None where it calls none."""
    if not (isinstance(line, ir.Assign) and isinstance(line.value, ir.Expr) and line.value.op == "call"):
        return None
    known = ir_utils.guard(ir_utils.get_definition, code, line.value.func)
    called = getattr(known, "value", None)
    if isinstance(called, CPUDispatcher) and called.targetoptions.get("inline") == "always":
        return called.py_func
    return None


class _Worker(InlineWorker):
    """Reads helpers and copies them into callers."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self._compiler_pipeline = _untyped

    def read(self, function):
        """A helper's own code, in as few blocks as it can be."""
        if function not in READ:
            code = self.run_untyped_passes(function)
            code.blocks = ir_utils.simplify_CFG(code.blocks)
            READ[function] = code
        return READ[function]

    def put(self, caller, block, number, function):
        """Put a helper's body in the place of line `number` of a block; returns the block with what comes behind."""
        helper, scope, line = self.read(function), block.scope, block.body[number]
        first = max(ir_utils._the_max_label.next(), *caller.blocks) + 1
        ir_utils._the_max_label.update(first + max(helper.blocks))
        rest, rest_label = ir.Block(scope, block.loc), ir_utils.next_label()
        names, call = {}, next(CALLS)
        for variable in list(helper.blocks[min(helper.blocks)].scope.localvars._con.values()):
            inner = _created_inlined_var_name(f"{function.__name__}${call}", variable.name)
            names[variable.name] = scope.redefine(inner, loc=variable.loc)
        given = _get_callee_args(line.value, function, line.loc, caller)
        definitions = caller._definitions[line.target.name]
        if line.value in definitions:
            definitions.remove(line.value)
        rest.body = block.body[number + 1:]
        block.body = [*block.body[:number], ir.Jump(first + min(helper.blocks), line.loc)]
        caller.blocks[rest_label] = rest
        copy = _Copy(names, given, first, line.target, rest_label)
        for label, original in helper.blocks.items():
            made = ir.Block(scope, original.loc)
            made.body = copy.lines(original.body)
            caller.blocks[first + label] = made
            for inner in made.find_insts(ir.Assign):
                caller._definitions[inner.target.name].append(inner.value)
        return rest


class _Copy:
    """One call's copy of a helper in the making: variables under the caller's names, arguments as they are given,
    labels from `first` on, and for each return the answer in `target` and a jump to `behind`."""

    def __init__(self, names, given, first, target, behind):
        self.names, self.given, self.first, self.target, self.behind = names, given, first, target, behind

    def lines(self, lines):
        """The lines of one block."""
        casts, made = {}, []
        for line in lines:
            if isinstance(line, ir.Return):
                answer = self.names[line.value.name]
                if answer.name in casts:  # the cast of what is returned
                    casts[answer.name].value = casts[answer.name].value.value
                made += [ir.Assign(answer, self.target, line.loc), ir.Jump(self.behind, line.loc)]
            elif isinstance(line, ir.Jump):
                made.append(ir.Jump(self.first + line.target, line.loc))
            elif isinstance(line, ir.Branch):
                made.append(ir.Branch(self.names[line.cond.name], self.first + line.truebr,
                                      self.first + line.falsebr, line.loc))
            elif isinstance(line, ir.Assign) and isinstance(line.value, ir.Arg):
                made.append(ir.Assign(self.given[line.value.index], self.names[line.target.name], line.loc))
            else:
                made.append(self.of(line))
                if isinstance(line, ir.Assign) and isinstance(line.value, ir.Expr) and line.value.op == "cast":
                    casts[made[-1].target.name] = made[-1]
        return made

    def of(self, part):
        """A part of a line: new where it may be changed in place later, else the same."""
        if isinstance(part, ir.Var):
            return self.names[part.name]
        if isinstance(part, (tuple, list)):
            return type(part)(self.of(each) for each in part)
        if isinstance(part, dict):
            return {name: self.of(each) for name, each in part.items()}
        if isinstance(part, ir.Inst):
            made = object.__new__(type(part))
            made.__dict__.update((name, self.of(each)) for name, each in part.__dict__.items())
            return made
        return part
