"""Where the curation ledger of a corpus is: `sayso.ledger` beside the articles, or any file named."""

from collections.abc import Iterable
from pathlib import Path

from sayso.errors import SaysoError
from sayso.graph.store import Store
from sayso.graph.upkeep.ledger import FILE_NAME

__all__ = ["in_force", "place", "put_in_force"]


def put_in_force(store: Store, paths: Iterable[str | Path], chosen: Path | None = None) -> Path | None:
    """Takes the ledger that lies beside the articles at `paths`, or the chosen one, into the graph.

    Returns the file. Where there is none, the one the graph was built with last stays in force, unless it lay
    in one of these folders and is gone. Raises SaysoError for two ledgers, and for one that cannot be read.
    """
    folders = sorted({folder for path in paths for folder in _folders(path)})
    found = [chosen] if chosen is not None else [path for path in map(place, folders) if path.is_file()]
    if len(found) > 1:
        both = " and ".join(str(path) for path in found[:2])
        raise SaysoError(f"there are two ledgers, {both}: choose one with --ledger")
    if found:
        text = _text(found[0])
        store.set_ledger(text, str(found[0].absolute()))
        return found[0]
    last = in_force(store)
    if last is None and len(folders) == 1:
        store.set_ledger(store.ledger, str(place(folders[0].absolute())))
    elif last is not None and last.parent in {folder.absolute() for folder in folders} and not last.exists():
        store.set_ledger("", str(last))
    return None


def in_force(store: Store) -> Path | None:
    """The file that the graph's ledger was read from, or would be: beside the articles it was built from."""
    source = store.ledger_source
    return None if source is None else Path(source)


def place(folder: Path) -> Path:
    """Where the ledger of the articles in a folder is, or would be."""
    return folder / FILE_NAME


def _folders(path: str | Path) -> Iterable[Path]:
    """The folder that a path names or lies in; of a pattern that of its part without wildcards."""
    if str(path) == "-":
        return
    parts = Path(path).parts
    wild = next((number for number, part in enumerate(parts) if set(part) & set("*?[")), len(parts))
    fixed = Path(*parts[:wild])
    yield fixed if wild < len(parts) or fixed.is_dir() else fixed.parent


def _text(path: Path) -> str:
    try:
        # a byte that is no UTF-8 becomes a sign that no line may hold, so that its line is reported
        return path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        raise SaysoError(f"no ledger {path}: make it, or leave out --ledger") from None
    except OSError as error:
        raise SaysoError(f"cannot read the ledger {path}: {error.strerror}") from error
