//! The page, its headers, and the figures.

use speech_server::{Example, Server};

use crate::client;
use crate::running::{Plain, Running, clip};

const FILES: [(&str, &str); 6] = [
    ("/", "text/html; charset=utf-8"),
    ("/page.css", "text/css; charset=utf-8"),
    ("/page.js", "text/javascript; charset=utf-8"),
    ("/words.js", "text/javascript; charset=utf-8"),
    ("/sound.js", "text/javascript; charset=utf-8"),
    ("/recorder.js", "text/javascript; charset=utf-8"),
];

#[test]
fn every_answer_has_the_headers_for_browsers() {
    let server = Server::new(Plain::Answers).with_framed_by("https://huggingface.co");
    let server = Running::start(server);
    let others = [
        ("/api/info", "application/json"),
        ("/nowhere", "application/json"),
    ];
    for (path, kind) in FILES.into_iter().chain(others) {
        let reply = client::get(server.address, path).unwrap();
        assert_eq!(reply.header("content-type"), Some(kind), "{path}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
        let policy = reply.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self';"),
            "{policy}"
        );
        assert!(
            policy.ends_with("frame-ancestors 'self' https://huggingface.co"),
            "{policy}"
        );
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let server = Running::start(Server::new(Plain::Answers));
    for (path, _) in FILES {
        let text = client::get(server.address, path).unwrap().text();
        for far in [
            "http://", "https://", "//cdn", "@import", "<style", "style=\"", "onclick",
        ] {
            assert!(!text.contains(far), "{path} has {far}");
        }
    }
}

#[test]
fn both_languages_say_the_same_things() {
    let server = Running::start(Server::new(Plain::Answers));
    let words = client::get(server.address, "/words.js").unwrap().text();
    let (indonesian, english) = words.split_once("const en").unwrap();
    let keys = |text: &str| -> Vec<String> {
        let ends = text.split(':').map(|part| {
            let name = part.rsplit([' ', '\n', '{']).next().unwrap_or_default();
            name.to_owned()
        });
        ends.filter(|name| {
            name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.is_empty()
        })
        .collect()
    };
    let english = keys(english);
    for word in [
        "title",
        "privacy",
        "unknown_format",
        "broken",
        "busy",
        "tooLong",
        "refused",
    ] {
        assert!(english.contains(&word.to_owned()), "{word}");
        assert!(keys(indonesian).contains(&word.to_owned()), "{word}");
    }
    let page = client::get(server.address, "/").unwrap().text();
    for part in page.split("data-word=\"").skip(1) {
        let word = part.split('"').next().unwrap().to_owned();
        assert!(english.contains(&word), "the page asks for {word}");
    }
}

#[test]
fn figures_count_requests_by_route_and_status() {
    let server = Running::start(Server::new(Plain::Answers));
    for _ in 0..2 {
        client::post(server.address, "/api/predict", "", &clip(0.1)).unwrap();
    }
    client::post(server.address, "/api/predict", "", b"no audio").unwrap();
    client::get(server.address, "/somebody's/secret").unwrap();
    client::send(server.address, "BREW", "/", "", &[]).unwrap();
    let health = client::get(server.address, "/healthz").unwrap();
    assert_eq!((health.status, health.text().as_str()), (200, "ok\n"));
    let text = client::get(server.address, "/metrics").unwrap().text();
    for line in [
        "speech_requests_total{method=\"POST\",route=\"/api/predict\",status=\"200\"} 2",
        "speech_requests_total{method=\"POST\",route=\"/api/predict\",status=\"415\"} 1",
        "speech_requests_total{method=\"GET\",route=\"other\",status=\"404\"} 1",
        "speech_requests_total{method=\"other\",route=\"/\",status=\"405\"} 1",
        "speech_request_seconds_count{route=\"/api/predict\"} 3",
        "speech_request_seconds_bucket{route=\"/api/predict\",le=\"+Inf\"} 3",
        "speech_queue_depth 0",
        "speech_jobs_running 0",
    ] {
        assert!(
            text.lines().any(|found| found == line),
            "{line} is not in\n{text}"
        );
    }
    assert!(!text.contains("secret"));
}

#[test]
fn examples_are_listed_and_served() {
    let example = Example {
        name: "contoh-1".into(),
        english: "example".into(),
        synthetic: true,
        wav: clip(0.1),
    };
    let server = Running::start(Server::new(Plain::Answers).with_examples(vec![example.clone()]));
    let info: serde_json::Value =
        serde_json::from_slice(&client::get(server.address, "/api/info").unwrap().body).unwrap();
    assert_eq!(info["examples"][0]["url"], "/examples/contoh-1.wav");
    assert_eq!(info["examples"][0]["synthetic"], true);
    let wav = client::get(server.address, "/examples/contoh-1.wav").unwrap();
    assert_eq!(wav.header("content-type"), Some("audio/wav"));
    assert_eq!(wav.body, example.wav);
}
