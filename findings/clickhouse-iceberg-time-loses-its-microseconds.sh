#!/usr/bin/env bash
# chdb 4.4.0 (ClickHouse 26.9): a column of Iceberg's type time is read as whole seconds, as a number.
#
# Iceberg's time is in microseconds since midnight. ClickHouse maps it to Int64 and divides by a million: two different times of one second become equal,
# and nothing says so.
#
# Seen:
#   01:02:03.456789 and 01:02:03.999999 are read as Int64: 3723 3723
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip -q install chdb==4.4.0 'pyiceberg[sql-sqlite,pyarrow]==0.12.0' 2>errors || { cat errors; exit 2; }

cat > finding.py <<'PY'
import datetime
import os

import chdb
import pyarrow as pa
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.schema import Schema
from pyiceberg.types import NestedField, TimeType

folder = os.path.abspath("warehouse")
os.makedirs(folder)
catalog = SqlCatalog("c", uri=f"sqlite:///{folder}/catalog.db", warehouse=f"file://{folder}")
catalog.create_namespace("n")
table = catalog.create_table("n.t", Schema(NestedField(1, "at", TimeType(), required=False)))
times = [datetime.time(1, 2, 3, 456789), datetime.time(1, 2, 3, 999999)]
table.append(pa.table({"at": times}, schema=table.schema().as_arrow()))
location = table.location().removeprefix("file://")
seen = chdb.query(f"SELECT any(toTypeName(assumeNotNull(at))), arrayStringConcat(groupArray(toString(at)), ' ') FROM icebergLocal('{location}')", "TSV")
kind, values = str(seen).strip().split("\t")
print(f"{times[0]} and {times[1]} are read as {kind}: {values}")
PY
venv/bin/python finding.py | tee seen
grep -q ' are read as Int64: 3723 3723$' seen
