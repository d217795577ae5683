use super::client::{Answer, Client, Follow, header, shown};
use crate::checksum::Checksum;
use crate::error::FetchError;
use crate::manifest::is_commit;
use crate::news::Listener;
use ureq::http::Method;

/// What a hub says of a file before it sends it.
#[derive(Debug, Clone)]
pub(crate) struct HubFile {
    pub(crate) commit: String,
    pub(crate) checksum: Checksum,
    pub(crate) bytes: Option<u64>,
}

impl Client {
    /// Asks for the headers of a file. A commit, if given, must be the one that the hub names.
    pub(crate) fn find(
        &self,
        url: &str,
        commit: Option<&str>,
        news: &mut Listener<'_>,
    ) -> Result<HubFile, FetchError> {
        let answer = self.persist(news, |count, _| {
            // Large files redirect to another place, which knows nothing of commits.
            let answer = self.send(&Method::HEAD, url, 0, Follow::SamePlace, count)?;
            let status = answer.response.status();
            match status.is_success() || status.is_redirection() {
                true => Ok(answer),
                false => Err(self.refused(url, &answer.response)),
            }
        })?;
        Ok(HubFile {
            commit: commit_of(&answer, url, commit)?,
            checksum: checksum_of(&answer, url)?,
            bytes: length_of(&answer),
        })
    }
}

impl Answer {
    /// The first of the redirects, else the answer, to have the header.
    fn first(&self, name: &str) -> Option<&str> {
        self.passed
            .iter()
            .chain([self.response.headers()])
            .find_map(|headers| header(headers, name))
    }
}

fn commit_of(answer: &Answer, url: &str, expected: Option<&str>) -> Result<String, FetchError> {
    match (answer.first("x-repo-commit"), expected) {
        (Some(got), Some(expected)) if got != expected => Err(FetchError::Commit {
            url: shown(url),
            expected: expected.to_owned(),
            got: got.to_owned(),
        }),
        // A plain mirror may be silent on what it was asked for by name.
        (_, Some(expected)) => Ok(expected.to_owned()),
        (Some(got), None) if is_commit(got) => Ok(got.to_owned()),
        (got, None) => Err(FetchError::Header {
            url: shown(url),
            header: "X-Repo-Commit",
            expected: "a commit",
            value: got.unwrap_or_default().to_owned(),
        }),
    }
}

fn checksum_of(answer: &Answer, url: &str) -> Result<Checksum, FetchError> {
    let etag = answer
        .first("x-linked-etag")
        .or_else(|| header(answer.response.headers(), "etag"))
        .unwrap_or_default();
    let text = etag.strip_prefix("W/").unwrap_or(etag).trim_matches('"');
    Checksum::from_hex(text).ok_or_else(|| FetchError::Header {
        url: shown(url),
        header: "X-Linked-ETag or ETag",
        expected: "a checksum",
        value: etag.to_owned(),
    })
}

/// A redirect has a body of its own, whose length says nothing of the file.
fn length_of(answer: &Answer) -> Option<u64> {
    let linked = answer.first("x-linked-size");
    let own = || match answer.response.status().is_success() {
        true => header(answer.response.headers(), "content-length"),
        false => None,
    };
    linked.or_else(own)?.parse().ok()
}
