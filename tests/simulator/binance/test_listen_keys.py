"""Listen keys: one for each account and product, for an hour at a time."""

import pytest

from tests.simulator.binance.trader import Trader

PRODUCTS = ("fapi", "dapi", "eapi")

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("product", PRODUCTS)
async def test_there_is_one_key_for_an_account_and_product(main: Trader, product: str) -> None:
    first = await main.listen_key(product)
    main.wait(minutes=50)
    again = await main.listen_key(product)
    assert again["listenKey"] == first["listenKey"]
    assert len(first["listenKey"]) == 64
    main.wait(minutes=59)
    assert "code" not in await main.listen_key(product, "PUT")


async def test_products_and_accounts_have_different_keys(main: Trader, portfolio: Trader) -> None:
    keys = [(await main.listen_key(product))["listenKey"] for product in PRODUCTS]
    keys += [(await portfolio.listen_key(product))["listenKey"] for product in ("fapi", "papi")]
    assert len(set(keys)) == 5


async def test_each_product_answers_in_its_own_shape(main: Trader, portfolio: Trader) -> None:
    until = main.now + 3_600_000
    told = {product: await main.listen_key(product) for product in PRODUCTS}
    assert [set(told[product]) for product in PRODUCTS] == [
        {"listenKey"},
        {"listenKey"},
        {"listenKey", "expiration"},
    ]
    assert told["eapi"]["expiration"] == until
    assert await main.listen_key("fapi", "PUT") == told["fapi"]
    assert await main.listen_key("dapi", "PUT") == told["dapi"]
    assert await main.listen_key("eapi", "PUT") == {}
    assert set(await portfolio.listen_key("papi")) == {"listenKey"}
    assert await portfolio.listen_key("papi", "PUT") == {}


async def test_a_key_that_nobody_extends_is_gone_after_an_hour(main: Trader) -> None:
    first = await main.listen_key("fapi")
    main.wait(minutes=59)
    assert await main.listen_key("fapi", "PUT") == first
    main.wait(minutes=60)
    gone = {"code": -1125, "msg": "This listenKey does not exist."}
    assert await main.listen_key("fapi", "PUT") == gone
    assert await main.listen_key("fapi") != first


async def test_a_key_can_only_be_extended_by_its_own_name(main: Trader) -> None:
    key = (await main.listen_key("fapi"))["listenKey"]
    for named, status in ((key, 200), ("another", 400)):
        reply = await main.send("/fapi/v1/listenKey", f"listenKey={named}", method="PUT")
        assert reply.status == status


async def test_products_that_are_off_give_no_key(main: Trader, portfolio: Trader) -> None:
    assert (await main.listen_key("papi"))["code"] == -2015
    assert (await portfolio.listen_key("eapi"))["code"] == -2015
    assert (await main.do("report"))["failed_logins"] == 0


@pytest.mark.parametrize("product", PRODUCTS)
async def test_a_key_is_never_deleted_because_other_programs_share_it(
    main: Trader, product: str
) -> None:
    key = await main.listen_key(product)
    path = f"/{product}/v1/listenKey"
    assert (await main.call(path, method="DELETE", signed=False)).status == 401
    assert (await main.listen_key(product))["listenKey"] == key["listenKey"]
    assert (await main.do("report"))["refused"] == [f"DELETE {path}"]
