"""Reading values is safe where several threads do it, from the very first one on."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
AT_ONCE = """
import sys, threading
from pathlib import Path
from core.project.spec import Project
text = Path("resources/presets/names.json").read_text(encoding="utf-8")
sys.setswitchinterval(1e-6)
start, read = threading.Barrier(8), []
def begin():
    start.wait()
    read.append(Project.from_json(text))
threads = [threading.Thread(target=begin) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert len(read) == 8 and all(project == read[0] for project in read)
print("whole")
"""


def test_eight_threads_read_the_first_project_of_a_process():
    done = subprocess.run([sys.executable, "-c", AT_ONCE], cwd=ROOT, capture_output=True, text=True, timeout=120,
                          check=False)
    assert done.stdout.strip() == "whole", f"{done.returncode}: {done.stderr[-500:]}"


def test_nothing_else_has_types_worked_out():
    typed = re.compile(r"msgspec\.(convert|json\.decode\([^)]*type=|json\.Decoder)")
    elsewhere = [str(path.relative_to(ROOT)) for room in ("core", "gui") for path in (ROOT / room).rglob("*.py")
                 if typed.search(path.read_text(encoding="utf-8"))]
    assert elsewhere == ["core/declare/decoding.py"]
