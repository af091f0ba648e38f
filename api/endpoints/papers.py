"""Reports and calls that are owed after visits."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import AskedBy
from api.schemas.papers import PaperDocument, PaperPage, PaperWritten
from api.schemas.problems import PROBLEMS
from api.store.papers import find_paper, list_papers
from api.store.tables import Paper
from api.transaction import TransactionalRoute, Turn
from api.work.followed import paper_written
from api.work.reporting import require_past

router = APIRouter(prefix="/v1", tags=["papers"], route_class=TransactionalRoute, responses=PROBLEMS)

Wanted = Annotated[str | None, Query(min_length=1, max_length=200)]


@router.get("/papers")
def read_papers(
    turn: AskedBy,
    owed: bool | None = None,
    overdue: Annotated[bool, Query(description="Only what should have been written by now.")] = False,
    kind: Wanted = None,
    engineer: Wanted = None,
    limit: Annotated[int, Query(ge=1, le=500, description="So many at most.")] = 100,
    after: Annotated[str | None, Query(max_length=200, description="The `next` of the page before.")] = None,
) -> PaperPage:
    """List reports and calls, what is due first first."""
    now = turn.service.clock()
    rows = list_papers(
        turn.session,
        turn.actor,
        owed=owed,
        overdue_at=now if overdue else None,
        kind=kind,
        engineer=engineer,
        after=after,
        limit=limit + 1,
    )
    page = rows[:limit]
    return PaperPage(items=[_document(turn, row) for row in page], next=page[-1].id if len(rows) > limit else None)


@router.post("/papers/{paper}/written")
def write_paper(turn: AskedBy, paper: str, written: PaperWritten) -> PaperDocument:
    """Note that a report was written or a call made; told twice, the first time holds."""
    now = turn.service.clock()
    row = find_paper(turn.session, turn.actor, paper)
    require_past({"at": written.at}, now)
    paper_written(turn.session, row, written.at or now, written.note, turn.actor.id, now)
    return _document(turn, row)


def _document(turn: Turn, row: Paper) -> PaperDocument:
    return PaperDocument(
        id=row.id,
        kind=row.kind,
        visit=row.visit_id,
        ticket=row.ticket_id,
        site=row.site_id,
        engineer=row.engineer_id,
        done_at=row.done_at,
        due_at=row.due_at,
        written_at=row.written_at,
        overdue=(row.written_at or turn.service.clock()) > row.due_at,
    )
