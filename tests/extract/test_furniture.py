"""Furniture is told by what it says; prose is kept, whatever words it holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.furniture import ends_sentence, is_teaser, person_name, plain, rules, title_case


@pytest.mark.parametrize(
    "block",
    [
        "Please enter your comment!",
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
        "Comments (12)",
        "Discussion (3)",
        "3 Comments",
        "Loading…",
        "Loading comments ...",
        "4 min read",
        "7 read",
        "Estimated reading time: 5 minutes",
        "Published on",
        "1.2K shares",
        "Share",
        "Share this article on Facebook",
        "Tweet",
        "Share on X",
        "Follow us on Instagram for more",
        "Home | News | Sport | Weather",
        "News › Economy › Central banks",
        "Log in / Register",
        "Skip to main content",
        "Privacy Policy",
        "Accept all cookies",
        "We use cookies to improve your experience. By continuing to browse you accept our use of cookies.",
        "By using this site you agree to our privacy policy and terms.",
        "Advertisement",
        "Story continues below",
        "READ MORE: Five charts that explain the price of bread",
        "Also read: Who owns the river?",
        "Read more »",
        "Photo: Lucia Brandt/Karlin Photo",
        "Image credit: Tessera Systems",
        "© 2024 Karlin Morning Post. All rights reserved.",
        "(c) Delta Media 2025",
        "(Reporting by Jane Roe in Oslo; Editing by John Doe)",
        "This article was first published by the Delta Tribune.",
        "Tags: chips, trade, Asia",
        "Subscribe to our newsletter and never miss a story.",
        "Sign up for the Compute Brief, our weekly newsletter",
        "Get the day's top stories in your inbox every morning",
        "Grow your reach. Be a chip expert in ten minutes a week with this Free Chip Newsletter",
        "*Subscribe to our weekly newsletter*",
        "Jane Roe 12 Mill Lane, Oslo Contact: jane@delta.example",
        "https://delta.example/2025/chips",
        "* * *",
        "___",
        "___.",
        "11",
        ".related-links {",
    ],
)
def test_furniture_is_told(block: str) -> None:
    assert rules().is_furniture(block)


@pytest.mark.parametrize(
    "block",
    [
        "Customers who subscribe to the newsletter said they were pleased.",
        "“Subscribe to our newsletter,” the minister told the audience, and nobody laughed.",
        "Sign up for a newsletter and you will be tracked, argued Ngozi Clarke.",
        "Share prices fell by six percent on Monday.",
        "Print is dying, said the editor.",
        "Loading the ships took three days.",
        "About two thirds of the firms have closed.",
        "Follow the money",
        "The cookies were stale, according to the inspector.",
        "Comments by the governor moved the crown.",
        "Related companies were also searched.",
        "Copying the law would cost jobs, the ministry believes.",
        "Advertisements for chips were banned in May.",
        "Registered users rose to nine million, the company said.",
        "He closed the account.",
        "The photograph shows a harbour.",
        "Source code was stolen, the company said.",
        "Brandl said no.",
        "60.",
    ],
)
def test_prose_is_kept_whatever_words_it_holds(block: str) -> None:
    assert not rules().is_furniture(block)


@pytest.mark.parametrize(
    ("block", "author", "expected"),
    [
        ("Nadia Feroz is a reporter at the Port Marlow Tribune.", None, True),
        ("*Nadia Feroz covers trade and technology for The Harbour Review.*", None, True),
        ("Nadia Feroz", "Nadia Feroz", True),
        ("Nadia Feroz, a columnist, writes about harbours.", "Nadia Feroz", True),
        ("Nadia Feroz is a reporter, the court said, and not a spy.", None, False),
        ("Stella Okonjo is an economist at the University of Port Marlow.", None, False),
        ("The State Department sent an email to every editor.", None, False),
        ("The editor closed the door.", None, False),
    ],
)
def test_a_note_on_the_writer_begins_with_a_name_and_reports_nothing(
    block: str, author: str | None, expected: bool
) -> None:
    assert rules().is_about_writer(block, author) is expected


@pytest.mark.parametrize(
    "block", ["Related", "You may also like", "More from Delta Tribune", "Most read:", "RELATED STORIES"]
)
def test_a_label_over_other_articles_is_told(block: str) -> None:
    assert rules().opens_related(block)


@pytest.mark.parametrize(
    "block", ["Related companies were searched", "More than a licence", "The most read book"]
)
def test_other_short_lines_are_no_such_label(block: str) -> None:
    assert not rules().opens_related(block)


@pytest.mark.parametrize(
    ("block", "ends", "cut"),
    [
        ("He left.", True, False),
        ("“He left.”", True, False),
        ("He left", False, False),
        ("He left,", False, False),
        ("“It is late…”", True, False),
        ("A laboratory opened, claiming…", True, True),
        ("And who buys ...", True, True),
        ("A laboratory opened [+120 chars]", False, True),
    ],
)
def test_the_end_of_a_block_tells_a_sentence_from_a_teaser(block: str, ends: bool, cut: bool) -> None:
    assert (ends_sentence(block), is_teaser(block)) == (ends, cut)


@pytest.mark.parametrize(
    ("block", "title", "name"),
    [
        ("Who Pays for the Flood", True, False),
        ("Who pays for the flood", False, False),
        ("Jane Roe", True, True),
        ("Ludwig van Horn", False, True),
        ("jane roe", False, False),
        ("Jane Roe spoke", False, False),
    ],
)
def test_capitals_tell_a_title_and_a_name(block: str, title: bool, name: bool) -> None:
    assert (title_case(block), person_name(block)) == (title, name)


@given(st.text(max_size=700))
def test_no_block_makes_the_rules_fail(text: str) -> None:
    known = rules()
    assert isinstance(known.is_furniture(text), bool)
    assert isinstance(known.opens_related(text), bool)
    assert isinstance(known.is_about_writer(text, "Jane Roe"), bool)
    assert len(plain(text)) <= len(text)
