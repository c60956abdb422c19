"""`sayso serve` as a user runs it: the real command, the real server, a real graph."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from pyoxigraph import RdfFormat

from sayso.cli import main
from sayso.graph.model import Article, Entity, Extraction, Statement
from sayso.graph.store import Store
from sayso.serve_cli import is_loopback

ROOT = Path(__file__).parents[1]
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ASK = "/sparql?query=ASK%7B%7D"
TEXT = "Mara Lindqvist said that the curbs would hurt."


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("serve") / "graph"
    said = Statement(
        id="statement:one-21-45",
        source=((0, 14),),
        cue=((15, 19),),
        content=((20, 45),),
        sentence=(0, 46),
        quote_type="indirect",
        cue_type="say",
        speaker_id="person:mara-lindqvist",
        coreference="full-name",
        rule="test",
    )
    person = Entity("person:mara-lindqvist", "person", "Mara Lindqvist", ((0, 14),))
    with Store.open(path, create=True) as store:
        store.replace(Extraction(Article("one", "one.txt", TEXT), (person,), (), (said,), run="r"))
        store.refresh_derived()
    return path


@dataclass
class Served:
    """A running `sayso serve`; `said` is filled when it has ended."""

    process: subprocess.Popen[str]
    url: str
    said: str = field(default="")

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        try:
            with urlopen(Request(self.url + path, headers=dict(headers or {})), timeout=30) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAYSO_")}
    return kept | dict(extra or {})


@contextmanager
def serving(
    *arguments: str | Path, stop: int = signal.SIGTERM, env: Mapping[str, str] | None = None
) -> Iterator[Served]:
    process = subprocess.Popen(
        [sys.executable, "-m", "sayso", "serve", "--port", "0", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(env),
        start_new_session=True,
    )
    assert process.stderr is not None
    said = []
    try:
        for line in process.stderr:
            said.append(line)
            if found := re.search(r"http://(\S+?):(\d+)/ for people", line):
                break
        else:
            pytest.fail("".join(said))
        served = Served(process, f"http://127.0.0.1:{found[2]}")
        yield served
        process.send_signal(stop)
        said.append(process.communicate(timeout=30)[1])
        served.said = "".join(said)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    assert process.returncode == 0, served.said
    assert not of_group(process.pid)


def of_group(group: int) -> list[str]:
    """The processes that are left of what was started as a group of its own."""
    until = time.monotonic() + 5
    while True:
        found = subprocess.run(
            ["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True
        ).stdout.splitlines()
        left = [line for line in found if line.split()[0] == str(group) and line.split()[1][0] != "Z"]
        if not left or time.monotonic() > until:
            return left
        time.sleep(0.1)


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What the command says when it does not even start."""

    def run(*arguments: str | Path, env: Mapping[str, str] | None = None) -> str:
        for name, value in (env or {}).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["sayso", "serve", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert ended.value.code == 1 and said.out == ""
        assert said.err.count("\n") == 1, said.err
        return said.err

    return run


def test_a_graph_is_served_on_this_machine_until_it_is_told_to_stop(graph: Path, tmp_path: Path) -> None:
    with serving("--graph", graph, stop=signal.SIGINT) as served:
        status, body = served.get("/sparql?query=" + quote("ASK { ?p skos:prefLabel 'Mara Lindqvist' }"))
        assert (status, json.loads(body)["boolean"]) == (200, True)
        assert served.get("/healthz") == (200, '{"status":"ok"}\n')
        assert served.get("/healthz", {"Host": "a.example"})[0] == 200
        assert served.get("/sparql?query=ASK%7B%7D", {"Host": "a.example"})[0] == 400
        with urlopen(Request(f"{served.url}/sparql?query=ASK%7B%7D")) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] is None
        assert "sayso_readers_" in served.get("/metrics")[1]
        shutil.copytree(graph, tmp_path / "backup")
    with Store.open(graph, read_only=True) as store, Store.open(tmp_path / "backup") as backup:
        assert set(backup.handle) == set(store.handle)
    assert re.search(r"serving .*graph: [\d,]+ quads, from (memory|the disk)", served.said)
    assert "limits: 30 s, 1,000,000 rows, 256 MB of answer" in served.said
    assert "WARNING" not in served.said and served.said.endswith("sayso: stopped\n")


def test_all_that_can_be_set_is_obeyed(graph: Path, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("a-token-that-nobody-guesses\n")
    token.chmod(0o600)
    settings = tmp_path / "serve.toml"
    settings.write_text('token-file = "token"\ntimeout = 60\nmemory = "never"\nmax-rows = 3\nrate = 50\n')
    log = tmp_path / "access.log"
    bearer = {"Authorization": "Bearer a-token-that-nobody-guesses"}
    with serving(
        "--graph",
        graph,
        "--host",
        "0.0.0.0",
        "--settings",
        settings,
        "--timeout",
        "1",
        "--access-log",
        log,
        env={"SAYSO_LOG_FORMAT": "json", "SAYSO_MAX_ROWS": "5"},
    ) as served:
        assert served.get("/sparql?query=ASK%7B%7D")[0] == 401
        assert served.get("/sparql?query=ASK%7B%7D", bearer)[0] == 200
        rows = "/sparql?query=" + quote("SELECT * { ?s ?p ?o } LIMIT ")
        assert served.get(f"{rows}5", bearer)[0] == 200
        assert served.get(f"{rows}6", bearer)[0] == 503
        begun = time.monotonic()
        assert served.get("/sparql?query=" + quote(ENDLESS), bearer)[0] == 504
        assert time.monotonic() < begun + 5
    assert "from the disk" in served.said
    assert "limits: 1 s, 5 rows" in served.said and "50 requests a second" in served.said
    assert "for those who have the token" in served.said
    assert "WARNING" not in served.said and "HTTP is not encrypted" in served.said
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["status"] for line in lines] == [401, 200, 200, 503, 504]


def test_a_stop_lets_answers_out_and_listening_beyond_this_machine_is_warned_of(graph: Path) -> None:
    slow = "/sparql?query=" + quote(ENDLESS)
    with serving("--graph", graph, "--host", "0.0.0.0", "--timeout", "2", "--memory", "never") as served:
        assert served.get("/sparql?query=ASK%7B%7D", {"Host": "anything.example"})[0] == 200
        client = subprocess.Popen(
            ["curl", "-s", "-o", os.devnull, "-w", "%{http_code}", served.url + slow],
            stdout=subprocess.PIPE,
            text=True,
        )
        time.sleep(0.7)
    assert client.communicate(timeout=20)[0] == "504"
    assert served.said.count("WARNING") == 4


@pytest.mark.parametrize("after", [0.0, 0.3])
def test_a_stop_while_the_graph_is_read_ends_all_and_is_no_failure(tmp_path: Path, after: float) -> None:
    path = tmp_path / "graph"
    with Store.open(path, create=True) as store:
        store.refresh_derived()
        with tempfile.TemporaryFile() as quads:
            for number in range(300_000):
                quads.write(b'<urn:s:%d> <urn:p> "%d" <urn:g> .\n' % (number, number))
            quads.seek(0)
            store.handle.bulk_load(quads, RdfFormat.N_QUADS)
    process = subprocess.Popen(
        [sys.executable, "-m", "sayso", "serve", "--port", "0", "--memory", "always", "--graph", str(path)],
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        start_new_session=True,
    )
    try:
        zygotes = children(process.pid, "sayso.api.readers.zygote")
        time.sleep(after)
        process.terminate()
        said = process.communicate(timeout=30)[1]
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    assert process.returncode == 0, said
    assert said == "sayso: stopped before it served\n"
    assert zygotes and not any(Path(f"/proc/{one}").exists() for one in zygotes)
    assert not of_group(process.pid)


def children(parent: int, piece: str) -> list[str]:
    """The children of a process, as soon as there is one whose command has this piece."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        found = subprocess.run(
            ["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
        ).stdout.splitlines()
        rows = [line.split(None, 2) for line in found]
        if mine := [row[0] for row in rows if row[1] == str(parent) and piece in row[2]]:
            return mine
        time.sleep(0.02)
    return []


def test_a_build_that_is_going_on_is_told(graph: Path, tmp_path: Path) -> None:
    path = tmp_path / "stale"
    with Store.open(path, create=True) as store:
        store.replace(Extraction(Article("one", "one.txt", TEXT), (), (), (), run="r"))
    with serving("--graph", path, "--memory", "never") as served:
        assert served.get("/readyz")[0] == 200
    assert "not whole" in served.said


@pytest.mark.parametrize(
    ("settings", "piece"),
    [
        ("prot = 1", "there is no setting 'prot'; there are access-log, "),
        ("threads = 'x'", "threads = 'x': 'x' is no whole number"),
        ("threads = 1", "threads = 1: 1 is too small: give 4 or more"),
        ("memory = 'sometimes'", "memory = 'sometimes': 'sometimes' is not one of 'auto', "),
        ("rate = [1]", "rate is one value"),
        ("rate = ", "is not TOML"),
    ],
)
def test_a_setting_that_is_none_is_named(
    refused: Callable[..., str], tmp_path: Path, settings: str, piece: str
) -> None:
    path = tmp_path / "serve.toml"
    path.write_text(settings)
    said = refused("--settings", path).replace(str(path), "serve.toml")
    assert said.startswith("sayso: serve.toml") and piece in said


@pytest.mark.parametrize(
    ("arguments", "env", "piece"),
    [
        (("--graph", "no-such-graph"), {}, "no graph in no-such-graph"),
        (("--settings", "no-such.toml"), {}, "cannot read no-such.toml"),
        (("--host", "no-such-host.invalid"), {}, "cannot listen on 'no-such-host.invalid'"),
        (("--token-file", "no-such-token"), {}, "cannot read the token in no-such-token"),
        ((), {"SAYSO_TOKEN": "short"}, "16 or more letters"),
        (("--public-url", "example.org"), {}, "no URL of a server"),
        (("--access-log", "/no/such/folder/log"), {}, "cannot write the access log"),
    ],
)
def test_what_hinders_serving_is_one_line(
    refused: Callable[..., str], arguments: tuple[str, ...], env: dict[str, str], piece: str
) -> None:
    assert piece in refused("--port", "0", *arguments, env=env)


def test_a_port_that_is_taken_is_told(refused: Callable[..., str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"cannot listen on 127.0.0.1:{port}: Address already in use" in refused("--port", port)


def instructions(name: str) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile, continued lines joined."""
    text = re.sub(r"\\\n\s*", "", (ROOT / name).read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


def test_the_container_runs_what_there_is_as_nobody_special() -> None:
    found = instructions("Dockerfile")
    kinds = dict(found)
    assert all(
        re.fullmatch(r"python:3\.\d+-slim(-\w+)?( AS \w+)?", rest) for kind, rest in found if kind == "FROM"
    )
    assert kinds["USER"] == "10001:10001"
    command = [*json.loads(kinds["ENTRYPOINT"]), *json.loads(kinds["CMD"])]
    assert command[:2] == ["sayso", "serve"]
    helped = subprocess.run(
        [sys.executable, "-m", "sayso", *command[1:], "--help"], capture_output=True, text=True, check=True
    ).stdout
    options = [word for word in command if word.startswith("--")]
    assert all(option in helped for option in options)
    variables = re.findall(r"SAYSO_\w+", " ".join(rest for kind, rest in found if kind == "ENV"))
    assert variables and all(variable in helped for variable in variables)
    copied = [rest.split()[:-1] for kind, rest in found if kind == "COPY" and "--from" not in rest]
    assert all((ROOT / word).exists() for words in copied for word in words)


def test_the_image_is_built_from_all_that_the_package_is_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}
    assert "*" in lines and all((ROOT / name).exists() for name in let_in)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = {folder.split("/")[0] for folder in project["tool"]["setuptools"]["package-dir"].values()}
    links = {"ontology.ttl"}  # sayso/ontology.ttl leads there
    assert let_in == folders | links | {"pyproject.toml", "README.md", "LICENSE", "requirements/run.lock"}


def test_a_scratch_dataset_is_empty_and_the_check_of_the_container_tells_life_from_death() -> None:
    check = dict(instructions("Dockerfile"))["HEALTHCHECK"]
    command = json.loads(check[check.index("CMD ") + 4 :])
    assert command[:2] == ["python", "-c"]
    with serving("--scratch") as served:
        status, body = served.get("/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
        assert status == 200 and json.loads(body)["results"]["bindings"][0]["n"]["value"] == "0"
        program = command[2].replace(":8421", f":{served.url.rsplit(':', 1)[1]}")
        assert subprocess.run([sys.executable, "-c", program], timeout=30).returncode == 0
    assert "empty dataset" in served.said and "updates from this machine" in served.said
    gone = subprocess.run([sys.executable, "-c", program], timeout=30, capture_output=True)
    assert gone.returncode != 0


def test_the_composed_service_may_write_nothing_but_its_scratch_space() -> None:
    import yaml

    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    service = services["sayso"]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"] and service["pids_limit"] and "/tmp" in service["tmpfs"][0]
    assert all(volume.endswith(":ro") for volume in service["volumes"])
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    image = dict(re.findall(r'(SAYSO_\w+)=("[^"]*"|\S+)', (ROOT / "Dockerfile").read_text(encoding="utf-8")))
    for name in ("SAYSO_HOSTS", "SAYSO_ORIGINS"):
        assert service["environment"][name] == image[name].strip('"')


def test_in_a_container_pages_of_others_and_foreign_names_read_nothing(graph: Path) -> None:
    import yaml

    found = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    given = found["services"]["sayso"]["environment"]
    with serving("--graph", graph, "--host", "0.0.0.0", env=given) as served:
        assert served.get(ASK, {"Host": "a.example"})[0] == 400
        with urlopen(Request(served.url + ASK, headers={"Origin": "https://a.example"})) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] is None
    env = given | {"SAYSO_HOSTS": "a.example", "SAYSO_ORIGINS": "https://b.example"}
    with serving("--graph", graph, "--host", "0.0.0.0", env=env) as served:
        assert served.get(ASK)[0] == 400
        headers = {"Host": "a.example", "Origin": "https://b.example"}
        with urlopen(Request(served.url + ASK, headers=headers)) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == "https://b.example"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.0.0.2", True),
        ("::1", True),
        ("LocalHost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.1", False),
        ("localhost.a.example", False),
    ],
)
def test_loopback_is_every_address_that_only_this_machine_reaches(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
