"""Kills at random moments, and a system whose writes fail: a project file is the old one or the new one, never less."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from core.training import saved_work

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="kills and LD_PRELOAD are of Linux")]
KILLS = int(os.environ.get("LAYERLAB_KILLS", "25"))
"""`LAYERLAB_KILLS=1000` for a night."""
SAVES = """
import sys
from core.project.examples import starters
from core.project.spec import Project
from core.trainer import Trainer
from core.command_line.course import Course
trainer = Trainer(Project.load(next(one.path for one in starters() if one.file == "iris.json")), threads=1)
course = Course(trainer)
for number in range(int(sys.argv[2])):
    course.progress.add(trainer.step(3))
    course.keep(sys.argv[1])
    print(trainer.steps, flush=True)
"""
FAILING = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#include <stdio.h>
static int count = 0;
/* Fails the FAIL_AT-th call of FAIL_WHAT that has to do with a file in FAIL_IN. */
static int fails(const char *what, const char *path) {
    const char *wanted = getenv("FAIL_WHAT"), *at = getenv("FAIL_AT"), *place = getenv("FAIL_IN");
    if (!wanted || !at || !place || strcmp(wanted, what) || !path || !strstr(path, place)) return 0;
    if (++count != atoi(at)) return 0;
    errno = atoi(getenv("FAIL_WITH"));
    return 1;
}
static const char *name_of(int fd, char *room) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, room, 4095);
    if (size < 0) return NULL;
    room[size] = 0;
    return room;
}
ssize_t write(int fd, const void *data, size_t size) {
    static ssize_t (*real)(int, const void *, size_t);
    char room[4096];
    if (!real) real = dlsym(RTLD_NEXT, "write");
    if (fd > 2 && fails("write", name_of(fd, room))) return -1;
    return real(fd, data, size);
}
int fsync(int fd) {
    static int (*real)(int);
    char room[4096];
    if (!real) real = dlsym(RTLD_NEXT, "fsync");
    return fails("fsync", name_of(fd, room)) ? -1 : real(fd);
}
int rename(const char *from, const char *to) {
    static int (*real)(const char *, const char *);
    if (!real) real = dlsym(RTLD_NEXT, "rename");
    return fails("rename", to) ? -1 : real(from, to);
}
int mkdir(const char *path, mode_t mode) {
    static int (*real)(const char *, mode_t);
    if (!real) real = dlsym(RTLD_NEXT, "mkdir");
    return fails("mkdir", path) ? -1 : real(path, mode);
}
"""


def steps_of(path: Path) -> int:
    """How far the training of a file had come; it must be whole and its weights those of its record."""
    document = saved_work.load(path)
    assert document.note == ""
    from core.trainer import Trainer
    trainer = Trainer(document.project, threads=1)
    trainer.load_state(document.training["state"])
    assert all(np.array_equal(array, document.weights[name]) for name, array in trainer.weights().items())
    return document.training["step"]


def saving(path: Path, count: int = 10**6, **environment: str) -> subprocess.Popen:
    """A process that trains and saves, and says after each save how far it had come."""
    return subprocess.Popen([sys.executable, "-c", SAVES, str(path), str(count)], cwd=ROOT, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env=os.environ | environment)


def test_a_kill_at_any_moment_leaves_the_last_whole_state(tmp_path):
    path, draw = tmp_path / "killed.layerlab", random.Random(5)
    for _ in range(KILLS):
        process = saving(path)
        said = int(process.stdout.readline())
        time.sleep(draw.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        told, _ = process.communicate()
        said = max([said, *(int(line) for line in told.split("\n")[:-1] if line)])
        assert steps_of(path) in (said, said + 3)


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Path:
    """The layer below Python that fails what it is told to."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    folder = tmp_path_factory.mktemp("failing")
    (folder / "failing.c").write_text(FAILING)
    made, source = folder / "failing.so", folder / "failing.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", made, source, "-ldl"], check=True)
    return folder / "failing.so"


@pytest.mark.parametrize("reason", [28, 5, 30], ids=["full disk", "broken disk", "read-only"])
@pytest.mark.parametrize("what", ["write", "fsync", "rename"])
def test_each_call_that_fails_leaves_the_old_file_and_one_sentence(what, reason, library, tmp_path):
    path = tmp_path / "kept.layerlab"
    process = saving(path, 1)
    process.communicate(timeout=120)
    before, count = path.read_bytes(), 0
    for at in range(1, 40):
        process = saving(path, 2, LD_PRELOAD=str(library), FAIL_WHAT=what, FAIL_AT=str(at), FAIL_IN=str(tmp_path),
                         FAIL_WITH=str(reason))
        told, errors = process.communicate(timeout=120)
        if process.returncode == 0:
            break  # there are no more calls that could fail, or one that nothing hangs on
        count += 1
        assert errors.strip().split("\n")[-1].startswith("core.text.errors.SpecError: kept.layerlab cannot be written")
        assert steps_of(path) == (3 if not told else int(told.split("\n")[-2]))
        assert sorted(tmp_path.iterdir()) == [path]
        path.write_bytes(before)
    assert count
