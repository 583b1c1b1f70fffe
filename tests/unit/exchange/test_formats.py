"""Files as other programs write them: what is read, and what is told."""

import json
import re
from pathlib import Path
from time import process_time

import pytest

from bot.knowledge.exchange.pairs import Format, UnreadableError
from tests.unit.exchange.packs import content, imported, told

AZURE = (
    "Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\tIsContextOnly\tPrompts\tQnaId"
    "\tSourceDisplayName\n"
)


def test_a_sheet_with_every_column(tmp_path: Path) -> None:
    text = (
        "\ufeffQuestion,Answer,Alternative questions,Alias 1,Source URL,Category,Owner\r\n"
        '"Is it ""free""?","Yes, it is.\nSince 2024.",costs?|price,a|b,'
        "https://acme.test/faq (2),visiting;money,Jo\r\n"
        "\r\n"
        "When?,At noon.,,,page 3,,\r\n"
    )
    pack, problems = imported(text, tmp_path)
    assert content(pack) == {
        "is-it-free": ('Is it "free"?', ("costs?", "price", "a|b"), "Yes, it is.\nSince 2024."),
        "when": ("When?", (), "At noon."),
    }
    assert pack.entries["is-it-free"].tags == ("visiting", "money")
    fact = pack.facts["is-it-free"]
    (source,) = [pack.sources[one.source] for one in fact.citations]
    assert source.url == "https://acme.test/faq%20%282%29"
    assert (fact.status, fact.said_by, fact.as_of) == ("reported", ("acme.test",), "2026-11-24")
    assert fact.statement == 'Is it "free"? Yes, it is.'
    assert fact.note == "Imported from faq.csv, line 2."
    own = pack.sources[pack.facts["when"].citations[0].source]
    assert (own.title, own.url) == ("faq.csv", "https://imported.invalid/faq.csv")
    assert own.accessed == "2026-11-24"
    assert "page 3" in pack.facts["when"].citations[0].says
    assert pack.facts["when"].note == "Imported from faq.csv, line 5."
    assert told(problems) == [(1, "column", False), (1, "no-address", False)]


@pytest.mark.parametrize(
    "text",
    [
        "question,answer\na,b\n",
        "domanda;risposta\na;b\n",
        "Frage\tAntwort\na\tb\n",
        "question|answer\na|b\n",
        "question^answer\na^b\nc^\n",
        "sep=;\r\nquestion;answer\r\na;b\r\n",
        "answer,question\rb,a\r",
        "id,Q,A\n,a,b\n",
        "\n \nquestion;answer\na;b\n",
        "question;answer\ra;b\r",
        "question\tanswer\ra\tb\r",
    ],
)
def test_separators_names_and_line_ends(text: str, tmp_path: Path) -> None:
    pack, _ = imported(text, tmp_path)
    assert [(one.question, one.answer) for one in pack.entries.values()] == [("a", "b {a}")]


def test_a_sheet_in_utf_16(tmp_path: Path) -> None:
    pack, _ = imported("question\tanswer\nqué?\tsí\n".encode("utf-16"), tmp_path)
    assert content(pack)["que"] == ("qué?", (), "sí")


def test_ids_are_stable_unique_and_from_the_questions(tmp_path: Path) -> None:
    text = (
        "id,question,answer\n,Ça va?,one\n,ca va (2)?,two\nmy-own,ca va again,three\n"
        ",零跑是什么,four\n,ca-va!,five\n"
    )
    pack, problems = imported(text, tmp_path)
    *latin, other = pack.entries
    assert latin == ["ca-va", "ca-va-2", "my-own"]
    assert re.fullmatch("q-[0-9a-f]{10}", other)
    # "ca-va!" is "Ça va?" but for accents and signs.
    assert (6, "same-question", True) in told(problems)
    again, _ = imported(text, _empty(tmp_path / "again"))
    assert [*again.entries] == [*pack.entries]


def test_what_cannot_be_carried_over_is_told_line_by_line(tmp_path: Path) -> None:
    long = "x" * 301
    rows = [
        "question,answer,aliases",  # 1
        "good one,fine,",  # 2
        ",no question,",  # 3
        "no answer,,",  # 4
        f"{long},too long,",  # 5
        f"long answer,{'y ' * 2200},",  # 6
        "good one,another,",  # 7
        "good one,fine,other words",  # 8
        "braces,uses {x},good one",  # 9
        "odd,hid\u202eden,odd|ODD!|?!",  # 10
        "wide,answer,,extra",  # 11
    ]
    pack, problems = imported("\n".join(rows) + "\n", tmp_path)
    assert [(line, rule) for line, rule, lost in told(problems) if lost] == [
        (3, "no-question"),
        (4, "no-answer"),
        (5, "too-long"),
        (6, "too-long"),
        (7, "same-question"),
    ]
    assert {(line, rule) for line, rule, lost in told(problems) if not lost} == {
        (1, "no-address"),
        (8, "same-question"),
        (9, "braces"),
        (9, "alias"),
        (10, "control-character"),
        (10, "alias"),
        (11, "column"),
    }
    assert all(one.hint for one in problems)
    assert content(pack) == {
        "braces": ("braces", (), "uses (x)"),
        "good-one": ("good one", ("other words",), "fine"),
        "odd": ("odd", (), "hidden"),
        "wide": ("wide", (), "answer"),
    }


def test_a_wording_that_is_too_long_leaves_the_others_where_they_are(tmp_path: Path) -> None:
    long = "What?" + "?" * 300
    text = f"question,answer,alias\nWhat?,one,\nWho?,two,{long}\nWhere?,three,what\n"
    pack, problems = imported(text, tmp_path)
    assert [one.aliases for one in pack.entries.values()] == [(), (), ()]
    assert told(problems)[:2] == [(3, "alias", False), (4, "alias", False)]


def test_a_cell_of_signs_takes_no_time(tmp_path: Path) -> None:
    begun = process_time()
    pack, _ = imported(f"question,answer,source\na,b,{';' * 100_000}x\n", tmp_path)
    assert content(pack) == {"a": ("a", (), "b")}
    assert process_time() - begun < 10


def test_yaml_and_formulas_stay_text(tmp_path: Path) -> None:
    text = (
        "question,answer,aliases\n"
        "'=cmd|' /C calc'!A0,!!python/object:os.system,- a: b\n"
        '"*x: &y",null,"key: [1, {2}]"\n'
        "no,2025-04,~\n"
    )
    pack, _ = imported(text, tmp_path)
    assert {(q, o, a) for q, o, a in content(pack).values()} == {
        ("=cmd|' /C calc'!A0", ("- a: b",), "!!python/object:os.system"),
        ("*x: &y", ("key: [1, {2}]",), "null"),
        ("no", ("~",), "2025-04"),
    }


def test_azure_wordings_prompts_metadata_and_markdown(tmp_path: Path) -> None:
    text = AZURE + (
        "Fever?\t**Call** [a doctor](https://doc.test/a_b)\\n\\n* rest\\n* C:\\\\new\t"
        'https://hse.test/x\tarea:health | kind:faq\t[]\tfalse\t[{"displayOrder":0,"qnaId":2,'
        '"displayText":"More"}]\t1\tHSE page\n'
        "Too hot?\t**Call** [a doctor](https://doc.test/a_b)\\n\\n* rest\\n* C:\\\\new\t"
        "https://hse.test/x\tarea:health | kind:faq\t[]\tfalse\t[]\t1\tHSE page\n"
        'More\tSee <b>this</b> ![pic](p.png)\tEditorial\t\t[{"clusterHead":"x"}]\tTrue\t'
        '[{"qnaId":0,"displayText":"?"},{"qnaId":9}]\t2\tEditorial\n'
        'Third\tSay "hi" to "them"\tfaq.pdf\t[{"name":"a","value":"b"}]\tnot json\tfalse\t[]\t3\t\n'
    )
    pack, problems = imported(text, tmp_path, "kb.tsv")
    assert content(pack) == {
        "fever": (
            "Fever?",
            ("Too hot?",),
            "Call a doctor (https://doc.test/a_b)\n\n- rest\n- C:\\new",
        ),
        "more": ("More", (), "See this pic"),
        "third": ("Third", (), 'Say "hi" to "them"'),
    }
    assert pack.entries["fever"].related == ("more",)
    assert pack.entries["fever"].tags == ("area:health", "kind:faq")
    assert pack.entries["third"].tags == ("a:b",)
    source = pack.sources[pack.facts["fever"].citations[0].source]
    assert (source.title, source.url) == ("HSE page", "https://hse.test/x")
    assert "faq.pdf" in pack.facts["third"].citations[0].says
    assert sorted(told(problems)) == [
        (1, "no-address", False),
        (4, "context-only", False),
        (4, "formatting", False),
        (4, "prompt", False),
        (4, "related", False),
        (4, "suggested", False),
        (5, "column", False),
    ]


@pytest.mark.parametrize("sign", ["\\ud800", "\\u0000"])
def test_azure_metadata_in_json_holds_nothing_that_no_pack_may_hold(
    sign: str, tmp_path: Path
) -> None:
    metadata = f'[{{"name": "topic{sign}", "value": "a{sign}b"}}]'
    row = f"a\tb\tEditorial\t{metadata}\t[]\tFalse\t[]\t1\tEditorial\n"
    pack, problems = imported(AZURE + row, tmp_path, "faq.tsv")
    assert pack.entries["a"].tags == ("topic:ab",)
    assert (2, "control-character", False) in told(problems)


def test_azure_quotes_count_only_where_the_file_has_them(tmp_path: Path) -> None:
    head = "Question\tAnswer\tQnaId\n"
    raw, _ = imported(head + '"Hm" she said\t"open\t1\nb\t"x" y\t2\n', _empty(tmp_path / "raw"))
    assert {a for _, _, a in content(raw).values()} == {'"open', '"x" y'}
    sheet, _ = imported(head + '"a ""b"""\t"two\nlines"\t1\n', _empty(tmp_path / "sheet"))
    assert [*content(sheet).values()] == [('a "b"', (), "two\nlines")]


def test_azure_answers_that_differ_are_told(tmp_path: Path) -> None:
    text = "Question\tAnswer\tQnaId\tOther\na\tone\t1\t\nb\ttwo\t1\t\n"
    pack, problems = imported(text, tmp_path)
    assert content(pack) == {"a": ("a", ("b",), "one")}
    assert told(problems)[:2] == [(1, "column", False), (3, "other-answer", False)]


QNABOT = {
    "qna": [
        {
            "qid": "Sun.1",
            "type": "qna",
            "q": ["How hot is the sun?", "sun heat"],
            "a": "Very hot.",
            "t": "astro",
            "tags": "heat, star",
            "alt": {"markdown": "**Very** hot.", "ssml": ""},
            "next": "Sun.2",
            "r": {"title": "", "imageUrl": "", "buttons": [{"text": "", "value": ""}]},
            "args": [""],
            "l": "",
            "selected": False,
        },
        {
            "qid": "Sun.2",
            "q": ["How old?"],
            "a": "",
            "alt": {"markdown": "# Old\n[4.6](https://a.test) bn", "ssml": "<speak>Old</speak>"},
            "r": {"title": "Card", "imageUrl": "https://a.test/i.png"},
            "l": "QNA:Hook",
            "unheard": 7,
        },
        {"qid": "Fallback", "q": ["no_hits"], "a": "Sorry"},
        {"qid": "Count", "q": ["count"], "a": "{{UserInfo.InteractionCount}} times"},
        {"qid": "Slot", "type": "slottype", "q": ["x"], "a": "y"},
        {"qid": "Odd", "q": ["odd", 3], "a": ["no"]},
        "text",
        {"qid": "Two", "q": "one text", "a": "plain", "alt": {"markdown": "else"}, "next": "Gone"},
    ],
    "version": "7.0",
}


def test_qnabot_items(tmp_path: Path) -> None:
    text = json.dumps(QNABOT, indent=1)
    pack, problems = imported(text, tmp_path, "qna.json")
    assert content(pack) == {
        "sun-1": ("How hot is the sun?", ("sun heat",), "Very hot."),
        "sun-2": ("How old?", (), "Old\n4.6 (https://a.test) bn"),
        "two": ("one text", (), "plain"),
    }
    assert pack.entries["sun-1"].tags == ("astro", "heat", "star")
    assert pack.entries["sun-1"].related == ("sun-2",)
    lines = {
        name: text[: text.index(f'"qid": "{name}"')].count("\n") for name in ("Sun.2", "Fallback")
    }
    rules = told(problems)
    assert (lines["Fallback"], "its-own", True) in rules
    assert (lines["Sun.2"], "no-place", False) in rules
    assert (lines["Sun.2"], "spoken", False) in rules
    place = next(one for one in problems if one.rule == "no-place")
    assert place.message == "'Sun.2': not carried over: a card, a Lambda hook, 'unheard'"
    assert [rule for _, rule, lost in rules if lost] == [
        "its-own",
        "template",
        "other-type",
        "shape",
        "no-answer",
    ]
    assert {"other-answer", "related", "column"} <= {rule for _, rule, lost in rules if not lost}


def test_qnabot_lists_and_lines(tmp_path: Path) -> None:
    items = [{"qid": "A", "q": ["a?"], "a": "1"}, {"qid": "B", "q": ["b?"], "a": "2"}]
    listed, _ = imported(json.dumps(items), _empty(tmp_path / "list"))
    lines = "\n".join(map(json.dumps, items))
    lined, _ = imported(lines, _empty(tmp_path / "lines"))
    assert content(listed) == content(lined) == {"a": ("a?", (), "1"), "b": ("b?", (), "2")}
    assert lined.facts["b"].note == "Imported from faq.csv, line 2."


@pytest.mark.parametrize("asked", ["true", "NaN", '{"a": 1}'])
def test_qnabot_questions_that_are_no_list(asked: str, tmp_path: Path) -> None:
    text = f'[{{"q": {asked}, "a": "1"}}, {{"q": ["b"], "a": "2"}}]'
    pack, problems = imported(text, tmp_path)
    assert content(pack) == {"b": ("b", (), "2")}
    assert told(problems)[:2] == [(1, "shape", False), (1, "no-question", True)]


def test_qnabot_a_key_that_is_there_twice(tmp_path: Path) -> None:
    _, problems = imported('[{"q": ["a"], "a": "1", "a": "2"}]', tmp_path)
    assert (1, "duplicate-key", False) in told(problems)


WRONG: dict[str, tuple[bytes, Format | None, int, str]] = {
    "empty": (b" \n", None, 1, "empty"),
    "latin-1": (b"question,answer\na,\xe9\n", None, 2, "not-utf-8"),
    "utf-16": (b"\xff\xfea", None, 1, "not-utf-8"),
    "workbook": (b"PK\x03\x04...", None, 1, "packed"),
    "no-columns": (b"name,text\na,b\n", None, 1, "no-columns"),
    "azure": (b"Question,Answer\na,b\n", Format.AZURE, 1, "no-columns"),
    "quote": (b'question,answer\na,b\nc,"open\n\n', None, 3, "syntax"),
    "behind": (b'question,answer\n"a" b,c\n', None, 2, "syntax"),
    "huge-cell": (b"question,answer\na," + b"x" * 200_000 + b"\n", None, 2, "too-long"),
    "json": (b'{"qna": [\n{"a": }]}', None, 2, "syntax"),
    "json-end": (b'[{"q": ["a"]}', None, 1, "syntax"),
    "json-number": (b"3", Format.QNABOT, 1, "syntax"),
    "deep": (b"[" + b"[" * 100_000, None, 1, "too-deep"),
    "nothing": (b"question,answer\na,\n", None, 1, "nothing-left"),
    "too-big": (b"x" * (16 * 1024 * 1024 + 1), None, 1, "too-big"),
    "too-many": (b"q,a\n" + b"a,b\n" * 20_001, None, 20_002, "too-many"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_of_which_nothing_can_be_used(name: str, tmp_path: Path) -> None:
    data, form, line, rule = WRONG[name]
    with pytest.raises(UnreadableError) as caught:
        imported(data, tmp_path, form=form)
    problem = caught.value.problem
    assert (problem.file, problem.line, problem.rule) == ("faq.csv", line, rule)
    assert not (tmp_path / "made").exists()


def test_what_is_told_is_bounded(tmp_path: Path) -> None:
    text = "question,answer\nfine,yes\n" + "bad,\n" * 5_000
    _, problems = imported(text, tmp_path)
    assert len(problems) == 1_001
    assert problems[-1].rule == "too-many-problems"


def test_every_rule_is_shown_in_a_test() -> None:
    code = Path(__file__).parents[3] / "bot" / "knowledge" / "exchange"
    rule = (
        r'(?:lost|changed|unreadable|_problem)\(\s*[\w. +]+, (?:"error", )?"([a-z0-9-]+)"'
        r'|return "([a-z-]+)", message'
    )
    texts = [path.read_text(encoding="utf-8") for path in code.glob("*.py")]
    named = {"".join(found) for text in texts for found in re.findall(rule, text)}
    shown = Path(__file__).read_text(encoding="utf-8")
    assert len(named) > 25
    # What is no ordinary file is in test_folders.py.
    assert named - {"unreadable"} - {name for name in named if f'"{name}"' in shown} == set()


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder
