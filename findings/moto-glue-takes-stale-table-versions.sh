#!/usr/bin/env bash
# moto 5.2.1: Glue's UpdateTable ignores VersionId, so that two writers of one Iceberg table both succeed.
#
# AWS refuses an UpdateTable whose VersionId is not the table's present version (ConcurrentModificationException). Iceberg's Glue catalog leans
# on that: it is the compare-and-set of every commit. A test of concurrent commits against moto passes although one commit is lost.
#
# Seen:
#   first update of version 1: accepted
#   second update of version 1: accepted, the first one's parameter is gone
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip -q install 'moto[glue]==5.2.1' boto3==1.43.0 2>errors || { cat errors; exit 2; }

cat > finding.py <<'PY'
import os

import boto3
from moto import mock_aws

os.environ.update(AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x", AWS_DEFAULT_REGION="eu-central-1")
with mock_aws():
    glue = boto3.client("glue")
    glue.create_database(DatabaseInput={"Name": "d"})
    glue.create_table(DatabaseName="d", TableInput={"Name": "t", "Parameters": {}})
    version = glue.get_table(DatabaseName="d", Name="t")["Table"]["VersionId"]

    def update(name):
        glue.update_table(DatabaseName="d", TableInput={"Name": "t", "Parameters": {name: "set"}}, VersionId=version)

    update("first")
    print(f"first update of version {version}: accepted")
    try:
        update("second")
        lost = "first" not in glue.get_table(DatabaseName="d", Name="t")["Table"]["Parameters"]
        print(f"second update of version {version}: accepted" + (", the first one's parameter is gone" if lost else ""))
    except glue.exceptions.ConcurrentModificationException as refused:
        print(f"second update of version {version}: {refused}")
PY
venv/bin/python finding.py | tee seen
grep -q "^second update of version .: accepted, the first one's parameter is gone$" seen
