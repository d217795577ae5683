//! Uploads that no honest client sends.

use std::sync::OnceLock;

/// An upload: its stated type and its bytes.
pub(crate) struct Upload {
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// The fields of a WAV header, true or not.
struct Header {
    format: u16,
    channels: u16,
    rate: u32,
    align: u16,
    bits: u16,
    stated: u32,
}

impl Default for Header {
    fn default() -> Self {
        Self {
            format: 1,
            channels: 1,
            rate: 16_000,
            align: 2,
            bits: 16,
            stated: DATA,
        }
    }
}

/// Bytes of the samples that are really there.
const DATA: u32 = 16_000;

/// Numbers that look random and are the same in every run (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most as u64).unwrap_or_default()
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.byte()).collect()
    }
}

/// The upload of a number.
pub(crate) fn upload(number: u64) -> Upload {
    let mut numbers = Numbers(number);
    let (name, bytes) = match number % 21 {
        0 => {
            let whole = honest(&mut numbers);
            let cut = numbers.below(whole.len());
            ("truncated", whole[..cut].to_vec())
        }
        1 => lying("stated length is 4 GiB", &mut numbers, |h| {
            h.stated = u32::MAX
        }),
        2 => lying("ten hours claimed", &mut numbers, |h| {
            h.stated = 1_152_000_000
        }),
        3 => lying("0 Hz", &mut numbers, |h| h.rate = 0),
        4 => lying("4 GHz", &mut numbers, |h| h.rate = u32::MAX),
        5 => lying("1 Hz", &mut numbers, |h| h.rate = 1),
        6 => lying("8 channels", &mut numbers, |h| {
            (h.channels, h.align) = (8, 16);
        }),
        7 => lying("65,535 channels", &mut numbers, |h| h.channels = u16::MAX),
        8 => lying("no channels", &mut numbers, |h| h.channels = 0),
        9 => lying("no bits", &mut numbers, |h| h.bits = 0),
        10 => lying("odd bits", &mut numbers, |h| h.bits = 13),
        11 => lying("no frame size", &mut numbers, |h| h.align = 0),
        12 => ("NaN", floats(f32::NAN)),
        13 => ("infinite", floats(f32::INFINITY)),
        14 => ("beyond all scales", floats(f32::MAX)),
        15 => {
            let mut bytes = honest(&mut numbers);
            for _ in 0..1 + numbers.below(40) {
                let at = numbers.below(bytes.len().min(200));
                bytes[at] = numbers.byte();
            }
            ("changed bytes", bytes)
        }
        16 => (
            "nothing but a magic number",
            [b"fLaC".as_slice(), &numbers.bytes(2_000)].concat(),
        ),
        17 => (
            "Ogg of noise",
            [b"OggS\0\x02".as_slice(), &numbers.bytes(3_000)].concat(),
        ),
        18 => ("form of noise", {
            let mut form = b"--x\r\ncontent-disposition: form-data; name=\"f\"".to_vec();
            form.extend(numbers.bytes(500));
            form
        }),
        19 => ("ten hours of FLAC", ten_hours_of_silence()),
        _ => {
            let count = 1 + numbers.below(5_000);
            ("noise", numbers.bytes(count))
        }
    };
    Upload {
        name,
        kind: if name == "form of noise" {
            "multipart/form-data; boundary=x"
        } else {
            "audio/wav"
        },
        bytes,
    }
}

fn honest(numbers: &mut Numbers) -> Vec<u8> {
    wav(&Header::default(), &numbers.bytes(DATA as usize))
}

fn lying(
    name: &'static str,
    numbers: &mut Numbers,
    lie: impl Fn(&mut Header),
) -> (&'static str, Vec<u8>) {
    let mut header = Header::default();
    lie(&mut header);
    (name, wav(&header, &numbers.bytes(DATA as usize)))
}

fn floats(value: f32) -> Vec<u8> {
    let header = Header {
        format: 3,
        align: 4,
        bits: 32,
        ..Header::default()
    };
    wav(&header, &value.to_le_bytes().repeat(DATA as usize / 4))
}

fn wav(header: &Header, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"RIFF".to_vec();
    bytes.extend(header.stated.saturating_add(36).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0");
    bytes.extend(header.format.to_le_bytes());
    bytes.extend(header.channels.to_le_bytes());
    bytes.extend(header.rate.to_le_bytes());
    bytes.extend(
        header
            .rate
            .wrapping_mul(u32::from(header.align))
            .to_le_bytes(),
    );
    bytes.extend(header.align.to_le_bytes());
    bytes.extend(header.bits.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(header.stated.to_le_bytes());
    bytes.extend(data);
    bytes
}

/// Ten hours of silence at 16 kHz in 2 MB of FLAC, whose header does not say how long it is.
fn ten_hours_of_silence() -> Vec<u8> {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(|| {
        let mut file = b"fLaC\x80\0\0\x22".to_vec();
        // Blocks of 4,096 samples; frames of any size; 16,000 Hz, 1 channel, 16 bits; any length.
        file.extend(b"\x10\0\x10\0\0\0\0\0\0\0\x03\xe8\0\xf0\0\0\0\0");
        file.extend([0; 16]);
        for number in 0..10 * 3_600 * 16_000 / 4_096 {
            let mut frame = b"\xff\xf8\xc5\x08".to_vec();
            frame.extend(frame_number(number));
            frame.push(checksum(&frame, 8, 0x07).to_le_bytes()[0]);
            // A constant of 0.
            frame.extend([0; 3]);
            frame.extend(checksum(&frame, 16, 0x8005).to_be_bytes());
            file.extend(frame);
        }
        file
    })
    .clone()
}

/// A number as FLAC writes it, in the manner of UTF-8.
fn frame_number(number: u32) -> Vec<u8> {
    let [first, a, b, c] = [18, 12, 6, 0].map(|shift| (number >> shift).to_le_bytes()[0]);
    let more = |byte: u8| 0x80 | (byte & 0x3f);
    match number {
        0..0x80 => vec![c],
        0x80..0x800 => vec![0xc0 | b, more(c)],
        0x800..0x1_0000 => vec![0xe0 | a, more(b), more(c)],
        _ => vec![0xf0 | first, more(a), more(b), more(c)],
    }
}

/// The remainder of a message under a polynomial of 8 or 16 bits.
fn checksum(message: &[u8], bits: u32, polynomial: u16) -> u16 {
    let top = 1 << (bits - 1);
    let remainder = message.iter().fold(0_u16, |remainder, &byte| {
        let start = remainder ^ (u16::from(byte) << (bits - 8));
        (0..8).fold(start, |sum, _| {
            let shifted = sum << 1;
            if sum & top == 0 {
                shifted
            } else {
                shifted ^ polynomial
            }
        })
    });
    remainder & u16::MAX >> (16 - bits)
}
