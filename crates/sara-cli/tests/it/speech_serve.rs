//! `sara speech serve` as a browser and a program meet it.

use speech_emotion::synthesis::{Voice, synthesise, wav_bytes};
use speech_emotion::{Emotion, SAMPLE_RATE};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

/// A server on a free port, killed at the end.
struct Serving {
    child: Child,
    address: String,
    said: Vec<String>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(arguments: &[&str]) -> Serving {
    let child = Command::new(env!("CARGO_BIN_EXE_sara"))
        .args(["speech", "serve", "--address", "127.0.0.1:0", "--quiet"])
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut serving = Serving {
        child,
        address: String::new(),
        said: Vec::new(),
    };
    let lines = BufReader::new(serving.child.stderr.take().unwrap()).lines();
    for line in lines.map(Result::unwrap) {
        if let Some(address) = line.strip_prefix("listening on http://") {
            address.clone_into(&mut serving.address);
            break;
        }
        serving.said.push(line);
    }
    assert!(!serving.address.is_empty(), "it ended: {:?}", serving.said);
    serving
}

impl Serving {
    /// The head and the body of an answer.
    fn ask(&self, head: &str, body: &[u8]) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        let end =
            format!("host: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
        write!(stream, "{head} HTTP/1.1\r\n{end}").unwrap();
        stream.write_all(body).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }

    fn ask_json(&self, head: &str, body: &[u8]) -> serde_json::Value {
        let (status, body) = self.ask(head, body);
        assert!(status.starts_with("HTTP/1.1 200 "), "{status}\n{body}");
        serde_json::from_str(&body).unwrap()
    }
}

#[test]
fn recordings_and_tweets_have_answers_that_say_what_they_are_worth() {
    let serving = serve(&[]);
    assert!(
        serving.said.iter().any(|line| line.contains("synthetic")),
        "{:?}",
        serving.said
    );
    let (_, page) = serving.ask("GET /", b"");
    assert!(page.contains("<!doctype html>"), "{page}");

    let clip = synthesise(&Voice::numbered(31), Emotion::Marah, 77);
    let answer = serving.ask_json("POST /api/predict", &wav_bytes(&clip, SAMPLE_RATE).unwrap());
    assert_eq!(answer["classes"].as_array().unwrap().len(), 5, "{answer}");
    assert_eq!(answer["model"]["standing"], "demonstration");

    let texts =
        r#"{"texts": ["Warga rukun sekali, damai!", "kasar, benci!", "https://contoh.id"]}"#;
    let answer = serving.ask_json("POST /api/text", texts.as_bytes());
    let answers = answer["answers"].as_array().unwrap();
    assert_eq!(answers[0]["label"], "positive", "{answer}");
    assert_eq!(answers[1]["label"], "negative", "{answer}");
    assert_eq!(answers[2]["label"], serde_json::Value::Null, "{answer}");
    let words = answers[0]["words"].as_array().unwrap();
    assert!(words.iter().any(|one| one["word"] == "rukun"), "{answer}");
    assert!(
        answer["model"]["learned_from"]
            .as_str()
            .unwrap()
            .contains("sample tweets"),
        "{answer}"
    );
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_well() {
    let mut serving = serve(&[]);
    // It hears signals since it answers.
    serving.ask("GET /healthz", b"");
    let id = serving.child.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(sent.success());
    assert!(serving.child.wait().unwrap().success());
}

#[test]
fn a_study_that_is_none_is_refused_before_it_listens() {
    let output = Command::new(env!("CARGO_BIN_EXE_sara"))
        .args(["speech", "serve", "--study", "no-such-study"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("no-such-study"), "{said}");
    assert!(!said.contains("listening"), "{said}");
}
