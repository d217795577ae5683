//! The error of this crate.

use std::net::SocketAddr;

use speech_emotion::EmotionError;

/// What can be wrong when a server is set up or run. What a request does wrong is answered, and
/// is no error of the server.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Address {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A limit is out of its range.
    #[error("{field} must be from {least} to {most}, got {value}")]
    OutOfRange {
        /// The limit.
        field: &'static str,
        /// The least value allowed.
        least: u64,
        /// The greatest value allowed.
        most: u64,
        /// The value given.
        value: u64,
    },
    /// An example has a name that cannot stand in an address, or that another one has.
    #[error("expected examples with different names of a to z, 0 to 9 and `-`, got `{name}`")]
    ExampleName {
        /// The name.
        name: String,
    },
    /// An origin that may frame the page is none.
    #[error("expected an origin such as `https://example.org`, got `{origin}`")]
    Origin {
        /// The text given.
        origin: String,
    },
    /// A host name is none.
    #[error("expected a host name such as `speech.example.org`, got `{name}`")]
    HostName {
        /// The text given.
        name: String,
    },
    /// The demonstration cannot be made.
    #[error("cannot make the demonstration")]
    Model(#[from] EmotionError),
    /// The system gives no threads or no signals.
    #[error("cannot start the service")]
    Start {
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
}
