import json, random, time
from datetime import UTC, date, datetime, timedelta
from sqlalchemy import insert
from api.kpis.making import make_kpis
from api.kpis.question import Question
from api.store.tables import *
from api.store.tables import Base
from tests.service import test_kpis as T
def test_p(running):
    T.lay(running); eng = running.service.store.engine
    N=100_000
    draw=random.Random(1); sites=[]; units=[]; tickets=[]; events=[]; routes=[]; states=[]
    with eng.execution_options(writes=True).begin() as c:
        at0=T.at(1,month=1)
        c.execute(insert(Site),[dict(id=f"S{k}",contract_id="k1",territory_id="main",lat=36.,lon=120.,document={"id":f"S{k}","contract":"k1","lat":36.0,"lon":120.0,"territory":"main"},updated_at=at0,revision=1) for k in range(1000)])
        c.execute(insert(Unit),[dict(id=f"U{k}",site_id=f"S{k%1000}",document={"id":f"U{k}","site":f"S{k%1000}","kind":"pump"},updated_at=at0,revision=1) for k in range(3000)])
        c.execute(insert(Engineer),[dict(id=f"E{k}",territory_id="main",document={"id":f"E{k}","lat":36.,"lon":120.},updated_at=at0,revision=1) for k in range(300)])
        for k in range(N):
            rep = (T.at(1)+timedelta(minutes=draw.randrange(19*24*60))) if k<2000 else datetime(2021,1,1,tzinfo=UTC)+timedelta(minutes=draw.randrange(2100*24*60))
            u=draw.randrange(3000); st=list(T._story(draw,rep)); closed=(st[-1][1] if st else rep) if k>=3000 or draw.random()<.5 else None
            f=draw.choice(("leak","noise","smell","heat"))
            tickets.append(dict(id=f"t{k}",site_id=f"S{u%1000}",unit_id=f"U{u}",contract_id="k1",customer_id="c1",territory_id="main",status="done" if closed else "reported",severity=draw.choice("12"),reported_at=rep,closed_at=(closed or rep) if k>=3000 else closed,respond_by=None,document={"id":f"t{k}","site":f"S{u%1000}","unit":f"U{u}","reported_at":rep.isoformat(),"severity":"1","duration":"PT1H","fault":f},updated_at=rep,revision=1))
            events += [dict(ticket_id=f"t{k}",kind=a,at=b,recorded_at=b,data={}) for a,b in st]
        c.execute(insert(Ticket),tickets); 
        for i in range(0,len(events),50000): c.execute(insert(TicketEvent),events[i:i+50000])
        c.execute(insert(Plan),[dict(id="p1",kind="days",territory_id="main",first_on=date(2026,1,1),last_on=date(2026,12,31),state="published",origin="solve",based_on={},cost={},figures={},problem={},document={},matter={},created_at=at0,created_by="x",revision=1)])
        body=json.dumps({"engineer":"e","engineer_name":"e","date":"2026-12-20","x":"y"*8000,"stops":[{"id":f"x{i}","kind":"visit","visit":f"x{i}","start_at":"2026-12-20T08:00:00Z","end_at":"2026-12-20T09:00:00Z","site":{"id":"s1","lat":36.,"lon":120.}} for i in range(8)]}).encode()
        c.execute(insert(Route),[dict(engineer_id=f"E{e}",on=date(2026,12,21)-timedelta(days=d),territory_id="main",plan_id="p1",revision=1,etag="x",figures={"shift_s":1,"work_s":2,"driving_s":3,"driving_m":4,"overtime_s":0,"visits":3,"ends_s":1e9},body=body,updated_at=at0) for e in range(300) for d in range(120)])
        c.execute(insert(VisitState),[dict(id=f"v{e}.{d}.{i}",source_kind="ticket",source_id="x",site_id="s1",territory_id="main",engineer_id=f"E{e}",on=date(2026,12,20)-timedelta(days=d),status="done",customer_told=False,travelling_at=at0,arrived_at=at0+timedelta(hours=1),ended_at=at0+timedelta(hours=2),updated_at=at0) for e in range(300) for d in range(30) for i in range(5)])
    if not running.service.store.is_sqlite:
        with eng.connect().execution_options(isolation_level="AUTOCOMMIT") as c: c.exec_driver_sql("ANALYZE")
    from sqlalchemy import event
    took=[]
    event.listen(eng,"before_cursor_execute",lambda *a: took.append([time.perf_counter(),a[2]]))
    event.listen(eng,"after_cursor_execute",lambda *a: took[-1].insert(0,time.perf_counter()-took[-1][0]))
    for _ in range(2):
        took.clear(); t=time.perf_counter()
        with running.service.store.reading() as s: k=make_kpis(s, Question(("main","north"),date(2026,12,1),date(2026,12,31),"UTC",running.clock(),None))
        print(running.service.store.is_sqlite, "kpis", time.perf_counter()-t, k.tickets, sum(a[0] for a in took))
    for a in sorted(took,key=lambda x:-x[0])[:6]: print(round(a[0],3), a[2][:150].replace("\n"," "), "...", a[2][-200:].replace("\n"," "))
    from api.watch.watcher import Watcher
    w=Watcher(running.service)
    for _ in range(3):
        took.clear(); t=time.perf_counter(); w.look(); print("look",time.perf_counter()-t, sum(a[0] for a in took))
    for a in sorted(took,key=lambda x:-x[0])[:4]: print(round(a[0],3), a[2][:150].replace("\n"," "))
