"""What went wrong and what the trader can do, one sentence or two for each code.

Codes come from `net`, `brokers`, `store`, `channels` and the core; the values inside are the ones
named in braces. A code without a sentence is a mistake that a test finds; in the program it still
shows itself, with its values, rather than nothing.
"""

from assignwatch.core.model import Problem
from assignwatch.texts.translate import _


def sentence(problem: Problem) -> str:
    """What to tell the trader."""
    template = sentences().get(problem.code)
    if template is None:
        values = ", ".join(f"{name} {value}" for name, value in problem.values.items())
        return _("Something went wrong: {code} {values}").format(code=problem.code, values=values)
    return template.format_map(_Values(problem.values))


class _Values(dict[str, str]):
    """Values of a problem; one that is missing is left out of the sentence, never an error."""

    def __missing__(self, name: str) -> str:
        return "?"


def sentences() -> dict[str, str]:
    """The sentence of each code; values in braces."""
    return {
        **_watching(),
        **_network(),
        **_broker(),
        **_account(),
        **_stored(),
        **_recording(),
        **_telling(),
    }


def _watching() -> dict[str, str]:
    return {
        "not_read_yet": _("It has not been read yet."),
        "broker_message": _("The broker wrote “{title}”: {text}."),
        "budget_low": _(
            "The broker’s budget for {group} is nearly used up: {remaining} questions are left for"
            " the next {seconds} s. Other programs use the same sign-in; readings wait meanwhile."
        ),
        "sign_in_ended": _(
            "The broker’s sign-in has ended. Nothing can be read until you sign in again, so"
            " silence means nothing."
        ),
        "sign_in_ending": _(
            "The broker’s sign-in ends soon, and nothing can be read then. Sign in again before."
        ),
        "reconnecting": _("Connecting again."),
        "computer_slept": _(
            "The computer slept, so nobody looked. What happened meanwhile is read now."
        ),
        "read_hangs": _("A reading did not come to an end and was given up. It is tried again."),
        "reading_doubted": _(
            "A reading lacked {gone} of {before} positions without a reason. It is read again"
            " before it is believed."
        ),
        "stream_ended": _("The stream ended. It is opened again."),
        "no_reason_given": _("No reason was given."),
        "internal_error": _(
            "AssignWatch made a mistake of its own ({what}); the log says more. It goes on trying."
        ),
    }


def _network() -> dict[str, str]:
    return {
        "dns_failed": _(
            "The address {host} is not known here. Check the network connection, and the address"
            " if you changed it."
        ),
        "connect_failed": _("Nobody answers at {host}. Check the network connection."),
        "tls_failed": _(
            "{host} could not prove who it is, so nothing was sent. Another program may be reading"
            " along, or this computer's clock or certificates are wrong."
        ),
        "timed_out": _("{host} did not answer in time. It is tried again."),
        "connection_lost": _("The connection to {host} broke. It is tried again."),
        "too_large": _("{host} sent an answer too large to be true ({bytes} bytes); not read."),
        "handshake_refused": _("{host} refused the stream (status {status}). It is tried again."),
        "browser_missing": _(
            "No browser could be opened to sign in at {host}. Set a default browser, or the"
            " variable BROWSER, and try again."
        ),
        "sign_in_timeout": _(
            "Nobody came back from {host} within {seconds} s. Start the sign-in again and finish it"
            " in the browser. If its page shows an error, check the app key and its redirect"
            " address."
        ),
        "silent": _("{host} has said nothing for {seconds} s although it should. Reconnecting."),
        "insecure_url": _(
            "The address {host} is not encrypted. Use https or wss; only addresses on this computer"
            " may do without."
        ),
    }


def _broker() -> dict[str, str]:
    return {
        "key_refused": _(
            "The broker does not accept this key ({word}). It may be mistyped, revoked, or made for"
            " another part of the broker. Enter it again, or make a new read-only key."
        ),
        "key_not_from_here": _(
            "The broker does not accept this key here ({word}). It says the same of three"
            " faults: the key is mistyped, revoked or of another environment; the internet address"
            " of this computer is not on the key’s list; or the key may not read this. Look at the"
            " key on the broker’s page, allow reading and this address, or make a new key. If you"
            " have none of this part of the broker, leave its address empty in the settings."
        ),
        "signature_refused": _(
            "The broker does not accept the signature ({word}): the secret does not belong to the"
            " key. Enter both again, whole."
        ),
        "key_can_withdraw": _(
            "This key may take money out of the account ({rights}). AssignWatch only reads and does"
            " not use such a key. Make a key that may read and nothing else, and enter that one."
        ),
        "key_cannot_read": _(
            "This key may not read the account. Allow reading on the broker’s page, or make a new"
            " read-only key."
        ),
        "key_can_trade": _(
            "This key may trade ({rights}). AssignWatch never does, and a key that may only read is"
            " safer."
        ),
        "key_without_addresses": _(
            "This key can be used from any internet address. Limit it to your own on the broker’s"
            " page."
        ),
        "key_can_trade_anywhere": _(
            "This key may trade ({rights}), from any internet address. AssignWatch never trades; a"
            " key that may only read, from your own address, is safer."
        ),
        "key_unchecked": _(
            "What this key may do cannot be asked here, so nobody checked that it only reads."
        ),
        "missing_permission": _(
            "This key may not read the account ({word}). Give it the right to read, or make a new"
            " read-only key."
        ),
        "reports_missing": _(
            "The broker offers no reports ({group}: {word}). What only the reports of the next day"
            " tell is not seen; ask the broker for the right to read them."
        ),
        "coverage_hole": _(
            "The broker’s lists go back to {until} only. What happened between {since} and then was"
            " not seen one by one; the positions show its sum."
        ),
        "unstreamed": _(
            "The broker does not stream everything here ({where}: {word}). It is read every few"
            " minutes instead."
        ),
        "stream_gap": _(
            "Something was lost on the broker’s stream ({where}). It is subscribed to anew, and the"
            " lists are read."
        ),
        "scope_gone": _(
            "The broker no longer lists {scope}. What was last read there stays as it was then and"
            " is not watched any more; ask the broker what became of it."
        ),
        "events_gone": _(
            "The broker no longer keeps what it told after the last event that was read here. The"
            " lists are read by time instead, as far as they go back."
        ),
        "token_refused": _(
            "The broker no longer takes the token of this sign-in for {where}. It is renewed; if"
            " this stays, sign in again, with a user who may see the whole account."
        ),
        "sign_in_refused": _(
            "Signing in did not succeed ({word}). Check the app key and its redirect address,"
            " http://localhost/assignwatch, in the broker’s developer portal, and try again."
        ),
        "sign_in_foreign": _(
            "What came back from the browser was not the answer to this sign-in. Start it again."
        ),
        "not_found": _("The broker knows nothing under {where}, or no longer."),
        "account_inactive": _(
            "The broker has switched this account, or this part of it, off, or it was never opened"
            " ({word})."
        ),
        "rate_limited": _("The broker asks us to wait {seconds} s. Watching goes on after that."),
        "address_banned": _(
            "The broker has shut out this computer’s internet address for {seconds} s, because too"
            " much was asked from it, by this or another program. Nothing is asked until then, for"
            " asking makes it longer; silence means nothing meanwhile."
        ),
        "firewall": _(
            "A firewall at {host} answered in the broker’s place. It is left alone for {seconds} s."
        ),
        "region_refused": _(
            "{host} does not serve the country that this computer’s internet address belongs to."
            " Until that changes this account is not watched."
        ),
        "time_refused": _(
            "The broker finds a question too late or too early ({word}) although the clocks were"
            " compared: a slow connection, or a clock that jumps. It is tried again."
        ),
        "listen_key_gone": _("The key of the stream ({where}) has ended. A new one is asked for."),
        "stream_deaf": _(
            "The stream of {host} is open, but said nothing within {seconds} s of a change that a"
            " reading showed. It is opened anew; reading goes on without it."
        ),
        "delivery_unplaced": _(
            "The broker paid for the end of {symbol}, and its records do not tell which of your"
            " positions it was. Nothing is concluded from the payment; look at the broker’s page."
        ),
        "stock_options_unwatched": _(
            "This account may trade US stock options. AssignWatch does not read them yet, so nobody"
            " watches them for an assignment here."
        ),
        "unavailable": _("The broker is out of order ({word}). It is tried again."),
        "server_error": _("{host} has a fault of its own (status {status}). It is tried again."),
        "html_reply": _(
            "{host} sent a page instead of an answer (status {status}): maintenance, or a network"
            " that wants a sign-in first. It is tried again."
        ),
        "bad_payload": _(
            "The answer to {where} cannot be read ({what}). Nothing is concluded from it."
        ),
        "unknown_error": _(
            "The broker answered {where} with a word AssignWatch does not know: {word}."
        ),
        "request_refused": _(
            "The broker no longer understands {where} ({word}). A newer AssignWatch may be needed."
        ),
        "api_gone": _(
            "{host} no longer offers this interface (status {status}). A newer AssignWatch is"
            " needed; until then this account is not watched."
        ),
        "stream_refused": _("The stream was refused ({word}). Reading goes on without it."),
        "clock_skew": _(
            "This computer's clock is {seconds} s {direction} the broker's. Times shown may be"
            " wrong; set the clock."
        ),
    }


def _account() -> dict[str, str]:
    return {
        "bad_credential": _("{field} cannot be a key of this broker. Copy it again, whole."),
        "protected_key": _(
            "{field} is a private key under a password, which cannot be used. Save it without one,"
            " or make a new key."
        ),
        "no_url": _("The address {name} is missing in the settings of this account."),
        "invalid_url": _("{url} is not an address."),
        "account_name": _(
            "{account} is not a name for an account. Use broker/name with small letters, digits and"
            " hyphens, at most 32."
        ),
        "account_exists": _("There is an account {account} already."),
        "account_unknown": _("There is no account {account}."),
        "account_malformed": _("{what} is missing or not what it should be."),
        "broker_unknown": _("AssignWatch does not know a broker called {broker}."),
        "environment_unknown": _("{account} has no environment called {environment}."),
        "credential_absent": _("{field} is missing."),
        "credential_unknown": _("{field} is not a credential of this broker."),
        "credentials_missing": _("The credentials of {account} are missing. Enter them again."),
    }


def _stored() -> dict[str, str]:
    return {
        "keyring_missing": _(
            "No password store was found, so keys cannot be saved. Install GNOME Keyring or"
            " KWallet, or enter the key for this session only."
        ),
        "keyring_locked": _("Your password store ({store}) is locked. Unlock it and try again."),
        "keyring_timeout": _(
            "Your password store did not answer within {seconds} s. Look for its window."
        ),
        "keyring_failed": _("Your password store ({store}) refused: {reason}."),
        "secret_too_long": _(
            "{field} is too long for a password store: {length} characters, at most {longest}."
        ),
        "settings_malformed": _(
            "The settings cannot be read: {path}, line {line}: {what}. Mend the file or move it"
            " away; it was left as it is."
        ),
        "profile_unwritable": _(
            "{path} cannot be written ({reason}). Choose another folder with --profile, or change"
            " its permissions."
        ),
        "profile_in_use": _(
            "Another AssignWatch is using {path}. Use its window, or stop it first."
        ),
        "sessions_unreadable": _(
            "The table of exchange sessions cannot be read ({path}: {reason}). The watch goes on"
            " without it: every market counts as open, and some conclusions wait longer. Install"
            " AssignWatch again."
        ),
        "sessions_run_out": _(
            "The table of exchange sessions ended on {until}. From then on every market counts as"
            " open, and some conclusions wait longer. Update AssignWatch."
        ),
        "resources_missing": _("The installation is incomplete: {path} is missing."),
        "journal_newer": _(
            "The journal {path} was written by a newer AssignWatch. Use that one; the journal was"
            " left as it is."
        ),
        "journal_damaged": _(
            "The journal {path} is damaged. It was left as it is; move it away to start afresh."
        ),
        "journal_unreadable": _(
            "The journal {path} cannot be read ({reason}). It was left as it is; check the disk and"
            " its permissions."
        ),
        "journal_disk_full": _(
            "The disk is full: new events are shown but not kept, and would be forgotten on exit."
            " Make room on the disk of {path}."
        ),
        "journal_read_only": _(
            "The journal {path} cannot be written: new events are shown but not kept, and would be"
            " forgotten on exit. Change its permissions."
        ),
        "journal_locked": _(
            "Another program is holding the journal {path}: new events wait to be kept."
        ),
        "journal_unwritable": _(
            "The journal {path} could not be written ({reason}): new events wait to be kept, and"
            " would be forgotten on exit."
        ),
    }


def _recording() -> dict[str, str]:
    return {
        "tape_unwritable": _(
            "{path} cannot be recorded into ({reason}). Name another file, or change its"
            " permissions."
        ),
        "tape_foreign": _(
            "{path} is not a tape and was left as it is. Name a new file to record into."
        ),
        "tape_ended": _(
            "Recording into {path} has ended ({reason}); the watch goes on. What was recorded until"
            " now is whole."
        ),
        "tape_incomplete": _(
            "A tape cannot hold the {key} of a {what}, so that line is missing in the recording;"
            " the watch itself has it."
        ),
    }


def _telling() -> dict[str, str]:
    return {
        "notification_failed": _("The system took no notification ({reason})."),
        "notification_timeout": _("The system did not confirm a notification within {seconds} s."),
        "terminal_failed": _("The terminal could not be written ({reason})."),
        "channel_hangs": _("{channel} did not come to an end and was given up."),
        "no_tray": _("This desktop has no tray."),
        "popup_unseen": _("The popup could not be shown on a screen."),
    }
