#!/usr/bin/env bash
# chdb 4.4.0 (ClickHouse 26.9): a filter on a uuid column of an Iceberg table finds no row, though the column is read rightly.
#
# The table is written by PyIceberg 0.12.0. ClickHouse reads it, and shows the right uuids; but a comparison with a uuid, which it evaluates
# against the bounds of files or of row groups first, leaves all of them out. Any other filter finds the row.
#
# Seen:
#   all rows: 3
#   where id = 70000000-0000-0000-0000-000000000000: 0
#   where toString(id) = '70000000-0000-0000-0000-000000000000': 1
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip -q install chdb==4.4.0 'pyiceberg[sql-sqlite,pyarrow]==0.12.0' 2>errors || { cat errors; exit 2; }

cat > finding.py <<'PY'
import os
import uuid

import chdb
import pyarrow as pa
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.schema import Schema
from pyiceberg.types import NestedField, UUIDType

folder = os.path.abspath("warehouse")
os.makedirs(folder)
catalog = SqlCatalog("c", uri=f"sqlite:///{folder}/catalog.db", warehouse=f"file://{folder}")
catalog.create_namespace("n")
table = catalog.create_table("n.t", Schema(NestedField(1, "id", UUIDType(), required=False)))
ids = [uuid.UUID(int=first << 120) for first in (0x01, 0x70, 0xF0)]
table.append(pa.table({"id": pa.array([i.bytes for i in ids], type=pa.uuid())}, schema=table.schema().as_arrow()))
source = f"icebergLocal('{table.location().removeprefix('file://')}')"


def count(where):
    return str(chdb.query(f"SELECT count() FROM {source} {where}", "TSV")).strip()


print("all rows:", count(""))
print(f"where id = {ids[1]}:", count(f"WHERE id = '{ids[1]}'"))
print(f"where toString(id) = '{ids[1]}':", count(f"WHERE toString(id) = '{ids[1]}'"))
PY
venv/bin/python finding.py | tee seen
grep -q '^all rows: 3$' seen && grep -q '^where id = 7.*: 0$' seen && grep -q '^where toString(id) = .*: 1$' seen
