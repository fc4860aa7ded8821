"""Reads Iceberg tables with an engine that is not Java's, and prints what it sees.

usage: read_tables.py ENGINE < metadata-files > one line of JSON for each
Each line is {"rows": [[value, ...], ...]}, the columns in the schema's order, or {"refused": reason}. Values are written so
that two writers of the same value write the same text: see ReadValues in the tests.
"""
import datetime
import decimal
import glob
import importlib.util
import json
import os
import struct
import sys
import uuid

EPOCH = datetime.datetime(1970, 1, 1)


def text(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return "f" + struct.pack(">d", value).hex()
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).hex()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        return str((value - EPOCH) // datetime.timedelta(microseconds=1))
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return str(((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond)
    return str(value)


def duckdb_reader():
    import duckdb

    # Both are packages of the registry that Python's other packages come from: nothing is fetched when they are loaded.
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    for package in ("duckdb_extension_avro", "duckdb_extension_iceberg"):
        folder = os.path.dirname(importlib.util.find_spec(package).origin)
        connection.execute("LOAD '" + glob.glob(folder + "/extensions/*/*.duckdb_extension")[0] + "'")
    connection.execute("SET TimeZone = 'UTC'")

    def read(metadata):
        return connection.execute("SELECT * FROM iceberg_scan('" + metadata.replace("'", "''") + "')").fetchall()

    return read


def pyiceberg_reader():
    from pyiceberg.table import StaticTable

    def read(metadata):
        table = StaticTable.from_metadata(metadata).scan().to_arrow()
        columns = [column.to_pylist() for column in table.columns]
        return [list(row) for row in zip(*columns)]

    return read


def main():
    read = {"duckdb": duckdb_reader, "pyiceberg": pyiceberg_reader}[sys.argv[1]]()
    for line in sys.stdin:
        try:
            rows = [[text(value) for value in row] for row in read(line.rstrip("\n"))]
            print(json.dumps({"rows": rows}))
        except Exception as refused:  # whatever an engine refuses a table with
            print(json.dumps({"refused": type(refused).__name__ + ": " + str(refused)[:300]}))


main()
