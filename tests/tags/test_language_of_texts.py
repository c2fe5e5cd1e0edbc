import subprocess
import sys

import pytest

from pipelines.tags.language import LETTERS, by_script, by_stop_words, language_of, normal

TEXTS = {
    "en": "The council has said that it will not close the swimming pool this winter, after people in the town "
    "wrote more than two thousand letters and asked for a vote on what the work would cost and who should "
    "pay for it.",
    "es": "El ayuntamiento ha dicho que no cerrará la piscina este invierno, después de que los vecinos "
    "escribieran más de dos mil cartas y pidieran una votación sobre lo que costaría la obra y quién "
    "debería pagarla.",
    "pt": "A prefeitura disse que não vai fechar a piscina neste inverno, depois que os moradores escreveram "
    "mais de duas mil cartas e pediram uma votação sobre o que a obra custaria e quem deveria pagar por "
    "ela.",
    "fr": "La mairie a dit que la piscine ne fermera pas cet hiver, après que les habitants ont écrit plus de "
    "deux mille lettres et demandé un vote sur le prix des travaux et sur ceux qui devraient les payer.",
    "de": "Die Stadt hat gesagt, dass sie das Schwimmbad in diesem Winter nicht schließen wird, nachdem die "
    "Bürger mehr als zweitausend Briefe geschrieben und eine Abstimmung über die Kosten der Arbeiten "
    "verlangt haben.",
    "it": "Il comune ha detto che non chiuderà la piscina questo inverno, dopo che gli abitanti hanno scritto "
    "più di duemila lettere e chiesto un voto su quello che i lavori costerebbero e su chi dovrebbe "
    "pagarli.",
}
CLEAR = {
    "ca": "El Govern ha anunciat aquest dimarts que la nova llei entrarà en vigor abans de l'estiu, després de "
    "mesos de negociació amb els grups del Parlament. La consellera ha explicat que el text recull les "
    "demandes dels ajuntaments.",
    "nl": "De gemeente heeft gezegd dat het zwembad deze winter niet dicht gaat, nadat meer dan tweeduizend mensen een "
    "brief hadden geschreven over wat de bouw zou kosten.",
    "pl": "Rada miasta powiedziała, że nie zamknie basenu tej zimy, po tym jak mieszkańcy napisali do niej ponad dwa "
    "tysiące listów i poprosili o głosowanie, które ma się odbyć już w maju.",
    "cs": "Město oznámilo, že bazén v zimě nezavře, protože se pro něj vyslovilo více než dva tisíce lidí, kteří také "
    "chtějí vědět, co bude stát oprava a kdo ji podle rady zaplatí.",
    "fi": "Kaupunki sanoo, että uimahalli on auki myös talvella, kun yli kaksituhatta asukasta oli kirjoittanut "
    "kirjeen, jossa he kysyivät, mitä korjaus voi maksaa ja kuka sen maksaa.",
    "tr": "Belediye, havuzun bu kış kapanmayacağını söyledi. İki binden çok kişi mektup yazdı ve bir oylama istedi; "
    "ancak ne kadar para gerektiği ve bunun nasıl ödeneceği daha belli değil.",
    "ru": "Город сообщил, что не закроет бассейн этой зимой, после того как жители написали более двух тысяч писем и "
    "попросили о голосовании, на котором решат, кто будет платить.",
    "uk": "Місто повідомило, що не закриє басейн цієї зими, після того як мешканці написали більше двох тисяч листів і "
    "попросили про голосування, яке має бути у травні.",
    "ar": "قالت المدينة إن المسبح لن يغلق هذا الشتاء بعد أن كتب السكان أكثر من ألفي رسالة وطلبوا التصويت على ما "
    "إذا كان المال من عند المدينة أو من السكان.",
    "fa": "شهرداری گفت که استخر را در این زمستان نمی بندد و مردم که بیش از دو هزار نامه نوشته بودند "
    "با این کار موافق هستند.",
    "hi": "नगर ने कहा है कि इस सर्दी में तालाब बंद नहीं होगा और लोगों के दो हजार पत्रों "
    "के बाद अब इस पर मतदान भी होगा जो मई में हो सकता है",
    "ko": "시는 올겨울에 수영장을 닫지 않겠다고 밝혔다. 주민들은 편지를 이천 통 넘게 썼다.",
    "ja": "市はこの冬にプールを閉めないと発表した。住民は二千通を超える手紙を書いていた。",
    "zh": "市政府表示今年冬天不会关闭游泳池此前居民写了两千多封信要求就工程费用和由谁"
    "支付进行投票市长说五月将有结果届时会公布全部数字",
    "el": "Ο δήμος είπε ότι η πισίνα δεν θα κλείσει τον χειμώνα.",
}  # fmt: skip
"""Texts that need no model."""
DOUBTFUL = {
    "hr": "Grad je rekao da se bazen ove zime neće zatvoriti nakon što su građani napisali više od dvije tisuće pisama "
    "i tražili glasovanje o tome koliko bi to stajalo.",
    "zu": "Umasipala uthe ngeke alivale ichibi lokubhukuda kulobu busika ngemuva kokuthi izakhamuzi zibhale izincwadi "
    "ezingaphezu kwezinkulungwane ezimbili zicela ukuba kuvotwe.",
    "is": "Reykjavík Akureyri Selfoss Keflavík",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_common_language_is_told_by_its_stop_words(code):
    assert by_stop_words(LETTERS.findall(TEXTS[code].lower())) == code
    assert language_of("", TEXTS[code]) == (code, "text")


@pytest.mark.parametrize("code", CLEAR)
def test_many_more_languages_need_no_model(code):
    words = LETTERS.findall(CLEAR[code].lower())
    assert (by_script(CLEAR[code]) or by_stop_words(words)) == code
    assert language_of("", CLEAR[code]) == (code, "text")


@pytest.mark.parametrize("code", DOUBTFUL)
def test_a_text_in_doubt_is_left_to_the_model(code):
    assert by_script(DOUBTFUL[code]) is None
    assert by_stop_words(LETTERS.findall(DOUBTFUL[code].lower())) is None


def test_what_the_page_says_settles_a_doubt_between_neighbours():
    text = (
        "Pemerintah kota mengatakan bahwa kolam renang itu tidak akan ditutup pada musim ini karena dua ribu warga "
        "telah menulis surat dengan kata kerana"
    )
    words = LETTERS.findall(text.lower())
    assert [by_stop_words(words, hint) for hint in (None, "ms", "id")] == [None, None, "id"]


def test_a_quotation_in_another_script_does_not_decide():
    assert language_of("", f"{TEXTS['en']} {CLEAR['hi'][:30]}") == ("en", "text")
    assert language_of("", f"{TEXTS['de']} {CLEAR['ja']}") == ("de", "text")


def test_han_without_kana_may_be_a_japanese_headline():
    assert by_script("日本銀行金融政策決定会合開催") is None


def test_the_text_is_believed_against_what_the_page_says():
    assert language_of("", TEXTS["es"], ("en", "de")) == ("es", "text")


def test_a_text_too_short_to_tell_takes_the_first_hint_that_is_a_code():
    assert language_of("Gol", "", (None, "und-x", "es-MX", "en")) == ("es", "hint")


def test_no_text_and_no_hint_is_no_language():
    assert language_of("", "") == (None, "hint")
    assert language_of("2 : 1", "90'", ()) == (None, "hint")


def test_codes_come_out_as_iso_639_1():
    assert [normal(code) for code in ("es-MX", "EN_us", "no", "spa", "fil", "", None)] == [
        "es", "en", "nb", "es", None, None, None
    ]  # fmt: skip


def test_clear_texts_load_no_model():
    code = (
        "import sys; from pipelines.tags.language import language_of;"
        f"print(language_of('', {TEXTS['es']!r})[0], 'py3langid' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["es", "False"]
