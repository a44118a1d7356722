"""Words that carry no subject: small words, and those of a question asked aloud, in six languages."""

STOPWORDS = {
    "en": """
        a an the of and or in on at to from for by with as is are was were be been it its this that
        these those who whom whose which what where when how there their they he she his her we our
        you your i me my us do does did can could has have had will would should not no any some all
        about into over between also than then work works working speak speaks speaking spoken know
        knows find show list people person persons someone anybody anyone somebody please looking
        need needs
    """,
    "fr": """
        le la les l un une des du de d et ou en dans sur au aux a à par pour avec sans sous ce cet
        cette ces qui que qu quoi dont où quel quelle quels quelles est sont être été il elle ils
        elles on nous vous je tu me se sa son ses leur leurs notre votre ne pas plus y travaille
        travaillent travailler parle parlent parler parlant connaît trouver cherche personne
        personnes quelqu
    """,
    "es": """
        el la los las lo un una unos unas de del y e o u en con por para sin sobre a al que qué
        quien quién quienes quiénes cual cuál cuales donde dónde cuando como cómo es son ser está
        están se su sus le les nos mi tu no más trabaja trabajan trabajar habla hablan hablar sabe
        busco buscar persona personas alguien
    """,
    "ru": """
        и в во на с со к ко у о об от до по за из для при без над под не ни что кто кого кому где
        когда как какой какая какие который которая которые это этот эта эти он она они мы вы я его
        её их наш ваш бы же ли или а но работает работают говорит говорят знает владеет найти
        человек люди
    """,
    "ar": """
        من في على إلى عن مع و أو ثم أن إن لا ما هل هو هي هم هذا هذه ذلك التي الذي الذين كل بين بعد
        قبل عند كان كانت يعمل تعمل يعملون يتحدث تتحدث يتكلم تتكلم يتحدثون ويتحدث وتتحدث ويتكلم أين
        متى كيف لدى حول
    """,
    "zh": """
        的 了 和 与 及 或 在 是 有 对 于 从 到 为 以 并 而 且 中 上 下 里 谁 哪
        哪些 哪里 什么 怎么 如何 会 说 讲 能 懂 做 从事 工作 人 人员 寻找 查找 并且
        以及 关于 负责
    """,
}
