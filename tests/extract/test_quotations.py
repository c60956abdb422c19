"""Quotation marks and what stands between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.quotations import quotations


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“We lost,” she said. “We’ll be back.”", ["“We lost,”", "“We’ll be back.”"]),
        ('"We lost," she said. "It hurts."', ['"We lost,"', '"It hurts."']),
        ("''We lost,'' she said.", ["''We lost,''"]),
        ("``We lost,'' she said.", ["``We lost,''"]),
        ("«We lost», she said.", ["«We lost»"]),
        ("„We lost“, she said.", ["„We lost“"]),
        ("‘We lost the farmers’ vote,’ she said.", ["‘We lost the farmers’ vote,’"]),
        ("'We lost,' she said.", ["'We lost,'"]),
        ("“He told me ‘no’ and left,” she said.", ["“He told me ‘no’ and left,”"]),
        ("“He called it “a farce” at noon,” she said.", ["“He called it “a farce” at noon,”"]),
        ("It’s the farmers’ vote, the ’90s, rock ’n’ roll.", []),
        ("The voters' will, the '90s and 'em all.", []),
        ("“We lost, she said.", ["“We lost, she said."]),
        ("She said: “One thing.\n“Another thing.”", ["“One thing.", "“Another thing.”"]),
        # inches, feet, years: no marks
        ("The 6'2\" guard from Leeds and the 5'11\" winger were dropped.", []),
        ("The bridge is 5’ 10” high and 40’ long, she said.", []),
        ('The 27" screen cost $200, the 24" one less.', []),
        ('A 12" pipe burst, "flooding the street", she said.', ['"flooding the street"']),
        ('"He stands 6\'2" tall," she said.', ['"He stands 6\'2" tall,"']),
        ("“He stands 6'2\" tall,” she said.", ["“He stands 6'2\" tall,”"]),
        ('"The 27" screen is broken," he said.', ['"The 27" screen is broken,"']),
        ('"We won in 2016" she said, "and lost in 2020."', ['"We won in 2016"', '"and lost in 2020."']),
        ("He said, \"It's the '90s again.\"", ["\"It's the '90s again.\""]),
        # single marks among apostrophes
        (
            "‘It wasn’t the council’s fault,’ she said. ‘It was ours.’",
            ["‘It wasn’t the council’s fault,’", "‘It was ours.’"],
        ),
        (
            "'It wasn't the council's fault,' she said. 'It was ours.'",
            ["'It wasn't the council's fault,'", "'It was ours.'"],
        ),
        ("'The voters' choice isn't clear,' she said.", ["'The voters' choice isn't clear,'"]),
        ("‘I'm goin’ to the shops,’ she said.", ["‘I'm goin’ to the shops,’"]),
        ("`We lost,' she said. `We'll be back.'", ["`We lost,'", "`We'll be back.'"]),
        ("the so-called 'red walls' and 'blue walls' of the north", ["'red walls'", "'blue walls'"]),
        ("Only ‘One or Two Instances’ where Money ‘Was Lost.’", ["‘One or Two Instances’", "‘Was Lost.’"]),
        ("Rock 'n' roll and the dogs' home; it's 'fine', he said.", ["'fine'"]),
        ("'Tis the season, said Kim, and 'twas ever so; the kids' year.", []),
        ("O’Brien’s ‘no’ wasn’t Murphy’s.", ["‘no’"]),
        (
            "‘" + "It isn’t what we’d’ve done, and that’s that. " * 40 + "No,’ she said.",
            ["‘" + "It isn’t what we’d’ve done, and that’s that. " * 40 + "No,’"],
        ),
        # marks of other tongues, in both directions
        ("« Nous avons perdu », said Ruiz. « Non. »", ["« Nous avons perdu »", "« Non. »"]),
        ("»Wir kommen«, said Klein. »Morgen.«", ["»Wir kommen«", "»Morgen.«"]),
        ("«We lost», said Ana. »We will return«, said Bo.", ["«We lost»", "»We will return«"]),
        ("‹We lost›, said Ana. ›No‹, said Bo.", ["‹We lost›", "›No‹"]),
        ("„We lost”, said Nowak. „We will be back.”", ["„We lost”", "„We will be back.”"]),
        ('„We lost", said Nowak. „No.“', ['„We lost"', "„No.“"]),
        ("‚Wir kommen‘, said Klein.", ["‚Wir kommen‘"]),
        ("「彼は『負けた』と言った」 Tanaka said. 『はい』", ["「彼は『負けた』と言った」", "『はい』"]),
        ("＂We lost,＂ Tanaka said. 〝No,〞 said Sato.", ["＂We lost,＂", "〝No,〞"]),
        ("``We lost,'' she said. ``We'll be back.''", ["``We lost,''", "``We'll be back.''"]),
        ("‘‘We lost,’’ she said. ‘‘It’s over.’’", ["‘‘We lost,’’", "‘‘It’s over.’’"]),
        # marks the wrong way round, between blanks, tripled
        ("”We lost,” she said. ”We’ll be back.”", ["”We lost,”", "”We’ll be back.”"]),
        ("“We lost,“ she said. “We’ll be back.“", ["“We lost,“", "“We’ll be back.“"]),
        ('“We lost," she said. "It’s over.”', ['“We lost,"', '"It’s over.”']),
        ('" We lost , " she said . " No . "', ['" We lost , "', '" No . "']),
        ('"""We lost,""" she said.', ['"""We lost,"""']),
        ('She wrote:"We lost." He said "No".', ['"We lost."', '"No"']),
        ('She called it "a farce"--"a disgrace"--and left.', ['"a farce"', '"a disgrace"']),
        ('(“We lost,” she said.) ["No."]', ["“We lost,”", '"No."']),
        ('Write <a href="x" rel="y"> and name="Ana" there.', []),
        # quotes in quotes
        ('"He said "no" to us," she said.', ['"He said "no" to us,"']),
        ("\"'We lost,' he told me,\" she said.", ["\"'We lost,' he told me,\""]),
        ("“‘We lost,’ he told me,” she said.", ["“‘We lost,’ he told me,”"]),
        ("'I told them \"no\" and they went,' said Kim.", ["'I told them \"no\" and they went,'"]),
        ("''I said, 'We have lost,''' he recalled.", ["''I said, 'We have lost,'''"]),
        ("“The mayor said, “We will rebuild.””", ["“The mayor said, “We will rebuild.””"]),
        # without a partner
        ('"We lost, she said. It was over.', ['"We lost, she said. It was over.']),
        ("“We lost, she said. “It was over.”", ["“We lost, she said.", "“It was over.”"]),
        ('"We lost, she said. "It was over."', ['"We lost, she said.', '"It was over."']),
        ("“He called it “a farce at noon,” she said.", ["“He called it “a farce at noon,”"]),
        (
            "“He heard “no.” But he went on.\n\n“It was late,” he said.",
            ["“He heard “no.” But he went on.", "“It was late,”"],
        ),
        ('She said: "One.\n\n"Two.\n\n"Three."', ['"One.', '"Two.', '"Three."']),
        (
            "She said: ‘One isn’t it.\n\n‘Two is the voters’ choice.\n\n‘Three.’",
            ["‘One isn’t it.", "‘Two is the voters’ choice.", "‘Three.’"],
        ),
        ("She said: 'One isn't it.\n\n'Two is it.'", ["'One isn't it.", "'Two is it.'"]),
        ("no marks at all", []),
        ("", []),
    ],
)
def test_quotations_are_paired(text: str, quoted: list[str]) -> None:
    assert [text[q.start : q.end] for q in quotations(text)] == quoted


def test_a_quotation_over_paragraphs_says_that_it_goes_on() -> None:
    first, second = quotations("“One thing.\n\n“Another thing.”")
    assert (first.closed, first.goes_on, second.closed, second.goes_on) == (False, True, True, False)


@given(st.text(alphabet="“”\"'‘’«»` as.\n", max_size=200))
def test_quotations_are_in_order_without_overlap_inside_the_text(text: str) -> None:
    found = quotations(text)
    edges = [edge for q in found for edge in (q.start, q.end)]
    assert edges == sorted(edges)
    assert all(0 <= q.start < q.end <= len(text) for q in found)


@pytest.mark.parametrize("mark", ["“", '"', "'", "‘", "«", "“a ", "'a "])
def test_a_megabyte_of_marks_is_read(mark: str) -> None:
    assert len(quotations(mark * (1_000_000 // len(mark)))) <= 1_000_000
