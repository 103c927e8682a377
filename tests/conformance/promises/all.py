"""All that the suite asks of a broker; what a promise is about is in its module."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.conformance.bench import Bench
from tests.conformance.promises.discretion import (
    evidence_hides_who_the_account_belongs_to,
    it_asks_only_to_read,
    no_secret_is_ever_told,
)
from tests.conformance.promises.listening import (
    a_frame_that_makes_no_sense_is_told,
    after_a_dropped_socket_a_new_stream_hears_again,
    nothing_waits_for_ever,
    what_stream_and_reading_tell_is_one,
)
from tests.conformance.promises.reading import (
    a_feed_can_be_read_alone,
    a_reading_tells_every_position,
    an_unknown_word_is_loud,
    each_feed_of_records_ends_with_coverage,
    reading_twice_tells_the_same,
)
from tests.conformance.promises.refusals import (
    a_broker_out_of_order_is_asked_again_later,
    a_list_that_is_missing_is_no_flat_account,
    a_page_for_people_is_no_answer,
    an_answer_that_makes_no_sense_is_no_flat_account,
    an_error_in_an_unknown_word_is_no_flat_account,
    credentials_that_are_missing_or_wrong_are_refused,
    what_could_not_be_read_is_said,
    who_asks_too_much_is_told_how_long_to_wait,
    who_may_not_read_is_refused,
)

Promise = Callable[[Bench], Awaitable[None]]

PROMISES: tuple[Promise, ...] = (
    a_reading_tells_every_position,
    each_feed_of_records_ends_with_coverage,
    a_feed_can_be_read_alone,
    reading_twice_tells_the_same,
    after_a_dropped_socket_a_new_stream_hears_again,
    what_stream_and_reading_tell_is_one,
    who_may_not_read_is_refused,
    who_asks_too_much_is_told_how_long_to_wait,
    a_broker_out_of_order_is_asked_again_later,
    a_page_for_people_is_no_answer,
    an_answer_that_makes_no_sense_is_no_flat_account,
    an_error_in_an_unknown_word_is_no_flat_account,
    a_list_that_is_missing_is_no_flat_account,
    what_could_not_be_read_is_said,
    a_frame_that_makes_no_sense_is_told,
    an_unknown_word_is_loud,
    credentials_that_are_missing_or_wrong_are_refused,
    no_secret_is_ever_told,
    evidence_hides_who_the_account_belongs_to,
    it_asks_only_to_read,
    nothing_waits_for_ever,
)
