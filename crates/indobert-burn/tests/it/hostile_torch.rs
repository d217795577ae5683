//! Hostile PyTorch files: one line each, nothing executed, nothing large allocated.

use std::error::Error;

use indobert_burn::{BertClassifier, LoadOptions};

use crate::support::{device, fixtures};
use crate::torch_files::folder;

/// The message for a `pytorch_model.bin` of this content, with the folder's name taken off.
fn refusal(content: &[u8]) -> String {
    let folder = folder(&[]);
    std::fs::write(folder.path().join("pytorch_model.bin"), content).unwrap();
    let error =
        BertClassifier::from_dir(folder.path(), &device(), &LoadOptions::default()).unwrap_err();
    let message = error.to_string();
    assert!(!message.contains('\n'), "{message}");
    assert!(message.len() < 400, "{message}");
    let message = message.replace(&format!("{}/", folder.path().display()), "");
    match error.source() {
        Some(source) => format!("{message}: {source}"),
        None => message,
    }
}

/// One entry of an archive; the sizes and place written may lie.
struct Entry<'a> {
    name: &'a str,
    content: &'a [u8],
    method: u16,
    claimed_size: Option<u32>,
}

fn entry<'a>(name: &'a str, content: &'a [u8]) -> Entry<'a> {
    Entry {
        name,
        content,
        method: 0,
        claimed_size: None,
    }
}

fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let (mut file, mut list) = (Vec::new(), Vec::new());
    for entry in entries {
        let at = u32::try_from(file.len()).unwrap();
        let size = u32::try_from(entry.content.len()).unwrap();
        let size = entry.claimed_size.unwrap_or(size).to_le_bytes();
        let name = u16::try_from(entry.name.len()).unwrap().to_le_bytes();
        let method = entry.method.to_le_bytes();
        let parts: [&[u8]; 9] = [
            b"PK\x03\x04\0\0\0\0",
            &method,
            &[0; 8],
            &size,
            &size,
            &name,
            &[0; 2],
            entry.name.as_bytes(),
            entry.content,
        ];
        file.extend(parts.concat());
        let parts: [&[u8]; 9] = [
            b"PK\x01\x02\0\0\0\0\0\0",
            &method,
            &[0; 8],
            &size,
            &size,
            &name,
            &[0; 12],
            &at.to_le_bytes(),
            entry.name.as_bytes(),
        ];
        list.extend(parts.concat());
    }
    let place = u32::try_from(file.len()).unwrap().to_le_bytes();
    let size = u32::try_from(list.len()).unwrap().to_le_bytes();
    let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
    let parts: [&[u8]; 8] = [
        &list,
        b"PK\x05\x06\0\0\0\0",
        &count,
        &count,
        &size,
        &place,
        &[0; 2],
        &[],
    ];
    file.extend(parts.concat());
    file
}

/// An archive with this pickle and a storage of 16 bytes.
fn pickled(pickle: &[u8]) -> Vec<u8> {
    zip(&[entry("m/data.pkl", pickle), entry("m/data/0", &[0; 16])])
}

/// A pickle of `{"x": tensor}`, with the tensor's offset, shape and strides as pickled tuples.
fn tensor(offset: &[u8], shape: &[u8], strides: &[u8]) -> Vec<u8> {
    let parts: [&[u8]; 6] = [
        b"\x80\x02}X\x01\0\0\0xctorch._utils\n_rebuild_tensor_v2\n((",
        b"X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x04tQ",
        offset,
        shape,
        strides,
        b"\x89ccollections\nOrderedDict\n)RtRs.",
    ];
    parts.concat()
}

#[test]
fn a_wholesome_archive_gets_past_the_reader() {
    let file = pickled(&tensor(b"K\0", b"K\x02K\x02\x86", b"K\x02K\x01\x86"));
    assert_eq!(
        refusal(&file),
        "pytorch_model.bin: tensor `bert.embeddings.word_embeddings.weight` is missing"
    );
}

#[test]
fn executes_nothing() {
    let cases: [(&[u8], &str); 6] = [
        (
            b"\x80\x02cposix\nsystem\nX\x07\0\0\0echo hi\x85R.",
            "a name that tensors are written with at byte 2 of its pickle, got `posix.system`",
        ),
        (
            b"\x80\x02cos\nsystem\nX\x07\0\0\0echo hi\x85R.",
            "a name that tensors are written with at byte 2 of its pickle, got `os.system`",
        ),
        (
            b"\x80\x02c__builtin__\neval\nX\x01\0\0\x001\x85R.",
            "a name that tensors are written with at byte 2 of its pickle, got `__builtin__.eval`",
        ),
        (
            b"\x80\x02ctorch.jit\r\x1b[2J\x00\nload\n.",
            "a name that tensors are written with at byte 2 of its pickle, got `torch.jit\\r\\u{1b}[2J\\0.load`",
        ),
        // INST, the older way to call.
        (
            b"\x80\x02(X\x07\0\0\0echo hiios\nsystem\n.",
            "an opcode that dictionaries of tensors are written with at byte 15 of its pickle, got 0x69",
        ),
        // STACK_GLOBAL, the newer one.
        (
            b"\x80\x02X\x02\0\0\0osX\x06\0\0\0system\x93.",
            "an opcode that dictionaries of tensors are written with at byte 20 of its pickle, got 0x93",
        ),
    ];
    for (pickle, message) in cases {
        assert_eq!(
            refusal(&pickled(pickle)),
            format!("pytorch_model.bin: expected {message}")
        );
    }
}

#[test]
fn refuses_pickles_that_do_not_hold_together() {
    let cases: [(&[u8], &str); 14] = [
        (
            b"",
            "a complete pickle at byte 0 of its pickle, got its end",
        ),
        (
            b"\x80\x02}",
            "a complete pickle at byte 3 of its pickle, got its end",
        ),
        (
            b"\x80\x05.",
            "pickle protocol 2 at byte 0 of its pickle, got 5",
        ),
        (
            b".",
            "a value on the stack at byte 0 of its pickle, got an empty stack",
        ),
        (
            b"t.",
            "a mark on the stack at byte 0 of its pickle, got none",
        ),
        (
            b"}(K\x01\x86.",
            "a value on the stack at byte 4 of its pickle, got an empty stack",
        ),
        (
            b"h\x07.",
            "a value remembered before at byte 0 of its pickle, got slot 7",
        ),
        (
            b"q\x07.",
            "a value to remember at byte 0 of its pickle, got an empty stack",
        ),
        (
            b"X\xff\xff\xff\xff.",
            "a complete pickle at byte 0 of its pickle, got its end",
        ),
        (
            b"X\x01\0\0\0\xff.",
            "UTF-8 at byte 0 of its pickle, got other bytes",
        ),
        (
            b"}(K\x01u.",
            "a value for each key at byte 4 of its pickle, got a key alone",
        ),
        (
            b"NNa.",
            "a list to append to at byte 2 of its pickle, got something else",
        ),
        (
            b"\x8a\x09123456789.",
            "a number of at most 8 bytes at byte 0 of its pickle, got 9",
        ),
        (
            b"NQ.",
            "a storage with type, key and size at byte 1 of its pickle, got something else",
        ),
    ];
    for (pickle, message) in cases {
        assert_eq!(
            refusal(&pickled(pickle)),
            format!("pytorch_model.bin: expected {message}")
        );
    }
    let cases: [(&[u8], &str); 4] = [
        (
            b"N.",
            "expected a dictionary of tensors, got another kind of object",
        ),
        (
            b"}K\x01Ns.",
            "expected names of tensors as keys, got another kind of object",
        ),
        (
            b"}X\x01\0\0\0\nNs.",
            "tensor `\\n` must be a tensor, got another kind of object",
        ),
        (
            b"}X\x0a\0\0\0state_dict}s.",
            "tensor `state_dict` must be a tensor, got another kind of object",
        ),
    ];
    for (pickle, message) in cases {
        assert_eq!(
            refusal(&pickled(pickle)),
            format!("pytorch_model.bin: {message}")
        );
    }
}

/// Python would end in a stack overflow or fill the memory.
#[test]
fn depth_and_repetition_cost_nothing() {
    let opcode = "expected an opcode that dictionaries of tensors are written with";
    // Nine hundred thousand tuples, each within the next, then something unknown.
    let nested = [b"N".as_slice(), &b"\x85".repeat(900_000), b"\xff"].concat();
    assert_eq!(
        refusal(&pickled(&nested)),
        format!("pytorch_model.bin: {opcode} at byte 900001 of its pickle, got 0xff")
    );
    // Each tuple holds the last one twice: 2^100000 values if they were written out.
    let doubled = [b"N".as_slice(), &b"q\0h\0\x86".repeat(100_000), b"\xff"].concat();
    assert_eq!(
        refusal(&pickled(&doubled)),
        format!("pytorch_model.bin: {opcode} at byte 500001 of its pickle, got 0xff")
    );
    // A list that holds itself.
    assert_eq!(
        refusal(&pickled(b"]q\0h\0a.")),
        "pytorch_model.bin: expected a dictionary of tensors, got another kind of object"
    );
    // A shape of a thousand dimensions.
    let long = [b"(".as_slice(), &b"K\x01".repeat(1000), b"t"].concat();
    let message = refusal(&pickled(&tensor(b"K\0", &long, &long)));
    assert!(
        message.starts_with("pytorch_model.bin: expected at most 8 dimensions at byte "),
        "{message}"
    );
    let endless = vec![b'N'; 2 << 20];
    assert_eq!(
        refusal(&pickled(&endless)),
        "pytorch_model.bin: expected a data.pkl of at most 1048576 bytes, got 2097152"
    );
}

/// Offset, shape and strides as pickled, and how the message writes them.
type Layout<'a> = (&'a [u8], &'a [u8], &'a [u8], &'a str);

#[test]
fn tensors_lie_in_their_storage() {
    let largest = b"\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f";
    let square = [largest.as_slice(), largest, b"\x86"].concat();
    let far = [largest.as_slice(), b"\x85"].concat();
    let cases: [Layout<'_>; 5] = [
        (
            b"K\x01",
            b"K\x04\x85",
            b"K\x01\x85",
            "shape [4], strides [1] and offset 1",
        ),
        (
            b"K\0",
            b"K\x02K\x02\x86",
            b"K\x03K\x01\x86",
            "shape [2, 2], strides [3, 1] and offset 0",
        ),
        // One number repeated: a few bytes that would fill the memory.
        (
            b"K\0",
            b"J\xff\xff\xff\x7f\x85",
            b"K\0\x85",
            "shape [2147483647], strides [0] and offset 0",
        ),
        (
            b"K\0",
            &square,
            b"K\x01K\x01\x86",
            "shape [9223372036854775807, 9223372036854775807], strides [1, 1] and offset 0",
        ),
        (
            largest,
            b"K\x03\x85",
            &far,
            "shape [3], strides [9223372036854775807] and offset 9223372036854775807",
        ),
    ];
    for (offset, shape, strides, described) in cases {
        assert_eq!(
            refusal(&pickled(&tensor(offset, shape, strides))),
            format!(
                "pytorch_model.bin: tensor `x` must lie in its storage, each number in a place of \
                 its own, got {described} in 4 numbers"
            )
        );
    }
    for (offset, shape, strides) in [
        (
            b"K\0".as_slice(),
            b"J\xff\xff\xff\xff\x85".as_slice(),
            b"K\x01\x85".as_slice(),
        ),
        (b"K\0", b"K\x02\x85", b"J\xff\xff\xff\xff\x85"),
        (b"J\xff\xff\xff\xff", b"K\x02\x85", b"K\x01\x85"),
    ] {
        let message = refusal(&pickled(&tensor(offset, shape, strides)));
        assert!(
            message.starts_with("pytorch_model.bin: expected a number of at least 0 at byte ")
                && message.ends_with(" of its pickle, got -1"),
            "{message}"
        );
    }
    let message = refusal(&pickled(&tensor(b"K\0", b"K\x02\x85", b")")));
    assert!(
        message.contains("expected as many strides as dimensions"),
        "{message}"
    );
}

#[test]
fn refuses_archives_that_lie() {
    let pickle = tensor(b"K\0", b"K\x04\x85", b"K\x01\x85");
    let data = entry("m/data.pkl", &pickle);
    let cases = [
        (
            zip(&[entry("m/data/0", &[0; 16])]),
            "an archive with data.pkl, got one without",
        ),
        (
            zip(&[entry("m/data.pkl", &pickle)]),
            "an entry for each storage, got none for data/0",
        ),
        (
            zip(&[entry("m/data.pkl", &pickle), entry("m/data/0", &[0; 12])]),
            "storages of the size that data.pkl gives, got 12 bytes in data/0",
        ),
        (
            zip(&[data, entry("m/byteorder", b"big")]),
            "byte order `little`, got `big`",
        ),
        (
            zip(&[Entry {
                method: 8,
                ..entry("m/data.pkl", &pickle)
            }]),
            "entries that are neither compressed nor encrypted, got `m/data.pkl` with method 8",
        ),
        (
            zip(&[Entry {
                claimed_size: Some(0xffff_fff0),
                ..entry("m/data.pkl", &pickle)
            }]),
            "a complete zip archive, got an entry beyond the file's end",
        ),
        (
            zip(&[Entry {
                claimed_size: Some(u32::MAX),
                ..entry("m/data.pkl", &pickle)
            }]),
            "a complete zip archive, got a damaged list of entries",
        ),
        (
            zip(&[entry("m/data.pkl", &pickle), entry("m/data.pkl", &pickle)]),
            "a complete zip archive, got a damaged list of entries",
        ),
        (
            b"PK\x03\x04".to_vec(),
            "a complete zip archive, got no list of entries",
        ),
        (
            b"not torch".to_vec(),
            "a file of PyTorch's, zip or older, got one that begins with [6e 6f 74 20]",
        ),
        (
            Vec::new(),
            "a file of PyTorch's, zip or older, got one that begins with []",
        ),
    ];
    for (file, message) in cases {
        assert_eq!(
            refusal(&file),
            format!("pytorch_model.bin: expected {message}")
        );
    }
}

/// Every cut and every changed byte gives a model or a line, never a panic.
#[test]
fn survives_any_damage() {
    for name in ["zip.bin", "legacy.bin"] {
        let whole = std::fs::read(fixtures().join("torch-files").join(name)).unwrap();
        for cut in (0..whole.len()).step_by(199) {
            refusal(&whole[..cut]);
        }
        let folder = folder(&[]);
        let path = folder.path().join("pytorch_model.bin");
        for place in (0..whole.len()).step_by(41) {
            for value in [0, 0xff, whole[place] ^ 1] {
                let mut damaged = whole.clone();
                damaged[place] = value;
                std::fs::write(&path, damaged).unwrap();
                let loaded =
                    BertClassifier::from_dir(folder.path(), &device(), &LoadOptions::default());
                if let Err(error) = loaded {
                    assert!(!error.to_string().contains('\n'), "{error}");
                }
            }
        }
    }
}

#[test]
fn refuses_legacy_files_that_lie() {
    let start: &[u8] = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.";
    let machine: &[u8] = b"\x80\x02}X\x0d\0\0\0little_endian\x88s.";
    let weights = tensor(b"K\0", b"K\x04\x85", b"K\x01\x85");
    let keys: &[u8] = b"\x80\x02]X\x01\0\0\x000a.";
    let numbers: &[u8] = &[&[4, 0, 0, 0, 0, 0, 0, 0], [0_u8; 16].as_slice()].concat();
    let file = |parts: &[&[u8]]| refusal(&[&[start], parts].concat().concat());
    assert_eq!(
        file(&[machine, &weights, keys, numbers]),
        "pytorch_model.bin: tensor `bert.embeddings.word_embeddings.weight` is missing"
    );
    let big: &[u8] = b"\x80\x02}X\x0d\0\0\0little_endian\x89s.";
    let twice: &[u8] = b"\x80\x02](X\x01\0\0\x000X\x01\0\0\x000e.";
    let other: &[u8] = b"\x80\x02]X\x01\0\0\x001a.";
    let huge: &[u8] = &[0xff; 8];
    let cases: [(&[&[u8]], &str); 7] = [
        (&[big], "byte order `little`, got `big`"),
        (
            &[machine, &weights, b"\x80\x02]."],
            "a storage for each key, got none for 0",
        ),
        (
            &[machine, &weights, other, numbers],
            "storages that tensors lie in, got another one",
        ),
        (
            &[machine, &weights, keys, huge],
            "storages that lie in the file, got one of 18446744073709551615 numbers",
        ),
        (
            &[machine, &weights, keys, &numbers[..20]],
            "storages that lie in the file, got one of 4 numbers",
        ),
        (
            &[machine, &weights, keys],
            "a complete file, got one that ends too early",
        ),
        (
            &[machine, &weights, twice, numbers, numbers],
            "each storage once, got 0 again",
        ),
    ];
    for (parts, message) in cases {
        assert_eq!(
            file(parts),
            format!("pytorch_model.bin: expected {message}")
        );
    }
}
