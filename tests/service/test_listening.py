"""Where the service listens."""

import socket

from api.cli.listening import listening


def test_answers_are_sent_at_once() -> None:
    """Asyncio turns Nagle's algorithm off only for sockets that say that they are of TCP."""
    with listening("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
