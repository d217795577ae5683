//! The demonstration answers, and says what it is.

use speech_server::{Server, synthetic_examples};

use crate::client;
use crate::running::Running;

#[test]
fn the_demonstration_recognises_its_own_examples_and_says_that_it_is_one() {
    let server = Running::start(Server::demo(7).unwrap());
    for example in synthetic_examples().unwrap() {
        let path = format!("/examples/{}.wav", example.name);
        let wav = client::get(server.address, &path).unwrap();
        assert_eq!((wav.status, &wav.body), (200, &example.wav));
        let reply = client::post(server.address, "/api/predict", "audio/wav", &wav.body).unwrap();
        assert_eq!(reply.status, 200, "{}", reply.text());
        let json: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        let classes = json["classes"].as_array().unwrap();
        let probability = |class: &serde_json::Value| class["probability"].as_f64().unwrap();
        let best = (classes.iter())
            .max_by(|a, b| probability(a).total_cmp(&probability(b)))
            .unwrap();
        assert_eq!(best["name"], example.name);
        assert_eq!(best["english"], example.english);
        assert!((classes.iter().map(probability).sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(json["note"].as_str().unwrap().contains("synthetic"));
        assert_eq!(json["model"]["standing"], "demonstration");
        let segments = json["segments"].as_array().unwrap();
        assert_eq!(segments[0]["from"], 0.0);
        assert_eq!(segments.last().unwrap()["to"], json["seconds"]);
    }
}

#[test]
fn silence_is_called_silence() {
    let server = Running::start(Server::demo(7).unwrap());
    let silence = speech_emotion::synthesis::wav_bytes(&[0.0; 16_000], 16_000).unwrap();
    let reply = client::post(server.address, "/api/predict", "audio/wav", &silence).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    assert!(
        json["note"]
            .as_str()
            .unwrap()
            .starts_with("the recording is silent; ")
    );
    assert!(json["segments"][0]["class"].is_null());
}
