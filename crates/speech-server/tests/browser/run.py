"""The page in a real browser: microphone, upload, broken file, telephone, languages.

    python3 run.py --browser chromium --address http://127.0.0.1:7860 [--pictures DIR] [--texts]

The server is the demonstration: cargo run --release -p speech-server --example serve.
`--texts` says that it was started with a reader of texts.
"""

import argparse
import io
import json
import math
import os
import random
import struct
import tempfile
import urllib.request
import wave

from devtools import Browser, Page

ERROR = "document.getElementById('error')"
READY = "document.getElementById('record').ariaDisabled === 'false'"
DONE = "document.getElementById('send').textContent.startsWith('Kenali')"
ANSWERED = "!document.getElementById('answer').hidden"
BARS = "document.querySelectorAll('#bars .bar').length"


def hum(path, seconds, rate=16000):
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        samples = (int(6000 * math.sin(0.05 * n)) for n in range(int(seconds * rate)))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))


def joined(path, address, names):
    """Examples of the server, one after the other."""
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        for name in names:
            example = urllib.request.urlopen(f"{address}/examples/{name}.wav").read()
            with wave.open(io.BytesIO(example)) as clip:
                file.writeframes(clip.readframes(clip.getnframes()))


def check(what, holds):
    print(("ok      " if holds else "FAILED  ") + what, flush=True)
    if not holds:
        raise AssertionError(what)


def fits(page):
    return page.value("document.documentElement.scrollWidth <= window.innerWidth")


def speech(browser, address, files, pictures):
    page = browser.page(address, 900, 900)
    page.until(READY)
    check("the page is Indonesian where the browser is", page.value("document.title") == "Emosi dari suara")
    check("the demonstration says what it is", page.value("!document.getElementById('demonstration').hidden"))
    check("nothing can be sent before there is a clip", page.value("document.getElementById('send').ariaDisabled") == "true")
    check("examples are offered", page.value("document.querySelectorAll('#example-list button').length") == 5)

    page.click("#record")
    page.until("document.getElementById('record').classList.contains('on')")
    page.until("document.getElementById('record-label').textContent.includes('0:06')")
    check("nothing can be sent while it records", page.value("document.getElementById('send').ariaDisabled") == "true")
    page.click("#record")
    page.until(ANSWERED)
    check("a recording has five bars", page.value(BARS) == 5)
    check("a recording has times", page.value("document.querySelectorAll('#segments li').length") > 0)
    check("a recording can be heard", page.value("document.getElementById('player').duration") > 5.5)

    if pictures:
        page.picture(os.path.join(pictures, "speech-page.png"))

    page.choose_file("#file", files["good"])
    page.until(f"{ANSWERED} && {DONE}")
    check("an upload has five bars", page.value(BARS) == 5)
    check("its name is shown", "baik.wav" in page.value("document.getElementById('clip-name').textContent"))

    for name, sentence in [
        ("broken", "Berkas ini rusak atau terpotong, jadi tidak bisa dibaca."),
        ("noise", "Berkas ini bukan suara yang dikenal. Pakai WAV, FLAC, atau Ogg Vorbis."),
        ("empty", "Berkas ini kosong."),
        ("long", "Suara terlalu panjang: paling lama 120 detik."),
    ]:
        page.choose_file("#file", files[name])
        page.until(f"{ERROR}.textContent === {json.dumps(sentence)}")
        check(f"{name}: {sentence}", page.value(f"!{ERROR}.hidden"))
        check("the old answer is gone", page.value("document.getElementById('answer').hidden"))
        page.until(READY)

    page.click("#example-list button:nth-child(2)")
    page.until(f"{ANSWERED} && {DONE}")
    check("a sad example is sad", "sedih" in page.value("document.getElementById('sentence').textContent"))
    page.click("#language")
    check("in English it is sad too", "sad" in page.value("document.getElementById('sentence').textContent"))
    check("the language is told", page.value("document.documentElement.lang") == "en")
    page.click("#language")
    check("and back", page.value("document.title") == "Emosi dari suara")

    # A server that is gone, then one that is busy.
    page.value("window.fetched = window.fetch, window.fetch = () => Promise.reject(new TypeError('gone')), 0")
    page.click("#send")
    page.until(f"!{ERROR}.hidden")
    check("a server that is gone is told", page.value(f"{ERROR}.textContent").startswith("Server tidak bisa dihubungi"))
    busy = "new Response('{\"code\":\"busy\"}', { status: 429, headers: { 'retry-after': '7' } })"
    page.value(f"window.fetch = async () => {busy}, 0")
    page.click("#send")
    page.until(f"{ERROR}.textContent.includes('sibuk')")
    check("a busy server says when", "7 detik" in page.value(f"{ERROR}.textContent"))
    page.value("window.fetch = (a, o) => new Promise((_, no) => o.signal.addEventListener('abort', () => no(new DOMException('', 'AbortError')))), 0")
    page.click("#send")
    page.until("document.getElementById('send').textContent.includes('batalkan')")
    check("while it is judged nothing else starts", page.value("document.getElementById('record').ariaDisabled") == "true")
    page.click("#send")
    page.until(DONE)
    check("a request can be called off, without complaint", page.value(f"{ERROR}.hidden"))
    page.value("window.fetch = window.fetched, 0")
    page.close()


def keyboard(browser, address):
    page = browser.page(address, 900, 900, language="en-GB")
    page.until(READY)
    check("the page is English where the browser is", page.value("document.title") == "Emotion from speech")
    reached = []
    for _ in range(9):
        page.key("Tab", 9)
        reached.append(page.value("document.activeElement.id || document.activeElement.parentElement.id"))
    reached = [name for name in reached if name != "tab-speech"]
    expected = ["language", "record", "choose", "send", "example-list"]
    check("keys reach all that can be pressed", reached[:5] == expected)
    page.value("document.getElementById('record').focus(), 0")
    page.key("Enter", 13, "\r")
    page.until("document.getElementById('record-label').textContent.includes('0:01')")
    page.key("Enter", 13, "\r")
    page.until(ANSWERED)
    check("keys start and stop a recording", page.value(BARS) == 5)
    page.value("document.querySelector('#example-list button').focus(), 0")
    page.key("Enter", 13, "\r")
    page.until(ANSWERED)
    check("a key starts an example", page.value(BARS) == 5)
    page.close()


def phone(browser, address, pictures):
    for width in (360, 390):
        page = browser.page(address, width, 800, phone=True, dark=width == 390)
        page.until(READY)
        page.click("#example-list button:nth-child(3)")
        page.until(f"{ANSWERED} && {DONE}")
        check(f"nothing sticks out at {width}", fits(page))
        if pictures and width == 390:
            page.picture(os.path.join(pictures, "speech-page-phone.png"))
        page.close()


def texts(browser, address, expected, pictures):
    page = browser.page(address, 390, 800, phone=True)
    page.until(READY)
    shown = page.value("!document.getElementById('tabs').hidden")
    check(f"the tab for texts is {'shown' if expected else 'hidden'}", shown == expected)
    if expected:
        page.value("document.getElementById('tab-speech').focus(), 0")
        page.key("ArrowRight", 39)
        check("a key turns to texts", page.value("!document.getElementById('text').hidden"))
        check("the title says so", page.value("document.title") == "Sentimen tweet")
        page.value("document.getElementById('tweets').value = 'awas!\\ntenang saja', 0")
        page.click("#read")
        page.until("document.querySelectorAll('#text-answers article').length === 2")
        page.value("document.getElementById('tweets').value = '<img src=x onerror=alert(1)>!', 0")
        page.click("#read")
        page.until("document.querySelectorAll('#text-answers article').length === 1")
        check("a text is shown and never run", page.value("document.querySelectorAll('#text-answers img').length") == 0)
        page.value("document.getElementById('tweets').value = 'awas!\\ntenang saja', 0")
        page.click("#read")
        page.until("document.querySelectorAll('#text-answers article').length === 2")
        check("nothing sticks out beside texts", fits(page))
        if pictures:
            page.picture(os.path.join(pictures, "texts.png"))
    page.close()


def without_microphone(program, address, microphone):
    # Without the flag that says yes, a headless browser refuses.
    browser = Browser(program, microphone)
    try:
        browser.call("Browser.setPermission", permission={"name": "microphone"}, setting="denied")
        page = browser.page(address, 900, 900)
        page.until(READY)
        page.click("#record")
        page.until(f"!{ERROR}.hidden")
        check("a refused microphone is told", page.value(f"{ERROR}.textContent").startswith("Mikrofon tidak diizinkan"))
        check("it can be tried again", page.value(READY))
        page.close()
    finally:
        browser.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--browser", required=True)
    parser.add_argument("--address", required=True)
    parser.add_argument("--pictures")
    parser.add_argument("--texts", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        names = {"good": "baik.wav", "broken": "rusak.wav", "noise": "derau.wav", "empty": "kosong.wav", "long": "panjang.wav"}
        files = {kind: os.path.join(folder, name) for kind, name in names.items()}
        joined(files["good"], arguments.address, ["senang", "marah", "marah", "sedih"])
        with open(files["good"], "rb") as file:
            good = file.read()
        for kind, content in [
            ("broken", good[:3000]),
            ("noise", random.Random(7).randbytes(5000)),
            ("empty", b""),
        ]:
            with open(files[kind], "wb") as file:
                file.write(content)
        hum(files["long"], 125)
        microphone = os.path.join(folder, "mikrofon.wav")
        joined(microphone, arguments.address, ["senang", "marah", "marah", "sedih"])
        browser = Browser(arguments.browser, microphone, ["--use-fake-ui-for-media-stream"])
        try:
            speech(browser, arguments.address, files, arguments.pictures)
            keyboard(browser, arguments.address)
            phone(browser, arguments.address, arguments.pictures)
            texts(browser, arguments.address, arguments.texts, arguments.pictures)
        finally:
            browser.close()
        without_microphone(arguments.browser, arguments.address, microphone)
    check(f"no script failed, and nothing was refused: {Page.troubles}", not Page.troubles)


if __name__ == "__main__":
    main()
