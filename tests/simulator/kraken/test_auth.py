"""Signatures, nonces and challenges, as the simulated Kraken checks them."""

from datetime import UTC, datetime

import pytest

from assignwatch.simulator.kraken.auth import Claim, Key, Keys, Refused
from assignwatch.simulator.seeded import Seeded
from tests.simulator.reader import Reader

POSITIONS = "/derivatives/api/v3/openpositions"
ACCOUNT_LOG = "/api/history/v3/account-log"
THEN = datetime(2026, 1, 1, tzinfo=UTC)

# Published example: docs.kraken.com, guide "Futures WebSockets", "Sign challenge".
CHALLENGE = "c100b894-1729-464d-ace1-52dbce11db42"
SECRET = "7zxMEF5p/Z8l2p2U7Ghv6x14Af+Fx+92tPgUdVQ748FOIrEoT9bgT+bTRfXc5pz8na+hL/QdrCVG7bh9KpT0eMTm"
SIGNED = "4JEpF3ix66GA2B+ooK128Ift4XQVtc137N9yeg4Kqsn9PI0Kpzbysl9M1IeCEdjg0zl00wkVqcsnG4bmnlMb3A=="


def test_a_challenge_is_signed_as_in_krakens_published_example() -> None:
    key = Key("main", "public", SECRET, THEN)
    assert key.signature(CHALLENGE.encode()) == SIGNED
    assert Keys([key]).challenged("public", CHALLENGE, SIGNED) is key


@pytest.mark.parametrize(
    ("api_key", "challenge", "signed"),
    [
        ("stranger", CHALLENGE, SIGNED),
        (None, CHALLENGE, SIGNED),
        ("public", None, SIGNED),
        ("public", "another challenge", SIGNED),
        ("public", CHALLENGE, "wrong"),
        ("public", CHALLENGE, None),
    ],
)
def test_a_challenge_that_is_not_signed_rightly_is_refused(
    api_key: object, challenge: str | None, signed: object
) -> None:
    keys = Keys([Key("main", "public", SECRET, THEN)])
    with pytest.raises(Refused, match="authenticationError"):
        keys.challenged(api_key, challenge, signed)


@pytest.mark.parametrize(
    ("nonces", "last"),
    [
        ((None, None), None),
        (("1", "2", None, "3"), None),
        (("5", "5"), "nonceDuplicate"),
        (("5", "4"), "nonceBelowThreshold"),
        (("5", "9", "9"), "nonceDuplicate"),
        (("five",), "invalidArgument: nonce"),
    ],
)
def test_a_nonce_is_optional_and_grows(nonces: tuple[str | None, ...], last: str | None) -> None:
    key = Key("main", "public", SECRET, THEN)
    keys = Keys([key])

    def claim(nonce: str | None) -> Claim:
        signed = key.signature(f"a=1{nonce or ''}/api/v3/fills".encode())
        return Claim("public", signed, nonce, "/derivatives/api/v3/fills", b"a=1")

    for nonce in nonces[:-1]:
        assert keys.caller(claim(nonce)) is key
    if last is None:
        assert keys.caller(claim(nonces[-1])) is key
    else:
        with pytest.raises(Refused, match=f"^{last}$"):
            keys.caller(claim(nonces[-1]))


def test_a_wrong_signature_does_not_use_up_the_nonce() -> None:
    key = Key("main", "public", SECRET, THEN)
    with pytest.raises(Refused):
        Keys([key]).caller(Claim("public", "wrong", "7", "/api/history/v3/positions", b""))
    assert key.last_nonce == -1


def test_keys_look_like_krakens_and_show_no_secret() -> None:
    key = Key.issue("main", THEN, Seeded("a"))
    assert (len(key.api_key), len(key.secret)) == (56, 88)
    assert key.secret not in repr(key)


@pytest.mark.asyncio
async def test_parameters_are_signed_as_they_are_encoded_on_the_wire(main: Reader) -> None:
    encoded = "info=futures+trade&info=a%2Fb"
    asked = [("info", "futures trade"), ("info", "a/b")]
    right = main.sign(f"{encoded}/api/history/v3/account-log")
    decoded = main.sign("info=futures trade&info=a/b/api/history/v3/account-log")
    assert (await main.call(ACCOUNT_LOG, asked, authent=right)).status == 200
    assert (await main.call(ACCOUNT_LOG, asked, authent=decoded)).status == 401


@pytest.mark.asyncio
async def test_the_path_is_signed_without_its_derivatives_prefix(main: Reader) -> None:
    assert (await main.get(POSITIONS, authent=main.sign("/api/v3/openpositions")))[
        "result"
    ] == "success"
    refused = await main.get(POSITIONS, authent=main.sign(POSITIONS))
    assert (refused["result"], refused["error"]) == ("error", "authenticationError")


@pytest.mark.asyncio
async def test_each_interface_refuses_a_stranger_in_its_own_shape(main: Reader) -> None:
    main.api_key = "stranger"
    derivatives = await main.call(POSITIONS)
    assert derivatives.status == 200
    body = await derivatives.json()
    assert set(body) == {"result", "error", "serverTime"}
    assert (body["result"], body["error"]) == ("error", "authenticationError")

    history = await main.call(ACCOUNT_LOG)
    assert history.status == 401
    assert (await history.json())["status"] == "unauthorized"

    check = await main.call("/api/auth/v1/api-keys/v3/check")
    assert check.status == 401
    assert set(await check.json()) == {"error", "message", "suberror"}


@pytest.mark.asyncio
async def test_nonces_are_checked_over_http(main: Reader) -> None:
    assert (await main.get(POSITIONS, nonce="10"))["result"] == "success"
    assert (await main.get(POSITIONS, nonce="10"))["error"] == "nonceDuplicate"
    assert (await main.get(POSITIONS, nonce="9"))["error"] == "nonceBelowThreshold"
    assert (await main.get(POSITIONS, nonce="11"))["result"] == "success"


@pytest.mark.asyncio
async def test_the_key_check_tells_that_the_key_can_only_read(main: Reader) -> None:
    body = await main.get("/api/auth/v1/api-keys/v3/check")
    assert body["apiKey"] == main.api_key
    assert body["permissions"] == {"general": "READ_ONLY", "transfer": "NO_ACCESS"}
