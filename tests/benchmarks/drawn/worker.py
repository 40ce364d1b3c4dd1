"""One library in a process of its own: python -m tests.benchmarks.drawn.worker MODULE THREADS, orders as JSON lines on
stdin, each answered by one line. It keeps a session for every variant of its library.

{"draw": [seed, number], "variant": name, "check": n} makes a session and returns its first losses; {"measure": name,
"seconds": s, "clock": "wall"} times it; {"profile": s} names the instructions that cost most; {"limits": true} says
what this processor can do; {"close": true} lets go of all.
"""

import gc
import importlib
import json
import os
import sys
import time
import traceback

DEAREST = 3
CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}
"""On a machine that is busy otherwise the time of the processor says more, where each has one processor alone."""


def main(arguments: list[str]) -> int:
    """Serve orders until stdin ends."""
    module, threads = arguments[0], int(arguments[1])
    # Whatever a library prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    held: dict = {}
    for text in sys.stdin:
        order = json.loads(text)
        try:
            answer = obey(order, module, threads, held)
        except Exception as error:
            from tests.benchmarks.worker import refusal
            traceback.print_exc()
            held.pop(order.get("variant", order.get("measure", "")), None)
            answer = {"failed": refusal(error)}
        print(json.dumps(answer), file=answers, flush=True)
    return 0


def obey(order: dict, module: str, threads: int, held: dict) -> dict:
    """Carry out one order; `held` keeps [session, steps a call] of each variant."""
    from tests.benchmarks import timing
    if "draw" in order:
        from tests.benchmarks.drawn.named import drawn
        library = importlib.import_module(f"tests.benchmarks.drawn.{module}")
        session = library.session(order["variant"], drawn(*order["draw"]), threads)
        losses = session.check(order["check"])
        session.run(session.stride)
        held[order["variant"]] = [session, 0]
        return {"losses": losses}
    if "measure" in order:
        kept = held[order["measure"]]
        clock = CLOCKS[order["clock"]]
        kept[1] = kept[1] or timing.steps_a_call(kept[0], clock)
        median, quickest = timing.seconds_a_step(*kept, order["seconds"], clock)
        return {"seconds": median, "quickest": quickest}
    if "profile" in order:
        return {"dearest": dearest(next(iter(held.values()))[0].trainer, order["profile"])}
    if "limits" in order:
        return limits()
    held.clear()
    gc.collect()
    return {"closed": True}


def dearest(trainer, seconds: float) -> list[dict]:
    """The instructions that cost most, with their share of the whole."""
    from tests.benchmarks import profile
    return [{key: row[key] for key in ("kernel", "node", "shapes", "seconds", "share")}
            for row in profile.dearest(profile.of_trainer(trainer, seconds), DEAREST)]


def limits() -> dict:
    """The peak of our product in FLOP a second, the bandwidth by size, the width of a vector."""
    import numpy as np

    from core.kernels.runtime.processor import vector_lanes
    from tests.benchmarks.drawn import limits as own
    from tests.benchmarks.features import ours

    def product(size):
        left, right = (np.ones((size, size), np.float32) for _ in range(2))
        return ours(left, right, np.zeros((size, size), np.float32))
    return {"peak": own.peak(product), "bandwidth": own.bandwidth(), "lanes": vector_lanes()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
