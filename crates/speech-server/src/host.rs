//! The names under which a server answers.
//!
//! A page of another site can let its own name lead to this machine (DNS rebinding). For the
//! browser this server is then that site, and the page may read its answers. What the browser
//! writes into the header `Host` is still the other site's name, and no page can change that.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::ServeError;
use crate::refusal::Refusal;
use crate::service::Service;

/// What may stand in the header `Host`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hosts {
    listening: IpAddr,
    names: Vec<String>,
}

impl Hosts {
    pub(crate) fn new(listening: IpAddr, names: &[String]) -> Result<Self, ServeError> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
        for name in names {
            if name.is_empty() || !name.chars().all(allowed) {
                return Err(ServeError::HostName { name: name.clone() });
            }
        }
        Ok(Self {
            listening,
            names: names.iter().map(|name| plain(name)).collect(),
        })
    }

    fn check(&self, request: &Request) -> Result<(), Refusal> {
        let mut stated = request.headers().get_all(header::HOST).iter();
        let header = stated.next();
        let missing = header.is_none() && request.version() == Version::HTTP_11;
        if missing || stated.next().is_some() {
            let got = if missing { "none" } else { "more" };
            let sentence = format!("expected one header Host, got {got}");
            return Err(Refusal::bad_request("bad_host", sentence));
        }
        // The host of a whole address wins over the header, as RFC 9112 has it.
        let host = match request.uri().authority() {
            Some(authority) => Some(authority.as_str()),
            None => header.map(|header| header.to_str().unwrap_or_default()),
        };
        // Every browser names a host; what names none is a program that speaks HTTP/1.0.
        if host.is_none_or(|host| self.allow(host)) {
            return Ok(());
        }
        Err(Refusal::new(
            StatusCode::MISDIRECTED_REQUEST,
            "unknown_host",
            "this server does not answer under this host name",
        ))
    }

    /// Whether a host, with a port or without, is this server. Any port is: behind a forwarded one
    /// the server cannot know it, and it is the name that a page of another site cannot hide.
    fn allow(&self, host: &str) -> bool {
        if self.names.is_empty() && !self.listening.to_canonical().is_loopback() {
            return true;
        }
        let name = plain(without_port(host));
        let address: Option<IpAddr> = match name.strip_prefix('[') {
            Some(rest) => (rest.strip_suffix(']'))
                .and_then(|address| address.parse::<Ipv6Addr>().ok())
                .map(|address| IpAddr::V6(address).to_canonical()),
            None => name.parse().ok(),
        };
        match address {
            Some(address) => {
                address.is_loopback()
                    || address == self.listening.to_canonical()
                    // It listens on all addresses of the machine.
                    || self.listening.is_unspecified()
                    || self.names.contains(&name)
            }
            None => name == "localhost" || self.names.contains(&name),
        }
    }
}

/// In lower case, and without the dot that may end a full name.
fn plain(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Refuses requests that are meant for another host.
pub(crate) async fn check_host(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    service.hosts.check(&request)?;
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(listening: &str, names: &[&str]) -> Hosts {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        Hosts::new(listening.parse().unwrap(), &names).unwrap()
    }

    #[test]
    fn on_loopback_only_names_of_this_machine_are_allowed() {
        let own = [
            "localhost",
            "LocalHost:7860",
            "localhost.",
            "127.0.0.1",
            "127.0.0.1:9000",
            "127.8.0.1",
            "[::1]",
            "[::1]:7860",
            "[::ffff:127.0.0.1]",
            "speech.example",
            "SPEECH.example.:443",
        ];
        let foreign = [
            "",
            ":7860",
            "evil.example",
            "evil.example:7860",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "speech.example.evil",
            "evil@localhost",
            "0.0.0.0:7860",
            "192.168.1.5",
            "::1",
            "[::2]",
            "[::1",
            "[localhost]",
            "localhost:port",
        ];
        for listening in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            let hosts = hosts(listening, &["Speech.example"]);
            for host in own {
                assert!(hosts.allow(host), "{host}");
            }
            for host in foreign {
                assert!(!hosts.allow(host), "{host}");
            }
        }
    }

    #[test]
    fn elsewhere_every_name_is_allowed_until_some_are_named() {
        for listening in ["0.0.0.0", "::", "192.168.1.5"] {
            assert!(hosts(listening, &[]).allow("user-space.hf.space"));
            let named = hosts(listening, &["speech.example"]);
            for host in ["speech.example", "localhost:7860", "192.168.1.5:7860"] {
                assert!(named.allow(host), "{listening}: {host}");
            }
            assert!(!named.allow("evil.example"));
        }
        assert!(!hosts("192.168.1.5", &["speech.example"]).allow("192.168.1.6"));
    }
}
