"""Asking a service over HTTP, one request or many at once."""

import asyncio
import json


def run_asgi(application, method: str, path: str, content: bytes = b"", headers: dict | None = None, client="test"):
    """(status, what came back) of one request to an ASGI application, without a server."""
    sent, parts = [], [{"type": "http.request", "body": content}]

    async def receive():
        return parts.pop(0) if parts else {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)
    fields = {"host": "127.0.0.1:1", "content-length": str(len(content))} | (headers or {})
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
             "raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": "http", "client": (client, 1),
             "server": ("127.0.0.1", 1), "headers": [(k.encode(), v.encode()) for k, v in fields.items()]}
    asyncio.run(application(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def ask(application, given, path="/predict", **more):
    """(status, the answer) for a value as JSON, or for bytes as they are."""
    content = given if isinstance(given, bytes) else json.dumps(given).encode()
    status, found = run_asgi(application, "POST", path, content, **more)
    return status, json.loads(found)


async def _one(port: int, raw: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(raw)
    await writer.drain()
    found = await reader.read()
    writer.close()
    return found


def at_once(port: int, requests: list[bytes]) -> list[bytes]:
    """What a server answers to requests that come all at the same time, each over a connection of its own."""
    async def every():
        return await asyncio.wait_for(asyncio.gather(*(_one(port, raw) for raw in requests)), 300)
    return asyncio.run(every())


def posted(content: bytes, length: int | None = None, kind: str = "application/json") -> bytes:
    """A request as it goes over the line."""
    return (f"POST /predict HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {len(content) if length is None else length}\r\n\r\n").encode() + content
