"""Texts fall into title, headings, paragraphs and furniture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.units import divide

LONG = "The river broke its banks in the night, and four thousand people left their homes in the valley."
OTHER = "The mayor said that the school would stay open, and thanked the volunteers who had carried sandbags."


def parts(text: str, **options: object) -> list[tuple[str, str]]:
    division = divide(text, **options)  # type: ignore[arg-type]
    return [(unit.kind, text[unit.start : unit.end]) for unit in division.units]


def test_a_title_stands_over_the_text_and_has_no_full_stop() -> None:
    assert parts(f"Flood in the valley\n\n{LONG}") == [("title", "Flood in the valley"), ("paragraph", LONG)]


def test_a_title_needs_no_blank_line_under_it() -> None:
    assert parts(f"Flood in the Valley\n{LONG}\n{OTHER}") == [
        ("title", "Flood in the Valley"),
        ("paragraph", LONG),
        ("paragraph", OTHER),
    ]


def test_a_first_sentence_is_no_title() -> None:
    assert parts(f"The river rose on Friday.\n\n{LONG}")[0] == ("paragraph", "The river rose on Friday.")


def test_a_question_may_be_a_title() -> None:
    assert parts(f"Who pays for the flood?\n\n{LONG}")[0][0] == "title"


def test_only_the_known_title_is_the_title() -> None:
    division = divide(f"River news\n\n{LONG}", title="Flood in the valley")
    assert (division.title, division.units[0].kind) == ("Flood in the valley", "furniture")


@pytest.mark.parametrize("label", ["title ", "Title: ", "headline: "])
def test_a_labelled_title_is_cut_from_its_label(label: str) -> None:
    assert parts(f"{label}Flood in the valley\n\n{LONG}")[:2] == [
        ("furniture", label.strip()),
        ("title", "Flood in the valley"),
    ]


def test_a_headline_about_titles_is_no_label() -> None:
    assert parts(f"Title insurance costs more\n\n{LONG}")[0] == ("title", "Title insurance costs more")


def test_what_stands_between_title_and_text_is_read_and_set_aside() -> None:
    text = (
        f"Flood in the valley\nlocal news\nBy Jane Roe and Ludwig van Horn | March 3, 2024\n5 min read\n"
        f"Flood in the Valley\n\n{LONG}"
    )
    division = divide(text)
    assert [unit.kind for unit in division.units] == ["title"] + ["furniture"] * 4 + ["paragraph"]
    assert (division.title, division.author, division.published) == (
        "Flood in the valley",
        "Jane Roe and Ludwig van Horn",
        "2024-03-03",
    )


@pytest.mark.parametrize(
    ("line", "author", "outlet", "published"),
    [
        ("By Jane Roe, The Daily, 3 May 2024", "Jane Roe", "The Daily", "2024-05-03"),
        ("By Jane Roe, Karlin Courier | May 3, 2024", "Jane Roe", "Karlin Courier", "2024-05-03"),
        ("By Jane Roe and Jan Doe, The Daily, 3 May 2024", "Jane Roe and Jan Doe", "The Daily", "2024-05-03"),
        ("By Jane Roe, Jan Doe and Max Poe", "Jane Roe, Jan Doe and Max Poe", None, None),
        ("By Jane Roe for The Daily, 3 May 2024", "Jane Roe", "The Daily", "2024-05-03"),
        ("By Jane Roe (Delta Wire) – Published 3 May 2024", "Jane Roe", "Delta Wire", "2024-05-03"),
        ("By JANE ROE, Staff Writer", "JANE ROE", None, None),
        ("By Jane Roe, science editor, in Karlin", "Jane Roe", None, None),
        ("Jane Roe, The Daily, 3 May 2024", "Jane Roe", "The Daily", "2024-05-03"),
        ("Jane Roe | Karlin Courier | 3 May 2024", "Jane Roe", "Karlin Courier", "2024-05-03"),
    ],
)
@pytest.mark.parametrize("title", ["", "Flood in the valley\n\n", "Flood in the valley\n"])
def test_a_byline_tells_the_writer_the_outlet_and_the_date(
    title: str, line: str, author: str, outlet: str | None, published: str | None
) -> None:
    text = f"{title}{line}\n\n{LONG}"
    division = divide(text)
    assert (division.author, division.outlet, division.published) == (author, outlet, published)
    assert parts(text)[-2:] == [("furniture", line), ("paragraph", LONG)]


@pytest.mark.parametrize("mark", [".", " —", ":"])
def test_a_dated_byline_is_cut_from_its_sentence(mark: str) -> None:
    text = f"By Jane Roe, The Daily, 3 May 2024{mark} {LONG}"
    division = divide(text)
    assert (division.author, division.outlet, division.published) == ("Jane Roe", "The Daily", "2024-05-03")
    assert parts(text) == [("furniture", f"By Jane Roe, The Daily, 3 May 2024{mark}"), ("paragraph", LONG)]


@pytest.mark.parametrize(
    "line",
    [
        "By Friday, 3 May 2024",
        "By May 3, 2024",
        "By Monday, 3 May 2024, four thousand people had left their homes.",
        "Karlin, The Daily, 3 May 2024",
        "Jane Roe of The Daily left the valley on 3 May 2024.",
        "Jane Roe, 3 May 2024",
    ],
)
def test_a_line_that_only_resembles_a_byline_names_no_writer(line: str) -> None:
    assert divide(f"Flood in the valley\n\n{line}\n\n{LONG}").author is None


def test_a_subtitle_is_a_heading() -> None:
    assert (
        parts(f"Flood in the valley\n\nFour Thousand People Leave Their Homes\n\n{LONG}")[1][0] == "heading"
    )


def test_a_dateline_is_cut_from_its_sentence() -> None:
    text = f"Flood in the valley\n\nKARLIN, March 3, 2024 (Delta Wire) — {LONG}"
    division = divide(text)
    assert parts(text)[1:] == [("furniture", "KARLIN, March 3, 2024 (Delta Wire) —"), ("paragraph", LONG)]
    assert (division.published, division.outlet) == ("2024-03-03", "Delta Wire")


def test_a_labelled_date_is_cut_from_its_sentence() -> None:
    text = f" date 2024-03-03 {LONG}\n\n{OTHER}"
    assert (divide(text).published, parts(text)[0]) == ("2024-03-03", ("furniture", "date 2024-03-03"))


@pytest.mark.parametrize(
    "text",
    [
        f"Flood in the valley\n\n{LONG} It was March 3, 2024.",
        f"Flood in the valley\n\nOn March 3, 2024, {LONG}",
        f"Flood in the valley\n\n{LONG}\n\nMarch 3, 2024\n\n{OTHER}",
        f"Flood in the valley\n\n{LONG}\n\nRelated\nPublished on March 3, 2024\nA bridge opened…",
    ],
)
def test_a_date_in_the_body_or_under_it_is_never_the_articles(text: str) -> None:
    assert divide(text).published is None


def test_headings_stand_over_paragraphs() -> None:
    text = f"Flood in the valley\n\n{LONG}\n\nThe cost\n\n{OTHER}\n\n## What “we” want\n{LONG}"
    assert [kind for kind, _ in parts(text)] == [
        "title", "paragraph", "heading", "paragraph", "heading", "paragraph",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "He said:",
        "“We will not go",
        "and then it rained",
        "- sandbags",
        "Why did nobody come?",
        "No, never!",
        "He left.",
    ],
)
def test_short_lines_that_are_no_headings_stay_paragraphs(line: str) -> None:
    assert parts(f"{LONG}\n\n{line}\n\n{OTHER}")[1] == ("paragraph", line)


def test_lines_wrapped_inside_sentences_are_one_paragraph() -> None:
    text = (
        "The river broke its banks in the night, and four thousand people\n"
        "left their homes. No deaths were reported, although rescue crews\n"
        "were still searching.\n"
        "\n"
        "The mayor said that the school would stay open. Karlin has other\n"
        "schools, but they are lower, and some of them stand in the water\n"
        "up to their windows.\n"
    )
    assert [kind for kind, _ in parts(text)] == ["paragraph", "paragraph"]


def test_a_stray_break_inside_a_sentence_is_mended() -> None:
    broken = LONG.replace("people left", "people\nleft") + " " + OTHER
    assert len(parts(f"{broken}\n{OTHER}")) == 2


def test_paragraphs_one_a_line_stay_apart() -> None:
    assert parts(f"{LONG}\n{OTHER}\n{LONG}") == [
        ("paragraph", LONG),
        ("paragraph", OTHER),
        ("paragraph", LONG),
    ]


def test_short_paragraphs_one_a_line_stay_apart() -> None:
    lines = [
        "The river rose on Friday evening.",
        "It fell again on Sunday morning.",
        "Nobody was hurt in the valley, she said.",
    ]
    assert [line for _, line in parts("\n".join(lines))] == lines


def test_teasers_under_the_text_are_set_aside() -> None:
    teasers = ["A bridge has opened in Senec, claiming…", "Why the price of bread is falling, and who…"]
    assert parts("\n".join([LONG, OTHER, *teasers]))[2:] == [("furniture", teaser) for teaser in teasers]


def test_a_text_that_was_cut_off_keeps_its_last_words() -> None:
    assert parts(f"{LONG}\n\nThe mayor said that the school would stay…")[1][0] == "paragraph"


def test_a_last_sentence_without_its_full_stop_is_kept() -> None:
    assert parts(f"{LONG}\n\nThe mayor said that nobody would be forgotten")[1][0] == "paragraph"


def test_a_list_of_other_articles_ends_where_prose_goes_on() -> None:
    text = f"{LONG}\n\nRelated\nA bridge opens in Senec\nBread is cheaper again\n\n{OTHER}"
    assert [kind for kind, _ in parts(text)] == [
        "paragraph",
        "furniture",
        "furniture",
        "furniture",
        "paragraph",
    ]


def test_the_foot_of_a_page_is_set_aside_and_read() -> None:
    text = (
        f"{LONG}\n\nJane Roe\nJane Roe\n\nJane Roe 12 Mill Lane, Karlin Contact: jane@delta.example\n\n"
        "Discussion (0)\n\n© 2024 Delta Tribune. All rights reserved."
    )
    division = divide(text)
    assert [unit.kind for unit in division.units] == ["paragraph"] + ["furniture"] * 5
    assert (division.author, division.outlet) == ("Jane Roe", "Delta Tribune")


def test_markdown_paragraphs_stand_between_blank_lines() -> None:
    text = f"# Flood in the valley\n\n{LONG[:60]}\n{LONG[60:]}\n\n- sandbags\n- boats\n"
    assert [kind for kind, _ in parts(text, markdown=True)] == [
        "title",
        "paragraph",
        "paragraph",
        "paragraph",
    ]
    assert divide(text, markdown=True).title == "Flood in the valley"


TEXTS = st.lists(
    st.sampled_from(
        [LONG, OTHER, "Flood", "Related", "By Jane Roe", "March 3, 2024", "\n", "\r\n", "\r", "\n\n", " ",
         "\u2028", "# ", "- ", "…", "\xa0", "date 2024-03-03 ", "KARLIN (Delta) — ", "title: ", "\u200b", "x"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(st.one_of(TEXTS, st.text(max_size=300)), st.booleans())
def test_units_cover_all_that_is_not_blank_in_order(text: str, markdown: bool) -> None:
    units = divide(text, markdown=markdown).units
    position = 0
    for unit in units:
        assert position <= unit.start < unit.end <= len(text)
        assert not text[position : unit.start].strip()
        position = unit.end
    assert not text[position:].strip()
    assert {unit.kind for unit in units} <= {"title", "heading", "paragraph", "furniture"}
    assert sum(unit.kind == "title" for unit in units) <= 1


@pytest.mark.parametrize("marks", ["“‘", '"', "“a” ", "—  ", "«»\t"])
def test_a_long_block_of_marks_is_not_read(marks: str) -> None:
    (unit,) = divide(marks * 2000).units
    assert unit.kind == "furniture"


def test_prose_with_many_marks_is_read() -> None:
    text = "“No,” he said. “It’s ‘so-so’ – or ‘not bad’, at 3:45…” " * 40
    assert [unit.kind for unit in divide(text).units] == ["paragraph"]
