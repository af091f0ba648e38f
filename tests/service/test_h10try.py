import json
from tests.service.campus import *
def test_it(campus_on_sqlite):
    import time
    campus=campus_on_sqlite
    plan = stored(campus, planned(campus,"p1"))
    d=campus.as_("dispatcher")
    r=d.get("/v1/plans/p1"); tag=r.headers["ETag"]
    r=d.post("/v1/plans/p1/publish",headers={"If-Match":tag}); print(r.status_code, r.text[:300])
    r=d.get("/v1/plans/p1/page"); print(r.status_code, len(r.text))
    r=d.get("/v1/plans/p1/geojson"); print(r.status_code, len(r.text))
    v=next(iter(visits_of(plan)))
    print(v, list(plan.matter["sources"].items())[:3])
    r=d.get(f"/v1/plans/p1/visits/{v}"); print(r.status_code, r.text[:600])
    from urllib.parse import quote
    for u in plan.document["unserved"][:1]:
        r=d.get(f"/v1/plans/p1/visits/{u['visit']}"); print(r.status_code, r.text[:600])
    shifts=[s["id"] for e in plan.problem["engineers"] for s in e["shifts"]]
    for s in shifts[:3]:
        r=d.post("/v1/plans/p1/edits/price",json={"edit":{"kind":"move","visit":v,"shift":s}}); print(r.status_code, r.text[:400])
    tag=d.get("/v1/plans/p1").headers["ETag"]
    for s in shifts:
        r=d.post("/v1/plans/p1/edits",json={"edit":{"kind":"move","visit":v,"shift":s}},headers={"If-Match":tag}); print(r.status_code, r.text[:300])
    draft=r.json().get("plan",{}).get("id") or json.loads(r.text)
    print(draft)
    site=next(iter(plan.matter["sources"].values()))["site"]
    for k in range(3):
        t=time.time(); r=d.post("/v1/first-there",json={"territory":"main","site":site}); print(time.time()-t, r.status_code, r.text[:700])
    for k in range(2):
        t=time.time(); r=d.post("/v1/slots",json={"territory":"main","site":site,"first":str(DAY),"slot_length":"PT2H"}); print(time.time()-t, r.status_code, r.text[:700])
    o=r.json()["items"][0]
    r=d.post("/v1/slots/hold",json={"territory":"main","site":site,"opens_at":o["opens_at"],"closes_at":o["closes_at"]}); print(r.status_code,r.text)
    i=r.json()["id"]
    r=d.post(f"/v1/slots/{i}/take"); print(r.status_code,r.text[:300])
    r=d.delete(f"/v1/slots/{i}"); print(r.status_code,r.text[:300])
    print(d.get("/v1/slots").text)
