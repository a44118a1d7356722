"""In which language of the site somebody wrote: by its script, or by its commonest words."""

import re
from collections import Counter

# Words that stand in almost every text of one language and in none of the others.
_COMMON = {
    "en": "the and of to is are was with for that this have has not you we from will be our which by",
    "fr": "le les des et est une dans pour nous vous que qui sur avec pas aux cette sont ce au du il été ont",
    "es": "el los las y es una del para nosotros que por con se en su como más esta este son lo al hemos ha",
}
_LANGUAGE_OF = {word: language for language, words in _COMMON.items() for word in words.split()}
# Words of two of the languages say nothing.
for _word in [word for word in _LANGUAGE_OF if sum(word in words.split() for words in _COMMON.values()) > 1]:
    del _LANGUAGE_OF[_word]
_SCRIPTS = (
    ("ar", re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("zh-hans", re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")),
)


def language_of(text, otherwise):
    """The language of a text, or ``otherwise`` where nothing speaks for one."""
    text = text[:5000]
    letters = sum(map(str.isalpha, text))
    for language, script in _SCRIPTS:
        if letters and len(script.findall(text)) > letters * 0.4:
            return language
    found = Counter(_LANGUAGE_OF[word] for word in re.findall(r"[^\W\d_]+", text.lower()) if word in _LANGUAGE_OF)
    (best, times), (_next, times_next) = (*found.most_common(2), ("", 0), ("", 0))[:2]
    return best if times >= 2 and times > times_next else otherwise
