"""A real browser without a screen, told over a pipe what to do (Chrome's DevTools protocol)."""

import json
import os
import shutil
import subprocess
from pathlib import Path

NAMES = "chromium", "chromium-browser", "google-chrome", "chrome"


def browser() -> str | None:
    """The program of the browser, where there is one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One page in a browser of its own; a context manager."""

    def __init__(self, folder: Path, language: str = "en"):
        to_browser, from_us = os.pipe()
        to_us, from_browser = os.pipe()

        def wired():  # it reads commands from 3 and writes answers to 4
            kept = os.dup(from_browser)
            os.dup2(to_browser, 3)
            os.dup2(kept, 4)
        self._process = subprocess.Popen(
            [browser(), "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe",
             f"--user-data-dir={folder}", f"--lang={language}", f"--accept-lang={language}", "about:blank"],
            preexec_fn=wired, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self._write = open(from_us, "wb", buffering=0)  # noqa: SIM115  (closed at the end)
        self._read = open(to_us, "rb")  # noqa: SIM115
        self._count, self._session = 0, ""

    def __enter__(self):
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait(30)
        self._write.close()
        self._read.close()

    def do(self, method: str, **given) -> dict:
        """What a command of the protocol gives."""
        self._count += 1
        told = {"id": self._count, "method": method, "params": given}
        if self._session:
            told["sessionId"] = self._session
        self._write.write(json.dumps(told).encode() + b"\0")
        while True:
            found = bytearray()
            while (byte := self._read.read(1)) not in (b"\0", b""):
                found += byte
            answer = json.loads(bytes(found) or b"{\"id\": -1}")
            assert answer.get("id") != -1, "the browser is gone"
            if answer.get("id") == self._count:
                assert "error" not in answer, answer
                return answer["result"]

    def run(self, script: str):
        """The value of a piece of JavaScript in the page; what it waits for is waited for."""
        found = self.do("Runtime.evaluate", expression=f"(async () => {{ {script} }})()", awaitPromise=True,
                        returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def until(self, condition: str):
        """Wait until the page says that something is true; gives what it is."""
        return self.run("for (let turn = 0; turn < 400; turn++) { const found = (() => " + condition + ")(); "
                        "if (found) return found; await new Promise(done => setTimeout(done, 50)); } "
                        "throw new Error('waited in vain');")
