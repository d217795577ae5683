// The page: one clip at a time, one request at a time.
import { languages } from "./words.js";
import { chart, decode, waveFile, RATE } from "./sound.js";

const get = (name) => document.getElementById(name);
let language = /^(id|ms|jv|su)\b/.test(navigator.language.toLowerCase()) ? "id" : "en";
let info = null;
// The clip that would be sent: { body, samples, name }.
let clip = null;
// The request that runs.
let request = null;
let recording = null;
// Counts choices, so that a slow file does not take the place of a later one.
let choice = 0;
// What is on show, to be shown again in the other language.
let state = "nothing";
let answer = null;
let trouble = null;

const say = (word, ...parts) => {
  const found = languages[language][word] ?? languages[language].failed;
  return typeof found === "function" ? found(...parts) : found;
};
const share = (value) => new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(value);
const time = (value) => new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
const element = (kind, className, text) => {
  const made = document.createElement(kind);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

// States of the clip and the big button.

// A button that is truly disabled would lose the focus, and a keyboard its place.
function block(button, blocked) {
  button.setAttribute("aria-disabled", String(blocked));
}

function show(next) {
  state = next;
  const button = get("send");
  const words = { nothing: "nothing", preparing: "preparing", recording: "recording", ready: "send", sending: "abort" };
  button.textContent = say(words[state]);
  block(button, !(state === "ready" || state === "sending"));
  button.classList.toggle("busy", state === "sending");
  const away = state === "sending" || state === "preparing";
  block(get("record"), away);
  block(get("choose"), away || state === "recording");
  for (const button of get("example-list").children) block(button, away || state === "recording");
  get("record").classList.toggle("on", state === "recording");
  if (state !== "recording") get("record-label").textContent = say("record");
}

function complain(word, ...parts) {
  trouble = word ? [word, ...parts] : null;
  get("error").hidden = !trouble;
  get("error").textContent = trouble ? say(...trouble) : "";
}

function forget() {
  choice += 1;
  clip = null;
  answer = null;
  complain(null);
  get("answer").hidden = true;
  get("clip").hidden = true;
  get("player").pause();
}

// Takes the bytes of a file, or samples at 16 kHz. It is sent when it is ready, and not before.
async function take(name, bytes, samples) {
  forget();
  const mine = choice;
  show("preparing");
  const most = info.limits.seconds;
  let body = bytes;
  if (samples === null) {
    if (bytes.byteLength === 0) return refuse("empty");
    samples = await decode(bytes);
    if (mine !== choice) return undefined;
    const kind = String.fromCharCode(...new Uint8Array(bytes.slice(0, 4)));
    // The server reads these itself. What else the browser can decode is sent as WAV.
    const asIs = ["RIFF", "fLaC"].includes(kind) && bytes.byteLength <= info.limits.bytes;
    if (samples !== null && !asIs) body = waveFile(samples);
  } else {
    body = waveFile(samples);
  }
  if (samples !== null && samples.length > most * RATE) return refuse("tooLong", most);
  if (body.byteLength > info.limits.bytes) return refuse("tooLarge", megabytes());
  clip = { body, samples, name };
  get("clip").hidden = samples === null;
  if (samples !== null) {
    get("clip-name").textContent = `${name ?? say("recorded")} · ${time(samples.length / RATE)} ${say("seconds")}`;
    chart(get("wave"), samples);
    URL.revokeObjectURL(get("player").src);
    get("player").src = URL.createObjectURL(new Blob([waveFile(samples)], { type: "audio/wav" }));
  }
  return send();
}

function refuse(word, ...parts) {
  show(clip ? "ready" : "nothing");
  complain(word, ...parts);
}

const megabytes = () => Math.floor(info.limits.bytes / 1e6);

// Requests.

async function ask(address, type, body, signal) {
  let response;
  try {
    response = await fetch(address, { method: "POST", headers: { "content-type": type }, body, signal });
    const json = await response.json();
    if (response.ok) return { json };
    const seconds = response.headers.get("retry-after") ?? "10";
    return { trouble: json.code, seconds };
  } catch (error) {
    return { trouble: error.name === "AbortError" ? "aborted" : "network" };
  }
}

async function send() {
  if (request || !clip) return;
  request = new AbortController();
  complain(null);
  show("sending");
  const result = await ask("api/predict", "application/octet-stream", clip.body, request.signal);
  request = null;
  show("ready");
  if (result.json) {
    answer = result.json;
    showAnswer();
    get("answer").scrollIntoView({ block: "nearest" });
  } else if (result.trouble === "too_long") {
    complain("tooLong", info.limits.seconds);
  } else if (result.trouble === "too_large") {
    complain("tooLarge", megabytes());
  } else if (result.trouble !== "aborted") {
    complain(result.trouble, result.seconds);
  }
}

// Answers.

function barRow(name, english, probability, first) {
  const row = element("div", `bar class ${name}${first ? " first" : ""}`);
  const label = element("span", "name", name);
  if (english) label.append(element("small", "", english));
  const track = element("span", "track");
  const fill = element("div", "fill");
  fill.style.width = `${100 * probability}%`;
  track.append(fill);
  row.append(label, track, element("span", "share", share(probability)));
  return row;
}

function showAnswer() {
  const classes = [...answer.classes].sort((a, b) => b.probability - a.probability);
  const english = Object.fromEntries(answer.classes.map((one) => [one.name, one.english]));
  const named = (name) => (language === "en" ? english[name] ?? name : name);
  const { standing, learned_from: from } = answer.model;
  const demonstration = standing === "demonstration";
  get("note").textContent = demonstration ? "" : say("guess", from);
  for (const name of ["bars", "times", "strip", "segments", "windows"]) get(name).hidden = answer.strange;
  get("answer").hidden = false;
  if (answer.strange) {
    get("sentence").textContent = `${say("strange")} ${demonstration ? say("tryExample") : ""}`;
    return;
  }
  get("sentence").textContent = classes.length ? say("sentence", classes.length, named(classes[0].name), share(classes[0].probability)) : "";
  get("bars").replaceChildren(...classes.map((one, at) => barRow(one.name, one.english, one.probability, at === 0)));
  const total = answer.segments.at(-1)?.to ?? 0;
  get("strip").replaceChildren(...answer.segments.map((segment) => {
    const part = element("span", segment.class ? `class ${segment.class}` : "");
    part.style.flexGrow = (segment.to - segment.from) / (total || 1);
    return part;
  }));
  get("segments").replaceChildren(...answer.segments.map((segment) => {
    const row = element("li", segment.class ? `class ${segment.class}` : "");
    const times = `${time(segment.from)} – ${time(segment.to)} ${say("seconds")}`;
    row.append(element("i"), element("span", "", times));
    row.append(element("span", "", segment.class ? named(segment.class) : say("silence")));
    row.append(element("span", "", segment.class ? share(segment.probability) : ""));
    return row;
  }));
}

// The microphone.

async function startRecording() {
  forget();
  if (!navigator.mediaDevices?.getUserMedia) return refuse("insecure");
  show("preparing");
  let stream;
  try {
    // What makes all voices alike would take away what is to be heard.
    const audio = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    stream = await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    const words = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "noMicrophone" };
    return refuse(words[error.name] ?? "microphoneFailed");
  }
  try {
    const context = new AudioContext();
    await context.audioWorklet.addModule("recorder.js");
    const node = new AudioWorkletNode(context, "recorder", { numberOfOutputs: 0 });
    context.createMediaStreamSource(stream).connect(node);
    recording = { stream, context, node, pieces: [], frames: 0, done: null };
  } catch {
    for (const track of stream.getTracks()) track.stop();
    return refuse("microphoneFailed");
  }
  recording.node.port.onmessage = ({ data }) => heard(data);
  show("recording");
  showSeconds();
  get("clip").hidden = false;
  get("player").hidden = true;
  get("clip-name").textContent = "";
  return undefined;
}

function heard(piece) {
  if (piece === null) return recording.done?.();
  recording.pieces.push(piece);
  recording.frames += piece.length;
  showSeconds();
  chart(get("wave"), piece);
  if (recording.frames >= info.limits.seconds * recording.context.sampleRate) stopRecording();
  return undefined;
}

function showSeconds() {
  const seconds = Math.floor(recording.frames / recording.context.sampleRate);
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  get("record-label").textContent = `${say("stop")} · ${clock}`;
}

async function stopRecording() {
  if (!recording || recording.done) return undefined;
  const { stream, context, node, pieces } = recording;
  await new Promise((done) => {
    recording.done = done;
    node.port.postMessage("rest");
  });
  for (const track of stream.getTracks()) track.stop();
  const frames = recording.frames;
  recording = null;
  get("player").hidden = false;
  const rate = context.sampleRate;
  await context.close();
  if (frames === 0) {
    get("clip").hidden = true;
    return refuse("silent");
  }
  const most = Math.min(Math.floor((frames * RATE) / rate), info.limits.seconds * RATE);
  const resampling = new OfflineAudioContext(1, Math.max(most, 1), RATE);
  const buffer = resampling.createBuffer(1, frames, rate);
  let at = 0;
  for (const piece of pieces) {
    buffer.copyToChannel(piece, 0, at);
    at += piece.length;
  }
  const source = resampling.createBufferSource();
  source.buffer = buffer;
  source.connect(resampling.destination);
  source.start();
  const resampled = await resampling.startRendering();
  return take(null, null, resampled.getChannelData(0));
}

// Texts.

let texts = null;

function showTexts() {
  get("text-answers").replaceChildren(...texts.answers.map((one, at) => {
    const card = element("article", "card");
    card.append(element("p", "tweet", texts.tweets[at]));
    const best = Math.max(...one.probabilities.map((entry) => entry.probability));
    const bars = element("div", "bars");
    bars.append(...one.probabilities.map((entry) => barRow(say("label", entry.label), "", entry.probability, entry.probability === best)));
    const words = element("div", "words");
    words.append(...one.words.map(({ word, weight }) => {
      const signed = new Intl.NumberFormat(language, { signDisplay: "exceptZero", maximumFractionDigits: 2 }).format(weight);
      return element("span", weight < 0 ? "against" : "for", `${word} ${signed}`);
    }));
    const name = one.label === null ? say("unreadable") : say("label", one.label);
    card.append(element("p", "sentence", name), bars, words);
    const { read_as: normalised, unknown } = one;
    if (normalised && normalised !== texts.tweets[at].toLowerCase()) card.append(element("p", "small", say("readAs", normalised)));
    if (unknown.length) card.append(element("p", "small", say("unknown", unknown.join(", "))));
    return card;
  }));
  const { model, learned_from: from, standing } = texts.model;
  get("text-answers").append(element("p", "small", say("legend")));
  if (standing !== "demonstration") get("text-answers").append(element("p", "small", say("textTrained", model, from)));
}

function complainOfText(word, ...parts) {
  get("text-error").hidden = !word;
  get("text-error").textContent = word ? say(word, ...parts) : "";
}

let reading = null;

async function readTexts() {
  if (reading) return reading.abort();
  const tweets = get("tweets").value.split("\n").map((line) => line.trim()).filter(Boolean);
  if (!tweets.length) return complainOfText("noTweets");
  complainOfText(null);
  reading = new AbortController();
  get("read").textContent = say("reading");
  const result = await ask("api/text", "application/json", JSON.stringify({ texts: tweets }), reading.signal);
  reading = null;
  get("read").textContent = say("read");
  if (result.json) {
    texts = { tweets, ...result.json };
    return showTexts();
  }
  const { trouble: word, seconds } = result;
  if (word === "too_many" || word === "too_large") return complainOfText("too_many", info.limits.texts);
  if (word === "too_long") return complainOfText("textTooLong", info.limits.text_chars);
  return word === "aborted" ? undefined : complainOfText(word, seconds);
}

// The frame around it.

function choose(tab) {
  for (const name of ["speech", "text"]) {
    const chosen = name === tab;
    get(name).hidden = !chosen;
    get(`tab-${name}`).setAttribute("aria-selected", String(chosen));
    get(`tab-${name}`).tabIndex = chosen ? 0 : -1;
  }
  get("title").dataset.word = tab === "text" ? "titleText" : "title";
  get("title").textContent = document.title = say(get("title").dataset.word);
}

function speak(next) {
  language = next;
  document.documentElement.lang = language;
  document.title = say(get("title").dataset.word);
  for (const one of document.querySelectorAll("[data-word]")) one.textContent = say(one.dataset.word);
  for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", say(one.dataset.label));
  const other = language === "id" ? "en" : "id";
  get("language").textContent = say("other");
  get("language").lang = other;
  if (info) {
    const { model, learned_from: from, standing } = info.model;
    get("model").textContent = say("trained", model, standing === "demonstration" ? say("invented") : from);
    show(state);
    if (recording) showSeconds();
  }
  if (trouble) complain(...trouble);
  if (answer) showAnswer();
  if (texts) showTexts();
}

function addExamples() {
  get("example-list").replaceChildren(...info.examples.map((example) => {
    const button = element("button", "", example.name);
    button.type = "button";
    button.append(element("small", "", example.english));
    button.addEventListener("click", async () => {
      forget();
      const mine = choice;
      show("preparing");
      try {
        const response = await fetch(example.url.slice(1));
        const bytes = await response.arrayBuffer();
        if (mine === choice) await take(example.name, bytes, null);
      } catch {
        refuse("network");
      }
    });
    return button;
  }));
  get("examples").hidden = info.examples.length === 0;
  get("examples-note").hidden = !info.examples.some((example) => example.synthetic);
}

async function takeFile(file) {
  if (!file || !info || ["recording", "sending", "preparing"].includes(state)) return undefined;
  forget();
  if (file.size > 20 * info.limits.bytes) return refuse("tooLarge", megabytes());
  const mine = choice;
  show("preparing");
  let bytes;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    return refuse("broken");
  }
  return mine === choice ? take(file.name, bytes, null) : undefined;
}

function listen() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[aria-disabled=true]")) event.stopImmediatePropagation();
  }, true);
  get("language").addEventListener("click", () => speak(language === "id" ? "en" : "id"));
  get("record").addEventListener("click", () => (recording ? stopRecording() : startRecording()));
  get("choose").addEventListener("click", () => get("file").click());
  get("file").addEventListener("change", ({ target }) => {
    takeFile(target.files[0]);
    // The same file may be chosen again.
    target.value = "";
  });
  get("send").addEventListener("click", () => (request ? request.abort() : send()));
  const drop = get("drop");
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop") takeFile(event.dataTransfer.files[0]);
    });
  }
  get("text-form").addEventListener("submit", (event) => {
    event.preventDefault();
    readTexts();
  });
  for (const name of ["speech", "text"]) {
    get(`tab-${name}`).addEventListener("click", () => choose(name));
    get(`tab-${name}`).addEventListener("keydown", ({ key }) => {
      if (key !== "ArrowLeft" && key !== "ArrowRight") return;
      const other = name === "speech" ? "text" : "speech";
      choose(other);
      get(`tab-${other}`).focus();
    });
  }
}

async function start() {
  speak(language);
  block(get("record"), true);
  block(get("choose"), true);
  try {
    const response = await fetch("api/info");
    info = await response.json();
  } catch {
    complain("network");
    return;
  }
  listen();
  get("demonstration").hidden = info.model.standing !== "demonstration";
  get("text-demonstration").hidden = info.text?.standing !== "demonstration";
  get("tabs").hidden = !info.text;
  if (info.text) for (const name of ["speech", "text"]) get(name).setAttribute("role", "tabpanel");
  addExamples();
  show("nothing");
  speak(language);
}

start();
