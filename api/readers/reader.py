"""A reader: a process that holds one state of the graph and does one job after another."""

import gc
import os
import pickle
import socket
import time
import traceback
from collections.abc import Callable
from typing import NoReturn

from sayso.api.readers import isolation, wire
from sayso.api.readers.values import Reply
from sayso.api.service import BoundedOutput, LimitError, Limits
from sayso.errors import SaysoError
from sayso.graph.store import Store

__all__ = ["MEMORY_MESSAGE", "work"]

MEMORY_MESSAGE = "the answer takes more memory than is allowed: ask for less, or in smaller steps"

# A job shorter than this cannot have left much behind.
_LOOK_AFTER_S = 0.02
_AROUND = 10_000  # bytes of a message beside what was told and written


def work(connection: socket.socket, opened: Callable[[str], Store], source: str, limits: Limits) -> NoReturn:
    """Does what is asked for over this connection, until it is closed; never returns.

    `opened` gives the store of a source; a request that names another source than the last one has the store
    opened anew.
    """
    try:
        store = opened(source)
        before = isolation.address_space()
        most = None if limits.bytes is None else limits.bytes + (64 << 20)
        isolation.bound_memory(limits.memory, most)
        # told only now: whoever waits for a reader wants one that answers at once
        wire.send(connection, (os.getpid(), isolation.resident()))
    except SaysoError as error:
        wire.send(connection, error)
        os._exit(1)
    except ConnectionError:
        os._exit(0)
    room = None if limits.memory is None else limits.memory // 4
    while True:
        try:
            asked, _ = wire.receive_pickled(connection)
        except (EOFError, ConnectionError):
            os._exit(0)
        start = time.monotonic()
        reply, file = _done(store, asked, limits)
        if isinstance(reply, str):
            try:
                store = opened(reply)
                wire.send(connection, None)
            except (SaysoError, ConnectionError):
                os._exit(0)  # another will be forked, which tells why
            continue
        if time.monotonic() - start > _LOOK_AFTER_S and room is not None:
            if isolation.address_space() - before > room:
                gc.collect()
            reply.tired = isolation.address_space() - before > room
        try:
            _answer(connection, reply, file, limits)
        except (EOFError, ConnectionError):
            os._exit(0)
        if reply.tired:
            os._exit(0)


def _done(
    store: Store, asked: bytes | bytearray | memoryview, limits: Limits
) -> tuple[Reply | str, wire.Spool | None]:
    """What a job gave; or what is to be opened, if that was asked for."""
    out: wire.Spool | None = None
    try:
        wanted = pickle.loads(asked)
        if isinstance(wanted, str):
            return wanted, None
        job, args, kwargs, writes = wanted
        if not writes:
            return Reply(told=job(store, *args, **kwargs)), None
        out = wire.Spool()
        told = job(store, BoundedOutput(out, limits.bytes), *args, **kwargs)
        return Reply(told=told, size=out.size), out
    except SaysoError as error:
        return Reply(error=error), None
    except MemoryError:
        return Reply(error=LimitError(MEMORY_MESSAGE, "memory"), tired=True), None
    except BaseException:  # the engine's panics are no Exceptions
        return Reply(fault=traceback.format_exc(), tired=True), None


def _answer(connection: socket.socket, reply: Reply, out: wire.Spool | None, limits: Limits) -> None:
    files: tuple[int, ...] = ()
    if out is not None:
        contents = out.contents
        if isinstance(contents, bytes):
            reply.body = contents
        else:
            files = (contents.fileno(),)
    try:
        payload = reply.packed()
        if limits.bytes is not None and len(payload) > max(limits.bytes, wire.INLINE) + _AROUND:
            # what a job tells is held in the front, which has no other bound
            message = f"the answer has more than {limits.bytes:,} bytes: ask for less, for example with LIMIT"
            payload, files = Reply(error=LimitError(message, "bytes"), tired=reply.tired).packed(), ()
        if reply.error is not None:
            pickle.loads(payload)  # an error of which the pieces do not fit is better found out here
    except MemoryError:
        payload = Reply(error=LimitError(MEMORY_MESSAGE, "memory"), tired=True).packed()
    except Exception:
        payload = Reply(fault=traceback.format_exc(), tired=True).packed()
        reply.tired = True
    wire.send_pickled(connection, payload, *files)
    if out is not None:
        out.close()
