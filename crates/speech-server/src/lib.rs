//! A page and a REST service for speech emotion recognition.
//!
//! - [`Server`] is set up with `with_*` and listens after [`Server::bind`]; [`BoundServer::run`]
//!   serves until it is told to stop.
//! - [`SpeechReader`] and [`TextReader`] are the seam: any model that fits them is served.
//! - [`RecogniserReader`] puts the recogniser of `speech-emotion` behind it;
//!   [`RecogniserReader::demo`] needs no data.
//!
//! # Examples
//!
//! The demonstration, asked for a recording:
//!
//! ```
//! use std::io::{Read, Write};
//! use std::net::TcpStream;
//!
//! use speech_server::{AccessLog, Server, synthetic_examples};
//!
//! let server = Server::demo(7)?
//!     .with_address(([127, 0, 0, 1], 0).into())
//!     .with_access_log(AccessLog::Off)
//!     .bind()?;
//! let (address, stopper) = (server.address(), server.stopper());
//! let running = std::thread::spawn(|| server.run());
//!
//! let sad = &synthetic_examples()?[1];
//! let mut stream = TcpStream::connect(address).unwrap();
//! let head = "POST /api/predict HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n";
//! write!(stream, "{head}content-length: {}\r\n\r\n", sad.wav.len()).unwrap();
//! stream.write_all(&sad.wav).unwrap();
//! let mut answer = String::new();
//! stream.read_to_string(&mut answer).unwrap();
//! assert!(answer.starts_with("HTTP/1.1 200 OK"));
//! assert!(answer.contains("\"segments\"") && answer.contains("synthetic"));
//!
//! stopper.stop();
//! running.join().unwrap()?;
//! # Ok::<(), speech_server::ServeError>(())
//! ```
//!
//! A model of your own:
//!
//! ```
//! use speech_server::{Server, SpeechAnswer, SpeechCard, SpeechReader, Standing};
//!
//! struct Nothing;
//!
//! impl SpeechReader for Nothing {
//!     fn card(&self) -> SpeechCard {
//!         SpeechCard {
//!             model: "nothing".into(),
//!             learned_from: "nobody".into(),
//!             warning: "it hears nothing".into(),
//!             standing: Standing::Demonstration,
//!             classes: Vec::new(),
//!         }
//!     }
//!
//!     fn read(&self, samples: &[f32]) -> Result<SpeechAnswer, String> {
//!         Err(format!("{} samples, and nothing heard", samples.len()))
//!     }
//! }
//!
//! let refused = Server::new(Nothing).with_workers(0).bind().unwrap_err();
//! assert_eq!(refused.to_string(), "workers must be from 1 to 1024, got 0");
//! ```
//!
//! # Limits
//!
//! HTTP/1.1 without encryption: put a proxy before it on a public network. It knows no users and
//! no rates by address. Recordings are in memory as a whole until they are judged, and nowhere
//! afterwards; an upload that no call names is thrown away after 30 seconds.

mod body;
mod error;
mod events;
mod gradio;
mod host;
mod limits;
mod metrics;
mod observe;
mod places;
mod pool;
mod reader;
mod recogniser;
mod refusal;
mod routes;
mod run;
mod server;
mod service;
mod text;
mod uploads;

pub use error::ServeError;
pub use observe::AccessLog;
pub use reader::{
    ClassName, ClassProbability, SpeechAnswer, SpeechCard, SpeechReader, Standing, TextAnswer,
    TextCard, TextReader, TimedClass,
};
pub use recogniser::{RecogniserReader, synthetic_examples};
pub use run::{BoundServer, Stopper};
pub use server::{DEFAULT_ADDRESS, Example, Server};
pub use speech_emotion::SAMPLE_RATE;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
