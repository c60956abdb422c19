"""The command `sayso`: each function is one command, and calls the library.

Answers go to standard output; progress, reports and errors to standard error. Exit codes: 0 done,
1 it failed, 2 the command was used wrongly, 3 done, but a part of the input was left out.
"""

import errno
import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from sayso import __version__
from sayso.analyse_cli import analyse
from sayso.check_cli import check
from sayso.config import DEFAULT_GRAPH, Settings
from sayso.diff_cli import diff, log
from sayso.errors import QuestionError, SaysoError
from sayso.export_cli import export, link
from sayso.mcp_cli import mcp
from sayso.options import Format, Graph, TableFormat
from sayso.serve_cli import serve
from sayso.terminal import printable
from sayso.topics_cli import topics as topics_commands
from sayso.train_cli import train
from sayso.usage import Commands
from sayso.verify_cli import verify
from sayso.who_cli import review
from sayso.why_cli import why, why_not

if TYPE_CHECKING:
    from sayso.graph.store import Store

__all__ = ["app", "main"]

EXIT_FAILED = 1
EXIT_PART_LEFT_OUT = 3

app = typer.Typer(
    name="sayso",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
    help="Reads news articles and builds a knowledge graph of who said what.",
    epilog="Try: sayso demo",
)

app.add_typer(train, name="train")
app.add_typer(topics_commands, name="topics")
app.command(epilog="Example: sayso analyse person-topic pagerank --top 10")(analyse)
app.command(epilog="Example: sayso check queries/ --graph my-graph")(check)
app.command(epilog="Example: sayso why person:ann-lee floods")(why)
app.command("why-not", epilog='Example: sayso why-not "Ann Lee" chip-export-controls')(why_not)
app.command(epilog="Example: sayso review --graph my-graph")(review)
app.command(epilog="Example: sayso export --view person-topic people.gexf")(export)
app.command(epilog="Example: sayso link persons.csv --graph my-graph")(link)
app.command(epilog="Example: sayso verify --graph my-graph")(verify)
app.command(epilog="Example: sayso serve --graph my-graph --port 8421")(serve)
app.command(epilog="Example: sayso diff graph-before graph-after")(diff)
app.command(epilog="Example: sayso log last --graph my-graph")(log)
app.command(epilog="Example: sayso mcp --graph my-graph")(mcp)

Paths = Annotated[
    list[str],
    typer.Argument(help="Files, folders, patterns in quotes, or - for standard input.", metavar="PATH…"),
]
Model = Annotated[
    str,
    typer.Option(
        envvar="SAYSO_MODEL", help="The spaCy pipeline: sm, md, lg, trf, a package's name or a folder."
    ),
]
Topics = Annotated[
    list[Path] | None, typer.Option("--topics", help="A SKOS file with topics of your own; may be repeated.")
]
TopicMethod = Annotated[
    str,
    typer.Option(
        "--topic-method",
        envvar="SAYSO_TOPIC_METHOD",
        help="How topics are found: hybrid (by labels and by meaning), or by labels alone.",
    ),
]
OwnTopicsOnly = Annotated[bool, typer.Option("--own-topics-only", help="Leave out the shipped topics.")]
Gazetteers = Annotated[
    list[Path] | None,
    typer.Option("--gazetteer", help="A CSV or SKOS file with names of your own; may be repeated."),
]
Ledger = Annotated[
    Path | None,
    typer.Option(help="The curation ledger, where it is not sayso.ledger beside the articles."),
]
ForceLanguage = Annotated[
    bool, typer.Option("--force-language", help="Read articles that are not in English, too.")
]


Attributions = Annotated[
    str,
    typer.Option(
        envvar="SAYSO_ATTRIBUTIONS",
        help="What finds attributions: encoder, the faster, less exact rules, or the folder of an encoder.",
    ),
]


def main() -> None:
    """Run the command line; a `SaysoError` is one line on standard error and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except SaysoError as error:
        _report(f"sayso: {error}")
        for example in error.examples if isinstance(error, QuestionError) else ():
            _report(f"  {example}")
        sys.exit(EXIT_FAILED)
    except OSError as error:  # a full disk, a closed pipe: whatever was being written is not whole
        _report(f"sayso: {error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        sys.exit(EXIT_FAILED)


def _report(text: str) -> None:
    """One line on standard error; what comes from files cannot steer the terminal or feign a line of ours."""
    print(printable(text), file=sys.stderr)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"sayso {__version__}")
        raise typer.Exit


@app.callback()
def common(
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say more about what is being done.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """What all commands share."""
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.WARNING, format="sayso: %(message)s", stream=sys.stderr
    )
    if verbose:
        for noisy in ("trafilatura", "htmldate", "charset_normalizer", "waitress"):
            logging.getLogger(noisy).setLevel(logging.INFO)


@app.command(epilog="Example: sayso extract news/ -o records.jsonl")
def extract(
    paths: Paths,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
    model: Model = "sm",
    attributions: Attributions = "encoder",
    topics: Topics = None,
    own_topics_only: OwnTopicsOnly = False,
    topic_method: TopicMethod = "hybrid",
    gazetteer: Gazetteers = None,
    force_language: ForceLanguage = False,
) -> None:
    """Print what each article says: one JSON record a line."""
    from sayso import corpus
    from sayso.graph.model import Extraction
    from sayso.graph.record import to_json

    settings = Settings(
        model=model,
        attributions=attributions,
        topics=tuple(topics or ()),
        shipped_topics=not own_topics_only,
        topic_method=topic_method,
        gazetteers=tuple(gazetteer or ()),
        force_language=force_language,
    )
    read = left_out = 0
    with _output(output) as out, _Progress("extracting") as progress:
        for result in corpus.extract(paths, settings):
            if isinstance(result, Extraction):
                read += 1
                out.write(json.dumps(to_json(result), ensure_ascii=False) + "\n")
                progress.step(f"{read} articles")
            else:
                left_out += 1
                progress.say(f"left out: {result.source}: {result.reason}")
    _end(f"{_count(read, 'article')} extracted", read, left_out)


@app.command(epilog="Example: sayso explain story.txt --html story.html")
def explain(
    paths: Paths,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a web page to this file instead of printing.")
    ] = None,
    least_confidence: Annotated[
        float,
        typer.Option("--least-confidence", help="Leave out statements less sure than this.", min=0, max=1),
    ] = 0.0,
    model: Model = "sm",
    attributions: Attributions = "encoder",
    topics: Topics = None,
    own_topics_only: OwnTopicsOnly = False,
    topic_method: TopicMethod = "hybrid",
    gazetteer: Gazetteers = None,
    force_language: ForceLanguage = False,
) -> None:
    """Show what was found in articles and why: their text with source, cue and content marked."""
    from sayso import corpus, explaining
    from sayso.graph import explanation
    from sayso.graph.model import Extraction
    from sayso.graph.pages import explanation_page
    from sayso.graph.topics.scheme import check

    settings = Settings(
        model=model,
        attributions=attributions,
        topics=tuple(topics or ()),
        shipped_topics=not own_topics_only,
        topic_method=topic_method,
        gazetteers=tuple(gazetteer or ()),
        force_language=force_language,
    )
    if html is not None and any(Path(path).absolute() == html.absolute() for path in paths):
        raise SaysoError(f"{html} would be written over: give another --html")
    scheme = check(settings.topics, shipped=settings.shipped_topics).scheme
    explained: list[explanation.Explanation] = []
    read = left_out = 0
    screen = sys.stdout  # the progress line puts another in its place
    with _Progress("explaining", moving=html is not None or not screen.isatty()) as progress:
        for result in corpus.extract(paths, settings):
            if not isinstance(result, Extraction):
                left_out += 1
                progress.say(f"left out: {result.source}: {result.reason}")
                continue
            told = explanation.explain(result, scheme=scheme, least_confidence=least_confidence)
            if html is not None:
                explained.append(told)
            else:
                explaining.show(told, screen, legend=not read)
            read += 1
            progress.step(f"{read} articles")
    if html is not None and explained:
        with _output(html) as out:
            out.write(explanation_page.html(explained))
        print(html)
    _end(f"{_count(read, 'article')} explained", read, left_out)


@app.command(epilog="Example: sayso build news/ --graph my-graph")
def build(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, patterns in quotes, or - for standard input.", metavar="PATH…"),
    ] = None,
    graph: Graph = DEFAULT_GRAPH,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", help="Withdraw the article with this id; may be repeated.")
    ] = None,
    model: Model = "sm",
    attributions: Attributions = "encoder",
    topics: Topics = None,
    own_topics_only: OwnTopicsOnly = False,
    topic_method: TopicMethod = "hybrid",
    gazetteer: Gazetteers = None,
    ledger: Ledger = None,
    disagreement_window: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="DAYS",
            help="How many days may lie between statements that disagree; the graph keeps it (at first 90).",
        ),
    ] = None,
    base: Annotated[
        str | None, typer.Option(help="What every IRI of the data begins with (for a new graph).")
    ] = None,
    force_language: ForceLanguage = False,
) -> None:
    """Bring a graph up to date with articles: new ones are added, changed ones replaced."""
    from sayso import corpus
    from sayso.graph.model import Article, Rejection

    if not paths and not remove and ledger is None and disagreement_window is None:
        raise typer.BadParameter("give articles to add, --remove ID, or --ledger FILE", param_hint="PATH")
    settings = Settings(
        model=model,
        attributions=attributions,
        topics=tuple(topics or ()),
        shipped_topics=not own_topics_only,
        topic_method=topic_method,
        gazetteers=tuple(gazetteer or ()),
        ledger=ledger,
        disagreement_window=disagreement_window,
        base=base,
        force_language=force_language,
    )
    with _Progress("building") as progress:
        done = 0

        def show(article: Article | Rejection, outcome: str) -> None:
            nonlocal done
            if isinstance(article, Rejection):
                progress.say(f"left out: {article.source}: {article.reason}")
            else:
                done += 1
                progress.step(f"{done} articles, {article.source} {outcome}")

        report = corpus.build(paths or [], graph, settings, remove=remove or [], progress=show)
    for remark in report.ledger:
        _report(f"ledger: {remark}")
    for missing in report.not_found:
        _report(f"nothing to remove: no article {missing!r} in {graph}")
    for gone, source in zip(report.removed, report.sources, strict=True):
        _report(f"removed {gone}: its source {source!r} must go too, or the next build of it brings it back")
    for back, time in report.returned:
        _report(
            f"{back} is back: it was withdrawn on {time[:10]}; if it is to stay away, take its source away "
            f"and --remove {back} again"
        )
    outcomes = (
        (len(report.added), "added"),
        (len(report.changed), "changed"),
        (len(report.unchanged), "unchanged"),
        (len(report.removed), "removed"),
    )
    summary = ", ".join(f"{count} {what}" for count, what in outcomes if count) or "nothing to do"
    if report.copies:
        first = ", ".join(f"{copy} of {original}" for copy, original in report.copies[:3])
        more = ", …" if len(report.copies) > 3 else ""
        summary += f"; copies of others: {len(report.copies)} ({first}{more})"
    kept = len(report.added) + len(report.changed) + len(report.unchanged) + len(report.removed)
    _end(f"{graph}: articles: {summary}", kept, len(report.rejected) + len(report.not_found))


@app.command(epilog='Example: sayso query "SELECT ?name WHERE { ?p a sayso:Person ; skos:prefLabel ?name }"')
def query(
    text: Annotated[
        str, typer.Argument(help="A SPARQL query, or the file that holds it.", metavar="QUERY|FILE")
    ],
    graph: Graph = DEFAULT_GRAPH,
    format: Format = TableFormat.table,
) -> None:
    """Answer a SPARQL query; the usual prefixes are there already."""
    from sayso.graph import answers
    from sayso.graph.store import Store

    sparql = _query_text(text)
    with Store.open(graph, read_only=True) as store:
        _warn_if_stale(store)
        answer = answers.answer(store, sparql)
    _show(answer, format)


@app.command(epilog='Example: sayso ask "which experts commented on chip sanctions?"')
def ask(
    question: Annotated[str, typer.Argument(help="A question in English, in quotes.")],
    graph: Graph = DEFAULT_GRAPH,
    format: Format = TableFormat.table,
    sparql: Annotated[bool, typer.Option("--sparql", help="Show the SPARQL query that it ran, too.")] = False,
    reading: Annotated[
        bool, typer.Option("--reading", help="Show what it was read as, too: what is asked for, and filters.")
    ] = False,
    experts: Annotated[
        str | None,
        typer.Option(
            envvar="SAYSO_EXPERTS",
            help="The kinds of role and organisation that count as expert here: scientist,analyst are all, "
            "+journalist,-company adds and takes away.",
        ),
    ] = None,
) -> None:
    """Answer a question in English, with the words and the place they stand in."""
    from sayso.graph.asking import questions
    from sayso.graph.store import Store
    from sayso.questioning import meaning_of

    with Store.open(graph, read_only=True) as store:
        _warn_if_stale(store)
        answer = questions.ask(store, question, experts=experts, meaning=meaning_of(store))
    _report(f"Understood: {answer.understood}")
    if reading and answer.reading is not None:
        _report(f"Read as: {answer.reading.line()}")
    if sparql:
        print(answer.sparql, file=sys.stderr)
    _show(answer, format)


@app.command(epilog="Example: sayso info --graph my-graph")
def info(graph: Graph = DEFAULT_GRAPH, format: Format = TableFormat.table) -> None:
    """Count what a graph holds."""
    from sayso.graph.answers import Answer
    from sayso.graph.store import Store

    with Store.open(graph, read_only=True) as store:
        _warn_if_stale(store)
        counts = store.counts()
    _show(Answer(columns=("what", "count"), rows=tuple(counts.items())), format)


@app.command(epilog="Example: sayso demo")
def demo(
    graph: Annotated[
        Path | None, typer.Option("--graph", "-g", help="Keep the graph in this folder.")
    ] = None,
) -> None:
    """Build a graph from the sample articles and answer a question from it."""
    import tempfile

    from sayso import corpus
    from sayso.graph.asking import questions
    from sayso.graph.store import Store

    samples = Path(__file__).parent / "samples"
    question = "which experts commented on chip sanctions?"
    with tempfile.TemporaryDirectory(prefix="sayso-") as scratch:
        folder = graph or Path(scratch) / "graph"
        print(f"$ sayso build {samples.name}/ --graph {folder.name}", file=sys.stderr)
        report = corpus.build([samples], folder)
        count = len(report.added) + len(report.changed) + len(report.unchanged)
        with Store.open(folder, read_only=True) as store:
            statements = store.counts()["statements"]
            print(
                f"{_count(count, 'article')} read, {_count(statements, 'statement')} found\n", file=sys.stderr
            )
            print(f'$ sayso ask "{question}"', file=sys.stderr)
            answer = questions.ask(store, question)
        _show(answer, TableFormat.table)


@contextmanager
def _output(path: Path | None) -> Iterator[IO[str]]:
    """Standard output, or a file that appears when it is whole, and is not read meanwhile."""
    if path is None:
        yield sys.stdout
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise SaysoError(f"cannot write {path}: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def _query_text(text: str) -> str:
    """The query itself, or that of the file which `text` names."""
    path = Path(text)
    try:
        if len(text) < 1000 and path.is_file():
            return path.read_text(encoding="utf-8")
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:  # no file has such a name: it is a query
            raise SaysoError(f"cannot read {text}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SaysoError(f"{text} is not UTF-8 text") from error
    if path.suffix in (".rq", ".sparql", ".txt") and "{" not in text:
        raise SaysoError(f"no file {text!r}, and it is no SPARQL query: give one or the other")
    return text


def _warn_if_stale(store: "Store") -> None:
    if store.derived_is_stale:
        _report(
            "sayso: warning: a build is going on or was cut off; until it ends, answers lack its articles"
        )


def _show(answer: Any, format: TableFormat) -> None:
    from sayso import printing

    printing.show(answer, format.value, sys.stdout)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _end(summary: str, kept: int, left_out: int) -> None:
    if left_out:
        summary += f"; {left_out} left out"
    print(summary, file=sys.stderr)
    if left_out:
        raise typer.Exit(EXIT_PART_LEFT_OUT if kept else EXIT_FAILED)


class _Progress:
    """A line on standard error that tells how far the work is; only reports where that is no terminal."""

    def __init__(self, what: str, *, moving: bool = True) -> None:
        from rich.console import Console

        self._console = Console(stderr=True, highlight=False, markup=False)
        self._status = self._console.status(what) if moving and self._console.is_terminal else None
        self._what = what

    def __enter__(self) -> "_Progress":
        if self._status:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status:
            self._status.stop()

    def step(self, text: str) -> None:
        """Tell how far the work is."""
        if self._status:
            from rich.text import Text

            self._status.update(Text(printable(f"{self._what}: {text}")))

    def say(self, text: str) -> None:
        """Report something that stays on the screen."""
        self._console.print(printable(text), soft_wrap=True)
