"""`serve FILE`: a small local HTTP service around a trained network, with a page to try it."""

import importlib.util
import json
import socket
from contextlib import suppress
from types import ModuleType

from core.command_line.train import whole
from core.command_line.trained import guarded, parser, trained
from core.text.errors import LayerlabError
from core.text.messages import say

EXAMPLES = """  main.py serve digits.layerlab
  main.py serve digits.layerlab --port 8123
  main.py serve digits.layerlab --host 0.0.0.0        lets other computers in
  curl http://127.0.0.1:8000/predict -H 'Content-Type: application/json' -d '{"rows": [[5.1, 3.5, 1.4, 0.2]]}'"""
PORT, WAITING = 8000, 2048
"""The usual port, and how many callers may wait to be let in."""


def serve(arguments: list[str]) -> int:
    """0 once it is ended, or 2 with one sentence."""
    made = parser("serve", "Answer over HTTP: a page to draw, drop or type on, and POST /predict for JSON or CSV.",
                  EXAMPLES)
    made.add_argument("--port", type=whole("port", 0, 65535), default=PORT, metavar="N",
                      help=f"left out, {PORT}; 0 takes a free one")
    made.add_argument("--host", default="127.0.0.1", metavar="ADDRESS",
                      help="left out, 127.0.0.1: only this computer is answered")
    made.add_argument("--json", action="store_true", help="say as one JSON object where it listens")
    wanted = made.parse_args(arguments)
    return guarded(_serve, wanted)


def _serve(wanted) -> None:
    for name in ("starlette", "uvicorn"):
        if importlib.util.find_spec(name) is None:
            raise LayerlabError(say("The service needs the package {name}; install it with: pip install "
                                    "\"layerlab[serve]\"", name=name))
    bound = _bound(wanted.host, wanted.port)
    try:
        with bound:
            _run(wanted, bound)
    except KeyboardInterrupt:
        return


def _run(wanted, bound: socket.socket) -> None:
    import uvicorn

    from core.export.raw_model import around
    from core.export.service_folder import APP, PAGE, facts_of
    from core.export.trained import Trained, columns_of
    from core.text.resources import resource
    trainer = trained(wanted.file)
    network = Trained.of(trainer, columns_of(trainer))
    service = _loaded(resource(APP))
    alone = bound.getsockname()[0] in ("127.0.0.1", "::1")
    application = service.application(around(network, trainer), facts_of(network),
                                      resource(PAGE).read_text(encoding="utf-8"), service.LOCAL if alone else None)
    _many_files()
    bound.listen(WAITING)
    address, port = bound.getsockname()[:2]
    url = f"http://{f'[{address}]' if ':' in address else address}:{port}"
    print(json.dumps({"name": trainer.project.name, "url": url, "port": port}) if wanted.json else
          f"{trainer.project.name} answers at {url} (Ctrl-C ends it)", flush=True)
    settings = uvicorn.Config(application, log_level="error", access_log=False, backlog=WAITING, lifespan="off",
                              server_header=False)
    uvicorn.Server(settings).run(sockets=[bound])


def _bound(host: str, port: int) -> socket.socket:
    """A socket at this place; LayerlabError where another program has it, or there is no such place."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family[0], socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind(family[4])
        except BaseException:
            made.close()
            raise
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else say("there is no such address")
        raise LayerlabError(say("The service cannot listen at {host}:{port} ({reason}); choose another --port.",
                                host=host, port=str(port), reason=reason)) from None
    return made


def _loaded(path) -> ModuleType:
    """A shipped module that is no part of a package."""
    made = importlib.util.spec_from_file_location("layerlab_service", path)
    assert made is not None
    assert made.loader is not None
    module = importlib.util.module_from_spec(made)
    made.loader.exec_module(module)
    return module


def _many_files() -> None:
    """As many callers at once as the system allows, where it has a limit that programs may raise."""
    with suppress(ImportError, ValueError, OSError):
        import resource as limits
        _, hard = limits.getrlimit(limits.RLIMIT_NOFILE)
        limits.setrlimit(limits.RLIMIT_NOFILE, (hard, hard))
