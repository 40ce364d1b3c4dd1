"""The main measurement: every case in every peer, in rounds, with the first losses compared."""

import itertools
import os
import time
from collections.abc import Callable
from typing import NamedTuple

from tests.benchmarks import twin
from tests.benchmarks.peers import VARIANTS
from tests.benchmarks.peers.base import OURS
from tests.benchmarks.processes import PeerError, Worker, processors
from tests.benchmarks.timing import ratio, summary
from tests.benchmarks.workloads import WORKLOADS, Case

CHECKED_STEPS = {"W4": 3}
"""Steps whose losses are compared; the NumPy twin is slow on large pictures."""
FEW_STEPS = 6
PAUSE, LONG_PAUSE = 0.02, 0.25
"""Seconds between two peers; the long one where they have several threads: OpenMP's go on spinning for 200 ms after
their work, on the processors that the next peer is measured on."""


class Settings(NamedTuple):
    """How thoroughly to measure."""

    rounds: int = 9
    seconds: float = 0.3
    peers: tuple[str, ...] = tuple(VARIANTS)
    threads: tuple[int, ...] = (1, os.cpu_count() or 1)
    say: Callable[[str], None] = lambda text: None


def measure(cases: list[Case], settings: Settings, found: list[dict]) -> list[dict]:
    """Adds a record for every case and number of threads to `found`, and returns that."""
    references = {}
    for case in cases:
        settings.say(f"{case.label}: reference losses")
        references[case] = twin.first_losses(case, CHECKED_STEPS.get(case.workload, FEW_STEPS))
    for threads in dict.fromkeys(settings.threads):
        spread = itertools.cycle(processors() if threads == 1 else [None])
        workers = {name: Worker(name, threads, next(spread)) for name in settings.peers}
        try:
            for case in cases:
                settings.say(f"{case.label}, {threads} thread{'s' * (threads > 1)}")
                found.append(measure_case(case, threads, workers, references[case], settings))
        finally:
            for worker in workers.values():
                worker.close()
    return found


def measure_case(case: Case, threads: int, workers: dict, reference: list[float], settings: Settings) -> dict:
    """One case in all peers, interleaved, so that whatever disturbs the machine disturbs all alike."""
    record = {"workload": case.workload, "batch": case.batch, "optimizer": case.optimizer, "threads": threads,
              "reference": reference, "peers": {}}
    peers = record["peers"]
    # With one thread each: they start and compile all over the machine, and are measured on the same processor.
    for worker in workers.values():
        worker.move(worker.processor)
        worker.send(case=list(case), check=len(reference))
    for name, worker in workers.items():
        peers[name] = _guarded(worker.answer)
        if "losses" in peers[name]:
            peers[name]["deviation"] = twin.deviation(peers[name]["losses"], reference)
            peers[name]["rounds"] = []
            worker.move(processors()[-1])
    for _ in range(settings.rounds):
        for name, worker in workers.items():
            if "failed" in peers[name]:
                continue
            time.sleep(PAUSE if threads == 1 else LONG_PAUSE)
            answer = _guarded(lambda worker=worker: worker.order(seconds=settings.seconds))
            if "failed" in answer:
                peers[name]["failed"] = answer["failed"]
            else:
                peers[name]["rounds"].append(answer["seconds"])
                peers[name]["steps_a_call"] = answer["steps_a_call"]
                peers[name]["quickest"] = min(answer["quickest"], peers[name].get("quickest", answer["quickest"]))
    for name, worker in workers.items():
        if "failed" not in peers[name]:
            worker.send(close=True)
            _guarded(worker.answer)
    return concluded(record)


def _guarded(ask: Callable[[], dict]) -> dict:
    try:
        return ask()
    except PeerError as error:
        return {"failed": str(error)}


def concluded(record: dict) -> dict:
    """A record with medians, the best peer, ratios and what was asked."""
    peers = record["peers"]
    for peer in peers.values():
        if "failed" not in peer:
            peer["seconds"] = summary(peer["rounds"])
    ours = peers.get(OURS, {"failed": "not measured"})
    rivals = {name: peer for name, peer in peers.items() if VARIANTS[name].module != OURS and "failed" not in peer}
    record["best"] = min(rivals, key=lambda name: rivals[name]["seconds"]["median"], default=None)
    if "failed" not in ours:
        for peer in rivals.values():
            # On a busy machine the quickest calls are those that nobody disturbed.
            peer["ratio"] = ratio(peer["rounds"], ours["rounds"])
            peer["ratio"]["of_quickest"] = peer["quickest"] / ours["quickest"]
    record["verdicts"] = verdicts(record, rivals) if "failed" not in ours else []
    record["same_losses"] = all(peer["deviation"] <= twin.TOLERANCE for peer in peers.values()
                                if "failed" not in peer and peer["same"])
    return record


def verdicts(record: dict, rivals: dict) -> list[dict]:
    """What was asked of this case, and what came of it."""
    workload = WORKLOADS[record["workload"]]
    if workload.asked is None or record["batch"] not in workload.asked_batches:
        return []
    asked = workload.asked.one_thread if record["threads"] == 1 else workload.asked.all_threads
    groups = [("best peer", asked, rivals)]
    if workload.asked.single_step:
        many = {name: peer for name, peer in rivals.items() if VARIANTS[name].many_steps}
        single = {name: peer for name, peer in rivals.items() if not VARIANTS[name].many_steps}
        groups = [("peers of many steps a call", asked, many),
                  ("peers of one step a call", workload.asked.single_step, single)]
    return [{"against": title, "asked": wanted, "best": best, "ratio": group[best]["ratio"]["median"],
             "met": group[best]["ratio"]["median"] >= wanted}
            for title, wanted, group in groups if group
            for best in [min(group, key=lambda name: group[name]["seconds"]["median"])]]
