// Runs in the audio thread: collects mono samples and posts them in pieces.
const PIECE = 4096;

class Recorder extends AudioWorkletProcessor {
  constructor() {
    super();
    this.piece = new Float32Array(PIECE);
    this.filled = 0;
    // The page asks for the rest before it stops.
    this.port.onmessage = () => {
      this.send();
      this.port.postMessage(null);
    };
  }

  send() {
    if (this.filled > 0) this.port.postMessage(this.piece.slice(0, this.filled));
    this.filled = 0;
  }

  process([channels]) {
    const frames = channels.length > 0 ? channels[0].length : 0;
    for (let at = 0; at < frames; at += 1) {
      let sum = 0;
      for (const channel of channels) sum += channel[at];
      this.piece[this.filled] = sum / channels.length;
      this.filled += 1;
      if (this.filled === PIECE) this.send();
    }
    return true;
  }
}

registerProcessor("recorder", Recorder);
