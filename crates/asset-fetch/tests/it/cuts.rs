//! However often the connection breaks, the file is the same.

use crate::server::{Server, head, serve};
use crate::setting::{Setting, list, noise, web_asset};
use proptest::prelude::*;
use std::io::Write;
use std::sync::Arc;

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_cuts_ends_with_the_same_file(
        length in 1_usize..300_000,
        cuts in prop::collection::vec((0_usize..300_000, any::<bool>(), any::<bool>()), 0..8),
    ) {
        let bytes = Arc::new(noise(length));
        let file = Arc::clone(&bytes);
        let plan = cuts.clone();
        let server = Server::start(move |request, stream| {
            match plan.get(request.number) {
                // Cut inside of the head.
                Some((_, true, true)) => {
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Le");
                }
                // The range is ignored.
                Some((most, true, false)) => {
                    let length = file.len().to_string();
                    head(stream, 200, &[("Content-Length", &length)]);
                    let _ = stream.write_all(&file[..*most.min(&file.len())]);
                }
                Some((most, false, _)) => serve(request, stream, &file, *most),
                None => serve(request, stream, &file, usize::MAX),
            }
        });
        let mut setting = Setting::new();
        setting.settings.patience.attempts = 10;
        let fetched = setting.fetch(&web_asset(&server.url(), &bytes)).unwrap();
        prop_assert!(list(&fetched) == *bytes);
        prop_assert_eq!(setting.files().len(), 1);
    }
}
