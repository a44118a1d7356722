"""Pages that everybody must be able to use: checked by axe, at two widths, light and dark, in the widest scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .test_finding import no_sideways_scrolling
from .test_keeping import FOCAL_POINT, sign_in

pytestmark = pytest.mark.journey

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PUBLIC = (
    "",
    "directory/people/",
    "search/?q=PCB",
    "search/?q=zzyzx+llama",
    "directory/people/makena-gathogo/",
    "directory/people/makena-gathogo/write/",
    "directory/countries/",
    "directory/countries/ke/",
    "experts/",
    "experts/?q=PCB+disposal+in+West+Africa,+French",
    "experts/?q=zzyzx+llama",
    "experts/people/adjoua-kouassi-brou/",
    "experts/ranking/",
    "experts/balance/",
    "experts/answers/",
    "forums/",
    "forums/groups/pcb-elimination/",
    "forums/groups/pcb-elimination/about/",
    "forums/threads/1/",
    "forums/search/?q=transformers&language=en",
    "forums/consultations/",
    "forums/decisions/",
    "forums/glossary/",
    "accounts/login/",
    "accounts/signup/",
    "not-there/",
)
OWN = (
    "my/",
    "my/record/",
    "my/record/work/",
    "my/record/expertise/",
    "my/record/history/",
    "my/questions/",
    "experts/questions/ask/",
    "experts/nominations/",
    "experts/mentoring/",
    "forums/",
    "forums/threads/1/",
    "forums/groups/nip-update/members/",
    "forums/groups/nip-update/desk/",
    "forums/groups/pcb-elimination/new/",
    "my/forums/",
    "my/forums/groups/",
    "my/forums/mail/",
)


# The dark page is the light one in other colours: only what depends on them is asked again.
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def faults(page):
    """What axe finds on a page, light and then dark."""
    found = []
    for scheme, rules in (("light", RULES), ("dark", CONTRAST)):
        page.emulate_media(color_scheme=scheme)
        violations = Axe().run(page, options=rules).response["violations"]
        found += [(page.url, scheme, fault["id"], fault["nodes"][0]["target"]) for fault in violations]
    return found


@pytest.mark.parametrize("who", ["desk", "phone"])
@pytest.mark.parametrize(("language", "addresses"), [("en", PUBLIC), ("ar", PUBLIC), ("zh-hans", PUBLIC[:1])])
def test_public_pages_have_no_fault_and_fit(request, who, language, addresses):
    page = request.getfixturevalue(who)
    found = []
    for address in addresses:
        page.goto(f"/{language}/{address}")
        found += faults(page)
        assert no_sideways_scrolling(page), page.url

    assert found == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_of_a_record_have_no_fault_and_fit(phone, language):
    sign_in(phone, FOCAL_POINT, language)
    found = []
    for address in OWN:
        phone.goto(f"/{language}/{address}")
        found += faults(phone)
        assert no_sideways_scrolling(phone), phone.url
    phone.goto(f"/{language}/my/record/links/")
    phone.fill("input[name=orcid]", "0000-0002-1825-0098")
    phone.locator("main form button.primary").first.click()
    phone.wait_for_selector(".summary")
    found += faults(phone)
    assert no_sideways_scrolling(phone)

    assert found == []


@pytest.mark.parametrize("address", ["", "directory/people/", "search/?q=PCB", "directory/people/makena-gathogo/"])
def test_pages_reflow_at_320_pixels_and_with_wider_spacing(phone, address):
    phone.set_viewport_size({"width": 320, "height": 640})
    for language in ("en", "ru", "ar"):
        phone.goto(f"/{language}/{address}")
        phone.evaluate(
            """() => {
                const sheet = new CSSStyleSheet();
                sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important;'
                    + ' word-spacing: .16em !important }');
                document.adoptedStyleSheets = [sheet];
            }"""
        )
        assert no_sideways_scrolling(phone), phone.url


# What a visit may weigh on the wire, in kilobytes and requests: the first, with everything, and the next.
BUDGETS = {
    "": (60, 8, None),
    "directory/people/": (30, 5, 8),
    "search/?q=PCB": (30, 5, 8),
    "directory/people/makena-gathogo/": (30, 5, 8),
    "directory/countries/ke/": (30, 5, 8),
    "experts/?q=PCB+disposal+in+West+Africa,+French": (30, 5, 8),
    "experts/people/adjoua-kouassi-brou/": (30, 5, 8),
    "forums/threads/1/": (36, 7, 12),
    "forums/groups/pcb-elimination/": (34, 6, 8),
}


@pytest.mark.parametrize("address", BUDGETS)
def test_pages_stay_light(chromium, site, address):
    kilobytes, requests, next_kilobytes = BUDGETS[address]
    context = chromium.new_context(base_url=site, viewport={"width": 360, "height": 740})
    page = context.new_page()

    first, number = weight(page, f"/en/{address}")
    assert (first <= kilobytes, number <= requests) == (True, True), (first, number)
    if next_kilobytes:
        again, _number = weight(page, f"/en/{address}")
        assert again <= next_kilobytes, again
    context.close()


def weight(page, address):
    """Kilobytes over the wire and requests made, what comes from the cache left out."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes, cached = {}, set()
    session.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    session.on(
        "Network.responseReceived",
        lambda event: cached.add(event["requestId"]) if event["response"].get("fromDiskCache") else None,
    )
    session.on(
        "Network.loadingFinished", lambda event: sizes.__setitem__(event["requestId"], event["encodedDataLength"])
    )
    page.goto(address, wait_until="networkidle")
    session.detach()
    made = [size for request, size in sizes.items() if request not in cached]
    return sum(made) / 1024, len(made)
