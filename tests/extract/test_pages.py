"""HTML pages give the article's text and what the page says about it."""

import pytest

from sayso.errors import InputError
from sayso.extract.pages import Page, declared_encoding, read_page

BODY = (
    "<p>The river broke its banks in the night, and four thousand people left their homes in the valley.</p>"
    "<p>The mayor said that the school would stay open, and thanked the volunteers with the sandbags.</p>"
)
TEXT = (
    "The river broke its banks in the night, and four thousand people left their homes in the valley.\n\n"
    "The mayor said that the school would stay open, and thanked the volunteers with the sandbags."
)


def page(head: str = "", before: str = "", after: str = "") -> Page:
    return read_page(
        f"<html><head>{head}</head><body>{before}<main><article>{BODY}{after}</article></main></body></html>"
    )


def test_title_and_paragraphs_stand_with_blank_lines_between() -> None:
    assert page("<title>Flood in the valley</title>").text == f"Flood in the valley\n\n{TEXT}"


def test_menus_scripts_and_hidden_words_are_left_out() -> None:
    before = "<nav><a href='/'>Home</a><a href='/n'>News</a></nav><script>said('no')</script>"
    after = "<p style='display:none'>The mayor said that she would resign on Monday morning.</p>"
    assert page(before=before, after=after).text == TEXT


def test_the_head_of_the_page_is_read() -> None:
    head = (
        '<title>Flood | Delta Tribune</title><meta property="og:title" content="Flood in the valley">'
        '<meta property="og:site_name" content="Delta Tribune"><meta name="author" content="By Jane Roe">'
        '<meta property="article:published_time" content="2024-03-03T23:30:00-05:00">'
        '<link rel="canonical" href="https://delta.example/flood">'
    )
    assert page(head) == Page(
        text=f"Flood in the valley\n\n{TEXT}",
        title="Flood in the valley",
        published="2024-03-03",
        outlet="Delta Tribune",
        author="Jane Roe",
        url="https://delta.example/flood",
    )


def test_linked_data_is_read() -> None:
    head = (
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "x"}, {"@type": '
        '["NewsArticle"], "headline": "Flood in the valley", "datePublished": "2024-03-03", "author": '
        '[{"name": "Jane Roe"}, {"name": "Ludwig Horn"}], "publisher": {"name": "Delta Tribune"}}]}</script>'
    )
    found = page(head)
    assert (found.title, found.published, found.author, found.outlet) == (
        "Flood in the valley", "2024-03-03", "Jane Roe, Ludwig Horn", "Delta Tribune",
    )  # fmt: skip


def test_broken_linked_data_is_passed_over() -> None:
    script = '<script type="application/ld+json">{"@type": "NewsArticle", </script>'
    assert page(f"{script}<title>Flood in the valley</title>").title == "Flood in the valley"


def test_the_outlet_is_cut_from_the_title() -> None:
    outlet = "<meta property='og:site_name' content='Delta Tribune'>"
    assert page(f"<title>Flood in the valley - Delta Tribune</title>{outlet}").title == "Flood in the valley"


def test_a_date_in_the_body_is_not_the_pages() -> None:
    assert page(after="<p>It was the worst flood since March 3, 1999, the mayor said.</p>").published is None


def test_headings_lists_and_tables_keep_their_order() -> None:
    after = (
        "<h2>The cost</h2><p>Nobody knows yet what it will cost, said the mayor, but it will be dear.</p>"
        "<ul><li>sandbags, forty thousand</li><li>boats, twelve</li></ul>"
    )
    assert page(after=after).text.split("\n\n")[2:] == [
        "The cost",
        "Nobody knows yet what it will cost, said the mayor, but it will be dear.",
        "sandbags, forty thousand",
        "boats, twelve",
    ]


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (b'<html><head><meta charset="windows-1252">', "windows-1252"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        (b'<?xml version="1.0" encoding="utf-8"?><html>', "utf-8"),
        (b"<html><head>", None),
    ],
)
def test_a_page_may_declare_its_encoding(raw: bytes, encoding: str | None) -> None:
    assert declared_encoding(raw) == encoding


def test_a_broken_page_is_read_as_far_as_it_goes() -> None:
    assert read_page(f"<html><body><article><div>{BODY}<p>and then <b>it<").text.startswith(TEXT)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<html><body></body></html>", "holds no article text"),
        ("<<<>>>", "is no HTML that can be parsed|holds no article text"),
        ("<html><body>" + "<p>Rain</p>" * 30_001, "has more than 30,000 HTML elements"),
    ],
)
def test_a_page_without_an_article_says_so(html: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_page(html)
