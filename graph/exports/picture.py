"""A view as a picture for a report: SVG or PNG, drawn by matplotlib (extra "images").

Nodes stand where the page has them. Names are written where they find room, those of the strongest nodes
first. The same view gives the same bytes with the same version of matplotlib. In SVG the text is text, and a
title and a description say in words what there is to see.
"""

import io
import math
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import networkx as nx

from sayso.errors import SaysoError
from sayso.graph.exports import marks
from sayso.graph.exports.values import printable_text
from sayso.graph.pages.layout import positions
from sayso.graph.pages.view_page import COLOURS, OTHER_COLOUR

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MOST_DRAWN", "MOST_NAMED", "picture"]

MOST_DRAWN = 5_000
"""More ties than this no picture shows: the strongest are drawn, and the picture says so."""

MOST_NAMED = 120
"""How many names are written at most."""

_AS_LINES = 1_500  # more ties than this are an image within the SVG, so that it opens quickly
_WIDEST_NAME = 34
_SURELY_NAMED = 25
_FONTS = ("DejaVu Sans", "Noto Sans", "Noto Sans CJK SC", "WenQuanYi Zen Hei", "Noto Sans Arabic")


def picture(graph: "nx.Graph[str]", format: str) -> bytes:
    """The picture of a graph as "svg" or "png", 11 by 8 inches. Isolated nodes are left out.

    Raises `SaysoError` where matplotlib is not installed.
    """
    try:
        from matplotlib import font_manager, rc_context
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    except ImportError as error:
        raise SaysoError("pictures need matplotlib: pip install 'sayso[images]'") from error
    import logging
    import warnings

    shown = _strongest(graph)
    spots = positions(shown)
    installed = {font.name for font in font_manager.fontManager.ttflist}
    settings: dict[Any, Any] = {
        "svg.hashsalt": "sayso",
        "svg.fonttype": "none",
        "font.family": [font for font in _FONTS if font in installed] or ["sans-serif"],
        "text.parse_math": False,
        "path.simplify": False,
    }
    quiet = logging.getLogger("matplotlib.font_manager")
    level = quiet.level
    quiet.setLevel(logging.ERROR)
    try:
        with rc_context(settings), warnings.catch_warnings():
            # a sign that no font here has is drawn as a box
            warnings.filterwarnings("ignore", message="Glyph .* missing from")
            warnings.filterwarnings("ignore", message="Matplotlib currently does not support")
            figure = Figure(figsize=(11, 8), dpi=150)
            FigureCanvasAgg(figure)
            axes = figure.add_axes((0.02, 0.06, 0.96, 0.84))
            axes.set_axis_off()
            _draw(axes, shown, spots)
            title, remark = _title(graph), _remark(graph, shown)
            figure.text(0.02, 0.955, title, fontsize=13, weight="bold")
            figure.text(0.02, 0.02, remark, fontsize=8, color="#555555")
            target = io.BytesIO()
            if format == "png":
                FigureCanvasAgg(figure).print_png(  # type: ignore[no-untyped-call]  # matplotlib types no canvas
                    target, metadata={"Software": marks.CREATOR, "Title": title}
                )
                return target.getvalue()
            FigureCanvasSVG(figure).print_svg(  # type: ignore[no-untyped-call]  # nor this one
                target, metadata={"Date": None, "Creator": None}
            )
    finally:
        quiet.setLevel(level)
    return _told(target.getvalue().decode(), title, _in_words(shown, remark)).encode()


def _title(graph: "nx.Graph[str]") -> str:
    view, about = graph.graph.get("view", ""), graph.graph.get("about", "")
    return printable_text(f"{view}: {about}" if view else "Who said what")


def _remark(graph: "nx.Graph[str]", shown: "nx.Graph[str]") -> str:
    dates = [str(d[n]) for _, d in graph.nodes(data=True) for n in ("first_seen", "last_seen") if d.get(n)]
    parts = [f"{len(shown):,} nodes, {shown.number_of_edges():,} ties"]
    if shown.number_of_edges() < graph.number_of_edges():
        parts.append(f"the strongest of {graph.number_of_edges():,}")
    if dates:
        parts.append(f"{min(dates)} to {max(dates)}")
    parts.append("a wider tie stands for more statements")
    return "; ".join(parts)


def _in_words(graph: "nx.Graph[str]", remark: str) -> str:
    """What there is to see, for those who do not see it: the strongest ties as sentences."""
    ranked = sorted(graph.edges(data=True), key=lambda tie: (-_weight(tie[2]), tie[0], tie[1]))
    told = []
    for one, other, about in ranked[:20]:
        turned = about.get("subject") == other
        first, second = (other, one) if turned else (one, other)
        times = f" ({_weight(about):g})" if _weight(about) > 1 else ""
        told.append(
            f"{graph.nodes[first].get('label', first)} {about.get('relation', '–')} "
            f"{graph.nodes[second].get('label', second)}{times}"
        )
    more = graph.number_of_edges() - len(told)
    rest = f" And {more:,} more." if more > 0 else ""
    return printable_text(f"{remark}. Ties, the strongest first: {'; '.join(told)}.{rest}")


def _told(svg: str, title: str, description: str) -> str:
    """The SVG as an image with a name and a description."""
    start = svg.index("<svg ")
    end = svg.index(">", start)
    names = (
        f'<title id="sayso-title">{escape(title)}</title><desc id="sayso-desc">{escape(description)}</desc>'
    )
    role = ' role="img" aria-labelledby="sayso-title" aria-describedby="sayso-desc"'
    declaration, line_end, rest = svg[:end].partition("\n")
    return f"{declaration}{line_end}{marks.XML_COMMENT}{rest}{role}>\n {names}{svg[end + 1 :]}"


def _strongest(graph: "nx.Graph[str]") -> "nx.Graph[str]":
    """The graph without isolated nodes, and with no more ties than can be drawn, in its own order."""
    ties = list(graph.edges(data=True))
    if len(ties) > MOST_DRAWN:
        ranked = sorted(enumerate(ties), key=lambda pair: (-_weight(pair[1][2]), pair[0]))
        ties = [tie for _, tie in sorted(ranked[:MOST_DRAWN], key=lambda pair: pair[0])]
    tied = {node for one, other, _ in ties if one != other for node in (one, other)}
    shown: nx.Graph[str] = nx.Graph(**graph.graph)
    shown.add_nodes_from((node, about) for node, about in graph.nodes(data=True) if node in tied)
    shown.add_edges_from(tie for tie in ties if tie[0] != tie[1])
    return shown


def _weight(about: dict[str, Any]) -> float:
    weight = about.get("weight", 1)
    return float(weight) if isinstance(weight, int | float) else 1.0


def _draw(axes: "Axes", graph: "nx.Graph[str]", spots: dict[str, tuple[float, float]]) -> None:
    from matplotlib.collections import LineCollection

    if not spots:
        axes.text(0.5, 0.5, "There is nothing in this view.", ha="center")
        return
    ties = list(graph.edges(data=True))
    lines = LineCollection(
        [(spots[one], spots[other]) for one, other, _ in ties],
        linewidths=[min(0.5 + 0.5 * math.log2(1 + _weight(about)), 5) for _, _, about in ties],
        colors="#9aa0a8",
        alpha=0.55 if len(ties) <= 300 else 0.3,
        zorder=1,
        rasterized=len(ties) > _AS_LINES,
    )
    axes.add_collection(lines)
    nodes = list(spots)
    degrees = dict(graph.degree())
    scale = 1.0 if len(nodes) <= 300 else math.sqrt(300 / len(nodes))
    sizes = {node: scale * (26 + 22 * math.sqrt(degrees[node])) for node in nodes}
    kinds = {node: str(graph.nodes[node].get("kind", "")) for node in nodes}
    present = [kind for kind in COLOURS if kind in kinds.values()]
    others = [node for node in nodes if kinds[node] not in COLOURS]
    for kind in [*present, *([""] if others else [])]:
        of_kind = others if not kind else [node for node in nodes if kinds[node] == kind]
        axes.scatter(
            [spots[node][0] for node in of_kind],
            [spots[node][1] for node in of_kind],
            s=[sizes[node] for node in of_kind],
            c=COLOURS.get(kind, OTHER_COLOUR),
            edgecolors="white",
            linewidths=0.6,
            zorder=2,
            label=(kind or "other").replace("-", " "),
        )
    axes.margins(0.06)
    axes.autoscale_view()
    axes.set_aspect("equal", adjustable="datalim")
    axes.apply_aspect()
    # a legend over nobody: below the title, beside the picture
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=9, frameon=False, fontsize=9, handletextpad=0.2
    )
    _name_nodes(axes, graph, spots, sizes)


def _name_nodes(
    axes: "Axes", graph: "nx.Graph[str]", spots: dict[str, tuple[float, float]], sizes: dict[str, float]
) -> None:
    """Writes names to the right of the nodes, or left, above or below, where no other name stands."""
    to_points = axes.transData.transform
    left, low = axes.transAxes.transform((0, 0))
    right, high = axes.transAxes.transform((1, 1))
    dpi = 150 / 72
    taken: dict[tuple[int, int], list[tuple[float, float, float, float]]] = {}
    ranked = sorted(spots, key=lambda node: (-sizes[node], node))
    size = 8.0 if len(spots) <= 80 else 7.0

    def cells(box: tuple[float, float, float, float]) -> list[tuple[int, int]]:
        x0, y0, x1, y1 = (int(edge // 60) for edge in box)
        return [(x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)]

    def free(box: tuple[float, float, float, float]) -> bool:
        x0, y0, x1, y1 = box
        if x0 < left or x1 > right or y0 < low or y1 > high:
            return False
        return not any(
            x0 < b[2] and b[0] < x1 and y0 < b[3] and b[1] < y1
            for cell in cells(box)
            for b in taken.get(cell, ())
        )

    def take(box: tuple[float, float, float, float]) -> None:
        for cell in cells(box):
            taken.setdefault(cell, []).append(box)

    points = {node: tuple(map(float, to_points(spot))) for node, spot in spots.items()}
    # the strongest get their names even over other nodes, as they stand where it is crowded
    for node in ranked[:_SURELY_NAMED]:
        radius = math.sqrt(sizes[node]) / 2 * dpi
        x, y = points[node]
        take((x - radius * 0.7, y - radius * 0.7, x + radius * 0.7, y + radius * 0.7))
    written = 0
    for place, node in enumerate(ranked):
        if written >= MOST_NAMED:
            break
        if place == _SURELY_NAMED:
            for other in ranked:
                radius = math.sqrt(sizes[other]) / 2 * dpi
                x, y = points[other]
                take((x - radius * 0.7, y - radius * 0.7, x + radius * 0.7, y + radius * 0.7))
        name = printable_text(" ".join(str(graph.nodes[node].get("label", node)).split()))
        name = name if len(name) <= _WIDEST_NAME else name[: _WIDEST_NAME - 1] + "…"
        # an estimate, so that the places do not depend on the fonts of a machine
        wide = sum(1.0 if ord(sign) > 0x2E7F else 0.6 for sign in name) * size * dpi
        tall = size * 1.25 * dpi
        x, y = points[node]
        gap = math.sqrt(sizes[node]) / 2 * dpi + 2 * dpi
        for dx, dy, aligned in (
            (gap, -tall / 2, "left"),
            (-gap - wide, -tall / 2, "right"),
            (-wide / 2, gap, "center"),
            (-wide / 2, -gap - tall, "center"),
        ):
            box = (x + dx, y + dy, x + dx + wide, y + dy + tall)
            if free(box):
                take(box)
                anchor = {"left": box[0], "right": box[2], "center": (box[0] + box[2]) / 2}[aligned]
                spot = axes.transData.inverted().transform((anchor, (box[1] + box[3]) / 2))
                # a light ground instead of an outline, for which letters would have to be drawn as paths
                axes.text(
                    float(spot[0]),
                    float(spot[1]),
                    name,
                    fontsize=size,
                    ha=aligned,
                    va="center",
                    zorder=3,
                    color="#1c1f24",
                    bbox={"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.4},
                )
                written += 1
                break
