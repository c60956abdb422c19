"""A graph that is served: loaded, watched, loaded anew when it has changed."""

import logging
import os
import pickle
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Concatenate, Literal, ParamSpec, Self, TypeVar

from sayso.api.readers import sizing, snapshots, wire
from sayso.api.readers.pool import Pool, Sharing, State
from sayso.api.readers.process import Zygote
from sayso.api.readers.values import BeingBuiltError, Start
from sayso.api.service import Limits, Written
from sayso.errors import SaysoError, StoreError
from sayso.graph.remote.endpoints import is_remote
from sayso.graph.store import Store

__all__ = ["Readers", "open_readers"]

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

_SMALL_BODY = 1024 * 1024
_NICENESS = 10
_LONGEST_PAUSE_S = 60.0
_QUIET_S = 10.0


def open_readers(
    path: str | Path,
    limits: Limits | None = None,
    *,
    memory: int | Literal["auto"] = "auto",
    sharing: Sharing | None = None,
    modules: Sequence[str] = ("sayso.api.app",),
    warm: Sequence[Callable[[Store], None]] = (),
    watch: float | None = 1.0,
    grace: float = 5.0,
) -> "Readers":
    """Starts serving the graph in this folder, or on the server at this URL; a context manager.

    `memory` is how many bytes a copy of the graph in memory may take, by estimate: 0 always reads from the
    disk, "auto" goes by what is free. `modules` are imported, and `warm` called with the store in memory,
    before readers are forked, so that no reader need do so; both must leave no thread behind. `watch` is
    after how many seconds each it is looked whether the graph has changed, None for never. `grace` is how
    many seconds jobs that run are given by `close`.
    Raises StoreError when the graph cannot be opened.
    """
    if sys.platform == "win32":
        raise StoreError("readers need a system with fork, which Windows has not: use WSL or a container")
    return Readers(path, limits or Limits(), memory, sharing, tuple(modules), tuple(warm), watch, grace)


class Readers:
    """The Service for real use; get one by `open_readers`. All methods may be called from several threads."""

    def __init__(
        self,
        place: str | Path,
        limits: Limits,
        memory: int | Literal["auto"],
        sharing: Sharing | None,
        modules: tuple[str, ...],
        warm: tuple[Callable[[Store], None], ...],
        watch: float | None,
        grace: float,
    ) -> None:
        self._place = str(place)
        self._remote = is_remote(place)
        self._folder = Path(place)
        self._memory = memory
        self._modules = modules
        self._warm = pickle.dumps(warm, 5)
        self._watch_s = watch
        self._grace = grace
        self._limits = limits
        self._reloads = 0
        self._failed_reloads = 0
        self._loading = threading.Lock()
        self._stop = threading.Event()
        self._load_s = 0.0
        self._since = time.monotonic()
        self._changed = 0.0
        self._coming: Zygote | None = None
        self._disk: Zygote | None = None
        self._snapshots: snapshots.Snapshots | None = None
        if sharing is None:
            several = max(4, 2 * sizing.cpus())
            free = sizing.available()
            sharing = Sharing(readers=several, long=2 * several, memory=None if free is None else free // 2)
        self._pool = Pool(limits, sharing)
        self._seen: snapshots.Fingerprint = ()
        try:
            state = self._load(first=True)
            assert state is not None
            self._pool.start(state)
            self._since = time.monotonic()
        except BaseException:
            self._clean()
            raise
        self._watcher = threading.Thread(target=self._watch, name="sayso-watch", daemon=True)
        if not self._remote and watch is not None:
            self._watcher.start()

    # -- the service

    @property
    def base(self) -> str:
        return self._pool.state.base

    @property
    def state(self) -> str:
        present = self._pool.state
        if present.loose is not None and snapshots.fingerprint(self._folder) != present.loose:
            return ""  # a reader forked by now may see more than the others
        return present.token

    @property
    def since(self) -> float:
        """When jobs began to get the present state, by `time.monotonic`."""
        return self._since

    @property
    def limits(self) -> Limits:
        return self._limits

    @property
    def in_memory(self) -> bool:
        """Whether readers have the graph in memory, or read it from the disk or a server."""
        return self._pool.state.zygote is not self._disk

    def run(self, job: Callable[Concatenate[Store, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        reply, _ = self._pool.do(job, args, kwargs)
        told: R = reply.told
        return told

    def write(
        self,
        job: Callable[..., Any],
        /,
        *args: Any,
        seconds: float | None = None,
        client: str = "",
        **kwargs: Any,
    ) -> Written:
        reply, files = self._pool.do(job, args, kwargs, writes=True, seconds=seconds, client=client)
        body: bytes | BinaryIO = reply.body or b""
        if files:
            if reply.size <= _SMALL_BODY:
                try:
                    body = wire.read_all(files[0], reply.size)
                finally:
                    os.close(files[0])
            else:
                os.lseek(files[0], 0, os.SEEK_SET)
                body = os.fdopen(files[0], "rb")
        return Written(reply.told, body, reply.size)

    def reload(self) -> str:
        """Has jobs from now on see what has been committed before, also when more is to come; that state.

        Costs some milliseconds where readers read from the disk, and a whole loading where they have a copy
        in memory. Raises StoreError when the graph cannot be read; the old state is served on.
        """
        if not self._remote:
            with self._loading:
                if snapshots.fingerprint(self._folder) != self._seen:
                    state = self._load(first=False, may_be_stale=True)
                    if state is None:
                        raise StoreError(f"the graph in {self._place} is being written to: try again")
                    self._switch(state)
        return self.state

    def measures(self) -> dict[str, float]:
        """What the pool tells, and of the graph: `reloads`, `failed_reloads`, `in_memory`."""
        return {
            **self._pool.measures(),
            "reloads": float(self._reloads),
            "failed_reloads": float(self._failed_reloads),
            "in_memory": float(self.in_memory),
        }

    def close(self) -> None:
        """Ends all processes; jobs that run are given a moment."""
        self._stop.set()
        coming = self._coming
        if coming is not None:
            coming.kill()  # it would go on loading
        self._pool.close(self._grace)
        with self._loading:
            self._clean()
        if self._watcher.is_alive():
            self._watcher.join(30)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- loading

    def _load(self, *, first: bool, may_be_stale: bool = False) -> State | None:
        """The present state of the graph, ready to fork readers; None when it is not whole just now."""
        if self._remote:
            zygote = self._zygote(self._place, memory=False)
            self._disk = zygote
            return State("", zygote, self._place, zygote.look(self._place).base)
        found = snapshots.fingerprint(self._folder)
        if self._fits(found, has_copy=not first and not self._pool.state.source):
            return self._load_memory(found, first or may_be_stale, first)
        return self._load_disk(first, may_be_stale)

    def _load_memory(self, found: snapshots.Fingerprint, may_be_stale: bool, first: bool) -> State | None:
        present = None if may_be_stale else self._pool.state.zygote
        if present is not None and present.alive:
            # a process of a moment tells what loading would find out after starting everything
            facts = present.look(self._place)
            quiet = time.monotonic() - self._changed
            if facts.stale or (facts.written and quiet < min(self._load_s, _QUIET_S)):
                return None  # whoever has it open has only begun, it may be
        start = time.monotonic()
        zygote = Zygote(self._start(self._place, memory=True, may_be_stale=may_be_stale, polite=not first))
        self._coming = zygote
        try:
            facts = zygote.await_ready()
        except BeingBuiltError:  # one has begun just now
            return None
        except BaseException:
            zygote.kill()
            raise
        finally:
            self._coming = None
        self._note(facts.notes)
        if facts.stale and first:
            self._warn_of_stale()
        self._load_s = time.monotonic() - start
        logger.info(
            "read %s quads of %s into memory in %.1f s (%d MB)",
            f"{facts.quads:,}",
            self._place,
            self._load_s,
            facts.bytes >> 20,
        )
        self._seen = found
        return State(snapshots.token(found), zygote, "", facts.base)

    def _load_disk(self, first: bool, may_be_stale: bool) -> State | None:
        if self._disk is None or not self._disk.alive:
            self._disk = self._zygote("", memory=False)
        if self._snapshots is None:
            self._snapshots = snapshots.Snapshots(self._folder)
            self._snapshots.sweep()
        taken = None
        for wait in (0.0, 0.01, 0.03, 0.1, 0.3):
            time.sleep(wait)
            try:
                taken = self._snapshots.take()
            except OSError as error:
                logger.warning(
                    "cannot keep a state of %s (%s): readers may see parts of a build", self._place, error
                )
                found = snapshots.fingerprint(self._folder)
                facts = self._disk.look(self._place)
                self._seen = found
                return State(snapshots.token(found), self._disk, self._place, facts.base, loose=found)
            if taken is not None:
                break
        if taken is None:
            if not first:
                return None
            logger.warning("%s is being written to: readers may see parts of it", self._place)
            facts = self._disk.look(self._place)
            return State(snapshots.token(()), self._disk, self._place, facts.base, loose=())
        kept, found = taken
        if may_be_stale and not first:  # whoever has just written knows that it is fine
            self._seen = found
            return State(snapshots.token(found), self._disk, str(kept), self._pool.state.base, snapshot=kept)
        try:
            facts = self._disk.look(str(kept))
        except SaysoError:
            self._snapshots.drop(kept)
            raise
        if facts.stale and first:
            self._warn_of_stale()
        if facts.stale and not first:
            self._snapshots.drop(kept)
            return None
        if first:
            logger.info("reading %s from the disk (%d MB)", self._place, snapshots.size(found) >> 20)
        self._seen = found
        return State(snapshots.token(found), self._disk, str(kept), facts.base, snapshot=kept)

    def _fits(self, found: snapshots.Fingerprint, *, has_copy: bool) -> bool:
        wanted = sizing.estimate(snapshots.size(found))
        if self._memory != "auto":
            return wanted <= self._memory
        free = sizing.available()
        # when it has changed, the old and the new stand side by side for a moment; the old one is not free
        return free is not None and wanted * (1 if has_copy else 2) <= free

    def _zygote(self, source: str, *, memory: bool) -> Zygote:
        zygote = Zygote(self._start(source, memory=memory, may_be_stale=True, polite=False))
        try:
            self._note(zygote.await_ready().notes)
        except BaseException:
            zygote.kill()
            raise
        return zygote

    def _start(self, source: str, *, memory: bool, may_be_stale: bool, polite: bool) -> Start:
        return Start(
            path=tuple(sys.path),
            place=self._place,
            source=source,
            remote=self._remote,
            memory=memory,
            limits=self._limits,
            modules=self._modules,
            warm=self._warm,
            niceness=_NICENESS if polite else 0,
            may_be_stale=may_be_stale,
        )

    def _note(self, notes: tuple[str, ...]) -> None:
        for note in notes:
            logger.warning("%s", note)

    def _warn_of_stale(self) -> None:
        logger.warning(
            "the graph in %s is not whole: a build was cut off or is under way; finish it with 'sayso build'",
            self._place,
        )

    def _switch(self, state: State) -> None:
        if bool(state.source) != bool(self._pool.state.source):
            logger.warning(
                "%s is read %s from now on: a copy in memory %s beside what is there",
                self._place,
                *(("from the disk", "does not fit") if state.source else ("from memory", "fits")),
            )
        self._pool.switch(state)
        self._since = time.monotonic()
        self._reloads += 1
        logger.info("serving another state of %s (%s)", self._place, state.token)

    def _clean(self) -> None:
        if self._disk is not None:
            self._disk.kill()
        if self._snapshots is not None:
            self._snapshots.close()

    # -- watching

    def _watch(self) -> None:
        assert self._watch_s is not None
        before, since = self._seen, 0.0  # since when it differs from what is served
        pause, not_before = self._watch_s, 0.0
        while not self._stop.wait(self._watch_s):
            now = time.monotonic()
            found = snapshots.fingerprint(self._folder)
            quiet, before = found == before, found
            if not quiet:
                self._changed = now
            since = 0.0 if found == self._seen else since or now
            lost = not self._pool.state.zygote.alive
            gone = _is_gone(self._pool.state)
            changed = since and (quiet or now - since > _QUIET_S)
            if now < not_before or not (lost or gone or changed):
                continue
            with self._loading:
                if self._stop.is_set():
                    return
                try:
                    state = self._again(lost) if lost or gone else self._load(first=False)
                except SaysoError as error:
                    self._failed_reloads += 1
                    pause = min(2 * pause, _LONGEST_PAUSE_S)
                    not_before = time.monotonic() + pause
                    logger.warning("%s; the state before is served on, trying again in %g s", error, pause)
                    continue
                except Exception:
                    logger.exception("loading %s failed", self._place)
                    not_before = time.monotonic() + _LONGEST_PAUSE_S
                    continue
                if state is None:
                    not_before = time.monotonic() + max(self._watch_s, 1.0)
                    continue
                pause, not_before = self._watch_s, 0.0
                self._switch(state)

    def _again(self, lost: bool) -> State | None:
        """What takes the place of a zygote that has died, or of a state that somebody else has removed: the
        same state where it is kept on the disk."""
        old = self._pool.state
        if lost:
            logger.warning(
                "the process that forks readers of %s has ended; another takes its place", self._place
            )
        else:
            logger.warning("the state of %s that was kept is gone: taking another", self._place)
        if old.snapshot is None or _is_gone(old):
            # while a build goes on, the readers that are left are all that knows a whole state
            return self._load(first=False, may_be_stale=self._pool.is_empty)
        self._disk = self._zygote("", memory=False)
        state = State(old.token, self._disk, old.source, old.base, snapshot=old.snapshot)
        old.snapshot = None
        return state


def _is_gone(state: State) -> bool:
    """Whether what readers open was removed, as by somebody who tidied up."""
    return state.snapshot is not None and not state.snapshot.is_dir()
