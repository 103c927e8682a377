"""What makes an alert fire, for tests of those who tell it."""

from datetime import datetime
from decimal import Decimal

from assignwatch.core.model import AccountKey, InstrumentId
from assignwatch.core.observations import Booking, Command
from assignwatch.core.words import Cause, Do
from assignwatch.watch.engine import Engine

MAIN = AccountKey("planted/main")
FUTURE = InstrumentId("planted/F_1")


def booked(
    at: datetime, cause: Cause = Cause.LIQUIDATION, number: int = 1, quantity: str = "-1"
) -> Booking:
    """A broker's record that fires an alert: a critical one at once, others after a few seconds."""
    return Booking(
        at, MAIN, f"record-{number}", FUTURE, Decimal(quantity), cause, record="account log"
    )


def only_alert(engine: Engine) -> str:
    """The id of the one alert that is open."""
    [alert] = engine.state.open_alerts
    return alert


def acknowledged(engine: Engine, alert: str) -> None:
    """The trader acknowledges it."""
    engine.submit(Command(engine.now(), alert, Do.ACKNOWLEDGE))
