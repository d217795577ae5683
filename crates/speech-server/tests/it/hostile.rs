//! Uploads that no honest client sends.

use speech_server::Server;

use crate::client;
use crate::hostile_files::upload;
use crate::running::Running;

#[test]
fn three_hundred_hostile_uploads_are_answered_and_none_is_the_servers_fault() {
    let server = Running::start(Server::demo(7).unwrap());
    for number in 0..300 {
        let upload = upload(number);
        let reply = client::post(server.address, "/api/predict", upload.kind, &upload.bytes);
        let reply = reply.unwrap_or_else(|error| panic!("{} ({number}): {error}", upload.name));
        let allowed = [200, 400, 413, 415, 422];
        let text = reply.text();
        assert!(
            allowed.contains(&reply.status),
            "{} ({number}): {text}",
            upload.name
        );
        if upload.name == "ten hours of FLAC" {
            assert!(text.contains("expected at most 120 s of audio"), "{text}");
        }
        if reply.status == 200 {
            assert!(
                !text.contains("null,\"english\""),
                "{} ({number}): {text}",
                upload.name
            );
        }
    }
    assert_eq!(client::get(server.address, "/healthz").unwrap().status, 200);
}
