"""Parts on the shelf: each one used is ordered again at once."""

from collections.abc import Mapping

from scenarios.service import Stock


class Shelf:
    """The stock of parts, under a policy of ordering one for one (base stock).

    Parameters
    ----------
    stock : mapping of str to Stock
        A part that is not in it is always there.
    """

    def __init__(self, stock: Mapping[str, Stock]) -> None:
        self._stock = stock
        self._orders: dict[str, list[int]] = {name: [] for name in stock}

    def take(self, part: str, now_s: int) -> int:
        """Take a part, or have it kept for when it comes in.

        Returns
        -------
        int
            Seconds until it is there: 0 where it lay on the shelf.
        """
        stock = self._stock.get(part)
        if stock is None:
            return 0
        lead_s = int(stock.lead_time.total_seconds())
        orders = [due_s for due_s in self._orders[part] if due_s > now_s]
        waits_s = 0
        if len(orders) >= stock.level:  # the shelf is empty: of what is on order, the next that nobody waits for
            waits_s = sorted(orders)[len(orders) - stock.level] - now_s if stock.level else lead_s
        self._orders[part] = [*orders, now_s + lead_s]
        return waits_s
