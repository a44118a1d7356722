"""An ORCID record as version 3.0 hands it out, of an invented person, as JSON and as XML with the same content."""

import json

IRI = "0000-0002-1825-0097"
SECRET = "Confidential employment of nobody's business"


def _value(text):
    return None if text is None else {"value": text}


def _date(text):
    if text is None:
        return None
    year, month, day = (*text.split("-"), None, None)[:3]
    return {"year": _value(year), "month": _value(month), "day": _value(day)}


def affiliation(kind, role, department, organization, start, end=None, visibility="public", code=1):
    summary = {
        "created-date": {"value": 1386356790112},
        "last-modified-date": {"value": 1405895110316},
        "source": {"source-orcid": {"uri": f"https://orcid.org/{IRI}", "path": IRI, "host": "orcid.org"}},
        "put-code": code,
        "department-name": department,
        "role-title": role,
        "start-date": _date(start),
        "end-date": _date(end),
        "organization": {
            "name": organization,
            "address": {"city": "Dakar", "region": None, "country": "SN"},
            "disambiguated-organization": None,
        },
        "url": None,
        "external-ids": None,
        "display-index": "0",
        "visibility": visibility,
        "path": f"/{IRI}/{kind}/{code}",
    }
    return {
        "last-modified-date": {"value": 1405895110316},
        "external-ids": {"external-id": []},
        "summaries": [{f"{kind}-summary": summary}],
    }


def work(title, year, doi="", url="", visibility="public", subtitle=None, index="1"):
    identifiers = [
        {
            "external-id-type": "issn", "external-id-value": "0264-3561", "external-id-normalized": None,
            "external-id-url": None, "external-id-relationship": "part-of",
        },
    ]  # fmt: skip
    if doi:
        identifiers.append(
            {
                "external-id-type": "doi",
                "external-id-value": doi,
                "external-id-normalized": {"value": doi.lower(), "transient": True},
                "external-id-url": {"value": f"https://doi.org/{doi}"},
                "external-id-relationship": "self",
            }
        )
    summary = {
        "put-code": 9543020,
        "title": {"title": _value(title), "subtitle": _value(subtitle), "translated-title": None},
        "external-ids": {"external-id": identifiers},
        "url": _value(url or None),
        "type": "journal-article",
        "publication-date": _date(year),
        "journal-title": None,
        "visibility": visibility,
        "display-index": index,
    }
    return {"external-ids": {"external-id": identifiers[1:]}, "work-summary": [summary]}


def record(**activities):
    """A whole record; sections may be given anew."""
    sections = {
        "employments": [
            affiliation("employment", "Head of unit", "Chemicals", "Water Laboratory", "2015-09"),
            affiliation("employment", "Adviser", None, SECRET, "2012", "2013", visibility="private", code=2),
        ],
        "educations": [affiliation("education", "MSc", "Chemistry", "Université de Thiès", "2001", "2003-06")],
        "qualifications": [affiliation("qualification", "Certified auditor", None, "ISO Institute", "2010")],
        "memberships": [affiliation("membership", "Member", None, "Society of Chemistry", "2011")],
        "services": [affiliation("service", "Chair", "PCB group", "POPs Committee", "2016", "2019")],
        "distinctions": [affiliation("distinction", "Prize", None, "Academy", "2018")],
        **activities,
    }
    works = sections.pop("works", [work("PCB in oil", "2018", "10.5555/12345678"), work("Old report", "2004")])
    return {
        "orcid-identifier": {"uri": f"https://orcid.org/{IRI}", "path": IRI, "host": "orcid.org"},
        "preferences": {"locale": "fr"},
        "history": {"creation-method": "WEBSITE", "claimed": True},
        "person": {
            "name": {
                "given-names": {"value": "Awa"},
                "family-name": {"value": "Ndiaye"},
                "credit-name": None,
                "visibility": "public",
            },
            "other-names": {
                "other-name": [
                    {"content": "أوا نداي", "visibility": "public", "put-code": 5},
                    {"content": "A. Ndiaye", "visibility": "public", "put-code": 6},
                ]
            },
            "biography": {"content": "Chimiste des déchets.\r\n\r\nVingt ans de terrain.", "visibility": "public"},
            "researcher-urls": {
                "researcher-url": [
                    {"url-name": "My page", "url": {"value": "https://awa.example.org"}, "visibility": "public"},
                    {"url-name": "Bad", "url": {"value": "javascript:alert(1)"}, "visibility": "public"},
                ]
            },
            "emails": {"email": [{"email": "awa@example.org", "visibility": "public"}]},
            "addresses": {"address": [{"country": {"value": "SN"}, "visibility": "public"}]},
            "keywords": {"keyword": [{"content": "transformers, retrofilling", "visibility": "public"}]},
            "external-identifiers": {"external-identifier": []},
            "path": f"/{IRI}/person",
        },
        "activities-summary": {
            **{name: {"affiliation-group": groups} for name, groups in sections.items()},
            "fundings": {"group": [{}]},
            "peer-reviews": {"group": []},
            "works": {"group": works},
            "path": f"/{IRI}/activities",
        },
    }


def as_json(said=None):
    return json.dumps(said or record(), ensure_ascii=False).encode()


_NS = " ".join(
    f'xmlns:{prefix}="http://www.orcid.org/ns/{prefix}"'
    for prefix in (
        "record", "common", "person", "personal-details", "other-name", "keyword", "researcher-url", "activities",
        "employment", "education", "qualification", "membership", "service", "distinction", "work", "preferences",
    )
)  # fmt: skip


def _xml_of_affiliation(section, kind, role, department, organization, start, end="", visibility="public"):
    def dated(name, text):
        parts = zip(("year", "month", "day"), text.split("-"), strict=False)
        inner = "".join(f"<common:{part}>{value}</common:{part}>" for part, value in parts)
        return f"<common:{name}>{inner}</common:{name}>" if text else ""

    return f"""<activities:{section}><activities:affiliation-group><{kind}:{kind}-summary put-code="7"
      visibility="{visibility}" display-index="0">
      {f"<common:department-name>{department}</common:department-name>" if department else ""}
      <common:role-title>{role}</common:role-title>{dated("start-date", start)}{dated("end-date", end)}
      <common:organization><common:name>{organization}</common:name><common:address><common:city>Dakar</common:city>
      <common:country>SN</common:country></common:address></common:organization></{kind}:{kind}-summary>
      </activities:affiliation-group></activities:{section}>"""


def _xml_of_work(title, year, doi=""):
    identifier = f"""<common:external-id><common:external-id-type>doi</common:external-id-type>
      <common:external-id-value>{doi}</common:external-id-value>
      <common:external-id-normalized transient="true">{doi}</common:external-id-normalized>
      <common:external-id-relationship>self</common:external-id-relationship></common:external-id>"""
    return f"""<activities:group><work:work-summary put-code="9" visibility="public" display-index="1"><work:title>
      <common:title>{title}</common:title></work:title><common:external-ids>{identifier if doi else ""}
      </common:external-ids><work:type>journal-article</work:type><common:publication-date><common:year>{year}
      </common:year></common:publication-date></work:work-summary></activities:group>"""


def as_xml(encoding="UTF-8"):
    """The same record as XML, as ``application/vnd.orcid+xml``."""
    employments = _xml_of_affiliation(
        "employments", "employment", "Head of unit", "Chemicals", "Water Laboratory", "2015-09"
    ).replace("</activities:employments>", "") + _xml_of_affiliation(
        "employments", "employment", "Adviser", "", SECRET.replace("'", "&apos;"), "2012", "2013", "private"
    ).replace("<activities:employments>", "")
    text = f"""<?xml version="1.0" encoding="{encoding}" standalone="yes"?>
<record:record path="/{IRI}" {_NS}>
  <common:orcid-identifier><common:uri>https://orcid.org/{IRI}</common:uri><common:path>{IRI}</common:path>
  <common:host>orcid.org</common:host></common:orcid-identifier>
  <preferences:preferences><preferences:locale>fr</preferences:locale></preferences:preferences>
  <person:person path="/{IRI}/person">
    <person:name visibility="public" path="/{IRI}/personal-details">
      <personal-details:given-names>Awa</personal-details:given-names>
      <personal-details:family-name>Ndiaye</personal-details:family-name></person:name>
    <other-name:other-names><other-name:other-name visibility="public" put-code="5">
      <other-name:content>أوا نداي</other-name:content></other-name:other-name>
      <other-name:other-name visibility="public" put-code="6"><other-name:content>A. Ndiaye</other-name:content>
      </other-name:other-name></other-name:other-names>
    <person:biography visibility="public"><personal-details:content>Chimiste des déchets.

Vingt ans de terrain.</personal-details:content></person:biography>
    <researcher-url:researcher-urls>
      <researcher-url:researcher-url visibility="public"><researcher-url:url-name>My page</researcher-url:url-name>
      <researcher-url:url>https://awa.example.org</researcher-url:url></researcher-url:researcher-url>
      <researcher-url:researcher-url visibility="public"><researcher-url:url-name>Bad</researcher-url:url-name>
      <researcher-url:url>javascript:alert(1)</researcher-url:url></researcher-url:researcher-url>
    </researcher-url:researcher-urls>
    <keyword:keywords><keyword:keyword visibility="public" put-code="3">
      <keyword:content>transformers, retrofilling</keyword:content></keyword:keyword></keyword:keywords>
  </person:person>
  <activities:activities-summary path="/{IRI}/activities">
    {_xml_of_affiliation("distinctions", "distinction", "Prize", "", "Academy", "2018")}
    {_xml_of_affiliation("educations", "education", "MSc", "Chemistry", "Université de Thiès", "2001", "2003-06")}
    {employments}
    {_xml_of_affiliation("memberships", "membership", "Member", "", "Society of Chemistry", "2011")}
    {_xml_of_affiliation("qualifications", "qualification", "Certified auditor", "", "ISO Institute", "2010")}
    {_xml_of_affiliation("services", "service", "Chair", "PCB group", "POPs Committee", "2016", "2019")}
    <activities:works>{_xml_of_work("PCB in oil", "2018", "10.5555/12345678")}{_xml_of_work("Old report", "2004")}
    </activities:works>
  </activities:activities-summary>
</record:record>"""
    return text.encode(encoding)
