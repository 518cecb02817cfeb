# tests/http/test_many.py: forms that name things of which a company may have hundreds.
# SPDX-License-Identifier: Apache-2.0
import pytest

from test_admin import DEPARTMENTS, agent_id, new_slug

LIMIT = 1000  # HD_FIELDS_MANY


@pytest.mark.parametrize("is_multipart", [False, True])
def test_a_department_of_hundreds_is_saved_and_there_is_an_end_to_it(site, admin, is_multipart):
    person = agent_id(admin, "agent@example.com").rpartition("/")[2]
    form = admin.form(DEPARTMENTS + "new", "/departments/new").set("slug", new_slug()).set("name-en", "Large").set("staff", None)
    form.is_multipart = is_multipart
    # The same person again and again works there once: what counts here is how many fields come.
    form.fields += [("staff", person)] * (LIMIT - len(form.fields) + 1)
    assert form.send().status == 413
    form.fields.pop()
    assert form.send().status == 303
    assert admin.get(DEPARTMENTS + form.get("slug")).html.xpath("//input[@name='staff'][@checked]/@value") == [person]
    edit = admin.form(DEPARTMENTS + form.get("slug"), DEPARTMENTS + form.get("slug"))
    edit.fields += [("staff", person)] * 300
    assert edit.send(**{"name-en": "Larger"}).status == 303


def test_other_forms_have_a_hundred_fields_as_before(client):
    assert client.post("/tickets/new", [("recipient", "x")] * 101).status == 413
