"""A busy machine: two threads may not be slower than one while another process keeps one core to itself."""

import subprocess
import time

from tests.benchmarks.peers.base import OURS
from tests.benchmarks.processes import Worker, processors, start
from tests.benchmarks.timing import ratio, summary
from tests.benchmarks.workloads import Case

CASES = (Case("W2", 128, "sgd"), Case("W3", 32, "sgd"), Case("W4", 64, "sgd"))
PEERS = (OURS, "torch")


def measure(rounds: int, seconds: float, names, say) -> list[dict]:
    """Layerlab (and PyTorch beside it) with one thread and with two, nobody pinned, a spinning process on one core."""
    if len(processors()) < 2:
        return []
    found = []
    workers = {(name, threads): Worker(name, threads) for name in PEERS for threads in (1, 2)}
    spinner = start(["-c", "while True: pass"], 1, processors()[-1], stdin=subprocess.DEVNULL)
    try:
        for case in CASES:
            if names and case.workload not in names:
                continue
            say(f"one core kept busy: {case.label}")
            found.append(_case(case, workers, rounds, seconds))
    finally:
        spinner.kill()
        spinner.wait()
        for worker in workers.values():
            worker.close()
    return found


def _case(case: Case, workers: dict, rounds: int, seconds: float) -> dict:
    values = {key: [] for key in workers}
    for worker in workers.values():
        worker.send(case=list(case), check=1)
    refused = {key: answer["failed"] for key, worker in workers.items() if "failed" in (answer := worker.answer())}
    for _ in range(rounds):
        for key, worker in workers.items():
            if key not in refused:
                time.sleep(0.02)
                values[key].append(worker.order(seconds=seconds)["seconds"])
    record = {"workload": case.workload, "batch": case.batch, "peers": {}}
    for name in PEERS:
        why = [refused[name, threads] for threads in (1, 2) if (name, threads) in refused]
        if why:
            record["peers"][name] = {"failed": why[0]}
            continue
        one, two = values[name, 1], values[name, 2]
        record["peers"][name] = {"one": summary(one), "two": summary(two), "gain": ratio(one, two)}
    return record
