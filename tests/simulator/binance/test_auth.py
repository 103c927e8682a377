"""Signatures of all three kinds, windows, permissions: as the simulated Binance checks them."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from assignwatch.simulator.binance.auth import READ_ONLY, Key, Keys, Kind
from assignwatch.simulator.binance.refusals import Refused
from assignwatch.simulator.seeded import Seeded
from tests.simulator.binance.trader import Trader, sign

THEN = datetime(2026, 1, 1, tzinfo=UTC)
PATH = "/fapi/v1/positionSide/dual"

# Published examples: Binance docs, USDⓈ-M and European Options, "General Info". The options page
# prints the hash of quantity=0.01 beside a request for 1; these agree with each other.
FUTURES = "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9"
OPTIONS = "YtP1BudNOWZE1ag5uzCkh4hIC7qSmQOu797r5EJBFGhxBYivjj8HIX0iiiPof5yG"
VECTORS = [
    (
        FUTURES,
        (
            "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC"
            "&recvWindow=5000&timestamp=1591702613943"
        ),
        "",
        "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9",
    ),
    (
        OPTIONS,
        (
            "symbol=BTC-210129-40000-C&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=2000"
            "&recvWindow=5000&timestamp=1611825601400"
        ),
        "",
        "7c12045972f6140e765e0f2b67d28099718df805732676494238f50be830a7d7",
    ),
    (
        OPTIONS,
        "symbol=BTC-210129-40000-C&side=BUY&type=LIMIT&timeInForce=GTC",
        "quantity=0.01&price=2000&recvWindow=5000&timestamp=1611825601400",
        "fa6045c54fb02912b766442be1f66fab619217e551a4fb4f8a1ee000df914d8e",
    ),
]


def _key(secret: str) -> Key:
    return Key("main", Kind.HMAC, "k" * 64, secret, THEN)


@pytest.mark.parametrize(("secret", "query", "body", "signature"), VECTORS)
@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_a_request_is_signed_as_in_the_published_examples(
    secret: str, query: str, body: str, signature: str, case: Callable[[str], str]
) -> None:
    key = _key(secret)
    at = datetime.fromtimestamp(int((query + body)[-13:]) / 1000, UTC)
    signed = f"&signature={case(signature)}"
    sent = (query, body + signed) if body else (query + signed, "")
    assert Keys([key]).signer(key.api_key, *sent, at) is key


def test_the_signature_may_follow_the_query_when_the_rest_is_in_the_body() -> None:
    secret, query, body, signature = VECTORS[2]
    key, at = _key(secret), datetime.fromtimestamp(1611825601.4, UTC)
    assert Keys([key]).signer(key.api_key, f"{query}&signature={signature}", body, at) is key


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_of_key_signs_in_its_own_way(kind: Kind) -> None:
    key = Key.issue("main", kind, THEN, Seeded("keys"))
    payload = "symbol=BTCUSDT&timestamp=1767225600000"
    signature = sign(key.secret, payload.encode())
    keys = Keys([key])
    signed = f"{payload}&signature={quote(signature, safe='')}"
    assert keys.signer(key.api_key, signed, "", THEN) is key
    for wrong in (signature[:-4] + "AAA=", "", "no base64 ☂", signature[1:]):
        with pytest.raises(Refused, match=r"not valid|was empty"):
            keys.signer(key.api_key, f"{payload}&signature={quote(wrong, safe='')}", "", THEN)


def test_a_secret_is_not_shown_by_its_key() -> None:
    key = Key.issue("main", Kind.HMAC, THEN, Seeded("keys"))
    assert key.secret not in repr(key)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        ("", -1102, "'timestamp' was not sent"),
        ("timestamp={now}", -1102, "'signature' was not sent"),
        ("timestamp=yesterday&signature=00", -1130, "'timestamp' is not valid"),
        ("recvWindow=60001&timestamp={now}&signature=00", -1131, "less than 60000"),
        ("timestamp={now}&signature=00", -1022, "Signature for this request is not valid"),
    ],
)
async def test_what_is_missing_or_wrong_is_named(
    main: Trader, query: str, code: int, words: str
) -> None:
    reply = await main.send(PATH, query.format(now=main.now))
    told = await reply.json()
    assert (reply.status, told["code"]) == (400, code)
    assert words in told["msg"]


@pytest.mark.asyncio
async def test_the_signature_comes_last(main: Trader) -> None:
    payload = f"timestamp={main.now}"
    signature = sign(main.secret, payload.encode())
    assert (await main.send(PATH, f"{payload}&signature={signature}")).status == 200
    for query in (f"signature={signature}&{payload}", f"{payload}&signature={signature}&a=b"):
        assert (await (await main.send(PATH, query)).json())["code"] == -1022


@pytest.mark.asyncio
async def test_what_was_signed_is_what_was_sent(main: Trader) -> None:
    """Other bytes with the same meaning are another request."""
    payload = f"symbol=%E5%B8%81&timestamp={main.now}"
    signature = sign(main.secret, payload.encode())
    other = payload.replace("%E5%B8%81", "%e5%b8%81")
    for sent, code in ((payload, -1121), (other, -1022)):
        reply = await main.send("/fapi/v3/positionRisk", f"{sent}&signature={signature}")
        assert (await reply.json())["code"] == code


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("off", "window", "accepted"),
    [
        (0, None, True),
        (-5_000, None, True),
        (-5_001, None, False),
        (999, None, True),
        (1_000, None, False),
        (-60_000, 60_000, True),
        (-60_001, 60_000, False),
        (-200, 100, False),
    ],
)
async def test_a_request_is_good_for_its_window_and_hardly_from_the_future(
    main: Trader, off: int, window: int | None, accepted: bool
) -> None:
    parameters: dict[str, str | int] = {"timestamp": main.now + off}
    if window:
        parameters["recvWindow"] = window
    reply = await main.call(PATH, parameters)
    assert reply.status == (200 if accepted else 400)
    if not accepted:
        assert (await reply.json())["code"] == -1021


@pytest.mark.asyncio
async def test_the_window_follows_the_clock_that_the_exchange_shows(main: Trader) -> None:
    right = main.now
    await main.do("skew", seconds=30)
    reply = await main.call(PATH, {"timestamp": right})
    assert (await reply.json())["code"] == -1021
    assert (await main.ask("/fapi/v1/time"))["serverTime"] == right + 30_000
    assert (await main.call(PATH)).status == 200


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("api_key", "code"), [(None, -2014), ("short", -2014), ("!" * 64, -2014), ("a" * 64, -2015)]
)
async def test_a_stranger_is_told_what_is_wrong_with_his_key(
    main: Trader, api_key: str | None, code: int
) -> None:
    for path, method, signed in ((PATH, "GET", True), ("/fapi/v1/listenKey", "POST", False)):
        reply = await main.call(path, method=method, signed=signed, api_key=api_key)
        assert (reply.status, (await reply.json())["code"]) == (401, code)
    assert (await main.do("report"))["failed_logins"] == 2


@pytest.mark.asyncio
async def test_a_key_may_be_unwelcome_where_it_comes_from_or_read_nothing(main: Trader) -> None:
    (key,) = main.host.venue.keys.of("main")
    key.welcome = False
    assert (await main.get(PATH))["code"] == -2015
    key.welcome = True
    key.permissions["enableReading"] = False
    assert (await main.get(PATH))["code"] == -2015


@pytest.mark.asyncio
async def test_tells_what_the_key_may_do(main: Trader) -> None:
    told = await main.get("/sapi/v1/account/apiRestrictions")
    assert told == {**READ_ONLY, "createTime": main.now - 90 * 86_400_000}
    (key,) = main.host.venue.keys.of("main")
    key.permissions |= {"enableWithdrawals": True, "ipRestrict": False}
    told = await main.get("/sapi/v1/account/apiRestrictions")
    assert (told["enableWithdrawals"], told["ipRestrict"]) == (True, False)


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", [Kind.RSA, Kind.ED25519])
async def test_an_account_may_have_more_than_one_key(main: Trader, kind: Kind) -> None:
    key = main.host.add_key("main", kind)
    main.api_key, main.secret = key.api_key, key.secret
    assert (await main.get(PATH)) == {"dualSidePosition": False}
