"""One peer in a process of its own: python -m tests.benchmarks.worker PEER THREADS, orders as JSON lines on stdin.

Each order is answered by one line. {"case": [...], "check": n} makes a session and returns its first losses;
{"seconds": s} measures it; {"close": true} lets go of it. What fails is answered with {"failed": why}.
"""

import gc
import json
import os
import sys
import traceback


def main(arguments: list[str]) -> int:
    """Serve orders until stdin ends."""
    name, threads = arguments[0], int(arguments[1])
    # Whatever a library prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    held: dict = {}
    for text in sys.stdin:
        try:
            answer = obey(json.loads(text), name, threads, held)
        except Exception as error:
            traceback.print_exc()
            held.clear()
            answer = {"failed": refusal(error)}
        print(json.dumps(answer), file=answers, flush=True)
    return 0


def obey(order: dict, name: str, threads: int, held: dict) -> dict:
    """Carry out one order; `held` keeps the session between orders."""
    from tests.benchmarks import peers, timing
    from tests.benchmarks.workloads import Case
    if "case" in order:
        held.clear()
        gc.collect()
        session = peers.session(name, Case(*order["case"]), threads)
        losses = session.check(order["check"])
        session.run(session.stride)
        held["session"] = session
        return {"losses": losses, "note": session.note, "same": session.same}
    if "seconds" in order:
        # Not before: while other peers start and compile, the clock says nothing.
        held.setdefault("steps", 0)
        held["steps"] = held["steps"] or timing.steps_a_call(held["session"])
        median, quickest = timing.seconds_a_step(held["session"], held["steps"], order["seconds"])
        return {"seconds": median, "quickest": quickest, "steps_a_call": held["steps"]}
    held.clear()
    gc.collect()
    return {"closed": True}


def refusal(error: Exception) -> str:
    """Why a peer does not take part, in one line."""
    from tests.benchmarks.peers.base import NotApplicableError
    if isinstance(error, NotApplicableError):
        return str(error)
    first = (str(error).strip().split("\n") or [""])[0]
    return f"{type(error).__name__}: {first}"[:300]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
