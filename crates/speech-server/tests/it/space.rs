//! The folder that is a Space: what its host reads must be there.

use std::path::Path;

fn read(name: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/space");
    let text = std::fs::read_to_string(folder.join(name));
    if text.is_err() {
        eprintln!("skipped: docs/space is not beside this crate");
    }
    text.ok()
}

#[test]
fn the_front_matter_has_the_keys_of_a_docker_space() {
    let Some(readme) = read("README.md") else {
        return;
    };
    let (front, _) = (readme.strip_prefix("---\n").unwrap())
        .split_once("\n---\n")
        .unwrap();
    let value = |key: &str| {
        let found = front.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            (name == key).then(|| value.trim())
        });
        found.unwrap_or_else(|| panic!("{key} is missing"))
    };
    assert_eq!((value("sdk"), value("app_port")), ("docker", "7860"));
    assert!(!value("title").is_empty());
    assert!(!value("emoji").is_ascii());
    // The colours that the host knows.
    let colours = [
        "red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray",
    ];
    for key in ["colorFrom", "colorTo"] {
        assert!(colours.contains(&value(key)), "{key}: {}", value(key));
    }
    // Longer ones are refused.
    assert!(value("short_description").chars().count() <= 60);
}

#[test]
fn the_container_serves_on_the_port_of_the_space_as_user_1000() {
    let Some(file) = read("Dockerfile") else {
        return;
    };
    for line in [
        "RUN cargo build --release --locked -p sara-cli",
        "RUN useradd --uid 1000 --create-home user",
        "COPY --from=build /source/target/release/sara /usr/local/bin/sara",
        "USER 1000",
        "EXPOSE 7860",
        "CMD [\"sara\", \"speech\", \"serve\", \"--address\", \"0.0.0.0:7860\", \"--framed-by\", \"https://huggingface.co\"]",
    ] {
        assert!(
            file.lines().any(|found| found == line),
            "{line} is not in\n{file}"
        );
    }
}
