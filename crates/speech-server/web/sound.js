// Samples, files and their picture.

// Samples a second that the server's model hears.
export const RATE = 16000;

// The mono samples of a file at 16 kHz, or null where the browser cannot decode it.
export async function decode(bytes) {
  try {
    const context = new OfflineAudioContext(1, 1, RATE);
    // Decoding takes the buffer away, and the bytes are needed afterwards.
    const buffer = await context.decodeAudioData(bytes.slice(0));
    const mono = new Float32Array(buffer.length);
    for (let channel = 0; channel < buffer.numberOfChannels; channel += 1) {
      const samples = buffer.getChannelData(channel);
      for (let at = 0; at < mono.length; at += 1) mono[at] += samples[at] / buffer.numberOfChannels;
    }
    return mono.length > 0 ? mono : null;
  } catch {
    return null;
  }
}

// Mono samples at 16 kHz as a WAV file of 16-bit PCM.
export function waveFile(samples) {
  const bytes = new ArrayBuffer(44 + 2 * samples.length);
  const view = new DataView(bytes);
  const text = (at, letters) => [...letters].forEach((letter, more) => view.setUint8(at + more, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + 2 * samples.length, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, 2 * RATE, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, at) => {
    const bounded = Math.max(-1, Math.min(1, sample));
    view.setInt16(44 + 2 * at, Math.round(32767 * bounded), true);
  });
  return bytes;
}

// Draws the least and the greatest sample of every column.
export function chart(canvas, samples) {
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(canvas.clientWidth * scale));
  canvas.height = Math.max(1, Math.round(canvas.clientHeight * scale));
  const { width, height } = canvas;
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, width, height);
  context.fillStyle = getComputedStyle(canvas).getPropertyValue("--main");
  let peak = 0.05;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  const place = (sample) => (height / 2) * (1 - (0.9 * sample) / peak);
  for (let column = 0; column < width; column += 1) {
    const from = Math.floor((column * samples.length) / width);
    const to = Math.max(from + 1, Math.floor(((column + 1) * samples.length) / width));
    let least = Infinity;
    let most = -Infinity;
    for (let at = from; at < to && at < samples.length; at += 1) {
      least = Math.min(least, samples[at]);
      most = Math.max(most, samples[at]);
    }
    if (least > most) continue;
    context.fillRect(column, place(most), 1, Math.max(1, place(least) - place(most)));
  }
}
