"""What REST tells of instruments: details, option chains, a small search, delayed prices.

An option that has expired and is settled is not known any more.
"""

from assignwatch.simulator.saxo import instrument_rows
from assignwatch.simulator.saxo.answers import NotFound
from assignwatch.simulator.saxo.instruments import Instrument, Option
from assignwatch.simulator.saxo.selection import InvalidModel, Selection
from assignwatch.simulator.saxo.showing import Arguments, Row
from assignwatch.simulator.saxo.world import World


def one_of(world: World, arguments: Arguments) -> Row:
    """The details of the instrument that the path names."""
    return _details(world, _named(world, arguments))


def several(world: World, arguments: Arguments) -> list[Row]:
    """The details of every instrument in `Uics`; those not known are left out."""
    asked = Selection(arguments)
    uics = asked.words("Uics") or asked.words("Uic")
    kinds = asked.words("AssetTypes") or asked.words("AssetType")
    if not uics and not kinds:
        raise InvalidModel("Uics", "Either Uics or AssetTypes is required.")
    return [
        _details(world, instrument)
        for instrument in world.listing.all()
        if (not uics or str(instrument.uic) in uics)
        and (not kinds or instrument.asset_type in kinds)
    ]


def chain(world: World, arguments: Arguments) -> Row:
    """The contracts of a family of options."""
    asked = Selection(arguments)
    number = asked.whole("OptionRootId")
    options = [i for i in world.listing.all() if isinstance(i, Option)]
    for root in world.listing.roots.values():
        if root.id == number:
            return instrument_rows.chain(root, options, asked, world.shown)
    raise _unknown()


def search(world: World, arguments: Arguments) -> list[Row]:
    """Instruments by a word; options are found by their family."""
    asked = Selection(arguments)
    word, kinds, uics = (
        asked.text("Keywords").lower(),
        asked.words("AssetTypes"),
        asked.words("Uics"),
    )
    single = [
        instrument_rows.summary(i)
        for i in world.listing.all()
        if not isinstance(i, Option) and (not uics or str(i.uic) in uics)
    ]
    roots = [instrument_rows.root_summary(root) for root in world.listing.roots.values()]
    return [
        row
        for row in (*single, *(() if uics else roots))
        if word in f"{row['Symbol']} {row['Description']}".lower()
        and (not kinds or row["AssetType"] in kinds)
    ]


def price(world: World, arguments: Arguments) -> Row:
    """The delayed price of one instrument."""
    instrument = _named(world, arguments)
    return instrument_rows.info_price(instrument, world.prices, world.shown, Selection(arguments))


def prices(world: World, arguments: Arguments) -> list[Row]:
    """The delayed prices of several instruments of one kind."""
    asked = Selection(arguments)
    uics, kind = asked.words("Uics"), asked.needed("AssetType")
    if not uics:
        raise InvalidModel("Uics", "The Uics field is required.")
    return [
        instrument_rows.info_price(instrument, world.prices, world.shown, asked)
        for instrument in world.listing.all()
        if str(instrument.uic) in uics and instrument.asset_type == kind
    ]


def _unknown() -> NotFound:
    return NotFound("IllegalInstrumentId", "Instrument ID is invalid")


def _named(world: World, arguments: Arguments) -> Instrument:
    asked = Selection(arguments)
    asked.needed("Uic")
    found = world.listing.find(asked.whole("Uic") or 0, asked.needed("AssetType"))
    if found is None:
        raise _unknown()
    return found


def _details(world: World, instrument: Instrument) -> Row:
    roots = world.listing.roots.values()
    return instrument_rows.details(instrument, roots, world.accounts())
