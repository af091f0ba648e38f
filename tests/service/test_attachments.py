"""Photos and documents of tickets and visits."""

import hashlib

import pytest

from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.ground import lay_ground
from tests.service.published import publish, ticket_source
from tests.service.test_reports import report
from tests.service.test_tickets import reported

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))


@pytest.fixture
def office(running: Running) -> Caller:
    lay_ground(running)
    return running.as_("dispatcher")


def test_what_is_uploaded_comes_back_to_the_byte(running: Running, office: Caller) -> None:
    id_ = reported(office)["id"]
    path = f"/v1/tickets/{id_}/attachments"
    answer = office.post(path, params={"name": "leak 漏.png"}, content=PNG, headers={"Content-Type": "image/png"})
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["sha256"], told["media_type"]) == (hashlib.sha256(PNG).hexdigest(), "image/png")
    back = office.get(f"/v1/attachments/{told['id']}")
    assert back.content == PNG
    assert back.headers["Content-Disposition"] == "attachment; filename*=UTF-8''leak%20%E6%BC%8F.png"
    assert back.headers["X-Content-Type-Options"] == "nosniff"
    again = office.post(path, params={"name": "other.png"}, content=PNG, headers={"Content-Type": "image/png"})
    assert again.json() == told
    assert office.get(path).json() == {"items": [told], "next": None}
    assert running.as_("customer", customer_id="c1").get(f"/v1/attachments/{told['id']}").status_code == 200
    assert running.as_("customer", customer_id="c2").get(f"/v1/attachments/{told['id']}").status_code == 404


@pytest.mark.parametrize(
    ("content", "said", "status"),
    [
        (b"<html><script>", "text/html", 415),
        (b"<html><script>", "image/png", 415),
        (b"MZ\x00\x01", "application/octet-stream", 415),
        (b"plain words", "text/plain; charset=utf-8", 201),
        (b"%PDF-1.7 ...", "application/pdf", 201),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp", 201),
        (b"\xff\xd8\xff\xe0", "image/jpeg", 201),
        (b"", "text/plain", 400),
        (b"x" * 1001, "text/plain", 413),
    ],
    ids=["html", "html-as-png", "program", "text", "pdf", "webp", "jpeg", "empty", "large"],
)
def test_only_what_it_says_it_is_and_not_too_much(
    running_on_sqlite: Running, content: bytes, said: str, status: int
) -> None:
    running_on_sqlite.service.settings.most_attachment_bytes = 1000
    lay_ground(running_on_sqlite)
    office = running_on_sqlite.as_("dispatcher")
    id_ = reported(office)["id"]
    answer = office.post(f"/v1/tickets/{id_}/attachments?name=a", content=content, headers={"Content-Type": said})
    assert answer.status_code == status, answer.text


def test_a_photo_of_a_visit_is_one_of_its_ticket(running: Running, office: Caller) -> None:
    id_ = reported(office)["id"]
    publish(running, {id_: ticket_source(id_)})
    engineer = running.as_("engineer", engineer_id="e1")
    path = f"/v1/visits/{id_}/attachments"
    sent = {"params": {"name": "a.png"}, "content": PNG, "headers": {"Content-Type": "image/png"}}
    assert engineer.post(path, **sent).status_code == 404  # nothing was reported of it yet
    report(engineer, id_, "on_site")
    told = engineer.post(path, **sent).json()
    assert office.get(f"/v1/tickets/{id_}/attachments").json()["items"] == [told]
    assert office.get(path).json()["items"] == [told]
    assert running.as_("engineer", engineer_id="e2").get(f"/v1/attachments/{told['id']}").status_code == 404
