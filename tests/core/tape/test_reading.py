"""Lines of a tape: every type with every key, and each thing that a tape may not hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.model import Moment, Problem
from assignwatch.core.observations import Booking, Description, FeedReport
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
    "response": [42],
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
    "ratio": ["0", "1/0", "-1/2", "2:1", "1/2/3", -2.5, -2, True, "1/"],
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


@pytest.mark.parametrize(
    ("keys", "up", "problem"),
    [
        ({"state": "up"}, True, None),
        ({"state": "up", "reason": "clock_skew"}, True, Problem("clock_skew")),
        ({"state": "down"}, False, Problem("no_reason_given")),
        ({"state": "down", "reason": "cut"}, False, Problem("cut")),
    ],
    ids=["well", "alive but odd", "nobody knows why", "cut"],
)
def test_a_feed_is_up_or_down_and_may_say_why(
    keys: Keys, up: bool, problem: Problem | None
) -> None:
    report = _only(_line("feed", **keys)).observation
    assert isinstance(report, FeedReport)
    assert (report.up, report.problem) == (up, problem)


def test_lines_are_numbered_as_an_editor_does_and_empty_ones_passed_over() -> None:
    tape = [_line("clock"), "", "   \n", _line("clock") + "\r\n"]
    assert [line.number for line in read(tape)] == [1, 4]


@pytest.mark.parametrize(
    "tape",
    [
        ["\ufeff{clock}\n", "{clock}\n"],
        ["\ufeff", "{clock}\n"],
        ["{clock}\r\n", "\r\n", "{clock}\r\n"],
        ["{clock}\n", "\n", " \t \n", "\n", "{clock}"],
        [" {clock} \n"],
    ],
    ids=["mark of order", "nothing but it", "CRLF", "blank lines", "blanks around"],
)
def test_what_editors_do_to_a_file_does_no_harm(tape: list[str]) -> None:
    lines = [line.replace("{clock}", _line("clock")) for line in tape]
    wanted = [LINES["clock"].short] * sum("{clock}" in line for line in tape)
    assert [line.observation for line in read(lines)] == wanted
    assert [line.observation for line in read(line.encode() for line in lines)] == wanted


@pytest.mark.parametrize("strike", ["0", "-37.63", "0.000000000000000001"])
def test_a_strike_may_be_nothing_or_less(strike: str) -> None:
    # Options on oil futures and on spreads are listed with strikes of zero and below.
    told = _only(_line("instrument", strike=strike)).observation
    assert isinstance(told, Description)
    assert told.instrument.strike == Decimal(strike)


def test_what_has_expired_long_ago_and_whom_nobody_knows_is_legal() -> None:
    told = _only(_line("instrument", expiry="1999-12-31")).observation
    assert isinstance(told, Description)
    assert told.instrument.expiry == Moment.on(date(1999, 12, 31))
    booking = _only(_line("booking", account="never/heard of", instrument="never/described"))
    assert isinstance(booking.observation, Booking)


def test_time_may_go_back_from_line_to_line() -> None:
    times = ["2026-11-20T06:10:00Z", "2026-11-19T06:10:00Z"]
    assert [line.at for line in read(_line("clock", at=at) for at in times)] == [
        AT,
        AT.replace(day=19),
    ]


def test_a_line_may_be_huge() -> None:
    rows = [{"instrument": f"saxo/{n}", "quantity": "1"} for n in range(50_000)]
    snapshot = _only(_line("snapshot", positions=rows)).observation
    assert len(snapshot.positions) == 50_000  # type: ignore[union-attr]  # a Snapshot
    booking = _only(_line("booking", raw={"text": "x" * 5_000_000})).observation
    assert isinstance(booking, Booking)


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
        ("coverage", {"feed": "stream"}, "feed"),
        *(("feed", {"type": bad}, "type") for bad in ("rumour", 3, None)),
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
        ("{" + ",".join(f'"k{n}":{n}' for n in range(100_000)) + ',"k7":7}', "k7"),
        ('\ufeff{"type":"clock","at":"2026-11-20T06:10:00Z"}', "line"),
        ('{"type":"' + "x" * 100_000 + '"}', "type"),
        ('{"type":"clock","at":' + "[" * 500 + "]" * 500 + "}", "at"),
        ('{"type":"fill\\ud800"}', "type"),
        ('{"type":"clock","at":"2026-11-20T06:10:00Z\\u0000"}', "at"),
    ],
    ids=lambda value: value[:50],
)
def test_what_is_not_one_whole_object_is_refused(text: str, key: str) -> None:
    assert _refused(text).key == key


@pytest.mark.parametrize(
    "raw", ['{"n":1e400}', '"\\udfff"'], ids=["beyond all numbers", "half a character"]
)
def test_the_broker_s_own_text_holds_only_what_json_can(raw: str) -> None:
    assert _refused(_line("booking")[:-1] + f', "raw": {raw}}}').key == "raw"


@pytest.mark.parametrize("depth", [*range(700, 1100, 7), 100_000])
def test_however_deep_the_broker_s_own_text_is_it_is_read_or_refused(depth: int) -> None:
    line = _line("booking")[:-1] + ', "raw": ' + "[" * depth + "]" * depth + "}"
    try:
        list(read([line]))
    except TapeError as error:
        assert error.key in {"raw", "line"}  # noqa: PT017  any other exception is the failure


@pytest.mark.parametrize(
    ("name", "key"), [("fill", "id"), ("fill", "account"), ("instrument", "symbol")]
)
def test_half_a_character_is_refused(name: str, key: str) -> None:
    assert _refused(_line(name, **{key: "saxo/\ud83d"})).key == key
    whole = "saxo/\N{CAT FACE}"
    assert whole in str(_only(_line(name, **{key: whole})).observation)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b'{"type":"clock\xe4"}', "byte 15 is not UTF-8 (invalid continuation byte)"),
        ('{"type":"clock"}'.encode("utf-16"), "byte 1 is not UTF-8 (invalid start byte)"),
        (b'{"type":"clock","x":"\xc3', "byte 22 is not UTF-8 (unexpected end of data)"),
        (b"\xed\xa0\x80", "byte 1 is not UTF-8 (invalid continuation byte)"),
    ],
    ids=["Latin-1", "UTF-16", "cut in a character", "half a character"],
)
def test_what_is_not_utf_8_is_named_by_line_and_byte(line: bytes, what: str) -> None:
    with pytest.raises(TapeError) as caught:
        list(read([_line("clock").encode(), line]))
    assert str(caught.value) == f"line 2: line: {what}"


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
