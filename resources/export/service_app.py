"""A small service around a trained network: a page to try it (/), what it takes and gives (/about), and answers for
JSON or CSV (POST /predict). It needs Starlette and NumPy; any ASGI server runs it.

The network is a module with `predict`, `samples`, `table` and the facts beside them: the NumPy program of an export.
"""

import asyncio
import json
import math
import threading
import time
from contextlib import suppress

import numpy as np
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

LARGEST = 8 * 2**20
"""Bytes that a request may have."""
MOST_SAMPLES, MOST_TOKENS = 4096, 500
"""Samples that one request may ask about, and tokens that it may have written."""
PATIENCE = 30
"""Seconds in which a request must have come in."""
TOO_LARGE = "The request is larger than {most} MB; send fewer samples at once."
BURST, PER_SECOND = 5000, 500
"""Requests that one visitor may make at once, and how many more each second."""
LOCAL = ("127.0.0.1", "localhost", "[::1]", "::1")


class Refused(Exception):  # noqa: N818
    """A request that cannot be answered: the status, and one sentence with its facts in named places."""

    def __init__(self, status, sentence, **facts):
        super().__init__(sentence.format(**facts))
        self.status, self.sentence, self.facts = status, sentence, facts

    def said(self, words, wanted):
        """The sentence in the first language of a request (its Accept-Language) that there is."""
        return said(words, wanted, self.sentence, self.facts)


def said(words, wanted, sentence, facts):
    """A sentence in a language that a request asks for; `words` are sentences by language."""
    asked = []
    for place, part in enumerate(wanted.split(",")[:20]):
        code, _, weight = part.partition(";q=")
        with suppress(ValueError):
            asked.append((-float(weight or 1), place, code.strip()[:2].lower()))
    for _, _, code in sorted(asked):
        if code == "en":
            break
        if sentence in words.get(code, {}):
            return words[code][sentence].format(**facts)
    return sentence.format(**facts)


class Visitors:
    """How many requests each visitor may still make."""

    def __init__(self):
        self.left = {}

    def let_in(self, who):
        """Count a request; Refused where there were too many."""
        now = time.monotonic()
        if len(self.left) > 10_000:
            self.left = {name: kept for name, kept in self.left.items() if now - kept[1] < BURST / PER_SECOND}
        left, since = self.left.get(who, (BURST, now))
        left = min(BURST, left + (now - since) * PER_SECOND)
        self.left[who] = max(left - 1, 0), now
        if left < 1:
            raise Refused(429, "These are too many requests; wait a second.")


def application(model, facts, page, hosts=None):
    """The ASGI application. `facts` tell of the network beside what the model knows, `page` is HTML; `hosts` are the
    names under which it may be called, None where it goes by any."""
    visitors, one_at_a_time, words = Visitors(), threading.Lock(), facts.pop("words", {})
    told = described(model, facts)

    def answered(given):
        with one_at_a_time:
            return answer(model, given)

    async def predict(request):
        kind, content = request.headers.get("content-type", ""), await body(request)
        return JSONResponse(await run_in_threadpool(lambda: answered(parsed(kind, content))))

    async def about(request):
        return JSONResponse(told)

    async def home(request):
        return HTMLResponse(page, headers={
            "Content-Security-Policy": "default-src 'self' 'unsafe-inline' data: blob:; frame-ancestors 'none'"})

    async def refused(request, error):
        return JSONResponse({"error": error.said(words, language(request))}, error.status,
                            {"Retry-After": "1"} if error.status == 429 else None)

    async def unknown(request, error):
        sentence = {404: "There is nothing under this address; POST to /predict, or open /.",
                    405: "This address takes another method: POST for /predict, GET for all else."}
        told = sentence.get(error.status_code, error.detail)
        return JSONResponse({"error": said(words, language(request), told, {})}, error.status_code,
                            getattr(error, "headers", None))

    async def failed(request, error):
        sentence = "The service met a fault of its own; the request may be sent again."
        return JSONResponse({"error": said(words, language(request), sentence, {})}, 500)

    def language(request):
        return request.headers.get("accept-language", "")

    made = Starlette(routes=[Route("/", home), Route("/about", about), Route("/predict", predict, methods=["POST"])],
                     exception_handlers={Refused: refused, HTTPException: unknown, Exception: failed})
    return Gate(made, visitors, hosts, words)


class Gate:
    """Stands before the application: who calls, under which name, how often."""

    def __init__(self, inside, visitors, hosts, words):
        self.inside, self.visitors, self.hosts, self.words = inside, visitors, hosts, words

    async def __call__(self, scope, receive, send):
        """Serve one request."""
        if scope["type"] != "http":
            await self.inside(scope, receive, send)
            return
        try:
            self.visitors.let_in((scope.get("client") or ("",))[0])
            host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
            name = host if host.endswith("]") else host.rpartition(":")[0] or host
            if self.hosts is not None and name.lower() not in self.hosts:
                raise Refused(403, "This service answers to its own computer alone; call it by 127.0.0.1.")
        except Refused as error:
            wanted = [value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-language"]
            await JSONResponse({"error": error.said(self.words, ",".join(wanted))}, error.status, {"Retry-After": "1"})(
                scope, receive, send)
            return
        await self.inside(scope, receive, send)


async def body(request):
    """What a request holds; Refused where it is too large or does not come."""
    with suppress(ValueError):
        if int(request.headers.get("content-length", 0)) > LARGEST:
            raise Refused(413, TOO_LARGE, most=LARGEST >> 20)
    content = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for part in request.stream():
                content += part
                if len(content) > LARGEST:
                    raise Refused(413, TOO_LARGE, most=LARGEST >> 20)
    except TimeoutError:
        raise Refused(408, "The request did not come within {seconds} seconds; send it again.",
                      seconds=PATIENCE) from None
    return bytes(content)


def parsed(kind, content):
    """The request as a dict: JSON, or the rows of a CSV; Refused where it is neither."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(400, "The request is no text in UTF-8.") from None
    if kind.partition(";")[0].strip().lower() == "text/csv":
        return {"csv": text}
    try:
        given = json.loads(text, parse_constant=lambda word: bad("{word} is no number that JSON knows.", word=word))
    except (ValueError, RecursionError):
        raise Refused(400, 'The request is no JSON; send an object such as {{"rows": [[…]]}}.') from None
    if not isinstance(given, dict):
        raise Refused(400, 'The request must be an object such as {{"rows": [[…]]}}.')
    return given


def bad(sentence, **facts):
    """Refuse what was sent."""
    raise Refused(422, sentence, **facts)


def answer(model, given):
    """The answers for a request; Refused with one sentence where it makes no sense."""
    ways = {"rows": rows_of, "csv": csv_of, "x": arrays_of, "text": text_of}
    found = [name for name in ways if name in given]
    if len(found) != 1:
        bad("The request must hold one of rows, x and text.")
    try:
        samples = ways[found[0]](model, given[found[0]])
        count = len(next(iter(samples.values())))
        if not 1 <= count <= MOST_SAMPLES:
            bad("One request may ask about 1 to {most} samples, not {count}.", most=MOST_SAMPLES, count=count)
        if not all(np.isfinite(array).all() for array in samples.values()):
            bad("Every number must be a finite one.")
        predicted = model.predict(samples)
        if isinstance(given.get("text"), str):
            predicted = model.so_far(predicted, model.sample(next(iter(model.TOKENS)), given["text"])[1])
        head, rows = model.table(predicted)
        told = {"answers": [dict(zip(head, map(plain, row), strict=True)) for row in rows]}
        return told | written(model, given) if found[0] == "text" else told
    except model.Unfit as error:
        raise Refused(422, error.sentence, **error.facts) from None
    except (ValueError, TypeError, OverflowError, IndexError, KeyError) as error:
        sentence = str(error).strip().rstrip(".") or "The request does not fit the network"
        raise Refused(422, "{why}.", why=sentence[:300]) from None


def rows_of(model, rows):
    """Samples of rows of cells: lists in order, or objects by the names of the columns."""
    if not isinstance(rows, list) or not rows:
        bad("rows must be a list of lists or objects.")
    if len(rows) > MOST_SAMPLES:
        bad("One request may ask about 1 to {most} samples, not {count}.", most=MOST_SAMPLES, count=len(rows))
    names = [column["name"] for column in model.COLUMNS]
    if all(isinstance(row, dict) for row in rows):
        missing = [name for name in names if any(name not in row for row in rows)]
        strange = sorted({name for row in rows for name in row} - set(names))
        if not names or missing or strange:
            bad("Each row must have the columns {names}." if names else
                "The inputs of this network have no names; send rows as lists.", names=", ".join(names))
        rows = [[row[name] for name in names] for row in rows]
    if not all(isinstance(row, list) for row in rows):
        bad("rows must be a list of lists or objects.")
    if len({len(row) for row in rows}) > 1:
        bad("All rows must have the same number of cells.")
    return model.samples([[cell(value) for value in row] for row in rows])


def cell(value):
    """A value of JSON as a table would have it."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        bad("A cell must be a number or a word.")
    return value


def csv_of(model, text):
    """Samples of a table."""
    return model.parsed(text, "CSV")


def arrays_of(model, given):
    """Samples as nested lists, or an object of them by the names of the inputs."""
    given = given if isinstance(given, dict) else {next(iter(model.INPUTS)): given}
    if given.keys() != model.INPUTS.keys():
        bad("x must have an array for each of {names}.", names=", ".join(model.INPUTS))
    try:
        found = {name: np.array(values) for name, values in given.items()}
    except (ValueError, OverflowError):
        bad("x must be a regular array of numbers.")
    if any(array.dtype.kind not in "fiu" or not array.ndim for array in found.values()):
        bad("x must be a regular array of numbers.")
    return found


def text_of(model, texts):
    """The samples of texts."""
    texts = texts if isinstance(texts, list) else [texts]
    if len(model.INPUTS) > 1 or not model.TOKENS:
        bad("This network reads no texts.")
    if not texts or not all(isinstance(text, str) for text in texts):
        bad("text must be a text or a list of them.")
    name = next(iter(model.TOKENS))
    return {name: np.stack([model.sample(name, text)[0] for text in texts[:MOST_SAMPLES]])}


def written(model, given):
    """What comes next behind a single text, and what the network writes behind it where that was asked."""
    text, count, warmth = given["text"], given.get("write", 0), given.get("temperature", 1.0)
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= MOST_TOKENS:
        bad("write must be a whole number from 0 to {most}.", most=MOST_TOKENS)
    if isinstance(warmth, bool) or not isinstance(warmth, int | float) or not 0 <= warmth <= 10:
        bad("temperature must lie between 0 and 10.")
    if not isinstance(text, str) or (shares := model.following(text)) is None:
        return {}
    names = next(iter(model.TOKENS.values()))
    likely = [{"token": names[number], "share": plain(float(shares[number]))} for number in (-shares).argsort()[:8]]
    return {"next": likely} | ({"written": model.write_on(text, count, warmth, given.get("seed", 0))} if count else {})


def plain(value):
    """A value that JSON has."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def described(model, facts):
    """What the network takes and gives."""
    columns = [{"name": column["name"], "words": list(column.get("known", {}))} for column in model.COLUMNS]
    inputs = [{"name": name, "shape": list(shape), "tokens": model.TOKENS.get(name, []),
               **facts["pictures"].get(name, {})} for name, (shape, _) in model.INPUTS.items()]
    return {"name": facts["name"], "made_by": facts["made_by"], "inputs": inputs, "columns": columns,
            "writes": facts["writes"], "answers": list(model.ANSWERS.values()),
            "limits": {"bytes": LARGEST, "samples": MOST_SAMPLES}}
