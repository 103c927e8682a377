"""The account form: drawn from a profile, complains before it sends, keeps secrets covered."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from assignwatch.core.model import Problem
from assignwatch.texts import problems
from assignwatch.ui.account_dialog import AccountDialog, Submission
from tests.ui.worlds import MAIN, PROFILE


class Form:
    """The form and what it submitted."""

    def __init__(self, qtbot: QtBot) -> None:
        self.dialog = AccountDialog([PROFILE], [MAIN])
        self.sent: list[Submission] = []
        self.dialog.submitted.connect(self.sent.append)
        self.dialog.open()
        qtbot.waitExposed(self.dialog)

    def fill(self, name: str = "second", **credentials: str) -> None:
        self.dialog.name.setText(name)
        for field, value in {"key": "public", "secret": "hidden", **credentials}.items():
            self.dialog.credentials[field].setText(value)

    def words(self) -> list[str]:
        return [label.text() for label in self.dialog.findChildren(QLabel) if label.isVisible()]


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form(qtbot)
    qtbot.addWidget(made.dialog)
    return made


def test_the_form_is_drawn_from_the_profile(form: Form) -> None:
    words = form.words()
    assert {"Public key", "Private key", PROFILE.how_to} <= set(words)
    assert form.dialog.credentials["key"].echoMode() is QLineEdit.EchoMode.Normal
    assert form.dialog.credentials["secret"].echoMode() is QLineEdit.EchoMode.Password
    assert [form.dialog.environment.itemText(i) for i in range(2)] == ["Live", "Paper"]


def test_a_complete_form_is_submitted_with_the_addresses_of_its_environment(form: Form) -> None:
    form.fill()
    form.dialog.environment.setCurrentIndex(1)
    form.dialog.test.click()
    (sent,) = form.sent
    assert (sent.config.key, sent.config.environment) == ("planted/second", "paper")
    assert sent.config.urls == {"rest": "https://paper.invalid"}
    assert sent.credentials == {"key": "public", "secret": "hidden"}
    assert not sent.session_only


def test_a_submission_does_not_show_its_credentials(form: Form) -> None:
    form.fill()
    form.dialog.test.click()
    assert "hidden" not in repr(form.sent[0])
    assert "public" not in repr(form.sent[0])


def test_addresses_are_changed_only_by_those_who_ask(form: Form) -> None:
    assert form.dialog.urls == {}
    form.dialog.other_urls.setChecked(True)
    form.dialog.urls["rest"].setText("http://127.0.0.1:8080")
    form.fill()
    form.dialog.test.click()
    assert form.sent[0].config.urls == {"rest": "http://127.0.0.1:8080"}


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"key": ""}, "Please enter: Public key."),
        ({"secret": " "}, "Please enter: Private key."),
        ({"name": "Ünlü"}, "The name may have up to 32 small letters"),
        ({"name": "main"}, "Planted main is watched already."),
    ],
)
def test_an_incomplete_form_complains_and_is_not_sent(
    form: Form, given: dict[str, str], complaint: str
) -> None:
    form.fill(**given)
    form.dialog.test.click()
    assert form.sent == []
    assert any(text.startswith(complaint) for text in form.words())


def test_while_it_is_tested_it_cannot_be_sent_again(form: Form) -> None:
    form.fill()
    form.dialog.test.click()
    assert not form.dialog.test.isEnabled()
    form.dialog.show_result(Problem("odd", {}))
    assert form.dialog.test.isEnabled()


def test_a_failure_is_said_beside_the_steps_and_keeps_what_was_typed(
    form: Form, qtbot: QtBot
) -> None:
    form.fill()
    form.dialog.test.click()
    form.dialog.show_step("reached", True)
    form.dialog.show_step("accepted", False)
    form.dialog.show_result(Problem("odd", {}))
    wanted = {"Server reached", "Key accepted", problems.sentence(Problem("odd", {}))}
    qtbot.waitUntil(lambda: wanted <= set(form.words()), timeout=2000)
    assert form.dialog.credentials["secret"].text() == "hidden"


def test_success_wipes_the_secrets_and_names_the_account(form: Form) -> None:
    form.fill()
    form.dialog.test.click()
    form.dialog.show_result(None)
    assert "Planted second is being watched now." in form.words()
    assert {edit.text() for edit in form.dialog.credentials.values()} == {""}
    assert form.dialog.cancel.text() == "Close"


@pytest.mark.parametrize(
    ("state", "offered"),
    [("ok", False), ("unknown", False), ("none", True), ("locked", True), ("waiting", True)],
)
def test_keeping_keys_for_the_session_is_offered_only_without_an_open_store(
    form: Form, state: str, offered: bool
) -> None:
    form.dialog.show_store(state, "Keyring")
    assert form.dialog.session_only.isVisible() is offered


def test_without_a_store_the_keys_are_for_the_session(form: Form) -> None:
    form.dialog.show_store("none", "")
    form.fill()
    form.dialog.test.click()
    assert form.sent[0].session_only


def test_a_store_that_opens_meanwhile_is_used(form: Form) -> None:
    form.dialog.show_store("none", "")
    form.dialog.show_store("ok", "Keyring")
    form.fill()
    form.dialog.test.click()
    assert not form.sent[0].session_only
    assert "Keys are stored in: Keyring." in form.words()
