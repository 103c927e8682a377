"""Lines of a tape: every type with every key, and each thing that a tape may not hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.tape.reading import Line, TapeError, read
from tests.core.builders import MODERATE
from tests.core.tape.lines import AT, LATER, LATER_TEXT, LINES, Keys

CASES = [(name, key) for name, line in LINES.items() for key in (*line.required, *line.optional)]
NOT_A_FIGURE = [
    1,
    -2.5,
    True,
    "",
    "1e3",
    "NaN",
    "Infinity",
    "+1",
    " 1",
    "1\n",
    ".5",
    "1.",
    "1,000",
    "−1",
    "\N{ARABIC-INDIC DIGIT ONE}",
    "1" * 19,
    "0." + "1" * 19,
    [],
    {},
]
NOT_A_TIME = [
    1_795_000_000,
    "",
    "2026-11-20",
    "2026-11-20T06:10:00",
    "2026-11-20T06:10:00+00:00",
    "2026-11-20T06:10:00z",
    "2026-11-20 06:10:00Z",
    "2026-02-30T06:10:00Z",
    "2026-11-20T24:00:00Z",
    "2026-11-20T06:10:60Z",
    "0000-01-01T00:00:00Z",
    "2026-11-20T06:10:00.Z",
]
NOT_A_NAME = ["", "main", "/main", "saxo/", "saxo main/x", 7, ["saxo/main"]]

BAD: dict[str, list[Any]] = {
    **dict.fromkeys(("quantity", "price", "strike", "bid", "ask", "last"), NOT_A_FIGURE),
    **dict.fromkeys(("at", "seen", "through", "until"), NOT_A_TIME),
    "first_notice": [bad for bad in NOT_A_TIME if bad != "2026-11-20"],
    "expiry": ["2026-02-30", "20261120", "2026-11-20T06:10", 20261120],
    "effective": ["2026-13-01", "tomorrow"],
    **dict.fromkeys(("account", "instrument", "underlying", "old", "new"), NOT_A_NAME),
    "multiplier": [*NOT_A_FIGURE, "0", "-100"],
    "kind": ["warrant", 1],
    "right": ["CALL"],
    "style": ["bermudan"],
    "side": ["both", 1],
    "feed": ["prices"],
    "state": ["sleeping", 1],
    "status": ["cancelled", True],
    "do": ["ignore"],
    "response": ["panic"],
    "cause": ["sold", 3],
    "complete": ["true", 1],
    "symbol": [42],
    "scope": [42],
    "order": [42],
    "event": [42],
    "record": [42],
    "note": [42],
    "reason": [42],
    "source": [42],
    "currency": [42],
    "exchange": [42],
    "incident": [42],
    "version": [0, -1, "2", True, 1.0],
    "refs": ["r", [1], {"r": 1}],
    "cash": ["12", ["USD"], {"USD": 1}, {"USD": "1e3"}],
    "balances": ["12", {"USD": 1.5}],
    "positions": [{}, "none", [1], [[]]],
    "counter": [{}, ["saxo/1"]],
    "deliverables": [{}, ["saxo/1"]],
    "ratio": ["0", "1/0", "-1/2", "2:1", "1/2/3", 2, "1/"],
}


def _line(name: str, **keys: Any) -> str:
    told = LINES[name]
    return json.dumps({"type": name, **told.required, **keys})


def _only(text: str) -> Line:
    (line,) = read([text])
    return line


def _refused(text: str) -> TapeError:
    """The error of a line that stands third, after two good ones."""
    with pytest.raises(TapeError) as caught:
        list(read([_line("clock"), "\n", text, _line("clock")]))
    assert caught.value.line == 3
    assert str(caught.value).startswith(f"line 3: {caught.value.key}: ")
    return caught.value


# ------------------------------------------------------------------------------------- what it says


@pytest.mark.parametrize("name", LINES)
def test_a_line_with_what_is_required(name: str) -> None:
    assert _only(_line(name)).observation == LINES[name].short


@pytest.mark.parametrize("name", LINES)
def test_a_line_with_every_key(name: str) -> None:
    assert _only(_line(name, **LINES[name].optional)).observation == LINES[name].full


@pytest.mark.parametrize("name", LINES)
def test_unknown_keys_are_passed_over(name: str) -> None:
    odd = {"colour": "red", "": [1.5], "Quantity": None}
    assert _only(_line(name, **odd)).observation == LINES[name].short


@pytest.mark.parametrize(
    ("name", "key"), [(name, key) for name, key in CASES if key not in LINES[name].required]
)
def test_an_optional_key_that_is_null_is_absent(name: str, key: str) -> None:
    assert _only(_line(name, **{key: None})).observation == LINES[name].short


@pytest.mark.parametrize("name", LINES)
def test_any_line_may_say_when_it_was_learned(name: str) -> None:
    line = _only(_line(name, seen=LATER_TEXT))
    assert line.seen == LATER
    assert line.at == (AT if "at" in LINES[name].required else None)


@pytest.mark.parametrize("name", ["start", "instrument", "coverage"])
def test_the_time_of_a_line_that_has_none_is_an_unknown_key(name: str) -> None:
    assert _only(_line(name, at="whenever")).at is None


def test_a_feed_that_is_up_needs_no_reason() -> None:
    report = _only(_line("feed", state="up", reason="cut")).observation
    assert (report.up, report.problem) == (True, None)  # type: ignore[union-attr]  # a FeedReport


def test_lines_are_numbered_as_an_editor_does_and_empty_ones_passed_over() -> None:
    tape = [_line("clock"), "", "   \n", _line("clock") + "\r\n"]
    assert [line.number for line in read(tape)] == [1, 4]


def test_what_stands_before_a_bad_line_is_read() -> None:
    lines = read([_line("clock"), "{"])
    assert next(lines).observation == LINES["clock"].short
    with pytest.raises(TapeError):
        next(lines)


# ------------------------------------------------------------------------------ what it may not say


def _absent() -> Iterator[tuple[str, str]]:
    for name, told in LINES.items():
        for key in told.required:
            yield name, key


@pytest.mark.parametrize(("name", "key"), [*_absent(), ("clock", "type")])
def test_a_required_key_that_is_missing_is_named(name: str, key: str) -> None:
    keys: Keys = {"type": name, **LINES[name].required}
    del keys[key]
    assert str(_refused(json.dumps(keys))) == f"line 3: {key}: is missing"


@pytest.mark.parametrize(("name", "key"), [(n, k) for n, k in CASES if k in BAD])
def test_a_malformed_value_is_named(name: str, key: str) -> None:
    for bad in BAD[key]:
        if key == "settlement" and name == "instrument":
            continue
        assert _refused(_line(name, **{key: bad})).key == key, bad


def test_every_key_that_has_a_form_is_tried() -> None:
    free = {"id", "settlement", "raw"}
    assert {key for _, key in CASES} - set(BAD) == free


@pytest.mark.parametrize(
    ("name", "keys", "key"),
    [
        ("instrument", {"id": "42"}, "id"),
        ("fill", {"id": 42}, "id"),
        ("instrument", {"settlement": "shares"}, "settlement"),
        ("quote", {"settlement": 1.5}, "settlement"),
        ("snapshot", {"positions": [{"instrument": "saxo/1"}]}, "positions[0].quantity"),
        (
            "snapshot",
            {
                "positions": [
                    {"instrument": "saxo/1", "quantity": "1"},
                    {"instrument": "saxo/1", "quantity": 1},
                ]
            },
            "positions[1].quantity",
        ),
        (
            "snapshot",
            {"positions": [{"instrument": "saxo/1", "quantity": "1", "side": "short"}]},
            "positions[0].quantity",
        ),
        ("position", {"quantity": "-1", "side": "long"}, "quantity"),
        ("position", {"quantity": "1", "side": "short"}, "quantity"),
        ("booking", {"counter": [{"quantity": "1"}]}, "counter[0].instrument"),
        ("instrument", {"deliverables": [{"instrument": "saxo/1"}]}, "deliverables[0].quantity"),
        ("instrument", {"deliverables": [{"cash": "1"}]}, "deliverables[0].currency"),
        ("instrument", {"deliverables": [{}]}, "deliverables[0].cash"),
        ("feed", {"type": "rumour"}, "type"),
        ("feed", {"type": 3}, "type"),
        ("feed", {"type": None}, "type"),
    ],
)
def test_where_a_malformed_value_stands_is_named(name: str, keys: Keys, key: str) -> None:
    assert _refused(_line(name, **keys)).key == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"type":"clock","at":"2026-11-20T06:10:00Z"', "line"),
        ('{"type":"clock","at":"2026-11-20T06:1', "line"),
        ('{"type":"clock"}{"type":"clock"}', "line"),
        ("[]", "line"),
        ('"clock"', "line"),
        ("7", "line"),
        ("null", "line"),
        ("type=clock", "line"),
        ("[" * 100_000, "line"),
        ('{"type":"clock","at":NaN}', "line"),
        ('{"type":"clock","x":-Infinity}', "line"),
        ('{"type":"clock","x":' + "1" * 5000 + "}", "line"),
        ('{"type":"clock","at":"2026-11-20T06:10:00Z","at":"2026-11-20T06:10:00Z"}', "at"),
        ('{"type":"booking","cash":{"USD":"1","USD":"2"}}', "USD"),
        ('{"type":"quote","at":"2026-11-20T06:10:00Z","instrument":"a/b","bid":1e400}', "bid"),
    ],
    ids=lambda value: value[:50],
)
def test_what_is_not_one_whole_object_is_refused(text: str, key: str) -> None:
    assert _refused(text).key == key


def test_the_broker_s_own_text_holds_only_what_json_can() -> None:
    assert _refused(_line("booking")[:-1] + ', "raw": {"n": 1e400}}').key == "raw"


@MODERATE
@given(
    st.sampled_from(sorted(LINES)).flatmap(
        lambda name: st.tuples(
            st.just(name),
            st.dictionaries(
                st.sampled_from(sorted({*LINES[name].required, *LINES[name].optional, "x"})),
                st.recursive(
                    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
                    lambda inner: (
                        st.lists(inner, max_size=2)
                        | st.dictionaries(st.text(max_size=3), inner, max_size=2)
                    ),
                    max_leaves=4,
                ),
            ),
        )
    )
)
def test_whatever_stands_in_a_line_it_is_read_or_refused(case: tuple[str, Keys]) -> None:
    name, keys = case
    try:
        list(read([_line(name, **keys)]))
    except TapeError as error:
        assert error.line == 1  # noqa: PT017  any other exception is the failure
