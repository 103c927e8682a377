"""One streaming context: its subscriptions, and the numbered records that they give.

A context lives on while its socket does not: records wait for the next one, and the latest that
were sent can be had again (`attach`). `connection` takes what is `due`; `stream` knows them all.
"""

from collections import deque
from collections.abc import Collection, Sequence

from assignwatch.simulator.clock import real_seconds
from assignwatch.simulator.exact_json import dumps
from assignwatch.simulator.saxo.frames import Record
from assignwatch.simulator.saxo.sessions import Session
from assignwatch.simulator.saxo.showing import Topic
from assignwatch.simulator.saxo.subscription import Subscription

DISCONNECT = "_disconnect"
HEARTBEAT = "_heartbeat"
RESET = "_resetsubscriptions"


class Context:
    """Named by a client, within one session. `kept` is how many records it holds back."""

    def __init__(self, name: str, session: Session, kept: int) -> None:
        self.name = name
        self.session = session
        self.subscriptions: dict[str, Subscription] = {}
        self.attached = False
        self.left = real_seconds()
        """Since when no socket is attached."""
        self._kept = kept
        self._sent: deque[Record] = deque(maxlen=kept)
        self._waiting: list[Record] = []
        self._last = 0
        self._overflown = False
        self._attached_before = False

    def attach(self, after: str | None) -> None:
        """A socket opens; `after` is the last record that its client has.

        Where records between are lost, or where nobody can tell, everything is reset.
        """
        again = self._since(after)
        self.attached = self._attached_before = True
        if self._overflown or again is None:
            self._overflown = False
            self.reset(())
        else:
            self._waiting[:0] = again
            for _ in again:
                self._sent.pop()

    def detach(self) -> None:
        """The socket is gone."""
        self.attached = False
        self.left = real_seconds()

    def add(self, subscription: Subscription, replay: Sequence[object]) -> None:
        """Begin to tell a subscription's news, after what it has to be told again."""
        self.subscriptions[subscription.reference] = subscription
        subscription.spoke = real_seconds()
        if replay:
            self._say(subscription, list(replay))

    def news(self, topic: Topic) -> None:
        """Something of this topic changed."""
        for subscription in self.subscriptions.values():
            if subscription.topic is topic:
                self.update(subscription)

    def update(self, subscription: Subscription) -> None:
        """Tell what a subscription's client does not know yet."""
        if not subscription.silent and (payload := subscription.news()) is not None:
            self._say(subscription, payload)

    def reset(self, references: Collection[str]) -> None:
        """Tell the client to subscribe anew: these subscriptions, or all if none is named."""
        for subscription in self.subscriptions.values():
            subscription.reset |= not references or subscription.reference in references
        body = {"ReferenceId": RESET, "TargetReferenceIds": sorted(references)}
        if not references:
            self._waiting.clear()
        self._append(RESET, [body])

    def disconnect(self) -> None:
        """Tell the client that its session has ended."""
        self._append(DISCONNECT, [{"ReferenceId": DISCONNECT}])

    def beat(self, now: float, share: float) -> None:
        """A sign of life for every subscription that has been silent for a share of its timeout.

        One record covers all that are at least half way there.
        """
        quiet: list[Subscription] = []
        due = False
        for subscription in self.subscriptions.values():
            if subscription.reset or not subscription.inactivity:
                continue
            period, silence = subscription.inactivity * share, now - subscription.spoke
            due |= silence >= period
            if silence >= period / 2:
                quiet.append(subscription)
        if due:
            self._beat(quiet, now)

    def tell_reason(self, subscription: Subscription) -> None:
        """A heartbeat at once, because what it says has changed."""
        self._beat([subscription], real_seconds())

    def due(self) -> Sequence[Record]:
        """The records that wait; they count as sent from now on."""
        records, self._waiting = self._waiting, []
        self._sent.extend(records)
        return records

    def _beat(self, subscriptions: Sequence[Subscription], now: float) -> None:
        for subscription in subscriptions:
            subscription.spoke = now
        beats = [
            {"OriginatingReferenceId": subscription.reference, "Reason": subscription.reason}
            for subscription in subscriptions
        ]
        self._append(HEARTBEAT, [{"ReferenceId": HEARTBEAT, "Heartbeats": beats}])

    def _say(self, subscription: Subscription, payload: object) -> None:
        subscription.spoke = real_seconds()
        self._append(subscription.reference, payload)

    def _append(self, reference: str, payload: object) -> None:
        self._last += 1
        self._waiting.append(Record(self._last, reference, dumps(payload)))
        if not self.attached and len(self._waiting) > self._kept:
            self._waiting.clear()
            self._overflown = True

    def _since(self, after: str | None) -> list[Record] | None:
        """What was sent behind a record, or None if not all of it is known any more."""
        if after is None:
            return None if self._attached_before else []
        if not (after.isascii() and after.isdigit()):
            return None
        last_sent = self._last - len(self._waiting)
        again = [record for record in self._sent if record.id > int(after)]
        return again if int(after) + len(again) == last_sent else None
