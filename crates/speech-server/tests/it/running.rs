//! Servers and models for tests.

use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;

use speech_emotion::synthesis::wav_bytes;
use speech_server::{
    AccessLog, ClassName, ClassProbability, SAMPLE_RATE, ServeError, Server, SpeechAnswer,
    SpeechCard, SpeechReader, Standing, Stopper, TimedClass,
};

/// A server in the background; it stops when it is dropped.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) stopper: Stopper,
    thread: Option<JoinHandle<Result<(), ServeError>>>,
}

impl Running {
    pub(crate) fn start(server: Server) -> Self {
        let server = server
            .with_address(([127, 0, 0, 1], 0).into())
            .with_access_log(AccessLog::Off)
            .bind()
            .unwrap();
        Self {
            address: server.address(),
            stopper: server.stopper(),
            thread: Some(std::thread::spawn(|| server.run())),
        }
    }

    /// Waits until a stopped server has ended.
    pub(crate) fn join(mut self) -> Result<(), ServeError> {
        self.thread.take().unwrap().join().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stopper.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A door before which a model waits.
#[derive(Clone, Default)]
pub(crate) struct Door(Arc<(Mutex<DoorState>, Condvar)>);

#[derive(Default)]
struct DoorState {
    open: bool,
    before: usize,
}

impl Door {
    pub(crate) fn open(&self) {
        self.0.0.lock().unwrap().open = true;
        self.0.1.notify_all();
    }

    /// Waits until a number of calls stand before the door.
    pub(crate) fn wait_for(&self, calls: usize) {
        let mut state = self.0.0.lock().unwrap();
        while state.before < calls {
            state = self.0.1.wait(state).unwrap();
        }
    }

    fn pass(&self) {
        let mut state = self.0.0.lock().unwrap();
        state.before += 1;
        self.0.1.notify_all();
        while !state.open {
            state = self.0.1.wait(state).unwrap();
        }
    }
}

/// What a model does with recordings.
pub(crate) enum Plain {
    /// It answers with the length of the recording.
    Answers,
    /// It waits before a door.
    Waits(Door),
    /// It says why it does not answer.
    Refuses,
    /// It breaks.
    Panics,
}

impl SpeechReader for Plain {
    fn card(&self) -> SpeechCard {
        SpeechCard {
            model: "plain".into(),
            learned_from: "nobody".into(),
            warning: "a test".into(),
            standing: Standing::Trained,
            classes: vec![ClassName {
                name: "sedih".into(),
                english: "sad".into(),
            }],
        }
    }

    fn read(&self, samples: &[f32]) -> Result<SpeechAnswer, String> {
        match self {
            Self::Answers => {}
            Self::Waits(door) => door.pass(),
            Self::Refuses => return Err("the clip is not to my taste".into()),
            Self::Panics => panic!("a model that breaks"),
        }
        Ok(SpeechAnswer {
            classes: vec![ClassProbability {
                name: "sedih".into(),
                english: "sad".into(),
                probability: 1.0,
            }],
            segments: vec![TimedClass {
                from: 0.0,
                to: samples.len() as f64 / f64::from(SAMPLE_RATE),
                class: Some("sedih".into()),
                probability: 1.0,
            }],
            strange: false,
            note: "a test".into(),
        })
    }
}

/// A clip of a hum.
pub(crate) fn clip(seconds: f32) -> Vec<u8> {
    let samples: Vec<f32> = (0..(seconds * SAMPLE_RATE as f32) as u32)
        .map(|n| 0.2 * (n as f32 * 0.06).sin())
        .collect();
    wav_bytes(&samples, SAMPLE_RATE).unwrap()
}

/// The sentence of a refusal.
pub(crate) fn sentence(reply: &crate::client::Reply) -> String {
    let json: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    json["error"].as_str().unwrap().to_owned()
}
