#!/usr/bin/env python3
"""Create the acceptance content in a running Superset, through its REST API.

Idempotent: whatever exists already (matched by name or slug) is left alone.
Environment: SUPERSET_URL, SUPERSET_ADMIN, SUPERSET_ADMIN_PASSWORD, SUPERSET_BASE, PG_DSN ("" = no Postgres part).
Prints a JSON manifest (ids, users, what a validator should conclude) and writes it to $SUPERSET_BASE/manifest.json.
"""
from __future__ import annotations

import datetime as dt
import json
import os
import random
import sqlite3
import sys
import urllib.parse

import requests

URL = os.environ.get("SUPERSET_URL", "http://127.0.0.1:8088")
BASE = os.environ.get("SUPERSET_BASE", "target/superset/6.1.0")
ADMIN = os.environ.get("SUPERSET_ADMIN", "admin")
ADMIN_PW = os.environ.get("SUPERSET_ADMIN_PASSWORD", "admin-loopback")
USER_PW = os.environ.get("SUPERSET_USER_PASSWORD", "user-loopback")
PG_DSN = os.environ.get("PG_DSN", "")  # e.g. postgresql://acme:acme@127.0.0.1:15433/acme
SLOW_ROWS = int(os.environ.get("SLOW_ROWS", "40000000"))   # recursion depth of the slow SQLite view
SLOW_SECONDS = int(os.environ.get("SLOW_SECONDS", "20"))   # pg_sleep of the slow Postgres view
SQLITE = f"{BASE}/home/acme.db"
TIMEOUT = 60


# ---------------------------------------------------------------- REST client
class Api:
    def __init__(self, username: str, password: str) -> None:
        self.s = requests.Session()
        self.s.trust_env = False
        r = self.s.post(f"{URL}/api/v1/security/login", timeout=TIMEOUT,
                        json={"username": username, "password": password, "provider": "db", "refresh": True})
        r.raise_for_status()
        self.s.headers["Authorization"] = "Bearer " + r.json()["access_token"]
        # the CSRF token is bound to the session cookie set by this answer; both must travel with each write
        r = self.s.get(f"{URL}/api/v1/security/csrf_token/", timeout=TIMEOUT)
        r.raise_for_status()
        self.s.headers["X-CSRFToken"] = r.json()["result"]
        self.s.headers["Referer"] = URL

    def call(self, method: str, path: str, ok=(200, 201), **kw):
        r = self.s.request(method, URL + path, timeout=TIMEOUT, **kw)
        if r.status_code not in ok:
            raise SystemExit(f"{method} {path} -> {r.status_code} {r.text[:800]}")
        return r.json() if r.content else {}

    def find(self, resource: str, col: str, value):
        q = urllib.parse.quote(f"(filters:!((col:{col},opr:eq,value:'{value}')),page_size:2)", safe="()!:,'")
        res = self.call("GET", f"/api/v1/{resource}/?q={q}")["result"]
        return res[0] if res else None


# ---------------------------------------------------------------- data
def rows():
    rnd = random.Random(20240229)
    today = dt.date.today()
    regions = ["North", "South", "East", "West"]
    products = ["Anvil", "Rope", "Magnet", "Rocket"]
    countries = ["USA", "DEU", "FRA", "JPN", "BRA", "IND"]
    orders, visits, tickets, targets, stock, payroll = [], [], [], [], [], []
    oid = 0
    for back in range(420, -1, -1):
        day = today - dt.timedelta(days=back)
        for region in regions:
            for _ in range(rnd.randint(1, 4)):
                oid += 1
                orders.append((oid, f"{day} {rnd.randint(8, 19):02d}:{rnd.randint(0, 59):02d}:00", region,
                               rnd.choice(products), rnd.choice(countries),
                               round(rnd.uniform(5, 500), 2), rnd.randint(1, 9)))
        if back >= 45:  # this feed stopped 45 days ago: stale
            for ch in ("search", "social", "email", "direct"):
                visits.append((f"{day} 00:00:00", ch, rnd.randint(50, 900), round(rnd.uniform(0.1, 0.8), 3)))
        for _ in range(rnd.randint(0, 3)):
            tickets.append((len(tickets) + 1, f"{day} 09:00:00", rnd.choice(["open", "closed", "pending"]),
                            rnd.choice(["low", "normal", "high", None])))
    for m in range(12):
        targets.append((m + 1, f"2024-{m + 1:02d}-01 00:00:00", rnd.randint(1000, 9000)))
    for i in range(40):
        stock.append((i + 1, rnd.choice(products), rnd.randint(0, 500), round(rnd.uniform(1, 90), 2)))
        payroll.append((i + 1, f"emp-{i + 1}", rnd.randint(30000, 120000)))
    return orders, visits, tickets, targets, stock, payroll


DDL = {
    "orders": "order_id INTEGER, order_date TIMESTAMP, region VARCHAR(20), product VARCHAR(20), country VARCHAR(3), "
              "amount DOUBLE PRECISION, quantity INTEGER",
    "web_visits": "visit_day TIMESTAMP, channel VARCHAR(20), visits INTEGER, bounce_rate DOUBLE PRECISION",
    "tickets": "ticket_id INTEGER, opened_at TIMESTAMP, status VARCHAR(10), priority VARCHAR(10)",
    "legacy_targets": "target_id INTEGER, month TIMESTAMP, target INTEGER",
    "inventory": "item_id INTEGER, product VARCHAR(20), on_hand INTEGER, unit_cost DOUBLE PRECISION",
    "payroll": "id INTEGER, employee VARCHAR(20), salary INTEGER",
}


def load(cur, mark: str, prefix: str = "") -> None:
    for (name, cols), data in zip(DDL.items(), rows()):
        table = prefix + name
        cur.execute(f"CREATE TABLE {table} ({cols})")
        cur.executemany(f"INSERT INTO {table} VALUES ({','.join([mark] * (cols.count(',') + 1))})", data)


def make_sqlite() -> None:
    os.makedirs(os.path.dirname(SQLITE), exist_ok=True)
    con = sqlite3.connect(SQLITE)
    have = {r[0] for r in con.execute("SELECT name FROM sqlite_master")}
    if "orders" not in have:
        load(con.cursor(), "?")
        con.execute(f"""CREATE VIEW slow_forecast AS
            WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {SLOW_ROWS})
            SELECT 'all' AS label, count(*) AS value FROM c""")
        con.commit()
    con.close()


def drift_sqlite() -> None:
    """What breaks dashboards in life: a renamed column and a dropped table, after the datasets were registered."""
    con = sqlite3.connect(SQLITE)
    if "unit_cost" in {r[1] for r in con.execute("PRAGMA table_info(inventory)")}:
        con.execute("ALTER TABLE inventory RENAME COLUMN unit_cost TO unit_cost_eur")
    con.execute("DROP TABLE IF EXISTS legacy_targets")
    con.commit()
    con.close()


def make_pg() -> None:
    import psycopg2
    con = psycopg2.connect(PG_DSN, connect_timeout=5)
    con.autocommit = True
    cur = con.cursor()
    cur.execute("SELECT to_regclass('public.pg_orders') IS NOT NULL")
    if not cur.fetchone()[0]:
        # prefixed: Superset's SQLite metadata store keeps a UNIQUE constraint on tables.table_name alone, so the
        # same table name in two databases is refused there (422 "Dataset could not be created.")
        load(cur, "%s", "pg_")
        for view in ("pg_slow_forecast", "pg_slow_cut"):
            cur.execute(f"CREATE VIEW {view} AS SELECT 'all'::text AS label, 1 AS value, "
                        f"pg_sleep({SLOW_SECONDS})::text AS slept")
        cur.execute("CREATE VIEW pg_down_orders AS SELECT * FROM pg_orders")
        cur.execute("CREATE TABLE pg_secret_ledger (id INTEGER, amount INTEGER)")
        cur.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO acme_reader")
    con.close()


def drift_pg() -> None:
    import psycopg2
    con = psycopg2.connect(PG_DSN, connect_timeout=5)
    con.autocommit = True
    cur = con.cursor()
    cur.execute("SELECT 1 FROM information_schema.columns WHERE table_name='pg_inventory' AND column_name='unit_cost'")
    if cur.fetchone():
        cur.execute("ALTER TABLE pg_inventory RENAME COLUMN unit_cost TO unit_cost_eur")
    cur.execute("DROP TABLE IF EXISTS pg_legacy_targets")
    cur.execute("REVOKE ALL ON pg_secret_ledger FROM acme_reader")
    con.close()


# ---------------------------------------------------------------- charts
def metric(agg: str, col: str) -> dict:
    return {"expressionType": "SIMPLE", "column": {"column_name": col}, "aggregate": agg,
            "label": f"{agg}({col})", "optionName": f"metric_{agg.lower()}_{col}", "hasCustomLabel": False}


def sql_metric(expr: str, label: str) -> dict:
    return {"expressionType": "SQL", "sqlExpression": expr, "label": label, "optionName": f"metric_{label}",
            "hasCustomLabel": True}


def temporal(col: str, rng: str) -> dict:
    return {"clause": "WHERE", "comparator": rng, "expressionType": "SIMPLE", "operator": "TEMPORAL_RANGE", "subject": col}


def simple(col: str, op: str, val) -> dict:
    return {"clause": "WHERE", "comparator": val, "expressionType": "SIMPLE", "operator": op, "subject": col}


def query(**kw) -> dict:
    q = {"filters": [], "extras": {"having": "", "where": ""}, "applied_time_extras": {}, "columns": [],
         "annotation_layers": [], "row_limit": 1000, "series_limit": 0, "order_desc": True, "url_params": {},
         "custom_params": {}, "custom_form_data": {}}
    q.update(kw)
    return q


def build(viz: str, **fd):
    """form_data -> (params, query_context), the way Superset's own front end saves them."""
    filters = [{"col": f["subject"], "op": f["operator"], "val": f["comparator"]} for f in fd.get("adhoc_filters", [])]
    form = {"viz_type": viz, "adhoc_filters": [], "row_limit": 1000, **fd}
    if viz == "big_number_total":
        queries = [query(filters=filters, metrics=[fd["metric"]])]
    elif viz == "pie":
        queries = [query(filters=filters, columns=fd["groupby"], metrics=[fd["metric"]],
                         orderby=[[fd["metric"], False]], row_limit=100)]
    elif viz == "table" and fd.get("query_mode") == "raw":
        queries = [query(filters=filters, columns=fd["all_columns"], orderby=[], post_processing=[],
                         row_limit=fd.get("row_limit", 1000))]
    elif viz == "table":
        queries = [query(filters=filters, columns=fd["groupby"], metrics=fd["metrics"],
                         orderby=[[fd["metrics"][0], False]], post_processing=[])]
    elif viz == "echarts_timeseries_line":
        x = fd["x_axis"]
        labels = [m["label"] for m in fd["metrics"]]
        axis = {"timeGrain": fd["time_grain_sqla"], "columnType": "BASE_AXIS", "sqlExpression": x, "label": x,
                "expressionType": "SQL"}
        queries = [query(
            filters=filters, columns=[axis, *fd.get("groupby", [])], metrics=fd["metrics"], row_limit=10000,
            orderby=[[fd["metrics"][0], False]], series_columns=fd.get("groupby", []), time_offsets=[],
            post_processing=[
                {"operation": "pivot", "options": {"index": [x], "columns": fd.get("groupby", []),
                 "aggregates": {lb: {"operator": "mean"} for lb in labels}, "drop_missing_columns": False}},
                {"operation": "flatten"}])]
    elif viz == "mixed_timeseries":
        x = fd["x_axis"]
        axis = {"timeGrain": fd["time_grain_sqla"], "columnType": "BASE_AXIS", "sqlExpression": x, "label": x,
                "expressionType": "SQL"}
        queries = [query(filters=filters, columns=[axis], metrics=ms, row_limit=10000,
                         post_processing=[
                             {"operation": "pivot", "options": {"index": [x], "columns": [],
                              "aggregates": {m["label"]: {"operator": "mean"} for m in ms},
                              "drop_missing_columns": False}},
                             {"operation": "flatten"}]) for ms in (fd["metrics"], fd["metrics_b"])]
    else:  # a legacy visualization: never has a query context
        return form, None
    return form, {"datasource": None, "force": False, "queries": queries, "form_data": form,
                  "result_format": "json", "result_type": "full"}


def position(title: str, charts: list, orphan: int | None = None, note: str | None = None, tabs=False) -> dict:
    """position_json: charts is a list of (id, uuid, name)."""
    pos = {"DASHBOARD_VERSION_KEY": "v2",
           "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
           "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": [], "parents": ["ROOT_ID"]},
           "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": title}}}
    parents, sink = ["ROOT_ID", "GRID_ID"], pos["GRID_ID"]["children"]
    cells = [(f"CHART-{cid}", {"chartId": cid, "uuid": uuid, "sliceName": name, "width": 4, "height": 50})
             for cid, uuid, name in charts]
    if orphan:
        cells.append((f"CHART-{orphan}", {"chartId": orphan, "sliceName": "Deleted chart", "width": 4, "height": 50}))
    if tabs:
        pos["TABS-1"] = {"type": "TABS", "id": "TABS-1", "children": [], "parents": list(parents), "meta": {}}
        pos["ROOT_ID"]["children"] = ["TABS-1"]
        parents = ["ROOT_ID", "TABS-1"]
        for i, (key, meta) in enumerate(cells):
            tab, row = f"TAB-{i}", f"ROW-{i}"
            pos["TABS-1"]["children"].append(tab)
            pos[tab] = {"type": "TAB", "id": tab, "children": [row], "parents": list(parents),
                        "meta": {"text": f"Tab {i + 1}"}}
            pos[row] = {"type": "ROW", "id": row, "children": [key], "parents": [*parents, tab],
                        "meta": {"background": "BACKGROUND_TRANSPARENT"}}
            pos[key] = {"type": "CHART", "id": key, "children": [], "parents": [*parents, tab, row], "meta": meta}
        return pos
    for i in range(0, len(cells), 3):
        row = f"ROW-{i // 3}"
        sink.append(row)
        pos[row] = {"type": "ROW", "id": row, "children": [k for k, _ in cells[i:i + 3]], "parents": list(parents),
                    "meta": {"background": "BACKGROUND_TRANSPARENT"}}
        for key, meta in cells[i:i + 3]:
            pos[key] = {"type": "CHART", "id": key, "children": [], "parents": [*parents, row], "meta": meta}
    if note:
        sink.append("ROW-N")
        pos["ROW-N"] = {"type": "ROW", "id": "ROW-N", "children": ["MARKDOWN-1"], "parents": list(parents),
                        "meta": {"background": "BACKGROUND_TRANSPARENT"}}
        pos["MARKDOWN-1"] = {"type": "MARKDOWN", "id": "MARKDOWN-1", "children": [], "parents": [*parents, "ROW-N"],
                             "meta": {"code": note, "width": 4, "height": 20}}
    return pos


# ---------------------------------------------------------------- seeding
def main() -> None:
    make_sqlite()
    if PG_DSN:
        make_pg()
    api = Api(ADMIN, ADMIN_PW)

    # -- roles and users -----------------------------------------------------
    def role(name: str) -> int:
        r = api.find("security/roles", "name", name)
        return r["id"] if r else api.call("POST", "/api/v1/security/roles/", json={"name": name})["id"]

    pvms = {}
    page = 0
    while True:
        res = api.call("GET", f"/api/v1/security/permissions-resources/?q=(page:{page},page_size:100)")
        for p in res["result"]:
            pvms[(p["permission"]["name"], p["view_menu"]["name"])] = p["id"]
        page += 1
        if page * 100 >= res["count"]:
            break

    def grant(name: str, perms: list) -> int:
        rid = role(name)
        api.call("POST", f"/api/v1/security/roles/{rid}/permissions",
                 json={"permission_view_menu_ids": [pvms[p] for p in perms]})
        return rid

    # the least a read-only validator needs (worked out by recording which calls answer 403)
    read_only = [("can_read", "Dashboard"), ("can_read", "Chart"), ("can_read", "Dataset")]
    roles = {
        "Validator": grant("Validator", [*read_only, ("all_datasource_access", "all_datasource_access")]),
        # can also run legacy charts, through PUT /api/v1/chart/warm_up_cache (which wants a CSRF token)
        "Validator legacy": grant("Validator legacy", [
            *read_only, ("all_datasource_access", "all_datasource_access"), ("can_read", "SecurityRestApi"),
            ("can_warm_up_cache", "Chart")]),
        "Validator limited": grant("Validator limited", read_only),   # datasource grants are added below
        "No access": role("No access"),
    }
    for std in ("Admin", "Alpha", "Gamma"):
        roles[std] = api.find("security/roles", "name", std)["id"]

    def user(name, first, last, rolename):
        u = api.find("security/users", "username", name)
        if u:
            return u["id"]
        return api.call("POST", "/api/v1/security/users/", json={
            "username": name, "first_name": first, "last_name": last, "email": f"{name}@example.test",
            "active": True, "password": USER_PW, "roles": [roles[rolename]]})["id"]

    users = {"alice": user("alice", "Alice", "Analyst", "Alpha"), "bob": user("bob", "Bob", "Builder", "Alpha"),
             "svc_validator": user("svc_validator", "Service", "Validator", "Validator"),
             "svc_legacy": user("svc_legacy", "Service", "Legacy", "Validator legacy"),
             "svc_limited": user("svc_limited", "Service", "Limited", "Validator limited"),
             "gamma": user("gamma", "Gina", "Gamma", "Gamma"),
             "nobody": user("nobody", "Nora", "Nobody", "No access")}

    # -- databases -----------------------------------------------------------
    def database(name: str, uri: str, extra: dict | None = None) -> int:
        d = api.find("database", "database_name", name)
        if d:
            return d["id"]
        return api.call("POST", "/api/v1/database/", json={
            "database_name": name, "sqlalchemy_uri": uri, "expose_in_sqllab": True,
            "extra": json.dumps(extra or {})})["id"]

    db_sqlite = database("Acme SQLite", f"sqlite:///{SQLITE}?check_same_thread=false")

    # -- datasets ------------------------------------------------------------
    def dataset(db: int, table: str, sql: str | None = None, schema: str | None = None, dttm: str | None = None) -> int:
        q = (f"(filters:!((col:table_name,opr:eq,value:'{table}'),(col:database,opr:rel_o_m,value:{db})),page_size:2)")
        res = api.call("GET", "/api/v1/dataset/?q=" + urllib.parse.quote(q, safe="()!:,'"))["result"]
        if res:
            return res[0]["id"]
        body = {"database": db, "table_name": table, "owners": [users["alice"]]}
        if schema:
            body["schema"] = schema
        if sql:
            body["sql"] = sql
        did = api.call("POST", "/api/v1/dataset/", json=body)["id"]
        if dttm:
            api.call("PUT", f"/api/v1/dataset/{did}", json={"main_dttm_col": dttm})
        return did

    ds = {"orders": dataset(db_sqlite, "orders", dttm="order_date"),
          "web_visits": dataset(db_sqlite, "web_visits", dttm="visit_day"),
          "tickets": dataset(db_sqlite, "tickets", dttm="opened_at"),
          "inventory": dataset(db_sqlite, "inventory"),
          "legacy_targets": dataset(db_sqlite, "legacy_targets", dttm="month"),
          "payroll": dataset(db_sqlite, "payroll"),
          "slow_forecast": dataset(db_sqlite, "slow_forecast"),
          "top_orders (virtual)": dataset(db_sqlite, "top_orders (virtual)",
                                          sql="SELECT region, product, amount FROM orders WHERE amount > 400")}

    # -- charts --------------------------------------------------------------
    charts: dict[str, tuple] = {}

    def chart(name: str, dsid: int, viz: str, owners=("alice",), context=True, **fd) -> str:
        c = api.find("chart", "slice_name", name)
        if not c:
            form, ctx = build(viz, **fd)
            form["datasource"] = f"{dsid}__table"
            body = {"slice_name": name, "viz_type": viz, "datasource_id": dsid, "datasource_type": "table",
                    "owners": [users[o] for o in owners], "params": json.dumps(form)}
            if ctx and context:
                ctx["datasource"] = {"id": dsid, "type": "table"}
                body["query_context"] = json.dumps(ctx)
            cid = api.call("POST", "/api/v1/chart/", json=body)["id"]
            # the front end also stores the slice's own id in its form data
            form["slice_id"] = cid
            upd = {"params": json.dumps(form)}
            if ctx and context:
                ctx["form_data"]["slice_id"] = cid
                upd["query_context"] = json.dumps(ctx)
            api.call("PUT", f"/api/v1/chart/{cid}", json=upd)
        else:
            cid = c["id"]
        uuid = api.call("GET", f"/api/v1/chart/{cid}")["result"].get("uuid")
        charts[name] = (cid, uuid, name)
        return name

    rev = metric("SUM", "amount")
    # first, not last: SQLite gives the id of a deleted newest row to the next insert, and the orphaned layout cell
    # would then point at an unrelated chart
    orphan_board = api.find("dashboard", "slug", "orphan")
    if not orphan_board:
        chart("To be deleted", ds["orders"], "big_number_total", metric=rev)
    chart("Total revenue", ds["orders"], "big_number_total", metric=rev,
          adhoc_filters=[temporal("order_date", "Last year")])
    chart("Revenue by day", ds["orders"], "echarts_timeseries_line", x_axis="order_date", time_grain_sqla="P1D",
          metrics=[rev], groupby=["region"], adhoc_filters=[temporal("order_date", "Last quarter")])
    chart("Orders by region", ds["orders"], "table", groupby=["region", "product"],
          metrics=[rev, metric("COUNT", "order_id")], adhoc_filters=[temporal("order_date", "No filter")])
    chart("Latest orders", ds["orders"], "table", query_mode="raw",
          all_columns=["order_id", "order_date", "region", "amount"], row_limit=50)
    chart("Revenue and quantity", ds["orders"], "mixed_timeseries", x_axis="order_date", time_grain_sqla="P1M",
          metrics=[rev], metrics_b=[metric("SUM", "quantity")], adhoc_filters=[temporal("order_date", "No filter")])
    chart("Big orders (virtual dataset)", ds["top_orders (virtual)"], "pie", metric=rev, groupby=["product"])
    chart("Visits by channel", ds["web_visits"], "pie", owners=("bob",), metric=metric("SUM", "visits"),
          groupby=["channel"], adhoc_filters=[temporal("visit_day", "No filter")])
    chart("Visits last 30 days", ds["web_visits"], "echarts_timeseries_line", owners=("bob",), x_axis="visit_day",
          time_grain_sqla="P1D", metrics=[metric("SUM", "visits")], groupby=[],
          adhoc_filters=[temporal("visit_day", "Last 30 days")])
    chart("Open tickets", ds["tickets"], "big_number_total", metric=metric("COUNT", "ticket_id"),
          adhoc_filters=[simple("status", "==", "open")])
    chart("Tickets by priority", ds["tickets"], "table", groupby=["priority", "status"],
          metrics=[metric("COUNT", "ticket_id")])
    chart("Stock value (broken column)", ds["inventory"], "big_number_total",
          metric=sql_metric("SUM(on_hand * unit_cost)", "stock value"))
    chart("Stock table (broken column)", ds["inventory"], "table", query_mode="raw",
          all_columns=["item_id", "product", "unit_cost"])
    chart("Stock on hand", ds["inventory"], "table", groupby=["product"], metrics=[metric("SUM", "on_hand")])
    chart("Targets (dropped table)", ds["legacy_targets"], "table", groupby=["month"], metrics=[metric("SUM", "target")])
    chart("Orders on Mars (empty)", ds["orders"], "table", groupby=["region"], metrics=[rev],
          adhoc_filters=[simple("region", "==", "Mars")])
    chart("Revenue on Mars (empty big number)", ds["orders"], "big_number_total", metric=rev,
          adhoc_filters=[simple("region", "==", "Mars")])
    chart("Slow forecast", ds["slow_forecast"], "table", groupby=["label"], metrics=[metric("MAX", "value")])
    chart("Unsaved context table", ds["orders"], "table", context=False, groupby=["region"], metrics=[rev])
    chart("Unsaved context line", ds["orders"], "echarts_timeseries_line", context=False, x_axis="order_date",
          time_grain_sqla="P1M", metrics=[rev], groupby=[], adhoc_filters=[temporal("order_date", "Last year")])
    chart("Sales map (legacy)", ds["orders"], "world_map", entity="country", country_fieldtype="cca3", metric=rev,
          time_range="No filter", show_bubbles=False)
    chart("Stock map (legacy, broken column)", ds["inventory"], "world_map", entity="product", country_fieldtype="cca3",
          metric=metric("SUM", "unit_cost"), time_range="No filter", show_bubbles=False)
    chart("Mixed, second query broken", ds["orders"], "mixed_timeseries", x_axis="order_date", time_grain_sqla="P1M",
          metrics=[rev], metrics_b=[sql_metric("SUM(no_such_column)", "broken")])
    chart("Salaries", ds["payroll"], "big_number_total", owners=("bob",), metric=metric("SUM", "salary"))
    # -- dashboards ----------------------------------------------------------
    boards: dict[str, dict] = {}

    def board(slug, title, names, expect, owners=("alice",), published=True, orphan=None, note=None, tabs=False,
              meta=None, **extra):
        d = api.find("dashboard", "slug", slug)
        if not d:
            body = {"dashboard_title": title, "slug": slug, "published": published,
                    "owners": [users[o] for o in owners], **extra}
            did = api.call("POST", "/api/v1/dashboard/", json=body)["id"]
            cells = [charts[n] for n in names]
            pos = position(title, cells, orphan, note, tabs)
            # PUT with json_metadata.positions is what links charts to the dashboard (dashboard_slices)
            put = {"json_metadata": json.dumps({"positions": pos, "chart_configuration": {}, "color_scheme": "",
                                                "refresh_frequency": 0, **(meta or {})})}
            if not owners:
                put["owners"] = []
            api.call("PUT", f"/api/v1/dashboard/{did}", json=put)
        else:
            did = d["id"]
        boards[slug] = {"id": did, "title": title, "expect": expect, "charts": {n: charts[n][0] for n in names},
                        "owners": [f"{o}@example.test" for o in owners], "published": published}

    board("exec-overview", "Executive Overview",
          ["Total revenue", "Revenue by day", "Orders by region", "Revenue and quantity"], "pass",
          owners=("alice", "bob"), certified_by="Data team", certification_details="Reviewed monthly")
    board("sales-detail", "Sales Detail", ["Latest orders", "Big orders (virtual dataset)"], "pass", tabs=True)
    board("support-desk", "Support Desk", ["Open tickets", "Tickets by priority"], "pass", owners=("bob",))
    board("web-traffic", "Web Traffic (stale feed)", ["Visits by channel", "Visits last 30 days"], "empty",
          owners=("bob",))
    board("inventory", "Inventory (renamed column)",
          ["Stock value (broken column)", "Stock table (broken column)", "Stock on hand"], "fail")
    board("targets", "Targets (dropped table)", ["Targets (dropped table)", "Total revenue"], "fail")
    board("mars", "Mars Expansion (empty results)",
          ["Orders on Mars (empty)", "Revenue on Mars (empty big number)"], "empty")
    board("slow", "Slow Forecast", ["Slow forecast", "Total revenue"], "slow")
    board("empty", "Empty Dashboard", [], "no-charts", note="Work in progress")
    board("no-context", "Charts Without Query Context",
          ["Unsaved context table", "Unsaved context line", "Sales map (legacy)"], "no-context")
    board("legacy-broken", "Legacy Chart With Broken Column", ["Stock map (legacy, broken column)"], "fail")
    board("half-broken", "Mixed Chart Half Broken", ["Mixed, second query broken"], "fail")
    board("draft", "Unpublished Draft", ["Open tickets"], "pass", published=False)
    board("ownerless", "Ownerless Dashboard", ["Total revenue"], "pass", owners=())
    board("payroll", "Payroll (restricted)", ["Salaries", "Total revenue"], "pass", owners=("bob",))
    if orphan_board:
        board("orphan", "Dashboard With Deleted Chart", ["Total revenue"], "fail")
        pos = json.loads(api.call("GET", f"/api/v1/dashboard/{orphan_board['id']}")["result"]["position_json"])
        orphan = next(v["meta"]["chartId"] for v in pos.values() if isinstance(v, dict) and v.get("type") == "CHART"
                      and v["meta"]["sliceName"] == "To be deleted")
    else:
        orphan = charts["To be deleted"][0]
        board("orphan", "Dashboard With Deleted Chart", ["Total revenue", "To be deleted"], "fail")
        api.call("DELETE", f"/api/v1/chart/{orphan}")
        charts.pop("To be deleted")
        boards["orphan"]["charts"].pop("To be deleted")
    board("filtered", "Dashboard With Default Filter", ["Orders by region"], "empty-with-default-filter", meta={
        "native_filter_configuration": [{
            "id": "NATIVE_FILTER-region", "name": "Region", "filterType": "filter_select", "type": "NATIVE_FILTER",
            "targets": [{"datasetId": ds["orders"], "column": {"name": "region"}}],
            "defaultDataMask": {"extraFormData": {"filters": [{"col": "region", "op": "IN", "val": ["Mars"]}]},
                                "filterState": {"value": ["Mars"], "label": "Mars"}},
            "controlValues": {"multiSelect": True, "enableEmptyFilter": False}, "cascadeParentIds": [],
            "scope": {"rootPath": ["ROOT_ID"], "excluded": []}, "chartsInScope": [charts["Orders by region"][0]],
            "tabsInScope": []}]})
    drift_sqlite()
    for i in range(int(os.environ.get("EXTRA_DASHBOARDS", "0"))):   # filler, for pagination and scale
        board(f"filler-{i:04d}", f"Filler {i:04d}", ["Total revenue"], "pass")

    # -- Postgres part -------------------------------------------------------
    if PG_DSN:
        dsn = urllib.parse.urlsplit(PG_DSN)
        reader = f"postgresql://acme_reader:acme_reader@{dsn.hostname}:{dsn.port}{dsn.path}"
        # both databases use a role which may only read; the second one also cuts queries after 3 s
        db_pg = database("Acme Postgres", reader)
        db_cut = database("Acme Postgres (3 s limit)", reader, {
            "engine_params": {"connect_args": {"options": "-c statement_timeout=3000"}}})
        db_down = database_down(api, dsn)
        pg = {"orders": dataset(db_pg, "pg_orders", schema="public", dttm="order_date"),
              "inventory": dataset(db_pg, "pg_inventory", schema="public"),
              "slow_forecast": dataset(db_pg, "pg_slow_forecast", schema="public"),
              "legacy_targets": dataset(db_pg, "pg_legacy_targets", schema="public"),
              "secret_ledger": dataset(db_pg, "pg_secret_ledger", schema="public"),
              "cut": dataset(db_cut, "pg_slow_cut", schema="public"),
              "bad_sql": dataset_raw(api, db_pg, "pg_bad_sql", users["alice"])}
        chart("PG revenue by month", pg["orders"], "echarts_timeseries_line", x_axis="order_date",
              time_grain_sqla="P1M", metrics=[rev], groupby=["region"])
        chart("PG stock value (broken column)", pg["inventory"], "big_number_total",
              metric=sql_metric("SUM(on_hand * unit_cost)", "stock value"))
        chart("PG targets (dropped table)", pg["legacy_targets"], "table", groupby=["target_id"],
              metrics=[metric("SUM", "target")])
        chart("PG slow", pg["slow_forecast"], "table", query_mode="raw", all_columns=["label", "value", "slept"])
        chart("PG slow (cut by statement_timeout)", pg["cut"], "table", query_mode="raw",
              all_columns=["label", "value", "slept"])
        chart("PG no grant", pg["secret_ledger"], "big_number_total", metric=metric("SUM", "amount"))
        chart("PG divide by zero", pg["inventory"], "big_number_total",
              metric=sql_metric("SUM(on_hand) / (SUM(on_hand) - SUM(on_hand))", "ratio"))
        board("pg-healthy", "Postgres Sales", ["PG revenue by month"], "pass")
        board("pg-broken", "Postgres Broken", ["PG stock value (broken column)", "PG targets (dropped table)",
                                               "PG no grant", "PG divide by zero"], "fail")
        board("pg-slow", "Postgres Slow", ["PG slow", "PG slow (cut by statement_timeout)"], "slow")
        chart("PG bad SQL (virtual dataset)", pg["bad_sql"], "table", query_mode="raw", all_columns=["a", "b"])
        board("pg-bad-sql", "Postgres Bad SQL", ["PG bad SQL (virtual dataset)"], "fail")
        if db_down:
            chart("PG unreachable", dataset_down(api, db_down, users["alice"]), "big_number_total",
                  metric=metric("SUM", "amount"))
            board("pg-down", "Postgres Unreachable", ["PG unreachable"], "fail")
        drift_pg()

    # -- per-dataset grant for the limited account (orders and tickets only) --
    allowed = [api.call("GET", f"/api/v1/dataset/{ds[n]}")["result"] for n in ("orders", "tickets")]
    page, found = 0, []
    names = {f"[Acme SQLite].[{d['table_name']}](id:{d['id']})" for d in allowed}
    while True:
        res = api.call("GET", f"/api/v1/security/permissions-resources/?q=(page:{page},page_size:100)")
        found += [p["id"] for p in res["result"]
                  if p["permission"]["name"] == "datasource_access" and p["view_menu"]["name"] in names]
        page += 1
        if page * 100 >= res["count"]:
            break
    api.call("POST", f"/api/v1/security/roles/{roles['Validator limited']}/permissions",
             json={"permission_view_menu_ids": [pvms[p] for p in read_only] + found})

    outcome = {}   # what GET /api/v1/chart/{id}/data/?force=true should lead a validator to say; others: ok
    for n in charts:
        outcome[n] = ("no-context" if "Unsaved" in n or "legacy" in n else
                      "error" if any(w in n for w in ("broken", "dropped", "no grant", "divide", "bad SQL", "cut by",
                                                      "unreachable")) else
                      "empty" if "empty" in n or n == "Visits last 30 days" else
                      "slow" if n in ("Slow forecast", "PG slow") else "ok")
    manifest = {"url": URL, "chart_outcome": outcome, "users": users, "datasets": ds, "charts": {n: c[0] for n, c in charts.items()},
                "deleted_chart": orphan, "dashboards": boards, "postgres": bool(PG_DSN)}
    with open(f"{BASE}/manifest.json", "w") as f:
        json.dump(manifest, f, indent=1)
    print(f"seeded: {len(boards)} dashboards, {len(charts)} charts, {len(users)} users -> {BASE}/manifest.json")


def database_down(api: Api, dsn):
    """A database nobody can reach. Superset tests the connection on POST and PUT, so point a good one at a
    closed port straight in the metadata store; returns None if that is not possible (another metadata store)."""
    name = "Acme Postgres (down)"
    d = api.find("database", "database_name", name)
    if d:
        return d["id"]
    good = f"postgresql://acme_reader:acme_reader@{dsn.hostname}:{dsn.port}{dsn.path}"
    did = api.call("POST", "/api/v1/database/", json={
        "database_name": name, "sqlalchemy_uri": good, "expose_in_sqllab": False,
        "extra": json.dumps({"engine_params": {"connect_args": {"connect_timeout": 3}}})})["id"]
    return did


def dataset_down(api: Api, db: int, owner: int) -> int:
    q = f"(filters:!((col:table_name,opr:eq,value:'pg_down_orders'),(col:database,opr:rel_o_m,value:{db})),page_size:2)"
    res = api.call("GET", "/api/v1/dataset/?q=" + urllib.parse.quote(q, safe="()!:,'"))["result"]
    did = res[0]["id"] if res else api.call("POST", "/api/v1/dataset/", json={
        "database": db, "table_name": "pg_down_orders", "schema": "public", "owners": [owner]})["id"]
    meta = f"{BASE}/home/superset.db"
    if os.path.exists(meta):
        con = sqlite3.connect(meta, timeout=30)
        con.execute("UPDATE dbs SET sqlalchemy_uri = replace(sqlalchemy_uri, ?, ?) WHERE id = ?",
                    (f":{urllib.parse.urlsplit(PG_DSN).port}/", ":9/", db))
        con.commit()
        con.close()
    return did


def dataset_raw(api: Api, db: int, name: str, owner: int):
    """A virtual dataset whose SQL was good when created and was then edited into something that does not parse."""
    q = f"(filters:!((col:table_name,opr:eq,value:'{name}'),(col:database,opr:rel_o_m,value:{db})),page_size:2)"
    res = api.call("GET", "/api/v1/dataset/?q=" + urllib.parse.quote(q, safe="()!:,'"))["result"]
    if res:
        return res[0]["id"]
    did = api.call("POST", "/api/v1/dataset/", json={
        "database": db, "table_name": name, "schema": "public", "sql": "SELECT 1 AS a, 'x'::text AS b",
        "owners": [owner]})["id"]
    api.call("PUT", f"/api/v1/dataset/{did}", json={"sql": "SELECT 1 AS a, 'x'::text AS b FROM WHERE"})
    return did


if __name__ == "__main__":
    sys.exit(main())
