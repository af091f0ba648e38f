"""The first path from end to end: a request, its actor, an answer."""

from tests.service.conftest import Running


def test_a_service_says_that_it_lives_and_is_ready(running: Running) -> None:
    nobody = running.with_key(None)
    assert nobody.get("/healthz").json() == {"status": "ok"}
    assert nobody.get("/readyz").status_code == 200


def test_a_key_is_recognised_and_its_absence_told(running: Running) -> None:
    assert running.as_("dispatcher").get("/v1/me").json()["role"] == "dispatcher"
    answer = running.with_key(None).get("/v1/me")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_signed_in"
