# tests/http/test_audit.py: every administrative change is noted with what it changed.
# SPDX-License-Identifier: Apache-2.0
from backup_load import rows_of


def noted(site, label):
    """What was done to a thing, as (what, field, from, to)."""
    columns, rows = rows_of(site)["audit"]
    found = [dict(zip(columns, row)) for row in rows]
    return [(row["what"], row["field"], row["from_value"], row["to_value"])
            for row in sorted(found, key=lambda row: int(row["id"])) if row["label"] == label]


def test_what_helpdeskctl_changes_is_noted(site):
    email = site.add_person()
    account = site.add_account()
    site.add_member(account, email, "billing")
    site.add_member(account, email, "owner")
    site.ctl("person", "disable", email)
    site.ctl("person", "disable", email)
    site.ctl("person", "enable", email)
    assert [row[0] for row in noted(site, email)] == ["created", "disabled", "enabled"]
    columns, rows = rows_of(site)["audit"]
    at = columns.index("field"), columns.index("from_value"), columns.index("to_value")
    assert {tuple(row[i] for i in at) for row in rows if row[at[0]] == email} == {(email, "", "billing"), (email, "billing", "owner")}


def test_the_last_admin_cannot_be_kept_out(site):
    done = site.ctl("person", "disable", "admin@example.com", check=False)
    assert done.returncode != 0 and "last admin" in done.stderr
    assert noted(site, "admin@example.com") == []
    assert site.sign_in("admin@example.com")
